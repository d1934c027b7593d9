//! `resources`: the resource list 资源清单.
//!
//! Owns offers and the amounts of them that claims hold. Decides: listing, withdrawing, holding,
//! releasing, using. Follows `projects`: a claim asks for its hold there, and its fate frees or
//! uses it. Answers: offers, one offer. Keeps on disk: its log, nothing else.
//!
//! Promises: what is held and used of an offer never exceeds what it has.

mod commands;
pub mod domain;
mod reactions;
mod service;
mod views;

pub use service::{Resources, State};
