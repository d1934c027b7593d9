//! Request → command → reply.

use contracts::Rejection;
use contracts::needs::need;
use runtime::{Commands, Decision};
use values::NeedId;

use crate::Needs;
use crate::domain::Need;

pub(crate) fn table() -> Commands<Needs> {
    Commands::default()
        .on(raise)
        .on(verify)
        .on(send_back)
        .on(resubmit)
        .on(classify)
        .on(deliberate)
        .on(post)
        .on(accept)
        .on(refuse)
        .on(review)
        .on(close)
        .on(reopen)
        .on(split_off)
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

fn resubmit(
    decision: &mut Decision<'_, Needs>,
    need::Resubmit { need, wording }: need::Resubmit,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Resubmit { wording })
}

fn classify(
    decision: &mut Decision<'_, Needs>,
    need::Classify { need, classification }: need::Classify,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Classify { classification })
}

fn deliberate(
    decision: &mut Decision<'_, Needs>,
    need::Deliberate { need, deliberation }: need::Deliberate,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Deliberate { deliberation })
}

fn post(
    decision: &mut Decision<'_, Needs>,
    need::Post { need, terms }: need::Post,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Post { terms })
}

fn accept(
    decision: &mut Decision<'_, Needs>,
    need::Accept { need }: need::Accept,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Accept)
}

fn refuse(
    decision: &mut Decision<'_, Needs>,
    need::Refuse { need, claim, stands, reason }: need::Refuse,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Refuse { claim, stands, reason })
}

/// A duplicate is reviewed by what became of the need it follows.
fn review(
    decision: &mut Decision<'_, Needs>,
    need::Review { need, opinion }: need::Review,
) -> Result<(), Rejection> {
    let state = decision.state();
    let main_done = state.needs.state(state.duplicates.main(need)).is_done();
    decision.decide::<Need>(need, need::Command::Review { opinion, main_done })
}

/// A duplicate of a duplicate follows the main need. Authority is judged first: nobody else learns
/// which needs there are.
fn close(
    decision: &mut Decision<'_, Needs>,
    need::Close { need, outcome }: need::Close,
) -> Result<(), Rejection> {
    let need::Outcome::Duplicate { of } = outcome else {
        return decision.decide::<Need>(need, need::Command::Close { outcome });
    };
    let state = decision.state();
    let main = state.duplicates.judge(need, of);
    let outcome = need::Outcome::Duplicate { of: main.clone().unwrap_or(of) };
    decision.decide::<Need>(need, need::Command::Close { outcome })?;
    if state.was_raised(main?) { Ok(()) } else { Err(need::Rejection::Unknown.into()) }
}

fn reopen(
    decision: &mut Decision<'_, Needs>,
    need::Reopen { need, reason }: need::Reopen,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Reopen { reason })
}

fn split_off(
    decision: &mut Decision<'_, Needs>,
    need::SplitOff { need, reason }: need::SplitOff,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::SplitOff { reason })
}
