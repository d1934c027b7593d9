//! `notices`: who is told what 通知, and whether it was read.

pub mod notice;

mod inbox_queries;

pub use inbox_queries::*;

crate::service::service_events! {
    "notices":
    "notice" => Notice(notice) [persons],
}
