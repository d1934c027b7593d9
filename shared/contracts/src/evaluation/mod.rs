//! `evaluation`: who took part rates whom 双评价, and what follows from it.

pub mod occasion;

mod occasion_queries;

pub use occasion_queries::*;

crate::service::service_events! {
    "evaluation":
    "occasion" => Occasion(occasion),
}
