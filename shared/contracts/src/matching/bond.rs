//! Whether a pair 结对 or an agreement 共建协议 stands: its sides prefer each other. Its id is the
//! pair's, or the agreement's.

use serde::{Deserialize, Serialize};
use values::OrganisationId;

use crate::projects::agreement;
use crate::registry::pair;

/// What its own service says happened to it, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Pair(Vec<pair::Event>),
    Agreement(Vec<agreement::Event>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "bond.tied.v1")]
    Tied { unit: OrganisationId, community: OrganisationId },
    #[serde(rename = "bond.untied.v1")]
    Untied { unit: OrganisationId, community: OrganisationId },
    /// An agreement is drafted between these. Nothing holds before they have signed.
    #[serde(rename = "bond.drafted.v1")]
    Drafted { parties: Vec<OrganisationId> },
    /// The agreement is in force between these, whoever they were before.
    #[serde(rename = "bond.agreed.v1")]
    Agreed { parties: Vec<OrganisationId> },
    /// It is in force no more.
    #[serde(rename = "bond.agreement_ended.v1")]
    AgreementEnded { parties: Vec<OrganisationId> },
}
