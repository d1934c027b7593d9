//! What every log promises, tried on both backends, under damage, and with the process killed.

mod checkpoints;
mod conformance;
mod damage;
mod groups;
mod keys;
mod kill;
mod marks;
mod support;
