//! The rules, pure.

mod authority;
pub mod belonging;
pub mod entered;
pub mod exclusion;
pub mod fact;
pub mod gathering;
pub mod hearing;
pub mod hours;
pub mod leave;
pub mod ledger;
pub mod matter;
pub mod merger;
pub mod objection;
pub mod occasion;
pub mod posting;
pub mod recognition;
pub mod reward;
pub mod rules;
pub mod scoring;
pub mod star;

pub(crate) use authority::{corrects, is_of_own_area};
pub use belonging::Belonging;
pub use entered::Entered;
pub use exclusion::Exclusion;
pub use fact::Fact;
pub use gathering::Gathering;
pub use hearing::Hearing;
pub use hours::Hours;
pub use leave::Leave;
pub use ledger::Ledger;
pub use matter::Matter;
pub use merger::Merger;
pub use objection::Objection;
pub use occasion::Occasion;
pub use posting::Posting;
pub use recognition::Recognition;
pub use reward::Reward;
pub use rules::Rules;
pub use star::Star;

/// What never happens: a rule that rejects nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

impl From<Never> for contracts::Rejection {
    fn from(never: Never) -> Self {
        match never {}
    }
}
