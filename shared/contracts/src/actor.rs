//! Who asks.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId};

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
    /// 运维: runs the machine, imports files on everybody's behalf.
    Operator,
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

    /// May this actor change what belongs to `owner`? Its own people may (auditors never do), the
    /// operator may on everybody's behalf, and the system by its own rules.
    pub fn may_act_for(&self, owner: OrganisationId) -> bool {
        match self {
            Actor::System => true,
            Actor::Person { organisation, role, .. } => match role {
                Role::Operator => true,
                Role::Auditor | Role::Resident => false,
                Role::Member
                | Role::GridWorker
                | Role::Liaison
                | Role::UnitHead
                | Role::CommunityClerk
                | Role::CommunitySecretary
                | Role::StreetOfficer
                | Role::DistrictOfficer
                | Role::CityOfficer => *organisation == owner,
            },
        }
    }

    /// May this actor sign for `owner`? Heads may: unit heads, community secretaries; and the
    /// operator, when signed papers are entered afterwards.
    pub fn may_sign_for(&self, owner: OrganisationId) -> bool {
        match self {
            Actor::System => false,
            Actor::Person { role, .. } => {
                matches!(role, Role::UnitHead | Role::CommunitySecretary | Role::Operator)
                    && self.may_act_for(owner)
            }
        }
    }
}
