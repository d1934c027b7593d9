//! Who told a need without an account: found by the code, opened for the community alone.

use std::collections::{BTreeSet, HashMap};

use contracts::needs::need::{self, Event};
use contracts::needs::{Coded, RaiserOpened};
use contracts::{Actor, Asker, Position};
use values::{Fingerprint, NeedId, OrganisationId, PersonId, Sealed};

use crate::commands::field;

#[derive(Default)]
pub(crate) struct View {
    raisers: HashMap<NeedId, Kept>,
    codes: HashMap<Fingerprint, NeedId>,
    /// In the order of their raising.
    by_person: HashMap<PersonId, BTreeSet<NeedId>>,
}

/// What is kept of a raiser, with the place it was sealed for.
struct Kept {
    position: Position,
    owner: OrganisationId,
    raiser: need::Raiser,
}

impl View {
    pub(super) fn apply(&mut self, need: NeedId, event: &Event, position: Position) {
        if let Event::Raised { asked, raiser: Some(raiser) } = event {
            if let Some(code) = &raiser.code {
                self.codes.insert(code.clone(), need);
            }
            self.by_person.entry(raiser.person).or_default().insert(need);
            let (owner, raiser) = (asked.owner, raiser.clone());
            self.raisers.insert(need, Kept { position, owner, raiser });
        } else if let Event::RaiserErased {} = event
            && let Some(Kept { raiser, .. }) = self.raisers.remove(&need)
        {
            self.by_person.remove(&raiser.person);
            if let Some(code) = raiser.code {
                self.codes.remove(&code);
            }
        }
    }

    /// What `person` raised.
    pub(super) fn raised(&self, person: PersonId) -> Option<&BTreeSet<NeedId>> {
        self.by_person.get(&person)
    }

    pub(super) fn did_raise(&self, person: PersonId, need: NeedId) -> bool {
        self.raised(person).is_some_and(|theirs| theirs.contains(&need))
    }

    /// Did whoever asks raise it?
    pub(crate) fn is_of(&self, need: NeedId, actor: &Actor) -> bool {
        actor.person().is_some_and(|person| self.did_raise(person, need))
    }

    pub(crate) fn of_code(&self, code: &Fingerprint) -> Option<Coded> {
        let need = *self.codes.get(code)?;
        let Kept { owner, raiser, .. } = self.raisers.get(&need)?;
        Some(Coded { need, owner: *owner, raiser: raiser.person })
    }

    /// Opened for the people of the need's owner, who have to reach them; for nobody else.
    pub(crate) fn opened(
        &self,
        asker: Asker<'_>,
        need: NeedId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<RaiserOpened> {
        let Kept { position, owner, raiser } = self.raisers.get(&need)?;
        // The system has no eyes: no reaction needs a name.
        let may = *asker.actor != Actor::System && asker.may_act_for(*owner);
        let open = |field, sealed: Option<&Sealed>| {
            sealed.filter(|_| may).and_then(|sealed| unseal(*position, field, sealed))
        };
        Some(RaiserOpened {
            name: open(field::RAISER_NAME, raiser.name.as_ref()),
            phone: open(field::RAISER_PHONE, raiser.phone.as_ref()),
        })
    }
}
