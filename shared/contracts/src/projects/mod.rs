//! `projects`: claims 双认领, agreements 共建协议 and the project list 项目清单.

pub mod activity;
pub mod agreement;
pub mod claim;
pub mod fulfilment;
pub mod project;
pub mod record;
pub mod roll;
pub mod serial;
pub mod tender;

mod activity_queries;
mod agreement_queries;
mod project_queries;
mod queries;
mod record_queries;
mod roll_queries;
mod tender_queries;

pub use activity_queries::*;
pub use agreement_queries::*;
pub use project_queries::*;
pub use queries::*;
pub use record_queries::*;
pub use roll_queries::*;
pub use tender_queries::*;

crate::service::service_events! {
    "projects":
    "claim" => Claim(claim),
    "agreement" => Agreement(agreement),
    "project" => Project(project),
    "record" => Record(record),
    "roll" => Roll(roll) [work],
    "serial" => Serial(serial),
    "activity" => Activity(activity) [work],
    "tender" => Tender(tender),
}

// Of agreements, activities and tenders.
crate::names::titled!("qry.projects.titled");
