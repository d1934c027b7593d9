//! Leaves: whether somebody answers for a person follows from where that person is checked in.

use contracts::evaluation::leave::{Command, LeaveTerms, Lift};
use contracts::{Claimer, Rejection};
use runtime::{Commands, Decision};
use values::LeaveId;

use super::points::is_of_own_area;
use crate::Evaluation;
use crate::domain::Leave;

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table.on(grant).on(lift)
}

fn in_area(decision: &Decision<'_, Evaluation>, who: Claimer) -> bool {
    match who {
        Claimer::Organisation(_) => false,
        Claimer::Person(person) => is_of_own_area(decision, person),
    }
}

fn grant(decision: &mut Decision<'_, Evaluation>, grant: LeaveTerms) -> Result<(), Rejection> {
    let in_area = in_area(decision, grant.who);
    decision.decide::<Leave>(decision.id::<LeaveId>(0), Command::Grant { grant, in_area })
}

fn lift(
    decision: &mut Decision<'_, Evaluation>,
    Lift { leave, reason }: Lift,
) -> Result<(), Rejection> {
    decision.decide::<Leave>(leave, Command::Lift { reason })
}
