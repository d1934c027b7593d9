//! Seats: whose they are and whose person sits on them.

use contracts::Rejection;
use contracts::registry::organisation::Level;
use contracts::registry::seat;
use runtime::Decision;

use super::level;
use crate::Registry;
use crate::domain::Seat;

pub(super) fn fill(
    decision: &mut Decision<'_, Registry>,
    fill: seat::Fill,
) -> Result<(), Rejection> {
    let seat::Fill { body, unit, person, .. } = fill;
    decision.decide::<Seat>(seat::id(body, person), seat::Command::Fill(fill))?;
    let state = decision.state();
    match level(state, body) {
        Some(Level::Street | Level::Community) => {}
        Some(
            Level::City
            | Level::District
            | Level::Grid
            | Level::Unit
            | Level::SectorCommittee
            | Level::AreaBranch,
        )
        | None => return Err(seat::Rejection::NotABody.into()),
    }
    let works_at = state.people.state(person).known().and_then(|known| known.work_unit());
    let resolve = |organisation| state.directory.resolve(organisation);
    if works_at.map(resolve) != Some(resolve(unit)) || level(state, unit) != Some(Level::Unit) {
        return Err(seat::Rejection::NotOfTheUnit.into());
    }
    Ok(())
}

pub(super) fn vacate(
    decision: &mut Decision<'_, Registry>,
    seat::Vacate { body, person, reason }: seat::Vacate,
) -> Result<(), Rejection> {
    decision.decide::<Seat>(seat::id(body, person), seat::Command::Vacate { reason })
}
