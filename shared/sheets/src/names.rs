//! Names as lists write them: the same thing under many spellings.
//!
//! A name is never a key: what is found here is a proposal with its certainty, and only what is
//! written the same counts as the same.

mod closest;
mod community;
mod plain;
mod unit;

pub use closest::closest;
pub use community::{Areas, Resolution, community_core};
pub use plain::normalise;
pub use unit::{Sameness, same_unit, unit_key};
