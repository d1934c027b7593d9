//! `matching`: what fits whom, and what the best whole is.
//!
//! So far its [`engine`] alone: plans proved optimal over an instance, the repair of a plan after a
//! change, prices and explanations. The service that follows the lists and feeds it comes next.

pub mod engine;
