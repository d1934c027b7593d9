//! The rules, pure: what other services' words mean for what is matched and found, and plans.

pub mod bond;
pub mod listing;
pub mod party;
pub mod plan;
pub mod promise;
pub mod quota;
pub mod venture;

use contracts::Context;
use contracts::matching::DECLINED_DAYS;
use values::{Date, time};

pub use bond::Bond;
pub use listing::Listing;
pub use party::Party;
pub use plan::Plan;
pub use promise::Promise;
pub use quota::Quota;
pub use venture::Venture;

/// Up to that day a no that is said now counts.
fn declined_until(context: &Context) -> Date {
    time::plus_days(time::date_at(context.now), DECLINED_DAYS)
}
