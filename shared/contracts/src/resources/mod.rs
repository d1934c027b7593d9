//! `resources`: the resource list 资源清单 and the amounts of it that are held.

pub mod offer;

mod queries;

pub use queries::*;

crate::service::service_events! {
    "resources":
    "offer" => Offer(offer),
}
