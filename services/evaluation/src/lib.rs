//! `evaluation`: dual evaluation 双评价.
//!
//! Owns occasions with their ratings, the points ledger, the rewards that points are given for,
//! the rules of each year, facts that are written down by hand, stars, objections, lists of
//! recognition, and answers to written requests 听取意见. Decides: who may rate whom on what proof,
//! what stays sealed and until when, which words everybody may read; what a service earns, and
//! what is left to give; how a year's facts come to a scorecard; who is granted a star or
//! recognised; what an upheld objection strikes. Follows `projects`: a claim that was delivered and
//! a service that was confirmed are occasions to rate, and the service earns points; `needs`: its
//! owner is scored by what became of a need; and `registry`: where somebody is checked in decides
//! which points. Answers: occasions, ratings and their sums, points and what stands behind them,
//! rewards, scorecards with their facts, shortlists, stars, objections. Keeps on disk: its log, and
//! the keys that seal ratings until both sides are in.
//!
//! Promises: nobody rates who did not take part, and nobody twice; nobody reads the other side's
//! rating before the own one is in or the window is over; fewer than five residents are never
//! shown, and never by name; points are neither made nor lost; the card of a closed year is the
//! same for ever; what a unit is told of a person is confirmed, and the person saw it first.

mod commands;
pub mod domain;
mod reactions;
mod rules;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use service::{Evaluation, State};
