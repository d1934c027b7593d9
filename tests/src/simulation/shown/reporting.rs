//! What was counted, and what the figures say of it.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Claimer;
use contracts::reporting::course::Counted;
use reporting::{Reporting, State};
use runtime::Service;
use values::Timestamp;

use super::{Shown, aggregates};

impl Shown for Reporting {
    fn show(state: &State) -> BTreeSet<String> {
        let due = format!("due {:?}", Reporting::next_due(state));
        aggregates(&state.courses).chain([due]).collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        view.standing().iter().map(|line| format!("{line:?}")).collect()
    }

    fn check(state: &State) {
        for (id, course) in state.courses.iter() {
            let lines = course.standing();
            for line in lines {
                assert!(!lines.contains(&line.taken_back()), "{id}: {line:?} stands and does not");
            }
        }
    }

    /// Nobody reports here.
    fn check_due(_: &State, _: Timestamp) {}

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let mut sums: BTreeMap<(Claimer, Counted), (i64, i64)> = BTreeMap::new();
        for (_, course) in state.courses.iter() {
            for line in course.standing() {
                let (count, amount) = sums.entry((line.subject, line.counted)).or_default();
                *count += line.count;
                *amount += line.amount;
            }
        }
        sums.retain(|_, sum| *sum != (0, 0));
        assert_eq!(view.standing(), sums, "the figures are not what stands");
    }
}
