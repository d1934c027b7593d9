//! One project 项目: proposed 立项, approved, carried out, counted from its service records,
//! accepted 验收, archived 归档; its milestones and its funds.

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, Amount, AreaCode, ClaimId, Date, Hash, Money, NeedId, OfferId, OrganisationId,
    ProjectId, RecordId, Text, Timestamp, ids,
};

use crate::Claimer;

/// A claim is carried out by one project.
pub fn id(claim: ClaimId) -> ProjectId {
    ids::derive(claim.into(), 2).into()
}

/// `cmd.projects.project.open`: the asking side opens what needs no signatures of its own —
/// wishes, posts, one-off services, and claims under an agreement that is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub claim: ClaimId,
    pub title: Text<60>,
    /// The agreement under which it is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// `cmd.projects.project.propose` 立项: the giving side proposes, the asking side approves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub claim: ClaimId,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// What a ledger kept before says of a project, for whoever enters it on everybody's behalf.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ProjectKept))]
#[serde(default, deny_unknown_fields)]
pub struct Kept {
    /// 项目编号, `<area>-<year>-<serial>`; without one it gets the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text<40>>,
    /// 立项日期
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<Date>,
}

/// `cmd.projects.project.approve`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Approve {
    pub project: ProjectId,
}

/// `cmd.projects.project.refuse`: it may be proposed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub project: ProjectId,
    pub reason: Text<200>,
}

/// `cmd.projects.project.start`: what was approved begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub project: ProjectId,
}

/// `cmd.projects.project.add-claim`: it serves another claim of the same sides, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddClaim {
    pub project: ProjectId,
    pub claim: ClaimId,
}

/// `cmd.projects.project.suspend` 暂停
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    pub project: ProjectId,
    pub reason: Text<200>,
}

/// `cmd.projects.project.resume` 恢复
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub project: ProjectId,
}

/// `cmd.projects.project.continue`: its agreement is over, and it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Continue {
    pub project: ProjectId,
}

/// `cmd.projects.project.end` 终止: what is not delivered is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct End {
    pub project: ProjectId,
    pub reason: Text<200>,
}

/// `cmd.projects.project.set-milestone`: plans it, or plans it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetMilestone {
    pub project: ProjectId,
    /// 1 to 50.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 50))]
    pub milestone: u8,
    pub title: Text<60>,
    pub due: Date,
}

/// `cmd.projects.project.reach-milestone`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReachMilestone {
    pub project: ProjectId,
    pub milestone: u8,
    pub on: Date,
}

/// `cmd.projects.project.receive-funds`: it is published with that 公示.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiveFunds {
    pub project: ProjectId,
    pub funds: Funds,
}

/// `cmd.projects.project.spend-funds`: it is published with that 公示.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SpendFunds {
    pub project: ProjectId,
    pub funds: Funds,
}

/// Money that came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Funds {
    /// In fen, at least 1.
    pub amount: Money,
    /// From where 来源, or for what 用途.
    pub what: Text<100>,
    pub date: Date,
    /// The voucher 凭证, by its SHA-256: one voucher stands for one line.
    pub voucher: Hash,
}

/// `cmd.projects.project.attach` 附件: a file that was kept before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Attach {
    pub project: ProjectId,
    pub attachment: Attachment,
}

/// `cmd.projects.project.detach`: it was attached by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Detach {
    pub project: ProjectId,
    pub file: Hash,
    pub reason: Text<200>,
}

/// A picture, a sheet of signatures, a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The file, by its SHA-256.
    pub file: Hash,
    /// What people call it.
    pub name: Text<100>,
    /// The service record that it proves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
}

/// `cmd.projects.project.ask-acceptance`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskAcceptance {
    pub project: ProjectId,
}

/// `cmd.projects.project.accept` 验收: the asking side accepts what was confirmed; when it is silent
/// for 5 working days, its street may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub project: ProjectId,
}

/// `cmd.projects.project.ask-rework` 返工
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskRework {
    pub project: ProjectId,
    pub reason: Text<200>,
}

/// `cmd.projects.project.archive` 归档
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Archive {
    pub project: ProjectId,
}

/// The parts of a project's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub area: AreaCode,
    pub year: i16,
    pub serial: u64,
}

impl Code {
    /// `<area>-<year>-<serial>`, the serial with at least four digits.
    pub fn text(self) -> Text<40> {
        let Self { area, year, serial } = self;
        let code = format!("{area}-{year}-{serial:04}");
        Text::new(&code).expect("15 digits, a year and a number fit")
    }

    /// Reads a code that is written in just this form.
    pub fn read(code: &str) -> Option<Self> {
        let mut parts = code.split('-');
        let area = parts.next()?.parse().ok()?;
        let (year, serial) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let read = Self { area, year, serial };
        (parts.next().is_none() && read.text().as_str() == code).then_some(read)
    }
}

/// What a project is opened with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// `<area>-<year>-<serial>`.
    pub code: Text<40>,
    pub claim: ClaimId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    pub title: Text<60>,
    /// An organisation, or the person who claimed it.
    pub giving: Claimer,
    pub asking: OrganisationId,
    pub amount: Amount,
    /// 立项日期 where it was opened before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<Date>,
}

/// Which way money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// 收入
    Received,
    /// 支出
    Spent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Open(Opened),
    Propose(Opened),
    Approve,
    Refuse {
        reason: Text<200>,
    },
    Start,
    AddClaim {
        claim: ClaimId,
        giving: Claimer,
        asking: OrganisationId,
        need: Option<NeedId>,
        offer: Option<OfferId>,
        amount: Amount,
    },
    Suspend {
        reason: Text<200>,
    },
    Resume,
    /// Its agreement is over.
    TellAgreementOver,
    Continue,
    End {
        reason: Text<200>,
    },
    /// The claim that it carries out was cancelled or failed.
    EndWithClaim {
        reason: Text<200>,
    },
    SetMilestone {
        milestone: u8,
        title: Text<60>,
        due: Date,
    },
    ReachMilestone {
        milestone: u8,
        on: Date,
    },
    MoveFunds {
        flow: Flow,
        funds: Funds,
    },
    Attach(Attachment),
    Detach {
        file: Hash,
        reason: Text<200>,
    },
    /// A record stands, for this much of the claimed amount.
    CountService {
        record: RecordId,
        quantity: u64,
    },
    /// It was confirmed.
    ConfirmService {
        record: RecordId,
    },
    /// It was countered, and perhaps another stands instead, for this much.
    CounterService {
        record: RecordId,
        instead: Option<(RecordId, u64)>,
    },
    AskAcceptance,
    Accept,
    AskRework {
        reason: Text<200>,
    },
    Archive,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "project.proposed.v1")]
    Proposed(Opened),
    #[serde(rename = "project.approved.v1")]
    Approved {},
    #[serde(rename = "project.refused.v1")]
    Refused { reason: Text<200> },
    #[serde(rename = "project.started.v1")]
    Started {},
    /// Approved by the signatures or by the asking side itself: it runs.
    #[serde(rename = "project.opened.v1")]
    Opened(Opened),
    #[serde(rename = "project.claim_added.v1")]
    ClaimAdded {
        claim: ClaimId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        need: Option<NeedId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offer: Option<OfferId>,
        amount: Amount,
    },
    #[serde(rename = "project.suspended.v1")]
    Suspended { reason: Text<200> },
    #[serde(rename = "project.resumed.v1")]
    Resumed {},
    /// Nothing is recorded until somebody says whether it goes on.
    #[serde(rename = "project.agreement_over.v1")]
    AgreementOver {},
    #[serde(rename = "project.continued.v1")]
    Continued {},
    /// With what was delivered until then.
    #[serde(rename = "project.ended.v1")]
    Ended { reason: Text<200>, quantity: u64 },
    #[serde(rename = "project.milestone_set.v1")]
    MilestoneSet { milestone: u8, title: Text<60>, due: Date },
    #[serde(rename = "project.milestone_reached.v1")]
    MilestoneReached { milestone: u8, on: Date },
    #[serde(rename = "project.funds_moved.v1")]
    FundsMoved { flow: Flow, funds: Funds },
    #[serde(rename = "project.attached.v1")]
    Attached(Attachment),
    #[serde(rename = "project.detached.v1")]
    Detached { file: Hash, reason: Text<200> },
    /// A service record stands, for this much of the claimed amount.
    #[serde(rename = "project.service_counted.v1")]
    ServiceCounted { record: RecordId, quantity: u64 },
    #[serde(rename = "project.service_confirmed.v1")]
    ServiceConfirmed { record: RecordId, quantity: u64 },
    /// A service record stands no more.
    #[serde(rename = "project.service_countered.v1")]
    ServiceCountered {
        record: RecordId,
        quantity: u64,
        /// Was it confirmed before?
        confirmed: bool,
    },
    #[serde(rename = "project.acceptance_asked.v1")]
    AcceptanceAsked {
        /// When the asking side is silent until then, its street may decide.
        answer_until: Timestamp,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        holidays_unknown: bool,
    },
    #[serde(rename = "project.accepted.v1")]
    Accepted { quantity: u64 },
    #[serde(rename = "project.rework_asked.v1")]
    ReworkAsked { reason: Text<200> },
    #[serde(rename = "project.archived.v1")]
    Archived {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such project.
    Unknown,
    /// The claim has its project already.
    AlreadyOpened,
    /// A code that was given before is of the form `<area>-<year>-<serial>`.
    CodeUnfit,
    /// Another project has the code.
    CodeTaken,
    /// An agreement on the claim waits for its signatures: they open the project.
    AgreementOut,
    /// The two sides are no parties to the agreement.
    OtherParties,
    /// The actor may not do this for this party.
    NotAuthorised,
    /// It waits for no approval.
    NotProposed,
    /// It was not approved, or runs already.
    NotApproved,
    /// No such service record counts for this project.
    UnknownRecord,
    /// This is done while the project runs.
    NotRunning,
    /// Its agreement is over: first say whether it goes on.
    AgreementOver,
    /// It is not suspended.
    NotSuspended,
    /// It serves a claim on the same need or offer already: a line's ledger is told of one end at a
    /// time.
    LineServed,
    /// The claim is of other sides or in another unit.
    OtherClaim,
    /// It serves other claims, too: it is ended as a whole.
    ServesOthers,
    /// A project serves at most this many claims.
    TooManyClaims { max: usize },
    /// Milestones are numbered 1 to 50, and what was reached is not planned anew.
    MilestoneOutOfRange,
    /// No such milestone.
    UnknownMilestone,
    /// The date lies in the future.
    DateInTheFuture,
    /// At least one fen, and not more than there is in the world.
    AmountOutOfRange,
    /// More would be spent than is left.
    TooLittleFunds { left_fen: i64 },
    /// The voucher stands for another line.
    VoucherUsed,
    /// A project has at most this many lines of funds.
    TooManyFunds { max: usize },
    /// More would be delivered than was claimed.
    MoreThanClaimed { asked: u64, left: u64 },
    /// Before the acceptance at least one service is confirmed, and none is left unconfirmed.
    NotConfirmed { unconfirmed: u64 },
    /// Acceptance was not asked for.
    AcceptanceNotAsked,
    /// A project has at most this many service records.
    TooManyRecords { max: usize },
    /// It was accepted, ended or archived.
    Over,
    /// The file is attached already, under another name or for another record.
    AlreadyAttached,
    /// A project has at most this many attachments.
    TooManyAttachments { max: usize },
    /// It was archived: nothing changes any more.
    Archived,
    /// Only what was accepted or ended is archived.
    NotOver,
}

/// The most service records of one project.
pub const RECORDS_MAX: usize = 10_000;

/// The highest serial number that is taken over from elsewhere.
pub const SERIAL_MAX: u64 = 9_999_999;

/// The most claims that one project serves.
pub const CLAIMS_MAX: usize = 20;

/// The highest number of a milestone.
pub const MILESTONES_MAX: u8 = 50;

/// The most lines of funds of one project.
pub const FUNDS_MAX: usize = 1_000;

/// The most attachments of one project.
pub const ATTACHMENTS_MAX: usize = 100;

/// The most money in one line: ten billion yuan.
pub const FEN_MAX: i64 = 1_000_000_000_000;

/// How many working days the asking side has to accept.
pub const ACCEPTANCE_WORKING_DAYS: u32 = 5;

crate::request::commands! {
    Open => "cmd.projects.project.open",
    Propose => "cmd.projects.project.propose",
    Approve => "cmd.projects.project.approve",
    Refuse => "cmd.projects.project.refuse",
    Start => "cmd.projects.project.start",
    AddClaim => "cmd.projects.project.add-claim",
    Suspend => "cmd.projects.project.suspend",
    Resume => "cmd.projects.project.resume",
    Continue => "cmd.projects.project.continue",
    End => "cmd.projects.project.end",
    SetMilestone => "cmd.projects.project.set-milestone",
    ReachMilestone => "cmd.projects.project.reach-milestone",
    ReceiveFunds => "cmd.projects.project.receive-funds",
    SpendFunds => "cmd.projects.project.spend-funds",
    Attach => "cmd.projects.project.attach",
    Detach => "cmd.projects.project.detach",
    AskAcceptance => "cmd.projects.project.ask-acceptance",
    Accept => "cmd.projects.project.accept",
    AskRework => "cmd.projects.project.ask-rework",
    Archive => "cmd.projects.project.archive",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_its_one_form() {
        let code = "990101001001-2026-0012";
        let read = Code::read(code).unwrap();
        assert_eq!((read.year, read.serial, read.text().as_str()), (2026, 12, code));
        assert!(Code::read("990101001001-2026-12345").is_some());
        for unfit in ["990101001001-2026-12", "x-2026-0001", "990101001001-2026-0001-1", "共建1号"]
        {
            assert_eq!(Code::read(unfit), None, "{unfit}");
        }
    }
}
