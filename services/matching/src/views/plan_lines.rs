//! The lines of a plan, and what it leaves without an offer, page by page.

use contracts::matching::plan::{
    Accepted, CarriedOut, Pair, PlanLine, PlanLines, PlanUnserved, Share, UnservedNeed,
};
use contracts::{Page, PageRequest, Place, Slot};
use runtime::{Queries, Question};
use values::Uuid;

use super::plans::{Seen, readable};
use super::{Line, View};
use crate::Matching;
use crate::domain::plan::State;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table
        .on(|question: &Question<'_, View>, query: PlanLines| {
            let seen = readable(question, query.plan);
            seen.map_or(Page::empty(), |seen| lines(question, seen, &query))
        })
        .on(|question: &Question<'_, View>, PlanUnserved { plan, page }| {
            let seen = readable(question, plan);
            seen.map_or(Page::empty(), |seen| question.view.unserved_of(seen, page))
        })
}

/// The lines of a plan, in the order of need and offer.
fn lines(question: &Question<'_, View>, seen: &Seen, query: &PlanLines) -> Page<PlanLine> {
    let view = question.view;
    let same = query.organisation.map(|of| question.directory.same_as(of));
    let owner = |id: Uuid| view.lines.get(&id).and_then(|line| Some(line.listing()?.owner));
    let is_theirs = |pair: &Pair| {
        let sides = || [owner(pair.need.into()), owner(pair.offer.into())].into_iter().flatten();
        same.as_ref().is_none_or(|same| sides().any(|side| same.contains(&side)))
    };
    let is_asked = |pair: &Pair| query.need.is_none_or(|need| need == pair.need) && is_theirs(pair);
    let mut pairs: Vec<(Pair, Option<usize>)> = match &seen.state {
        State::Open(open) => open.lines.keys().map(|pair| (*pair, None)).collect(),
        State::Published(published) => {
            let lines = published.lines.iter().zip(0..);
            lines.map(|((share, _), number)| (share.pair(), Some(number))).collect()
        }
        State::Uncomputed(_) | State::Withdrawn => Vec::new(),
    };
    pairs.sort_unstable();
    let asked = pairs.into_iter().filter(|(pair, _)| is_asked(pair));
    let placed = asked.map(|line| (Place::of(0, line.0.need, line.0.offer), line));
    let page = Page::of(query.page, placed, |(pair, number)| view.line_of(seen, pair, number));
    let Page { items, total, next_offset, next } = page;
    Page { items: items.into_iter().flatten().collect(), total, next_offset, next }
}

impl View {
    /// The lines by need and offer, with their numbers, each made only if it is asked for.
    fn line_of(&self, seen: &Seen, pair: Pair, number: Option<usize>) -> Option<PlanLine> {
        match (&seen.state, number) {
            (State::Open(open), _) => {
                let answer = open.answers.get(&pair);
                let slot = answer.and_then(|answer| answer.slot);
                let accepted = answer.map(|answer| answer.accepted).unwrap_or_default();
                let quantity = *open.lines.get(&pair)?;
                let price = open.prices.get(&pair).copied();
                let share = Share { price, ..Share::of(pair, quantity) };
                Some(self.plan_line(share, slot, answer.is_some(), accepted, None))
            }
            (State::Published(published), Some(number)) => {
                let accepted = Accepted { asking: true, giving: true };
                let (share, slot) = published.lines.get(number)?;
                let claim = published.claims.get(number);
                let carried_out = claim
                    .map(|(claim, outcome)| CarriedOut { claim: *claim, outcome: outcome.clone() });
                Some(self.plan_line(*share, *slot, true, accepted, carried_out))
            }
            (State::Published(_) | State::Uncomputed(_) | State::Withdrawn, _) => None,
        }
    }

    fn plan_line(
        &self,
        Share { need, offer, quantity, price }: Share,
        slot: Option<Slot>,
        fixed: bool,
        accepted: Accepted,
        carried_out: Option<CarriedOut>,
    ) -> PlanLine {
        let asked = self.lines.get(&need.into()).and_then(Line::listing);
        let given = self.lines.get(&offer.into()).and_then(Line::listing);
        let asking = asked.map(|listing| listing.owner);
        let giving = given.map(|listing| listing.owner);
        PlanLine {
            need,
            offer,
            need_title: asked.map(|listing| listing.title.clone()),
            asking,
            asking_name: asking.and_then(|owner| self.name_of(owner)),
            offer_title: given.map(|listing| listing.title.clone()),
            giving,
            giving_name: giving.and_then(|owner| self.name_of(owner)),
            quantity,
            unit: asked.map(|listing| listing.amount.unit),
            slot,
            fixed,
            accepted,
            price,
            carried_out,
        }
    }

    fn unserved_of(&self, seen: &Seen, page: PageRequest) -> Page<UnservedNeed> {
        let placed = seen.unserved.values().map(|one| (Place::id(one.need), one));
        let page = Page::of(page, placed, |unserved| self.unserved_need(unserved));
        let Page { items, total, next_offset, next } = page;
        Page { items: items.into_iter().flatten().collect(), total, next_offset, next }
    }
}
