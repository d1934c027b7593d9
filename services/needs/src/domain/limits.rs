//! The limits that are set otherwise than by default. What runs keeps the limit it began with.

use contracts::needs::limits::{
    Event, HOURS_MAX, Limit, Limits as Set, Rejection, SetLimit, WORKING_DAYS_MAX,
};
use contracts::needs::need::Urgency;
use contracts::{Actor, Context};
use decider::Decider;

/// The rules of the limits.
pub struct Limits;

impl Decider for Limits {
    type State = Set;
    type Context = Context;
    type Command = SetLimit;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &Set, context: &Context, command: SetLimit) -> Result<Vec<Event>, Rejection> {
        let SetLimit { class, step, limit } = command;
        if !may_set(&context.actor) {
            return Err(Rejection::NotAuthorised);
        }
        let (length, max) = match (class, limit) {
            (Urgency::Emergency, Limit::Hours(hours)) => (hours, HOURS_MAX),
            (Urgency::Ordinary | Urgency::Hard, Limit::WorkingDays(days)) => {
                (days, WORKING_DAYS_MAX)
            }
            (Urgency::Emergency, Limit::WorkingDays(_))
            | (Urgency::Ordinary | Urgency::Hard, Limit::Hours(_)) => {
                return Err(Rejection::OtherMeasure);
            }
        };
        if !(1..=max).contains(&length) {
            return Err(Rejection::OutOfRange { max });
        }
        if state.of(class, step) == limit {
            return Ok(vec![]);
        }
        Ok(vec![Event::Set { class, step, limit }])
    }

    fn evolve(mut state: Set, event: &Event) -> Set {
        let Event::Set { class, step, limit } = event;
        state.set(*class, *step, *limit);
        state
    }
}

fn may_set(actor: &Actor) -> bool {
    match actor {
        Actor::System => false,
        Actor::Person { role, .. } => role.decides_for_the_city(),
    }
}

#[cfg(test)]
mod tests {
    use contracts::Role;
    use contracts::needs::limits::HandlingStep;
    use contracts::testing::{OWNER, by, clerk_of, person};
    use decider::{deciding_again_changes_nothing, given};

    use super::*;

    fn set(class: Urgency, step: HandlingStep, limit: Limit) -> SetLimit {
        SetLimit { class, step, limit }
    }

    fn city() -> Context {
        by(person(Role::CityOfficer, OWNER))
    }

    #[test]
    fn without_a_word_the_limits_are_1_1_7_and_15_working_days_and_hours_in_an_emergency() {
        let limits = Set::default();
        let days = |class, step| match limits.of(class, step) {
            Limit::WorkingDays(days) => days,
            Limit::Hours(_) => panic!("{class:?} {step:?} runs in hours"),
        };
        for class in [Urgency::Ordinary, Urgency::Hard] {
            assert_eq!(
                (days(class, HandlingStep::Accept), days(class, HandlingStep::Contact)),
                (1, 1)
            );
        }
        assert_eq!(days(Urgency::Ordinary, HandlingStep::Handle), 7);
        assert_eq!(days(Urgency::Hard, HandlingStep::Handle), 15);
        for step in HandlingStep::ALL {
            assert!(matches!(limits.of(Urgency::Emergency, step), Limit::Hours(1..=24)));
        }
    }

    #[test]
    fn the_city_sets_a_limit_and_the_others_stay() {
        let command = set(Urgency::Hard, HandlingStep::Handle, Limit::WorkingDays(20));
        let state = given::<Limits>([]).when(&city(), command.clone()).then([Event::Set {
            class: Urgency::Hard,
            step: HandlingStep::Handle,
            limit: Limit::WorkingDays(20),
        }]);
        assert_eq!(state.of(Urgency::Hard, HandlingStep::Handle), Limit::WorkingDays(20));
        assert_eq!(state.of(Urgency::Ordinary, HandlingStep::Handle), Limit::WorkingDays(7));
        deciding_again_changes_nothing::<Limits>(state, &city(), command);
    }

    #[test]
    fn a_limit_has_the_measure_and_the_range_of_its_class_and_the_city_sets_it() {
        let ordinary = |limit| set(Urgency::Ordinary, HandlingStep::Handle, limit);
        let refused = |context: &Context, command, reason| {
            given::<Limits>([]).when(context, command).then_rejected(reason);
        };
        for days in [0, WORKING_DAYS_MAX + 1] {
            let reason = Rejection::OutOfRange { max: WORKING_DAYS_MAX };
            refused(&city(), ordinary(Limit::WorkingDays(days)), reason);
        }
        let emergency = set(Urgency::Emergency, HandlingStep::Handle, Limit::Hours(HOURS_MAX + 1));
        refused(&city(), emergency, Rejection::OutOfRange { max: HOURS_MAX });
        refused(&city(), ordinary(Limit::Hours(5)), Rejection::OtherMeasure);
        let clerk = by(clerk_of(OWNER));
        refused(&clerk, ordinary(Limit::WorkingDays(5)), Rejection::NotAuthorised);
    }
}
