//! Request → command → reply.

use std::collections::BTreeSet;

use contracts::Rejection;
use contracts::resources::offer::{self, RENEW_MANY_MAX};
use runtime::{Commands, Decision};
use values::OfferId;

use crate::Resources;
use crate::domain::Offer;

pub(crate) fn table() -> Commands<Resources> {
    Commands::default()
        .on(list)
        .on(draft)
        .on(list_draft)
        .on(edit)
        .on(set_schedule)
        .on(withdraw)
        .on(pause)
        .on(resume)
        .on(renew)
        .on(renew_many)
}

fn list(decision: &mut Decision<'_, Resources>, list: offer::List) -> Result<(), Rejection> {
    decision.decide::<Offer>(decision.id::<OfferId>(0), offer::Command::List(Box::new(list)))
}

fn draft(
    decision: &mut Decision<'_, Resources>,
    offer::Draft { offer }: offer::Draft,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(decision.id::<OfferId>(0), offer::Command::Draft(offer))
}

fn list_draft(
    decision: &mut Decision<'_, Resources>,
    offer::ListDraft { offer }: offer::ListDraft,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::ListDraft)
}

fn edit(
    decision: &mut Decision<'_, Resources>,
    offer::Edit { offer, to }: offer::Edit,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::Edit { to })
}

fn set_schedule(
    decision: &mut Decision<'_, Resources>,
    offer::SetSchedule { offer, schedule }: offer::SetSchedule,
) -> Result<(), Rejection> {
    decision.decide::<Offer>(offer, offer::Command::SetSchedule { schedule })
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

/// One that cannot be renewed keeps all of them as they are.
fn renew_many(
    decision: &mut Decision<'_, Resources>,
    offer::RenewMany { offers, until }: offer::RenewMany,
) -> Result<(), Rejection> {
    if offers.len() > RENEW_MANY_MAX {
        return Err(offer::Rejection::TooManyAtOnce { max: RENEW_MANY_MAX as u64 }.into());
    }
    let each: BTreeSet<_> = offers.into_iter().collect();
    each.into_iter()
        .try_for_each(|offer| decision.decide::<Offer>(offer, offer::Command::Renew { until }))
}
