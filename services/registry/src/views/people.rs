//! People, sealed; opened one at a time, for whoever may see them.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::person::{Event, Membership, Registered};
use contracts::registry::{PersonOpened, Stay, StayKind};
use contracts::{Actor, Directory, Position};
use values::{Date, Fingerprint, OrganisationId, PersonId, Sealed, Text};

use crate::commands::field;
use crate::domain::authority::may_open;

#[derive(Default)]
pub(crate) struct View {
    people: HashMap<PersonId, Kept>,
    /// Who is on the roster of a unit.
    at_work: HashMap<OrganisationId, BTreeSet<PersonId>>,
}

/// What is kept of a person, with the place it was sealed for.
struct Kept {
    position: Position,
    name: Sealed,
    phone: Option<Sealed>,
    phone_fingerprint: Option<Fingerprint>,
    skills: Vec<Text<30>>,
    /// With the place it was sealed for.
    membership: Option<(Position, Sealed)>,
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

    fn moved(&mut self, kind: StayKind, organisation: Option<OrganisationId>, from: Date) {
        self.stays.push(Stay { kind, organisation, from: Some(from) });
        self.left = false;
    }
}

impl View {
    pub(super) fn apply(&mut self, id: PersonId, event: &Event, position: Position) {
        let before = self.places(id).and_then(|places| places.work_unit);
        self.take_in(id, event, position);
        let now = self.places(id).and_then(|places| places.work_unit);
        if before != now {
            if let Some(people) = before.and_then(|unit| self.at_work.get_mut(&unit)) {
                people.remove(&id);
            }
            if let Some(unit) = now {
                self.at_work.entry(unit).or_default().insert(id);
            }
        }
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
        let people = units.iter().filter_map(|unit| self.at_work.get(unit));
        people.flatten().copied().collect()
    }

    /// May `actor` know what this person is called?
    pub(super) fn may_know(&self, directory: &Directory, actor: &Actor, person: PersonId) -> bool {
        let Some(kept) = self.people.get(&person) else { return false };
        let Places { work_unit, home_community } = kept.places();
        may_open(directory, actor, person, work_unit, home_community)
    }

    /// To see that two share a telephone.
    pub(super) fn phone_fingerprint(&self, person: PersonId) -> Option<Fingerprint> {
        self.people.get(&person)?.phone_fingerprint.clone()
    }

    /// The name, for whoever was found to be allowed to see it.
    pub(super) fn name(
        &self,
        person: PersonId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<String> {
        let kept = self.people.get(&person)?;
        unseal(kept.position, field::NAME, &kept.name)
    }

    /// The person as `actor` may see it; nothing once erased.
    pub(crate) fn opened(
        &self,
        directory: &Directory,
        actor: &Actor,
        person: PersonId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<PersonOpened> {
        let kept = self.people.get(&person)?;
        let Places { work_unit, home_community } = kept.places();
        let may = may_open(directory, actor, person, work_unit, home_community);
        let open = |field, sealed: Option<&Sealed>| {
            sealed.filter(|_| may).and_then(|sealed| unseal(kept.position, field, sealed))
        };
        Some(PersonOpened {
            name: open(field::NAME, Some(&kept.name)),
            phone: open(field::PHONE, kept.phone.as_ref()),
            work_unit,
            home_community,
            skills: kept.skills.clone(),
            membership: kept
                .membership
                .as_ref()
                .filter(|_| may)
                .and_then(|(at, sealed)| Membership::of(&unseal(*at, field::MEMBERSHIP, sealed)?)),
            stays: if may { kept.stays.clone() } else { Vec::new() },
            left: kept.left,
        })
    }
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
        position,
        name: registered.name.clone(),
        phone: registered.phone.clone(),
        phone_fingerprint: registered.phone_fingerprint.clone(),
        skills: registered.skills.clone(),
        membership: None,
        stays: stays.into_iter().flatten().collect(),
        left: false,
    }
}
