//! What `reporting` counted, judged by what the others' logs come to in the end.

use std::collections::BTreeMap;

use contracts::needs::need::{self, Outcome};
use contracts::projects::claim;
use contracts::reporting::course::{self, Counted};
use contracts::{Commit, needs, projects, reporting};
use values::Uuid;

pub(super) fn check(
    needs: &[Commit<needs::Event>],
    projects: &[Commit<projects::Event>],
    reporting: &[Commit<reporting::Event>],
) {
    let said = counted(reporting);
    let is = |counted: Counted, is: usize| {
        let said = said.get(&counted).copied().unwrap_or(0);
        assert_eq!(said, i64::try_from(is).expect("few"), "{counted:?} is counted otherwise");
    };
    let needs = ends_of_needs(needs);
    let ended = |which: fn(&Outcome) -> bool| {
        needs.values().flatten().filter(|outcome| which(outcome)).count()
    };
    is(Counted::NeedRaised, needs.len());
    is(Counted::NeedSolved, ended(|outcome| matches!(outcome, Outcome::Solved)));
    is(Counted::NeedUnsolved, ended(|outcome| matches!(outcome, Outcome::Unsolved { .. })));
    let claims = |which: fn(&claim::Event) -> bool| {
        let events = projects.iter().flat_map(|commit| &commit.events);
        let of_claims = events.filter_map(|recorded| match &recorded.event {
            projects::Event::Claim(event) => Some(event),
            projects::Event::Agreement(_)
            | projects::Event::Project(_)
            | projects::Event::Record(_)
            | projects::Event::Activity(_)
            | projects::Event::Roll(_)
            | projects::Event::Serial(_)
            | projects::Event::Tender(_) => None,
        });
        of_claims.filter(|event| which(event)).count()
    };
    is(
        Counted::ClaimDelivered,
        claims(|event| matches!(event, claim::Event::Delivered { quantity: 1.., .. })),
    );
    is(Counted::ClaimFailed, claims(|event| matches!(event, claim::Event::Failed { .. })));
    is(Counted::ClaimCancelled, claims(|event| matches!(event, claim::Event::Cancelled { .. })));
    let accepted = claims(|event| matches!(event, claim::Event::Accepted {}));
    let both = [Counted::NeedClaimed, Counted::OfferClaimed];
    let both: i64 = both.iter().filter_map(|counted| said.get(counted)).sum();
    assert_eq!(both, i64::try_from(accepted).expect("few"), "accepted claims");
}

/// How often each indicator is counted, of everybody.
fn counted(reporting: &[Commit<reporting::Event>]) -> BTreeMap<Counted, i64> {
    let mut sums = BTreeMap::new();
    for recorded in reporting.iter().flat_map(|commit| &commit.events) {
        if let reporting::Event::Course(course::Event::Counted { entries }) = &recorded.event {
            for entry in entries {
                *sums.entry(entry.counted).or_default() += entry.count;
            }
        }
    }
    sums
}

/// How each need stands, where it is closed.
fn ends_of_needs(needs: &[Commit<needs::Event>]) -> BTreeMap<Uuid, Option<Outcome>> {
    let mut ends = BTreeMap::new();
    for recorded in needs.iter().flat_map(|commit| &commit.events) {
        let needs::Event::Need(event) = &recorded.event else { continue };
        if matches!(event, need::Event::Raised { .. } | need::Event::PostedOnce { .. }) {
            ends.insert(recorded.aggregate, None);
        }
        // What is refused of a need that was never raised makes none.
        let Some(end) = ends.get_mut(&recorded.aggregate) else { continue };
        if let need::Event::Closed { outcome, .. } = event {
            *end = Some(outcome.clone());
        }
        if matches!(event, need::Event::Reopened { .. }) {
            *end = None;
        }
    }
    ends
}
