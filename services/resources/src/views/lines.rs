//! One offer as lists show it, event by event.

use contracts::Hold;
use contracts::resources::offer::{Event, List};
use contracts::resources::{OfferLine, OfferStatus};
use values::{Date, OfferId, Timestamp};

use crate::domain::offer::Bookings;

pub(super) fn line(
    id: OfferId,
    offer: &List,
    status: OfferStatus,
    stands_to: Option<Timestamp>,
    now: Timestamp,
) -> OfferLine {
    OfferLine {
        id,
        owner: offer.owner,
        title: offer.title.clone(),
        content: offer.content.clone(),
        category: offer.category,
        subcategory: offer.subcategory.clone(),
        amount: offer.amount,
        held: 0,
        used: 0,
        price: offer.price,
        area: offer.area,
        place: offer.place.clone(),
        available: offer.available.clone(),
        until: offer.until,
        confirm_by: stands_to.and_then(|stands_to| confirm_by(offer.until, stands_to)),
        manager: offer.manager,
        contact: offer.contact,
        conditions: offer.conditions.clone(),
        schedule: offer.schedule.clone(),
        status,
        holds: Vec::new(),
        listed_at: now,
    }
}

/// A standing offer must be confirmed.
fn confirm_by(until: Option<Date>, stands_to: Timestamp) -> Option<Timestamp> {
    until.is_none().then_some(stands_to)
}

pub(super) fn change(line: &mut OfferLine, event: &Event, now: Timestamp) {
    match event {
        Event::Drafted { .. }
        | Event::Listed { .. }
        | Event::ExpiryNoticed { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldRefused { .. } => {}
        Event::Edited { offer } => rewrite(line, offer),
        Event::Renewed { until, stands_to } => {
            if line.status != OfferStatus::Paused {
                line.status = OfferStatus::Listed;
            }
            line.until = *until;
            line.confirm_by = confirm_by(*until, *stands_to);
        }
        Event::Paused { .. } => line.status = OfferStatus::Paused,
        Event::Resumed {} => line.status = OfferStatus::Listed,
        Event::Expired {} => line.status = OfferStatus::Expired,
        Event::WentDormant {} => line.status = OfferStatus::Dormant,
        Event::Withdrawn { .. } => line.status = OfferStatus::Withdrawn,
        Event::Held { claim, claimer, quantity, .. } => {
            line.held += quantity;
            let (claim, claimer, quantity) = (*claim, *claimer, *quantity);
            line.holds.push(Hold { claim, claimer, quantity, since: now });
        }
        Event::ListedOnce { claim, offer } => {
            let (claimer, quantity) = (offer.owner.into(), offer.amount.quantity);
            line.held += quantity;
            line.holds.push(Hold { claim: *claim, claimer, quantity, since: now });
        }
        Event::HoldPassedOn { claim, to } => Hold::pass_on(&mut line.holds, *claim, *to),
        Event::Released { claim } => {
            line.held -= Hold::take(&mut line.holds, *claim);
        }
        Event::Used { claim, quantity } => {
            line.held -= Hold::take(&mut line.holds, *claim);
            line.used += quantity;
        }
    }
}

/// It says what `offer` says, and stands and is held as it was.
fn rewrite(line: &mut OfferLine, offer: &List) {
    let new = self::line(line.id, offer, line.status, None, line.listed_at);
    let old = std::mem::replace(line, new);
    line.confirm_by = old.confirm_by;
    (line.held, line.used, line.holds) = (old.held, old.used, old.holds);
}

/// The times that claims have.
pub(super) fn book(bookings: &mut Bookings, event: &Event) {
    match event {
        Event::Held { claim, quantity, slot: Some(slot), .. } => {
            bookings.book(*claim, *slot, *quantity);
        }
        Event::Released { claim } => bookings.release(*claim),
        Event::Used { claim, quantity } => bookings.used(*claim, *quantity),
        Event::Held { slot: None, .. }
        | Event::HoldPassedOn { .. }
        | Event::Drafted { .. }
        | Event::Edited { .. }
        | Event::Listed { .. }
        | Event::ListedOnce { .. }
        | Event::Renewed { .. }
        | Event::ExpiryNoticed { .. }
        | Event::Expired {}
        | Event::WentDormant {}
        | Event::Paused { .. }
        | Event::Resumed {}
        | Event::Withdrawn { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldRefused { .. } => {}
    }
}
