//! What can be asked of the handling of needs.

use serde::{Deserialize, Serialize};
use values::{AreaCode, NeedId, OrganisationId, Text, Timestamp};

use super::handling::{Clock, Holder};
use super::limits::HandlingStep;
use super::need::Urgency;
use crate::{Card, Page, PageRequest};

/// `qry.needs.handlings`: what is under way, by what runs out next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Handlings {
    /// Whoever has it now.
    pub holder: Option<OrganisationId>,
    /// Whoever has it works in this area, or in a part of it.
    pub area: Option<AreaCode>,
    pub card: Option<Card>,
    pub page: PageRequest,
}

/// `qry.needs.handling`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    pub need: NeedId,
}

/// The handling of a need as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandlingLine {
    pub need: NeedId,
    /// Who has it, or had it last.
    pub holder: Holder,
    pub class: Urgency,
    pub step: HandlingStep,
    pub clock: Clock,
    pub card: Option<Card>,
    /// A question to whoever raised it: the clock stands still.
    pub question: Option<HandlingQuestion>,
    /// An extension that is asked for, in the measure of the limit.
    pub extension_asked: Option<u32>,
    /// Whether the one extension was granted.
    pub extended: Option<bool>,
    /// 总时长 runs from here, whatever stands still, …
    pub since: Timestamp,
    /// … to here, or to now.
    pub ended_at: Option<Timestamp>,
    /// How many cards it has had.
    pub yellow_cards: u32,
    pub red_cards: u32,
    /// Where it has been, in order: up and down the levels.
    pub stages: Vec<HandlingStage>,
}

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandlingQuestion {
    pub question: Text<200>,
    pub until: Timestamp,
}

/// One stay of a handling with one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandlingStage {
    pub organisation: OrganisationId,
    pub since: Timestamp,
    /// Why it came up to here.
    pub reason: Option<Text<200>>,
    /// What was answered from here.
    pub answer: Option<Text<500>>,
}

/// The most stages of a handling that are shown: the last ones.
pub const STAGES_SHOWN_MAX: usize = 50;

crate::request::queries! {
    Handlings => "qry.needs.handlings" -> Page<HandlingLine>,
    Handling => "qry.needs.handling" -> Option<HandlingLine>,
}
