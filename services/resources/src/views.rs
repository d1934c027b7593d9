//! The resource list as people ask for it, built from events alone.

use std::collections::HashMap;

use contracts::resources::{Event, Offer, OfferLine, OfferStatus, Offers, offer};
use contracts::{Commit, Hold, Page};
use runtime::{Queries, Question};
use values::{Date, OfferId, OrganisationId, Timestamp};

use crate::Resources;

pub(crate) fn table() -> Queries<Resources> {
    Queries::default()
        .on(|question: &Question<'_, View>, query: Offers| question.view.offers(&query))
        .on(|question: &Question<'_, View>, Offer { offer }| {
            question.view.lines.get(&offer).map(|line| OfferLine::clone(line))
        })
}

/// Every offer, in the order of listing, and by owner.
#[derive(Default)]
pub struct View {
    lines: HashMap<OfferId, Box<OfferLine>>,
    listed: Vec<OfferId>,
    by_owner: HashMap<OrganisationId, Vec<OfferId>>,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let Event::Offer(event) = &recorded.event;
            let id = OfferId(recorded.aggregate);
            if let offer::Event::Listed { offer: list, stands_to } = event {
                self.lines.insert(id, Box::new(line(id, list, *stands_to, commit)));
                self.listed.push(id);
                self.by_owner.entry(list.owner).or_default().push(id);
            } else if let Some(line) = self.lines.get_mut(&id) {
                change(line, event, commit);
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
        let lines =
            ids.iter().rev().filter_map(|id| self.lines.get(id).map(Box::as_ref)).filter(wanted);
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
