//! What is told about each line, and what the inboxes show of it.

use std::collections::BTreeSet;

use notices::{Notices, State};
use runtime::Service;
use values::Timestamp;

use super::{Shown, aggregates};

impl Shown for Notices {
    fn show(state: &State) -> BTreeSet<String> {
        let due = format!("due {:?}", Notices::next_due(state));
        aggregates(&state.notices).chain(aggregates(&state.channels)).chain([due]).collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        view.standing().into_iter().collect()
    }

    fn check(_: &State) {}

    fn check_due(state: &State, now: Timestamp) {
        let next = Notices::next_due(state);
        assert!(next.is_none_or(|next| next > now), "{next:?} was passed over at {now}");
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let told = state.notices.iter().flat_map(|(line, notice)| {
            let told = notice.standing();
            told.map(move |(inbox, kind, by, is_read)| {
                format!("{line} {inbox:?} {kind:?} {by:?} {is_read}")
            })
        });
        assert_eq!(view.standing(), told.collect(), "the inboxes show something else");
    }
}
