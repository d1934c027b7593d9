//! What was written down by hand about organisations, as far as it keeps somebody off a list of
//! recognition. What else a card is scored by the views count, and nobody decides by them.

use std::collections::{BTreeMap, HashMap};

use contracts::evaluation::rules::{CardRules, KnownBy, Measure};
use values::{Date, OrganisationId, Uuid};

use super::fact::Entry;

/// Of each organisation, year and measure what stands.
#[derive(Debug, Default)]
pub struct Entered(HashMap<(OrganisationId, i16, Measure), Days>);

/// How much each fact of a day says, the last one last.
type Days = BTreeMap<Date, Vec<(Uuid, i64)>>;

impl Entered {
    /// It counts.
    pub fn add(&mut self, fact: Uuid, entry: Entry) {
        let days = self.0.entry(key(entry)).or_default();
        days.entry(entry.on).or_default().push((fact, entry.quantity));
    }

    /// It was wrong.
    pub fn strike(&mut self, fact: Uuid, entry: Entry) {
        let Some(days) = self.0.get_mut(&key(entry)) else { return };
        if let Some(entries) = days.get_mut(&entry.on) {
            if let Some(at) = entries.iter().rposition(|(other, _)| *other == fact) {
                entries.remove(at);
            }
            if entries.is_empty() {
                days.remove(&entry.on);
            }
        }
    }

    /// Does a veto keep off a list whoever stands for all of these, or a threshold that is in
    /// force? Of what is a standing the last counts, unless the year was closed before that was so.
    pub fn keeps_off(
        &self,
        stood_for: &[OrganisationId],
        (year, last_counts): (i16, bool),
        card: &CardRules,
    ) -> bool {
        let is_entered = |measure: Measure| measure.basis() == KnownBy::Entered;
        let all = |measure: Measure| {
            let days = stood_for.iter().filter_map(|one| self.0.get(&(*one, year, measure)));
            if measure.is_standing() && last_counts {
                let last = days.filter_map(BTreeMap::last_key_value).max_by_key(|(on, _)| **on);
                last.and_then(|(_, entries)| entries.last()).map_or(0, |(_, quantity)| *quantity)
            } else {
                days.flat_map(BTreeMap::values).flatten().map(|(_, quantity)| quantity).sum::<i64>()
            }
        };
        let mut vetoes = card.veto.iter().copied().filter(|measure| is_entered(*measure));
        let thresholds = card.threshold.iter();
        let mut in_force = thresholds.filter(|one| one.in_force && is_entered(one.measure));
        vetoes.any(|measure| all(measure) > 0)
            || in_force.any(|one| all(one.measure) < one.at_least)
    }
}

fn key(entry: Entry) -> (OrganisationId, i16, Measure) {
    (entry.about, entry.on.year(), entry.measure)
}
