//! How organisations stand, where they were, and which may be one and the same.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, OrganisationId, PersonId};

use crate::PageRequest;

/// How an organisation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrganisationStatus {
    /// 待审核
    Applied,
    /// 未通过
    Refused,
    /// 正常
    #[default]
    InOperation,
    /// 暂停
    Suspended,
    /// 已终止
    Ended,
    /// 已合并
    Merged,
}

/// How its yearly certification 年审 stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificationStatus {
    /// 有效
    Valid,
    /// 待年审
    Due,
    /// 逾期未年审
    Lapsed,
}

/// What changes of an organisation over the years.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OrganisationLife {
    pub status: OrganisationStatus,
    /// The one that stands for it.
    pub merged_into: Option<OrganisationId>,
    pub certification: Option<CertificationStatus>,
    pub certified_until: Option<Date>,
    /// 上级党组织
    pub parent: Option<OrganisationId>,
    /// 负责人
    pub head: Option<PersonId>,
    /// 联络员
    pub liaison: Option<PersonId>,
    /// 网格员
    pub grid_worker: Option<PersonId>,
    /// Of a grid.
    pub households: Option<u32>,
    /// Fewer than 300 households, or more than 500.
    pub households_doubtful: bool,
    /// 不是同一家: which units it is told apart from.
    pub distinguished: Vec<OrganisationId>,
}

/// `qry.registry.organisation-edges`: where it worked, and to whom it belonged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edges {
    pub organisation: OrganisationId,
}

/// The two dated edges of an organisation, oldest first: each stands until the next begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationEdges {
    /// 属地
    pub territory: Vec<TerritoryEdge>,
    /// 隶属
    pub affiliation: Vec<AffiliationEdge>,
}

/// Where it worked from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TerritoryEdge {
    pub area: Option<AreaCode>,
    pub from: Date,
}

/// To whom it belonged from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffiliationEdge {
    pub parent: Option<OrganisationId>,
    pub from: Date,
}

/// `qry.registry.duplicates`: units that may be one and the same, to be looked at by people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Duplicates {
    pub page: PageRequest,
}

/// What they have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DuplicateBy {
    /// 统一社会信用代码相同
    CreditCode,
    /// 名称只是写法不同: typing, legal form, the Party organisation behind it.
    Name,
    /// 负责人或联络员电话相同
    Phone,
}

/// Units that have something in common that only one should have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateLine {
    pub by: DuplicateBy,
    /// Each may be one with some other of them; the first two may be.
    pub organisations: Vec<OrganisationId>,
}
