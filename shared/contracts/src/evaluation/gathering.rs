//! What became of one activity 活动, as `projects` says: who was expected, and whether they came. Its
//! id is that of the activity. It counts once its attendance is confirmed.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, Text};

use crate::Claimer;
use crate::projects::activity::{Mark, Theme};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Note {
        organiser: OrganisationId,
        on: Date,
        theme: Theme,
    },
    /// It is on another day, or about something else.
    Move {
        on: Date,
        theme: Option<Theme>,
    },
    /// A later mark stands in place of an earlier one.
    Mark {
        marks: Vec<Mark>,
    },
    /// Its attendance is confirmed.
    Prove,
    /// An objection was upheld.
    Strike {
        who: Claimer,
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "gathering.noted.v1")]
    Noted {
        organiser: OrganisationId,
        on: Date,
        /// What it is about; of none that was noted before anything hung on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theme: Option<Theme>,
    },
    #[serde(rename = "gathering.moved.v1")]
    Moved {
        on: Date,
        /// As before when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theme: Option<Theme>,
    },
    #[serde(rename = "gathering.marked.v1")]
    Marked { marks: Vec<Mark> },
    /// From now on it counts for whoever came, and against whoever was absent without an excuse.
    #[serde(rename = "gathering.proved.v1")]
    Proved {},
    /// What was said of `who` counts no more: an objection to it was upheld.
    #[serde(rename = "gathering.struck.v1")]
    Struck { who: Claimer, reason: Text<200> },
}
