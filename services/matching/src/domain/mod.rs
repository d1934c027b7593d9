//! The rules, pure: what other services' words mean for what is matched and found, and plans.

pub mod bond;
pub mod listing;
pub mod party;
pub mod plan;
pub mod promise;
pub mod venture;

pub use bond::Bond;
pub use listing::Listing;
pub use party::Party;
pub use plan::Plan;
pub use promise::Promise;
pub use venture::Venture;
