//! The rules, pure.

mod authority;
pub mod belonging;
pub mod fact;
pub mod ledger;
pub mod matter;
pub mod occasion;
pub mod posting;
pub mod reward;
pub mod rules;
pub mod scoring;

pub use belonging::Belonging;
pub use fact::Fact;
pub use ledger::Ledger;
pub use matter::Matter;
pub use occasion::Occasion;
pub use posting::Posting;
pub use reward::Reward;
pub use rules::Rules;

/// What never happens: a rule that rejects nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

impl From<Never> for contracts::Rejection {
    fn from(never: Never) -> Self {
        match never {}
    }
}
