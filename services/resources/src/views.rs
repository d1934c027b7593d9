//! The resource list as people ask for it, built from events alone.

mod slots;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contracts::resources::{Event, Offer, OfferLine, OfferStatus, Offers, Slots, offer};
use contracts::{Commit, Hold, Page};
use runtime::{Queries, Question};
use values::{Date, OfferId, OrganisationId, Timestamp};

use crate::Resources;
use crate::domain::offer::Bookings;

pub(crate) fn table() -> Queries<Resources> {
    Queries::default()
        .on(|question: &Question<'_, View>, query: Offers| question.view.offers(&query))
        .on(|question: &Question<'_, View>, Offer { offer }| {
            question.view.kept.get(&offer).map(|kept| kept.line.clone())
        })
        .on(|question: &Question<'_, View>, query: Slots| {
            question.view.kept.get(&query.offer).map(|kept| slots::of(kept, query))
        })
}

/// Every offer, in the order of listing, and by owner.
#[derive(Default)]
pub struct View {
    kept: HashMap<OfferId, Box<Kept>>,
    listed: Vec<OfferId>,
    by_owner: HashMap<OrganisationId, Vec<OfferId>>,
}

/// An offer as lists show it, and who has booked which time.
struct Kept {
    line: OfferLine,
    bookings: Bookings,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let Event::Offer(event) = &recorded.event;
            let id = OfferId(recorded.aggregate);
            if let offer::Event::Listed { offer: list, stands_to } = event {
                let line = line(id, list, *stands_to, commit);
                self.kept.insert(id, Box::new(Kept { line, bookings: Bookings::default() }));
                self.listed.push(id);
                self.by_owner.entry(list.owner).or_default().push(id);
            } else if let Some(kept) = self.kept.get_mut(&id) {
                change(&mut kept.line, event, commit);
                book(&mut kept.bookings, event);
            }
        }
    }

    /// The page of offers that `query` asks for.
    pub fn offers(&self, query: &Offers) -> Page<OfferLine> {
        let none = Vec::new();
        let ids = match query.owner {
            Some(owner) => self.by_owner.get(&owner).unwrap_or(&none),
            None => &self.listed,
        };
        let wanted = |line: &&OfferLine| {
            query.category.is_none_or(|category| line.category == category)
                && query.status.is_none_or(|status| line.status == status)
                && query.text.as_ref().is_none_or(|text| line.title.contains(text.as_str()))
        };
        let lines = ids.iter().rev().filter_map(|id| Some(&self.kept.get(id)?.line)).filter(wanted);
        Page::of(query.page, lines, OfferLine::clone)
    }
}

fn line(
    id: OfferId,
    list: &offer::List,
    stands_to: Timestamp,
    commit: &Commit<Event>,
) -> OfferLine {
    OfferLine {
        id,
        owner: list.owner,
        title: list.title.clone(),
        content: list.content.clone(),
        category: list.category,
        amount: list.amount,
        held: 0,
        used: 0,
        price: list.price,
        area: list.area,
        place: list.place.clone(),
        available: list.available.clone(),
        until: list.until,
        schedule: list.schedule.clone(),
        confirm_by: confirm_by(list.until, stands_to),
        status: OfferStatus::Listed,
        holds: Vec::new(),
        listed_at: commit.time,
    }
}

/// A standing offer must be confirmed.
fn confirm_by(until: Option<Date>, stands_to: Timestamp) -> Option<Timestamp> {
    until.is_none().then_some(stands_to)
}

/// The times that claims have.
fn book(bookings: &mut Bookings, event: &offer::Event) {
    match event {
        offer::Event::Held { claim, quantity, slot: Some(slot), .. } => {
            bookings.book(*claim, *slot, *quantity);
        }
        offer::Event::Released { claim } => bookings.release(*claim),
        offer::Event::Used { claim, quantity } => bookings.used(*claim, *quantity),
        offer::Event::Held { slot: None, .. }
        | offer::Event::Listed { .. }
        | offer::Event::Renewed { .. }
        | offer::Event::ExpiryNoticed { .. }
        | offer::Event::Expired {}
        | offer::Event::WentDormant {}
        | offer::Event::Paused { .. }
        | offer::Event::Resumed {}
        | offer::Event::Withdrawn { .. }
        | offer::Event::HoldRefused { .. } => {}
    }
}

fn change(line: &mut OfferLine, event: &offer::Event, commit: &Commit<Event>) {
    match event {
        offer::Event::Listed { .. }
        | offer::Event::ExpiryNoticed { .. }
        | offer::Event::HoldRefused { .. } => {}
        offer::Event::Renewed { until, stands_to } => {
            if line.status != OfferStatus::Paused {
                line.status = OfferStatus::Listed;
            }
            line.until = *until;
            line.confirm_by = confirm_by(*until, *stands_to);
        }
        offer::Event::Paused { .. } => line.status = OfferStatus::Paused,
        offer::Event::Resumed {} => line.status = OfferStatus::Listed,
        offer::Event::Expired {} => line.status = OfferStatus::Expired,
        offer::Event::WentDormant {} => line.status = OfferStatus::Dormant,
        offer::Event::Withdrawn { .. } => line.status = OfferStatus::Withdrawn,
        offer::Event::Held { claim, quantity, .. } => {
            line.held += quantity;
            line.holds.push(Hold { claim: *claim, quantity: *quantity, since: commit.time });
        }
        offer::Event::Released { claim } => {
            line.held -= Hold::take(&mut line.holds, *claim);
        }
        offer::Event::Used { claim, quantity } => {
            line.held -= Hold::take(&mut line.holds, *claim);
            line.used += quantity;
        }
    }
}
