//! `reporting`: what everybody did, counted from the events of all services; the dual reports
//! 双报告 that say so, in batches, too; who received them; bundles of ledgers 台账.

pub mod batch;
pub mod bundle;
pub mod course;
pub mod dossier;
pub mod numbering;
pub mod report;

mod batch_queries;
mod bundle_queries;
mod figure_queries;
mod period;
mod report_queries;
mod saying;

pub use batch_queries::*;
pub use bundle_queries::*;
pub use figure_queries::*;
pub use period::{NoPeriod, Period};
pub use report_queries::*;
pub use saying::{hours, points};

crate::service::service_events! {
    "reporting":
    "course" => Course(course) [persons],
    "report" => Report(report) [persons],
    "dossier" => Dossier(dossier) [persons],
    "numbering" => Numbering(numbering),
    "bundle" => Bundle(bundle) [persons],
    "batch" => Batch(batch) [persons],
}
