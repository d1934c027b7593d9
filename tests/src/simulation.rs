//! The simulation: one seed drives all services.
//!
//! Every service is its real writer over a log in memory, without threads, clock or network; what
//! the host does around it on threads is here one step each: syncing, telling, mirroring,
//! following, looking what is due. The seed chooses the steps, and what goes wrong: processes
//! crash and lose what is not on disk, requests, answers, commits and acknowledgements are lost,
//! mirrors vanish, commits arrive late, twice, in another order, clocks jump and disagree, clients
//! ask again under the same id until they are answered, repeat themselves, ask for what they may
//! not, and send one id with two bodies.
//!
//! After every step the services' own rules are checked; at the end, when everything has arrived,
//! the logs are judged by rules that share no code with the services ([`rest`]).
//!
//! `GONGJIAN_SEEDS=100000` runs more seeds, `GONGJIAN_SEED=7` runs one.

mod book;
mod city;
mod clients;
mod mirror;
mod node;
mod rest;
mod shown;
mod world;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rest::Summary;
use world::{Lost, Trace, World};

const SEEDS: u64 = 200;
/// So many tests share the seeds, to run beside each other.
const PARTS: u64 = 4;

/// Runs one seed; a failure names the seed, the last steps, and how to see it again.
fn run(seed: u64) -> Summary {
    let trace = Trace::default();
    let world = AssertUnwindSafe(|| World::new(seed, trace.clone()).run());
    catch_unwind(world).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let reason = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        panic!(
            "seed {seed} fails: {reason}\nthe last steps:\n{}\n\
             again: GONGJIAN_SEED={seed} cargo nextest run -p tests simulation",
            trace.told()
        )
    })
}

fn number(variable: &str) -> Option<u64> {
    let value = std::env::var(variable).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{variable} is a number, not {value:?}")))
}

/// Every fourth seed, from `part` on; or the one that was asked for.
fn run_part(part: u64) {
    let seeds: Vec<_> = match number("GONGJIAN_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("GONGJIAN_SEEDS").unwrap_or(SEEDS)).collect(),
    };
    for seed in seeds.into_iter().filter(|seed| seed % PARTS == part) {
        run(seed);
    }
}

#[test]
fn every_promise_holds_whatever_goes_wrong_part_1() {
    run_part(0);
}

#[test]
fn every_promise_holds_whatever_goes_wrong_part_2() {
    run_part(1);
}

#[test]
fn every_promise_holds_whatever_goes_wrong_part_3() {
    run_part(2);
}

#[test]
fn every_promise_holds_whatever_goes_wrong_part_4() {
    run_part(3);
}

#[test]
fn a_seed_is_the_same_run_every_time() {
    for seed in 0..3 {
        assert_eq!(run(seed), run(seed), "seed {seed} is two runs");
    }
}

/// More than it takes until everything has happened.
const RUNS_MAX: u64 = 400;

/// A simulation in which nothing happens finds nothing.
#[test]
fn the_runs_reach_every_end_that_a_claim_can_have_and_lose_what_can_be_lost() {
    let mut missing = BTreeSet::from([
        "accepted",
        "agreed",
        "concluded",
        "declined",
        "delivered",
        "delivered on both ledgers",
        "lapsed",
        "refused",
        "withdrawn",
        "revoked",
        "cancelled",
        "failed",
        "passed on",
        "crossed",
        "renewed",
        "promoted",
    ]);
    let mut lost = Lost::default();
    for seed in 0..RUNS_MAX {
        let run = run(seed);
        missing.retain(|end| !run.reached.fates.contains_key(end));
        lost.add(run.lost);
        if missing.is_empty() && lost.is_of_everything() {
            return;
        }
    }
    panic!("no claim was ever {missing:?}, and no more was lost than {lost:?}");
}
