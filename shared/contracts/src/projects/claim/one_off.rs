//! The line of a side that named none 一次性条目, so that the graph stays whole.

use serde::{Deserialize, Serialize};
use values::{Amount, AreaCode, ClaimId, OrganisationId, Text, Uuid, ids};

use super::Side;
use crate::Line;
use crate::registry::taxonomy::Category;

/// What the claimer gives or asks for by this claim alone: nobody else can claim it.
///
/// It is the claimer's, who named no line of its own, and an organisation's: a person who claims in
/// their own name stands for themselves on no list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneOff {
    pub line: Line,
    pub owner: OrganisationId,
    /// What the project is called that carries it out.
    pub title: Text<60>,
    /// That of the line which was claimed.
    pub category: Category,
    pub amount: Amount,
    /// Where it is carried out.
    pub area: AreaCode,
}

/// The line that `claim` gives its claimer, who is on this side: a claim needs one at most.
pub fn one_off(claim: ClaimId, side: Side) -> Line {
    let id: Uuid = ids::derive(claim.into(), 3);
    match side {
        Side::Giving => Line::Offer(id.into()),
        Side::Asking => Line::Need(id.into()),
    }
}
