//! Request → command → reply.

pub(crate) mod ratings;

use runtime::Commands;

use crate::Evaluation;

pub(crate) fn table() -> Commands<Evaluation> {
    ratings::add_to(Commands::default())
}
