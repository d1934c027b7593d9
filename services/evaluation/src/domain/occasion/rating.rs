//! Rated by who took part, and by residents; opened together, or when the window is over.

use super::{
    BALLOTS_MAX, Claimer, Context, Event, OrganisationId, Pairing, Parties, PersonId,
    RESIDENTS_MIN, Rater, Rejection, SealedOpinion, Sheet, State, Tally,
};
use contracts::evaluation::occasion::{
    About, END_NOTICED_DAYS, END_NOTICED_MAX, Opened, Opinion, STARS_MAX,
};
use values::{Timestamp, time};

/// As whom the actor may rate `rated`, and what the other side says, as far as it is sealed.
///
/// # Errors
/// Why the actor may not.
pub fn may_rate(
    state: &State,
    context: &Context,
    rated: Claimer,
    stars: u8,
) -> Result<Pairing, Rejection> {
    let sheet = state.open(context.now)?;
    in_range(stars)?;
    own_pairing(sheet, context, rated).ok_or(Rejection::NotAuthorised)
}

fn in_range(stars: u8) -> Result<(), Rejection> {
    let fits = (1..=STARS_MAX).contains(&stars);
    if fits { Ok(()) } else { Err(Rejection::StarsOutOfRange { max: STARS_MAX }) }
}

/// Who rates whom. Of a claim the two sides rate each other; of a service each who came by name,
/// and who was served; of what was sent up, whoever raised it and whoever sent it the one who
/// answered. `people` are those who came, or who raised it. In whose name one rates is what stands
/// first: whoever raised it speaks for themselves, also where they might speak for who sent it up.
pub fn pairs(
    about: About,
    giving: Claimer,
    asking: OrganisationId,
    people: impl IntoIterator<Item = PersonId>,
) -> Vec<(Claimer, Claimer)> {
    let asking = Claimer::from(asking);
    let both = |other: Claimer| [(other, asking), (asking, other)];
    let people = people.into_iter().map(Claimer::Person);
    match about {
        About::Claim { .. } => both(giving).into(),
        About::Service { .. } => people.flat_map(both).collect(),
        About::Handling { .. } => {
            people.chain(std::iter::once(asking)).map(|rater| (rater, giving)).collect()
        }
    }
}

/// What such a rating is filed under: whoever raised it is named nowhere.
pub fn pairing(about: About, (rater, rated): (Claimer, Claimer)) -> Pairing {
    match (about, rater) {
        (About::Handling { .. }, Claimer::Person(_)) => {
            Pairing { rater: Rater::Raiser, rated: None }
        }
        (About::Claim { .. } | About::Service { .. } | About::Handling { .. }, _) => {
            Pairing { rater: rater.into(), rated: Some(rated) }
        }
    }
}

/// As whom the actor rates `rated`. Of what was done by several nobody speaks for another, and
/// whoever raised it needs no account.
fn own_pairing(sheet: &Sheet, context: &Context, rated: Claimer) -> Option<Pairing> {
    let Parties { about, giving, asking, .. } = &sheet.parties;
    let oneself = context.actor.person().map(Claimer::Person);
    let speaks_as = |rater: Claimer| match (about, rater) {
        (About::Service { .. }, Claimer::Person(_)) if oneself != Some(rater) => false,
        (About::Handling { .. }, Claimer::Person(_)) => oneself == Some(rater),
        (About::Claim { .. } | About::Service { .. } | About::Handling { .. }, _) => {
            context.may_act_as(rater)
        }
    };
    let pairs = pairs(*about, *giving, *asking, sheet.parties.raters());
    let mut raters = pairs.into_iter().filter(|(_, whom)| *whom == rated).map(|(rater, _)| rater);
    let rater = raters.find(|rater| oneself != Some(rated) && speaks_as(*rater))?;
    Some(pairing(*about, (rater, rated)))
}

impl Parties {
    /// Who may rate in their own name: who came, and who raised it.
    fn raters(&self) -> impl Iterator<Item = PersonId> {
        self.people.keys().copied().chain(self.raiser)
    }
}

/// What the rated one says in turn.
fn answer_to(pairing: Pairing) -> Option<Pairing> {
    let rated = match pairing.rater {
        Rater::Organisation(organisation) => Claimer::Organisation(organisation),
        Rater::Person(person) => Claimer::Person(person),
        Rater::Ballot(_) | Rater::Raiser => return None,
    };
    Some(Pairing { rater: pairing.rated?.into(), rated: Some(rated) })
}

impl Sheet {
    /// What the rated one said in turn, where it did.
    pub fn answer_to(&self, pairing: Pairing) -> Option<&SealedOpinion> {
        self.ratings.get(&answer_to(pairing)?).map(|rating| &rating.sealed)
    }
}

/// Sealed; with the other side's both are opened. How something was handled is not answered in
/// turn: what an organisation says of it is open at once, and whoever raised it is shown among
/// others.
pub(super) fn rate(
    state: &State,
    context: &Context,
    rated: Claimer,
    rating: SealedOpinion,
    stars: u8,
    answer: Option<Opinion>,
) -> Result<Vec<Event>, Rejection> {
    // What was said stays said, also after the window.
    let sheet = state.sheet()?;
    let repeated =
        own_pairing(sheet, context, rated).and_then(|pairing| sheet.ratings.get(&pairing));
    if let Some(given) = repeated {
        let same = given.sealed.digest == rating.digest;
        return if same { Ok(vec![]) } else { Err(Rejection::AlreadyRated) };
    }
    let pairing = may_rate(state, context, rated, stars)?;
    let (about, own) = (sheet.parties.about, Opened { pairing, stars });
    let ratings = match (about, answer, answer_to(pairing)) {
        (About::Handling { .. }, _, _) if pairing.rated.is_some() => vec![own],
        (About::Claim { .. } | About::Service { .. }, Some(answer), Some(other)) => {
            vec![Opened { pairing: other, stars: answer.stars }, own]
        }
        (About::Claim { .. } | About::Service { .. } | About::Handling { .. }, _, _) => vec![],
    };
    let mut events = vec![Event::Rated { pairing, rating }];
    if !ratings.is_empty() {
        events.push(Event::RatingsOpened { about, ratings });
    }
    Ok(events)
}

pub(super) fn issue_ballots(
    state: &State,
    context: &Context,
    ballots: u32,
) -> Result<Vec<Event>, Rejection> {
    let sheet = state.open(context.now)?;
    // Residents rate a result; of what was sent up nobody but who raised it saw one.
    let may = match sheet.parties.about {
        About::Claim { .. } | About::Service { .. } => context.may_act_for(sheet.parties.asking),
        About::Handling { .. } => false,
    };
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    let issued = sheet.ballots_issued;
    if ballots == issued && issued > 0 {
        return Ok(vec![]);
    }
    if !(issued.max(1)..=BALLOTS_MAX).contains(&ballots) {
        return Err(Rejection::BallotsOutOfRange { issued, max: BALLOTS_MAX });
    }
    Ok(vec![Event::BallotsIssued { ballots, by }])
}

pub(super) fn rate_by_ballot(
    state: &State,
    context: &Context,
    ballot: u32,
    rating: SealedOpinion,
) -> Result<Vec<Event>, Rejection> {
    let sheet = state.open(context.now)?;
    if !(1..=sheet.ballots_issued).contains(&ballot) {
        return Err(Rejection::CodeNotGood);
    }
    let pairing = Pairing { rater: Rater::Ballot(ballot), rated: None };
    match sheet.ratings.get(&pairing) {
        None => Ok(vec![Event::Rated { pairing, rating }]),
        Some(given) if given.sealed.digest == rating.digest => Ok(vec![]),
        Some(_) => Err(Rejection::AlreadyRated),
    }
}

impl Sheet {
    /// Who may rate, has rated nobody, and was not told that the window is over soon.
    pub(super) fn unnoticed(&self) -> impl Iterator<Item = Claimer> {
        let Parties { about, giving, asking, people, .. } = &self.parties;
        let asking = Claimer::from(*asking);
        let sides = match about {
            About::Claim { .. } => vec![*giving, asking],
            About::Service { .. } if people.is_empty() => vec![],
            About::Service { .. } | About::Handling { .. } => vec![asking],
        };
        let giving = *giving;
        let has_rated = move |rater: Claimer| {
            let rater = pairing(*about, (rater, giving)).rater;
            self.ratings.keys().any(|pairing| pairing.rater == rater)
        };
        let all = sides.into_iter().chain(self.parties.raters().map(Claimer::Person));
        all.filter(move |rater| !self.noticed.contains(rater) && !has_rated(*rater))
    }
}

/// From when on the window is over soon.
pub(super) fn notice_at(sheet: &Sheet) -> Timestamp {
    time::start_of(time::plus_days(time::date_at(sheet.rate_until), -END_NOTICED_DAYS))
}

fn end_noticed(sheet: &Sheet, context: &Context) -> Vec<Event> {
    let raters: Vec<_> = sheet.unnoticed().take(END_NOTICED_MAX).collect();
    if context.now < notice_at(sheet) || raters.is_empty() {
        return vec![];
    }
    let (Parties { giving, asking, .. }, rate_until) = (&sheet.parties, sheet.rate_until);
    vec![Event::EndNoticed { giving: *giving, asking: *asking, raters, rate_until }]
}

/// The window is over soon: who has not rated is told. Or it is over: what is sealed is opened, a
/// commit's worth at a time, and then it closes.
pub(super) fn due(
    state: &State,
    context: &Context,
    opened: Vec<Opened>,
    residents: Tally,
) -> Vec<Event> {
    let State::Open(sheet) = state else { return vec![] };
    if context.now <= sheet.rate_until {
        return end_noticed(sheet, context);
    }
    let about = sheet.parties.about;
    if !opened.is_empty() {
        return vec![Event::RatingsOpened { about, ratings: opened }];
    }
    let residents = (residents.raters >= RESIDENTS_MIN).then_some(residents);
    vec![Event::Closed { about, rated: sheet.is_rated(), residents }]
}
