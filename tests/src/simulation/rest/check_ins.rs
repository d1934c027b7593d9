//! Check-ins: who follows the registry knows the same of them.

use std::collections::BTreeSet;

use contracts::evaluation::belonging;
use contracts::registry::check_in;
use contracts::{Commit, evaluation, registry};
use values::Uuid;

/// What stands by the registry's log is what stands by that of `evaluation`.
pub(super) fn check(
    registry: &[Commit<registry::Event>],
    evaluation: &[Commit<evaluation::Event>],
) {
    let mut stands: BTreeSet<Uuid> = BTreeSet::new();
    for recorded in registry.iter().flat_map(|commit| &commit.events) {
        let registry::Event::CheckIn(event) = &recorded.event else { continue };
        let id = recorded.aggregate;
        match event {
            check_in::Event::Accepted { .. } => {
                assert!(stands.insert(id), "{id} is accepted twice");
            }
            check_in::Event::Lapsed {} => assert!(stands.remove(&id), "{id} lapses, and was over"),
            // Also what was never answered.
            check_in::Event::Ended { .. } => drop(stands.remove(&id)),
            check_in::Event::Requested(_)
            | check_in::Event::Returned { .. }
            | check_in::Event::RenewalDue {}
            | check_in::Event::Renewed { .. } => {}
        }
    }
    let mut known = BTreeSet::new();
    for recorded in evaluation.iter().flat_map(|commit| &commit.events) {
        let evaluation::Event::Belonging(event) = &recorded.event else { continue };
        let id = recorded.aggregate;
        match event {
            belonging::Event::Begun {} => assert!(known.insert(id), "{id} begins twice"),
            belonging::Event::Ended {} => assert!(known.remove(&id), "{id} ends unbegun"),
        }
    }
    assert_eq!(known, stands, "other check-ins stand than the registry says");
}
