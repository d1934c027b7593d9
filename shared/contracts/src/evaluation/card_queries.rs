//! What can be asked about rules and scorecards.

use serde::{Deserialize, Serialize};
use values::{ActivityId, Date, FactId, NeedId, OccasionId, OrganisationId, PersonId, Text};

use super::occasion::Pairing;
use super::rules::{CardKind, KnownBy, Measure, RuleSet};
use crate::{Claimer, Page, PageRequest, Position};

/// `qry.evaluation.rules`: those in force in that year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub year: i16,
}

/// The rules of a year, and what is proposed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulesLine {
    pub in_force: RuleSet,
    pub proposed: Option<RuleSet>,
    /// What is in force, as it was written.
    pub text: Text<20_000>,
    /// From when on the year is closed, as a position of the log.
    pub closed_at: Option<Position>,
}

/// `qry.evaluation.scorecard`: a unit's and a community's for themselves and for those who manage
/// them, a member's for the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    pub card: CardKind,
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    #[serde(default)]
    pub person: Option<PersonId>,
    pub year: i16,
}

/// A scorecard 评分表. Scores are in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScorecardLine {
    pub card: CardKind,
    pub who: Claimer,
    pub year: i16,
    /// Of the rules it was made by.
    pub version: Text<20>,
    /// Up to which position of the log it knows.
    pub at: Position,
    /// The year is closed: it stays as it is.
    pub closed: bool,
    pub items: Vec<ItemLine>,
    pub bonus: Vec<ExtraLine>,
    pub deductions: Vec<ExtraLine>,
    /// Absent where there is nothing to score.
    pub total: Option<i64>,
    /// Within its quota 名额: of a band that has one, so many in a hundred of all that the city has a
    /// card of, best first. A shortlist and a report say the same.
    pub band: Option<Text<20>>,
    pub vetoed: bool,
}

/// One item of a scorecard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemLine {
    pub key: Text<30>,
    pub title: Text<40>,
    /// In hundredths, of its group.
    pub weight: i64,
    /// Absent where it is left out, and its weight falls to the others.
    pub score: Option<i64>,
    /// How many facts stand behind it.
    pub facts: usize,
    /// Where they come from.
    pub basis: KnownBy,
}

/// Points beside the items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraLine {
    pub title: Text<40>,
    pub hundredths: i64,
    pub facts: usize,
    pub basis: KnownBy,
}

/// `qry.evaluation.facts`: behind one item, or all of a card's; newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub card: CardKind,
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    #[serde(default)]
    pub person: Option<PersonId>,
    pub year: i16,
    /// The item; all facts when absent.
    #[serde(default)]
    pub item: Option<Text<30>>,
    #[serde(default)]
    pub page: PageRequest,
}

/// Where a fact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactSource {
    /// A service, a claim, or what residents said of it.
    Occasion(OccasionId),
    /// What one of those who took part said.
    Rating {
        occasion: OccasionId,
        pairing: Pairing,
    },
    Need(NeedId),
    /// Whether somebody came to an activity.
    Attendance {
        activity: ActivityId,
        who: Claimer,
    },
    /// Who was expected at a service and did not come.
    NoShow {
        occasion: OccasionId,
        person: PersonId,
    },
    /// Entered by hand.
    Entered(FactId),
}

/// One fact behind an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactLine {
    pub measure: Measure,
    pub on: Date,
    pub quantity: i64,
    pub source: FactSource,
    /// Of what was entered by hand.
    pub evidence: Option<Text<200>>,
}

/// `qry.evaluation.dry-run` 试算: what rules that are proposed for a year would have made of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DryRun {
    /// For which they are proposed.
    pub year: i16,
    /// On whose facts they are tried.
    pub on: i16,
}

/// What would have come out, card by card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunLine {
    pub cards: Vec<DryRunCard>,
    /// All points that services earned, in hundredths, within the caps of day and month: by the
    /// rules in force.
    pub points_before: i64,
    /// By those that are proposed.
    pub points_after: i64,
    /// The ladder of stars, step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stars: Vec<DryRunStar>,
}

/// How many have served long enough, in all years, for so many stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunStar {
    pub stars: usize,
    pub before: usize,
    pub after: usize,
}

/// One kind of card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunCard {
    pub card: CardKind,
    /// How many have a card.
    pub scored: usize,
    /// How many would be of another band.
    pub moved: usize,
    pub bands: Vec<DryRunBand>,
    /// The organisations that would be of another band, at most 200; persons are never named.
    pub organisations: Vec<OrganisationId>,
}

/// How many are of one band, within its quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunBand {
    pub title: Text<20>,
    pub before: usize,
    pub after: usize,
}

crate::request::queries! {
    Rules => "qry.evaluation.rules" -> RulesLine,
    Scorecard => "qry.evaluation.scorecard" -> Option<ScorecardLine>,
    Facts => "qry.evaluation.facts" -> Page<FactLine>,
    DryRun => "qry.evaluation.dry-run" -> Option<DryRunLine>,
}
