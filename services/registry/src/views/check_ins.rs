//! Check-ins, in the order they were first asked for, by community and by who they are of.

use std::collections::HashMap;

use contracts::registry::check_in::{Event, Request, Who};
use contracts::registry::{CheckInLine, CheckInStatus, CheckIns};
use contracts::{Actor, Page};
use values::{CheckInId, OrganisationId, PersonId, Timestamp};

#[derive(Default)]
pub(crate) struct View {
    kept: HashMap<CheckInId, Kept>,
    requested: Vec<CheckInId>,
    by_community: HashMap<OrganisationId, Vec<CheckInId>>,
    by_who: HashMap<Who, Vec<CheckInId>>,
}

/// A check-in with what its form says.
pub(super) struct Kept {
    pub(super) line: CheckInLine,
    pub(super) request: Request,
    pub(super) accepted_by: Option<PersonId>,
}

impl Kept {
    /// Does it count as checked in?
    pub(super) fn is_active(&self) -> bool {
        matches!(self.line.status, CheckInStatus::Active | CheckInStatus::Due)
    }
}

impl View {
    pub(super) fn apply(&mut self, id: CheckInId, event: &Event, time: Timestamp, actor: &Actor) {
        if let Event::Requested(request) = event {
            self.request(id, request, time);
            return;
        }
        let Some(Kept { line, accepted_by, .. }) = self.kept.get_mut(&id) else {
            return;
        };
        match event {
            Event::Requested(_) => {}
            Event::Accepted { validity } => {
                line.status = CheckInStatus::Active;
                (line.accepted_at, line.until) = (Some(time), Some(validity.until));
                *accepted_by = actor.person();
            }
            Event::Returned { reason } => {
                line.status = CheckInStatus::Returned;
                line.reason = Some(reason.clone());
            }
            Event::RenewalDue {} => line.status = CheckInStatus::Due,
            Event::Renewed { validity } => {
                line.status = CheckInStatus::Active;
                line.until = Some(validity.until);
            }
            Event::Lapsed {} => line.status = CheckInStatus::Lapsed,
            Event::Ended { reason, .. } => {
                line.status = CheckInStatus::Ended;
                line.reason = Some(reason.clone());
            }
        }
    }

    /// Asked for again, it keeps its place.
    fn request(&mut self, id: CheckInId, request: &Request, requested_at: Timestamp) {
        let Request { who, community, primary, .. } = *request;
        let line = CheckInLine {
            id,
            who,
            community,
            primary,
            status: CheckInStatus::Requested,
            requested_at,
            accepted_at: None,
            until: None,
            reason: None,
        };
        let kept = Kept { line, request: request.clone(), accepted_by: None };
        if self.kept.insert(id, kept).is_none() {
            self.requested.push(id);
            self.by_community.entry(community).or_default().push(id);
            self.by_who.entry(who).or_default().push(id);
        }
    }

    pub(super) fn get(&self, id: CheckInId) -> Option<&Kept> {
        self.kept.get(&id)
    }

    pub(crate) fn page(&self, query: &CheckIns) -> Page<CheckInLine> {
        let CheckIns { community, unit, person, status, page } = *query;
        let who = person.map(Who::Person).or(unit.map(Who::Unit));
        let ids = match (who, community) {
            (Some(who), _) => self.by_who.get(&who),
            (None, Some(community)) => self.by_community.get(&community),
            (None, None) => Some(&self.requested),
        };
        let wanted = |line: &&CheckInLine| {
            community.is_none_or(|community| line.community == community)
                && unit.is_none_or(|unit| line.who == Who::Unit(unit))
                && person.is_none_or(|person| line.who == Who::Person(person))
                && status.is_none_or(|status| line.status == status)
        };
        let newest_first = ids.into_iter().flat_map(|ids| ids.iter().rev());
        let lines = newest_first.filter_map(|id| Some(&self.kept.get(id)?.line)).filter(wanted);
        Page::of(page, lines, CheckInLine::clone)
    }
}
