//! `projects`: the project list 项目清单, and how a line gets there.
//!
//! Owns claims, agreements, projects, their service records, and the serial numbers of project
//! codes. Decides: who may claim, answer, sign, record, confirm and accept; when a claim or a draft
//! lapses. Follows `needs` and `resources`, which say whether a claim's holds stand. Answers:
//! claims, agreements, projects. Keeps on disk: its log, nothing else.
//!
//! Promises: a claim ends one way only; a project's code is used once; what was delivered never
//! exceeds what was claimed.

mod commands;
pub mod domain;
mod reactions;
mod service;
mod views;

pub use service::{Projects, State};
