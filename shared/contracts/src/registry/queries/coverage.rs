//! Who has come and who has not: checked in of those on the roster 花名册.

use serde::{Deserialize, Serialize};
use values::{AreaCode, OrganisationId, PersonId, Text};

use super::{Level, Nature};
use crate::PageRequest;

/// `qry.registry.coverage`: figures of one territory, by level and nature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Coverage {
    /// Everywhere when absent.
    pub area: Option<AreaCode>,
}

/// The figures of one territory. A unit counts where it works, a member where they live, and
/// without a home where their unit works; each of them once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageTable {
    pub units: CoverageFigures,
    pub members: CoverageFigures,
    pub units_by: Vec<CoverageLine>,
    /// By level and nature of the work unit.
    pub members_by: Vec<CoverageLine>,
}

/// The figures of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageLine {
    /// The level of the first organisation it belongs to that is no unit; unknown when absent.
    pub level: Option<Level>,
    pub nature: Option<Nature>,
    #[serde(flatten)]
    pub figures: CoverageFigures,
}

/// `roster` = `checked_in` + `excused` + `not_come`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageFigures {
    /// 应报到: on the roster.
    pub roster: u64,
    /// 已报到
    pub checked_in: u64,
    /// 免报到: excused, and leave the denominator.
    pub excused: u64,
    /// 未报到
    pub not_come: u64,
    /// 报到率: checked in of those not excused, in hundredths of a percent, rounded down; nothing
    /// where there is nobody.
    pub rate: Option<u64>,
}

/// `qry.registry.coverage-below`: the sums of the areas directly below one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CoverageBelow {
    pub under: AreaCode,
    #[serde(default)]
    pub page: PageRequest,
}

/// The sums of one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaCoverage {
    pub area: AreaCode,
    pub name: Option<String>,
    pub units: CoverageFigures,
    pub members: CoverageFigures,
}

/// `qry.registry.units-not-come`: the units of a territory that have not come, for the officers of
/// that territory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UnitsNotCome {
    /// Everywhere when absent.
    pub area: Option<AreaCode>,
    pub page: PageRequest,
}

/// A unit that has not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitNotCome {
    pub unit: OrganisationId,
    pub name: Text<60>,
    pub nature: Option<Nature>,
    pub area: Option<AreaCode>,
}

/// `qry.registry.members-not-come`: the members of a unit who have not come; for the unit itself
/// and whom it belongs to, and nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MembersNotCome {
    pub unit: OrganisationId,
    #[serde(default)]
    pub page: PageRequest,
}

/// A member who has not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberNotCome {
    pub person: PersonId,
    pub name: Option<String>,
    pub home_community: Option<OrganisationId>,
}
