//! The rules of one year 评分细则, as data: how points are earned, how cards are scored. Written in
//! TOML, proposed, tried on a year that is past, adopted, and fixed when the year is closed.

use serde::{Deserialize, Serialize};
use values::{PersonId, Text, Uuid, ids};

pub use super::measure::{KnownBy, Measure};
use super::posting::PointRules;
use super::star::StarRules;
use crate::Position;
use crate::registry::organisation::Level;

/// Everything that is a rule of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    pub version: Text<20>,
    pub year: i16,
    pub points: PointRules,
    pub stars: StarRules,
    pub unit: CardRules,
    pub community: CardRules,
    pub member: CardRules,
}

impl RuleSet {
    /// The card of that kind.
    pub fn card(&self, kind: CardKind) -> &CardRules {
        match kind {
            CardKind::Unit => &self.unit,
            CardKind::Community => &self.community,
            CardKind::Member => &self.member,
        }
    }
}

/// Whose card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// 驻区单位
    Unit,
    /// 社区
    Community,
    /// 在职党员、志愿者
    Member,
}

impl CardKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Unit, Self::Community, Self::Member];

    /// Which card organisations of a level have.
    pub fn of(level: Level) -> Option<Self> {
        match level {
            Level::Unit => Some(Self::Unit),
            Level::Community => Some(Self::Community),
            Level::City
            | Level::District
            | Level::Street
            | Level::Grid
            | Level::SectorCommittee
            | Level::AreaBranch => None,
        }
    }
}

/// How one kind of card is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CardRules {
    /// Those that no other is the sum of make up the card: their weights add up to 100.
    pub item: Vec<Item>,
    /// 加分
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bonus: Vec<Extra>,
    /// 扣分
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deduction: Vec<Extra>,
    /// 一票否决: one such fact, and it is the lowest band.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub veto: Vec<Measure>,
    /// 资格: what who is recognised must have; each as long as it is in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub threshold: Vec<Threshold>,
    /// 等次, best first; the last begins at 0.
    pub band: Vec<Band>,
}

impl CardRules {
    /// Of which facts there are such that anything hangs on them: what it names, and what that
    /// rests on.
    pub fn rests_on(&self, measure: Measure) -> bool {
        let items = self.item.iter();
        let items = items.flat_map(|item| item.rule.measures().into_iter().chain(item.excused_by));
        let extras = self.bonus.iter().chain(&self.deduction).map(|extra| extra.measure);
        let thresholds = self.threshold.iter().map(|threshold| threshold.measure);
        let mut named = items.chain(extras).chain(thresholds).chain(self.veto.iter().copied());
        named.any(|named| named.behind().contains(&measure))
    }
}

/// One item 评分项.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub key: Text<30>,
    pub title: Text<40>,
    /// In points, of the 100 of its group.
    pub weight: i64,
    pub rule: ItemRule,
    /// One such fact, and the item is left out: its weight falls to the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excused_by: Option<Measure>,
}

/// How an item is scored. Points are whole; scores are kept in hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ItemRule {
    /// 扣减: from the whole weight, so many points less for each.
    Deduct { measure: Measure, each: i64 },
    /// 按季: so many points less for each quarter that ended with fewer than expected.
    Quarterly { measure: Measure, expected: i64, each: i64 },
    /// 累计: so many points for each `per`, up to the weight.
    Count { measure: Measure, each: i64, per: i64 },
    /// 比例: the share of `of`; left out when there is nothing to share.
    Share { measure: Measure, of: Measure },
    /// 评定: points of 100 that somebody gave with a reason; left out when nobody did.
    Entered { measure: Measure },
    /// 合计: of other items, whose weights add up to 100 among themselves.
    Sum { items: Vec<Text<30>> },
}

impl ItemRule {
    /// What is counted for it; nothing of its own for a sum.
    pub fn measures(&self) -> Vec<Measure> {
        match self {
            Self::Deduct { measure, .. }
            | Self::Quarterly { measure, .. }
            | Self::Count { measure, .. }
            | Self::Entered { measure } => vec![*measure],
            Self::Share { measure, of } => vec![*measure, *of],
            Self::Sum { .. } => Vec::new(),
        }
    }

    /// The keys of the items that it is the sum of.
    pub fn parts(&self) -> &[Text<30>] {
        match self {
            Self::Sum { items } => items,
            Self::Deduct { .. }
            | Self::Quarterly { .. }
            | Self::Count { .. }
            | Self::Share { .. }
            | Self::Entered { .. } => &[],
        }
    }
}

/// Points beside the items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Extra {
    pub title: Text<40>,
    pub measure: Measure,
    /// Points for each.
    pub each: i64,
    /// At most so many points; as many as there are when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

/// One threshold of eligibility 资格.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub title: Text<40>,
    pub measure: Measure,
    /// Fewer are too few.
    pub at_least: i64,
    /// Switched off, it is shown and keeps nobody off.
    #[serde(default)]
    pub in_force: bool,
}

/// One band 等次.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub title: Text<20>,
    /// From so many points on.
    pub from: i64,
    /// 名额: at most so many in a hundred of a list are of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_percent: Option<u32>,
}

/// What is wrong with a set of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// It is not written as rules are.
    Unreadable { detail: String },
    /// A sum of an item that is not there.
    UnknownItem { key: String },
    /// Two items have the same key.
    SameKey { key: String },
    /// An item is a part of two sums.
    CountedTwice { key: String },
    /// An item is a part of itself, be it through others.
    Cycle { key: String },
    /// The weights of a group do not add up to 100.
    Weights { sum: i64 },
    /// A number is outside its range.
    OutOfRange { name: String },
    /// Bands go down from the best, and the last begins at 0.
    Bands,
}

/// `cmd.evaluation.rules.propose`: puts rules up to be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// TOML.
    pub text: Text<20_000>,
}

/// `cmd.evaluation.rules.adopt`: what was proposed for that year is its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    pub year: i16,
    /// The version that was proposed: another one may have come since.
    pub version: Text<20>,
}

/// `cmd.evaluation.rules.close-year`: its cards are made from what is known now, for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CloseYear {
    pub year: i16,
}

/// The rules of that year.
pub fn id(year: i16) -> Uuid {
    ids::of_text("rules", &year.to_string())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// They were read, and nothing is wrong with them.
    Propose {
        rules: Box<RuleSet>,
        text: Text<20_000>,
    },
    Adopt {
        version: Text<20>,
    },
    /// Up to which position of its own log the service knows of the year; the rules in force.
    Close {
        year: i16,
        at: Position,
        rules: Box<RuleSet>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "rules.proposed.v1")]
    Proposed { rules: Box<RuleSet>, text: Text<20_000>, by: PersonId },
    /// What was proposed last.
    #[serde(rename = "rules.adopted.v1")]
    Adopted { rules: Box<RuleSet>, by: PersonId },
    /// The year is closed with these rules; later facts are of no account to its cards.
    #[serde(rename = "rules.year_closed.v1")]
    YearClosed {
        year: i16,
        at: Position,
        rules: Box<RuleSet>,
        by: PersonId,
        /// Who was expected at a service and did not come is a fact of it; of no year that was
        /// closed before such facts were known.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        no_shows: bool,
        /// Of a measure that is a standing the last fact counts; in years that were closed before,
        /// all of them were added up.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        last_counts: bool,
        /// The quota of a band is the whole city's, and its edge is not decided by id; in years
        /// that were closed before, each list had its own, and cards had none.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        city_quota: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Rules are set for the whole city.
    NotAuthorised,
    /// This is wrong, in that line.
    Broken { line: u32, fault: Fault },
    /// Nothing was proposed for that year.
    NothingProposed,
    /// Another version was proposed since.
    OtherVersion { proposed: Text<20> },
    /// The year is closed.
    YearClosed,
    /// It is not over.
    YearNotOver,
}

crate::request::commands! {
    Propose => "cmd.evaluation.rules.propose",
    Adopt => "cmd.evaluation.rules.adopt",
    CloseYear => "cmd.evaluation.rules.close-year",
}
