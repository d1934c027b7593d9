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
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, available_parallelism};

use rest::Summary;
use world::{Lost, Trace, World};

const SEEDS: u64 = 200;
/// More than it takes until everything has happened that can.
const SEEDS_MAX: u64 = 400;

/// Runs one seed; a failure names the seed, the last steps, and how to see it again.
fn run(seed: u64) -> Result<Summary, String> {
    let trace = Trace::default();
    let world = AssertUnwindSafe(|| World::new(seed, trace.clone()).run());
    catch_unwind(world).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let reason = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        format!(
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

/// What a claim can come to, and what of a run can be lost.
struct Seen {
    missing: BTreeSet<&'static str>,
    lost: Lost,
}

impl Seen {
    fn nothing() -> Self {
        let missing = BTreeSet::from([
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
        Self { missing, lost: Lost::default() }
    }

    fn add(&mut self, run: &Summary) {
        self.missing.retain(|end| !run.reached.fates.contains_key(end));
        self.lost.add(run.lost);
    }

    fn is_everything(&self) -> bool {
        self.missing.is_empty() && self.lost.is_of_everything()
    }
}

/// Runs the seeds on every core, up to the first that fails; a few more where something has not
/// happened yet.
fn run_all(seeds: u64) -> Result<Seen, String> {
    let (next, all) = (AtomicU64::new(0), Mutex::new(Seen::nothing()));
    let seen = || all.lock().expect("nobody panics holding it");
    let work = || -> Result<(), String> {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let are_more = seed < SEEDS_MAX && !seen().is_everything();
            if seed >= seeds && !are_more {
                return Ok(());
            }
            let run = run(seed).inspect_err(|_| next.store(u64::MAX / 2, Ordering::Relaxed))?;
            seen().add(&run);
        }
    };
    let cores = available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|one| one.join().expect("its panics are caught"))
    })?;
    Ok(all.into_inner().expect("nobody panics holding it"))
}

/// Also that everything happens which can: a simulation in which nothing happens finds nothing.
#[test]
fn every_promise_holds_whatever_goes_wrong() {
    if let Some(seed) = number("GONGJIAN_SEED") {
        run(seed).unwrap_or_else(|failure| panic!("{failure}"));
        return;
    }
    let seeds = number("GONGJIAN_SEEDS").unwrap_or(SEEDS);
    let Seen { missing, lost } = run_all(seeds).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(missing.is_empty(), "no claim was ever {missing:?}");
    assert!(lost.is_of_everything(), "no more was lost than {lost:?}");
}

#[test]
fn a_seed_is_the_same_run_every_time() {
    for seed in 0..3 {
        assert_eq!(run(seed), run(seed), "seed {seed} is two runs");
    }
}
