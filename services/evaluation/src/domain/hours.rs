//! What each person did, as confirmed records say: counted as long as the record stands.

use std::collections::{BTreeMap, HashMap};

use contracts::evaluation::occasion::About;
use values::{Date, OccasionId, OrganisationId, PersonId};

use super::occasion::{Parties, State};

/// Everybody's confirmed services.
#[derive(Debug, Default)]
pub struct Hours {
    by_person: HashMap<PersonId, BTreeMap<OccasionId, Stint>>,
}

/// One confirmed service of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stint {
    pub on: Date,
    pub minutes: u32,
    /// Who was served.
    pub asking: OrganisationId,
}

impl Hours {
    /// All confirmed minutes of `person`.
    pub fn minutes(&self, person: PersonId) -> u64 {
        self.stints(person).map(|stint| u64::from(stint.minutes)).sum()
    }

    /// All confirmed services of `person`.
    pub fn stints(&self, person: PersonId) -> impl Iterator<Item = &Stint> {
        self.by_person.get(&person).into_iter().flat_map(BTreeMap::values)
    }

    /// Takes in that `before` became `after`.
    pub fn take_in(&mut self, id: OccasionId, parties: Option<&Parties>, after: &State) {
        let Some(parties) = parties else { return };
        let About::Service { date: on, .. } = parties.about else { return };
        for (person, minutes) in parties.people() {
            match after {
                State::Open(_) => {
                    let stint = Stint { on, minutes, asking: parties.asking };
                    self.by_person.entry(person).or_default().insert(id, stint);
                }
                State::Void => {
                    if let Some(stints) = self.by_person.get_mut(&person) {
                        stints.remove(&id);
                    }
                }
                State::Unknown | State::Noted(_) | State::Closed(_) => {}
            }
        }
    }
}
