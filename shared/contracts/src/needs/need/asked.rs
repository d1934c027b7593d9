//! What is asked for: raised, resubmitted, classified.

use serde::{Deserialize, Serialize};
use values::{Amount, Fingerprint, NeedId, OrganisationId, PersonId, Sealed, Text};

use crate::registry::taxonomy::{Category, SubcategoryCode};

/// Which list of needs it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 共性需求
    Common,
    /// 个性需求
    Individual,
    /// 微心愿: one claimer, taken whole.
    Wish,
    /// 志愿岗位
    Post,
    /// 结对帮扶: to stand by somebody for a time.
    PairHelp,
    /// 服务队: places in a team of volunteers.
    Team,
}

impl Kind {
    /// May a person claim it in their own name?
    pub fn is_for_persons(self) -> bool {
        match self {
            Kind::Wish | Kind::Post | Kind::PairHelp | Kind::Team => true,
            Kind::Common | Kind::Individual => false,
        }
    }
}

/// Where it was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 居民
    Resident,
    /// 网格员
    GridWorker,
    /// 社区
    Community,
    /// 单位
    Unit,
    /// 会议
    Meeting,
    /// 12345 热线
    Hotline,
}

impl Source {
    /// Does the organisation ask for itself? What it heard from others it classifies before it
    /// posts it; its own needs are classified by their raising.
    pub fn is_own(self) -> bool {
        match self {
            Source::Community | Source::Unit => true,
            Source::Resident | Source::GridWorker | Source::Meeting | Source::Hotline => false,
        }
    }
}

/// `cmd.needs.need.raise` 提出
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// The organisation that asks 需求方 and will judge the result.
    pub owner: OrganisationId,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<500>>,
    pub kind: Kind,
    pub category: Category,
    pub source: Source,
    /// How much is asked for.
    pub amount: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    /// When it is wanted, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Text<200>>,
}

/// Who raised it, where that is not its owner: told what becomes of it, and asked how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raiser {
    /// Whoever is registered; or somebody known by nothing but this need, with a key of its own.
    pub person: PersonId,
    /// Of somebody without an account: the look-up code that was given out once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Fingerprint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Sealed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Sealed>,
}

/// What somebody without an account tells a community: by itself, or at its counter or door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The community that is asked.
    pub owner: OrganisationId,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<500>>,
    pub category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    /// When it is wanted, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Text<200>>,
    /// How to reach who tells it; sealed, and opened to the community alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<RaiserContact>,
}

/// How to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RaiserContact {
    pub name: Text<30>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text<30>>,
}

/// `cmd.needs.need.report` 说事: the report, and the code by which its raiser will ask for it. The
/// code stands in no log: only its keyed fingerprint does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeReport {
    pub report: Report,
    pub code: Text<30>,
}

/// `cmd.needs.need.erase_raiser`: destroys the key of who told it without an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EraseRaiser {
    pub need: NeedId,
}

/// `cmd.needs.need.resubmit` 重新提交: what was returned, or not yet verified, is put otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Resubmit {
    pub need: NeedId,
    pub wording: Wording,
}

/// What a need says, and how much it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<500>>,
    pub amount: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Text<200>>,
}

/// How urgent and how hard it is: each class has its own time limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// 一般
    #[default]
    Ordinary,
    /// 疑难
    Hard,
    /// 紧急: its limits run day and night.
    Emergency,
}

/// `cmd.needs.need.classify` 分类. A duplicate is closed as one ([`super::Close`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Classify {
    pub need: NeedId,
    pub classification: Classification,
}

/// What sort of need it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Classification {
    pub category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<SubcategoryCode>,
    /// 共性 or 个性; a wish stays a wish, a post a post.
    pub kind: Kind,
    #[serde(default)]
    pub urgency: Urgency,
    /// It concerns many 涉及多数人: a meeting deliberates it 议事 before it is posted.
    #[serde(default)]
    pub concerns_many: bool,
}
