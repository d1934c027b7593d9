//! The project list, newest first, and by who is concerned.

use std::collections::HashMap;

use contracts::projects::project::{Event, Opened};
use contracts::projects::{ProjectLine, ProjectStatus, Projects as Query};
use contracts::{Claimer, Page};
use values::{ProjectId, Timestamp};

#[derive(Default)]
pub(super) struct Projects {
    lines: HashMap<ProjectId, ProjectLine>,
    opened: Vec<ProjectId>,
    /// By who gives or asks.
    by_party: HashMap<Claimer, Vec<ProjectId>>,
}

impl Projects {
    pub(super) fn get(&self, project: ProjectId) -> Option<ProjectLine> {
        self.lines.get(&project).cloned()
    }

    pub(super) fn page(&self, query: &Query) -> Page<ProjectLine> {
        let none = Vec::new();
        let person = query.person.map(Claimer::Person);
        let ids = match person.or(query.organisation.map(Claimer::Organisation)) {
            Some(party) => self.by_party.get(&party).unwrap_or(&none),
            None => &self.opened,
        };
        let wanted = |line: &&ProjectLine| {
            let says = |text: &String| {
                line.title.contains(text.as_str()) || line.code.contains(text.as_str())
            };
            let party = |party| line.giving == Claimer::Organisation(party) || line.asking == party;
            query.status.is_none_or(|status| line.status == status)
                && query.organisation.is_none_or(party)
                && query.text.as_ref().is_none_or(says)
        };
        let lines = ids.iter().rev().filter_map(|id| self.lines.get(id)).filter(wanted);
        Page::of(query.page, lines, ProjectLine::clone)
    }

    pub(super) fn apply(&mut self, id: ProjectId, event: &Event, time: Timestamp) {
        if let Event::Opened(terms) = event {
            self.opened.push(id);
            for party in [terms.giving, terms.asking.into()] {
                self.by_party.entry(party).or_default().push(id);
            }
            self.lines.insert(id, line(id, terms, time));
        } else if let Some(line) = self.lines.get_mut(&id) {
            change(line, event);
        }
    }
}

fn line(id: ProjectId, terms: &Opened, time: Timestamp) -> ProjectLine {
    ProjectLine {
        id,
        code: terms.code.clone(),
        title: terms.title.clone(),
        claim: terms.claim,
        agreement: terms.agreement,
        need: terms.need,
        offer: terms.offer,
        giving: terms.giving,
        asking: terms.asking,
        amount: terms.amount,
        delivered: 0,
        records: 0,
        unconfirmed: 0,
        status: ProjectStatus::Running,
        opened_at: time,
    }
}

fn change(line: &mut ProjectLine, event: &Event) {
    match event {
        Event::Opened(_) => {}
        Event::ServiceCounted { .. } => {
            line.records += 1;
            line.unconfirmed += 1;
        }
        Event::ServiceConfirmed { quantity, .. } => {
            line.unconfirmed -= 1;
            line.delivered += quantity;
        }
        Event::ServiceCountered { quantity, confirmed, .. } => {
            line.records -= 1;
            if *confirmed {
                line.delivered -= quantity;
            } else {
                line.unconfirmed -= 1;
            }
        }
        Event::AcceptanceAsked {} => line.status = ProjectStatus::AcceptanceAsked,
        Event::ReworkAsked { .. } => line.status = ProjectStatus::Running,
        Event::Accepted { .. } => line.status = ProjectStatus::Accepted,
        Event::Ended { .. } => line.status = ProjectStatus::Ended,
    }
}
