//! `notices`: who is told what 通知, and whether it was read; and where it goes beside the portal.

pub mod channel;
pub mod notice;

mod channel_queries;
mod inbox_queries;
mod words;

pub use channel_queries::*;
pub use inbox_queries::*;
pub use words::Thing;

crate::service::service_events! {
    "notices":
    "notice" => Notice(notice) [persons],
    "channel" => Channel(channel) [persons],
}
