//! One agreement 共建协议: negotiated 谈约, signed 签约, published 亮约, performed 履约, reviewed 评约.

use serde::{Deserialize, Serialize};
use values::{AgreementId, Amount, ClaimId, Date, OrganisationId, PersonId, Text, Timestamp, ids};

use crate::Card;

/// A claim has one agreement, however often it is drafted.
pub fn id(claim: ClaimId) -> AgreementId {
    ids::derive(claim.into(), 1).into()
}

/// The clause under which a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// 组织共建
    JointOrganising,
    /// 交叉任职
    CrossPost,
    /// 结对培养
    Pairing,
    /// 活动共联
    JointActivities,
    /// 资源共享
    SharedResources,
    /// 开放设施
    OpenFacilities,
    /// 服务
    Service,
    /// 资金
    Funds,
}

/// What one party takes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub party: OrganisationId,
    pub kind: DutyKind,
    pub what: Text<200>,
    /// How much of it in a year; a duty without an amount is not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

/// Who answers for a party's duties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Responsible {
    pub party: OrganisationId,
    /// 责任领导
    pub leader: PersonId,
    /// 联络员
    pub liaison: PersonId,
}

/// What is agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AgreementTerms))]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub title: Text<60>,
    /// What the project is called that opens with the last signature; as the agreement is when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Text<60>>,
    /// 1 to 20, of any of the parties; known by their places, 1, 2, …
    pub duties: Vec<Duty>,
    pub from: Date,
    /// The last day; at most five years on.
    pub until: Date,
    /// At most one line a party.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responsible: Vec<Responsible>,
    /// 共建计划
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Text<2000>>,
    /// 违约处理
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach: Option<Text<500>>,
}

/// What a draft is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 新签
    First,
    /// 补充协议: other terms for the rest of the time.
    Supplement,
    /// 续签: terms for the time that follows.
    Renewal,
}

/// `cmd.projects.agreement.draft`: writes it, or writes it anew, which voids signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The accepted claim that it is about; without one it is a frame for claims to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// 甲乙丙, 2 to 10; the two sides of the claim need not be named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<OrganisationId>,
    pub terms: Terms,
}

/// `cmd.projects.agreement.redraft`: a party's counter-draft while it is negotiated; a supplement
/// or a renewal of what is in force. It is signed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redraft {
    pub agreement: AgreementId,
    pub terms: Terms,
}

/// `cmd.projects.agreement.delegate`: a head lets somebody of theirs sign this agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    pub agreement: AgreementId,
    pub party: OrganisationId,
    pub person: PersonId,
    /// The last day, at most a year on.
    pub until: Date,
}

/// `cmd.projects.agreement.sign`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Sign {
    pub agreement: AgreementId,
    /// For whom.
    pub party: OrganisationId,
    /// Which draft was read: 1, 2, …
    pub draft: u32,
}

/// `cmd.projects.agreement.publish` 亮约
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub agreement: AgreementId,
}

/// `cmd.projects.agreement.record-quarter`: the quarterly report to the street, by any party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordQuarter {
    pub agreement: AgreementId,
    pub year: i16,
    /// 1 to 4; it is over.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 4))]
    pub quarter: u8,
    pub summary: Text<1000>,
}

/// What a party says of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 履约
    Fulfilled,
    /// 部分履约
    PartlyFulfilled,
    /// 未履约
    Unfulfilled,
}

/// `cmd.projects.agreement.review` 评约: each party reviews each year once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub agreement: AgreementId,
    pub party: OrganisationId,
    pub year: i16,
    pub verdict: Verdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Text<500>>,
}

/// `cmd.projects.agreement.ask-end`: it ends by consent once every party's head has asked so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskEnd {
    pub agreement: AgreementId,
    pub party: OrganisationId,
    pub reason: Text<200>,
}

/// `cmd.projects.agreement.break`: a party's head declares it broken by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Break {
    pub agreement: AgreementId,
    pub party: OrganisationId,
    /// Who broke it.
    pub breaching: OrganisationId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Draft {
        claim: Option<ClaimId>,
        parties: Vec<OrganisationId>,
        terms: Terms,
    },
    Redraft {
        terms: Terms,
    },
    Delegate {
        party: OrganisationId,
        person: PersonId,
        until: Date,
    },
    Sign {
        party: OrganisationId,
        draft: u32,
    },
    Publish,
    RecordQuarter {
        year: i16,
        quarter: u8,
        summary: Text<1000>,
    },
    Review {
        party: OrganisationId,
        year: i16,
        verdict: Verdict,
        remark: Option<Text<500>>,
    },
    AskEnd {
        party: OrganisationId,
        reason: Text<200>,
    },
    Break {
        party: OrganisationId,
        breaching: OrganisationId,
        reason: Text<200>,
    },
    /// A draft was not signed in time, the term is over, or a quarter's report is due or late.
    FallDue,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "agreement.drafted.v1")]
    Drafted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<ClaimId>,
        parties: Vec<OrganisationId>,
        purpose: Purpose,
        terms: Terms,
        by: PersonId,
        /// Unsigned by then, it lapses.
        sign_until: Timestamp,
        /// The limit reaches into a year without a table of holidays.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        holidays_unknown: bool,
    },
    #[serde(rename = "agreement.delegated.v1")]
    Delegated { party: OrganisationId, person: PersonId, until: Date, by: PersonId },
    #[serde(rename = "agreement.signed.v1")]
    Signed {
        party: OrganisationId,
        by: PersonId,
        /// Not by the head, but by a recorded delegate.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        delegated: bool,
    },
    /// Every party has signed: the draft is in force.
    #[serde(rename = "agreement.concluded.v1")]
    Concluded {},
    /// The draft was not signed in time; what was in force stays so.
    #[serde(rename = "agreement.lapsed.v1")]
    Lapsed {},
    #[serde(rename = "agreement.published.v1")]
    Published {},
    #[serde(rename = "agreement.quarter_recorded.v1")]
    QuarterRecorded { year: i16, quarter: u8, summary: Text<1000>, by: PersonId },
    /// From this quarter on each is reported to the street.
    #[serde(rename = "agreement.reporting_began.v1")]
    ReportingBegan { year: i16, quarter: u8 },
    /// The quarter is over, and its report is due.
    #[serde(rename = "agreement.quarter_asked.v1")]
    QuarterAsked {
        year: i16,
        quarter: u8,
        /// The last moment without a yellow card 黄牌.
        yellow_at: Timestamp,
        due_at: Timestamp,
        /// The limit reaches into a year without a table of holidays.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        holidays_unknown: bool,
    },
    #[serde(rename = "agreement.quarter_carded.v1")]
    QuarterCarded { year: i16, quarter: u8, card: Card },
    #[serde(rename = "agreement.reviewed.v1")]
    Reviewed {
        party: OrganisationId,
        year: i16,
        verdict: Verdict,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Text<500>>,
        by: PersonId,
    },
    #[serde(rename = "agreement.end_asked.v1")]
    EndAsked { party: OrganisationId, reason: Text<200>, by: PersonId },
    /// By consent, or because its term is over.
    #[serde(rename = "agreement.ended.v1")]
    Ended { by_consent: bool },
    #[serde(rename = "agreement.broken.v1")]
    Broken { party: OrganisationId, breaching: OrganisationId, reason: Text<200>, by: PersonId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such agreement.
    Unknown,
    /// The actor may not do this for this party.
    NotAuthorised,
    /// 2 to 10 different parties, the two sides of the claim among them.
    PartiesOutOfPlace,
    /// Duties are of the parties, 1 to 20 in number; each party answers in one line at most.
    DutiesOutOfPlace,
    /// A supplement keeps each duty's place, party and unit, and adds others behind.
    DutiesMoved,
    /// It ends before it begins, or lasts more than five years.
    TermOutOfOrder,
    /// It was signed by all before: what follows is a supplement.
    AlreadyConcluded,
    /// It was not signed in time.
    Lapsed,
    /// The draft was written anew meanwhile: read it first.
    OtherDraft { current: u32 },
    /// Only the parties sign.
    NotAParty,
    /// A delegation lasts from today to at most a year on.
    DelegationOutOfRange,
    /// It is not in force.
    NotInForce,
    /// It was ended or broken.
    Over,
    /// The quarter is not over, or lies outside the term.
    QuarterOutOfRange,
    /// The year has not begun, or lies outside the term.
    YearOutOfRange,
    /// It was said before, otherwise.
    AlreadySaid,
    /// An agreement is drafted at most this often.
    TooManyDrafts { max: usize },
    /// There is no such duty in it.
    UnknownDuty,
    /// An agreement has at most this many projects.
    TooManyProjects { max: usize },
}

/// The most duties in one agreement.
pub const DUTIES_MAX: usize = 20;

/// The most parties to one agreement.
pub const PARTIES_MAX: usize = 10;

/// The most drafts of one agreement.
pub const DRAFTS_MAX: usize = 50;

/// The most projects under one agreement.
pub const PROJECTS_MAX: usize = 100;

/// The longest term, in months.
pub const TERM_MONTHS_MAX: i32 = 60;

/// How many working days a draft waits for its signatures.
pub const SIGN_WORKING_DAYS: u32 = 10;

/// How many working days after a quarter its report is due.
pub const REPORT_WORKING_DAYS: u32 = 10;

/// How many of them are left at the yellow card.
pub const REPORT_YELLOW_WORKING_DAYS: u32 = 2;

crate::request::commands! {
    Draft => "cmd.projects.agreement.draft",
    Redraft => "cmd.projects.agreement.redraft",
    Delegate => "cmd.projects.agreement.delegate",
    Sign => "cmd.projects.agreement.sign",
    Publish => "cmd.projects.agreement.publish",
    RecordQuarter => "cmd.projects.agreement.record-quarter",
    Review => "cmd.projects.agreement.review",
    AskEnd => "cmd.projects.agreement.ask-end",
    Break => "cmd.projects.agreement.break",
}
