//! Lists of recognition, and answers to written requests, as each may read them.

use std::collections::{BTreeSet, HashMap};

use contracts::evaluation::{
    Hearing, HearingLine, HearingStatus, Hearings, Recognition, RecognitionLine, Recognitions,
    hearing, recognition,
};
use contracts::{ListOrder, Page, newest_first};
use runtime::{Index, Queries, Question};
use values::{HearingId, OrganisationId, PersonId, RecognitionId, Text};

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
            let line = question.view.honours.lists.get(&recognition)?;
            Some(judged(question, line))
        })
        .on(|question: &Question<'_, View>, Hearing { hearing }| {
            let line = question.view.honours.hearings.get(&hearing);
            line.filter(|line| is_for(question, line)).map(|line| shown(question, line))
        })
        .on(|question: &Question<'_, View>, query: Hearings| hearings(question, &query))
}

#[derive(Default)]
pub(super) struct Honours {
    lists: HashMap<RecognitionId, RecognitionLine>,
    published: Vec<RecognitionId>,
    hearings: HashMap<HearingId, HearingLine>,
    /// Where each stands among them.
    places: HashMap<HearingId, usize>,
    index: Index<HearingId, (Concerned, HearingStatus)>,
}

impl Honours {
    /// What the list of recognition is called.
    pub(super) fn title(&self, recognition: RecognitionId) -> Option<&Text<60>> {
        self.lists.get(&recognition).map(|line| &line.list.title)
    }
}

/// With whom the rules keep off by now, for the body: nobody is ranked in public.
fn judged(question: &Question<'_, View>, line: &RecognitionLine) -> RecognitionLine {
    let mut line = line.clone();
    let reads = question.asker().may_act_for(line.list.body) || reads_everything(question.actor);
    if let Some(year) = line.list.year.filter(|_| reads) {
        let all = line.list.candidates.iter().map(|candidate| candidate.who);
        line.not_eligible = question.view.cards.not_eligible(question, all, year);
    }
    line
}

/// Whose requests are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Concerned {
    Anybody,
    Organisation(OrganisationId),
    Person(PersonId),
}

impl runtime::Kind for Concerned {}

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
    use HearingStatus::{Asked, Expired, Issued, WithThePerson};
    let statuses =
        query.status.map_or(vec![Asked, WithThePerson, Issued, Expired], |one| vec![one]);
    let kinds =
        kind.into_iter().flat_map(|kind| statuses.iter().map(move |status| (kind, *status)));
    let honours = &question.view.honours;
    let asked = kinds.map(|kind| vec![kind]);
    let line = |id| honours.hearings.get(&id);
    let shown = |line| shown(question, line);
    honours.index.page_of_any(query.page, ListOrder::Newest, asked, line, shown)
}

/// Both organisations and the person know that it was asked.
fn is_for(question: &Question<'_, View>, line: &HearingLine) -> bool {
    let asker = question.asker();
    may_ask_about(question.actor, line.asked.person)
        || asker.may_act_for(line.asked.unit)
        || asker.may_act_for(line.asked.community)
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
            let (objections, recognised, not_eligible) = (0, None, Vec::new());
            let line = RecognitionLine { id, list, until, objections, recognised, not_eligible };
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
            let line = HearingLine {
                id,
                asked: asked.clone(),
                status: HearingStatus::Asked,
                confirmed: None,
                words: None,
                reply_until: None,
                expires_at: None,
            };
            self.places.insert(id, self.index.add(id, kinds(&line)));
            self.hearings.insert(id, line);
            return;
        }
        let Some(line) = self.hearings.get_mut(&id) else { return };
        let before = kinds(line);
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
        if let Some(place) = self.places.get(&id) {
            self.index.refile(*place, before, kinds(line));
        }
    }
}

/// Under what a request is found; a unit that is its own community once.
fn kinds(line: &HearingLine) -> Vec<(Concerned, HearingStatus)> {
    let parties = BTreeSet::from([line.asked.unit, line.asked.community]);
    let parties = parties.into_iter().map(Concerned::Organisation);
    let all = [Concerned::Anybody, Concerned::Person(line.asked.person)];
    all.into_iter().chain(parties).map(|concerned| (concerned, line.status)).collect()
}
