//! What the words of `resources` mean.

use contracts::matching::listing::{Listing, OfOffer, Particulars};
use contracts::resources::offer::{Event, List};
use values::Date;

use super::{Standing, Telling};

/// A draft is its owner's alone: nothing of it is known here.
pub(super) fn tell(telling: &mut Telling, event: &Event) {
    match event {
        Event::Listed { offer, .. } => {
            telling.describe(said(offer));
            telling.list();
        }
        Event::Edited { offer } => {
            if telling.state.listing().is_some() {
                telling.describe(said(offer));
            }
        }
        // A pause goes on.
        Event::Renewed { until, .. } => {
            telling.change(|listing| set_until(listing, *until));
            if telling.state.standing != Standing::Paused {
                telling.list();
            }
        }
        Event::Resumed {} => telling.list(),
        Event::Paused { .. } => telling.pause(),
        Event::Expired {} | Event::WentDormant {} | Event::Withdrawn { .. } => {
            if telling.state.listing().is_some() {
                telling.unlist();
            }
        }
        Event::Held { claim, quantity, slot, .. } => telling.hold(*claim, *quantity, *slot),
        Event::Released { claim } => telling.release(*claim, 0),
        Event::Used { claim, quantity } => telling.release(*claim, *quantity),
        // 一次性条目: nobody else can claim it, and it is on no list; its owner takes it on.
        Event::ListedOnce { claim, offer } => {
            telling.describe(said(offer));
            telling.hold(*claim, offer.amount.quantity, None);
        }
        Event::Drafted { .. }
        | Event::ExpiryNoticed { .. }
        | Event::HoldRefused { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldPassedOn { .. } => {}
    }
}

fn said(offer: &List) -> Listing {
    Listing {
        owner: offer.owner,
        title: offer.title.clone(),
        content: offer.content.clone(),
        category: offer.category,
        subcategory: offer.subcategory.clone(),
        amount: offer.amount,
        place: offer.place.clone(),
        particulars: Particulars::Offer(OfOffer {
            serves: offer.area,
            until: offer.until,
            price: offer.price,
            booked: offer.schedule.is_some(),
            schedule: offer.schedule.clone(),
        }),
    }
}

fn set_until(listing: &mut Listing, until: Option<Date>) {
    if let Particulars::Offer(offer) = &mut listing.particulars {
        offer.until = until;
    }
}
