//! `needs`: the need list 需求清单.
//!
//! Owns needs, wishes and posts, and the amounts of them that claims hold. Decides: raising,
//! verifying, posting, holding, releasing, delivering, closing. Follows `projects`: a claim asks
//! for its hold there, and its fate frees or delivers it. Answers: needs, one need. Keeps on disk:
//! its log, nothing else.
//!
//! Promises: what is held and delivered of a need never exceeds what was asked for, and none is
//! counted as solved that was only closed.

mod commands;
pub mod domain;
mod reactions;
mod service;
mod views;

pub use service::{Needs, State};
