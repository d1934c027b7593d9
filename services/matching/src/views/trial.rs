//! A plan tried with something otherwise: what would be better, and whom it would serve.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use contracts::matching::plan::{NeedChanged, Pair, PlanTrial, Scope, TrialOutcome};
use contracts::matching::{AimChanged, PAIRS_CHANGED_MAX};
use runtime::{Queries, Question};
use values::NeedId;

use super::View;
use super::plans::triable;
use crate::Matching;
use crate::domain::plan::State;
use crate::planning::{Outline, Task, Tried};
use crate::score::Known;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, query: PlanTrial| {
        let seen = triable(question, query.plan)?;
        let State::Open(open) = &seen.state else { return None };
        let today = values::time::date_at(question.now);
        let before = Task::of(query.plan, open, today).outline(question.view);
        let aims = query.aims.as_ref().map(|order| order.aims().to_vec());
        let aims = aims.unwrap_or_else(|| open.scope.aims.clone());
        let scope = Scope { aims, ..open.scope.clone() };
        let tried = Tried::of(&query, question.view.known().quotas())?;
        let task = Task { scope: &scope, tried, ..Task::of(query.plan, open, today) };
        let after = task.outline(question.view);
        Some(question.view.outcome(&before, &after))
    })
}

impl View {
    fn outcome(&self, before: &Outline, after: &Outline) -> TrialOutcome {
        let aims = after.aims.iter().filter_map(|is| {
            let was = before.aims.iter().find(|was| was.aim == is.aim)?;
            Some(AimChanged { aim: is.aim, before: was.reached, after: is.reached })
        });
        let changed = self.consequence(Vec::new(), &before.shares, &after.shares);
        TrialOutcome {
            aims: aims.collect(),
            needs: self.served_otherwise(&before.shares, &after.shares),
            pairs: changed.pairs,
            changed: changed.changed,
        }
    }

    fn served_otherwise(
        &self,
        before: &BTreeMap<Pair, u64>,
        after: &BTreeMap<Pair, u64>,
    ) -> Vec<NeedChanged> {
        let mut served: BTreeMap<NeedId, (u64, u64)> = BTreeMap::new();
        before.iter().for_each(|(pair, lots)| served.entry(pair.need).or_default().0 += lots);
        after.iter().for_each(|(pair, lots)| served.entry(pair.need).or_default().1 += lots);
        let changed = served.into_iter().filter(|(_, (before, after))| before != after);
        let mut changed: Vec<_> = changed.collect();
        changed.sort_by_key(|(_, (before, after))| {
            (Reverse(after.saturating_sub(*before)), before.saturating_sub(*after))
        });
        let named = changed.into_iter().filter_map(|(need, (before, after))| {
            let listing = self.line(need.into())?.listing()?;
            Some(NeedChanged {
                need,
                title: listing.title.clone(),
                owner: listing.owner,
                owner_name: self.name_of(listing.owner),
                unit: listing.amount.unit,
                before,
                after,
            })
        });
        named.take(PAIRS_CHANGED_MAX).collect()
    }
}
