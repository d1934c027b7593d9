//! Whoever of a list is on the roster already, so that a list taken in again doubles nobody.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::{OnRoster, Sought, StayKind};
use values::{Fingerprint, OrganisationId, PersonId};

use super::{Asked, paper};
use crate::commands::field;
use crate::domain::phone;

/// Where somebody is sought: at work, or at home of those who work nowhere.
type Place = (StayKind, OrganisationId);

/// Of each person in turn, whoever has the name and the telephone there. Nobody, where whoever asks
/// may register nobody.
pub(super) fn on_roster(asked: &Asked<'_>, OnRoster { people }: OnRoster) -> Vec<Vec<PersonId>> {
    let mut known: HashMap<Place, ByTelephone> = HashMap::new();
    let name = |person| asked.view.people.name(person, paper::unsealing(asked));
    let found = |one: Sought| {
        let Some(place) = place(asked, &one) else { return Vec::new() };
        let there = known.entry(place).or_insert_with(|| by_telephone(asked, place));
        let digits = one.phone.as_deref().and_then(phone::normalised);
        let telephone = digits.map(|digits| asked.fingerprint(field::PHONE, &digits));
        let there = there.get(&telephone).into_iter().flatten().copied();
        there.filter(|person| name(*person).as_deref() == Some(one.name.as_str())).collect()
    };
    people.into_iter().map(found).collect()
}

/// Those of a place by the fingerprint of their telephone, also those without one.
type ByTelephone = HashMap<Option<Fingerprint>, BTreeSet<PersonId>>;

fn by_telephone(asked: &Asked<'_>, (kind, at): Place) -> ByTelephone {
    let people = &asked.view.people;
    let mut there = ByTelephone::new();
    for person in people.there(&asked.view.directory.same_as(at), kind) {
        let works = people.places(person).is_some_and(|places| places.work_unit.is_some());
        if kind == StayKind::Work || !works {
            there.entry(people.phone_fingerprint(person)).or_default().insert(person);
        }
    }
    there
}

fn place(asked: &Asked<'_>, one: &Sought) -> Option<Place> {
    let work = one.work_unit.map(|unit| (StayKind::Work, unit));
    let (kind, at) = work.or(one.home_community.map(|home| (StayKind::Home, home)))?;
    let directory = &asked.view.directory;
    let stated = [one.work_unit, one.home_community].into_iter().flatten();
    let may = stated.into_iter().any(|own| directory.may_act_for(asked.actor, own));
    may.then(|| (kind, directory.resolve(at)))
}
