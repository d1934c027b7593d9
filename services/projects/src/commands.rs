//! Request → command → reply.

mod activities;
pub(crate) mod agreements;
mod claims;
mod projects;
mod records;
pub(crate) mod rolls;
mod tenders;

use runtime::Commands;

pub(crate) use tenders::PROPOSAL;

use crate::Projects;

pub(crate) fn table() -> Commands<Projects> {
    let table = records::add_to(Commands::default());
    let table = tenders::add_to(activities::add_to(rolls::add_to(table)));
    agreements::add_to(projects::add_to(claims::add_to(table)))
}
