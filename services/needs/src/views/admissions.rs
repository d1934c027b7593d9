//! Work put on communities from above, as each may see it.

use std::collections::{BTreeSet, HashMap};

use contracts::needs::admission::Event;
use contracts::needs::{AdmissionLine, AdmissionStatus, Admissions};
use contracts::registry::organisation::Level;
use contracts::{Actor, Asker, Directory, ListOrder, Page, Role};
use runtime::Index;
use values::{AdmissionId, AreaCode, OrganisationId, Timestamp, Uuid};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<AdmissionId, Box<AdmissionLine>>,
    /// The place of each request in the index.
    orders: HashMap<AdmissionId, usize>,
    index: Index<AdmissionId, Filed>,
    /// The communities, and where they are.
    areas: HashMap<OrganisationId, AreaCode>,
    communities: BTreeSet<(AreaCode, OrganisationId)>,
}

/// Under what a request is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Filed {
    All,
    Status(AdmissionStatus),
    By(OrganisationId),
    In(AreaCode),
    /// It waits for this district.
    Before(OrganisationId),
    /// The communities of this area may be asked.
    Approved(AreaCode),
    /// This community has not received it yet. It is the community's own, whatever that is merged
    /// into, as what it has received is.
    Awaits(OrganisationId),
}

impl runtime::Kind for Filed {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::By(one) | Self::Before(one) => Some(*one),
            Self::All | Self::Status(_) | Self::In(_) | Self::Approved(_) | Self::Awaits(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::By(_) => Self::By(organisation),
            Self::Before(_) => Self::Before(organisation),
            Self::All | Self::Status(_) | Self::In(_) | Self::Approved(_) | Self::Awaits(_) => {
                *self
            }
        }
    }
}

/// Under what `line` is found, besides the communities that it waits for.
fn filed_under(line: &AdmissionLine) -> Vec<Filed> {
    let mut filed = vec![
        Filed::All,
        Filed::Status(line.status),
        Filed::By(line.department),
        Filed::In(line.area),
    ];
    match line.status {
        AdmissionStatus::Requested => filed.push(Filed::Before(line.district)),
        AdmissionStatus::Approved => filed.push(Filed::Approved(line.area)),
        AdmissionStatus::Refused => {}
    }
    filed
}

impl View {
    pub(super) fn apply(&mut self, id: AdmissionId, event: &Event, at: Timestamp) {
        if let Event::Requested { request, district } = event {
            let line = AdmissionLine {
                id,
                department: request.department,
                district: *district,
                title: request.title.clone(),
                content: request.content.clone(),
                kind: request.kind,
                money: request.money,
                area: request.area,
                status: AdmissionStatus::Requested,
                refused: None,
                received: Vec::new(),
                requested_at: at,
            };
            self.orders.insert(id, self.index.add(id, filed_under(&line)));
            self.lines.insert(id, Box::new(line));
            return;
        }
        let (Some(line), Some(order)) = (self.lines.get_mut(&id), self.orders.get(&id)) else {
            return;
        };
        let before = filed_under(line);
        change(line, event);
        self.index.refile(*order, before, filed_under(line));
        match event {
            Event::Approved {} => {
                let there = self.communities.range((line.area, OrganisationId(Uuid::nil()))..);
                let there = there.take_while(|(at, _)| line.area.contains(*at));
                let awaits = there.map(|(_, community)| Filed::Awaits(*community)).collect();
                self.index.refile(*order, Vec::new(), awaits);
            }
            Event::Received { community } => {
                self.index.refile(*order, vec![Filed::Awaits(*community)], Vec::new());
            }
            Event::Requested { .. } | Event::Refused { .. } => {}
        }
    }

    /// A community waits for what was approved for an area around it, and for nothing else.
    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
        let known = directory.organisation(organisation);
        let community = known.filter(|known| known.level == Level::Community);
        let now = community.and_then(|known| known.area);
        let before = match now {
            Some(area) => self.areas.insert(organisation, area),
            None => self.areas.remove(&organisation),
        };
        if before == now {
            return;
        }
        before.map(|area| self.communities.remove(&(area, organisation)));
        self.communities.extend(now.map(|area| (area, organisation)));
        let awaits = Filed::Awaits(organisation);
        let awaited: Vec<_> = self.index.newest([awaits]).1.map(|(_, id)| id).collect();
        self.refile(awaited, vec![awaits], Vec::new());
        let around = std::iter::successors(now, |area| area.parent()).map(Filed::Approved);
        let approved = self.index.newest(around).1.map(|(_, id)| id);
        let is_new = |id: &AdmissionId| {
            self.lines.get(id).is_some_and(|line| !line.received.contains(&organisation))
        };
        let approved: Vec<_> = approved.filter(is_new).collect();
        self.refile(approved, Vec::new(), vec![awaits]);
    }

    /// All of `ids` were filed under `before`, and are now under `after`.
    fn refile(&mut self, ids: Vec<AdmissionId>, before: Vec<Filed>, after: Vec<Filed>) {
        for id in ids {
            if let Some(order) = self.orders.get(&id) {
                self.index.refile(*order, before.clone(), after.clone());
            }
        }
    }

    /// One of them, if `actor` may see it.
    pub(crate) fn one(&self, asker: Asker<'_>, id: AdmissionId) -> Option<AdmissionLine> {
        let line = self.lines.get(&id).filter(|line| may_see(asker, line));
        line.map(|line| AdmissionLine::clone(line))
    }

    /// The page that `query` asks for, of those that `actor` may see, newest first.
    pub(crate) fn page(&self, asker: Asker<'_>, query: &Admissions) -> Page<AdmissionLine> {
        self.page_looking(asker, query, |_| {})
    }

    /// The same; `look` is told which are looked at.
    pub(crate) fn page_looking(
        &self,
        asker: Asker<'_>,
        query: &Admissions,
        look: impl Fn(AdmissionId),
    ) -> Page<AdmissionLine> {
        let resolve = |one| asker.directory.resolve(one);
        let asked = [
            query.status.map(Filed::Status),
            query.department.map(|department| Filed::By(resolve(department))),
            query.area.map(Filed::In),
        ];
        let mut asked: Vec<_> = asked.into_iter().flatten().collect();
        if asked.is_empty() {
            asked.push(Filed::All);
        }
        let awaits = |one| vec![Filed::Before(resolve(one)), Filed::Awaits(one)];
        let asked = with_each(&[asked], query.awaits.map(awaits));
        let asked = with_each(&asked, seen(asker));
        let line = |id| {
            look(id);
            self.lines.get(&id).map(|line| &**line)
        };
        self.index.page_of_either(query.page, ListOrder::Newest, asked, line, AdmissionLine::clone)
    }
}

/// What is asked for, and of any of these, if any are named.
fn with_each(asked: &[Vec<Filed>], any: Option<Vec<Filed>>) -> Vec<Vec<Filed>> {
    let Some(any) = any else { return asked.to_vec() };
    let each = asked
        .iter()
        .flat_map(|asked| any.iter().map(move |one| [asked.clone(), vec![*one]].concat()));
    each.collect()
}

fn change(line: &mut AdmissionLine, event: &Event) {
    match event {
        Event::Requested { .. } => {}
        Event::Approved {} => line.status = AdmissionStatus::Approved,
        Event::Refused { reason } => {
            line.status = AdmissionStatus::Refused;
            line.refused = Some(reason.clone());
        }
        Event::Received { community } => line.received.push(*community),
    }
}

/// Which of all `asker` sees; nothing where that is all. Whoever asked for it and the levels above
/// see it, and once the district has approved it the offices of the communities that it is put on:
/// before, it never reaches one.
fn seen(asker: Asker<'_>) -> Option<Vec<Filed>> {
    let Actor::Person { organisation, role, .. } = asker.actor else { return None };
    let own = asker.directory.resolve(*organisation);
    match role {
        Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer
        | Role::Auditor
        | Role::Operator => None,
        Role::GridWorker | Role::CommunityClerk | Role::CommunitySecretary => {
            let area = asker.directory.organisation(own).and_then(|known| known.area);
            let around = std::iter::successors(area, |area| area.parent()).map(Filed::Approved);
            Some([Filed::By(own)].into_iter().chain(around).collect())
        }
        Role::Liaison | Role::UnitHead => Some(vec![Filed::By(own)]),
        Role::Resident
        | Role::Member
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => Some(Vec::new()),
    }
}

fn may_see(asker: Asker<'_>, line: &AdmissionLine) -> bool {
    let is_it = |seen: &Filed| match *seen {
        Filed::By(department) => asker.directory.resolve(line.department) == department,
        Filed::Approved(area) => line.status == AdmissionStatus::Approved && line.area == area,
        Filed::All | Filed::Status(_) | Filed::In(_) | Filed::Before(_) | Filed::Awaits(_) => false,
    };
    seen(asker).is_none_or(|seen| seen.iter().any(is_it))
}
