//! 确认紧急: its owner alone makes no need the first of all.

use contracts::Context;
use contracts::needs::need::{Event, Rejection, Urgency};
use contracts::registry::organisation::Level;

use super::State;

/// For a street, a district or the city: the owner itself, or whoever stands above it.
pub(super) fn confirm_urgency(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    let directory = &context.directory;
    let is_above = |body: &_| match directory.level(*body) {
        Some(Level::City | Level::District | Level::Street) => context.may_act_for(*body),
        Some(
            Level::Community
            | Level::Grid
            | Level::Unit
            | Level::SectorCommittee
            | Level::AreaBranch,
        )
        | None => false,
    };
    let mut bodies = std::iter::once(asked.owner).chain(directory.seniors(asked.owner));
    let by = bodies.find(is_above).ok_or(Rejection::NotAuthorised)?;
    if matches!(state, State::Closed(_)) {
        return Err(Rejection::Closed);
    }
    let urgency = asked.classification.as_ref().map(|classification| classification.urgency);
    if urgency != Some(Urgency::Emergency) {
        return Err(Rejection::NotAnEmergency);
    }
    Ok(if asked.urgency_confirmed { vec![] } else { vec![Event::UrgencyConfirmed { by }] })
}
