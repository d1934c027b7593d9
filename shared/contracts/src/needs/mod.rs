//! `needs`: the need list 需求清单, from the raising to the closing, and the amounts held on it.

pub mod admission;
pub mod family;
pub mod handling;
pub mod hotline;
pub mod limits;
pub mod need;
pub mod wish_cap;

mod handlings;
mod queries;
mod suggestions;

pub use handlings::*;
pub use queries::*;
pub use suggestions::*;

crate::service::service_events! {
    "needs":
    "need" => Need(need),
    "family" => Family(family),
    "admission" => Admission(admission) [work],
    "wish_cap" => WishCap(wish_cap),
    "handling" => Handling(handling) [work],
    "hotline" => Hotline(hotline) [work],
    "limits" => Limits(limits),
}

// Of admissions.
crate::names::titled!("qry.needs.titled");
