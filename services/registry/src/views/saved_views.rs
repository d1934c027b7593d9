//! What people saved, for themselves alone.

use std::collections::HashMap;

use contracts::registry::saved_views::{Event, SavedView, SavedViewLine, SavedViews};
use contracts::{Commit, Position, registry};
use runtime::Question;
use values::{PersonId, Sealed, Timestamp, Uuid};

use super::View as Registered;
use crate::commands::field;

/// Everybody's views, in the order in which they were first saved.
#[derive(Default)]
pub(crate) struct View(HashMap<PersonId, Vec<Kept>>);

struct Kept {
    view: Uuid,
    /// Where it was sealed, and when.
    at: Position,
    content: Sealed,
    saved_at: Timestamp,
}

impl View {
    pub(super) fn apply(&mut self, event: &Event, commit: &Commit<registry::Event>) {
        match event {
            Event::Saved { person, view, content, digest: _ } => {
                let (view, at) = (*view, commit.position);
                let kept = Kept { view, at, content: content.clone(), saved_at: commit.time };
                let views = self.0.entry(*person).or_default();
                match views.iter_mut().find(|known| known.view == view) {
                    Some(known) => *known = kept,
                    None => views.push(kept),
                }
            }
            Event::Deleted { person, view } => {
                if let Some(views) = self.0.get_mut(person) {
                    views.retain(|known| known.view != *view);
                }
            }
        }
    }
}

/// Nothing of anybody else's, and nothing once the person is erased.
pub(super) fn own(
    asked: &Question<'_, Registered>,
    SavedViews { person }: SavedViews,
) -> Vec<SavedViewLine> {
    let own = asked.actor.person() == Some(person);
    let views = asked.view.saved_views.0.get(&person).filter(|_| own);
    let unseal = super::paper::unsealing(asked);
    let line = |kept: &Kept| {
        let said = unseal(kept.at, field::SAVED_VIEW, &kept.content)?;
        let SavedView { name, address } = SavedView::read(&said)?;
        Some(SavedViewLine { view: kept.view, name, address, saved_at: kept.saved_at })
    };
    views.into_iter().flatten().filter_map(line).collect()
}
