//! Objections: one's own, and those to be answered.

use std::collections::HashMap;

use contracts::Page;
use contracts::evaluation::objection::{Event, Target};
use contracts::evaluation::{Objection, Objections as Query, RaisedObjectionLine};
use runtime::{Index, Queries, Question};
use values::{ObjectionId, OrganisationId, PersonId, Timestamp};

use super::View;
use super::occasions::reads_everything;
use crate::Evaluation;
use crate::domain::objection::answers_for_the_city;

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
    /// By whom they concern, and how they stand.
    index: Index<ObjectionId, (Concerned, Stage)>,
}

/// Whose objections are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Concerned {
    Anybody,
    By(PersonId),
    To(OrganisationId),
    /// What no organisation answers.
    ToTheCity,
}

impl runtime::Kind for Concerned {}

/// How one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    Waiting,
    Overdue,
    Answered,
}

fn stage(line: &RaisedObjectionLine) -> Stage {
    match (line.upheld, line.overdue) {
        (Some(_), _) => Stage::Answered,
        (None, true) => Stage::Overdue,
        (None, false) => Stage::Waiting,
    }
}

/// Whoever raised it, and who answers it.
fn is_for(question: &Question<'_, View>, line: &RaisedObjectionLine) -> bool {
    let answers = match line.answerer {
        Some(answerer) => question.asker().may_act_for(answerer),
        None => answers_for_the_city(question.actor),
    };
    question.actor.person() == Some(line.by) || answers || reads_everything(question.actor)
}

impl Objections {
    /// What it is to, if whoever asks may read it.
    pub(super) fn target(
        &self,
        question: &Question<'_, View>,
        objection: ObjectionId,
    ) -> Option<Target> {
        let line = self.lines.get(&objection);
        line.filter(|line| is_for(question, line)).map(|line| line.target)
    }

    fn page(&self, question: &Question<'_, View>, query: &Query) -> Page<RaisedObjectionLine> {
        let concerned = match query.answerer {
            Some(answerer) if question.asker().may_act_for(answerer) => to(question, answerer),
            Some(_) => Vec::new(),
            None if reads_everything(question.actor) => vec![Concerned::Anybody],
            None => question.actor.person().map(Concerned::By).into_iter().collect(),
        };
        let mut stages = vec![Stage::Waiting, Stage::Overdue, Stage::Answered];
        stages.retain(|stage| {
            let (answered, overdue) = (*stage == Stage::Answered, *stage == Stage::Overdue);
            query.answered.is_none_or(|asked| asked == answered)
                && query.overdue.is_none_or(|asked| asked == overdue)
        });
        let each = |concerned: Concerned| stages.iter().map(move |stage| (concerned, *stage));
        let asked = concerned.into_iter().flat_map(each).map(|kind| vec![kind]);
        let line = |id| self.lines.get(&id);
        self.index.page_of_any(query.page, query.order, asked, line, RaisedObjectionLine::clone)
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
                let place = self.index.add(id, kinds(&line));
                self.index.set_due(place, kinds(&line), Some(line.answer_until));
                self.places.insert(id, place);
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
            let due = line.upheld.is_none().then_some(line.answer_until);
            self.index.set_due(*place, kinds(line), due);
        }
    }
}

/// Under what an objection is found.
fn kinds(line: &RaisedObjectionLine) -> Vec<(Concerned, Stage)> {
    let to = line.answerer.map_or(Concerned::ToTheCity, Concerned::To);
    let all = [Concerned::Anybody, Concerned::By(line.by), to];
    all.map(|concerned| (concerned, stage(line))).into()
}

/// What an organisation answers, whatever was merged into it; with it what is nobody's, for the
/// city's officers.
fn to(question: &Question<'_, View>, answerer: OrganisationId) -> Vec<Concerned> {
    let own = question.directory.same_as(answerer).into_iter().map(Concerned::To);
    own.chain(answers_for_the_city(question.actor).then_some(Concerned::ToTheCity)).collect()
}
