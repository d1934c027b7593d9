//! Who may, where several aggregates ask the same.

use contracts::{Actor, Asker, Directory, Role};
use values::{AreaCode, OrganisationId, PersonId};

/// Is it somebody in `role`, or the operator?
pub fn is_in(actor: &Actor, role: Role) -> bool {
    matches!(actor, Actor::Person { role: own, .. } if *own == role) || is_operator(actor)
}

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
    directory: &Directory,
    actor: &Actor,
    person: PersonId,
    work_unit: Option<OrganisationId>,
    home_community: Option<OrganisationId>,
) -> bool {
    // The system has no eyes: no reaction needs a name.
    let by_its_people = *actor != Actor::System
        && [work_unit, home_community]
            .into_iter()
            .flatten()
            .any(|own| directory.may_act_for(actor, own));
    actor.person() == Some(person) || is_operator(actor) || by_its_people
}

/// How much of a person somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// That there is somebody with this id.
    IdAlone,
    /// Where they work and live, and what they are good at.
    Places,
    /// The name and phone as well.
    Names,
}

/// How much of `person` is `actor` told?
pub fn sight(
    directory: &Directory,
    actor: &Actor,
    person: PersonId,
    work_unit: Option<OrganisationId>,
    home_community: Option<OrganisationId>,
) -> Sight {
    let around = || [work_unit, home_community].into_iter().flatten();
    if may_open(directory, actor, person, work_unit, home_community) {
        Sight::Names
    } else if around().any(|place| sees_people(directory, actor, place)) || is_auditor(actor) {
        Sight::Places
    } else {
        Sight::IdAlone
    }
}

/// May `actor` see who there is in `organisation`, be it without names? Its own people may, those
/// of the communities, streets and above around it, and who sees everything. Whom it belongs to
/// sees totals (`SECURITY.md`, *Access*).
pub fn sees_people(directory: &Directory, actor: &Actor, organisation: OrganisationId) -> bool {
    *actor != Actor::System && Asker { actor, directory }.sees_work_of(organisation)
}

fn is_auditor(actor: &Actor) -> bool {
    actor.role() == Some(Role::Auditor)
}

/// May `actor` see which units of a territory have not come? Its officers may, and who sees
/// everything.
pub fn sees_territory(actor: &Actor, directory: &Directory, area: Option<AreaCode>) -> bool {
    let Actor::Person { organisation, role, .. } = actor else {
        return false;
    };
    let own = directory.organisation(*organisation).and_then(|known| known.area);
    match role {
        Role::Operator | Role::Auditor => true,
        Role::CommunityClerk
        | Role::CommunitySecretary
        | Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer => own.zip(area).is_some_and(|(own, area)| own.contains(area)),
        Role::Resident
        | Role::Member
        | Role::GridWorker
        | Role::Liaison
        | Role::UnitHead
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => false,
    }
}

/// May `actor` see who of a unit's members has not come? Those who answer for the unit may, and
/// for whom it belongs to, its organisation department (`DOMAIN.md`, *Dual check-in*): officers of
/// the territory see figures only.
pub fn sees_roster(actor: &Actor, directory: &Directory, unit: OrganisationId) -> bool {
    let Actor::Person { role, .. } = actor else {
        return false;
    };
    match role {
        Role::Operator => true,
        Role::Liaison
        | Role::UnitHead
        | Role::CommunitySecretary
        | Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer => {
            let mut seniors = std::iter::once(unit).chain(directory.affiliations(unit));
            seniors.any(|senior| directory.may_act_for(actor, senior))
        }
        Role::Resident
        | Role::Member
        | Role::GridWorker
        | Role::CommunityClerk
        | Role::Auditor
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => false,
    }
}

#[cfg(test)]
mod tests {
    use contracts::registry::organisation::Level;
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, clerk_of, directory, liaison_of, operator, person as somebody,
        registered,
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
        let directory = Directory::default();
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
            assert_eq!(
                may_open(&directory, &actor, PERSON, Some(OWNER), Some(SOMEBODY)),
                may,
                "{actor:?}"
            );
        }
        assert!(may_open(&directory, &operator(), PERSON, None, None));
    }

    #[test]
    fn where_somebody_works_and_lives_is_told_to_those_around_and_nobody_else() {
        let [street, elsewhere] = [3, 4].map(|id| OrganisationId(Uuid::from_u128(id)));
        let directory = directory([
            registered(street, Level::Street, "990101001"),
            registered(SOMEBODY, Level::Community, "990101001002"),
            registered(OWNER, Level::Unit, "990101001002"),
            registered(elsewhere, Level::Street, "990101002"),
            registered(STRANGER, Level::Unit, ""),
        ]);
        let unit = Some(OWNER);
        for (actor, home, expected) in [
            (itself(Role::Member), None, Sight::Names),
            (liaison_of(OWNER), None, Sight::Names),
            (clerk_of(SOMEBODY), Some(SOMEBODY), Sight::Names),
            (clerk_of(SOMEBODY), None, Sight::Places),
            (somebody(Role::StreetOfficer, street), None, Sight::Places),
            (somebody(Role::Auditor, STRANGER), None, Sight::Places),
            (somebody(Role::StreetOfficer, elsewhere), Some(SOMEBODY), Sight::IdAlone),
            (somebody(Role::Member, OWNER), None, Sight::IdAlone),
            (liaison_of(STRANGER), None, Sight::IdAlone),
            (somebody(Role::SystemAdministrator, OWNER), None, Sight::IdAlone),
            (Actor::System, None, Sight::IdAlone),
        ] {
            assert_eq!(sight(&directory, &actor, PERSON, unit, home), expected, "{actor:?}");
            let people = matches!(expected, Sight::Names | Sight::Places);
            let own = actor.person() == Some(PERSON);
            assert_eq!(sees_people(&directory, &actor, OWNER), people && !own, "{actor:?}");
        }
    }
}
