//! Units that may be one and the same: by credit code, by spellings of a name, by telephone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::registry::{DuplicateBy, DuplicateLine};
use contracts::{Page, PageRequest, Place};
use values::{CreditCode, Fingerprint, OrganisationId, Uuid, ids};

#[derive(Default)]
pub(super) struct Twins {
    marks: HashMap<OrganisationId, BTreeSet<Mark>>,
    bearers: HashMap<Mark, BTreeSet<OrganisationId>>,
    /// The marks that more than one bears.
    shared: BTreeMap<Place, Mark>,
}

/// What only one unit should have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mark {
    CreditCode(CreditCode),
    Name(String),
    Phone(Fingerprint),
}

impl Mark {
    /// Those of a kind stand together.
    fn place(&self) -> Place {
        let (kind, text) = match self {
            Self::CreditCode(code) => (0, code.to_string()),
            Self::Name(name) => (1, name.clone()),
            Self::Phone(phone) => (2, phone.0.clone()),
        };
        Place::of(kind, ids::of_text("mark", &text), Uuid::nil())
    }
}

impl Twins {
    /// `organisation` bears these marks from now on, and no others.
    pub(super) fn set(&mut self, organisation: OrganisationId, marks: BTreeSet<Mark>) {
        let was = self.marks.remove(&organisation).unwrap_or_default();
        for mark in was.difference(&marks) {
            self.change(mark, |bearers| bearers.remove(&organisation));
        }
        for mark in marks.difference(&was) {
            self.change(mark, |bearers| bearers.insert(organisation));
        }
        if !marks.is_empty() {
            self.marks.insert(organisation, marks);
        }
    }

    fn change(&mut self, mark: &Mark, change: impl FnOnce(&mut BTreeSet<OrganisationId>) -> bool) {
        let bearers = self.bearers.entry(mark.clone()).or_default();
        change(bearers);
        if bearers.len() > 1 {
            self.shared.insert(mark.place(), mark.clone());
        } else {
            self.shared.remove(&mark.place());
        }
        if bearers.is_empty() {
            self.bearers.remove(mark);
        }
    }

    pub(super) fn page(&self, page: PageRequest) -> Page<DuplicateLine> {
        let lines = self.shared.iter().map(|(place, mark)| (*place, mark));
        Page::counted(page, self.shared.len(), lines, |mark| DuplicateLine {
            by: match mark {
                Mark::CreditCode(_) => DuplicateBy::CreditCode,
                Mark::Name(_) => DuplicateBy::Name,
                Mark::Phone(_) => DuplicateBy::Phone,
            },
            organisations: self.bearers.get(mark).into_iter().flatten().copied().collect(),
        })
    }
}
