//! One fact that was written down by hand, perhaps struck.
//!
//! Invariant: nobody writes down a fact about themselves.

use contracts::Context;
use contracts::evaluation::fact::{Command, Enter, Event, QUANTITY_MAX, Rejection};
use contracts::evaluation::rules::Measure;
use decider::{Decider, corrupt};
use values::{Date, OrganisationId, PersonId, Text, time};

use super::authority::stands_above;

/// The rules of facts.
pub struct Fact;

/// Where a fact stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was written down.
    #[default]
    Unknown,
    /// It counts.
    Stands(Entry),
    /// It was wrong.
    Struck,
}

/// What was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub about: OrganisationId,
    pub measure: Measure,
    pub on: Date,
    pub quantity: i64,
}

impl State {
    /// What counts, if it does.
    pub fn stands(&self) -> Option<Entry> {
        match self {
            State::Stands(entry) => Some(*entry),
            State::Unknown | State::Struck => None,
        }
    }
}

impl Decider for Fact {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Enter(fact) => enter(state, context, fact),
            Command::Strike { reason } => strike(state, context, reason),
            Command::Uphold { reason } => Ok(uphold(state, context, reason)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Entered { fact, .. }, State::Unknown) => {
                let Enter { organisation: about, measure, on, quantity, .. } = *fact;
                State::Stands(Entry { about, measure, on, quantity })
            }
            (Event::Struck { .. }, State::Stands(_)) => State::Struck,
            (Event::Entered { .. } | Event::Struck { .. }, state) => corrupt(&state, event),
        }
    }
}

fn by_a_senior(context: &Context, about: OrganisationId) -> Result<PersonId, Rejection> {
    let above = stands_above(context, about);
    context.actor.person().filter(|_| above).ok_or(Rejection::NotAuthorised)
}

fn enter(state: &State, context: &Context, fact: Enter) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unknown {
        return Err(Rejection::AlreadyEntered);
    }
    let by = by_a_senior(context, fact.organisation)?;
    if !fact.measure.is_entered() {
        return Err(Rejection::NotEntered);
    }
    let least = i64::from(!fact.measure.is_standing());
    if !(least..=QUANTITY_MAX).contains(&fact.quantity) {
        return Err(Rejection::OutOfRange { max: QUANTITY_MAX });
    }
    if fact.on > time::date_at(context.now) {
        return Err(Rejection::DateInTheFuture);
    }
    Ok(vec![Event::Entered { fact, by }])
}

fn strike(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unknown => Err(Rejection::Unknown),
        State::Stands(Entry { about, .. }) => {
            let by = by_a_senior(context, *about)?;
            Ok(vec![Event::Struck { reason, by }])
        }
        State::Struck => Err(Rejection::Struck),
    }
}

/// Whoever answered the objection was judged by the rules of objections.
fn uphold(state: &State, context: &Context, reason: Text<200>) -> Vec<Event> {
    match (state, context.actor.person()) {
        (State::Stands(_), Some(by)) => vec![Event::Struck { reason, by }],
        (State::Unknown | State::Stands(_) | State::Struck, _) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::registry::organisation::Level;
    use contracts::testing::{
        OWNER, SOMEBODY, by, clerk_of, directory, liaison_of, operator, registered,
    };
    use decider::given;

    use super::*;

    /// A unit (SOMEBODY) works in a community (OWNER).
    fn in_town(actor: Actor) -> Context {
        let town = directory([
            registered(OWNER, Level::Community, "371002001001"),
            registered(SOMEBODY, Level::Unit, "371002001001"),
        ]);
        Context { directory: town.into(), ..by(actor) }
    }

    fn absence(quantity: i64, on: &str, measure: Measure) -> Enter {
        Enter {
            organisation: SOMEBODY,
            measure,
            on: on.parse().unwrap(),
            quantity,
            evidence: Text::new("会议签到表").unwrap(),
        }
    }

    #[test]
    fn whoever_stands_above_writes_down_what_the_system_does_not_know() {
        let fact = || absence(1, "2026-02-10", Measure::MeetingAbsence);
        let enter = |fact| Command::Enter(fact);
        let clerk = || in_town(clerk_of(OWNER));
        let entered = Event::Entered { fact: fact(), by: clerk().actor.person().unwrap() };
        given::<Fact>([]).when(&clerk(), enter(fact())).then([entered.clone()]);
        given::<Fact>([entered])
            .when(&clerk(), enter(fact()))
            .then_rejected(Rejection::AlreadyEntered);
        let nothing = absence(0, "2026-02-10", Measure::YearEnd);
        assert!(given::<Fact>([]).when(&clerk(), enter(nothing)).outcome().is_ok());
        given::<Fact>([])
            .when(&in_town(liaison_of(SOMEBODY)), enter(fact()))
            .then_rejected(Rejection::NotAuthorised);
        for (fact, reason) in [
            (absence(1, "2026-02-10", Measure::Service), Rejection::NotEntered),
            (absence(101, "2026-02-10", Measure::YearEnd), Rejection::OutOfRange { max: 100 }),
            (absence(0, "2026-02-10", Measure::Study), Rejection::OutOfRange { max: 100 }),
            (absence(1, "2026-03-03", Measure::Study), Rejection::DateInTheFuture),
        ] {
            given::<Fact>([]).when(&clerk(), enter(fact)).then_rejected(reason);
        }
    }

    #[test]
    fn what_was_wrong_is_struck_with_a_reason() {
        let reason: Text<200> = Text::new("已请假").unwrap();
        let by = clerk_of(OWNER).person().unwrap();
        let entered =
            Event::Entered { fact: absence(1, "2026-02-10", Measure::MeetingAbsence), by };
        let strike = || Command::Strike { reason: reason.clone() };
        let struck = Event::Struck { reason: reason.clone(), by };
        given::<Fact>([entered.clone()])
            .when(&in_town(clerk_of(OWNER)), strike())
            .then([struck.clone()]);
        given::<Fact>([entered.clone()])
            .when(&in_town(liaison_of(SOMEBODY)), strike())
            .then_rejected(Rejection::NotAuthorised);
        given::<Fact>([entered, struck])
            .when(&in_town(operator()), strike())
            .then_rejected(Rejection::Struck);
    }
}
