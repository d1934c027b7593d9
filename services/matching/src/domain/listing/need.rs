//! What the words of `needs` mean.

use contracts::matching::listing::{Listing, OfNeed, Particulars};
use contracts::needs::need::{Classification, Event, Outcome, Raise, Terms, Urgency, Wording};

use super::Telling;

/// Nobody's text is public before it is posted: until then it is known here, and not found.
pub(super) fn tell(telling: &mut Telling, event: &Event) {
    match event {
        Event::Raised { asked, .. } => telling.describe(raised(asked)),
        // 一次性条目: nobody else can claim it, unless it is opened again.
        Event::PostedOnce { claim, asked } => {
            telling.describe(raised(asked));
            telling.hold(*claim, asked.amount.quantity, None);
        }
        Event::Resubmitted { wording } => telling.change(|listing| reword(listing, wording)),
        Event::Verified { amount, .. } => telling.change(|listing| listing.amount = *amount),
        Event::Classified { classification } => {
            telling.change(|listing| classify(listing, classification));
        }
        Event::UrgencyConfirmed { .. } => telling.change(confirm_urgency),
        Event::Posted { terms } => {
            telling.change(|listing| post(listing, terms));
            telling.list();
        }
        // Reopened or split off, it is verified anew before it is posted again.
        Event::Reopened { .. } | Event::SplitOff { .. } => {
            let used = telling.state.used;
            telling.take_back(None, used);
            telling.unlist();
        }
        Event::WentUnclaimed { .. } | Event::DeliveryAccepted { .. } | Event::Returned { .. } => {
            telling.unlist()
        }
        // What is asked for no more, or by another need, is not missed.
        Event::Closed {
            outcome: Outcome::Withdrawn { .. } | Outcome::Duplicate { .. }, ..
        } => {
            telling.drop();
        }
        Event::Closed { .. } => telling.unlist(),
        Event::Held { claim, quantity, .. } => telling.hold(*claim, *quantity, None),
        Event::Released { claim } => telling.release(*claim, 0),
        Event::Delivered { claim, quantity } => telling.release(*claim, *quantity),
        // What was accepted before is asked for no more; what is refused is.
        Event::DeliveryRefused { claim, quantity, .. } => {
            telling.take_back(Some(*claim), *quantity);
            telling.list();
        }
        Event::RaiserErased {}
        | Event::WishEntrusted { .. }
        | Event::BeneficiaryErased {}
        | Event::ResultShown { .. }
        | Event::Deliberated { .. }
        | Event::UnclaimedOverdue {}
        | Event::UnclaimedEscalated {}
        | Event::HoldRefused { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldPassedOn { .. }
        | Event::Reviewed { .. }
        | Event::NotReviewed {}
        | Event::Distinguished { .. }
        | Event::Undistinguished { .. } => {}
    }
}

fn raised(asked: &Raise) -> Listing {
    Listing {
        owner: asked.owner,
        title: asked.title.clone(),
        content: asked.content.clone(),
        category: asked.category,
        subcategory: None,
        amount: asked.amount,
        place: asked.place.clone(),
        particulars: Particulars::Need(OfNeed {
            kind: asked.kind,
            urgency: Urgency::default(),
            urgency_confirmed: false,
            divisible: false,
            partners_max: 1,
            window: None,
            deadline: None,
            skills: Vec::new(),
        }),
    }
}

fn reword(listing: &mut Listing, wording: &Wording) {
    let Wording { title, content, amount, place, wanted: _ } = wording.clone();
    (listing.title, listing.content) = (title, content);
    (listing.amount, listing.place) = (amount, place);
}

fn classify(listing: &mut Listing, classification: &Classification) {
    (listing.category, listing.subcategory) =
        (classification.category, classification.subcategory.clone());
    if let Particulars::Need(need) = &mut listing.particulars {
        (need.kind, need.urgency) = (classification.kind, classification.urgency);
        need.urgency_confirmed = false;
    }
}

fn confirm_urgency(listing: &mut Listing) {
    if let Particulars::Need(need) = &mut listing.particulars {
        need.urgency_confirmed = true;
    }
}

fn post(listing: &mut Listing, terms: &Terms) {
    listing.place = terms.place.clone().or(listing.place.take());
    if let Particulars::Need(need) = &mut listing.particulars {
        (need.divisible, need.partners_max) = (terms.divisible, terms.partners_max);
        (need.window, need.deadline) = (terms.window, terms.deadline);
        need.skills.clone_from(&terms.skills);
    }
}
