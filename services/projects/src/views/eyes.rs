//! Whose business somebody reads whole: their own, their organisation's, and of a body that of
//! whoever works in its area. Everybody else reads what was signed, and who claims what.

use std::collections::BTreeSet;

use contracts::{Actor, Asker, Claimer, Role};
use values::{OrganisationId, PersonId};

/// What somebody reads whole.
pub(super) enum Eyes {
    Everything,
    Of { person: PersonId, organisations: BTreeSet<OrganisationId> },
}

impl Eyes {
    pub(super) fn of(asker: Asker<'_>) -> Self {
        let Actor::Person { person, organisation, role } = asker.actor else {
            return Self::Everything;
        };
        if matches!(role, Role::Auditor | Role::Operator) {
            return Self::Everything;
        }
        let (directory, own) = (asker.directory, asker.directory.resolve(*organisation));
        let mut organisations = BTreeSet::new();
        if asker.may_act_for(own) {
            organisations.extend(directory.same_as(own));
            let known = directory.organisation(own).filter(|known| known.level.is_body());
            let area = known.and_then(|known| known.area);
            organisations.extend(area.into_iter().flat_map(|area| directory.within(area)));
        }
        Self::Of { person: *person, organisations }
    }

    pub(super) fn see(&self, whose: impl Into<Claimer>) -> bool {
        match (self, whose.into()) {
            (Self::Everything, _) => true,
            (Self::Of { organisations, .. }, Claimer::Organisation(whose)) => {
                organisations.contains(&whose)
            }
            (Self::Of { person, .. }, Claimer::Person(whose)) => *person == whose,
        }
    }

    /// Whose business is read whole, where that is not everybody's.
    pub(super) fn organisations(&self) -> Option<&BTreeSet<OrganisationId>> {
        match self {
            Self::Everything => None,
            Self::Of { organisations, .. } => Some(organisations),
        }
    }

    /// Are they this very person?
    pub(super) fn are_of(&self, whom: PersonId) -> bool {
        matches!(self, Self::Of { person, .. } if *person == whom)
    }
}
