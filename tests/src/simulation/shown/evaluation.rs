//! Occasions with their ratings, and the points ledger.

use std::collections::BTreeSet;

use contracts::Actor;
use contracts::evaluation::posting::{Account, PointKind};
use contracts::evaluation::{
    OccasionLine, OccasionStatus, Occasions, TrialBalance, TrialBalanceLine,
};
use evaluation::domain::{occasion, posting};
use evaluation::{Evaluation, State};
use runtime::Service;
use values::Timestamp;

use super::{Shown, aggregates, every_line, json};

impl Shown for Evaluation {
    fn show(state: &State) -> BTreeSet<String> {
        aggregates(&state.occasions)
            .chain(aggregates(&state.postings))
            .chain(aggregates(&state.rewards))
            .chain(aggregates(&state.matters))
            .chain([format!("due {:?}", Evaluation::next_due(state))])
            .collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        json(&lines(view)).chain(json(&balances(view))).collect()
    }

    fn check(state: &State) {
        for (id, posting) in state.postings.iter() {
            let said = posting.said().expect("a posting with an event says something");
            let sum: i64 = said.entries.iter().map(|entry| entry.hundredths).sum();
            assert_eq!(sum, 0, "{id} makes or loses points");
        }
    }

    fn check_due(state: &State, now: Timestamp) {
        for (id, occasion) in state.occasions.iter() {
            let due = occasion.due_at();
            assert!(due.is_none_or(|due| due >= now), "{id} at {now}: {due:?} was passed over");
        }
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let lines = lines(view);
        assert_eq!(lines.len(), state.occasions.len(), "the list has other occasions");
        for line in lines {
            let right = match state.occasions.state(line.id) {
                occasion::State::Unknown => false,
                occasion::State::Noted(_) => line.status == OccasionStatus::Noted,
                occasion::State::Open(sheet) => {
                    line.status == OccasionStatus::Open && line.ratings == sheet.ratings.len()
                }
                occasion::State::Closed(sheet) if sheet.ratings.is_empty() => {
                    line.status == OccasionStatus::Unrated
                }
                occasion::State::Closed(_) => line.status == OccasionStatus::Rated,
                occasion::State::Void => line.status == OccasionStatus::Void,
            };
            assert!(right, "{line:?}");
        }
        let standing = state.postings.iter().filter_map(|(_, posting)| match posting {
            posting::State::Posted(standing) => Some(standing),
            posting::State::Unposted | posting::State::Countered(_) => None,
        });
        let persons = standing
            .flat_map(|standing| &standing.entries)
            .filter(|entry| matches!(entry.account, Account::Person(_)));
        let persons: i64 = persons.map(|entry| entry.hundredths).sum();
        let shown: i64 = balances(view).iter().map(|balance| balance.persons).sum();
        assert_eq!(shown, persons, "people are shown other points than they have");
    }
}

fn lines(view: &<Evaluation as Service>::View) -> Vec<OccasionLine> {
    every_line(|page| view.occasions(&Actor::System, &Occasions { page, ..Occasions::default() }))
}

/// Of both kinds, in the years that a run may reach.
fn balances(view: &<Evaluation as Service>::View) -> Vec<TrialBalanceLine> {
    let of = |kind, year| view.trial_balance(TrialBalance { kind, year });
    let kinds = [PointKind::Public, PointKind::CheckIn];
    kinds.into_iter().flat_map(|kind| (2025..=2030).map(move |year| of(kind, year))).collect()
}
