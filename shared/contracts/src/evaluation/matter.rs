//! What became of one need, as `needs` says: its owner is scored by it.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId};

use crate::needs::need::Satisfaction;

/// How it ended, as far as it counts. *Closed is not solved.*
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Solved,
    PartlySolved,
    Unsolved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Note {
        owner: OrganisationId,
    },
    /// Nothing where it was withdrawn, or is a duplicate.
    Close {
        ending: Option<Ending>,
    },
    Reopen,
    Review {
        satisfaction: Satisfaction,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "matter.noted.v1")]
    Noted { owner: OrganisationId },
    #[serde(rename = "matter.ended.v1")]
    Ended { owner: OrganisationId, ending: Ending, on: Date },
    /// It was opened again: how it ended counts no more.
    #[serde(rename = "matter.reopened.v1")]
    Reopened {},
    #[serde(rename = "matter.reviewed.v1")]
    Reviewed { owner: OrganisationId, satisfaction: Satisfaction, on: Date },
}
