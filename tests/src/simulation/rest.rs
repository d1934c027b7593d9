//! What must hold when everything has arrived: judged from the logs alone, by rules of its own, so
//! that the services are not asked whether they are right.

mod claims;
mod facts;
mod logs;
mod ratings;

use contracts::Position;
use values::{Hash, Timestamp};

use super::city::City;
use super::world;
use facts::Facts;

/// What a run came to; the same for the same seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) heads: Vec<(Position, Option<Hash>)>,
    /// How many claims came how far, to know that the runs reach the places that matter.
    pub(super) reached: facts::Reached,
}

/// Checks everything; panics with what is wrong.
pub(super) fn check(city: &City, now: Timestamp) -> Summary {
    for node in city.nodes() {
        node.check_rest(&city.streams);
        logs::check_acknowledged(node);
    }
    let resources = logs::read::<resources::Resources>(city, &city.resources);
    let needs = logs::read::<needs::Needs>(city, &city.needs);
    let projects = logs::read::<projects::Projects>(city, &city.projects);
    let mut facts = Facts::default();
    facts.add_resources(&resources);
    facts.add_needs(&needs);
    facts.add_projects(&projects);
    claims::check(&facts, now);
    claims::check_projects(&facts);
    claims::check_duplicates(&facts);
    let evaluation = logs::read::<evaluation::Evaluation>(city, &city.evaluation);
    ratings::check(&projects, &evaluation, now);
    Summary { heads: world::heads(city), reached: facts.reached() }
}
