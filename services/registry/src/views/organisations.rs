//! Organisations, in the order of registration, by level, by how they stand, and by name.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::organisation::{Event, GRID_HOUSEHOLDS, Level, Office, Register};
use contracts::registry::{
    AffiliationEdge, CertificationStatus, DuplicateLine, OrganisationEdges, OrganisationLife,
    OrganisationLine, OrganisationStatus, Organisations, TerritoryEdge,
};
use contracts::{ListOrder, Page, PageRequest};
use runtime::{Index, Letters, letters};
use values::{AreaCode, Date, Fingerprint, OrganisationId, PersonId, Text, Timestamp, time};

use super::twins::{Mark, Twins};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<OrganisationId, OrganisationLine>,
    edges: HashMap<OrganisationId, OrganisationEdges>,
    /// In the order of application and registration.
    index: Index<OrganisationId, Filed>,
    orders: HashMap<OrganisationId, usize>,
    /// Where somebody is head, liaison or grid worker.
    offices: HashMap<PersonId, BTreeSet<OrganisationId>>,
    twins: Twins,
}

/// In which area, at which level, and how they stand: whatever it is, where nothing is said.
type Filed = (There, Stands);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct There(Option<AreaCode>, Option<Level>);

/// How organisations stand. What is not registered is found only by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stands {
    Registered,
    As(OrganisationStatus),
    /// Of what is registered.
    Certified(CertificationStatus),
    /// One of its names has that, wherever it is and at whichever level.
    Called(Letters),
}

impl runtime::Kind for There {}

/// Under what `line` is found.
fn filed_under(line: &OrganisationLine) -> Vec<Filed> {
    let is_registered = is_registered(line.life.status);
    let certified = line.life.certification.map(Stands::Certified);
    let registered = [Stands::Registered].into_iter().chain(certified);
    let stands = registered.filter(|_| is_registered).chain([Stands::As(line.life.status)]);
    let around = std::iter::successors(line.area, |area| area.parent()).map(Some);
    let areas =
        around.chain([None]).flat_map(|area| [There(area, None), There(area, Some(line.level))]);
    let called = names(line).flat_map(called);
    areas
        .flat_map(|there| stands.clone().map(move |stands| (there, stands)))
        .chain(called)
        .collect()
}

fn called(name: &str) -> impl Iterator<Item = Filed> {
    letters(name).map(|letters| (There(None, None), Stands::Called(letters)))
}

fn is_registered(status: OrganisationStatus) -> bool {
    match status {
        OrganisationStatus::Applied | OrganisationStatus::Refused => false,
        OrganisationStatus::InOperation
        | OrganisationStatus::Suspended
        | OrganisationStatus::Ended
        | OrganisationStatus::Merged => true,
    }
}

impl View {
    pub(super) fn apply(&mut self, id: OrganisationId, event: &Event, at: Timestamp) {
        let before = self.filed(id);
        match event {
            Event::Applied(register) => self.begin(id, register, OrganisationStatus::Applied),
            Event::Registered(register) => {
                self.begin(id, register, OrganisationStatus::InOperation);
                self.edges.insert(id, edges(register, time::date_at(at)));
            }
            Event::Placed { area, from } => {
                let edge = TerritoryEdge { area: Some(*area), from: *from };
                self.edges.entry(id).or_default().territory.push(edge);
            }
            Event::Affiliated { parent, from } => {
                let edge = AffiliationEdge { parent: *parent, from: *from };
                self.edges.entry(id).or_default().affiliation.push(edge);
            }
            Event::Appointed { person: Some(person), .. } => {
                self.offices.entry(*person).or_default().insert(id);
            }
            Event::Refused { .. }
            | Event::Certified { .. }
            | Event::CertificationDue {}
            | Event::CertificationLapsed {}
            | Event::AliasAdded { .. }
            | Event::Edited { .. }
            | Event::Appointed { person: None, .. }
            | Event::HouseholdsCounted { .. }
            | Event::Suspended { .. }
            | Event::Resumed {}
            | Event::Ended { .. }
            | Event::Merged { .. }
            | Event::Unmerged { .. } => {}
            Event::Distinguished { from } => self.twins.tell_apart(id, *from),
            Event::Undistinguished { from } => self.twins.take_back(id, *from),
        }
        if let Some(line) = self.lines.get_mut(&id) {
            change(line, event);
        }
        self.refile(id, before);
    }

    /// The newest of all, and so is who was applied for once it is registered.
    fn begin(&mut self, id: OrganisationId, register: &Register, status: OrganisationStatus) {
        self.lines.insert(id, line(id, register, status));
        self.orders.insert(id, self.index.add(id, []));
    }

    /// Where it stands in the list, and under what.
    fn filed(&self, id: OrganisationId) -> Option<(usize, Vec<Filed>)> {
        let (line, order) = (self.lines.get(&id)?, self.orders.get(&id)?);
        Some((*order, filed_under(line)))
    }

    fn refile(&mut self, id: OrganisationId, before: Option<(usize, Vec<Filed>)>) {
        let Some((order, now)) = self.filed(id) else { return };
        match before {
            Some((same, before)) if same == order => self.index.refile(order, before, now),
            Some((before_that, before)) => {
                self.index.take_out(before_that, before);
                self.index.refile(order, Vec::new(), now);
            }
            None => self.index.refile(order, Vec::new(), now),
        }
    }

    /// Notes what `organisation` has that only one should have; `phone` knows people's telephones.
    pub(super) fn mark(
        &mut self,
        organisation: OrganisationId,
        phone: impl Fn(PersonId) -> Option<Fingerprint>,
    ) {
        let line = self.lines.get(&organisation);
        let marks = line.filter(|line| may_be_twin(line)).map(|line| marks(line, phone));
        self.twins.set(organisation, marks.unwrap_or_default());
    }

    /// Where `person` is head, liaison or grid worker, or was.
    pub(super) fn offices(&self, person: PersonId) -> Vec<OrganisationId> {
        self.offices.get(&person).into_iter().flatten().copied().collect()
    }

    /// What `person` is, and where.
    pub(super) fn held_by(
        &self,
        person: PersonId,
    ) -> impl Iterator<Item = (OrganisationId, Office)> {
        let lines = self.offices(person).into_iter().filter_map(|id| self.lines.get(&id));
        lines.flat_map(move |line| {
            let life = &line.life;
            let offices = [
                (life.head, Office::Head),
                (life.liaison, Office::Liaison),
                (life.grid_worker, Office::GridWorker),
            ];
            let own = offices.into_iter().filter(move |(holder, _)| *holder == Some(person));
            own.map(|(_, office)| (line.id, office))
        })
    }

    pub(crate) fn duplicates(&self, page: PageRequest) -> Page<DuplicateLine> {
        self.twins.page(page)
    }

    /// In the order of registration. What is asked for is found; a part of a name among those that
    /// have its letters.
    pub(crate) fn page(&self, query: &Organisations) -> Page<OrganisationLine> {
        let Organisations { level, status, certification, name, area, page } = query;
        let there = There(*area, *level);
        let stands = match (status.map(Stands::As), certification.map(Stands::Certified)) {
            (None, None) => vec![Stands::Registered],
            (status, certification) => [status, certification].into_iter().flatten().collect(),
        };
        let mut asked: Vec<_> = stands.into_iter().map(|stands| (there, stands)).collect();
        let line = |id| self.lines.get(&id);
        let Some(part) = name else {
            let asked = [asked];
            return self
                .index
                .page_of_any(*page, ListOrder::Oldest, asked, line, |line| self.shown(line));
        };
        asked.extend(called(part));
        let (_, ids) = self.index.find_any(ListOrder::Oldest, [asked]);
        let is_called =
            |line: &OrganisationLine| names(line).any(|name| name.contains(part.as_str()));
        let lines = ids.filter_map(|(at, id)| Some((at, line(id)?)));
        Page::of(*page, lines.filter(|(_, line)| is_called(line)), |line| self.shown(line))
    }

    pub(super) fn name(&self, id: OrganisationId) -> Option<Text<60>> {
        self.lines.get(&id).map(|line| line.name.clone())
    }

    pub(crate) fn line(&self, id: OrganisationId) -> Option<OrganisationLine> {
        self.lines.get(&id).map(|line| self.shown(line))
    }

    /// With the units that it is told apart from, whichever of them it was said of.
    fn shown(&self, line: &OrganisationLine) -> OrganisationLine {
        let mut shown = line.clone();
        shown.life.distinguished = self.twins.apart_from(line.id).collect();
        shown
    }

    pub(crate) fn edges(&self, id: OrganisationId) -> Option<OrganisationEdges> {
        self.edges.get(&id).cloned()
    }
}

fn change(line: &mut OrganisationLine, event: &Event) {
    let life = &mut line.life;
    match event {
        Event::Applied(_) | Event::Registered(_) => {}
        Event::Refused { .. } => life.status = OrganisationStatus::Refused,
        Event::Certified { validity } => {
            life.certified_until = Some(validity.until);
            life.certification = Some(CertificationStatus::Valid);
        }
        Event::CertificationDue {} => life.certification = Some(CertificationStatus::Due),
        Event::CertificationLapsed {} => life.certification = Some(CertificationStatus::Lapsed),
        Event::AliasAdded { alias } => line.aliases.push(alias.clone()),
        Event::Edited { name, nature, credit_code, address } => {
            if let Some(name) = name {
                let old = std::mem::replace(&mut line.name, name.clone());
                line.aliases.retain(|alias| alias != name);
                if !line.aliases.contains(&old) {
                    line.aliases.push(old);
                }
            }
            line.nature = nature.or(line.nature);
            if let Some(code) = credit_code {
                line.credit_code = Some(*code);
                line.credit_code_doubtful = !code.check_digit_ok();
            }
            if let Some(address) = address {
                line.address = Some(address.clone());
            }
        }
        Event::Placed { area, .. } => line.area = Some(*area),
        Event::Affiliated { parent, .. } => life.parent = *parent,
        Event::Appointed { office: Office::Head, person } => life.head = *person,
        Event::Appointed { office: Office::Liaison, person } => life.liaison = *person,
        Event::Appointed { office: Office::GridWorker, person } => life.grid_worker = *person,
        Event::HouseholdsCounted { households } => {
            life.households = Some(*households);
            life.households_doubtful = !GRID_HOUSEHOLDS.contains(households);
        }
        Event::Suspended { .. } => life.status = OrganisationStatus::Suspended,
        Event::Resumed {} => life.status = OrganisationStatus::InOperation,
        Event::Ended { .. } => life.status = OrganisationStatus::Ended,
        Event::Merged { kept } => {
            (life.status, life.merged_into) = (OrganisationStatus::Merged, Some(*kept));
        }
        Event::Unmerged { .. } => {
            (life.status, life.merged_into) = (OrganisationStatus::InOperation, None);
        }
        // Which ones are told apart is asked of all at once.
        Event::Distinguished { .. } | Event::Undistinguished { .. } => {}
    }
}

/// What it is called, and was.
fn names(line: &OrganisationLine) -> impl Iterator<Item = &str> {
    std::iter::once(&line.name).chain(&line.aliases).map(|name| name.as_str())
}

fn may_be_twin(line: &OrganisationLine) -> bool {
    let is_one = matches!(
        line.life.status,
        OrganisationStatus::Applied
            | OrganisationStatus::InOperation
            | OrganisationStatus::Suspended
    );
    is_one && line.level == Level::Unit
}

fn marks(
    line: &OrganisationLine,
    phone: impl Fn(PersonId) -> Option<Fingerprint>,
) -> BTreeSet<Mark> {
    let names = names(line).filter_map(sheets::names::unit_key).map(Mark::Name);
    let people = [line.life.head, line.life.liaison].into_iter().flatten();
    let phones = people.filter_map(phone).map(Mark::Phone);
    names.chain(line.credit_code.map(Mark::CreditCode)).chain(phones).collect()
}

fn edges(register: &Register, from: Date) -> OrganisationEdges {
    OrganisationEdges {
        territory: vec![TerritoryEdge { area: register.area, from }],
        affiliation: vec![AffiliationEdge { parent: register.parent, from }],
    }
}

fn line(id: OrganisationId, register: &Register, status: OrganisationStatus) -> OrganisationLine {
    OrganisationLine {
        id,
        name: register.name.clone(),
        aliases: Vec::new(),
        level: register.level,
        nature: register.nature,
        credit_code: register.credit_code,
        credit_code_doubtful: register.credit_code.is_some_and(|code| !code.check_digit_ok()),
        area: register.area,
        address: register.address.clone(),
        life: OrganisationLife { status, parent: register.parent, ..OrganisationLife::default() },
    }
}
