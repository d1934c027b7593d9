//! The rules, pure.

mod authority;
pub mod occasion;

pub use occasion::Occasion;
