//! Request → command → reply.

use contracts::Rejection;
use contracts::resources::offer;
use runtime::{Commands, Decision};

use crate::Resources;
use crate::domain::Offer;

pub(crate) fn table() -> Commands<Resources> {
    Commands::default().on(list).on(withdraw)
}

fn list(decision: &mut Decision<'_, Resources>, list: offer::List) -> Result<(), Rejection> {
    decision.decide::<Offer>(decision.id::<values::OfferId>(0), offer::Command::List(list))
}

fn withdraw(
    decision: &mut Decision<'_, Resources>,
    offer::Withdraw { offer, reason }: offer::Withdraw,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::Withdraw { reason })
}
