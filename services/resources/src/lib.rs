//! `resources`: the resource list 资源清单.
//!
//! Owns offers, the amounts of them that claims hold and the times that they book. Decides:
//! drafting, listing, editing, pausing, renewing, withdrawing, holding, releasing, using. Follows
//! `projects`: a claim asks for its hold there, and its fate frees or uses it. Answers: offers, one
//! offer, its free and booked slots. Keeps on disk: its log, nothing else.
//!
//! Promises: what is held and used of an offer never exceeds what it has, in all and in each slot.

mod commands;
pub mod domain;
mod reactions;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use service::{Resources, State};
