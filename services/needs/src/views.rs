//! The need list as people ask for it, built from events alone.

use std::collections::HashMap;

use contracts::needs::{Event, Need, NeedLine, NeedStatus, Needs as NeedsQuery, need};
use contracts::{Commit, Hold, Page};
use runtime::{Queries, Question};
use values::{NeedId, OrganisationId};

use crate::Needs;

pub(crate) fn table() -> Queries<Needs> {
    Queries::default()
        .on(|question: &Question<'_, View>, query: NeedsQuery| question.view.needs(&query))
        .on(|question: &Question<'_, View>, Need { need }| {
            question.view.lines.get(&need).map(|line| NeedLine::clone(line))
        })
}

/// Every need, in the order of raising, and by owner.
#[derive(Default)]
pub struct View {
    lines: HashMap<NeedId, Box<NeedLine>>,
    raised: Vec<NeedId>,
    by_owner: HashMap<OrganisationId, Vec<NeedId>>,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let Event::Need(event) = &recorded.event;
            let id = NeedId(recorded.aggregate);
            if let need::Event::Raised(raise) = event {
                self.lines.insert(id, Box::new(line(id, raise, commit)));
                self.raised.push(id);
                self.by_owner.entry(raise.owner).or_default().push(id);
            } else if let Some(line) = self.lines.get_mut(&id) {
                change(line, event, commit);
            }
        }
    }

    /// The page of needs that `query` asks for.
    pub fn needs(&self, query: &NeedsQuery) -> Page<NeedLine> {
        let none = Vec::new();
        let ids = match query.owner {
            Some(owner) => self.by_owner.get(&owner).unwrap_or(&none),
            None => &self.raised,
        };
        let wanted = |line: &&NeedLine| {
            query.kind.is_none_or(|kind| line.kind == kind)
                && query.category.is_none_or(|category| line.category == category)
                && query.status.is_none_or(|status| line.status == status)
                && query.text.as_ref().is_none_or(|text| line.title.contains(text.as_str()))
        };
        let lines =
            ids.iter().rev().filter_map(|id| self.lines.get(id).map(Box::as_ref)).filter(wanted);
        Page::of(query.page, lines, NeedLine::clone)
    }
}

fn line(id: NeedId, raise: &need::Raise, commit: &Commit<Event>) -> NeedLine {
    NeedLine {
        id,
        owner: raise.owner,
        title: raise.title.clone(),
        content: raise.content.clone(),
        kind: raise.kind,
        category: raise.category,
        source: raise.source,
        amount: raise.amount,
        held: 0,
        delivered: 0,
        divisible: false,
        partners_max: 1,
        place: raise.place.clone(),
        wanted: raise.wanted.clone(),
        deadline: None,
        status: NeedStatus::Raised,
        outcome: None,
        holds: Vec::new(),
        raised_at: commit.time,
    }
}

fn change(line: &mut NeedLine, event: &need::Event, commit: &Commit<Event>) {
    match event {
        need::Event::Raised(_) | need::Event::HoldRefused { .. } => return,
        need::Event::Verified { amount } => {
            line.amount = *amount;
            line.status = NeedStatus::Verified;
            return;
        }
        need::Event::Returned { .. } => {
            line.status = NeedStatus::Returned;
            return;
        }
        need::Event::Closed { outcome } => {
            line.outcome = Some(outcome.clone());
            line.status = NeedStatus::Closed;
            return;
        }
        need::Event::Posted { divisible, partners_max, deadline } => {
            (line.divisible, line.partners_max) = (*divisible, *partners_max);
            line.deadline = *deadline;
        }
        need::Event::Held { claim, quantity, .. } => {
            line.held += quantity;
            line.holds.push(Hold { claim: *claim, quantity: *quantity, since: commit.time });
        }
        need::Event::Released { claim } => line.held -= Hold::take(&mut line.holds, *claim),
        need::Event::Delivered { claim, quantity } => {
            line.held -= Hold::take(&mut line.holds, *claim);
            line.delivered += quantity;
        }
    }
    line.status = posted_status(line);
}

/// A posted need's status is a pure function of its lines.
fn posted_status(line: &NeedLine) -> NeedStatus {
    let asked = line.amount.quantity;
    if line.delivered == asked {
        NeedStatus::Delivered
    } else if line.delivered > 0 {
        NeedStatus::PartlyDelivered
    } else if line.held == asked {
        NeedStatus::Held
    } else if line.held > 0 {
        NeedStatus::PartlyHeld
    } else {
        NeedStatus::Posted
    }
}
