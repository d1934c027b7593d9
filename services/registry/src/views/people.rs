//! People, sealed; opened one at a time, for whoever may see them.

use std::collections::HashMap;

use contracts::registry::person::{Corrected, Event, Membership, Registered};
use contracts::registry::{PersonOpened, Roster, RosterLine, Stay, StayKind};
use contracts::{Actor, Directory, ListOrder, Page, PageRequest, Position};
use runtime::Index;
use values::{Date, Fingerprint, OrganisationId, PersonId, Sealed, Text};

use super::Asked;
use super::paper::unsealing;
use crate::commands::field;
use crate::domain::authority::{self, Sight, may_open};

#[derive(Default)]
pub(crate) struct View {
    people: HashMap<PersonId, Kept>,
    /// Who is where.
    there: Index<PersonId, Filed>,
}

/// Where somebody is, and whether it is over since they left the roster.
type Filed = (At, bool);

/// With which organisation, and in which way: in any, where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct At(OrganisationId, Option<StayKind>);

impl runtime::Kind for At {
    fn whose(&self) -> Option<OrganisationId> {
        Some(self.0)
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        Self(organisation, self.1)
    }
}

/// A sealed text with the place it was sealed for.
type SealedAt = (Position, Sealed);

/// What is kept of a person.
struct Kept {
    /// The place in the index.
    order: usize,
    name: SealedAt,
    phone: Option<SealedAt>,
    phone_fingerprint: Option<Fingerprint>,
    skills: Vec<Text<30>>,
    membership: Option<SealedAt>,
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
        let both = both.into_iter().filter_map(|(at, kind)| Some((at?, kind)));
        both.flat_map(|(at, kind)| [(At(at, None), self.left), (At(at, Some(kind)), self.left)])
            .collect()
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
        match (before, self.filed_under(id)) {
            (Some((order, before)), Some((_, now))) => self.there.refile(order, before, now),
            (Some((order, before)), None) => self.there.take_out(order, before),
            (None, _) => {}
        }
    }

    fn filed_under(&self, id: PersonId) -> Option<(usize, Vec<Filed>)> {
        self.people.get(&id).map(|kept| (kept.order, kept.filed_under()))
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.there.settle(organisation, directory);
    }

    fn take_in(&mut self, id: PersonId, event: &Event, position: Position) {
        match event {
            Event::Registered(registered) => {
                let mut kept = kept(registered, position);
                kept.order = self.there.add(id, kept.filed_under());
                self.people.insert(id, kept);
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

    /// Who is on the roster of this unit, which stands for itself, as they came on it.
    pub(super) fn at_work<T>(
        &self,
        unit: OrganisationId,
        page: PageRequest,
        item: impl Fn(PersonId) -> T,
    ) -> Page<T> {
        let asked = ([], (At(unit, Some(StayKind::Work)), false));
        self.there.page(page, ListOrder::Oldest, asked, Some, item)
    }

    /// Who is on the roster of that organisation, which stands for itself, in that way.
    pub(super) fn there(
        &self,
        organisation: OrganisationId,
        kind: StayKind,
    ) -> impl Iterator<Item = PersonId> {
        let (_, there) = self.there.newest([(At(organisation, Some(kind)), false)]);
        there.map(|(_, person)| person)
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
        let open = |field, (at, sealed): &SealedAt| unseal(*at, field, sealed);
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
    let there = (At(directory.resolve(organisation), kind), left);
    let known = |person| Some((person, people.people.get(&person)?));
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
    let line = |(person, kept): (PersonId, &Kept)| {
        let Places { work_unit, home_community } = kept.places();
        RosterLine {
            person,
            name: called(person),
            work_unit,
            home_community,
            skills: kept.skills.clone(),
            left: kept.left,
        }
    };
    if name.is_none() && skill.is_none() {
        return Some(people.there.page(page, ListOrder::Oldest, ([], there), known, line));
    }
    let (_, all) = people.there.ordered(ListOrder::Oldest, [there]);
    let all = all.filter_map(|(at, person)| Some((at, known(person)?)));
    Some(Page::of(page, all.filter(|(_, line)| wanted(line)), line))
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
        order: 0,
        name: (position, registered.name.clone()),
        phone: registered.phone.clone().map(|phone| (position, phone)),
        phone_fingerprint: registered.phone_fingerprint.clone(),
        skills: registered.skills.clone(),
        membership: None,
        stays: stays.into_iter().flatten().collect(),
        left: false,
    }
}
