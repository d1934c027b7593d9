//! The rules, pure.

pub mod checked_in;
pub mod concerned;
pub mod course;
pub mod dossier;
pub mod job;
pub mod numbering;
pub mod report;
pub mod under_way;

pub use checked_in::CheckedIn;
pub use concerned::Concerned;
pub use course::Course;
pub use dossier::Dossier;
pub use job::Job;
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
