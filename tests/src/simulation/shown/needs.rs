//! The ledger of needs.

use std::collections::BTreeSet;

use contracts::Directory;
use contracts::needs::{NeedLine, NeedStatus, Needs as Query};
use needs::domain::need;
use needs::{Needs, State};
use runtime::Service;
use values::{NeedId, Timestamp};

use super::{Shown, aggregates, check_ledger, every_line, json};

impl Shown for Needs {
    fn show(state: &State) -> BTreeSet<String> {
        let holding = state.holding.iter().map(|(claim, need)| format!("{claim} holds {need}"));
        aggregates(&state.needs).chain(holding).collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        json(&lines(view)).collect()
    }

    fn check(state: &State) {
        let mut holding = 0;
        for (id, need) in state.needs.iter() {
            let Some(ledger) = need.ledger() else { continue };
            check_ledger(id, ledger.asked(), ledger.held(), ledger.delivered(), ledger.holds());
            holding += ledger.holds().len() + ledger.waiting().len();
            for claim in ledger.holds().keys() {
                assert_eq!(state.holding.get(claim), Some(&NeedId(id)), "{claim} is not found");
            }
        }
        assert_eq!(state.holding.len(), holding, "a claim is said to hold what it does not");
    }

    fn check_due(state: &State, now: Timestamp) {
        for (id, need) in state.needs.iter() {
            let due = need.due_at();
            assert!(due.is_none_or(|due| due > now), "{id} at {now}: {due:?} was passed over");
        }
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let lines = lines(view);
        // A need that is only known from a refusal was never raised.
        let raised = state.needs.iter().filter(|(_, need)| **need != need::State::Unheard).count();
        assert_eq!(lines.len(), raised, "the list has other needs");
        for line in lines {
            let need = state.needs.state(line.id);
            let posted = [
                NeedStatus::Posted,
                NeedStatus::Unclaimed,
                NeedStatus::PartlyHeld,
                NeedStatus::Held,
                NeedStatus::PartlyDelivered,
                NeedStatus::Delivered,
            ];
            let right = match need {
                need::State::Unheard => false,
                need::State::Raised(_) => line.status == NeedStatus::Raised,
                need::State::Returned(_) => line.status == NeedStatus::Returned,
                need::State::Verified(_) => line.status == NeedStatus::Verified,
                need::State::Posted(_) => posted.contains(&line.status),
                need::State::Accepted(_) => line.status == NeedStatus::Accepted,
                need::State::Closed(_) => line.status == NeedStatus::Closed,
            };
            assert!(right, "{need:?} is shown as {line:?}");
            let Some(ledger) = need.ledger() else { continue };
            let amounts = (ledger.asked(), ledger.held(), ledger.delivered());
            assert_eq!((line.amount.quantity, line.held, line.delivered), amounts, "{line:?}");
            let holds: Vec<_> = line.holds.iter().map(|hold| (hold.claim, hold.quantity)).collect();
            assert_eq!(holds.len(), ledger.holds().len(), "{line:?}");
            assert!(
                holds.iter().all(|(claim, q)| ledger.holds().get(claim) == Some(q)),
                "{line:?}"
            );
        }
    }
}

fn lines(view: &<Needs as Service>::View) -> Vec<NeedLine> {
    every_line(|page| view.needs(&Directory::default(), &Query { page, ..Query::default() }))
}
