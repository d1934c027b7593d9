//! What `reporting` counted, judged by what the others' logs come to in the end.

use std::collections::{BTreeMap, BTreeSet};

use contracts::needs::handling;
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
        let (said, _) = said.get(&counted).copied().unwrap_or_default();
        assert_eq!(said, whole(is), "{counted:?} is counted otherwise");
    };
    let in_time = |counted: Counted, is: usize| {
        let (_, said) = said.get(&counted).copied().unwrap_or_default();
        assert_eq!(said, whole(is), "{counted:?} is in time otherwise");
    };
    let steps = steps(needs);
    is(Counted::StepTaken, steps.done_in_time + steps.late);
    in_time(Counted::StepTaken, steps.done_in_time);
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
    is(Counted::ClaimRevoked, claims(|event| matches!(event, claim::Event::Revoked { .. })));
    let accepted = claims(|event| matches!(event, claim::Event::Accepted {}));
    let both = [Counted::NeedClaimed, Counted::OfferClaimed];
    let both: i64 =
        both.iter().filter_map(|counted| said.get(counted)).map(|(count, _)| count).sum();
    assert_eq!(both, whole(accepted), "accepted claims");
    let answers = answers(projects);
    is(Counted::ClaimAnswered, answers.len());
    in_time(Counted::ClaimAnswered, answers.values().filter(|in_time| **in_time).count());
}

/// Of each claim the first answer, and whether that was in time. Of what was accepted in the moment
/// in which it was held nobody was asked.
fn answers(projects: &[Commit<projects::Event>]) -> BTreeMap<Uuid, bool> {
    let mut answers = BTreeMap::new();
    for commit in projects {
        let mut held = BTreeSet::new();
        for recorded in &commit.events {
            let (projects::Event::Claim(event), id) = (&recorded.event, recorded.aggregate) else {
                continue;
            };
            if matches!(event, claim::Event::Held { .. }) {
                held.insert(id);
            }
            let accepted = matches!(event, claim::Event::Accepted {}) && !held.contains(&id);
            let late = matches!(event, claim::Event::LeaseOver { .. });
            let declined = matches!(event, claim::Event::Declined { .. });
            if late || declined || accepted {
                answers.entry(id).or_insert(!late);
            }
        }
    }
    answers
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("few")
}

/// How many steps of handling were done before a red card, and how many had one.
#[derive(Default)]
struct Steps {
    done_in_time: usize,
    late: usize,
}

/// Each handling cut where a step ends: a step is late or done, and some are neither.
fn steps(needs: &[Commit<needs::Event>]) -> Steps {
    use handling::Event;
    let mut stories: BTreeMap<Uuid, Vec<&Event>> = BTreeMap::new();
    for recorded in needs.iter().flat_map(|commit| &commit.events) {
        if let needs::Event::Handling(event) = &recorded.event {
            stories.entry(recorded.aggregate).or_default().push(event);
        }
    }
    let done =
        |event: &Event| matches!(event, Event::StepCompleted { .. } | Event::Answered { .. });
    let ends = |event: &&Event| {
        done(event) || matches!(event, Event::Escalated { .. } | Event::Stopped {})
    };
    let mut steps = Steps::default();
    for step in stories.values().flat_map(|story| story.split_inclusive(ends)) {
        let late = step.iter().any(|event| matches!(event, Event::RedCarded { .. }));
        steps.late += usize::from(late);
        let last = step.last().is_some_and(|event| done(event));
        steps.done_in_time += usize::from(last && !late);
    }
    steps
}

/// How often each indicator is counted, of everybody, and how much it comes to.
fn counted(reporting: &[Commit<reporting::Event>]) -> BTreeMap<Counted, (i64, i64)> {
    let mut sums: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for recorded in reporting.iter().flat_map(|commit| &commit.events) {
        if let reporting::Event::Course(course::Event::Counted { entries }) = &recorded.event {
            for entry in entries {
                let (count, amount) = sums.entry(entry.counted).or_default();
                *count += entry.count;
                *amount += entry.amount;
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
