//! `notices`: who is told what 通知.
//!
//! Owns what each inbox, an organisation's or a person's, was told about each line, and whether it
//! was read. Decides: whom a fact concerns, what they are told, until when something is to be done,
//! and when nothing is left to tell. Follows `projects` (claims, agreements, projects, records,
//! activities, tenders), `resources` (terms that end), `needs` (with what the hotline and upper
//! departments ask for), `evaluation` (what is to be rated, objections, hearings, stars,
//! recognition), `reporting`, `matching` (plans) and `registry` (check-ins, registrations).
//! Answers: an inbox, and how much of it is unread. Keeps on disk: its log.
//!
//! Promises: each fact is told once; of one line an inbox has the newest notice alone, so what was
//! answered asks for no answer any more; no notice holds a word about anybody, only identifiers,
//! amounts and moments.

mod commands;
pub mod domain;
mod outbox;
mod reactions;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use outbox::{MailServer, Outlets, outbox, use_outlets};
pub use service::{Notices, State};
