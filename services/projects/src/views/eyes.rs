//! Whose business somebody reads whole: their own, their organisation's, and of a body that of
//! whoever works in its area. Everybody else reads what was signed, and who claims what.

use contracts::{Actor, Asker, Claimer, Directory, Role};
use values::{AreaCode, OrganisationId, PersonId};

/// What somebody reads whole.
pub(super) enum Eyes<'a> {
    Everything,
    Of {
        person: PersonId,
        directory: &'a Directory,
        /// Whatever it stands for; nothing of whoever may not act for it.
        own: Option<OrganisationId>,
        /// Of a body.
        area: Option<AreaCode>,
    },
}

impl<'a> Eyes<'a> {
    pub(super) fn of(asker: Asker<'a>) -> Self {
        let Actor::Person { person, organisation, role } = asker.actor else {
            return Self::Everything;
        };
        if matches!(role, Role::Auditor | Role::Operator) {
            return Self::Everything;
        }
        let directory = asker.directory;
        let own = directory.resolve(*organisation);
        let own = asker.may_act_for(own).then_some(own);
        let known = own.and_then(|own| directory.organisation(own));
        let area = known.filter(|known| known.level.is_body()).and_then(|known| known.area);
        Self::Of { person: *person, directory, own, area }
    }

    pub(super) fn see(&self, whose: impl Into<Claimer>) -> bool {
        match (self, whose.into()) {
            (Self::Everything, _) => true,
            (Self::Of { directory, own, .. }, Claimer::Organisation(whose)) => {
                *own == Some(directory.resolve(whose))
                    || directory.works_in(whose).is_some_and(|area| self.see_all_in(area))
            }
            (Self::Of { person, .. }, Claimer::Person(whose)) => *person == whose,
        }
    }

    /// Is whatever is done in `area` read whole?
    pub(super) fn see_all_in(&self, area: AreaCode) -> bool {
        match self {
            Self::Everything => true,
            Self::Of { area: own, .. } => own.is_some_and(|own| own.contains(area)),
        }
    }

    /// Are they this very person?
    pub(super) fn are_of(&self, whom: PersonId) -> bool {
        matches!(self, Self::Of { person, .. } if *person == whom)
    }
}
