//! `needs`: the need list 需求清单.
//!
//! Owns needs, wishes and posts, and the amounts of them that claims hold. Decides: raising,
//! verifying, classifying, posting, holding, releasing, delivering, accepting, reviewing, closing,
//! and what becomes of a need that nobody claims. Follows `projects`: a claim asks for its hold
//! there, and its fate frees or delivers it. Answers: needs, one need, who told it, whose code it
//! is. Keeps on disk: its log; the keys of those whose data it seals.
//!
//! Promises: what is held and delivered of a need never exceeds what was asked for, none is
//! counted as solved that was only closed, and silence is never taken for satisfaction.

mod commands;
pub mod domain;
mod reactions;
mod service;
mod suggesting;
#[cfg(test)]
mod tests;
mod views;

pub use service::{Needs, State};
pub use suggesting::use_model;
