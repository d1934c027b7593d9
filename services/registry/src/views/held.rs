//! Everything that is kept of one person, for that person alone; and who is excused 免报到, for
//! whoever answers for them.

use contracts::registry::check_in::Who;
use contracts::registry::saved_views::SavedViews;
use contracts::registry::{
    Held, HeldCheckIn, HeldExcuse, HeldOfPerson, HeldOffice, PersonExcuse, UnitExcuse, account,
    excuse,
};

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
        excuse: excuse_of(asked, who),
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

fn excuse_of(asked: &Asked<'_>, who: Who) -> Option<HeldExcuse> {
    asked.view.excused.get(&excuse::id(who)).map(|(_, excuse)| *excuse)
}

pub(super) fn excuse_of_person(
    asked: &Asked<'_>,
    PersonExcuse { person }: PersonExcuse,
) -> Option<HeldExcuse> {
    // Who may see the name: the person, and the people of the work unit and the home community.
    let may = asked.view.people.may_know(&asked.view.directory, asked.actor, person);
    excuse_of(asked, Who::Person(person)).filter(|_| may)
}

pub(super) fn excuse_of_unit(
    asked: &Asked<'_>,
    UnitExcuse { organisation }: UnitExcuse,
) -> Option<HeldExcuse> {
    let directory = &asked.view.directory;
    let seniors = directory.seniors(organisation).chain(directory.affiliations(organisation));
    let mut answerable = std::iter::once(organisation).chain(seniors);
    let may = answerable.any(|one| directory.may_act_for(asked.actor, one));
    excuse_of(asked, Who::Unit(organisation)).filter(|_| may)
}
