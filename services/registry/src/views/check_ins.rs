//! Check-ins, in the order they were first asked for, and by community.

use std::collections::HashMap;

use contracts::Page;
use contracts::registry::check_in::{Event, Request};
use contracts::registry::{CheckInLine, CheckInStatus, CheckIns};
use values::{CheckInId, OrganisationId};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<CheckInId, CheckInLine>,
    requested: Vec<CheckInId>,
    by_community: HashMap<OrganisationId, Vec<CheckInId>>,
}

impl View {
    pub(super) fn apply(&mut self, id: CheckInId, event: &Event) {
        match event {
            Event::Requested(request) => self.request(id, request),
            Event::Accepted {} => self.change(id, CheckInStatus::Active),
            Event::Returned { .. } => self.change(id, CheckInStatus::Returned),
            Event::Ended { .. } => self.change(id, CheckInStatus::Ended),
        }
    }

    /// Asked for again, it keeps its place.
    fn request(&mut self, id: CheckInId, request: &Request) {
        let Request { who, community, primary, .. } = *request;
        let status = CheckInStatus::Requested;
        let line = CheckInLine { id, who, community, primary, status };
        if self.lines.insert(id, line).is_none() {
            self.requested.push(id);
            self.by_community.entry(community).or_default().push(id);
        }
    }

    fn change(&mut self, id: CheckInId, status: CheckInStatus) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.status = status;
        }
    }

    pub(crate) fn page(&self, query: &CheckIns) -> Page<CheckInLine> {
        let none = Vec::new();
        let ids = match query.community {
            Some(community) => self.by_community.get(&community).unwrap_or(&none),
            None => &self.requested,
        };
        let lines = ids.iter().rev().filter_map(|id| self.lines.get(id));
        Page::of(query.page, lines, CheckInLine::clone)
    }
}
