//! 评事: who raised a need says how it went, or is silent, which is no satisfaction.

use contracts::needs::need::{Event, Opinion, Outcome, REVIEW_DAYS, Rejection};
use contracts::{Actor, Context, Role};
use values::{Timestamp, time};

use super::posting::NEXT;
use super::{Asked, Ended, State};

/// What is known of the raiser's opinion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Reviewing {
    /// Nobody was asked.
    #[default]
    Unasked,
    /// Asked, until then.
    Until(Timestamp),
    Given(Opinion),
    /// Asked in vain 未评价.
    Silent,
}

impl Reviewing {
    pub(super) fn asked(until: Option<Timestamp>) -> Self {
        until.map_or(Reviewing::Unasked, Reviewing::Until)
    }

    pub(super) fn due_at(self) -> Option<Timestamp> {
        match self {
            Reviewing::Until(until) => Some(until + NEXT),
            Reviewing::Unasked | Reviewing::Given(_) | Reviewing::Silent => None,
        }
    }

    /// Does the raiser say that it is not solved?
    pub(super) fn denies(self) -> bool {
        match self {
            Reviewing::Given(opinion) => !opinion.solved,
            Reviewing::Unasked | Reviewing::Until(_) | Reviewing::Silent => false,
        }
    }
}

/// Until when a raiser that is asked now may answer; nothing where the owner raised it.
pub(super) fn review_until(asked: &Asked, context: &Context) -> Option<Timestamp> {
    let last = time::plus_days(time::date_at(context.now), REVIEW_DAYS);
    asked.raiser.map(|_| time::end_of(last))
}

pub(super) fn review(
    state: &State,
    context: &Context,
    opinion: Opinion,
    main_done: bool,
) -> Result<Vec<Event>, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    // The operator enters what came in on paper.
    let on_paper = matches!(context.actor, Actor::Person { role: Role::Operator, .. });
    if !asked.is_raiser(context) && !on_paper {
        return Err(Rejection::NotTheRaiser);
    }
    match asked.review {
        Reviewing::Given(before) if before == opinion => Ok(vec![]),
        Reviewing::Until(until) if context.now <= until => Ok(vec![Event::Reviewed { opinion }]),
        Reviewing::Given(_) | Reviewing::Silent | Reviewing::Until(_) => Err(Rejection::ReviewOver),
        Reviewing::Unasked if follows_another(state) && main_done => {
            Ok(vec![Event::Reviewed { opinion }])
        }
        Reviewing::Unasked => Err(Rejection::NothingToReview),
    }
}

/// Only what is known of the raiser goes; what was asked for stays, without a raiser to be heard.
pub(super) fn erase_raiser(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    let on_behalf = matches!(context.actor, Actor::Person { role: Role::Operator, .. });
    match asked.raiser {
        Some(_) if !asked.is_raiser(context) && !on_behalf => Err(Rejection::NotTheRaiser),
        Some(_) if asked.sealed => Ok(vec![Event::RaiserErased {}]),
        Some(_) | None => Err(Rejection::NothingSealed),
    }
}

/// Each raiser of a duplicate reviews what became of the need it follows.
fn follows_another(state: &State) -> bool {
    matches!(state, State::Closed(Ended { outcome: Outcome::Duplicate { .. }, .. }))
}
