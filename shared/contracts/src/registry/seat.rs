//! One seat 兼职委员: a unit's person on a street's 大工委 or a community's 大党委.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, PersonId, Text, Uuid, ids};

use super::validity::Validity;

/// One seat for each body and person.
pub fn id(body: OrganisationId, person: PersonId) -> Uuid {
    ids::of_text("seat", &format!("{body} {person}"))
}

/// `cmd.registry.seat.fill`: the body takes in a person of a unit, for a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Fill {
    /// The street or community.
    pub body: OrganisationId,
    pub unit: OrganisationId,
    /// Who works there.
    pub person: PersonId,
    /// The last day of the term, at most five years ahead.
    pub until: Date,
}

/// `cmd.registry.seat.vacate`: before its term is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Vacate {
    pub body: OrganisationId,
    pub person: PersonId,
    pub reason: Text<200>,
}

/// The most months of one term.
pub const MONTHS_MAX: i32 = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Fill(Fill),
    Vacate {
        reason: Text<200>,
    },
    /// Its term is over.
    Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "seat.filled.v1")]
    Filled { body: OrganisationId, unit: OrganisationId, person: PersonId, validity: Validity },
    /// 任期届满
    #[serde(rename = "seat.term_over.v1")]
    TermOver {},
    #[serde(rename = "seat.vacated.v1")]
    Vacated { reason: Text<200>, on: Date },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Nobody has such a seat.
    Unknown,
    /// Only the body, or the operator, fills and vacates its seats.
    NotAuthorised,
    /// Only streets and communities have seats.
    NotABody,
    /// No such unit, or the person does not work there.
    NotOfTheUnit,
    /// The last day has passed, or is further off than a term may last.
    UntilOutOfRange,
}

crate::request::commands! {
    Fill => "cmd.registry.seat.fill",
    Vacate => "cmd.registry.seat.vacate",
}
