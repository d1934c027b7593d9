//! The rules, pure.

pub mod offer;

pub use offer::Offer;
