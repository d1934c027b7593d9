//! The rules, pure.

pub mod agreement;
pub mod claim;
pub mod project;
pub mod serial;

pub use agreement::Agreement;
pub use claim::Claim;
pub use project::Project;
pub use serial::Serial;
