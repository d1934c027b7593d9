//! People, sealed; opened one at a time, for whoever may see them.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::person::{Corrected, Event, Membership, Registered};
use contracts::registry::{PersonOpened, Roster, RosterLine, Stay, StayKind};
use contracts::{Actor, Directory, Page, Place, Position};
use values::{Date, Fingerprint, OrganisationId, PersonId, Sealed, Text};

use super::Asked;
use super::paper::unsealing;
use crate::commands::field;
use crate::domain::authority::{self, Sight, may_open};

#[derive(Default)]
pub(crate) struct View {
    people: HashMap<PersonId, Kept>,
    /// Who is where.
    there: HashMap<Filed, BTreeSet<PersonId>>,
}

/// Of which organisation, in which way, and whether it is over since they left the roster.
type Filed = (OrganisationId, StayKind, bool);

/// A sealed text with the place it was sealed for.
type At = (Position, Sealed);

/// What is kept of a person.
struct Kept {
    name: At,
    phone: Option<At>,
    phone_fingerprint: Option<Fingerprint>,
    skills: Vec<Text<30>>,
    membership: Option<At>,
    /// Oldest first.
    stays: Vec<Stay>,
    left: bool,
}

/// Where somebody on the roster works and lives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) work_unit: Option<OrganisationId>,
    pub(super) home_community: Option<OrganisationId>,
}

impl Kept {
    fn last(&self, kind: StayKind) -> Option<OrganisationId> {
        self.stays.iter().rev().find(|stay| stay.kind == kind)?.organisation
    }

    fn places(&self) -> Places {
        Places { work_unit: self.last(StayKind::Work), home_community: self.last(StayKind::Home) }
    }

    /// Where they are found.
    fn filed_under(&self) -> Vec<Filed> {
        let Places { work_unit, home_community } = self.places();
        let both = [(work_unit, StayKind::Work), (home_community, StayKind::Home)];
        both.into_iter().filter_map(|(at, kind)| Some((at?, kind, self.left))).collect()
    }

    fn correct(&mut self, Corrected { name, phone, phone_fingerprint }: &Corrected, at: Position) {
        if let Some(name) = name {
            self.name = (at, name.clone());
        }
        if let Some(phone) = phone {
            self.phone = Some((at, phone.clone()));
            self.phone_fingerprint.clone_from(phone_fingerprint);
        }
    }

    fn moved(&mut self, kind: StayKind, organisation: Option<OrganisationId>, from: Date) {
        self.stays.push(Stay { kind, organisation, from: Some(from) });
        self.left = false;
    }
}

impl View {
    pub(super) fn apply(&mut self, id: PersonId, event: &Event, position: Position) {
        let before = self.filed_under(id);
        self.take_in(id, event, position);
        let now = self.filed_under(id);
        for over in before.iter().filter(|filed| !now.contains(filed)) {
            self.there.entry(*over).or_default().remove(&id);
        }
        for begun in now.into_iter().filter(|filed| !before.contains(filed)) {
            self.there.entry(begun).or_default().insert(id);
        }
    }

    fn filed_under(&self, id: PersonId) -> Vec<Filed> {
        self.people.get(&id).map(Kept::filed_under).unwrap_or_default()
    }

    fn take_in(&mut self, id: PersonId, event: &Event, position: Position) {
        match event {
            Event::Registered(registered) => {
                self.people.insert(id, kept(registered, position));
            }
            Event::Erased {} => {
                self.people.remove(&id);
            }
            Event::WorkChanged { work_unit, from } => {
                self.change(id, |kept| kept.moved(StayKind::Work, *work_unit, *from));
            }
            Event::HomeChanged { home_community, from } => {
                self.change(id, |kept| kept.moved(StayKind::Home, *home_community, *from));
            }
            Event::Corrected(corrected) => {
                self.change(id, |kept| kept.correct(corrected, position))
            }
            Event::SkillsSet { skills } => self.change(id, |kept| kept.skills.clone_from(skills)),
            Event::MembershipSet { membership } => self.change(id, |kept| {
                kept.membership = membership.clone().map(|sealed| (position, sealed));
            }),
            Event::Left { .. } => self.change(id, |kept| kept.left = true),
        }
    }

    fn change(&mut self, id: PersonId, change: impl FnOnce(&mut Kept)) {
        if let Some(kept) = self.people.get_mut(&id) {
            change(kept);
        }
    }

    /// Where somebody on the roster works and lives.
    pub(super) fn places(&self, person: PersonId) -> Option<Places> {
        self.people.get(&person).filter(|kept| !kept.left).map(Kept::places)
    }

    /// Who is on the roster of these units, in the order of their ids.
    pub(super) fn at_work(&self, units: &[OrganisationId]) -> BTreeSet<PersonId> {
        self.found(units, StayKind::Work, false).collect()
    }

    /// Who is on the roster of these, in that way.
    pub(super) fn there(
        &self,
        organisations: &[OrganisationId],
        kind: StayKind,
    ) -> impl Iterator<Item = PersonId> {
        self.found(organisations, kind, false)
    }

    fn found(
        &self,
        organisations: &[OrganisationId],
        kind: StayKind,
        left: bool,
    ) -> impl Iterator<Item = PersonId> {
        let filed = organisations.iter().map(move |organisation| (*organisation, kind, left));
        filed.filter_map(|filed| self.there.get(&filed)).flatten().copied()
    }

    /// May `actor` know what this person is called?
    pub(super) fn may_know(&self, directory: &Directory, actor: &Actor, person: PersonId) -> bool {
        let Some(kept) = self.people.get(&person) else { return false };
        let Places { work_unit, home_community } = kept.places();
        may_open(directory, actor, person, work_unit, home_community)
    }

    /// To see that two share a telephone.
    pub(crate) fn phone_fingerprint(&self, person: PersonId) -> Option<Fingerprint> {
        self.people.get(&person)?.phone_fingerprint.clone()
    }

    /// The name, for whoever was found to be allowed to see it.
    pub(super) fn name(
        &self,
        person: PersonId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<String> {
        let (at, name) = &self.people.get(&person)?.name;
        unseal(*at, field::NAME, name)
    }

    /// How much of the person `actor` is told.
    pub(super) fn sight(&self, directory: &Directory, actor: &Actor, person: PersonId) -> Sight {
        let Some(kept) = self.people.get(&person) else { return Sight::IdAlone };
        let Places { work_unit, home_community } = kept.places();
        authority::sight(directory, actor, person, work_unit, home_community)
    }

    /// The person as `actor` may see it; nothing once erased.
    pub(crate) fn opened(
        &self,
        directory: &Directory,
        actor: &Actor,
        person: PersonId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<PersonOpened> {
        self.opened_for(self.sight(directory, actor, person), person, unseal)
    }

    /// The person for somebody who is told so much.
    pub(super) fn opened_for(
        &self,
        sight: Sight,
        id: PersonId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<PersonOpened> {
        let kept = self.people.get(&id)?;
        let nothing = PersonOpened {
            id,
            name: None,
            phone: None,
            work_unit: None,
            home_community: None,
            skills: Vec::new(),
            membership: None,
            stays: Vec::new(),
            left: false,
        };
        if sight == Sight::IdAlone {
            return Some(nothing);
        }
        let Places { work_unit, home_community } = kept.places();
        let (skills, left) = (kept.skills.clone(), kept.left);
        let placed = PersonOpened { work_unit, home_community, skills, left, ..nothing };
        if sight == Sight::Places {
            return Some(placed);
        }
        let open = |field, (at, sealed): &At| unseal(*at, field, sealed);
        let membership = kept.membership.as_ref();
        let membership = membership.and_then(|sealed| open(field::MEMBERSHIP, sealed));
        Some(PersonOpened {
            name: open(field::NAME, &kept.name),
            phone: kept.phone.as_ref().and_then(|phone| open(field::PHONE, phone)),
            membership: membership.and_then(|code| Membership::of(&code)),
            stays: kept.stays.clone(),
            ..placed
        })
    }
}

/// The people of an organisation, for whom it concerns.
pub(super) fn roster(asked: &Asked<'_>, query: Roster) -> Option<Page<RosterLine>> {
    let (people, directory) = (&asked.view.people, &asked.view.directory);
    let Roster { organisation, kind, name, skill, left, page } = query;
    if !authority::sees_people(directory, asked.actor, organisation) {
        return None;
    }
    let same = directory.same_as(organisation);
    let kinds = [StayKind::Work, StayKind::Home].into_iter();
    let kinds = kinds.filter(|known| kind.is_none_or(|only| only == *known));
    let there: BTreeSet<_> = kinds.flat_map(|kind| people.found(&same, kind, left)).collect();
    let known = there.into_iter().filter_map(|person| Some((person, people.people.get(&person)?)));
    let called = |person: PersonId| {
        let sight = people.sight(directory, asked.actor, person);
        (sight == Sight::Names).then(|| people.name(person, unsealing(asked))).flatten()
    };
    let is_called = |person, part: &String| called(person).is_some_and(|name| name.contains(part));
    let is_good_at = |kept: &Kept, part| kept.skills.iter().any(|skill| skill.contains(part));
    // What is cheap to see first: names are opened one by one.
    let wanted = |(person, kept): &(PersonId, &Kept)| {
        skill.as_deref().is_none_or(|part| is_good_at(kept, part))
            && name.as_ref().is_none_or(|part| is_called(*person, part))
    };
    let lines = known.filter(wanted).map(|line| (Place::id(line.0), line));
    Some(Page::of(page, lines, |(person, kept)| {
        let Places { work_unit, home_community } = kept.places();
        RosterLine {
            person,
            name: called(person),
            work_unit,
            home_community,
            skills: kept.skills.clone(),
            left: kept.left,
        }
    }))
}

fn kept(registered: &Registered, position: Position) -> Kept {
    let first = |kind, organisation: Option<OrganisationId>| {
        organisation.map(|_| Stay { kind, organisation, from: None })
    };
    let stays = [
        first(StayKind::Work, registered.work_unit),
        first(StayKind::Home, registered.home_community),
    ];
    Kept {
        name: (position, registered.name.clone()),
        phone: registered.phone.clone().map(|phone| (position, phone)),
        phone_fingerprint: registered.phone_fingerprint.clone(),
        skills: registered.skills.clone(),
        membership: None,
        stays: stays.into_iter().flatten().collect(),
        left: false,
    }
}
