//! Organisations and check-ins.

use std::collections::BTreeSet;

use contracts::registry::{CheckInLine, CheckInStatus, CheckIns};
use registry::domain::check_in;
use registry::{Registry, State};
use runtime::Service;
use values::Timestamp;

use super::{Shown, aggregates, every_line, json};

impl Shown for Registry {
    fn show(state: &State) -> BTreeSet<String> {
        let main = state.primary.iter().map(|(unit, main)| format!("{unit} mainly {main}"));
        aggregates(&state.organisations)
            .chain(aggregates(&state.check_ins))
            .chain(main)
            .chain([format!("due {:?}", Registry::next_due(state))])
            .collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        json(&lines(view)).collect()
    }

    fn check(state: &State) {
        let main = state.check_ins.iter().filter(|(_, check_in)| check_in.is_primary()).count();
        assert_eq!(main, state.primary.len(), "a unit has two main communities");
    }

    fn check_due(state: &State, now: Timestamp) {
        let check_ins = state.check_ins.iter().map(|(id, check_in)| (id, check_in.due_at()));
        let units = state.organisations.iter().map(|(id, unit)| (id, unit.due_at()));
        for (id, due) in check_ins.chain(units) {
            assert!(due.is_none_or(|due| due > now), "{id} at {now}: {due:?} was passed over");
        }
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        use check_in::State;
        let lines = lines(view);
        assert_eq!(lines.len(), state.check_ins.len(), "the list has other check-ins");
        for line in lines {
            let statuses: &[CheckInStatus] = match state.check_ins.state(line.id.0) {
                State::Unasked => &[],
                State::Requested(_) => &[CheckInStatus::Requested],
                State::Returned(_) => &[CheckInStatus::Returned],
                State::Active(..) => &[CheckInStatus::Active, CheckInStatus::Due],
                State::Ended(_) => &[CheckInStatus::Lapsed, CheckInStatus::Ended],
            };
            assert!(statuses.contains(&line.status), "{line:?}");
        }
    }
}

fn lines(view: &<Registry as Service>::View) -> Vec<CheckInLine> {
    every_line(|page| view.check_ins(&CheckIns { page, ..CheckIns::default() }))
}
