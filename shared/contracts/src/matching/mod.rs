//! `matching`: what fits whom, what the best whole is, and where anything is found.

pub mod bond;
pub mod listing;
pub mod party;
pub mod plan;
pub mod promise;
pub mod quota;
pub mod venture;

mod plan_queries;
mod price_queries;
mod search_queries;
mod suggestion_queries;

/// For so many days whoever said no to somebody is not asked the same again.
pub const DECLINED_DAYS: i32 = 90;

/// Whom so many claims wait for is not suggested for more.
pub const UNANSWERED_MAX: u32 = 10;

pub use plan_queries::*;
pub use price_queries::*;
pub use search_queries::*;
pub use suggestion_queries::*;

crate::service::service_events! {
    "matching":
    "listing" => Listing(listing),
    "party" => Party(party),
    "bond" => Bond(bond),
    "promise" => Promise(promise),
    "venture" => Venture(venture),
    "plan" => Plan(plan) [work] cut is_part,
    "quota" => Quota(quota),
}
