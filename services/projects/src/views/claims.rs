//! Claims, by who is concerned.

mod line;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contracts::projects::claim::Event;
use contracts::projects::{ClaimLine, ClaimStatus, Claims as Query};
use contracts::{Card, Claimer, Directory, Line, Page};
use runtime::Index;
use values::{AgreementId, AreaCode, ClaimId, OrganisationId, Timestamp, Uuid};

/// A kind of claims, how one stands, and how late its answer is: whatever it is, where nothing is
/// said.
type Filed = (Kind, (Option<ClaimStatus>, Option<Card>));

/// A kind of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    /// Who made it or answers it.
    Of(Claimer),
    /// Who made it or answers it works in that area, or in a part of it.
    In(AreaCode),
    MadeBy(OrganisationId),
    AnsweredBy(OrganisationId),
    /// A line that it names.
    Naming(Uuid),
}

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Of(party) => party.organisation(),
            Self::MadeBy(party) | Self::AnsweredBy(party) => Some(*party),
            Self::All | Self::In(_) | Self::Naming(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Of(_) => Self::Of(organisation.into()),
            Self::MadeBy(_) => Self::MadeBy(organisation),
            Self::AnsweredBy(_) => Self::AnsweredBy(organisation),
            Self::All | Self::In(_) | Self::Naming(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        match self {
            Self::Of(_) => Some(Self::In(area)),
            Self::All | Self::In(_) | Self::MadeBy(_) | Self::AnsweredBy(_) | Self::Naming(_) => {
                None
            }
        }
    }
}

#[derive(Default)]
pub(super) struct Claims {
    known: HashMap<ClaimId, Known>,
    index: Index<ClaimId, Filed>,
    /// Who waits for which line, the first first.
    waiting: HashMap<Uuid, Vec<ClaimId>>,
}

/// A claim, and its place in the index.
struct Known {
    order: usize,
    line: ClaimLine,
}

/// Under what `line` is found.
fn filed_under(line: &ClaimLine) -> Vec<Filed> {
    let named = [line.need.map(Line::Need), line.offer.map(Line::Offer)];
    let mut kinds = vec![Kind::All, Kind::Of(line.claimer)];
    kinds.extend(named.into_iter().flatten().map(|line| Kind::Naming(line.id())));
    kinds.extend(line.claimer.organisation().map(Kind::MadeBy));
    kinds.extend(line.counterpart.map(Kind::AnsweredBy));
    let answers = line.counterpart.map(Claimer::Organisation);
    kinds.extend(answers.filter(|party| *party != line.claimer).map(Kind::Of));
    let mut cards = vec![None];
    cards.extend(line.late.filter(|_| due(line).is_some()).map(Some));
    let with = |status| cards.iter().map(move |card| (status, *card));
    let stands: Vec<_> = with(None).chain(with(Some(line.status))).collect();
    let filed = |kind| stands.iter().map(move |stands| (kind, *stands));
    kinds.into_iter().flat_map(filed).collect()
}

/// Until when somebody is to answer or to renew.
fn due(line: &ClaimLine) -> Option<Timestamp> {
    match line.status {
        ClaimStatus::Held => line.lease_until,
        ClaimStatus::LeaseOver => line.renew_until,
        ClaimStatus::Proposed
        | ClaimStatus::Waiting
        | ClaimStatus::Accepted
        | ClaimStatus::Agreed
        | ClaimStatus::Delivered
        | ClaimStatus::Closed
        | ClaimStatus::Refused
        | ClaimStatus::Declined
        | ClaimStatus::Withdrawn
        | ClaimStatus::Lapsed
        | ClaimStatus::Revoked
        | ClaimStatus::Cancelled
        | ClaimStatus::Failed => None,
    }
}

impl Claims {
    pub(super) fn get(&self, claim: ClaimId) -> Option<ClaimLine> {
        self.known.get(&claim).map(|known| self.shown(&known.line))
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// The page of claims that `query` asks for, an organisation's with those of what was merged
    /// into it; what it asks for is found, not searched.
    pub(super) fn page(&self, directory: &Directory, query: &Query) -> Page<ClaimLine> {
        let of = |one: OrganisationId| directory.resolve(one);
        let asked = [
            query.need.map(|need| Kind::Naming(need.into())),
            query.offer.map(|offer| Kind::Naming(offer.into())),
            query.person.map(|person| Kind::Of(person.into())),
            query.organisation.map(|one| Kind::Of(of(one).into())),
            query.made_by.map(|one| Kind::MadeBy(of(one))),
            query.answered_by.map(|one| Kind::AnsweredBy(of(one))),
            query.area.map(Kind::In),
        ];
        let stands = (query.status, query.late);
        let asked = asked.into_iter().flatten().map(|kind| (kind, stands));
        let asked = (asked, (Kind::All, stands));
        let line = |id| self.known.get(&id).map(|known| &known.line);
        self.index.page(query.page, query.order, asked, line, |line| self.shown(line))
    }

    /// With its place among those who wait.
    fn shown(&self, line: &ClaimLine) -> ClaimLine {
        let waits = (line.status == ClaimStatus::Waiting).then_some(line.refused.as_ref());
        let queue = waits.flatten().and_then(|(for_line, _)| self.waiting.get(&for_line.id()));
        let place = queue.and_then(|queue| queue.iter().position(|claim| *claim == line.id));
        ClaimLine { position: place.map(|place| place + 1), ..line.clone() }
    }

    /// Whoever waited waits no more, whatever happened; and perhaps waits now.
    fn queue(&mut self, id: ClaimId, event: &Event) {
        let line = self.known.get(&id).map(|known| &known.line);
        let waiting = line.filter(|line| line.status == ClaimStatus::Waiting);
        let waited = waiting.and_then(|line| line.refused.as_ref()).map(|(line, _)| line.id());
        if let (Some(waited), false) = (waited, matches!(event, Event::Crossed { .. }))
            && let Some(queue) = self.waiting.get_mut(&waited)
        {
            queue.retain(|claim| *claim != id);
        }
        if let Some(request) = event.waits_for() {
            self.waiting.entry(request.line.id()).or_default().push(id);
        }
    }

    pub(super) fn set_agreement(&mut self, claim: ClaimId, agreement: AgreementId) {
        if let Some(known) = self.known.get_mut(&claim) {
            known.line.agreement = Some(agreement);
        }
    }

    pub(super) fn apply(&mut self, id: ClaimId, event: &Event, time: Timestamp) {
        self.queue(id, event);
        if let Event::Proposed(proposal) = event {
            let line = line::proposed(id, proposal, time);
            let order = self.index.add(id, filed_under(&line));
            self.known.insert(id, Known { order, line });
        } else if let Some(known) = self.known.get_mut(&id) {
            let before = filed_under(&known.line);
            line::change(&mut known.line, event);
            self.index.refile(known.order, before, filed_under(&known.line));
            self.index.set_due(known.order, filed_under(&known.line), due(&known.line));
        }
    }
}
