//! Claims, newest first, and by who is concerned.

use std::collections::HashMap;

use contracts::projects::claim::Event;
use contracts::projects::{ClaimLine, ClaimStatus, Claims as Query};
use contracts::{Claimer, Line, Page};
use values::{AgreementId, ClaimId, Timestamp, Uuid};

#[derive(Default)]
pub(super) struct Claims {
    lines: HashMap<ClaimId, ClaimLine>,
    proposed: Vec<ClaimId>,
    /// By who made or answers them.
    by_party: HashMap<Claimer, Vec<ClaimId>>,
    /// By the lines they name.
    by_line: HashMap<Uuid, Vec<ClaimId>>,
}

impl Claims {
    pub(super) fn get(&self, claim: ClaimId) -> Option<ClaimLine> {
        self.lines.get(&claim).cloned()
    }

    pub(super) fn page(&self, query: &Query) -> Page<ClaimLine> {
        let line = query.need.map(Line::Need).or(query.offer.map(Line::Offer));
        let none = Vec::new();
        let person = query.person.map(Claimer::Person);
        let party = person.or(query.organisation.map(Claimer::Organisation));
        let ids = match (line, party) {
            (Some(line), _) => self.by_line.get(&line.id()).unwrap_or(&none),
            (None, Some(party)) => self.by_party.get(&party).unwrap_or(&none),
            (None, None) => &self.proposed,
        };
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
        let lines = ids.iter().rev().filter_map(|id| self.lines.get(id)).filter(wanted);
        Page::of(query.page, lines, ClaimLine::clone)
    }

    pub(super) fn set_agreement(&mut self, claim: ClaimId, agreement: AgreementId) {
        if let Some(line) = self.lines.get_mut(&claim) {
            line.agreement = Some(agreement);
        }
    }

    pub(super) fn apply(&mut self, id: ClaimId, event: &Event, time: Timestamp) {
        if let Event::Proposed(proposal) = event {
            self.proposed.push(id);
            self.by_party.entry(proposal.claimer).or_default().push(id);
            let named = [proposal.need.map(Line::Need), proposal.offer.map(Line::Offer)];
            for line in named.into_iter().flatten() {
                self.by_line.entry(line.id()).or_default().push(id);
            }
            self.lines.insert(
                id,
                ClaimLine {
                    id,
                    claimer: proposal.claimer,
                    side: proposal.side,
                    counterpart: None,
                    need: proposal.need,
                    offer: proposal.offer,
                    amount: proposal.amount,
                    slot: proposal.slot,
                    delivered: 0,
                    area: proposal.area,
                    message: proposal.message.clone(),
                    status: ClaimStatus::Proposed,
                    lease_until: None,
                    holidays_unknown: false,
                    refused: None,
                    reason: None,
                    agreement: None,
                    project: None,
                    proposed_at: time,
                },
            );
        } else if let Some(line) = self.lines.get_mut(&id) {
            change(line, event);
            if let Event::Held { counterpart, .. } = event {
                self.by_party.entry((*counterpart).into()).or_default().push(id);
            }
        }
    }
}

fn change(line: &mut ClaimLine, event: &Event) {
    line.status = match event {
        Event::Proposed(_) | Event::OwnLineHeld { .. } => ClaimStatus::Proposed,
        Event::Held { counterpart, lease_until, holidays_unknown } => {
            line.counterpart = Some(*counterpart);
            line.lease_until = Some(*lease_until);
            line.holidays_unknown = *holidays_unknown;
            ClaimStatus::Held
        }
        Event::Refused { line: refused, reason } => {
            line.refused = Some((*refused, reason.clone()));
            ClaimStatus::Refused
        }
        Event::Accepted {} => ClaimStatus::Accepted,
        Event::Declined { reason } => {
            line.reason = Some(reason.clone());
            ClaimStatus::Declined
        }
        Event::Withdrawn { reason } => {
            line.reason = Some(reason.clone());
            ClaimStatus::Withdrawn
        }
        Event::Lapsed {} => ClaimStatus::Lapsed,
        Event::Agreed { project } => {
            line.project = Some(*project);
            ClaimStatus::Agreed
        }
        Event::Delivered { quantity } => {
            line.delivered = *quantity;
            ClaimStatus::Delivered
        }
    };
}
