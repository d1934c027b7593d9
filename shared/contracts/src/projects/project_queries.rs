//! What can be asked about projects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, Amount, AreaCode, ClaimId, Date, Money, NeedId, OfferId, OrganisationId, PersonId,
    ProjectId, Text, Timestamp,
};

use super::project::{Attachment, Flow, Funds};
use super::{AgreementLine, ClaimLine, RecordLine};
use crate::{Claimer, ListOrder, Named, Page, PageRequest};

/// How a project stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProjectStatus {
    /// 待立项
    Proposed,
    /// 未获立项
    Refused,
    /// 已立项
    Approved,
    /// 执行中
    Running,
    /// 已暂停
    Suspended,
    /// 协议已止，待定去留
    Undecided,
    /// 待验收
    AcceptanceAsked,
    /// 已验收
    Accepted,
    /// 已终止
    Ended,
    /// 已归档
    Archived,
}

/// `qry.projects.projects`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Projects {
    pub status: Option<ProjectStatus>,
    /// Projects in which this organisation gives or asks.
    pub organisation: Option<OrganisationId>,
    /// Projects in which somebody gives or asks who works in this area, or in a part of it.
    pub area: Option<AreaCode>,
    /// Projects in which this person gives in their own name.
    pub person: Option<PersonId>,
    /// Projects under this agreement.
    pub agreement: Option<AgreementId>,
    /// Part of the title or the code.
    pub text: Option<String>,
    pub order: ListOrder,
    pub page: PageRequest,
}

/// `qry.projects.project`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub project: ProjectId,
}

/// A step on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MilestoneLine {
    pub milestone: u8,
    pub title: Text<60>,
    pub due: Date,
    /// When it was reached.
    pub reached: Option<Date>,
}

/// A file that is attached 附件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentLine {
    pub attachment: Attachment,
    pub attached_at: Timestamp,
}

/// A project as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectLine {
    pub id: ProjectId,
    pub code: Text<40>,
    pub title: Text<60>,
    pub claim: ClaimId,
    /// The other claims that it serves.
    pub more_claims: Vec<ClaimId>,
    pub agreement: Option<AgreementId>,
    pub need: Option<NeedId>,
    pub offer: Option<OfferId>,
    pub giving: Claimer,
    pub asking: OrganisationId,
    /// Of all its claims.
    pub amount: Amount,
    /// Confirmed so far.
    pub delivered: u64,
    /// How many service records stand.
    pub records: u64,
    /// How many of them wait to be confirmed.
    pub unconfirmed: u64,
    pub milestones: Vec<MilestoneLine>,
    pub attachments: Vec<AttachmentLine>,
    /// 收入
    pub received: Money,
    /// 支出
    pub spent: Money,
    pub status: ProjectStatus,
    /// Why it was refused, suspended, sent back or ended.
    pub reason: Option<Text<200>>,
    /// Until when the asking side may decide alone.
    pub answer_until: Option<Timestamp>,
    pub opened_at: Timestamp,
    /// 立项日期: the day of `opened_at`, or the one that a ledger kept before says.
    pub opened_on: Date,
}

/// `qry.projects.funds` 经费公示: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FundsList {
    pub project: Option<ProjectId>,
    pub page: PageRequest,
}

/// A line of funds as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundsLine {
    pub project: ProjectId,
    pub code: Text<40>,
    pub title: Text<60>,
    pub flow: Flow,
    pub funds: Funds,
    /// What is left in the project after it.
    pub balance: Money,
    pub published_at: Timestamp,
}

/// `qry.projects.archive-sheet` 归档表: the whole story of one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveSheet {
    pub project: ProjectId,
}

/// Something that happened to a project, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoryLine {
    pub at: Timestamp,
    /// 已立项
    pub status: ProjectStatus,
    pub reason: Option<Text<200>>,
}

/// The whole story of one project; lists are cut at 200 lines, and say how many there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArchiveSheetLines {
    pub project: ProjectLine,
    pub claims: Vec<ClaimLine>,
    pub agreement: Option<AgreementLine>,
    pub story: Vec<StoryLine>,
    pub records: Page<RecordLine>,
    pub funds: Page<FundsLine>,
}

/// `qry.projects.names`: what these projects are called, for lists of other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectNames {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub projects: Vec<ProjectId>,
}

crate::request::queries! {
    ProjectNames => "qry.projects.names" -> BTreeMap<ProjectId, Named>,
    Projects => "qry.projects.projects" -> Page<ProjectLine>,
    Project => "qry.projects.project" -> Option<ProjectLine>,
    FundsList => "qry.projects.funds" -> Page<FundsLine>,
    ArchiveSheet => "qry.projects.archive-sheet" -> Option<ArchiveSheetLines>,
}
