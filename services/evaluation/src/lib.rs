//! `evaluation`: dual evaluation 双评价.
//!
//! Owns occasions with their ratings. Decides: who may rate whom on what proof, what stays sealed
//! and until when, which words everybody may read. Follows `projects`: a claim that was delivered
//! and a service that was confirmed are occasions to rate. Answers: occasions, ratings and their
//! sums. Keeps on disk: its log, and the keys that seal ratings until both sides are in.
//!
//! Promises: nobody rates who did not take part, and nobody twice; nobody reads the other side's
//! rating before the own one is in or the window is over; fewer than five residents are never
//! shown, and never by name.

mod commands;
pub mod domain;
mod reactions;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use service::{Evaluation, State};
