//! The rules, pure.

pub mod agreement;
pub mod claim;
pub mod project;
pub mod record;
pub mod serial;

pub use agreement::Agreement;
pub use claim::Claim;
pub use project::Project;
pub use record::Record;
pub use serial::Serial;
