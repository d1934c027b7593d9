//! Request → command → reply.

pub(crate) mod points;
pub(crate) mod ratings;
mod rules;

use runtime::Commands;

use crate::Evaluation;

pub(crate) fn table() -> Commands<Evaluation> {
    rules::add_to(points::add_to(ratings::add_to(Commands::default())))
}
