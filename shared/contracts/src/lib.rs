//! What services say to each other, and what stands on disk: one definition for both.
//!
//! One module per service, one file per aggregate. An event's tag (`need.posted.v1`) is its name
//! for ever; every form has a fixture in `fixtures/` that a test reads.

mod actor;
mod asker;
mod card;
mod commit;
mod context;
mod directory;
mod hold;
mod names;
mod page;
mod parking;
mod place;
mod reply;
mod request;
mod service;
mod slot;
mod waiting;

pub mod access;
pub mod evaluation;
pub mod matching;
pub mod needs;
pub mod notices;
pub mod projects;
pub mod registry;
pub mod reporting;
pub mod resources;
pub mod subjects;
#[cfg(feature = "testing")]
pub mod testing;

/// Every service with a log of its own, in the order in which they start.
pub const SERVICES: [&str; 8] = [
    "registry",
    "resources",
    "needs",
    "projects",
    "evaluation",
    "matching",
    "reporting",
    "notices",
];

pub use actor::{Actor, Role};
pub use asker::Asker;
pub use card::Card;
pub use commit::{
    COMMIT_BYTES_MAX, Cause, Commit, Parked, Position, Readers, Recorded, ServiceEvent,
};
pub use context::Context;
pub use directory::{Directory, Known, Standing};
pub use hold::{Claimer, Hold, HoldRefusal, Line};
pub use names::{NAMES_MAX, Named};
pub use page::{History, HistoryEntry, ListOrder, Page, PageRequest};
pub use parking::{ParkedCommit, Replayed};
pub use place::{NoPlace, Place, newest_first, oldest_first};
pub use reply::{Changed, Failure, Receipt, Rejection, Reply};
pub use request::{Command, NothingSeen, Query, Seen};
pub use slot::Slot;
pub use waiting::WaitingList;
