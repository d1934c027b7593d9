//! The rules, pure.

pub mod admission;
pub mod code;
pub mod duplicates;
pub mod family;
pub mod need;
pub mod wish_cap;

pub use admission::Admission;
pub use duplicates::Duplicates;
pub use family::Family;
pub use need::Need;
pub use wish_cap::WishCap;
