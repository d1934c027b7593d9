//! Who asks.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId};

use crate::Claimer;

/// What somebody may do, by `DOMAIN.md`, *Who uses it*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 居民: raises a need, follows it.
    Resident,
    /// 党员、志愿者: claims wishes and posts.
    Member,
    /// 网格员: raises needs, records services.
    GridWorker,
    /// 单位联络员: lists resources, claims needs for the unit.
    Liaison,
    /// 单位负责人: signs for the unit.
    UnitHead,
    /// 社区工作人员: verifies, posts, answers, records.
    CommunityClerk,
    /// 社区书记: signs for the community.
    CommunitySecretary,
    /// 街道干部.
    StreetOfficer,
    /// 区县干部.
    DistrictOfficer,
    /// 市级干部.
    CityOfficer,
    /// 审计: reads everything, changes nothing.
    Auditor,
    /// 系统管理员: accounts and settings.
    SystemAdministrator,
    /// 安全管理员: roles and rules.
    SecurityAdministrator,
    /// 审计管理员: reads the audit log.
    AuditAdministrator,
    /// 运维: runs the machine, imports files on everybody's behalf.
    Operator,
}

impl Role {
    /// Every role, from the resident to the operator.
    pub const ALL: [Self; 15] = [
        Self::Resident,
        Self::Member,
        Self::GridWorker,
        Self::Liaison,
        Self::UnitHead,
        Self::CommunityClerk,
        Self::CommunitySecretary,
        Self::StreetOfficer,
        Self::DistrictOfficer,
        Self::CityOfficer,
        Self::Auditor,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
        Self::Operator,
    ];

    /// Is it one of the three separated administrators 三员, which do no business?
    pub fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator
        )
    }

    /// Does whoever has it take part in the work, for themselves or for their organisation?
    pub fn takes_part(self) -> bool {
        match self {
            Self::Resident
            | Self::Auditor
            | Self::SystemAdministrator
            | Self::SecurityAdministrator
            | Self::AuditAdministrator
            | Self::Operator => false,
            Self::Member
            | Self::GridWorker
            | Self::Liaison
            | Self::UnitHead
            | Self::CommunityClerk
            | Self::CommunitySecretary
            | Self::StreetOfficer
            | Self::DistrictOfficer
            | Self::CityOfficer => true,
        }
    }

    /// Does whoever has it act for their organisation? A member acts for themselves.
    pub fn does_business(self) -> bool {
        self.takes_part() && self != Self::Member
    }

    /// Does whoever has it answer for a community, or for what stands above communities?
    pub fn answers_for_an_area(self) -> bool {
        matches!(self, Self::CommunityClerk | Self::CommunitySecretary) || self.is_officer()
    }

    /// Is it an officer's of a street, a district or the city?
    pub fn is_officer(self) -> bool {
        matches!(self, Self::StreetOfficer | Self::DistrictOfficer | Self::CityOfficer)
    }

    /// Does whoever has it decide for the whole city: its officers, and whoever runs the machine?
    pub fn decides_for_the_city(self) -> bool {
        matches!(self, Self::CityOfficer | Self::Operator)
    }

    /// The role as it travels, `community_clerk`, and in Chinese.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Resident => ("resident", "居民"),
            Self::Member => ("member", "党员、志愿者"),
            Self::GridWorker => ("grid_worker", "网格员"),
            Self::Liaison => ("liaison", "单位联络员"),
            Self::UnitHead => ("unit_head", "单位负责人"),
            Self::CommunityClerk => ("community_clerk", "社区工作人员"),
            Self::CommunitySecretary => ("community_secretary", "社区书记"),
            Self::StreetOfficer => ("street_officer", "街道干部"),
            Self::DistrictOfficer => ("district_officer", "区县干部"),
            Self::CityOfficer => ("city_officer", "市级干部"),
            Self::Auditor => ("auditor", "审计"),
            Self::SystemAdministrator => ("system_administrator", "系统管理员"),
            Self::SecurityAdministrator => ("security_administrator", "安全管理员"),
            Self::AuditAdministrator => ("audit_administrator", "审计管理员"),
            Self::Operator => ("operator", "运维"),
        }
    }
}

/// Who asks: a person acting for an organisation in a role, or the system itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A human being. Set by the gateway or the command line, never by the caller.
    Person { person: PersonId, organisation: OrganisationId, role: Role },
    /// A reaction to an event, or a due time.
    System,
}

impl Actor {
    /// The person, where there is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Actor::Person { person, .. } => Some(*person),
            Actor::System => None,
        }
    }

    /// The organisation acted for, where there is one.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Actor::Person { organisation, .. } => Some(*organisation),
            Actor::System => None,
        }
    }

    /// The role, where there is a person in one.
    pub fn role(&self) -> Option<Role> {
        match self {
            Actor::Person { role, .. } => Some(*role),
            Actor::System => None,
        }
    }

    /// May this actor change what belongs to `owner`? Those who act for it may (members and
    /// auditors never do), the operator may on everybody's behalf, and the system by its own rules.
    ///
    /// Rules and views ask the [`Directory`](crate::Directory), which knows who was merged into
    /// whom.
    pub(crate) fn may_act_for(&self, owner: OrganisationId) -> bool {
        match self {
            Actor::System => true,
            Actor::Person { organisation, role, .. } => {
                *role == Role::Operator || role.does_business() && *organisation == owner
            }
        }
    }

    /// May this actor act as `claimer`? For an organisation by [`Self::may_act_for`]; in a person's
    /// own name that person may, and the operator on everybody's behalf.
    pub(crate) fn may_act_as(&self, claimer: Claimer) -> bool {
        match (claimer, self) {
            (Claimer::Organisation(organisation), _) => self.may_act_for(organisation),
            (Claimer::Person(_), Actor::System) => true,
            (Claimer::Person(claimer), Actor::Person { person, role, .. }) => {
                *role == Role::Operator || role.takes_part() && *person == claimer
            }
        }
    }

    /// May this actor sign for `owner`? Heads may: unit heads, community secretaries; and the
    /// operator, when signed papers are entered afterwards.
    pub(crate) fn may_sign_for(&self, owner: OrganisationId) -> bool {
        match self {
            Actor::System => false,
            Actor::Person { role, .. } => {
                matches!(role, Role::UnitHead | Role::CommunitySecretary | Role::Operator)
                    && self.may_act_for(owner)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    #[test]
    fn a_member_acts_for_themselves_and_their_liaison_for_the_unit() {
        let (unit, person) = (OrganisationId::from(Uuid::from_u128(1)), Uuid::from_u128(2).into());
        let actor = |role| Actor::Person { person, organisation: unit, role };
        let (member, liaison) = (actor(Role::Member), actor(Role::Liaison));
        assert!(!member.may_act_for(unit) && !member.may_act_as(unit.into()));
        assert!(member.may_act_as(person.into()));
        assert!(liaison.may_act_for(unit) && liaison.may_act_as(person.into()));
        assert!(!actor(Role::Auditor).may_act_as(person.into()));
        assert!(!liaison.may_act_as(PersonId::from(Uuid::from_u128(3)).into()));
    }

    #[test]
    fn every_role_is_listed_once_under_the_name_by_which_it_travels() {
        let names = Role::ALL.map(|role| role.names().0);
        let travels = serde_json::to_value(Role::ALL).unwrap();
        assert_eq!(serde_json::to_value(names).unwrap(), travels);
        let distinct: std::collections::BTreeSet<_> = names.into_iter().collect();
        assert_eq!(distinct.len(), Role::ALL.len());
    }
}
