//! `evaluation`: dual evaluation 双评价.
//!
//! Owns occasions with their ratings, the points ledger, and the rewards that points are given
//! for. Decides: who may rate whom on what proof, what stays sealed and until when, which words
//! everybody may read; what a service earns, and what is left to give. Follows `projects`: a claim
//! that was delivered and a service that was confirmed are occasions to rate, and the service
//! earns points; and `registry`: where somebody is checked in decides which points. Answers:
//! occasions, ratings and their sums, points and what stands behind them, rewards. Keeps on disk:
//! its log, and the keys that seal ratings until both sides are in.
//!
//! Promises: nobody rates who did not take part, and nobody twice; nobody reads the other side's
//! rating before the own one is in or the window is over; fewer than five residents are never
//! shown, and never by name; points are neither made nor lost.

mod commands;
pub mod domain;
mod reactions;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use service::{Evaluation, State};
