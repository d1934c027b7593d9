//! Other services' events → own commands: none, `registry` follows nobody. Due times → own
//! commands.

use contracts::Rejection;
use contracts::registry::{account, check_in, excuse, organisation, seat};
use runtime::{Decision, Reactions};

use crate::Registry;
use crate::domain::{Account, CheckIn, Excuse, Organisation, Seat};

pub(crate) fn table() -> Reactions<Registry> {
    Reactions::default()
}

/// Whatever asks for something first.
pub(crate) fn on_due(decision: &mut Decision<'_, Registry>) -> Result<(), Rejection> {
    let state = decision.state();
    match state.dues.next() {
        Some((_, id)) if state.check_ins.contains(id) => {
            decision.decide::<CheckIn>(id, check_in::Command::Due)
        }
        Some((_, id)) if state.organisations.contains(id) => {
            decision.decide::<Organisation>(id, organisation::Command::Due)
        }
        Some((_, id)) if state.accounts.contains(id) => {
            decision.decide::<Account>(id, account::Command::Due)
        }
        Some((_, id)) if state.seats.contains(id) => {
            decision.decide::<Seat>(id, seat::Command::Due)
        }
        Some((_, id)) => decision.decide::<Excuse>(id, excuse::Command::Due),
        None => Ok(()),
    }
}
