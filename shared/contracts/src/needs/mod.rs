//! `needs`: the need list 需求清单, from the raising to the closing, and the amounts held on it.

pub mod admission;
pub mod family;
pub mod need;
pub mod wish_cap;

mod queries;
mod suggestions;

pub use queries::*;
pub use suggestions::*;

crate::service::service_events! {
    "needs":
    "need" => Need(need),
    "family" => Family(family),
    "admission" => Admission(admission),
    "wish_cap" => WishCap(wish_cap),
}
