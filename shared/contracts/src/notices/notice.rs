//! What is told about one line: to each inbox that it concerns, the newest alone. The identifier is
//! that of the line.
//!
//! It holds identifiers, amounts and moments, and no words: what things and people are called is
//! asked of whoever knows it when a notice is shown, so nothing here tells more than it may.

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, Amount, ClaimId, NeedId, ObjectionId, OccasionId, OfferId, OrganisationId,
    PersonId, PlanId, ProjectId, RecordId, ReportId, Timestamp, Uuid,
};

use crate::{Claimer, evaluation, matching, needs, projects, reporting, resources};

/// The line that a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = NoticeAbout))]
#[serde(rename_all = "snake_case")]
pub enum About {
    Claim(ClaimId),
    Offer(OfferId),
    Need(NeedId),
    Agreement(AgreementId),
    Project(ProjectId),
    Occasion(OccasionId),
    Objection(ObjectionId),
    Report(ReportId),
    Record(RecordId),
    Plan(PlanId),
    /// Of the need that the matter names.
    Handling(Uuid),
}

impl About {
    /// The identifier, whatever it is.
    pub fn id(self) -> Uuid {
        match self {
            About::Claim(id) => id.into(),
            About::Offer(id) => id.into(),
            About::Need(id) => id.into(),
            About::Agreement(id) => id.into(),
            About::Project(id) => id.into(),
            About::Occasion(id) => id.into(),
            About::Objection(id) => id.into(),
            About::Report(id) => id.into(),
            About::Record(id) => id.into(),
            About::Plan(id) => id.into(),
            About::Handling(id) => id,
        }
    }
}

/// What of a line is needed to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matter {
    pub about: About,
    /// Who began it: who claims, raised, gives or objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Claimer>,
    /// Whom else it concerns: the other side, the owner, the parties, who handles it now; of a
    /// report, who issues it, and to whom it goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// How long it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Matter {
    /// Of `about`, nothing more is known.
    pub fn new(about: About) -> Self {
        Self {
            about,
            from: None,
            to: Vec::new(),
            need: None,
            offer: None,
            amount: None,
            until: None,
        }
    }
}

/// What an inbox is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 待答复: all lines are held, and the other side answers.
    ClaimToAnswer,
    /// 黄牌: the other side is silent.
    ClaimAnswerLate,
    /// 红牌: it was silent to the end.
    ClaimAnswerOverdue,
    /// 候补: it holds nothing, and waits.
    ClaimWaiting,
    /// 候补成功: what the claim waited for is held.
    ClaimPromoted,
    /// 未能占用
    ClaimRefused,
    ClaimAccepted,
    ClaimDeclined,
    ClaimWithdrawn,
    /// The other side was silent: the claimer may renew.
    ClaimToRenew,
    ClaimLapsed,
    ClaimRevoked,
    /// Another claims in the claimer's place.
    ClaimPassedOn,
    /// 转让待接收
    TransferToAnswer,
    TransferEnded,
    /// 接手申请待答复
    TakeoverToAnswer,
    /// Whoever asked to take over waits for the answer.
    TakeoverAsked,
    TakeoverRefused,
    /// 解除待同意
    CancelToAnswer,
    CancelRefused,
    ClaimCancelled,
    /// 未履约
    ClaimFailed,
    /// 即将到期
    OfferExpiring,
    /// 明日到期
    OfferExpiringTomorrow,
    OfferExpired,
    /// 待确认
    OfferDormant,
    /// 待核实
    NeedToVerify,
    NeedReturned,
    NeedPosted,
    NeedClosed,
    /// 无人认领: to be posted again, escalated or closed.
    NeedUnclaimed,
    NeedUnclaimedOverdue,
    /// 待评事
    NeedToReview,
    /// 上报 or 回复: it is to be handled here from now on.
    HandlingToDo,
    /// 黄牌: the step is not done.
    HandlingLate,
    /// 红牌: it was not done to the end.
    HandlingOverdue,
    /// 延期待批
    ExtensionToAnswer,
    AgreementToSign,
    /// Signed by every party.
    AgreementConcluded,
    AgreementLapsed,
    /// 解除待同意
    AgreementEndToAnswer,
    AgreementEnded,
    AgreementBroken,
    /// 待验收
    ProjectToAccept,
    ProjectAccepted,
    /// 返工
    ProjectRework,
    /// 服务记录待确认
    RecordToConfirm,
    /// 匹配方案待答复
    PlanToAnswer,
    /// 待评价
    OccasionToRate,
    /// 评价即将截止: it is not rated yet.
    OccasionEndsSoon,
    ObjectionToAnswer,
    ObjectionOverdue,
    ObjectionAnswered,
    /// 待预览: by whom it is about.
    ReportToPreview,
    /// Its section is to be confirmed.
    ReportToConfirm,
    ReportIssued,
    /// 待签收
    ReportToReceive,
    ReportReceived,
    ReportDisputed,
}

/// `cmd.notices.notice.read`: somebody of an inbox has read what it was told about these lines. For
/// an organisation, one who reads it is enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Read {
    pub inbox: Claimer,
    /// The lines, at most [`READ_MAX`].
    pub lines: Vec<Uuid>,
}

/// The most lines whose notices are marked as read at once.
pub const READ_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What a service said about a line.
    Hear { about: About, heard: Box<Heard> },
    /// Somebody of the inbox has read it.
    Read { inbox: Claimer },
}

/// What a service said about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Claim(projects::claim::Event),
    Agreement(projects::agreement::Event),
    Project(projects::project::Event),
    Offer(resources::offer::Event),
    Need(needs::need::Event),
    Occasion(evaluation::occasion::Event),
    Objection(evaluation::objection::Event),
    Report(reporting::report::Event),
    Record(projects::record::Event),
    Plan(matching::plan::Event),
    Handling(needs::handling::Event),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// From now on this is known of the line.
    #[serde(rename = "notice.described.v1")]
    Described { matter: Matter },
    /// Instead of whatever the inbox was told about the line before.
    #[serde(rename = "notice.told.v1")]
    Told {
        inbox: Claimer,
        kind: NoticeKind,
        /// What is to be done is done by then; or it ends then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Timestamp>,
    },
    /// It was done, or is no more to be done: nothing is left to tell the inbox.
    #[serde(rename = "notice.settled.v1")]
    Settled { inbox: Claimer },
    #[serde(rename = "notice.read.v1")]
    Read { inbox: Claimer, by: PersonId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// The actor does not read this inbox.
    NotAuthorised,
    /// So many are marked at a time.
    TooManyAtOnce { max: u64 },
}

crate::request::commands! {
    Read => "cmd.notices.notice.read",
}
