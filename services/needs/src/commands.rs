//! Request → command → reply.

use contracts::Rejection;
use contracts::needs::need;
use runtime::{Commands, Decision};
use values::NeedId;

use crate::Needs;
use crate::domain::Need;

pub(crate) fn table() -> Commands<Needs> {
    Commands::default().on(raise).on(verify).on(send_back).on(post).on(close)
}

fn raise(decision: &mut Decision<'_, Needs>, raise: need::Raise) -> Result<(), Rejection> {
    decision.decide::<Need>(decision.id::<NeedId>(0), need::Command::Raise(raise))
}

fn verify(
    decision: &mut Decision<'_, Needs>,
    need::Verify { need, amount }: need::Verify,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Verify { amount })
}

fn send_back(
    decision: &mut Decision<'_, Needs>,
    need::Return { need, reason }: need::Return,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Return { reason })
}

fn post(
    decision: &mut Decision<'_, Needs>,
    need::Post { need, divisible, partners_max, deadline }: need::Post,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Post { divisible, partners_max, deadline })
}

fn close(
    decision: &mut Decision<'_, Needs>,
    need::Close { need, outcome }: need::Close,
) -> Result<(), Rejection> {
    if let need::Outcome::Duplicate { of } = &outcome {
        if *of == need {
            return Err(need::Rejection::DuplicateOfItself.into());
        }
        if !decision.state().was_raised(*of) {
            return Err(need::Rejection::Unknown.into());
        }
    }
    decision.decide::<Need>(need, need::Command::Close { outcome })
}
