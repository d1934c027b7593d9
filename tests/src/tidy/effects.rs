//! Only the runtime reads the clock, randomness and the environment; nobody sleeps.
//!
//! Exceptions are named with their reason, and one that is no longer needed fails the test, too.

use super::rust::{RustPath, Source};
use super::{Finding, assert_none, lines_of, tree};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Clock,
    Environment,
    Randomness,
    Sleep,
    /// Tells how long something takes, never what time it is.
    Stopwatch,
}

struct Exception {
    /// A folder or a file.
    at: &'static str,
    effect: Effect,
    reason: &'static str,
}

const fn exception(at: &'static str, effect: Effect, reason: &'static str) -> Exception {
    Exception { at, effect, reason }
}

const EXCEPTIONS: &[Exception] = &[
    exception("services/gateway/src/guard.rs", Effect::Stopwatch, "how long a request took"),
    exception("services/gateway/src/accounts/", Effect::Stopwatch, "how long an address waits"),
    exception("services/gateway/src/audit.rs", Effect::Stopwatch, "repeats a minute are counted"),
    exception("services/gateway/src/server.rs", Effect::Stopwatch, "and settled when it is over"),
    exception(
        "services/gateway/src/residents.rs",
        Effect::Stopwatch,
        "visits a minute are counted",
    ),
    exception("services/gateway/src/costs.rs", Effect::Stopwatch, "and what an account asks for"),
    exception(
        "services/gateway/src/pages/jobs/reports.rs",
        Effect::Stopwatch,
        "how long the press is silent",
    ),
    exception("services/gongjian/src/bench", Effect::Stopwatch, "a benchmark measures time"),
    exception("services/gongjian/src/bench", Effect::Sleep, "a peer gives no sign of its start"),
    exception("services/gongjian/src/bench", Effect::Environment, "peers are found on the path"),
    exception("services/gongjian/src/plan.rs", Effect::Stopwatch, "how long a plan takes"),
    exception("services/gongjian/src/progress.rs", Effect::Stopwatch, "a bar fills with the time"),
    exception("shared/contracts/src/testing.rs", Effect::Environment, "may a test be skipped?"),
    exception("shared/eventlog/src/bin/", Effect::Stopwatch, "a campaign of its own"),
    exception("shared/eventlog/src/bin/", Effect::Sleep, "the power goes at a random moment"),
    exception("shared/eventlog/src/bin/", Effect::Environment, "it starts itself as a child"),
    exception("shared/eventlog/src/sled_log.rs", Effect::Stopwatch, "a lock is let go late"),
    exception("shared/eventlog/src/sled_log.rs", Effect::Sleep, "a lock gives no sign of it"),
    exception("shared/runtime/", Effect::Clock, "this is where it is read"),
    exception(
        "shared/runtime/src/host/dead_letters.rs",
        Effect::Sleep,
        "a broker that is away gives no sign of its return",
    ),
    exception("shared/runtime/", Effect::Randomness, "this is where it is drawn"),
    exception(
        "shared/eventlog/",
        Effect::Randomness,
        "keys and nonces are made where they are kept",
    ),
    exception("shared/eventlog/src/mark.rs", Effect::Stopwatch, "the mark may lag a second"),
    exception(
        "shared/eventlog/src/room.rs",
        Effect::Stopwatch,
        "free space is asked for now and then",
    ),
    exception(
        "shared/bus/src/server/find.rs",
        Effect::Environment,
        "whoever starts a broker, campaigns too, finds it the same way",
    ),
    exception("shared/bus/", Effect::Stopwatch, "requests and acknowledgements have time limits"),
    exception("shared/bus/", Effect::Sleep, "a broker that is away gives no sign of its return"),
];

fn effect_of(path: &RustPath) -> Option<(Effect, &'static str)> {
    let any = |names: &[&str]| path.segments.iter().any(|s| names.contains(&s.as_str()));
    let call = |owners: &[&str], name: &str| owners.iter().any(|owner| path.contains(owner, name));
    if call(&["SystemTime", "Timestamp", "Zoned", "Utc", "Local"], "now") {
        return Some((Effect::Clock, "the context or the runtime's clock tells the time"));
    }
    if call(&["Instant"], "now") {
        return Some((Effect::Stopwatch, "the context or the runtime measures time"));
    }
    // Arguments are no part of it: `main` alone has any use for them.
    let reads = ["var", "var_os", "vars", "vars_os"];
    if reads.iter().any(|name| call(&["env"], name)) {
        return Some((Effect::Environment, "make it one of the runtime's settings"));
    }
    if matches!(path.root(), "rand" | "fastrand")
        || any(&["getrandom", "OsRng", "SysRng", "ThreadRng", "thread_rng", "now_v7", "new_v4"])
    {
        return Some((Effect::Randomness, "derive it from the command's id, or ask the runtime"));
    }
    if path.segments.len() > 1 && path.segments.last().is_some_and(|name| name == "sleep") {
        return Some((Effect::Sleep, "wait for the condition, not for a time"));
    }
    None
}

/// In tests only sleeping matters: they may look at the clock.
fn effects(path: &str, text: &str, is_test: bool) -> Vec<(Effect, Finding)> {
    let source = Source::new(text);
    let mut found = Vec::new();
    for named in source.paths() {
        let Some((effect, remedy)) = effect_of(&named) else {
            continue;
        };
        if effect == Effect::Sleep || !(is_test || source.is_test(named.line)) {
            let remedy = format!("{}: {remedy}", named.segments.join("::"));
            found.push((effect, Finding::new(path, named.line, remedy)));
        }
    }
    found
}

fn excused(exceptions: &[Exception], effect: Effect, path: &str) -> bool {
    exceptions.iter().any(|one| one.effect == effect && path.starts_with(one.at))
}

fn needless(exceptions: &[Exception], found: &[(Effect, Finding)]) -> Vec<Finding> {
    let needed = |exception: &Exception| {
        found.iter().any(|(effect, finding)| {
            *effect == exception.effect && finding.path.starts_with(exception.at)
        })
    };
    let remedy = |one: &Exception| {
        format!("needs no exception for {:?} ({}) any more: remove it", one.effect, one.reason)
    };
    exceptions
        .iter()
        .filter(|exception| !needed(exception))
        .map(|exception| Finding::new(exception.at, 0, remedy(exception)))
        .collect()
}

fn found_everywhere() -> Vec<(Effect, Finding)> {
    tree::rust_files().flat_map(|file| effects(&file.path, &file.text, file.is_test)).collect()
}

#[test]
fn only_the_runtime_reads_clock_randomness_and_environment_and_nobody_sleeps() {
    let found = found_everywhere().into_iter();
    let broken = found.filter(|(effect, at)| !excused(EXCEPTIONS, *effect, &at.path));
    assert_none(broken.map(|(_, finding)| finding));
}

#[test]
fn every_exception_is_still_needed() {
    assert_none(needless(EXCEPTIONS, &found_everywhere()));
}

#[test]
fn whoever_reads_them_elsewhere_is_found() {
    let text = "use std::env;\nlet a = env::var(\"A\");\nlet b = std::time::SystemTime::now();\n\
                let c = rand::rng();\nlet d = Uuid::now_v7();\nlet e = b.elapsed();\n\
                // SystemTime::now\ntokio::time::sleep(f);\n";
    let found = effects("services/needs/src/views.rs", text, false);
    let findings: Vec<_> = found.iter().map(|(_, finding)| finding.clone()).collect();
    assert_eq!(lines_of(&findings), [2, 3, 4, 5, 8]);
}

#[test]
fn a_sleep_is_found_even_in_a_test_and_as_an_import() {
    let text = "#[cfg(test)]\nmod tests {\nuse std::thread::sleep;\nlet a = Instant::now();\n}\n";
    let found = effects("shared/bus/src/a.rs", text, false);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1.line), (Effect::Sleep, 3));
}

#[test]
fn an_exception_excuses_its_own_place_and_effect_alone() {
    let exceptions = [exception("shared/a/", Effect::Clock, "for example")];
    assert!(excused(&exceptions, Effect::Clock, "shared/a/src/b.rs"));
    assert!(!excused(&exceptions, Effect::Sleep, "shared/a/src/b.rs"));
    assert!(!excused(&exceptions, Effect::Clock, "shared/b/src/b.rs"));
}

#[test]
fn an_exception_that_nobody_needs_is_found() {
    let exceptions = [exception("shared/a/", Effect::Clock, "for example")];
    assert_eq!(needless(&exceptions, &[]).len(), 1);
    let used = (Effect::Clock, Finding::new("shared/a/src/b.rs", 1, ""));
    assert!(needless(&exceptions, &[used]).is_empty());
}
