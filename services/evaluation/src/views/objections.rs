//! Objections: one's own, and those to be answered.

use std::collections::HashMap;

use contracts::Page;
use contracts::evaluation::objection::Event;
use contracts::evaluation::{Objection, Objections as Query, RaisedObjectionLine};
use runtime::{Index, Queries, Question};
use values::{ObjectionId, OrganisationId, PersonId, Timestamp};

use super::View;
use super::occasions::reads_everything;
use crate::Evaluation;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, Objection { objection }| {
            let line = question.view.objections.lines.get(&objection);
            line.filter(|line| is_for(question, line)).cloned()
        })
        .on(|question: &Question<'_, View>, query: Query| {
            question.view.objections.page(question, &query)
        })
}

#[derive(Default)]
pub(super) struct Objections {
    lines: HashMap<ObjectionId, RaisedObjectionLine>,
    /// Where each stands among them.
    places: HashMap<ObjectionId, usize>,
    /// By whom they concern, and whether they were answered.
    index: Index<ObjectionId, (Concerned, bool)>,
}

/// Whose objections are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Concerned {
    Anybody,
    By(PersonId),
    To(OrganisationId),
}

/// Whoever raised it, and who answers it.
fn is_for(question: &Question<'_, View>, line: &RaisedObjectionLine) -> bool {
    question.actor.person() == Some(line.by)
        || line.answerer.is_some_and(|answerer| question.asker().may_act_for(answerer))
        || reads_everything(question.actor)
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
        let answered = query.answered.map_or(vec![false, true], |answered| vec![answered]);
        let kinds = kind.into_iter().flat_map(|kind| answered.iter().map(move |it| (kind, *it)));
        let (total, ids) = self.index.newest(kinds.collect::<Vec<_>>());
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
                self.places.insert(id, self.index.add(id, kinds(&line)));
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
        let Some(line) = self.lines.get_mut(&id) else { return };
        let before = kinds(line);
        change(line);
        if let Some(place) = self.places.get(&id) {
            self.index.refile(*place, before, kinds(line));
        }
    }
}

/// Under what an objection is found.
fn kinds(line: &RaisedObjectionLine) -> Vec<(Concerned, bool)> {
    let to = line.answerer.map(Concerned::To);
    let all = [Concerned::Anybody, Concerned::By(line.by)].into_iter().chain(to);
    all.map(|concerned| (concerned, line.upheld.is_some())).collect()
}
