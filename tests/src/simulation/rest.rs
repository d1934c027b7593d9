//! What must hold when everything has arrived: judged from the logs alone, by rules of its own, so
//! that the services are not asked whether they are right.

mod check_ins;
mod claims;
mod facts;
mod figures;
mod logs;
mod ratings;

use contracts::Position;
use values::{Hash, Timestamp};

use super::city::City;
use super::world::Lost;
use facts::Facts;

/// What a run came to; the same for the same seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    /// For each service how long its log is, and a digest of what happened to what and when. What
    /// is sealed is random by its nature, and so is every hash after it, here and in who follows.
    pub(super) happened: Vec<(Position, Hash)>,
    /// How many claims came how far, to know that the runs reach the places that matter.
    pub(super) reached: facts::Reached,
    /// What never arrived, to know that it went on all the same.
    pub(super) lost: Lost,
}

/// Checks everything; panics with what is wrong.
pub(super) fn check(city: &City, lost: Lost, now: Timestamp) -> Summary {
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
    let registry = logs::read::<registry::Registry>(city, &city.registry);
    let evaluation = logs::read::<evaluation::Evaluation>(city, &city.evaluation);
    check_ins::check(&registry, &evaluation);
    ratings::check(&projects, &evaluation, now);
    let reporting = logs::read::<reporting::Reporting>(city, &city.reporting);
    figures::check(&needs, &projects, &reporting);
    let happened = city.nodes().map(|node| logs::happened(node.log())).into();
    Summary { happened, reached: facts.reached(), lost }
}
