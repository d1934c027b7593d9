//! Objections: one's own, and those to be answered.

use std::collections::HashMap;

use contracts::Page;
use contracts::evaluation::objection::Event;
use contracts::evaluation::{Objections as Query, RaisedObjectionLine};
use runtime::{Index, Queries, Question};
use values::{ObjectionId, OrganisationId, PersonId, Timestamp};

use super::View;
use super::occasions::reads_everything;
use crate::Evaluation;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table.on(|question: &Question<'_, View>, query: Query| {
        question.view.objections.page(question, &query)
    })
}

#[derive(Default)]
pub(super) struct Objections {
    lines: HashMap<ObjectionId, RaisedObjectionLine>,
    index: Index<ObjectionId, Concerned>,
}

/// Whose objections are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Concerned {
    Anybody,
    By(PersonId),
    To(OrganisationId),
}

impl Objections {
    fn page(&self, question: &Question<'_, View>, query: &Query) -> Page<RaisedObjectionLine> {
        let kind = match query.answerer {
            Some(answerer) if question.asker().may_act_for(answerer) => {
                Some(Concerned::To(answerer))
            }
            Some(_) => None,
            None if reads_everything(question.actor) => Some(Concerned::Anybody),
            None => question.actor.person().map(Concerned::By),
        };
        let (total, ids) = self.index.newest(kind);
        let lines = ids.filter_map(|(at, id)| Some((at, self.lines.get(&id)?)));
        Page::counted(query.page, total, lines, RaisedObjectionLine::clone)
    }

    pub(super) fn apply(&mut self, id: ObjectionId, event: &Event, at: Timestamp) {
        match event {
            Event::Raised { target, reason, by, answerer, answer_until } => {
                let line = RaisedObjectionLine {
                    id,
                    target: *target,
                    reason: reason.clone(),
                    by: *by,
                    answerer: *answerer,
                    raised_at: at,
                    answer_until: *answer_until,
                    overdue: false,
                    upheld: None,
                    answer: None,
                };
                let to = answerer.map(Concerned::To);
                self.index.add(id, [Concerned::Anybody, Concerned::By(*by)].into_iter().chain(to));
                self.lines.insert(id, line);
            }
            Event::Overdue {} => self.change(id, |line| line.overdue = true),
            Event::Answered { upheld, answer, .. } => self.change(id, |line| {
                line.upheld = Some(*upheld);
                line.answer = Some(answer.clone());
            }),
        }
    }

    fn change(&mut self, id: ObjectionId, change: impl FnOnce(&mut RaisedObjectionLine)) {
        if let Some(line) = self.lines.get_mut(&id) {
            change(line);
        }
    }
}
