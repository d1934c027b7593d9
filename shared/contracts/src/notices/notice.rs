//! What is told about one line: to each inbox that it concerns, the newest alone. The identifier is
//! that of the line.
//!
//! It holds identifiers, amounts and moments, and no words: what things and people are called is
//! asked of whoever knows it when a notice is shown, so nothing here tells more than it may.

use serde::{Deserialize, Serialize};
use values::{
    ActivityId, AdmissionId, AgreementId, Amount, CheckInId, ClaimId, HearingId, NeedId,
    ObjectionId, OccasionId, OfferId, OrganisationId, PersonId, PlanId, ProjectId, RecognitionId,
    RecordId, ReportId, TenderId, Timestamp, Uuid,
};

use crate::registry::validity::Validity;
use crate::{
    Actor, Claimer, evaluation, matching, needs, projects, registry, reporting, resources,
};

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
    CheckIn(CheckInId),
    Organisation(OrganisationId),
    Activity(ActivityId),
    Tender(TenderId),
    Admission(AdmissionId),
    /// Of the need that the matter names.
    Hotline(Uuid),
    Hearing(HearingId),
    /// Of the person who began the matter.
    Star(Uuid),
    Recognition(RecognitionId),
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
            About::CheckIn(id) => id.into(),
            About::Organisation(id) => id.into(),
            About::Activity(id) => id.into(),
            About::Tender(id) => id.into(),
            About::Admission(id) => id.into(),
            About::Hearing(id) => id.into(),
            About::Recognition(id) => id.into(),
            About::Handling(id) | About::Hotline(id) | About::Star(id) => id,
        }
    }
}

/// What of a line is needed to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matter {
    pub about: About,
    /// Who began it: who claims, raised, gives, objects, asks, applies, organises or calls.
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
    /// 紧急待确认: a street says whether it is an emergency before a plan puts it first.
    EmergencyToConfirm,
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
    /// 季度报告待提交
    QuarterToReport,
    /// 黄牌: the report is not made, and its limit nears.
    QuarterReportLate,
    /// 红牌: it was not made to the end.
    QuarterReportOverdue,
    /// 待立项
    ProjectToApprove,
    /// 未获立项
    ProjectRefused,
    /// 协议已止，待定去留: it is continued or ended.
    ProjectUndecided,
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
    /// 报到待接收: the community accepts or returns it.
    CheckInToAnswer,
    CheckInAccepted,
    CheckInReturned,
    /// 待续报: either side may.
    CheckInToRenew,
    /// 期满未续
    CheckInLapsed,
    CheckInEnded,
    /// 单位登记待审核
    OrganisationToApprove,
    OrganisationApproved,
    OrganisationRefused,
    /// 待年审: by whoever answers for the unit.
    CertificationToRenew,
    /// 逾期未年审
    CertificationOverdue,
    /// 即将年审: the unit looks whether what is registered still holds.
    CertificationDue,
    /// 递补: there is room now.
    ActivityPromoted,
    /// 改期
    ActivityPostponed,
    ActivityCancelled,
    /// 签到待确认
    AttendanceToConfirm,
    /// 开标: no more proposals come.
    TenderOpened,
    /// 待评审
    TenderToScore,
    /// 公示
    TenderPublicised,
    TenderObjectionToAnswer,
    TenderObjectionAnswered,
    /// 立项资助
    TenderAwarded,
    TenderNotAwarded,
    /// 废标
    TenderAnnulled,
    /// 准入待审批
    AdmissionToJudge,
    AdmissionApproved,
    AdmissionRefused,
    /// 准入事项待签收
    AdmissionToReceive,
    /// 热线件待答复
    HotlineToAnswer,
    /// 听取意见: the community answers with what is confirmed.
    HearingToCompile,
    /// The person sees it first, and may reply.
    HearingToReply,
    HearingIssued,
    /// 星级待审核
    StarToReview,
    StarReturned,
    /// 公示
    StarPublished,
    /// An objection was upheld: the application is at its end.
    StarStruck,
    StarGranted,
    StarRevoked,
    /// 公示
    RecognitionPublished,
    /// 表彰
    RecognitionConfirmed,
    /// An objection was upheld.
    RecognitionStruck,
}

impl NoticeKind {
    /// Of what aspect of its line it is, where that is told apart. It stands under it also where it
    /// was told before there were aspects.
    pub fn aspect(self) -> Option<Aspect> {
        let signing = matches!(
            self,
            Self::AgreementToSign | Self::AgreementConcluded | Self::AgreementLapsed
        );
        let quarter = matches!(
            self,
            Self::QuarterToReport | Self::QuarterReportLate | Self::QuarterReportOverdue
        );
        let ending = matches!(
            self,
            Self::AgreementEndToAnswer | Self::AgreementEnded | Self::AgreementBroken
        );
        match (signing, quarter, ending) {
            (true, ..) => Some(Aspect::Signing),
            (_, true, _) => Some(Aspect::Quarter),
            (.., true) => Some(Aspect::Ending),
            (false, false, false) => None,
        }
    }
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
    /// The next of those to whom something was announced are told.
    TellNext,
}

/// What a service said about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Claim(projects::claim::Event),
    Agreement(projects::agreement::Event),
    Project(projects::project::Event),
    Offer(resources::offer::Event),
    Need(needs::need::Event),
    /// Of the need that this one follows.
    MainNeed(needs::need::Event),
    Occasion(evaluation::occasion::Event),
    Objection(evaluation::objection::Event),
    Report(reporting::report::Event),
    Record(projects::record::Event),
    Plan(matching::plan::Event),
    Handling(needs::handling::Event),
    /// And who did it.
    CheckIn(registry::check_in::Event, Actor),
    /// Asked for and accepted at once: nobody waited.
    CheckedIn(registry::check_in::Request, Validity),
    Organisation(registry::organisation::Event),
    Activity(projects::activity::Event),
    Tender(projects::tender::Event),
    Admission(needs::admission::Event),
    Hotline(needs::hotline::Event),
    Hearing(evaluation::hearing::Event),
    Star(evaluation::star::Event),
    Recognition(evaluation::recognition::Event),
}

/// What of a line is told apart from the rest of it: something else is to be done about it
/// meanwhile, and neither takes the other's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// 签约: of an agreement, each draft of it.
    Signing,
    /// 季度报告: of an agreement.
    Quarter,
    /// 终止: of an agreement.
    Ending,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// From now on this is known of the line.
    #[serde(rename = "notice.described.v1")]
    Described { matter: Matter },
    /// Instead of whatever the inbox was told about the line before, or about that aspect of it.
    #[serde(rename = "notice.told.v1")]
    Told {
        inbox: Claimer,
        kind: NoticeKind,
        /// What is to be done is done by then; or it ends then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aspect: Option<Aspect>,
    },
    /// It was done, or is no more to be done: nothing is left to tell the inbox, or nothing about
    /// that aspect.
    #[serde(rename = "notice.settled.v1")]
    Settled {
        inbox: Claimer,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aspect: Option<Aspect>,
    },
    /// Nothing is left to tell any inbox: said at once where they are many.
    #[serde(rename = "notice.all_settled.v1")]
    AllSettled {},
    #[serde(rename = "notice.read.v1")]
    Read { inbox: Claimer, by: PersonId },
    /// From now on these are told what becomes of the line: who signed up, proposes, judges, is
    /// proposed or is asked about.
    #[serde(rename = "notice.concerned.v1")]
    Concerned { inboxes: Vec<Claimer> },
    /// It is told no more.
    #[serde(rename = "notice.unconcerned.v1")]
    Unconcerned { inbox: Claimer },
    /// Everybody whom it concerns is told this, or `only` these: as many at a time as a commit
    /// takes.
    #[serde(rename = "notice.announced.v1")]
    Announced {
        kind: NoticeKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<Vec<Claimer>>,
    },
    /// One more has raised something that is to be answered one by one.
    #[serde(rename = "notice.raised.v1")]
    Raised { by: Claimer },
    /// Of what the inbox is asked for, this part is done.
    #[serde(rename = "notice.part_done.v1")]
    PartDone { inbox: Claimer, part: Uuid },
    /// It is a duplicate of that need 重复: what becomes of that one is told about this one, too; or
    /// of none any more.
    #[serde(rename = "notice.follows.v1")]
    Follows {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        main: Option<NeedId>,
    },
}

/// How many are told at a time what was announced: with all that their channels are told, it fits
/// into a commit.
pub const TOLD_AT_ONCE_MAX: usize = 20;

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
