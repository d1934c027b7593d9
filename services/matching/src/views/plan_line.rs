//! One line of a plan, explained.

use contracts::matching::Competitor;
use contracts::matching::listing::Listing;
use contracts::matching::plan::{Alternative, Pair, PlanLineExplained, PlanLineWhy};
use runtime::{Queries, Question};
use values::{Date, Uuid};

use super::plans::{self, Seen};
use super::{Line, View};
use crate::Matching;
use crate::domain::plan::State;
use crate::planning::{Explained, Other, Task};
use crate::score;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, PlanLineWhy { plan, need, offer }| {
        let view = question.view;
        let seen = plans::readable(question, plan)?;
        let owner = |id: Uuid| Some(view.line(id)?.listing()?.owner);
        let sides = [owner(need.into()), owner(offer.into())];
        // To explain is to plan once more: it is for whom the line concerns.
        let is_a_side = |side| question.directory.may_act_for(question.actor, side);
        if !plans::may_read_drafts(question, seen) && !sides.into_iter().flatten().any(is_a_side) {
            return None;
        }
        let today = values::time::date_at(question.now);
        let task = match &seen.state {
            State::Open(open) => Some(Task::of(plan, open, today)),
            // What was published is decided.
            State::Published(_) | State::Withdrawn | State::Uncomputed(_) => None,
        };
        view.explain_line(seen, Pair { need, offer }, task.as_ref(), today)
    })
}

impl View {
    fn explain_line(
        &self,
        seen: &Seen,
        line: Pair,
        task: Option<&Task<'_>>,
        today: Date,
    ) -> Option<PlanLineExplained> {
        let quantity = seen.shares().get(&line).copied()?;
        let (asked, given) = (self.line(line.need.into())?, self.line(line.offer.into())?);
        let (need, offer) = (asked.listing()?, given.listing()?);
        let found = task.and_then(|task| task.explained(self, line));
        let Explained { now, price, decided, competitors, alternatives, fitting } =
            found.unwrap_or_default();
        // What was published is priced as it was drawn.
        let price = if task.is_some() { price } else { seen.price(line) };
        let parts = self.parts((line.need, need), (line.offer, offer));
        let competitors = competitors.into_iter().filter_map(|(need, planned)| {
            let title = self.listing_of(need.into())?.title.clone();
            Some(Competitor { need, title, planned })
        });
        Some(PlanLineExplained {
            need: line.need,
            need_title: need.title.clone(),
            asking_name: self.name_of(need.owner),
            offer: line.offer,
            offer_title: offer.title.clone(),
            giving_name: self.name_of(offer.owner),
            unit: need.amount.unit,
            quantity,
            now,
            fixed: task.is_none_or(|task| task.fixed.contains_key(&line)),
            why_not: score::why_not(line, asked, given, self.known(), today),
            score: score::total(&parts),
            parts: parts.to_vec(),
            facts: score::facts(need, offer, self.known()),
            price,
            decided,
            competitors: competitors.collect(),
            alternatives: alternatives.into_iter().filter_map(|one| self.other(one)).collect(),
            fitting,
        })
    }

    fn listing_of(&self, id: Uuid) -> Option<&Listing> {
        self.line(id).and_then(Line::listing)
    }

    fn other(&self, Other { offer, score, planned, cost }: Other) -> Option<Alternative> {
        let listing = self.listing_of(offer.into())?;
        Some(Alternative {
            offer,
            title: listing.title.clone(),
            owner: listing.owner,
            owner_name: self.name_of(listing.owner),
            score,
            planned,
            possible: cost.is_some(),
            cost: cost.flatten(),
        })
    }
}
