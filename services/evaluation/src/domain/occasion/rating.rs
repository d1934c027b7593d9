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
    let rater = rater(sheet, context, rated).ok_or(Rejection::NotAuthorised)?;
    Ok(Pairing { rater: rater.into(), rated: Some(rated) })
}

fn in_range(stars: u8) -> Result<(), Rejection> {
    let fits = (1..=STARS_MAX).contains(&stars);
    if fits { Ok(()) } else { Err(Rejection::StarsOutOfRange { max: STARS_MAX }) }
}

/// Who rates whom. Of a claim the two sides rate each other; of a service each who came by name,
/// and who was served.
pub fn pairs(
    about: About,
    giving: Claimer,
    asking: OrganisationId,
    came: impl IntoIterator<Item = PersonId>,
) -> Vec<(Claimer, Claimer)> {
    let asking = Claimer::from(asking);
    let both = |other: Claimer| [(other, asking), (asking, other)];
    match about {
        About::Claim { .. } => both(giving).into(),
        About::Service { .. } => came.into_iter().flat_map(|person| both(person.into())).collect(),
    }
}

/// As whom the actor rates `rated`. Of what was done by several nobody speaks for another.
fn rater(sheet: &Sheet, context: &Context, rated: Claimer) -> Option<Claimer> {
    let Parties { about, giving, asking, people, .. } = &sheet.parties;
    let oneself = context.actor.person().map(Claimer::Person);
    let speaks_as = |rater: Claimer| match (about, rater) {
        (About::Service { .. }, Claimer::Person(_)) if oneself != Some(rater) => false,
        (About::Claim { .. } | About::Service { .. }, _) => context.may_act_as(rater),
    };
    let pairs = pairs(*about, *giving, *asking, people.keys().copied());
    let mut raters = pairs.into_iter().filter(|(_, whom)| *whom == rated).map(|(rater, _)| rater);
    raters.find(|rater| oneself != Some(rated) && speaks_as(*rater))
}

/// What the rated one says in turn.
fn answer_to(pairing: Pairing) -> Option<Pairing> {
    let rated = match pairing.rater {
        Rater::Organisation(organisation) => Claimer::Organisation(organisation),
        Rater::Person(person) => Claimer::Person(person),
        Rater::Ballot(_) => return None,
    };
    Some(Pairing { rater: pairing.rated?.into(), rated: Some(rated) })
}

impl Sheet {
    /// What the rated one said in turn, where it did.
    pub fn answer_to(&self, pairing: Pairing) -> Option<&SealedOpinion> {
        self.ratings.get(&answer_to(pairing)?).map(|rating| &rating.sealed)
    }
}

/// Sealed; with the other side's both are opened.
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
    let repeated = rater(sheet, context, rated)
        .and_then(|rater| sheet.ratings.get(&Pairing { rater: rater.into(), rated: Some(rated) }));
    if let Some(given) = repeated {
        let same = given.sealed.digest == rating.digest;
        return if same { Ok(vec![]) } else { Err(Rejection::AlreadyRated) };
    }
    let pairing = may_rate(state, context, rated, stars)?;
    let mut events = vec![Event::Rated { pairing, rating }];
    if let (Some(answer), Some(other)) = (answer, answer_to(pairing)) {
        let both = [Opened { pairing: other, stars: answer.stars }, Opened { pairing, stars }];
        let about = sheet.parties.about;
        events.push(Event::RatingsOpened { about, ratings: both.to_vec() });
    }
    Ok(events)
}

pub(super) fn issue_ballots(
    state: &State,
    context: &Context,
    ballots: u32,
) -> Result<Vec<Event>, Rejection> {
    let sheet = state.open(context.now)?;
    let may = context.may_act_for(sheet.parties.asking);
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
        let (sides, people) = match about {
            About::Claim { .. } => (vec![*giving, asking], None),
            About::Service { .. } if people.is_empty() => (vec![], None),
            About::Service { .. } => (vec![asking], Some(people.keys())),
        };
        let people = people.into_iter().flatten().copied().map(Claimer::Person);
        let has_rated = |rater: Claimer| {
            let rater = Rater::from(rater);
            self.ratings.keys().any(|pairing| pairing.rater == rater)
        };
        let all = sides.into_iter().chain(people);
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
