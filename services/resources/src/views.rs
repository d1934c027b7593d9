//! The resource list as people ask for it, built from events alone.

mod kinds;
mod lines;
mod slots;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use contracts::resources::offer::List;
use contracts::resources::{
    Event, Offer, OfferLine, OfferNames, OfferStatus, Offers, PriceKind, Slots, offer,
};
use contracts::{Actor, Asker, Commit, Named, Page};
use runtime::{Index, Queries, Question};
use values::{AreaCode, OfferId, OrganisationId, Timestamp, time};

use crate::Resources;
use crate::domain::offer::Bookings;
use kinds::{Filed, Kind, filed_under};

pub(crate) fn table() -> Queries<Resources> {
    Queries::default()
        .on(|question: &Question<'_, View>, query: Offers| {
            question.view.offers(&query, question.asker())
        })
        .on(|question: &Question<'_, View>, Offer { offer }| {
            question.view.seen(offer, question.asker()).map(|kept| kept.line.clone())
        })
        .on(|question: &Question<'_, View>, OfferNames { offers }| {
            question.view.names(offers, question.asker())
        })
        .on(|question: &Question<'_, View>, query: Slots| {
            question.view.seen(query.offer, question.asker()).map(|kept| slots::of(kept, query))
        })
}

/// Every offer, and which there are of each kind.
#[derive(Default)]
pub struct View {
    kept: HashMap<OfferId, Box<Kept>>,
    index: Index<OfferId, Filed>,
}

/// An offer as lists show it, its place among all, and who has booked which time.
struct Kept {
    line: OfferLine,
    order: usize,
    bookings: Bookings,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let Event::Offer(event) = &recorded.event;
            let id = OfferId(recorded.aggregate);
            match event {
                offer::Event::Drafted { offer } => {
                    self.begin(id, offer, OfferStatus::Draft, None, commit.time);
                }
                offer::Event::Listed { offer, stands_to } => {
                    self.begin(id, offer, OfferStatus::Listed, Some(*stands_to), commit.time);
                }
                offer::Event::ListedOnce { offer, .. } => {
                    self.begin(id, offer, OfferStatus::OneOff, None, commit.time);
                    if let Some(kept) = self.kept.get_mut(&id) {
                        lines::change(&mut kept.line, event, commit.time);
                    }
                }
                offer::Event::Edited { .. }
                | offer::Event::Withdrawn { .. }
                | offer::Event::Renewed { .. }
                | offer::Event::Expired {}
                | offer::Event::WentDormant {}
                | offer::Event::Paused { .. }
                | offer::Event::Resumed {} => self.refile(id, event, commit.time),
                offer::Event::ExpiryNoticed { .. }
                | offer::Event::Held { .. }
                | offer::Event::HoldRefused { .. }
                | offer::Event::HoldPassedOn { .. }
                | offer::Event::HoldConfirmed { .. }
                | offer::Event::WaitBegun { .. }
                | offer::Event::WaitEnded { .. }
                | offer::Event::Released { .. }
                | offer::Event::Used { .. } => {
                    if let Some(kept) = self.kept.get_mut(&id) {
                        lines::change(&mut kept.line, event, commit.time);
                        lines::book(&mut kept.bookings, event);
                    }
                }
            }
        }
    }

    /// A new line; a draft that is listed is the newest, too.
    fn begin(
        &mut self,
        id: OfferId,
        offer: &List,
        status: OfferStatus,
        stands_to: Option<Timestamp>,
        now: Timestamp,
    ) {
        self.forget(id);
        let line = lines::line(id, offer, status, stands_to, now);
        let order = self.index.add(id, filed_under(&line));
        self.index.set_due(order, filed_under(&line), due(&line));
        self.kept.insert(id, Box::new(Kept { line, order, bookings: Bookings::default() }));
    }

    fn forget(&mut self, id: OfferId) {
        if let Some(kept) = self.kept.remove(&id) {
            self.index.take_out(kept.order, filed_under(&kept.line));
        }
    }

    /// The event changes under what it is found. A draft that is thrown away is found no more.
    fn refile(&mut self, id: OfferId, event: &offer::Event, now: Timestamp) {
        let Some(kept) = self.kept.get_mut(&id) else { return };
        let before = filed_under(&kept.line);
        let draft = kept.line.status == OfferStatus::Draft;
        lines::change(&mut kept.line, event, now);
        if draft && kept.line.status == OfferStatus::Withdrawn {
            self.index.take_out(kept.order, before);
            self.kept.remove(&id);
        } else {
            self.index.refile(kept.order, before, filed_under(&kept.line));
            self.index.set_due(kept.order, filed_under(&kept.line), due(&kept.line));
        }
    }

    /// What `actor` may see of an offer: a draft is its owner's.
    fn seen(&self, offer: OfferId, asker: Asker<'_>) -> Option<&Kept> {
        let kept = self.kept.get(&offer)?;
        let draft = kept.line.status == OfferStatus::Draft;
        (!draft || sees_drafts(asker, kept.line.owner)).then_some(kept)
    }

    /// What they are called, those that `asker` may see.
    fn names(&self, offers: Vec<OfferId>, asker: Asker<'_>) -> BTreeMap<OfferId, Named> {
        let named = |offer| {
            let line = &self.seen(offer, asker)?.line;
            Some((offer, Named { title: line.title.clone(), owner: line.owner }))
        };
        offers.into_iter().filter_map(named).collect()
    }

    /// The page of offers that `query` asks for: an owner's with those of what was merged into it.
    /// Drafts are listed for whoever asks for their owner's offers and may see them.
    pub fn offers(&self, query: &Offers, asker: Asker<'_>) -> Page<OfferLine> {
        let drafts = match query.owner {
            Some(owner) => sees_drafts(asker, owner),
            None => *asker.actor == Actor::System,
        };
        let statuses: Vec<_> = OfferStatus::ALL
            .into_iter()
            .filter(|status| query.status.is_none_or(|wanted| wanted == *status))
            .filter(|status| drafts || *status != OfferStatus::Draft)
            .collect();
        let prices: Vec<_> = [PriceKind::Free, PriceKind::Low]
            .into_iter()
            .filter(|price| query.price.is_none_or(|wanted| wanted == *price))
            .collect();
        let same = |organisation| asker.directory.same_as(organisation);
        let whose = Whose { owners: query.owner.map(same), managers: query.manager.map(same) };
        let (kinds, rest) = plan(query, &whose);
        let mut places = Vec::new();
        for kind in kinds {
            for status in &statuses {
                places.extend(prices.iter().map(|price| (kind.clone(), *status, *price)));
            }
        }
        let (total, newest) = self.index.ordered(query.order, places);
        let lines = newest.filter_map(|(at, id)| Some((at, &self.kept.get(&id)?.line)));
        match rest {
            Rest::Nothing => Page::counted(query.page, total, lines, OfferLine::clone),
            Rest::Something => Page::of(
                query.page,
                lines.filter(|(_, line)| fits(line, query, &whose)),
                OfferLine::clone,
            ),
        }
    }
}

/// When it ends, or is to be confirmed.
fn due(line: &OfferLine) -> Option<Timestamp> {
    let stands = matches!(line.status, OfferStatus::Listed | OfferStatus::Paused);
    line.until.map(time::end_of).or(line.confirm_by).filter(|_| stands)
}

/// Whoever may change a draft sees it, and auditors see everything.
fn sees_drafts(asker: Asker<'_>, owner: OrganisationId) -> bool {
    asker.is_auditor() || asker.may_act_for(owner)
}

/// Is there anything to look at in each line that is found?
enum Rest {
    Nothing,
    Something,
}

/// Whose offers are asked for: each with all that is the same as it.
struct Whose {
    owners: Option<Vec<OrganisationId>>,
    managers: Option<Vec<OrganisationId>>,
}

/// The smallest kinds of offers that hold all that is asked for.
fn plan(query: &Offers, whose: &Whose) -> (Vec<Kind>, Rest) {
    let Offers { category, subcategory, area, ends_by, text, .. } = query;
    if let Some(managers) = &whose.managers {
        return (managers.iter().copied().map(Kind::ManagedBy).collect(), Rest::Something);
    }
    let (kinds, more) = match (&whose.owners, *area, subcategory, *category) {
        (Some(owners), area, code, Some(category)) => {
            let of = |owner: &OrganisationId| Kind::OfIn(*owner, category);
            (owners.iter().map(of).collect(), area.is_some() || code.is_some())
        }
        (Some(owners), area, code, None) => {
            (owners.iter().copied().map(Kind::Of).collect(), area.is_some() || code.is_some())
        }
        (None, Some(area), Some(code), category) => {
            let under = |area| Kind::ServingUnder(area, code.clone());
            (around(area).map(under).collect(), category.is_some())
        }
        (None, Some(area), None, Some(category)) => {
            (around(area).map(|area| Kind::ServingIn(area, category)).collect(), false)
        }
        (None, Some(area), None, None) => (around(area).map(Kind::Serving).collect(), false),
        (None, None, Some(code), category) => (vec![Kind::Under(code.clone())], category.is_some()),
        (None, None, None, Some(category)) => (vec![Kind::In(category)], false),
        (None, None, None, None) => (vec![Kind::All], false),
    };
    let looked_at = more || ends_by.is_some() || text.is_some();
    (kinds, if looked_at { Rest::Something } else { Rest::Nothing })
}

/// What serves an area serves it alone, an area around it, or everybody.
fn around(area: AreaCode) -> impl Iterator<Item = Option<AreaCode>> {
    std::iter::successors(Some(area), |area| area.parent()).map(Some).chain([None])
}

/// Is `line` what `query` asks for, however it stands and whatever it costs?
fn fits(line: &OfferLine, query: &Offers, whose: &Whose) -> bool {
    let ends = due(line).map(time::date_at);
    let manages = |all: &Vec<_>| line.manager.is_some_and(|manager| all.contains(&manager));
    whose.owners.as_ref().is_none_or(|owners| owners.contains(&line.owner))
        && whose.managers.as_ref().is_none_or(manages)
        && query.category.is_none_or(|category| line.category == category)
        && query.subcategory.as_ref().is_none_or(|code| line.subcategory.as_ref() == Some(code))
        && query.area.is_none_or(|area| around(area).any(|around| around == line.area))
        && query.ends_by.is_none_or(|by| ends.is_some_and(|ends| ends <= by))
        && query.text.as_ref().is_none_or(|text| line.title.contains(text.as_str()))
}
