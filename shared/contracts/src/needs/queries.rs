//! What can be asked of `needs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{
    AdmissionId, Amount, AreaCode, Money, NeedId, OrganisationId, PersonId, Text, Timestamp,
};

use super::admission::WorkKind;
use super::limits::{HandlingStep, Limit};
use super::need::{
    Deliberation, Kind, Outcome, Picture, Satisfaction, Source, Urgency, Window, WishForm,
};
use crate::registry::taxonomy::{Category, SubcategoryCode};
use crate::{Hold, ListOrder, Named, Page, PageRequest};

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
    /// 无人认领: its deadline passed.
    Unclaimed,
    /// 部分认领
    PartlyHeld,
    /// 已认领
    Held,
    /// 部分交付
    PartlyDelivered,
    /// 已交付
    Delivered,
    /// 已验收，待评价或销号
    Accepted,
    /// 已销号
    Closed,
}

/// The six steps 六步, from the asking to the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 开放说事: raised.
    OpenTalk,
    /// 分类理事: classified; an organisation's own need when it was verified.
    Sorting,
    /// 民主议事: deliberated, where it concerns many.
    Deliberation,
    /// 明责办事: posted, with somebody responsible.
    Handling,
    /// 公开评事: accepted, and who raised it asked.
    OpenReview,
    /// 追踪查事: closed, to be looked after until it can no longer be reopened.
    FollowUp,
}

/// The three asks 三问: what people need, how it is to be done, what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// 问需
    Needs,
    /// 问计
    Ways,
    /// 问效
    Results,
}

impl Step {
    /// Under which of the three asks it stands.
    pub fn ask(self) -> Ask {
        match self {
            Step::OpenTalk | Step::Sorting => Ask::Needs,
            Step::Deliberation | Step::Handling => Ask::Ways,
            Step::OpenReview | Step::FollowUp => Ask::Results,
        }
    }
}

/// A step, and when the need came to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepReached {
    pub step: Step,
    pub ask: Ask,
    pub at: Timestamp,
}

/// What is known of the opinion of whoever raised it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum NeedReview {
    /// Asked, until then.
    Awaited { until: Timestamp },
    /// 已评价
    Given { solved: bool, satisfaction: Satisfaction, at: Timestamp },
    /// 未评价: never to be counted as satisfied.
    NotReviewed,
}

/// `qry.needs.needs`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Needs {
    pub owner: Option<OrganisationId>,
    /// Of whoever works in this area, or in a part of it.
    pub area: Option<AreaCode>,
    pub kind: Option<Kind>,
    pub category: Option<Category>,
    pub urgency: Option<Urgency>,
    pub status: Option<NeedStatus>,
    /// Nobody claimed it, and nothing was done about that in time.
    pub overdue: Option<bool>,
    /// It was closed as solved, or as anything else; what is not closed is neither.
    pub solved: Option<bool>,
    /// The duplicates that follow this need; these always come newest first.
    pub duplicates_of: Option<NeedId>,
    /// Those that this person raised, for that person alone; they, too, come newest first.
    pub raised_by: Option<PersonId>,
    /// Part of the title.
    pub text: Option<String>,
    pub order: ListOrder,
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
    pub subcategory: Option<SubcategoryCode>,
    pub urgency: Urgency,
    /// 街道已确认: a street, or whoever stands above, has confirmed that it is an emergency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgency_confirmed: bool,
    /// 涉及多数人
    pub concerns_many: bool,
    pub deliberation: Option<Deliberation>,
    pub source: Source,
    /// 一次性条目: it stands for one claim alone, and nobody else can claim it.
    pub one_off: bool,
    /// Somebody other than its owner raised it, and is asked how it went.
    pub has_raiser: bool,
    /// Whoever asks about this one need raised it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub yours: bool,
    /// The verified amount, or before that the amount asked for.
    pub amount: Amount,
    pub held: u64,
    pub delivered: u64,
    pub divisible: bool,
    pub partners_max: u32,
    pub place: Option<Text<200>>,
    pub wanted: Option<Text<200>>,
    /// The days on which it is to be done.
    pub window: Option<Window>,
    pub deadline: Option<Timestamp>,
    /// 责任人
    pub responsible: Option<PersonId>,
    /// 专长要求 of a post.
    pub skills: Vec<Text<30>>,
    /// 无人认领: until when something is to be done about it.
    pub act_by: Option<Timestamp>,
    /// That passed, too.
    pub overdue: bool,
    /// Nobody claimed it, and it went one level up in time.
    pub escalated: bool,
    pub status: NeedStatus,
    /// Why it was sent back.
    pub returned: Option<Text<200>>,
    pub review: Option<NeedReview>,
    pub outcome: Option<Outcome>,
    pub reopen_until: Option<Timestamp>,
    pub reopened: u32,
    /// The main need that this duplicate follows, and what became of it.
    pub follows: Option<NeedId>,
    pub follows_outcome: Option<Outcome>,
    /// How many duplicates name this need.
    pub duplicates: usize,
    /// 不是同一件: from which others its own people told it apart.
    pub distinguished: Vec<NeedId>,
    /// Of a wish: how it is fulfilled, and what it costs in fen.
    pub wish_form: Option<WishForm>,
    pub wish_value: Option<Money>,
    /// 反馈图片: what came of it, by the digests of the files.
    pub pictures: Vec<Picture>,
    /// Who holds how much, and since when.
    pub holds: Vec<Hold>,
    /// The six steps, as far as it came.
    pub steps: Vec<StepReached>,
    pub raised_at: Timestamp,
}

/// `qry.needs.by_code`: whose need the look-up code stands for. For the gateway, which lets its
/// holder act as the raiser of that need, and tells nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByCode {
    pub code: Text<30>,
}

/// The need and its raiser, as a look-up code names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coded {
    pub need: NeedId,
    pub owner: OrganisationId,
    pub raiser: PersonId,
}

/// `qry.needs.raiser`: how to reach who told it, for the people of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raiser {
    pub need: NeedId,
}

/// `qry.needs.beneficiary`: whose wish it is, for the people of its owner and for the claimer to
/// whom it is entrusted, as long as that claim lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beneficiary {
    pub need: NeedId,
}

/// Whose wish it is, as far as whoever asks may see; nothing once erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeneficiaryOpened {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
}

/// Who told it, as far as whoever asks may see; nothing once erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RaiserOpened {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// How a department's request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdmissionStatus {
    /// 待区县审批
    Requested,
    /// 已准入
    Approved,
    /// 未准入
    Refused,
}

/// `qry.needs.admissions`: newest first; communities see what is approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Admissions {
    pub department: Option<OrganisationId>,
    pub status: Option<AdmissionStatus>,
    pub area: Option<AreaCode>,
    /// Those that wait for this district's judgement, or for this community's receipt.
    pub awaits: Option<OrganisationId>,
    pub page: PageRequest,
}

/// `qry.needs.admission`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    pub admission: AdmissionId,
}

/// A department's request as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdmissionLine {
    pub id: AdmissionId,
    pub department: OrganisationId,
    /// Who judges it.
    pub district: OrganisationId,
    pub title: Text<60>,
    pub content: Text<500>,
    pub kind: WorkKind,
    pub money: Option<Money>,
    pub area: AreaCode,
    pub status: AdmissionStatus,
    pub refused: Option<Text<200>>,
    /// The communities that have it before them.
    pub received: Vec<OrganisationId>,
    pub requested_at: Timestamp,
}

/// `qry.needs.names`: what these needs are called, for lists of other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedNames {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub needs: Vec<NeedId>,
}

/// `qry.needs.limits`: how long each step may take in each class, as it holds for what begins now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandlingLimits {}

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitLine {
    pub class: Urgency,
    pub step: HandlingStep,
    pub limit: Limit,
}

/// `qry.needs.wish_cap`: what a wish may cost at most that is verified now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WishCap {}

/// The cap that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WishCapLine {
    /// In fen.
    pub value: Money,
}

crate::request::queries! {
    HandlingLimits => "qry.needs.limits" -> Vec<LimitLine>,
    WishCap => "qry.needs.wish_cap" -> WishCapLine,
    NeedNames => "qry.needs.names" -> BTreeMap<NeedId, Named>,
    Needs => "qry.needs.needs" -> Page<NeedLine>,
    Need => "qry.needs.need" -> Option<NeedLine>,
    Admissions => "qry.needs.admissions" -> Page<AdmissionLine>,
    Admission => "qry.needs.admission" -> Option<AdmissionLine>,
    ByCode => "qry.needs.by_code" -> Option<Coded>,
    Beneficiary => "qry.needs.beneficiary" -> Option<BeneficiaryOpened>,
    Raiser => "qry.needs.raiser" -> Option<RaiserOpened>,
}
