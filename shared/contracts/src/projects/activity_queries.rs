//! What can be asked about the menu of activities 活动菜单.

use serde::{Deserialize, Serialize};
use values::{ActivityId, AreaCode, Date, OrganisationId, Text, Timestamp};

use super::activity::{Details, Participant, Presence, Theme};
use crate::{Page, PageRequest};

/// How an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// 草稿: shown to the organiser only.
    Draft,
    /// 已上菜单
    Published,
    /// 已取消
    Cancelled,
    /// 已办结: its attendance is confirmed.
    Held,
}

impl ActivityStatus {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Cancelled, Self::Held];
}

/// `qry.projects.activities`: the menu, by the day on which they begin, the earliest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Activities {
    /// Those that begin on this day or later …
    pub from: Option<Date>,
    /// … up to and with this day. A month is its first and last day.
    pub until: Option<Date>,
    pub organiser: Option<OrganisationId>,
    /// Those in this area, and in all that lies in it.
    pub area: Option<AreaCode>,
    pub theme: Option<Theme>,
    pub status: Option<ActivityStatus>,
    pub page: PageRequest,
}

/// `qry.projects.activity`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub activity: ActivityId,
}

/// An activity as the menu shows it: how many take part, never who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityLine {
    pub id: ActivityId,
    pub organiser: OrganisationId,
    pub details: Details,
    pub status: ActivityStatus,
    /// How many places are taken.
    pub taken: u32,
    /// How many are waited for.
    pub waiting: u32,
    /// How many people came, once that is confirmed.
    pub came: Option<u32>,
    /// Why it was postponed, at last.
    pub postponed: Option<Text<200>>,
    /// Why it was called off.
    pub cancelled: Option<Text<200>>,
    /// Last year's, of which it is a copy.
    pub copied_from: Option<ActivityId>,
}

/// `qry.projects.sign-ups`: the list of an activity, for its organiser, in the order of signing
/// up; one's own, newest activity first, for everybody else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SignUps {
    /// Who signed up for this one; all of them are shown to its organiser only.
    pub activity: Option<ActivityId>,
    /// What this organisation signed up for; else what the person who asks did.
    pub organisation: Option<OrganisationId>,
    pub page: PageRequest,
}

/// Whether there is a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 已报名
    Placed,
    /// 候补
    Waiting,
}

/// One sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUpLine {
    pub activity: ActivityId,
    pub title: Text<60>,
    pub from: Timestamp,
    pub status: ActivityStatus,
    /// Why it was postponed, at last.
    pub postponed: Option<Text<200>>,
    /// Why it was called off.
    pub cancelled: Option<Text<200>>,
    pub who: Participant,
    pub places: u32,
    pub standing: Standing,
    pub attendance: Option<Presence>,
    /// The minutes of each who came, once they are confirmed.
    pub minutes: Option<u32>,
}

crate::request::queries! {
    Activities => "qry.projects.activities" -> Page<ActivityLine>,
    Activity => "qry.projects.activity" -> Option<ActivityLine>,
    SignUps => "qry.projects.sign-ups" -> Page<SignUpLine>,
}
