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
use contracts::{Actor, Asker, Commit, Directory, Named, Page};
use runtime::{Index, Queries, Question, letters};
use text::{is_called, is_sound};
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
    /// Drafts that were thrown away, and whose they were.
    thrown_away: HashMap<OfferId, OrganisationId>,
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
            self.thrown_away.insert(id, kept.line.owner);
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

    /// Is what happened to an offer told to `asker`? A draft that was thrown away stays its
    /// owner's.
    pub(crate) fn tells(&self, offer: OfferId, asker: Asker<'_>) -> bool {
        match self.thrown_away.get(&offer) {
            Some(owner) => sees_drafts(asker, *owner),
            None => self.seen(offer, asker).is_some(),
        }
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
        self.offers_looking(query, asker, |_| {})
    }

    /// The same; `look` is told which offers are looked at.
    fn offers_looking(
        &self,
        query: &Offers,
        asker: Asker<'_>,
        look: impl Fn(OfferId),
    ) -> Page<OfferLine> {
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
        let mut asked: Vec<Vec<Filed>> = Vec::new();
        for kinds in kinds_of(query, asker.directory) {
            for status in &statuses {
                let filed = |price| {
                    kinds.iter().map(move |kind| (kind.clone(), (*status, price))).collect()
                };
                asked.extend(prices.iter().map(|price| filed(*price)));
            }
        }
        let line = |id| {
            look(id);
            self.kept.get(&id).map(|kept| &kept.line)
        };
        if query.ends_by.is_none() && query.text.is_none() {
            let (page, order) = (query.page, query.order);
            return self.index.page_of_any(page, order, asked, line, OfferLine::clone);
        }
        let (_, ids) = self.index.find_any(query.order, asked);
        let lines = ids.filter_map(|(at, id)| Some((at, line(id)?)));
        Page::of(query.page, lines.filter(|(_, line)| fits(line, query)), OfferLine::clone)
    }

    pub(crate) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
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

/// Of which kinds all at once an offer is that is asked for: for each area that it may serve.
fn kinds_of(query: &Offers, directory: &Directory) -> Vec<Vec<Kind>> {
    let Offers { category, subcategory, area, .. } = query;
    let of = |owner| match *category {
        Some(category) => Kind::OfIn(owner, category),
        None => Kind::Of(owner),
    };
    let resolve = |organisation| directory.resolve(organisation);
    let owner = query.owner.map(resolve).map(of);
    let manager = query.manager.map(resolve).map(Kind::ManagedBy);
    let at = |area| match (subcategory, *category) {
        (Some(code), _) => Kind::ServingUnder(area, code.clone()),
        (None, Some(category)) => Kind::ServingIn(area, category),
        (None, None) => Kind::Serving(area),
    };
    let under = subcategory.clone().filter(|_| area.is_none()).map(Kind::Under);
    // What is not said by another of them.
    let is_said = owner.is_some() || (area.is_some() && subcategory.is_none());
    let of_category = category.filter(|_| !is_said).map(Kind::In);
    // A sound is written in no title.
    let called = query.text.iter().filter(|text| !is_sound(text));
    let called = called.flat_map(|text| letters(text)).map(Kind::Called);
    let always = [owner, manager, under, of_category].into_iter().flatten();
    let always: Vec<_> = always.chain(called).collect();
    match *area {
        Some(area) => {
            let each = around(area).map(|area| [vec![at(area)], always.clone()].concat());
            each.collect()
        }
        None if always.is_empty() => vec![vec![Kind::All]],
        None => vec![always],
    }
}

/// What serves an area serves it alone, an area around it, or everybody.
fn around(area: AreaCode) -> impl Iterator<Item = Option<AreaCode>> {
    std::iter::successors(Some(area), |area| area.parent()).map(Some).chain([None])
}

/// Does `line` end, and is it called, as `query` asks?
fn fits(line: &OfferLine, query: &Offers) -> bool {
    let ends = due(line).map(time::date_at);
    query.ends_by.is_none_or(|by| ends.is_some_and(|ends| ends <= by))
        && query.text.as_ref().is_none_or(|text| is_called(line.title.as_str(), text))
}
