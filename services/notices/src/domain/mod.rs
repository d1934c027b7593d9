//! The rules, pure: what other services' words mean for whom, and where that goes.

pub mod channel;
pub mod notice;

pub use channel::Channel;
pub use notice::Notice;
