//! Claims, by who is concerned.

mod line;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contracts::projects::claim::Event;
use contracts::projects::{ClaimLine, ClaimStatus, Claims as Query};
use contracts::{Card, Claimer, Directory, Line, Page};
use runtime::{Index, all_in, all_of};
use values::{AgreementId, ClaimId, OrganisationId, Timestamp, Uuid};

/// A kind of claims, how one stands, and how late its answer is: whatever it is, where nothing is
/// said.
type Filed = (Kind, Option<ClaimStatus>, Option<Card>);

/// A kind of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    /// Who made it or answers it.
    Of(Claimer),
    MadeBy(OrganisationId),
    AnsweredBy(OrganisationId),
    /// A line that it names.
    Naming(Uuid),
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
    let filed = |kind| stands.iter().map(move |(status, card)| (kind, *status, *card));
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

    /// The page of claims that `query` asks for, an organisation's with those of what was merged
    /// into it; what it asks for first is found, not searched.
    pub(super) fn page(&self, directory: &Directory, query: &Query) -> Page<ClaimLine> {
        let named = [query.need.map(Line::Need), query.offer.map(Line::Offer)];
        let named = named.into_iter().flatten().map(|line| vec![Kind::Naming(line.id())]);
        let person = query.person.map(|person| vec![Kind::Of(person.into())]);
        let parties = [
            person,
            query.organisation.map(|one| all_of(directory, one, |one| Kind::Of(one.into()))),
            query.made_by.map(|one| all_of(directory, one, Kind::MadeBy)),
            query.answered_by.map(|one| all_of(directory, one, Kind::AnsweredBy)),
            query.area.map(|area| all_in(directory, area, |one| Kind::Of(one.into()))),
        ];
        let stands = |kind| (kind, query.status, query.late);
        let filed = |kinds: Vec<Kind>| kinds.into_iter().map(stands).collect();
        let asked = named.chain(parties.into_iter().flatten()).map(filed).collect();
        let all = stands(Kind::All);
        let (total, ids) = self.index.find_ordered(query.order, asked, all);
        let lines = ids.filter_map(|(at, id)| Some((at, &self.known.get(&id)?.line)));
        Page::found(query.page, total, lines, |line| self.shown(line))
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
