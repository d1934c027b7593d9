//! Whether a line can be set as somebody wants it, as the lists stand.

use contracts::Slot;
use contracts::matching::WhyNot;
use contracts::matching::listing::Particulars;
use contracts::matching::plan::{Pair, Rejection, Share};
use values::{Amount, Timestamp, Uuid};

use super::{Lists, Task, instance};
use crate::score;

/// # Errors
/// Why it cannot.
pub(crate) fn check(
    task: &Task<'_>,
    lists: &impl Lists,
    now: Timestamp,
    share: Share,
    slot: Option<Slot>,
) -> Result<(), Rejection> {
    let line = |id: Uuid| lists.line(id).ok_or(Rejection::NotInPlan);
    let (asked, given) = (line(share.need.into())?, line(share.offer.into())?);
    let (Some(need), Some(offer)) = (asked.listing(), given.listing()) else {
        return Err(Rejection::NotInPlan);
    };
    let (Particulars::Need(of_need), Particulars::Offer(of_offer)) =
        (&need.particulars, &offer.particulars)
    else {
        return Err(Rejection::NotInPlan);
    };
    let unlisted =
        [(asked.is_listed(), WhyNot::NeedNotListed), (given.is_listed(), WhyNot::OfferNotListed)];
    let unlisted = unlisted.into_iter().filter_map(|(is, why)| (!is).then_some(why));
    let misfits = score::misfits(share.pair(), need, offer, lists, task.today);
    // Who answers is not asked any more.
    let misfits = misfits.into_iter().filter(|why| *why != WhyNot::OwnerOverAsked);
    let why_not: Vec<_> = unlisted.chain(misfits).collect();
    if !why_not.is_empty() {
        return Err(Rejection::DoesNotFit { why_not });
    }
    match (of_offer.booked, slot) {
        (true, None) => return Err(Rejection::SlotMissing),
        (false, Some(_)) => return Err(Rejection::NoSlots),
        (true, Some(_)) | (false, None) => {}
    }
    if let (Some(schedule), Some(slot)) = (&of_offer.schedule, slot) {
        // What is asked for is in its unit: the two would not fit otherwise.
        let asked = Amount { quantity: share.quantity, unit: offer.amount.unit };
        let others = given.booked().chain(promised_slots(lists, share.pair()));
        schedule
            .judge(of_offer.until, now, slot)
            .and_then(|()| schedule.has_room(others, slot, asked))
            .map_err(|reason| Rejection::SlotUnfit { reason })?;
    }
    let promised = instance::promised_elsewhere(task, lists);
    let others = task.fixed.iter().filter(|(pair, _)| **pair != share.pair());
    let (mut of_other_needs, mut of_other_offers, mut partners) = (0, 0, 0_u32);
    for (pair, quantity) in others {
        if pair.need == share.need {
            of_other_offers += quantity;
            partners += 1;
        }
        if pair.offer == share.offer {
            of_other_needs += quantity;
        }
    }
    let elsewhere = |id: Uuid| promised.get(&id).copied().unwrap_or(0);
    let left = |left: u64, id: Uuid, here: u64| left.saturating_sub(elsewhere(id) + here);
    let need_left = left(asked.left(), share.need.into(), of_other_offers);
    let offer_left = left(given.left(), share.offer.into(), of_other_needs);
    // Those that the need has already, and those of the other lines.
    if partners >= asked.partners_left() {
        return Err(Rejection::TooManyPartners { max: of_need.partners_max });
    }
    if share.quantity == 0 || share.quantity > need_left.min(offer_left) {
        return Err(Rejection::TooLittleLeft { need_left, offer_left });
    }
    if of_need.is_whole() && share.quantity != asked.left() {
        return Err(Rejection::OnlyWhole { whole: asked.left() });
    }
    Ok(())
}

/// Which times of the pair's offer the other lines of open plans have, and how much.
fn promised_slots(lists: &impl Lists, line: Pair) -> impl Iterator<Item = (Slot, u64)> {
    let answers = lists.open_plans().into_iter().flat_map(|(_, open)| &open.answers);
    let others = answers.filter(move |(pair, _)| pair.offer == line.offer && **pair != line);
    others.filter_map(|(_, answer)| Some((answer.slot?, answer.quantity)))
}
