//! People, sealed; opened one at a time, for whoever may see them.

use std::collections::HashMap;

use contracts::registry::PersonOpened;
use contracts::registry::person::{Event, Registered};
use contracts::{Actor, Position};
use values::{OrganisationId, PersonId, Sealed};

use crate::commands::field;
use crate::domain::authority::may_open;

#[derive(Default)]
pub(crate) struct View {
    people: HashMap<PersonId, Kept>,
}

/// What is kept of a person, with the place it was sealed for.
struct Kept {
    position: Position,
    name: Sealed,
    phone: Option<Sealed>,
    work_unit: Option<OrganisationId>,
    home_community: Option<OrganisationId>,
}

impl View {
    pub(super) fn apply(&mut self, id: PersonId, event: &Event, position: Position) {
        match event {
            Event::Registered(registered) => {
                self.people.insert(id, kept(registered, position));
            }
            Event::Erased {} => {
                self.people.remove(&id);
            }
        }
    }

    /// The person as `actor` may see it; nothing once erased.
    pub(crate) fn opened(
        &self,
        actor: &Actor,
        person: PersonId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<PersonOpened> {
        let kept = self.people.get(&person)?;
        let (work_unit, home_community) = (kept.work_unit, kept.home_community);
        let may = may_open(actor, person, work_unit, home_community);
        let open = |field, sealed: Option<&Sealed>| {
            sealed.filter(|_| may).and_then(|sealed| unseal(kept.position, field, sealed))
        };
        Some(PersonOpened {
            name: open(field::NAME, Some(&kept.name)),
            phone: open(field::PHONE, kept.phone.as_ref()),
            work_unit,
            home_community,
        })
    }
}

fn kept(registered: &Registered, position: Position) -> Kept {
    Kept {
        position,
        name: registered.name.clone(),
        phone: registered.phone.clone(),
        work_unit: registered.work_unit,
        home_community: registered.home_community,
    }
}
