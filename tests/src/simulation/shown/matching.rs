//! The lines as the matcher knows them, and the best whole that is kept of them.

use std::collections::{BTreeMap, BTreeSet};

use matching::{Matching, State};
use runtime::Service;
use values::{Timestamp, Uuid};

use super::{Shown, aggregates};

impl Shown for Matching {
    fn show(state: &State) -> BTreeSet<String> {
        aggregates(&state.listings)
            .chain(aggregates(&state.parties))
            .chain(aggregates(&state.bonds))
            .chain(aggregates(&state.promises))
            .chain(aggregates(&state.ventures))
            .chain(aggregates(&state.plans))
            .collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        view.best_whole().iter().map(|line| format!("{line:?}")).collect()
    }

    fn check(_: &State) {}

    /// Nothing is due here.
    fn check_due(_: &State, _: Timestamp) {}

    /// The best whole takes no more of any line than is left of it.
    fn check_view(state: &State, view: &<Self as Service>::View) {
        let mut taken: BTreeMap<Uuid, u64> = BTreeMap::new();
        for (need, offer, quantity) in view.best_whole() {
            for line in [need, offer] {
                *taken.entry(line).or_default() += quantity;
            }
        }
        for (line, quantity) in taken {
            let known = state.listings.state(line);
            assert!(known.is_listed(), "{line} is planned, and on no list");
            assert!(quantity <= known.left(), "{quantity} of {line} are planned: {known:?}");
        }
    }
}
