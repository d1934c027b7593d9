//! What the simulation looks at inside each service: everything as text, to compare two states,
//! and the rules that hold at any moment.

mod evaluation;
mod matching;
mod needs;
mod notices;
mod projects;
mod registry;
mod reporting;
mod resources;

use std::collections::{BTreeMap, BTreeSet};

use contracts::{Page, PageRequest};
use decider::Decider;
use runtime::{Aggregates, Service};
use serde::Serialize;
use values::{ClaimId, Timestamp, Uuid};

/// A service that can be looked into.
pub(super) trait Shown: Service {
    /// The whole state.
    fn show(state: &Self::State) -> BTreeSet<String>;
    /// All read models.
    fn show_view(view: &Self::View) -> Vec<String>;
    /// What holds after every step.
    fn check(state: &Self::State);
    /// What holds when everything that was due by `now` was decided.
    fn check_due(state: &Self::State, now: Timestamp);
    /// The read models say what the state says, when both are at the same position.
    fn check_view(state: &Self::State, view: &Self::View);
}

/// Every aggregate of one kind, in no order.
fn aggregates<D: Decider<State: std::fmt::Debug>>(
    all: &Aggregates<D>,
) -> impl Iterator<Item = String> {
    all.iter().map(|(id, state)| format!("{id} {} {state:?}", all.version(id)))
}

/// Every line of a list, page by page.
fn every_line<T>(page_of: impl Fn(PageRequest) -> Page<T>) -> Vec<T> {
    let mut lines = Vec::new();
    let mut cursor = None;
    loop {
        let page = page_of(PageRequest::behind(cursor, PageRequest::LIMIT_MAX));
        lines.extend(page.items);
        if page.next.is_none() {
            return lines;
        }
        cursor = page.next;
    }
}

fn json<T: Serialize>(lines: &[T]) -> impl Iterator<Item = String> {
    lines.iter().map(|line| serde_json::to_string(line).expect("a line has JSON"))
}

/// One line of a ledger at one moment: `gone` is what was used or delivered of it.
fn check_ledger(line: Uuid, amount: u64, held: u64, gone: u64, holds: &BTreeMap<ClaimId, u64>) {
    assert!(held <= amount, "{line} holds {held} of {amount}");
    assert!(held + gone <= amount, "{line} holds {held} and gave {gone} of {amount}");
    let sum: u64 = holds.values().sum();
    assert_eq!(sum, held, "{line} holds {held}, its claims {sum}");
    assert!(holds.values().all(|quantity| *quantity > 0), "{line} holds nothing for a claim");
}
