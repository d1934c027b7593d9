//! The rules, pure: what other services' words mean for whom.

pub mod notice;

pub use notice::Notice;
