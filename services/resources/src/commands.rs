//! Request → command → reply.

use contracts::Rejection;
use contracts::resources::offer;
use runtime::{Commands, Decision};

use crate::Resources;
use crate::domain::Offer;

pub(crate) fn table() -> Commands<Resources> {
    Commands::default().on(list).on(withdraw).on(pause).on(resume).on(renew)
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

fn pause(
    decision: &mut Decision<'_, Resources>,
    offer::Pause { offer, reason }: offer::Pause,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::Pause { reason })
}

fn resume(
    decision: &mut Decision<'_, Resources>,
    offer::Resume { offer }: offer::Resume,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::Resume)
}

fn renew(
    decision: &mut Decision<'_, Resources>,
    offer::Renew { offer, until }: offer::Renew,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::Renew { until })
}
