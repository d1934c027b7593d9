//! The rules, pure.

pub mod activity;
pub mod agreement;
pub mod claim;
pub mod project;
pub mod record;
pub mod roll;
pub mod serial;
pub mod tender;

pub use activity::Activity;
pub use agreement::Agreement;
pub use claim::Claim;
pub use project::Project;
pub use record::Record;
pub use roll::Roll;
pub use serial::Serial;
pub use tender::Tender;
