//! `resources`: the resource list 资源清单 and the amounts of it that are held.

pub mod offer;
pub mod schedule;

mod queries;

pub use queries::*;

crate::service::service_events! {
    "resources":
    "offer" => Offer(offer),
}
