//! Who may, where several aggregates ask the same.

use contracts::{Actor, Role};
use values::{OrganisationId, PersonId};

/// Is it the operator?
pub fn is_operator(actor: &Actor) -> bool {
    matches!(actor, Actor::Person { role: Role::Operator, .. })
}

/// May `actor` change what is `person`'s own? The person itself may, in whatever role but the
/// auditor's, who changes nothing; and the operator on everybody's behalf.
pub fn may_act_as(actor: &Actor, person: PersonId) -> bool {
    match actor {
        Actor::System | Actor::Person { role: Role::Auditor, .. } => false,
        Actor::Person { person: own, .. } => *own == person || is_operator(actor),
    }
}

/// May `actor` see the name and phone of `person`? The person itself, the operator, and the people
/// of the organisations the person works in and lives with.
pub fn may_open(
    actor: &Actor,
    person: PersonId,
    work_unit: Option<OrganisationId>,
    home_community: Option<OrganisationId>,
) -> bool {
    // The system has no eyes: no reaction needs a name.
    let by_its_people = *actor != Actor::System
        && [work_unit, home_community].into_iter().flatten().any(|own| actor.may_act_for(own));
    actor.person() == Some(person) || is_operator(actor) || by_its_people
}

#[cfg(test)]
mod tests {
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, clerk_of, liaison_of, operator, person as somebody,
    };
    use values::Uuid;

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(7));

    fn itself(role: Role) -> Actor {
        Actor::Person { person: PERSON, organisation: STRANGER, role }
    }

    #[test]
    fn people_act_for_themselves_and_the_operator_for_everybody() {
        for (actor, may) in [
            (itself(Role::Member), true),
            (itself(Role::Resident), true),
            (operator(), true),
            (itself(Role::Auditor), false),
            (liaison_of(STRANGER), false),
            (Actor::System, false),
        ] {
            assert_eq!(may_act_as(&actor, PERSON), may, "{actor:?}");
        }
    }

    #[test]
    fn a_name_is_opened_to_the_person_its_organisations_and_the_operator_only() {
        for (actor, may) in [
            (itself(Role::Member), true),
            (operator(), true),
            (liaison_of(OWNER), true),
            (clerk_of(SOMEBODY), true),
            (clerk_of(STRANGER), false),
            (somebody(Role::CityOfficer, STRANGER), false),
            (somebody(Role::Resident, SOMEBODY), false),
            (somebody(Role::Auditor, OWNER), false),
            (Actor::System, false),
        ] {
            assert_eq!(may_open(&actor, PERSON, Some(OWNER), Some(SOMEBODY)), may, "{actor:?}");
        }
        assert!(may_open(&operator(), PERSON, None, None));
    }
}
