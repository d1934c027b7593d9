//! One occasion: noted, opened by proof, rated, opened to both sides, closed; or voided.
//!
//! Invariant: a rating stands only of who took part, about who took part on the other side, once;
//! it is opened only together with its answer or after the window, and then stays as it is.

mod rating;
mod reviewing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::evaluation::occasion::{
    About, BALLOTS_MAX, Command, Event, Pairing, RATE_WORKING_DAYS, RESIDENTS_MIN, Rater,
    Rejection, SealedOpinion, Served, Tally,
};
use contracts::{Claimer, Context};
use decider::{Decider, corrupt};
use values::{OrganisationId, PersonId, Text, Timestamp};

pub use rating::{may_rate, pairing, pairs};

/// The rules of occasions.
pub struct Occasion;

/// Where an occasion stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing happened yet.
    #[default]
    Unknown,
    /// It happened, and is not proved.
    Noted(Parties),
    /// Who took part may rate.
    Open(Sheet),
    /// What was said stays as it is.
    Closed(Sheet),
    /// It counts no more.
    Void,
}

/// Who took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    pub about: About,
    pub giving: Claimer,
    pub asking: OrganisationId,
    /// Who stands above the asking side.
    pub reviewer: Option<OrganisationId>,
    /// Who is known by name to have come, and for how many minutes.
    people: BTreeMap<PersonId, u32>,
    /// Who organised the service.
    pub organiser: Option<PersonId>,
    /// Who was expected and did not come, unless that was struck.
    no_shows: BTreeSet<PersonId>,
    /// Who raised what was sent up.
    pub raiser: Option<PersonId>,
}

impl Parties {
    /// Who is known by name to have come, and for how many minutes.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, u32)> {
        self.people.iter().map(|(person, minutes)| (*person, *minutes))
    }
}

/// What is said on an occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub parties: Parties,
    pub rate_until: Timestamp,
    pub ratings: BTreeMap<Pairing, Rating>,
    pub ballots_issued: u32,
    /// Who was told that the window is over soon.
    noticed: BTreeSet<Claimer>,
}

/// One rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub sealed: SealedOpinion,
    pub opened: bool,
    reviewed: bool,
    /// An objection to it was upheld: it stays given, and counts no more.
    pub struck: bool,
}

impl State {
    /// What is said on it.
    ///
    /// # Errors
    /// Why nothing can be said.
    pub fn sheet(&self) -> Result<&Sheet, Rejection> {
        match self {
            State::Unknown => Err(Rejection::Unknown),
            State::Noted(_) => Err(Rejection::NotConfirmed),
            State::Open(sheet) | State::Closed(sheet) => Ok(sheet),
            State::Void => Err(Rejection::Void),
        }
    }

    /// Who took part, as long as it counts.
    pub fn parties(&self) -> Option<&Parties> {
        match self {
            State::Noted(parties) => Some(parties),
            State::Open(sheet) | State::Closed(sheet) => Some(&sheet.parties),
            State::Unknown | State::Void => None,
        }
    }

    /// Who took part, as long as it is not proved.
    pub fn noted(&self) -> Option<&Parties> {
        match self {
            State::Noted(parties) => Some(parties),
            State::Unknown | State::Open(_) | State::Closed(_) | State::Void => None,
        }
    }

    /// When the window is over soon for who has not rated, or else its last moment.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Open(sheet) if sheet.unnoticed().next().is_some() => {
                Some(rating::notice_at(sheet))
            }
            State::Open(sheet) => Some(sheet.rate_until),
            State::Unknown | State::Noted(_) | State::Closed(_) | State::Void => None,
        }
    }

    /// The sheet, while it can still be rated.
    pub(super) fn open(&self, now: Timestamp) -> Result<&Sheet, Rejection> {
        let sheet = self.sheet()?;
        let rate_until = sheet.rate_until;
        let closed = matches!(self, State::Closed(_));
        if closed || now > rate_until { Err(Rejection::Over { rate_until }) } else { Ok(sheet) }
    }
}

impl Sheet {
    /// The ratings of who took part that are sealed yet.
    pub fn sealed(&self) -> impl Iterator<Item = (Pairing, &SealedOpinion)> {
        let sealed = self
            .ratings
            .iter()
            .filter(|(pairing, rating)| pairing.rated.is_some() && !rating.opened);
        sealed.map(|(pairing, rating)| (*pairing, &rating.sealed))
    }

    /// The ballots that residents used.
    pub fn ballots(&self) -> impl Iterator<Item = &SealedOpinion> {
        let by_ballot = |pairing: &Pairing| matches!(pairing.rater, Rater::Ballot(_));
        let ballots = self.ratings.iter().filter(move |(pairing, _)| by_ballot(pairing));
        ballots.map(|(_, rating)| &rating.sealed)
    }

    /// Did anybody who took part rate?
    fn is_rated(&self) -> bool {
        let took_part =
            |pairing: &Pairing| pairing.rated.is_some() || pairing.rater == Rater::Raiser;
        self.ratings.keys().any(took_part)
    }

    /// Does it count against `person` that they did not come?
    pub fn is_no_show(&self, person: PersonId) -> bool {
        self.parties.no_shows.contains(&person)
    }
}

impl Decider for Occasion {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Deliver { about, giving, asking, raiser, rate_until } => {
                let noted = noted(state, context, about, (giving, asking), (None, raiser));
                Ok(noted.map_or_else(Vec::new, |noted| vec![noted, Event::Opened { rate_until }]))
            }
            Command::Note { about, giving, asking, service } => {
                let service = Some(Box::new(service));
                let noted = noted(state, context, about, (giving, asking), (service, None));
                Ok(noted.into_iter().collect())
            }
            Command::Confirm => Ok(confirm(state, context)),
            Command::Void { reason } => Ok(void(state, reason)),
            Command::Rate { rated, rating, stars, answer } => {
                rating::rate(state, context, rated, rating, stars, answer)
            }
            Command::IssueBallots { ballots } => rating::issue_ballots(state, context, ballots),
            Command::RateByBallot { ballot, rating } => {
                rating::rate_by_ballot(state, context, ballot, rating)
            }
            Command::ReviewComment { pairing, comment, withheld } => {
                reviewing::review(state, context, pairing, comment, withheld)
            }
            Command::Strike { pairing, reason } => Ok(reviewing::strike(state, pairing, reason)),
            Command::StrikeNoShow { person, reason } => {
                Ok(reviewing::strike_no_show(state, person, reason))
            }
            Command::Due { opened, residents } => {
                Ok(rating::due(state, context, opened, residents))
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Noted { about, giving, asking, reviewer, service, raiser }, State::Unknown) => {
                let served = service.iter().flat_map(|service| &service.attendance);
                State::Noted(Parties {
                    about: *about,
                    giving: *giving,
                    asking: *asking,
                    reviewer: *reviewer,
                    people: served.map(|attended| (attended.person, attended.minutes)).collect(),
                    organiser: service.as_ref().and_then(|service| service.organiser),
                    no_shows: service.iter().flat_map(|it| &it.no_shows).copied().collect(),
                    raiser: *raiser,
                })
            }
            (Event::Opened { rate_until }, State::Noted(parties)) => State::Open(Sheet {
                parties,
                rate_until: *rate_until,
                ratings: BTreeMap::new(),
                ballots_issued: 0,
                noticed: BTreeSet::new(),
            }),
            (Event::EndNoticed { raters, .. }, State::Open(mut sheet)) => {
                sheet.noticed.extend(raters);
                State::Open(sheet)
            }
            (Event::Rated { pairing, rating }, State::Open(mut sheet)) => {
                let (sealed, opened, reviewed, struck) = (rating.clone(), false, false, false);
                sheet.ratings.insert(*pairing, Rating { sealed, opened, reviewed, struck });
                State::Open(sheet)
            }
            (Event::RatingsOpened { ratings, .. }, State::Open(mut sheet)) => {
                for opened in ratings {
                    if let Some(rating) = sheet.ratings.get_mut(&opened.pairing) {
                        rating.opened = true;
                    }
                }
                State::Open(sheet)
            }
            (Event::BallotsIssued { ballots, .. }, State::Open(sheet)) => {
                State::Open(Sheet { ballots_issued: *ballots, ..sheet })
            }
            (Event::CommentReviewed { pairing, .. }, State::Open(sheet)) => {
                State::Open(reviewing::reviewed(sheet, *pairing))
            }
            (Event::CommentReviewed { pairing, .. }, State::Closed(sheet)) => {
                State::Closed(reviewing::reviewed(sheet, *pairing))
            }
            (Event::RatingStruck { pairing, .. }, State::Open(sheet)) => {
                State::Open(reviewing::struck(sheet, *pairing))
            }
            (Event::RatingStruck { pairing, .. }, State::Closed(sheet)) => {
                State::Closed(reviewing::struck(sheet, *pairing))
            }
            (Event::NoShowStruck { person, .. }, State::Open(sheet)) => {
                State::Open(reviewing::no_show_struck(sheet, *person))
            }
            (Event::NoShowStruck { person, .. }, State::Closed(sheet)) => {
                State::Closed(reviewing::no_show_struck(sheet, *person))
            }
            (Event::Closed { .. }, State::Open(sheet)) => State::Closed(sheet),
            (Event::Voided { .. }, State::Noted(_) | State::Open(_) | State::Closed(_)) => {
                State::Void
            }
            (
                Event::Noted { .. }
                | Event::Opened { .. }
                | Event::EndNoticed { .. }
                | Event::Rated { .. }
                | Event::RatingsOpened { .. }
                | Event::BallotsIssued { .. }
                | Event::CommentReviewed { .. }
                | Event::RatingStruck { .. }
                | Event::NoShowStruck { .. }
                | Event::Closed { .. }
                | Event::Voided { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// The first that is heard of it. The words are reviewed by whoever stands above the asking side;
/// of how something was handled above the one who handled it, for nobody reviews what is said of
/// themselves.
fn noted(
    state: &State,
    context: &Context,
    about: About,
    (giving, asking): (Claimer, OrganisationId),
    (service, raiser): (Option<Box<Served>>, Option<PersonId>),
) -> Option<Event> {
    let below = match about {
        About::Claim { .. } | About::Service { .. } => asking,
        About::Handling { handler, .. } => handler,
    };
    let reviewer = context.directory.seniors(context.directory.resolve(below)).next();
    let noted = Event::Noted { about, giving, asking, reviewer, service, raiser };
    (*state == State::Unknown).then_some(noted)
}

/// The proof is there: who took part may rate from now on.
fn confirm(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Noted(_) => {
            let limit = context.calendar().add_working_days(context.now, RATE_WORKING_DAYS);
            vec![Event::Opened { rate_until: limit.at }]
        }
        State::Unknown | State::Open(_) | State::Closed(_) | State::Void => vec![],
    }
}

fn void(state: &State, reason: Text<200>) -> Vec<Event> {
    match state {
        State::Noted(_) | State::Open(_) | State::Closed(_) => vec![Event::Voided { reason }],
        State::Unknown | State::Void => vec![],
    }
}
