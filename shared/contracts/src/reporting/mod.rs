//! `reporting`: what everybody did, counted from the events of all services; the dual reports
//! 双报告 that say so; who received them; jobs in the background, which make ledgers 台账 and all
//! reports of a period.

pub mod course;
pub mod dossier;
pub mod job;
pub mod ledger;
pub mod numbering;
pub mod report;

mod figure_queries;
mod job_queries;
mod period;
mod rates;
mod report_queries;
mod saying;

pub use figure_queries::*;
pub use job_queries::*;
pub use period::{NoPeriod, Period};
pub use rates::{Rate, RateLine};
pub use report_queries::*;
pub use saying::{hours, points};

crate::service::service_events! {
    "reporting":
    "course" => Course(course) [persons],
    "report" => Report(report) [persons],
    "dossier" => Dossier(dossier) [persons],
    "numbering" => Numbering(numbering),
    "job" | "bundle" | "batch" => Job(job) [persons],
}

// Of reports.
crate::names::titled!("qry.reporting.titled");
