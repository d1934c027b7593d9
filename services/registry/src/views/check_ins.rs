//! Check-ins, newest first by when they were first asked for, by community and by who they are of.

use std::collections::HashMap;

use contracts::registry::check_in::{Event, Request, Who};
use contracts::registry::{CheckInLine, CheckInStatus, CheckIns};
use contracts::{Actor, Directory, ListOrder, Page};
use runtime::Index;
use values::{AreaCode, CheckInId, OrganisationId, PersonId, Timestamp};

#[derive(Default)]
pub(crate) struct View {
    kept: HashMap<CheckInId, Kept>,
    index: Index<CheckInId, Filed>,
}

/// A kind of check-ins, and how one stands: whatever it is, where nothing is said.
type Filed = (Kind, Option<CheckInStatus>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    With(OrganisationId),
    /// With a community in that area.
    In(AreaCode),
    Of(Who),
}

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::With(community) => Some(*community),
            Self::Of(who) => who.unit(),
            Self::All | Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::With(_) => Self::With(organisation),
            Self::Of(_) => Self::Of(Who::Unit(organisation)),
            Self::All | Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        match self {
            Self::With(_) => Some(Self::In(area)),
            Self::All | Self::Of(_) | Self::In(_) => None,
        }
    }
}

/// Under what `line` is found.
fn filed_under(line: &CheckInLine) -> Vec<Filed> {
    let kinds = [Kind::All, Kind::With(line.community), Kind::Of(line.who)];
    kinds.into_iter().flat_map(|kind| [(kind, None), (kind, Some(line.status))]).collect()
}

/// A check-in with what its form says.
pub(super) struct Kept {
    order: usize,
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
        let Some(Kept { order, line, accepted_by, .. }) = self.kept.get_mut(&id) else {
            return;
        };
        let before = filed_under(line);
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
        self.index.refile(*order, before, filed_under(line));
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
        let order = match self.kept.get(&id) {
            Some(Kept { order, line: before, .. }) => {
                self.index.refile(*order, filed_under(before), filed_under(&line));
                *order
            }
            None => self.index.add(id, filed_under(&line)),
        };
        let kept = Kept { order, line, request: request.clone(), accepted_by: None };
        self.kept.insert(id, kept);
    }

    pub(super) fn get(&self, id: CheckInId) -> Option<&Kept> {
        self.kept.get(&id)
    }

    /// Those of `who`, the newest first.
    pub(super) fn of(&self, who: Who) -> impl Iterator<Item = &Kept> {
        let (_, ids) = self.index.newest([(Kind::Of(who), None)]);
        ids.filter_map(|(_, id)| self.kept.get(&id))
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// The page that `query` asks for, of those of which `sees` holds, where it is said: what it
    /// asks for is found, not searched.
    pub(crate) fn page(
        &self,
        directory: &Directory,
        query: &CheckIns,
        sees: Option<impl Fn(&CheckInLine) -> bool>,
    ) -> Page<CheckInLine> {
        let CheckIns { community, area, unit, person, status, page } = *query;
        let asked = [
            person.map(|person| Kind::Of(Who::Person(person))),
            unit.map(|unit| Kind::Of(Who::Unit(directory.resolve(unit)))),
            community.map(|community| Kind::With(directory.resolve(community))),
            area.map(Kind::In),
        ];
        let asked = asked.into_iter().flatten().map(|kind| (kind, status));
        let all = (Kind::All, status);
        let line = |id| self.kept.get(&id).map(|kept| &kept.line);
        let Some(sees) = sees else {
            return self.index.page(page, ListOrder::Newest, (asked, all), line, Clone::clone);
        };
        let (_, ids) = self.index.find(ListOrder::Newest, asked, all);
        let lines = ids.filter_map(|(at, id)| Some((at, line(id)?)));
        Page::of(page, lines.filter(|(_, line)| sees(line)), Clone::clone)
    }
}
