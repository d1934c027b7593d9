//! What became of one claim: whether what was promised was kept, whom it waits for, and who turned
//! whom down. Its id is the claim's.
//!
//! Only what was carried out and what was not performed 未履约 counts for reliability: neither a
//! cancellation by consent nor a lapse by the other side's silence speaks against anybody.

use serde::{Deserialize, Serialize};
use values::{Date, NeedId, OfferId, OrganisationId, Uuid};

use crate::projects::claim::{self, Side};

/// What `projects` says happened to the claim, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<claim::Event>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody claims; `claimer` is absent where that is a person.
    #[serde(rename = "promise.claimed.v1")]
    Claimed {
        side: Side,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claimer: Option<OrganisationId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        need: Option<NeedId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offer: Option<OfferId>,
    },
    /// This organisation, the other side, is waited for.
    #[serde(rename = "promise.asked.v1")]
    Asked { of: OrganisationId },
    /// Another claims in the claimer's place, and the other side is waited for again.
    #[serde(rename = "promise.passed_on.v1")]
    PassedOn {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<OrganisationId>,
    },
    /// The other side is waited for no more.
    #[serde(rename = "promise.answered.v1")]
    Answered { by: OrganisationId },
    /// The other side said no: up to that day the two are not suggested to each other. Each is a
    /// line, or the organisation where no line was named.
    #[serde(rename = "promise.declined.v1")]
    Declined { asking: Uuid, giving: Uuid, until: Date },
    #[serde(rename = "promise.kept.v1")]
    Kept {
        giver: OrganisationId,
        /// Whom it was carried out for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asker: Option<OrganisationId>,
    },
    #[serde(rename = "promise.broken.v1")]
    Broken { giver: OrganisationId },
}
