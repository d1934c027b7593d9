//! Work put on communities from above, as each may see it.

use std::collections::HashMap;

use contracts::needs::admission::Event;
use contracts::needs::{AdmissionLine, AdmissionStatus, Admissions};
use contracts::{Actor, Asker, Page, Role, newest_first};
use values::{AdmissionId, Timestamp};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<AdmissionId, Box<AdmissionLine>>,
    requested: Vec<AdmissionId>,
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
            self.lines.insert(id, Box::new(line));
            self.requested.push(id);
        } else if let Some(line) = self.lines.get_mut(&id) {
            change(line, event);
        }
    }

    /// One of them, if `actor` may see it.
    pub(super) fn one(&self, asker: Asker<'_>, id: AdmissionId) -> Option<AdmissionLine> {
        let line = self.lines.get(&id).filter(|line| may_see(asker, line));
        line.map(|line| AdmissionLine::clone(line))
    }

    /// The page that `query` asks for, of those that `actor` may see, newest first.
    pub(crate) fn page(&self, asker: Asker<'_>, query: &Admissions) -> Page<AdmissionLine> {
        let wanted = |line: &AdmissionLine| {
            may_see(asker, line)
                && query.department.is_none_or(|department| line.department == department)
                && query.status.is_none_or(|status| line.status == status)
                && query.area.is_none_or(|area| line.area == area)
        };
        let ids = newest_first(&self.requested);
        let lines = ids.filter_map(|(at, id)| Some((at, self.lines.get(id)?.as_ref())));
        let lines = lines.filter(|(_, line)| wanted(line));
        Page::of(query.page, lines, AdmissionLine::clone)
    }
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

/// What the district has not approved never reaches a community, nor anybody in it.
fn may_see(asker: Asker<'_>, line: &AdmissionLine) -> bool {
    let resolve = |organisation| asker.directory.resolve(organisation);
    let from_above = match asker.actor {
        Actor::System => true,
        Actor::Person { organisation, role, .. } => match role {
            Role::StreetOfficer
            | Role::DistrictOfficer
            | Role::CityOfficer
            | Role::Auditor
            | Role::Operator => true,
            Role::Resident
            | Role::Member
            | Role::GridWorker
            | Role::Liaison
            | Role::UnitHead
            | Role::CommunityClerk
            | Role::CommunitySecretary
            | Role::SystemAdministrator
            | Role::SecurityAdministrator
            | Role::AuditAdministrator => resolve(*organisation) == resolve(line.department),
        },
    };
    from_above || line.status == AdmissionStatus::Approved
}
