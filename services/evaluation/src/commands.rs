//! Request → command → reply.

mod fairness;
mod honours;
mod leaves;
pub(crate) mod points;
pub(crate) mod ratings;
mod rules;

use runtime::Commands;

use crate::Evaluation;

pub(crate) fn table() -> Commands<Evaluation> {
    let table = points::add_to(ratings::add_to(Commands::default()));
    leaves::add_to(honours::add_to(fairness::add_to(rules::add_to(table))))
}
