//! The rules, pure.

pub mod admission;
pub mod clock;
pub mod duplicates;
pub mod family;
pub mod handling;
pub mod hotline;
pub mod limits;
pub mod need;
pub mod wish_cap;

pub use admission::Admission;
pub use duplicates::Duplicates;
pub use family::Family;
pub use handling::Handling;
pub use hotline::Hotline;
pub use limits::Limits;
pub use need::Need;
pub use wish_cap::WishCap;

/// What the fingerprint of a need's look-up code is of.
pub const CODE: &str = "need code";
