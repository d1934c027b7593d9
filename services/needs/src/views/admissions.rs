//! Work put on communities from above, as each may see it.

use std::collections::HashMap;

use contracts::needs::admission::Event;
use contracts::needs::{AdmissionLine, AdmissionStatus, Admissions};
use contracts::registry::organisation::Level;
use contracts::{Actor, Asker, Page, Role};
use runtime::Index;
use values::{AdmissionId, AreaCode, OrganisationId, Timestamp};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<AdmissionId, Box<AdmissionLine>>,
    /// The place of each request in the index.
    orders: HashMap<AdmissionId, usize>,
    index: Index<AdmissionId, Filed>,
}

/// Under what a request is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Filed {
    All,
    Status(AdmissionStatus),
    /// It waits for this district.
    Before(OrganisationId),
    /// The communities of this area may be asked.
    Approved(AreaCode),
}

impl runtime::Kind for Filed {}

fn filed_under(line: &AdmissionLine) -> Vec<Filed> {
    let mut filed = vec![Filed::All, Filed::Status(line.status)];
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
        } else if let (Some(line), Some(order)) = (self.lines.get_mut(&id), self.orders.get(&id)) {
            let before = filed_under(line);
            change(line, event);
            self.index.refile(*order, before, filed_under(line));
        }
    }

    /// One of them, if `actor` may see it.
    pub(super) fn one(&self, asker: Asker<'_>, id: AdmissionId) -> Option<AdmissionLine> {
        let line = self.lines.get(&id).filter(|line| may_see(asker, line));
        line.map(|line| AdmissionLine::clone(line))
    }

    /// The page that `query` asks for, of those that `actor` may see, newest first.
    pub(crate) fn page(&self, asker: Asker<'_>, query: &Admissions) -> Page<AdmissionLine> {
        let kinds = match (query.awaits, query.status) {
            (Some(organisation), _) => awaiting(asker, organisation),
            (None, Some(status)) => vec![Filed::Status(status)],
            (None, None) => vec![Filed::All],
        };
        let wanted = |line: &AdmissionLine| {
            may_see(asker, line)
                && query.awaits.is_none_or(|community| !line.received.contains(&community))
                && query.department.is_none_or(|department| line.department == department)
                && query.status.is_none_or(|status| line.status == status)
                && query.area.is_none_or(|area| line.area == area)
        };
        let (_, ids) = self.index.newest(kinds);
        let lines = ids.filter_map(|(at, id)| Some((at, self.lines.get(&id)?.as_ref())));
        let lines = lines.filter(|(_, line)| wanted(line));
        Page::of(query.page, lines, AdmissionLine::clone)
    }
}

/// Where that stands which waits for `organisation`: for a community what was approved for an area
/// around it.
fn awaiting(asker: Asker<'_>, organisation: OrganisationId) -> Vec<Filed> {
    let directory = asker.directory;
    let known = directory.organisation(organisation);
    let area = known.filter(|known| known.level == Level::Community).and_then(|known| known.area);
    let around = std::iter::successors(area, |area| area.parent()).map(Filed::Approved);
    directory.same_as(organisation).into_iter().map(Filed::Before).chain(around).collect()
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

/// Whoever asked for it and the levels above see it, and once the district has approved it the
/// offices of the communities that it is put on: before, it never reaches one.
fn may_see(asker: Asker<'_>, line: &AdmissionLine) -> bool {
    let resolve = |organisation| asker.directory.resolve(organisation);
    let is_put_on = |organisation| {
        let known = asker.directory.organisation(organisation).and_then(|known| known.area);
        line.status == AdmissionStatus::Approved && known.is_some_and(|at| line.area.contains(at))
    };
    match asker.actor {
        Actor::System => true,
        Actor::Person { organisation, role, .. } => match role {
            Role::StreetOfficer
            | Role::DistrictOfficer
            | Role::CityOfficer
            | Role::Auditor
            | Role::Operator => true,
            Role::GridWorker | Role::CommunityClerk | Role::CommunitySecretary => {
                let own = resolve(*organisation);
                own == resolve(line.department) || is_put_on(own)
            }
            Role::Liaison | Role::UnitHead => resolve(*organisation) == resolve(line.department),
            Role::Resident
            | Role::Member
            | Role::SystemAdministrator
            | Role::SecurityAdministrator
            | Role::AuditAdministrator => false,
        },
    }
}
