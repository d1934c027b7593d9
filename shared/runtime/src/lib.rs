//! What runs a service: the one-writer loop, its settings, telemetry, health and shutdown.
//!
//! A service is a value of [`Service`]: its rules, its read models and two tables. Everything that
//! is the same for all of them is here, once:
//!
//! - [`Writer`]: judges commands, followed events and due times one after another, and makes each
//!   outcome a commit. Pure but for the log it reads at its start, so the simulation drives it.
//! - [`host`]: the threads and tasks around a writer: requests in, group commit, replies that wait
//!   for the disk, the mirror, the followers, the views.
//! - [`Client`]: commands and queries to other services, for the gateway and the command line.
//!
//! Only this crate reads the clock, randomness and the environment.

mod aggregates;
mod apart;
mod client;
mod clock;
mod deadlines;
mod decision;
pub mod host;
mod index;
mod ops;
mod random;
mod service;
mod settings;
mod telemetry;
#[cfg(test)]
mod tests;
mod view;
mod writer;

pub use aggregates::Aggregates;
pub use apart::Apart;
pub use client::{Client, ClientError};
pub use clock::{Clock, fresh_bytes, fresh_code, fresh_command, fresh_person, fresh_token};
pub use deadlines::Deadlines;
pub use decision::Decision;
pub use host::{Host, HostError, HostOptions};
pub use index::{Index, Kind, Letters, letters};
pub use ops::{Health, ops_router};
pub use random::Random;
pub use service::{Commands, Queries, Question, Reaction, Reactions, Service};
pub use settings::{AddressRange, Checkpoints, Http, NoRange, Overrides, Settings, SettingsError};
pub use telemetry::{LogFormat, chain, init_logging, metrics_handle};
pub use writer::{Answer, Decided, Followed, Sent, Writer, WriterError};
