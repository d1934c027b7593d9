//! `matching`: what fits whom, what the best whole is, and where anything is found.
//!
//! Owns what it knows of the lists: each line as far as it is matched, who is where, which pairs
//! stand, who kept what was promised, who turned whom down, whom how many claims wait for, and what
//! each community missed last year; how much units say that they take on; and the plans. Decides
//! nothing for anybody: it proposes and explains, and keeps who decided what about a plan. Follows
//! `resources` and `needs` (what is on the lists, and how much of it is left), `projects` (what was
//! carried out) and `registry` (who works where, and with whom it is paired). Answers: suggestions
//! for a need, an offer, an organisation, a member; why a pair fits or not; what is missing; plans,
//! what a change of one would cost, what would be better otherwise, and in what two differ; search.
//! Keeps on disk: its log.
//!
//! The best whole is kept live: each event is a change of the instance, repaired at once by the
//! [`engine`], so prices and suggestions are always those of the lists as they stand.
//!
//! Promises: the same log leads to the same suggestions; every suggestion says why; nothing that
//! is not public on a list is told; a line of a plan is carried out only when both its sides have
//! accepted it.

mod agreements;
mod commands;
mod dealings;
pub mod domain;
pub mod engine;
mod equity;
mod lots;
mod opening;
mod people;
mod planning;
mod quotas;
mod rarity;
mod reactions;
mod score;
mod service;
#[cfg(test)]
mod tests;
pub mod texts;
mod views;
mod words;

pub use service::{Matching, State};
