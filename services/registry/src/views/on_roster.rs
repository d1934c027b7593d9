//! Whoever of a list is on the roster already, so that a list taken in again doubles nobody.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::{OnRoster, Sought, StayKind};
use values::{Fingerprint, OrganisationId, PersonId};

use super::{Asked, paper};
use crate::commands::field;
use crate::domain::phone;

/// Where somebody is sought: at work, or at home of those who work nowhere.
type Place = (StayKind, OrganisationId);

/// Whoever of a place has the same telephone, or none, by name.
type ByName = HashMap<String, Vec<PersonId>>;

/// Of each person in turn, whoever has the name and the telephone there. Nobody, where whoever asks
/// may register nobody; of a place that is not theirs, only who lives in theirs.
pub(super) fn on_roster(asked: &Asked<'_>, OnRoster { people }: OnRoster) -> Vec<Vec<PersonId>> {
    let mut places: HashMap<Place, ByTelephone> = HashMap::new();
    let mut names: HashMap<(Place, Option<Fingerprint>), ByName> = HashMap::new();
    let found = |one: Sought| {
        let Some(place) = place(asked, &one) else { return Vec::new() };
        let digits = one.phone.as_deref().and_then(phone::normalised);
        let telephone = digits.map(|digits| asked.fingerprint(field::PHONE, &digits));
        let by_name = names.entry((place, telephone.clone())).or_insert_with(|| {
            let there = places.entry(place).or_insert_with(|| by_telephone(asked, place));
            by_name(asked, there.get(&telephone).into_iter().flatten().copied())
        });
        let found = by_name.get(one.name.as_str()).cloned().unwrap_or_default();
        found.into_iter().filter(|person| may_be_told(asked, place, *person)).collect()
    };
    people.into_iter().map(found).collect()
}

/// Those of a place by the fingerprint of their telephone, also those without one.
type ByTelephone = HashMap<Option<Fingerprint>, BTreeSet<PersonId>>;

fn by_telephone(asked: &Asked<'_>, (kind, at): Place) -> ByTelephone {
    let people = &asked.view.people;
    let mut there = ByTelephone::new();
    for person in people.there(at, kind) {
        let works = people.places(person).is_some_and(|places| places.work_unit.is_some());
        if kind == StayKind::Work || !works {
            there.entry(people.phone_fingerprint(person)).or_default().insert(person);
        }
    }
    there
}

fn by_name(asked: &Asked<'_>, people: impl Iterator<Item = PersonId>) -> ByName {
    let mut by_name = ByName::new();
    for person in people {
        if let Some(name) = asked.view.people.name(person, paper::unsealing(asked)) {
            by_name.entry(name).or_default().push(person);
        }
    }
    by_name
}

fn place(asked: &Asked<'_>, one: &Sought) -> Option<Place> {
    let work = one.work_unit.map(|unit| (StayKind::Work, unit));
    let (kind, at) = work.or(one.home_community.map(|home| (StayKind::Home, home)))?;
    let stated = [one.work_unit, one.home_community].into_iter().flatten();
    let may = stated.into_iter().any(|own| acts_for(asked, own));
    may.then(|| (kind, asked.view.directory.resolve(at)))
}

fn may_be_told(asked: &Asked<'_>, (_, at): Place, person: PersonId) -> bool {
    let home = || asked.view.people.places(person).and_then(|places| places.home_community);
    acts_for(asked, at) || home().is_some_and(|home| acts_for(asked, home))
}

fn acts_for(asked: &Asked<'_>, organisation: OrganisationId) -> bool {
    asked.view.directory.may_act_for(asked.actor, organisation)
}
