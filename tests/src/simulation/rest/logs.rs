//! What holds for any log, whatever its events mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use contracts::{Actor, Commit, Position, Recorded, ServiceEvent};
use eventlog::{Log, MemoryLog};
use runtime::Service;
use serde::de::IgnoredAny;
use serde_json::Value;
use values::Hash;

use crate::simulation::city::City;
use crate::simulation::node::{Node, Simulated};

/// Reads a whole log, and checks its chain, its commands, its times and its causes.
pub(super) fn read<S: Service>(city: &City, node: &Node<S>) -> Vec<Commit<S::Event>> {
    let service = S::Event::SERVICE;
    let mut commits: Vec<Commit<S::Event>> = Vec::new();
    let mut commands = BTreeSet::new();
    let mut causes: BTreeMap<String, u64> = BTreeMap::new();
    for entry in node.log.read(1) {
        // Reading checks each position, each hash, and that each names the one before it.
        let entry = entry.expect("the chain of a log verifies");
        let (position, bytes) = (entry.position(), entry.bytes());
        let commit: Commit<S::Event> = serde_json::from_slice(bytes).unwrap();
        assert_eq!(
            serde_json::to_vec(&commit).unwrap(),
            *bytes,
            "{service} {position} reads badly"
        );
        let command = commit.command;
        assert!(commands.insert(command), "{service} {position}: {command} stands there twice");
        if let Some(before) = commits.last() {
            assert!(commit.time >= before.time, "{service} {position}: time goes backwards");
        }
        if let Some(cause) = &commit.cause {
            assert_eq!(commit.actor, Actor::System, "{service} {position}: a reaction is nobody's");
            let last = causes.insert(cause.source.clone(), cause.position).unwrap_or(0);
            let (source, at) = (&cause.source, cause.position);
            assert!(at > last, "{service} {position}: reacts to {source} {at} after {last}");
            let followed = city.nodes().into_iter().find(|node| node.name() == source);
            let followed = followed.expect("only services are followed");
            let original = followed.log().read(at).next().expect("the cause is in its log");
            let original = original.expect("a log in memory is whole");
            assert_eq!(
                original.hash(),
                cause.hash,
                "{service} {position}: {source} {at} is another"
            );
        }
        commits.push(commit);
    }
    commits
}

/// How long a log is, and a digest of what happened to what and when.
pub(super) fn happened(log: &MemoryLog) -> (Position, Hash) {
    let mut told = String::new();
    for entry in log.read(1) {
        let entry = entry.expect("the chain of a log verifies");
        let commit: Commit<Value> = serde_json::from_slice(entry.bytes()).unwrap();
        writeln!(told, "{}", commit.time).unwrap();
        for Recorded { aggregate, version, event } in commit.events {
            writeln!(told, "{aggregate} {version} {}", event["type"]).unwrap();
        }
    }
    (log.head().position, Hash::of(told.as_bytes()))
}

/// What was acknowledged as done is there exactly once, where the receipt says.
pub(super) fn check_acknowledged(node: &dyn Simulated) {
    let mut commits = BTreeMap::new();
    for entry in node.log().read(1) {
        let entry = entry.expect("the chain of a log verifies");
        let commit: Commit<IgnoredAny> = serde_json::from_slice(entry.bytes()).unwrap();
        let positions: &mut Vec<u64> = commits.entry(commit.command).or_default();
        positions.push(commit.position);
    }
    for (sent, receipt) in node.book().all_done() {
        let found = commits.get(&sent.command).map_or(&[][..], Vec::as_slice);
        assert_eq!(found, [receipt.position], "{sent} was acknowledged");
    }
}
