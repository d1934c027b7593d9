//! Saved views: what is personal of them is sealed here.

use contracts::Rejection;
use contracts::registry::saved_views::{
    self, Command, Delete, Rejection as Refused, Save, SavedView,
};
use runtime::Decision;

use super::people::field;
use crate::Registry;
use crate::domain::SavedViews;
use crate::domain::saved_views::{is_address, may_save};

/// Judged first, then sealed: who may not save anything makes no key.
pub(super) fn save(
    decision: &mut Decision<'_, Registry>,
    Save { person, name, address }: Save,
) -> Result<(), Rejection> {
    let id = saved_views::id(person);
    let view = saved_views::view_id(person, &decision.fingerprint(field::SAVED_VIEW, &name));
    let state = decision.state().saved_views.state(id);
    may_save(state, decision.context(), person, view)?;
    if !is_address(&address) {
        return Err(Refused::AddressUnfit.into());
    }
    let said = SavedView { name, address }.said();
    let digest = decision.fingerprint(field::SAVED_VIEW, &said);
    let content = decision.seal(person, field::SAVED_VIEW, &said).map_err(|_| Refused::Erased)?;
    decision.decide::<SavedViews>(id, Command::Save { person, view, content, digest })
}

pub(super) fn delete(
    decision: &mut Decision<'_, Registry>,
    Delete { person, view }: Delete,
) -> Result<(), Rejection> {
    decision.decide::<SavedViews>(saved_views::id(person), Command::Delete { person, view })
}
