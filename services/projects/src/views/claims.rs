//! Claims, newest first, and by who is concerned.

mod line;

use std::collections::{BTreeSet, HashMap};

use contracts::projects::claim::Event;
use contracts::projects::{ClaimLine, ClaimStatus, Claims as Query};
use contracts::{Claimer, Line, Page};
use values::{AgreementId, ClaimId, Timestamp, Uuid};

#[derive(Default)]
pub(super) struct Claims {
    lines: HashMap<ClaimId, ClaimLine>,
    proposed: Vec<ClaimId>,
    /// Which proposal it was: 0, 1, 2 …
    numbers: HashMap<ClaimId, usize>,
    /// By who made or answers them.
    by_party: HashMap<Claimer, BTreeSet<usize>>,
    /// Who waits for which line, the first first.
    waiting: HashMap<Uuid, Vec<ClaimId>>,
    /// By the lines they name.
    by_line: HashMap<Uuid, Vec<usize>>,
}

impl Claims {
    pub(super) fn get(&self, claim: ClaimId) -> Option<ClaimLine> {
        self.lines.get(&claim).map(|line| self.shown(line))
    }

    pub(super) fn page(&self, query: &Query) -> Page<ClaimLine> {
        let line = query.need.map(Line::Need).or(query.offer.map(Line::Offer));
        let by_line = line.map(|line| self.by_line.get(&line.id()));
        let person = query.person.map(Claimer::Person);
        let party = person.or(query.organisation.map(Claimer::Organisation));
        let by_party = party.map(|party| self.by_party.get(&party));
        match (by_line, by_party) {
            (Some(numbers), _) => self.of(query, numbers.into_iter().flatten().rev().copied()),
            (None, Some(numbers)) => self.of(query, numbers.into_iter().flatten().rev().copied()),
            (None, None) => self.of(query, (0..self.proposed.len()).rev()),
        }
    }

    fn of(&self, query: &Query, numbers: impl Iterator<Item = usize>) -> Page<ClaimLine> {
        let wanted = |line: &&ClaimLine| {
            let made = |person| line.claimer == Claimer::Person(person);
            let party = |party| {
                line.claimer == Claimer::Organisation(party) || line.counterpart == Some(party)
            };
            query.status.is_none_or(|status| line.status == status)
                && query.organisation.is_none_or(party)
                && query.person.is_none_or(made)
                && query.offer.is_none_or(|offer| line.offer == Some(offer))
        };
        let of = |number: usize| self.lines.get(self.proposed.get(number)?);
        let lines = numbers.filter_map(of).filter(wanted);
        Page::of(query.page, lines, |line| self.shown(line))
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
        let line = self.lines.get(&id).filter(|line| line.status == ClaimStatus::Waiting);
        let waited = line.and_then(|line| line.refused.as_ref()).map(|(line, _)| line.id());
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
        if let Some(line) = self.lines.get_mut(&claim) {
            line.agreement = Some(agreement);
        }
    }

    pub(super) fn apply(&mut self, id: ClaimId, event: &Event, time: Timestamp) {
        self.queue(id, event);
        if let Event::Proposed(proposal) = event {
            let number = self.proposed.len();
            self.proposed.push(id);
            self.numbers.insert(id, number);
            let named = [proposal.need.map(Line::Need), proposal.offer.map(Line::Offer)];
            for line in named.into_iter().flatten() {
                self.by_line.entry(line.id()).or_default().push(number);
            }
            self.lines.insert(id, line::proposed(id, proposal, time));
        } else if let Some(line) = self.lines.get_mut(&id) {
            line::change(line, event);
        }
        if let (Some(party), Some(number)) = (newly_concerned(event), self.numbers.get(&id)) {
            self.by_party.entry(party).or_default().insert(*number);
        }
    }
}

/// Who makes or answers it from now on.
fn newly_concerned(event: &Event) -> Option<Claimer> {
    if let Event::Proposed(proposal) = event {
        Some(proposal.claimer)
    } else if let Event::Held { counterpart, .. } = event {
        Some(Claimer::Organisation(*counterpart))
    } else if let Event::PassedOn { to, .. } = event {
        Some(*to)
    } else {
        None
    }
}
