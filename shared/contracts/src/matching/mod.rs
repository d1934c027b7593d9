//! `matching`: what fits whom, what the best whole is, and where anything is found.

pub mod bond;
pub mod listing;
pub mod party;
pub mod plan;
pub mod promise;
pub mod venture;

mod plan_queries;
mod search_queries;
mod suggestion_queries;

pub use plan_queries::*;
pub use search_queries::*;
pub use suggestion_queries::*;

crate::service::service_events! {
    "matching":
    "listing" => Listing(listing),
    "party" => Party(party),
    "bond" => Bond(bond),
    "promise" => Promise(promise),
    "venture" => Venture(venture),
    "plan" => Plan(plan),
}
