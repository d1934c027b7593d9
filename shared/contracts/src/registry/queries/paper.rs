//! The form 报到单 with its receipt 回执, as it is printed.

use serde::{Deserialize, Serialize};
use values::{AreaCode, CheckInId, CreditCode, Date, Text, Timestamp};

use super::{CheckInStatus, Nature};

/// `qry.registry.check-in-form`: a check-in with everything that its form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInForm {
    pub check_in: CheckInId,
}

/// What stands on the form; what is personal only for whoever may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckInPaper {
    pub id: CheckInId,
    pub status: CheckInStatus,
    /// With which community.
    pub community: Option<Text<60>>,
    pub primary: bool,
    pub half_yearly: bool,
    /// The form of a unit.
    pub unit: Option<UnitPaper>,
    /// The form of a member.
    pub member: Option<MemberPaper>,
    pub can_offer: Option<Text<500>>,
    pub requested_at: Timestamp,
    /// Why it was returned or ended.
    pub reason: Option<Text<200>>,
    /// Once accepted.
    pub receipt: Option<CheckInReceipt>,
}

/// What the form of a unit asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitPaper {
    pub name: Text<60>,
    pub nature: Option<Nature>,
    pub credit_code: Option<CreditCode>,
    pub address: Option<Text<200>>,
    /// 所属网格 or the smallest area that is known.
    pub area: Option<AreaCode>,
    pub area_name: Option<String>,
    /// 负责人
    pub head: Option<String>,
    /// 联络员
    pub liaison: Option<String>,
    /// The liaison's telephone.
    pub phone: Option<String>,
    pub members: Option<u32>,
}

/// What the form of a member asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberPaper {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub work_unit: Option<Text<60>>,
    pub home_community: Option<Text<60>>,
    /// 特长
    pub skills: Vec<Text<30>>,
    /// 服务类别, as the taxonomy calls them.
    pub services: Vec<String>,
}

/// 回执: what the community signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckInReceipt {
    pub accepted_at: Timestamp,
    /// Who accepted, by name, where that may be seen.
    pub accepted_by: Option<String>,
    pub until: Date,
}
