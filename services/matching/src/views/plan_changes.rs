//! What would follow from an answer, and in what two plans differ. Nothing is changed.

use std::collections::BTreeMap;

use contracts::matching::plan::{ADDED, ComparePlans, Pair, PlanPreview};
use contracts::matching::{AimChanged, AimReached, Consequence, PAIRS_CHANGED_MAX, PairChanged};
use runtime::{Queries, Question};
use values::{Date, Text, Uuid};

use super::View;
use super::plans::readable;
use crate::Matching;
use crate::domain::plan::State;
use crate::planning::Task;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table
        .on(|question: &Question<'_, View>, query: PlanPreview| {
            readable(question, query.plan)?;
            question.view.preview(query, values::time::date_at(question.now))
        })
        .on(|question: &Question<'_, View>, ComparePlans { plan, other }| {
            let (before, after) = (readable(question, plan)?, readable(question, other)?);
            let aims = aims_changed(&before.aims, &after.aims);
            Some(question.view.consequence(aims, &before.shares(), &after.shares()))
        })
}

fn aims_changed(before: &[AimReached], after: &[AimReached]) -> Vec<AimChanged> {
    let changed = before.iter().filter_map(|was| {
        let is = after.iter().find(|is| is.aim == was.aim)?;
        let (before, after) = (was.reached, is.reached);
        (before != after).then_some(AimChanged { aim: was.aim, before, after })
    });
    changed.collect()
}

impl View {
    fn preview(&self, query: PlanPreview, today: Date) -> Option<Consequence> {
        let seen = self.planned.all.get(&query.plan)?;
        let State::Open(open) = &seen.state else { return None };
        let pair = Pair { need: query.need, offer: query.offer };
        let task = Task::of(query.plan, open, today);
        let before = task.outline(self);
        let after = task.answered(self, pair, Some(query.quantity).filter(|lots| *lots > 0));
        // What cannot be set so has no consequence.
        if query.quantity > 0 && after.shares.get(&pair) != Some(&query.quantity) {
            return None;
        }
        let aims = aims_changed(&before.aims, &after.aims);
        Some(self.consequence(aims, &open.lines, &after.shares))
    }

    /// In what the lines differ.
    pub(super) fn consequence(
        &self,
        aims: Vec<AimChanged>,
        before: &BTreeMap<Pair, u64>,
        after: &BTreeMap<Pair, u64>,
    ) -> Consequence {
        let mut pairs: BTreeMap<Pair, (u64, u64)> = BTreeMap::new();
        for (pair, quantity) in before {
            pairs.entry(*pair).or_default().0 = *quantity;
        }
        for (pair, quantity) in after {
            pairs.entry(*pair).or_default().1 = *quantity;
        }
        pairs.retain(|_, (before, after)| before != after);
        let named = pairs.iter().filter_map(|(pair, (before, after))| {
            let title = |id: Uuid| Some(self.lines.get(&id)?.listing()?.title.clone());
            let tried = || (pair.offer == ADDED).then(|| Text::new("added").ok()).flatten();
            Some(PairChanged {
                need: pair.need,
                need_title: title(pair.need.into())?,
                offer: pair.offer,
                offer_title: title(pair.offer.into()).or_else(tried)?,
                before: *before,
                after: *after,
            })
        });
        let named = named.take(PAIRS_CHANGED_MAX).collect();
        Consequence { aims, pairs: named, changed: pairs.len() }
    }
}
