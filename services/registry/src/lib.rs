//! `registry`: who is who — areas, calendar, taxonomy, organisations, people, check-ins 报到,
//! pairs 结对.
//!
//! Owns them, and the record of imports. Decides: adding areas, setting the days of a year and the
//! subcategories of a category, organisations from their application to their end or merge,
//! registering, moving and erasing people, checking in and being excused, seats 兼职委员,
//! pairing. Follows nobody. Answers: organisations, their names,
//! check-ins and their forms, who has come and who has not, areas, the taxonomy, the people of an
//! organisation, one person opened, and all that is kept of one to that one. Keeps on disk: its
//! log, and the keys of the people in it.
//!
//! Promises: names and phones of people touch a disk only sealed with the person's own key, and
//! are noise once that key is destroyed. A unit has one main community 主报到 at a time. Every
//! figure of coverage is kept as things change, never counted anew. Merging deletes nothing: the
//! merged organisation stands for the kept one, and can be taken apart again.

mod commands;
pub mod domain;
mod reactions;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use service::{Registry, State};
