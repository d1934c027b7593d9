//! The rules, pure.

pub mod need;

pub use need::Need;
