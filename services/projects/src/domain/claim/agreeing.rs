//! A project carries it out; and the list of a claimer that named no line of its own gets one.

use contracts::projects::claim::{Event, OneOff, Propose, Rejection};
use values::{ClaimId, ProjectId, Text};

use super::State;
use super::state::Taken;

pub(super) fn agree(
    state: &State,
    claim: ClaimId,
    project: ProjectId,
    title: Text<60>,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Agreed { project: known, .. } if *known == project => Ok(vec![]),
        State::Agreed { .. } => Err(Rejection::AlreadyAgreed),
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Accepted(_)
        | State::Delivered
        | State::Ended(_) => {
            let one_off = one_off(state.taken()?, claim, title).map(Box::new);
            Ok(vec![Event::Agreed { project, one_off }])
        }
    }
}

/// 一次性条目: from now on it is known who gives and who asks, and nobody takes their place.
fn one_off(taken: &Taken, claim: ClaimId, title: Text<60>) -> Option<OneOff> {
    let line = taken.lacks(claim)?;
    let Propose { claimer, amount, area, .. } = taken.proposal;
    let (owner, category) = (claimer.organisation()?, taken.category);
    Some(OneOff { line, owner, title, category, amount, area })
}
