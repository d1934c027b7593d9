//! What became of one need, as `needs` says: its owner is scored by it.

use serde::{Deserialize, Serialize};
use values::{ClaimId, Date, OrganisationId, PersonId};

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
        /// It asks for people in a team of volunteers.
        team: bool,
    },
    /// Somebody claims a place, or is passed it on.
    Join {
        claim: ClaimId,
        person: PersonId,
    },
    /// They were there, and did so much; `unit` is where they work, as far as that is known.
    Serve {
        claim: ClaimId,
        unit: Option<OrganisationId>,
        quantity: u64,
    },
    /// So much of what they did does not stand.
    TakeBack {
        claim: ClaimId,
        quantity: u64,
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
    Noted {
        owner: OrganisationId,
        /// It asks for people in a team of volunteers; of none that was noted before that counted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        team: bool,
    },
    /// 服务队: somebody claims a place in it, or is passed it on.
    #[serde(rename = "matter.joined.v1")]
    Joined { claim: ClaimId, person: PersonId },
    /// They were there: it counts for where they worked then.
    #[serde(rename = "matter.served.v1")]
    Served {
        claim: ClaimId,
        unit: OrganisationId,
        on: Date,
        /// How much they did, in the unit of the need; 1 where it was not written down.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        quantity: u64,
    },
    /// What was delivered was refused: where nothing of it is left, the place counts for `unit` no
    /// more.
    #[serde(rename = "matter.taken_back.v1")]
    TakenBack {
        claim: ClaimId,
        unit: OrganisationId,
        /// How much of it stands.
        #[serde(default, skip_serializing_if = "is_nothing")]
        left: u64,
    },
    #[serde(rename = "matter.ended.v1")]
    Ended { owner: OrganisationId, ending: Ending, on: Date },
    /// It was opened again: how it ended counts no more.
    #[serde(rename = "matter.reopened.v1")]
    Reopened {},
    #[serde(rename = "matter.reviewed.v1")]
    Reviewed { owner: OrganisationId, satisfaction: Satisfaction, on: Date },
}

fn one() -> u64 {
    1
}

fn is_one(quantity: &u64) -> bool {
    *quantity == 1
}

fn is_nothing(left: &u64) -> bool {
    *left == 0
}
