//! The rules, pure.

pub mod batch;
pub mod bundle;
pub mod concerned;
pub mod course;
pub mod dossier;
pub mod numbering;
pub mod report;
pub mod under_way;

pub use batch::Batch;
pub use bundle::Bundle;
pub use concerned::Concerned;
pub use course::Course;
pub use dossier::Dossier;
pub use numbering::Numbering;
pub use report::Report;
pub use under_way::UnderWay;

/// What never happens: a rule that rejects nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

impl From<Never> for contracts::Rejection {
    fn from(never: Never) -> Self {
        match never {}
    }
}
