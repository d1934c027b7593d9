//! Organisations, in the order of registration, by level, by how they stand, and by name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::registry::organisation::{Event, GRID_HOUSEHOLDS, Level, Office, Register};
use contracts::registry::{
    AffiliationEdge, CertificationStatus, DuplicateLine, OrganisationEdges, OrganisationLife,
    OrganisationLine, OrganisationStatus, Organisations, TerritoryEdge,
};
use contracts::{Page, PageRequest, Place};
use values::{AreaCode, Date, Fingerprint, OrganisationId, PersonId, Text, Timestamp, time};

use super::by_name::ByName;
use super::twins::{Mark, Twins};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<OrganisationId, OrganisationLine>,
    edges: HashMap<OrganisationId, OrganisationEdges>,
    /// Each by its place in the order of application and registration.
    filed: HashMap<Filed, BTreeMap<usize, OrganisationId>>,
    orders: HashMap<OrganisationId, usize>,
    begun: Vec<OrganisationId>,
    by_name: ByName,
    /// What lies in an area stands together.
    by_area: BTreeSet<(AreaCode, usize)>,
    /// Where somebody is head, liaison or grid worker.
    offices: HashMap<PersonId, BTreeSet<OrganisationId>>,
    twins: Twins,
}

/// A level, and how they stand: whatever it is, where nothing is said.
type Filed = (Option<Level>, Option<OrganisationStatus>);

/// Under what `line` is found: what is not registered only by whoever asks how it stands.
fn filed_under(line: &OrganisationLine) -> Vec<Filed> {
    let (level, status) = (Some(line.level), Some(line.life.status));
    let mut filed = vec![(None, status), (level, status)];
    if is_registered(line.life.status) {
        filed.extend([(None, None), (level, None)]);
    }
    filed
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
        self.take_out(id);
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
        self.file(id);
    }

    /// The newest of all, and so is who was applied for once it is registered.
    fn begin(&mut self, id: OrganisationId, register: &Register, status: OrganisationStatus) {
        self.lines.insert(id, line(id, register, status));
        self.orders.insert(id, self.begun.len());
        self.begun.push(id);
    }

    fn file(&mut self, id: OrganisationId) {
        if let (Some(line), Some(order)) = (self.lines.get(&id), self.orders.get(&id)) {
            for filed in filed_under(line) {
                self.filed.entry(filed).or_default().insert(*order, id);
            }
            self.by_name.file(*order, id, names(line));
            self.by_area.extend(line.area.map(|area| (area, *order)));
        }
    }

    fn take_out(&mut self, id: OrganisationId) {
        if let (Some(line), Some(order)) = (self.lines.get(&id), self.orders.get(&id)) {
            for filed in filed_under(line) {
                if let Some(lines) = self.filed.get_mut(&filed) {
                    lines.remove(order);
                }
            }
            self.by_name.take_out(*order, names(line));
            if let Some(area) = line.area {
                self.by_area.remove(&(area, *order));
            }
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
    /// have its rarest two letters; what lies in an area, or is to be certified, among all that do.
    pub(crate) fn page(&self, query: &Organisations) -> Page<OrganisationLine> {
        let Organisations { level, status, certification, name, area, page } = query;
        let filed = (*level, *status);
        let wanted = |line: &OrganisationLine| {
            let is_called = |part: &String| names(line).any(|name| name.contains(part.as_str()));
            filed_under(line).contains(&filed)
                && name.as_ref().is_none_or(is_called)
                && certification.is_none_or(|stands| line.life.certification == Some(stands))
        };
        if let Some(area) = area {
            return self.within(*area, *page, wanted);
        }
        let none = BTreeMap::new();
        let found = match name {
            Some(part) => self.by_name.likely(part).unwrap_or(&none),
            None => self.filed.get(&filed).unwrap_or(&none),
        };
        let lines = found
            .iter()
            .filter_map(|(order, id)| Some((Place::oldest(*order), self.lines.get(id)?)));
        if name.is_none() && certification.is_none() {
            return Page::counted(*page, found.len(), lines, |line| self.shown(line));
        }
        Page::of(*page, lines.filter(|(_, line)| wanted(line)), |line| self.shown(line))
    }

    /// Those in `area` that are `wanted`, in the order of registration.
    fn within(
        &self,
        area: AreaCode,
        page: PageRequest,
        wanted: impl Fn(&OrganisationLine) -> bool,
    ) -> Page<OrganisationLine> {
        let lines = self
            .in_area(area)
            .filter_map(|(order, id)| Some((Place::oldest(order), self.lines.get(&id)?)));
        Page::of(page, lines.filter(|(_, line)| wanted(line)), |line| self.shown(line))
    }

    /// Those in `area`, each with its place in the order of registration.
    pub(super) fn in_area(&self, area: AreaCode) -> impl Iterator<Item = (usize, OrganisationId)> {
        let onwards = self.by_area.range((area, 0)..);
        let within = onwards.take_while(|(lies, _)| area.contains(*lies));
        let orders: BTreeSet<usize> = within.map(|(_, order)| *order).collect();
        orders.into_iter().filter_map(|order| Some((order, *self.begun.get(order)?)))
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
