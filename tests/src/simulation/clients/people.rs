//! Who asks: mostly the right one.

use contracts::{Actor, Claimer, Role};
use values::{CommandId, OrganisationId, PersonId, Uuid, ids};

use super::Asking;

pub(super) const ORGANISATIONS: u64 = 4;

pub(super) fn organisation(number: u64) -> OrganisationId {
    OrganisationId(ids::derive(registration(number).into(), 0))
}

/// The command that registers an organisation; what it is known by follows from that.
pub(super) fn registration(number: u64) -> CommandId {
    CommandId(Uuid::from_u128(0xA000 + u128::from(number)))
}

/// One of two people in `role`, so that one can confirm what the other recorded.
fn person(organisation: OrganisationId, role: Role, which: u64) -> Actor {
    let number = organisation.0.as_u128() << 8 | (role as u128) << 1 | u128::from(which);
    Actor::Person { person: PersonId(Uuid::from_u128(number)), organisation, role }
}

impl Asking<'_> {
    pub(super) fn any_organisation(&mut self) -> OrganisationId {
        organisation(self.random.below(ORGANISATIONS))
    }

    /// Somebody who may act for `organisation`; one time in twelve somebody who may not, or the
    /// operator, who may everything.
    pub(super) fn somebody_of(&mut self, organisation: OrganisationId) -> Actor {
        self.in_role(organisation, Role::Liaison)
    }

    /// The operator, who enters old lists.
    pub(super) fn the_operator(&mut self, organisation: OrganisationId) -> Actor {
        person(organisation, Role::Operator, self.random.below(2))
    }

    /// One of a few members of parties.
    pub(super) fn any_person(&mut self) -> PersonId {
        PersonId(Uuid::from_u128(0xB000 + u128::from(self.random.below(3))))
    }

    /// Somebody who may act as `claimer`, mostly.
    pub(super) fn somebody_as(&mut self, claimer: Claimer) -> Actor {
        match claimer {
            Claimer::Organisation(organisation) => self.somebody_of(organisation),
            Claimer::Person(person) => {
                let organisation = self.any_organisation();
                Actor::Person { person, organisation, role: Role::Member }
            }
        }
    }

    /// Somebody who may sign for `organisation`, mostly.
    pub(super) fn head_of(&mut self, organisation: OrganisationId) -> Actor {
        self.in_role(organisation, Role::UnitHead)
    }

    fn in_role(&mut self, organisation: OrganisationId, role: Role) -> Actor {
        let which = self.random.below(2);
        if !self.random.one_in(12) {
            return person(organisation, role, which);
        }
        let other = self.any_organisation();
        let wrong = [Role::Auditor, Role::Resident, Role::Liaison, Role::Operator];
        let role = *self.random.pick(&wrong).expect("there are four");
        person(other, role, which)
    }
}
