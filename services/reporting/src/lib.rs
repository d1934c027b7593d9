//! `reporting`: what everybody did, counted, and the dual reports 双报告 that say so.
//!
//! Owns courses: what became of each thing of the other services, as dated lines that are counted;
//! reports, from the first compilation to the receipt; and jobs in the background, which make
//! ledgers 台账 or all reports of a period. The gateway works them. Decides who compiles, confirms,
//! issues, receives and disputes a report, and when; which number it has; how much of one person is
//! under way at a time. Follows `registry` (check-ins, where people work), `resources`, `needs`,
//! `projects` and `evaluation`. Answers: the figures of an organisation, of a person, of an area in
//! any period, the lines that each figure is the sum of, with the event that proves each; the
//! roll-up 汇总 of an area by months and by the areas in it; reports, what they rest on, and whether
//! a file with some digest was issued. Keeps on disk: its log; the [`press`] beside it keeps what
//! it printed under its digest.
//!
//! Promises: every figure is a sum over the same lines, and opens to them; what is closed unsolved
//! is never counted as solved; what is taken back is taken back on its own day; what was issued
//! stays, and a changed fact changes the next version only; no two reports about one subject share
//! a day; of people there are ids alone, and a person is named to the person alone.

mod commands;
pub mod domain;
mod press;
mod reactions;
mod service;
#[cfg(test)]
mod tests;
mod views;

pub use press::{
    Desk, FONT_FOLDERS, Made, Orders, PressError, Room, missing_fonts, press, print_all,
};
pub use service::{Reporting, State};
