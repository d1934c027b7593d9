//! The rules, pure.

mod authority;
pub mod belonging;
pub mod ledger;
pub mod occasion;
pub mod posting;
pub mod reward;

pub use belonging::Belonging;
pub use ledger::Ledger;
pub use occasion::Occasion;
pub use posting::Posting;
pub use reward::Reward;

/// What never happens: a rule that rejects nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

impl From<Never> for contracts::Rejection {
    fn from(never: Never) -> Self {
        match never {}
    }
}
