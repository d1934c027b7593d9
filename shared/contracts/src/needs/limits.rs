//! The time limits 时限 of handling a need, by step and class.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{Uuid, ids};

use super::need::Urgency;

/// A step of handling 办理 that has a limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HandlingStep {
    /// 受理
    Accept,
    /// 联系: whoever raised it hears from us.
    Contact,
    /// 办理
    Handle,
    /// 核实: whoever raised it is asked whether it is done.
    Verify,
}

impl HandlingStep {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Accept, Self::Contact, Self::Handle, Self::Verify];

    /// The step after it.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Accept => Some(Self::Contact),
            Self::Contact => Some(Self::Handle),
            Self::Handle => Some(Self::Verify),
            Self::Verify => None,
        }
    }
}

/// How long a step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// To the end of so many working days after the day on which it began.
    WorkingDays(u32),
    /// So many hours, day and night.
    Hours(u32),
}

/// The longest limit in working days.
pub const WORKING_DAYS_MAX: u32 = 60;
/// The longest limit in hours.
pub const HOURS_MAX: u32 = 240;

/// All limits: those set, and the defaults of DOMAIN.md for the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    set: BTreeMap<HandlingStep, [Option<Limit>; 3]>,
}

impl Limits {
    /// How long `step` may take in a need of this class.
    pub fn of(&self, class: Urgency, step: HandlingStep) -> Limit {
        let set = self.set.get(&step).and_then(|limits| limits[place(class)]);
        set.unwrap_or_else(|| default_limit(class, step))
    }

    /// From now on it is this long.
    pub fn set(&mut self, class: Urgency, step: HandlingStep, limit: Limit) {
        self.set.entry(step).or_default()[place(class)] = Some(limit);
    }
}

fn place(class: Urgency) -> usize {
    match class {
        Urgency::Ordinary => 0,
        Urgency::Hard => 1,
        Urgency::Emergency => 2,
    }
}

/// DOMAIN.md, *Time limits*: accept 1, contact 1, ordinary handle 7, hard 15 working days. The
/// hours of an emergency follow practice: signed for within 1 hour (Gulou, 2023), an answer within
/// 2 (Beijing's draft standard of 2021), dealt with and looked at within a day each. Verifying is
/// given 3 working days: no source names a limit for it.
pub fn default_limit(class: Urgency, step: HandlingStep) -> Limit {
    match (class, step) {
        (Urgency::Emergency, HandlingStep::Accept) => Limit::Hours(1),
        (Urgency::Emergency, HandlingStep::Contact) => Limit::Hours(2),
        (Urgency::Emergency, HandlingStep::Handle | HandlingStep::Verify) => Limit::Hours(24),
        (Urgency::Ordinary | Urgency::Hard, HandlingStep::Accept | HandlingStep::Contact) => {
            Limit::WorkingDays(1)
        }
        (Urgency::Ordinary, HandlingStep::Handle) => Limit::WorkingDays(7),
        (Urgency::Hard, HandlingStep::Handle) => Limit::WorkingDays(15),
        (Urgency::Ordinary | Urgency::Hard, HandlingStep::Verify) => Limit::WorkingDays(3),
    }
}

/// Where the limits are kept.
pub fn id() -> Uuid {
    ids::of_text("limits", "")
}

/// `cmd.needs.limits.set`: what begins from now on has this limit; what runs keeps its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetLimit {
    pub class: Urgency,
    pub step: HandlingStep,
    pub limit: Limit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "limits.set.v1")]
    Set { class: Urgency, step: HandlingStep, limit: Limit },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Only the city's officers set limits.
    NotAuthorised,
    /// 1 to that many working days or hours.
    OutOfRange { max: u32 },
    /// Emergencies run in hours, everything else in working days.
    OtherMeasure,
}

crate::request::commands! {
    SetLimit => "cmd.needs.limits.set",
}
