//! The rules, pure.

pub mod code;
pub mod duplicates;
pub mod need;

pub use duplicates::Duplicates;
pub use need::Need;
