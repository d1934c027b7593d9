//! Request → command → reply.

mod fairness;
pub(crate) mod points;
pub(crate) mod ratings;
mod rules;

use runtime::Commands;

use crate::Evaluation;

pub(crate) fn table() -> Commands<Evaluation> {
    let table = points::add_to(ratings::add_to(Commands::default()));
    fairness::add_to(rules::add_to(table))
}
