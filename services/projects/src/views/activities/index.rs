//! Which activities begin when: all, an organiser's, an area's.

use std::collections::{BTreeSet, HashMap};

use contracts::Place;
use contracts::projects::{Activities, ActivityLine};
use values::{ActivityId, AreaCode, Date, OrganisationId, Uuid, time};

use super::day;

type Days = BTreeSet<(Date, ActivityId)>;

#[derive(Default)]
pub(super) struct Index {
    all: Days,
    by_organiser: HashMap<OrganisationId, Days>,
    /// By the area of the activity and each area around that.
    by_area: HashMap<AreaCode, Days>,
}

impl Index {
    pub(super) fn add(&mut self, line: &ActivityLine) {
        let key = (day(line), line.id);
        self.all.insert(key);
        self.by_organiser.entry(line.organiser).or_default().insert(key);
        for area in around(line.details.area) {
            self.by_area.entry(area).or_default().insert(key);
        }
    }

    pub(super) fn remove(&mut self, line: &ActivityLine) {
        let key = (day(line), line.id);
        self.all.remove(&key);
        if let Some(days) = self.by_organiser.get_mut(&line.organiser) {
            days.remove(&key);
        }
        for area in around(line.details.area) {
            if let Some(days) = self.by_area.get_mut(&area) {
                days.remove(&key);
            }
        }
    }

    /// What begins on the days that `query` asks for, of the fewest activities that hold all of
    /// it.
    pub(super) fn narrowest(
        &self,
        query: &Activities,
    ) -> impl Iterator<Item = (Place, ActivityId)> {
        let days = match (query.organiser, query.area) {
            (Some(organiser), _) => self.by_organiser.get(&organiser),
            (None, Some(area)) => self.by_area.get(&area),
            (None, None) => Some(&self.all),
        };
        let first = (query.from.unwrap_or(Date::MIN), ActivityId(Uuid::nil()));
        let last = (query.until.unwrap_or(Date::MAX), ActivityId(Uuid::max()));
        let in_order = first <= last;
        let days = days.filter(|_| in_order).into_iter();
        days.flat_map(move |days| days.range(first..=last)).map(|(day, id)| {
            let days = time::days_between(Date::MIN, *day).unsigned_abs();
            (Place::of(u64::from(days), *id, Uuid::nil()), *id)
        })
    }
}

/// The area itself, then the ones around it.
fn around(area: AreaCode) -> impl Iterator<Item = AreaCode> {
    std::iter::successors(Some(area), |area| area.parent())
}
