//! What can be asked about what was counted: sums, and the lines that they open to.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, OrganisationId, PersonId, Uuid};

use super::RateLine;
use super::course::{Counted, What};
use crate::registry::organisation::{Level, Nature};
use crate::{Claimer, Page, PageRequest, Position};

/// `qry.reporting.figures`: what was counted of an organisation, of a person, or in an area, in a
/// period; beside the same of the period before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Figures {
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    #[serde(default)]
    pub person: Option<PersonId>,
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// In an area: of units of this nature alone.
    #[serde(default)]
    pub nature: Option<Nature>,
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// What was counted of one indicator 指标.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    pub counted: Counted,
    /// How often.
    pub count: i64,
    /// How much: minutes, people, fen, stars, by the indicator.
    pub amount: i64,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FiguresLine {
    pub from: Date,
    pub until: Date,
    /// In the order of the indicators; what never happened is left out.
    pub figures: Vec<Figure>,
    /// The same of the period of the same length before it 上期.
    pub before: Vec<Figure>,
    /// Up to which position of the log of `reporting` it knows.
    pub at: Position,
}

/// `qry.reporting.figure-lines`: what one figure is the sum of, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FigureLines {
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    #[serde(default)]
    pub person: Option<PersonId>,
    #[serde(default)]
    pub area: Option<AreaCode>,
    #[serde(default)]
    pub nature: Option<Nature>,
    /// In an area: of organisations of this level alone.
    #[serde(default)]
    pub level: Option<Level>,
    pub from: Date,
    pub until: Date,
    pub counted: Counted,
    #[serde(default)]
    pub page: PageRequest,
}

/// One line that was counted, and the event that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureLine {
    /// Whose it is. A person is named to the person alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Claimer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    pub counted: Counted,
    pub on: Date,
    pub count: i64,
    pub amount: i64,
    /// The thing, `/trace/{service}/{aggregate}`.
    pub service: String,
    pub aggregate: Uuid,
    /// The position in that service's log.
    pub position: Position,
    /// What it is called, where it has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// `qry.reporting.roll-up`: an area by months, by the areas in it, by the nature of units and by
/// the level of organisations. Of a part of it no figure says what fewer than five people did: it
/// is merged with others 其他, until they are five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RollUp {
    pub area: AreaCode,
    #[serde(default)]
    pub nature: Option<Nature>,
    pub from: Date,
    pub until: Date,
}

/// The roll-up 汇总 of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RollUpLine {
    pub area: AreaCode,
    pub months: Vec<MonthFigures>,
    pub below: Vec<AreaFigures>,
    /// What was merged of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below_others: Vec<Figure>,
    /// Of units, by what they are.
    pub by_nature: Vec<NatureFigures>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nature_others: Vec<Figure>,
    /// Of organisations, by where they stand.
    pub by_level: Vec<LevelFigures>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub level_others: Vec<Figure>,
    pub at: Position,
}

/// What a part of it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartFigures {
    pub figures: Vec<Figure>,
    /// Merged with others: of too few people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Counted>,
    /// Those of which nothing is merged.
    pub rates: Vec<RateLine>,
}

/// One month of it, `2026-03`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonthFigures {
    /// Its first day within the period.
    pub from: Date,
    pub figures: Vec<Figure>,
    pub rates: Vec<RateLine>,
}

/// One area in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaFigures {
    pub area: AreaCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(flatten)]
    pub part: PartFigures,
}

/// All units of one nature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NatureFigures {
    pub nature: Nature,
    #[serde(flatten)]
    pub part: PartFigures,
}

/// All organisations of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LevelFigures {
    pub level: Level,
    #[serde(flatten)]
    pub part: PartFigures,
}

/// The longest period that is asked for, in days: three years.
pub const PERIOD_DAYS_MAX: i32 = 1_100;

impl What {
    /// What people call it, where it has a name that everybody may read.
    pub fn title(&self) -> Option<&str> {
        match self {
            What::Offer { title, .. }
            | What::Need { title, .. }
            | What::Agreement { title, .. }
            | What::Project { title, .. }
            | What::Activity { title, .. } => Some(title.as_str()),
            What::Person { .. }
            | What::CheckIn { .. }
            | What::Handling { .. }
            | What::Claim { .. }
            | What::Record { .. }
            | What::Occasion { .. }
            | What::Star { .. } => None,
        }
    }

    /// What it is about, where that has the name and it has none.
    pub fn about(&self) -> Option<Uuid> {
        match self {
            What::Claim { need, offer, .. } => {
                need.map(Uuid::from).or_else(|| offer.map(Uuid::from))
            }
            What::Record { project, .. } => Some((*project).into()),
            What::Handling { need, .. } => Some((*need).into()),
            What::Offer { .. }
            | What::Need { .. }
            | What::Agreement { .. }
            | What::Project { .. }
            | What::Activity { .. }
            | What::Person { .. }
            | What::CheckIn { .. }
            | What::Occasion { .. }
            | What::Star { .. } => None,
        }
    }
}

crate::request::queries! {
    Figures => "qry.reporting.figures" -> Option<FiguresLine>,
    FigureLines => "qry.reporting.figure-lines" -> Page<FigureLine>,
    RollUp => "qry.reporting.roll-up" -> Option<RollUpLine>,
}
