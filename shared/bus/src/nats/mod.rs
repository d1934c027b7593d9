//! The bus over NATS.

mod buckets;
mod calls;
mod client;
mod dead_letters;
mod follower;
mod publish;
mod requests;
mod streams;
mod together;

pub(crate) use buckets::NatsBucket;
pub(crate) use client::Nats;
pub use client::Options;
pub(crate) use follower::NatsFollower;
pub(crate) use requests::{NatsRequests, NatsResponder};
