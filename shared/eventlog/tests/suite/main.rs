//! What every log promises, tried on both backends, under damage, and with the process killed.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail it")]

mod checkpoints;
mod conformance;
mod damage;
mod full;
mod groups;
mod keys;
mod kill;
mod marks;
mod support;
