//! What can be asked of `needs`.

use serde::{Deserialize, Serialize};
use values::{Amount, NeedId, OrganisationId, Text, Timestamp};

use super::need::{Kind, Outcome, Source};
use crate::resources::offer::Category;
use crate::{Hold, Page, PageRequest};

/// How a need stands; the parts are derived from its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NeedStatus {
    /// 待核实
    Raised,
    /// 已退回
    Returned,
    /// 已核实，待发布
    Verified,
    /// 待认领
    Posted,
    /// 部分认领
    PartlyHeld,
    /// 已认领
    Held,
    /// 部分交付
    PartlyDelivered,
    /// 已交付
    Delivered,
    /// 已销号
    Closed,
}

/// `qry.needs.needs`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Needs {
    pub owner: Option<OrganisationId>,
    pub kind: Option<Kind>,
    pub category: Option<Category>,
    pub status: Option<NeedStatus>,
    /// Part of the title.
    pub text: Option<String>,
    pub page: PageRequest,
}

/// `qry.needs.need`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    pub need: NeedId,
}

/// A need as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NeedLine {
    pub id: NeedId,
    pub owner: OrganisationId,
    pub title: Text<60>,
    pub content: Option<Text<500>>,
    pub kind: Kind,
    pub category: Category,
    pub source: Source,
    /// The verified amount, or before that the amount asked for.
    pub amount: Amount,
    pub held: u64,
    pub delivered: u64,
    pub divisible: bool,
    pub partners_max: u32,
    pub place: Option<Text<200>>,
    pub wanted: Option<Text<200>>,
    pub deadline: Option<Timestamp>,
    pub status: NeedStatus,
    pub outcome: Option<Outcome>,
    /// Who holds how much, and since when.
    pub holds: Vec<Hold>,
    pub raised_at: Timestamp,
}

crate::request::queries! {
    Needs => "qry.needs.needs" -> Page<NeedLine>,
    Need => "qry.needs.need" -> Option<NeedLine>,
}
