//! What fits whom: suggestions with everything that speaks for and against them.
//!
//! People decide; a suggestion explains itself: the parts of its score with the facts behind them,
//! what the offer is worth to others, and who else would have it.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, NeedId, OfferId, OrganisationId, Text, Unit};

use super::StandingPrice;
use crate::needs::need::{Kind, Urgency};
use crate::registry::taxonomy::{Category, SubcategoryCode};
use crate::{Page, PageRequest};

/// `qry.matching.for_need`: which offers fit this need, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForNeed {
    pub need: NeedId,
}

/// `qry.matching.for_offer`: which needs this offer fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForOffer {
    pub offer: OfferId,
}

/// `qry.matching.for_organisation`: what could this organisation claim, and who could serve its
/// needs? Of each of its lines the best few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForOrganisation {
    pub organisation: OrganisationId,
}

/// `qry.matching.near`: open wishes, posts, pair help and teams around a community, the nearest
/// and most urgent first: what a member could claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// The member's home community.
    pub organisation: OrganisationId,
}

/// `qry.matching.why`: why these two fit each other or not, and why the plan has them or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Why {
    pub need: NeedId,
    pub offer: OfferId,
}

/// `qry.matching.missing`: what nobody gives, summed by category, area and month: the list of
/// resources to go and ask for. The most urgent first, then what most needs miss.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Missing {
    pub category: Option<Category>,
    /// Needs of this organisation and of all that lies in its area.
    pub organisation: Option<OrganisationId>,
    pub page: PageRequest,
}

/// The most suggestions of one answer.
pub const SUGGESTIONS_MAX: usize = 20;
/// The most suggestions for one line in an answer about all lines of an organisation.
pub const SUGGESTIONS_A_LINE_MAX: usize = 3;
/// The most competitors that are named.
pub const COMPETITORS_MAX: usize = 5;

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 类别: the same subcategory, or only the same category.
    Category,
    /// 标签: what both are called: titles, skills and the subcategory.
    Tags,
    /// 内容: words that both use.
    Text,
    /// 距离: the same community, street, district, city.
    Nearness,
    /// 时间: the share of the days wanted on which it is open.
    Time,
    /// 信誉: how much of what was promised was carried out.
    Reliability,
    /// 结对或协议: the two have an agreement in force, or are paired.
    Preference,
}

/// A part of a score, with what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScorePart {
    pub part: Part,
    /// 0 to 1000.
    pub score: u16,
    /// In thousandths; all parts together make 1000.
    pub weight: u16,
}

/// What the parts of a score come from, as the lists stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoreFacts {
    /// 类别: both name the same subcategory.
    pub same_subcategory: bool,
    /// 内容和标签: words that both use and few others do, as they stand in the need; at most
    /// [`SHARED_WORDS_MAX`].
    pub shared_words: Vec<String>,
    /// 距离: the smallest area that holds both; absent where one side has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_area: Option<AreaCode>,
    /// 时间: how many days are wanted, and on how many of them the offer is open; absent where the
    /// need names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_days: Option<u32>,
    /// 信誉: of what the giving side promised, so many claims were carried out and broken. Below
    /// five in all they count nothing.
    pub kept: u32,
    pub broken: u32,
    /// Of those carried out, so many were for the asking side.
    pub together: u32,
    /// 结对: the two are paired, or parties to one agreement in force.
    pub paired: bool,
    pub agreed: bool,
}

/// The most shared words that are named.
pub const SHARED_WORDS_MAX: usize = 12;

/// Why two lines do not fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// 需求不在清单上
    NeedNotListed,
    /// 资源不在清单上
    OfferNotListed,
    /// 需求已被认满
    NeedServed,
    /// 资源已用完
    OfferSpent,
    /// 类别不同
    OtherCategory,
    /// 计量单位不同
    OtherUnit,
    /// 同一单位的需求和资源
    SameOwner,
    /// 不在服务范围内
    OutsideArea,
    /// 需要的日期之前资源已到期
    OverBefore,
    /// 需要的日期内资源的开放时间不够
    TooLittleTime,
    /// 人数超过场地容量
    TooManyPeople,
    /// 提供单位已停止活动
    OwnerInactive,
    /// 近期有一方谢绝过
    DeclinedLately,
    /// 提供单位待答复的认领已满
    OwnerOverAsked,
    /// 不可拆分的需求，资源余量不够
    TooLittleForAWhole,
    /// 合作单位数已满
    PartnersFull,
    /// 提供单位本月承接已达上限
    QuotaReached,
}

/// At which aim of the plan something was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// 紧急需求满足最多
    Urgent,
    /// 满足的需求最多
    Cover,
    /// 各社区最公平
    Fair,
    /// 价值最大
    Value,
    /// 匹配最合适
    Quality,
}

impl Aim {
    /// All of them, in the usual order.
    pub const ALL: [Self; 5] = [Self::Urgent, Self::Cover, Self::Fair, Self::Value, Self::Quality];

    /// As it is written in an order of aims.
    pub fn code(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::Cover => "cover",
            Self::Fair => "fair",
            Self::Value => "value",
            Self::Quality => "quality",
        }
    }
}

/// What a lot costs the whole, at the first aim where it costs anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AimCost {
    pub aim: Aim,
    pub by: i64,
}

/// A line of one of the lists, as a suggestion names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestedNeed {
    pub id: NeedId,
    pub title: Text<60>,
    pub owner: OrganisationId,
    pub owner_name: Option<Text<60>>,
    pub kind: Kind,
    pub urgency: Urgency,
    pub category: Category,
    pub subcategory: Option<SubcategoryCode>,
    pub unit: Unit,
    /// What nobody holds yet.
    pub open: u64,
    /// Taken whole by one partner.
    pub whole: bool,
}

/// See [`SuggestedNeed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestedOffer {
    pub id: OfferId,
    pub title: Text<60>,
    pub owner: OrganisationId,
    pub owner_name: Option<Text<60>>,
    pub category: Category,
    pub subcategory: Option<SubcategoryCode>,
    pub unit: Unit,
    pub left: u64,
    pub until: Option<Date>,
}

/// That a need and an offer fit each other, and everything there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    pub need: SuggestedNeed,
    pub offer: SuggestedOffer,
    /// How much could be claimed; 0 where the best whole gives what may not be given so.
    pub quantity: u64,
    /// How much the best whole gives to this pair as things stand.
    pub planned: u64,
    /// 0 to 1000.
    pub score: u16,
    pub parts: Vec<ScorePart>,
    /// What a lot of the offer is worth to others; absent while there is enough of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AimCost>,
    /// What choosing this pair costs the whole a lot: at least in lists; exactly where the pair is
    /// asked for, and there of a need that is taken whole all at once. Absent where it costs
    /// nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<AimCost>,
    /// The needs that have lots of the same offer in the best whole.
    pub competitors: Vec<Competitor>,
    /// How scarce its kind was in the last plans around the need, the newest first; at most
    /// [`STANDING_WEEKS`](super::STANDING_WEEKS).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing: Vec<StandingPrice>,
}

/// A need that would have the same offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Competitor {
    pub need: NeedId,
    pub title: Text<60>,
    pub planned: u64,
}

/// What keeps a need, or a part of it, without an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bottleneck {
    /// 没有合适的资源
    NothingFits,
    /// 合适的资源都已安排给其他需求
    OffersSpent,
    /// 合适的资源有余，但提供单位本月承接已达上限
    QuotaReached,
    /// 须整体承接，没有一家的余量足够
    NoneHasAllOfIt,
    /// 合作单位数已满
    PartnersFull,
    /// 合适的资源有余，但按方案的目标先给了其他需求
    NotWorthIt,
    /// 合适的资源有余，但每家余量太少，不值得为此专门承接
    TooLittleEach,
}

/// Suggestions for one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// The best first, at most [`SUGGESTIONS_MAX`].
    pub items: Vec<Suggestion>,
    /// How many fit in all.
    pub total: usize,
    /// Of a need: what the best whole leaves without an offer.
    pub unserved: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottleneck: Option<Bottleneck>,
}

/// What an organisation could claim, and who could serve it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationSuggestions {
    /// Needs of others that its offers fit.
    pub to_give: Vec<Suggestion>,
    /// Offers of others that fit its needs.
    pub to_ask: Vec<Suggestion>,
    /// Open needs of the communities that it is paired with, then around it: it may claim them
    /// without an offer of its own. At most [`SUGGESTIONS_MAX`].
    #[serde(default)]
    pub near: Vec<NearNeed>,
}

/// Why a pair fits, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PairExplained {
    /// Everything that speaks against it; nothing when the two fit.
    pub why_not: Vec<WhyNot>,
    /// The score there is, or would be.
    pub score: u16,
    pub parts: Vec<ScorePart>,
    #[serde(default)]
    pub facts: ScoreFacts,
    /// Of a pair that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Box<Suggestion>>,
}

/// So much of a kind is missing in a street, to be had by a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingLine {
    pub category: Category,
    pub subcategory: Option<SubcategoryCode>,
    /// The organisation of the street, where one is known.
    pub street: Option<OrganisationId>,
    pub street_name: Option<Text<60>>,
    /// `2026-03`, by the last day on which it is wanted; absent where none is said.
    pub month: Option<Text<7>>,
    pub unit: Unit,
    pub quantity: u64,
    /// Of it, for urgent needs.
    pub urgent: u64,
    pub needs: usize,
    pub bottleneck: Bottleneck,
    /// The needs that miss most of it, with how much.
    pub examples: Vec<Competitor>,
}

/// A need that a member, or an organisation without an offer for it, could claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NearNeed {
    pub need: SuggestedNeed,
    /// How near, 0 to 1000.
    pub nearness: u16,
    /// Of a community that the organisation is paired with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paired: bool,
}

crate::request::queries! {
    ForNeed => "qry.matching.for_need" -> Option<Suggestions>,
    ForOffer => "qry.matching.for_offer" -> Option<Suggestions>,
    ForOrganisation => "qry.matching.for_organisation" -> Option<OrganisationSuggestions>,
    Near => "qry.matching.near" -> Option<Vec<NearNeed>>,
    Why => "qry.matching.why" -> Option<PairExplained>,
    Missing => "qry.matching.missing" -> Page<MissingLine>,
}
