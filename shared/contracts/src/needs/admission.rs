//! Work that an upper department puts on communities 准入清单: only with the district's approval,
//! and with money 费随事转.

use serde::{Deserialize, Serialize};
use values::{AdmissionId, AreaCode, Money, OrganisationId, Text};

/// On which list 清单 the work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// 依法自治: the communities' own business, for which they may be asked.
    SelfGovernment,
    /// 依法协助: they help, and are paid for it.
    Assistance,
    /// 可购买服务: they are one provider among others, and are paid for it.
    Purchased,
    /// 负面事项: nobody puts it on a community.
    Negative,
}

impl WorkKind {
    /// Does money come with it 费随事转?
    pub fn is_paid(self) -> bool {
        match self {
            WorkKind::Assistance | WorkKind::Purchased => true,
            WorkKind::SelfGovernment | WorkKind::Negative => false,
        }
    }
}

/// `cmd.needs.admission.request` 申请准入
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The department that asks.
    pub department: OrganisationId,
    pub title: Text<60>,
    pub content: Text<500>,
    pub kind: WorkKind,
    /// What comes with it, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// The communities of this area are to do it: of a district, a street, or one.
    pub area: AreaCode,
}

/// `cmd.needs.admission.approve` 同意: by the district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Approve {
    pub admission: AdmissionId,
}

/// `cmd.needs.admission.refuse` 不同意: by the district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub admission: AdmissionId,
    pub reason: Text<200>,
}

/// `cmd.needs.admission.receive` 签收: a community has it before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Receive {
    pub admission: AdmissionId,
    pub community: OrganisationId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Request(Request),
    Approve,
    Refuse { reason: Text<200> },
    Receive { community: OrganisationId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The district by whose territory it goes will judge it.
    #[serde(rename = "admission.requested.v1")]
    Requested { request: Request, district: OrganisationId },
    #[serde(rename = "admission.approved.v1")]
    Approved {},
    #[serde(rename = "admission.refused.v1")]
    Refused { reason: Text<200> },
    #[serde(rename = "admission.received.v1")]
    Received { community: OrganisationId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such request.
    Unknown,
    /// The identifier stands for another request.
    AlreadyRequested,
    /// The actor may not do this for that organisation.
    NotAuthorised,
    /// It stands on the negative list.
    NegativeItem,
    /// Money comes with it.
    MoneyMissing,
    /// No district is registered around that area.
    NoDistrict,
    /// The district judged it otherwise.
    AlreadyJudged,
    /// The district has not approved it.
    NotApproved,
    /// The organisation is no community of that area.
    NotThere,
}

crate::request::commands! {
    Request => "cmd.needs.admission.request",
    Approve => "cmd.needs.admission.approve",
    Refuse => "cmd.needs.admission.refuse",
    Receive => "cmd.needs.admission.receive",
}
