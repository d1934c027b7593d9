//! Which activities begin when: all, an organiser's, an area's, how they stand and on what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::projects::activity::Theme;
use contracts::projects::{ActivityLine, ActivityStatus};
use values::{ActivityId, AreaCode, Date, OrganisationId};

use super::day;

/// Whose they are, how they stand, and on what they are: on anything, where nothing is said.
pub(super) type Filed = (Whose, ActivityStatus, Option<Theme>);

/// Whose activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Anybodys,
    Of(OrganisationId),
    /// In that area, or in a part of it.
    In(AreaCode),
}

#[derive(Default)]
pub(super) struct Index {
    filed: HashMap<Filed, Days>,
}

/// What begins when, counted by the day and by the year: so a long time is counted quickly.
#[derive(Default)]
struct Days {
    begin: BTreeSet<(Date, ActivityId)>,
    by_day: BTreeMap<Date, usize>,
    by_year: BTreeMap<i16, usize>,
}

impl Days {
    fn add(&mut self, day: Date, id: ActivityId) {
        if self.begin.insert((day, id)) {
            *self.by_day.entry(day).or_default() += 1;
            *self.by_year.entry(day.year()).or_default() += 1;
        }
    }

    fn remove(&mut self, day: Date, id: ActivityId) {
        if self.begin.remove(&(day, id)) {
            less(&mut self.by_day, day);
            less(&mut self.by_year, day.year());
        }
    }

    fn count(&self, first: Date, last: Date) -> usize {
        let (from, until) = (first.year(), last.year());
        if from == until {
            return self.by_day.range(first..=last).map(|(_, count)| count).sum();
        }
        let before: usize = self.by_day.range(first..=first.last_of_year()).map(|(_, n)| n).sum();
        let between = self.by_year.range(from..until).skip_while(|(year, _)| **year == from);
        let after: usize = self.by_day.range(last.first_of_year()..=last).map(|(_, n)| n).sum();
        before + between.map(|(_, count)| count).sum::<usize>() + after
    }
}

fn less<K: Ord>(counts: &mut BTreeMap<K, usize>, of: K) {
    if let Some(count) = counts.get_mut(&of) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&of);
        }
    }
}

/// Under what `line` is found.
fn filed_under(line: &ActivityLine) -> impl Iterator<Item = Filed> {
    let (status, theme) = (line.status, line.details.theme);
    let around = std::iter::successors(Some(line.details.area), |area| area.parent());
    let whose = [Whose::Anybodys, Whose::Of(line.organiser)].into_iter();
    let whose = whose.chain(around.map(Whose::In));
    whose.flat_map(move |whose| [(whose, status, None), (whose, status, Some(theme))])
}

impl Index {
    pub(super) fn add(&mut self, line: &ActivityLine) {
        for filed in filed_under(line) {
            self.filed.entry(filed).or_default().add(day(line), line.id);
        }
    }

    pub(super) fn remove(&mut self, line: &ActivityLine) {
        for filed in filed_under(line) {
            if let Some(days) = self.filed.get_mut(&filed) {
                days.remove(day(line), line.id);
                if days.begin.is_empty() {
                    self.filed.remove(&filed);
                }
            }
        }
    }

    /// How many of any of `filed` begin on these days.
    pub(super) fn count(&self, filed: &[Filed], first: Date, last: Date) -> usize {
        if first > last {
            return 0;
        }
        let days = filed.iter().filter_map(|filed| self.filed.get(filed));
        days.map(|days| days.count(first, last)).sum()
    }

    /// What of any of `filed` begins on these days, behind that one, in their order.
    pub(super) fn begin(
        &self,
        filed: &[Filed],
        behind: (Date, ActivityId),
        last: (Date, ActivityId),
    ) -> impl Iterator<Item = (Date, ActivityId)> {
        use std::ops::Bound::{Excluded, Included};
        let days = filed.iter().filter_map(|filed| self.filed.get(filed));
        let days = days.filter(move |_| behind < last);
        let each = days.map(|days| days.begin.range((Excluded(behind), Included(last))).copied());
        let mut each: Vec<_> = each.map(Iterator::peekable).collect();
        std::iter::from_fn(move || {
            let next = each.iter_mut().filter_map(|days| days.peek().copied()).min()?;
            for days in &mut each {
                days.next_if_eq(&next);
            }
            Some(next)
        })
    }
}
