//! What the gateway writes down beside the services' logs: who came in, who was refused, and who
//! read what is personal. Changes need no line here: their commits say who and when.
//!
//! One log a month, `access-2026-11`, so that the whole month is deleted when its time is over;
//! each names the end of the one before.

use std::any::Any;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use values::{AccountId, Hash, Text, Uuid, ids};

use crate::{Position, ServiceEvent};

/// What the names of these logs begin with.
pub const PREFIX: &str = "access-";

/// All of a month's entries are one history.
pub fn id(name: &str) -> Uuid {
    ids::of_text("access", name)
}

/// The end of the month before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Before {
    /// The name of its log.
    pub name: Text<40>,
    pub position: Position,
    pub hash: Hash,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "access.begun.v1")]
    Begun {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        previous: Option<Before>,
    },
    #[serde(rename = "access.signed_in.v1")]
    SignedIn { account: AccountId, address: IpAddr },
    /// Without the login name: people type passwords there.
    #[serde(rename = "access.sign_in_failed.v1")]
    SignInFailed {
        /// Whose login name it was, if anybody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<AccountId>,
        address: IpAddr,
    },
    #[serde(rename = "access.refused.v1")]
    Refused {
        /// `GET /api/v1/claims`.
        operation: Text<200>,
        status: u16,
        address: IpAddr,
        /// How often more since the last line of the same.
        repeats: u32,
    },
    #[serde(rename = "access.read.v1")]
    Read {
        operation: Text<200>,
        /// What it was read for.
        purpose: Text<60>,
        /// Whose or what of.
        of: Text<200>,
        address: IpAddr,
    },
}

impl ServiceEvent for Event {
    const SERVICE: &'static str = "access";

    fn aggregate_kind(&self) -> &'static str {
        "access"
    }

    fn of_aggregate(&self) -> &dyn Any {
        self
    }
}
