//! `projects`: the project list 项目清单, and how a line gets there.
//!
//! Owns claims, agreements, projects with their service records, the serial numbers of project
//! codes, the menu of activities, and tenders. Decides: who may claim, answer, sign, record,
//! confirm and accept; when a claim or a draft lapses; who takes part in an activity; who has a
//! tender's grant. Follows `needs` and `resources`, which say whether a claim's holds stand,
//! `evaluation`, which says when its rating is closed, and `matching`, whose published plans are
//! carried out as claims.
//! Answers: claims, agreements, projects, activities, tenders. Keeps on disk: its log, and the
//! keys that seal a tender's proposals until its deadline.
//!
//! Promises: a claim ends one way only; a project's code is used once; what was delivered never
//! exceeds what was claimed; an activity has no more guests than places; nobody reads a proposal
//! before the deadline.

mod commands;
pub mod domain;
mod reactions;
mod service;
mod views;

pub use service::{Projects, State};
