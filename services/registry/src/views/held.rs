//! Everything that is kept of one person, for that person alone.

use contracts::registry::check_in::Who;
use contracts::registry::saved_views::SavedViews;
use contracts::registry::{Held, HeldCheckIn, HeldOfPerson, HeldOffice, account, excuse};

use super::{Asked, accounts, paper, saved_views};

/// Nothing of anybody else's.
pub(super) fn held(asked: &Asked<'_>, Held { person }: Held) -> Option<HeldOfPerson> {
    if asked.actor.person() != Some(person) {
        return None;
    }
    let (view, who) = (asked.view, Who::Person(person));
    let unseal = paper::unsealing(asked);
    let check_ins = view.check_ins.of(who).map(|kept| HeldCheckIn {
        line: kept.line.clone(),
        services: kept.request.services.clone(),
        can_offer: kept.request.can_offer.clone(),
    });
    let offices = view.organisations.held_by(person);
    let id = account::id(person);
    Some(HeldOfPerson {
        registered: view.people.opened(&view.directory, asked.actor, person, unseal),
        excuse: view.excused.get(&excuse::id(who)).map(|(_, excuse)| *excuse),
        check_ins: check_ins.collect(),
        offices: offices
            .map(|(organisation, office)| HeldOffice { organisation, office })
            .collect(),
        seats: view.seats.of(person),
        account: accounts::own(asked, id),
        tokens: view.tokens.of(id, asked.now),
        saved_views: saved_views::own(asked, SavedViews { person }),
    })
}
