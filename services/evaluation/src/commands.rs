//! Request → command → reply.

pub(crate) mod points;
pub(crate) mod ratings;

use runtime::Commands;

use crate::Evaluation;

pub(crate) fn table() -> Commands<Evaluation> {
    points::add_to(ratings::add_to(Commands::default()))
}
