//! Lists of recognition, and answers to written requests, as each may read them.

use std::collections::HashMap;

use contracts::evaluation::{
    HearingLine, HearingStatus, Hearings, Recognition, RecognitionLine, Recognitions, hearing,
    recognition,
};
use contracts::{Page, newest_first};
use runtime::{Index, Queries, Question};
use values::{HearingId, OrganisationId, PersonId, RecognitionId};

use super::View;
use super::occasions::{may_ask_about, reads_everything};
use crate::Evaluation;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, Recognitions { page }| {
            let honours = &question.view.honours;
            let lines = newest_first(&honours.published)
                .filter_map(|(at, id)| Some((at, honours.lists.get(id)?)));
            Page::counted(page, honours.published.len(), lines, RecognitionLine::clone)
        })
        .on(|question: &Question<'_, View>, Recognition { recognition }| {
            question.view.honours.lists.get(&recognition).cloned()
        })
        .on(|question: &Question<'_, View>, query: Hearings| hearings(question, &query))
}

#[derive(Default)]
pub(super) struct Honours {
    lists: HashMap<RecognitionId, RecognitionLine>,
    published: Vec<RecognitionId>,
    hearings: HashMap<HearingId, HearingLine>,
    index: Index<HearingId, Concerned>,
}

/// Whose requests are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Concerned {
    Anybody,
    Organisation(OrganisationId),
    Person(PersonId),
}

/// Both organisations see that it was asked; what is confirmed the unit reads once it is issued.
fn hearings(question: &Question<'_, View>, query: &Hearings) -> Page<HearingLine> {
    let (actor, asker) = (question.actor, question.asker());
    let kind = match (query.person, query.organisation) {
        (Some(person), _) => may_ask_about(actor, person).then_some(Concerned::Person(person)),
        (None, Some(organisation)) => (asker.may_act_for(organisation) || reads_everything(actor))
            .then_some(Concerned::Organisation(organisation)),
        (None, None) if reads_everything(actor) => Some(Concerned::Anybody),
        (None, None) => actor.person().map(Concerned::Person),
    };
    let honours = &question.view.honours;
    let (total, ids) = honours.index.newest(kind);
    let lines = ids.filter_map(|(at, id)| Some((at, honours.hearings.get(&id)?)));
    Page::counted(query.page, total, lines, |line| shown(question, line))
}

fn shown(question: &Question<'_, View>, line: &HearingLine) -> HearingLine {
    let expired = line.expires_at.is_some_and(|at| question.now > at);
    let compiled_for = may_ask_about(question.actor, line.asked.person)
        || question.asker().may_act_for(line.asked.community);
    let readable = match line.status {
        HearingStatus::Asked | HearingStatus::Expired => false,
        HearingStatus::WithThePerson => compiled_for,
        HearingStatus::Issued => !expired,
    };
    let mut line = line.clone();
    if !readable {
        (line.confirmed, line.words) = (None, None);
    }
    line
}

impl Honours {
    pub(super) fn apply_recognition(&mut self, id: RecognitionId, event: &recognition::Event) {
        use recognition::Event;
        if let Event::Published { list, until, .. } = event {
            let (list, until) = (list.clone(), *until);
            let line = RecognitionLine { id, list, until, objections: 0, recognised: None };
            self.published.push(id);
            self.lists.insert(id, line);
            return;
        }
        let Some(line) = self.lists.get_mut(&id) else { return };
        match event {
            Event::Published { .. } => {}
            Event::Objected { .. } => line.objections += 1,
            Event::ObjectionSettled { .. } => line.objections -= 1,
            Event::Confirmed { recognised } => {
                line.recognised = Some(recognised.iter().copied().collect());
            }
        }
    }

    pub(super) fn apply_hearing(&mut self, id: HearingId, event: &hearing::Event) {
        use hearing::Event;
        if let Event::Asked { asked, .. } = event {
            let kinds = [
                Concerned::Anybody,
                Concerned::Organisation(asked.unit),
                Concerned::Organisation(asked.community),
                Concerned::Person(asked.person),
            ];
            self.index.add(id, kinds);
            let line = HearingLine {
                id,
                asked: asked.clone(),
                status: HearingStatus::Asked,
                confirmed: None,
                words: None,
                reply_until: None,
                expires_at: None,
            };
            self.hearings.insert(id, line);
            return;
        }
        let Some(line) = self.hearings.get_mut(&id) else { return };
        match event {
            Event::Asked { .. } => {}
            Event::Compiled { confirmed, reply_until, .. } => {
                line.status = HearingStatus::WithThePerson;
                (line.confirmed, line.reply_until) = (Some(*confirmed), Some(*reply_until));
            }
            Event::Issued { words, expires_at } => {
                line.status = HearingStatus::Issued;
                line.words.clone_from(words);
                line.expires_at = Some(*expires_at);
            }
            Event::Expired {} => line.status = HearingStatus::Expired,
        }
    }
}
