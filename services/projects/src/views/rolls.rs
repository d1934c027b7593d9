//! Rolls, newest first, and by project; the code is for who organises the service.

use std::collections::HashMap;

use contracts::projects::roll::{CODE_SECONDS, Event};
use contracts::projects::{OnRoll, Roll, RollCode, RollCodeLine, RollLine, Rolls as Query};
use contracts::{Page, newest_first};
use runtime::{Queries, Question};
use values::{PersonId, ProjectId, RollId, Timestamp};

use super::View;
use crate::Projects;
use crate::commands::rolls::{CODE, code, code_source};
use crate::domain::roll::step;

pub(super) fn add_to(table: Queries<Projects>) -> Queries<Projects> {
    table
        .on(|question: &Question<'_, View>, query: Query| question.view.rolls(&query))
        .on(|question: &Question<'_, View>, Roll { roll }| question.view.rolls.get(roll))
        .on(|question: &Question<'_, View>, RollCode { roll }| shown(question, roll))
}

/// The code of now, for either party while the roll is open.
fn shown(question: &Question<'_, View>, roll: RollId) -> Option<RollCodeLine> {
    let line = question.view.rolls.lines.get(&roll)?;
    let asker = question.asker();
    let organises = asker.may_act_as(line.giving) || asker.may_act_for(line.asking);
    let now = question.now;
    if !organises || line.closed || now > line.until {
        return None;
    }
    let step = step(now);
    let ends = |step: i64| Timestamp::from_second((step + 1) * CODE_SECONDS).ok();
    Some(RollCodeLine {
        code: code(&question.fingerprint(CODE, &code_source(roll, step))),
        shown_until: ends(step)?,
        good_until: ends(step + 1)?,
    })
}

#[derive(Default)]
pub(super) struct Rolls {
    lines: HashMap<RollId, RollLine>,
    opened: Vec<RollId>,
    by_project: HashMap<ProjectId, Vec<RollId>>,
}

impl Rolls {
    pub(super) fn get(&self, roll: RollId) -> Option<RollLine> {
        self.lines.get(&roll).cloned()
    }

    pub(super) fn page(&self, query: &Query) -> Page<RollLine> {
        let ids = match query.project {
            Some(project) => self.by_project.get(&project).map_or(&[][..], Vec::as_slice),
            None => &self.opened,
        };
        let lines = newest_first(ids).filter_map(|(at, id)| Some((at, self.lines.get(id)?)));
        Page::counted(query.page, ids.len(), lines, RollLine::clone)
    }

    pub(super) fn apply(&mut self, id: RollId, event: &Event) {
        match event {
            Event::Opened { project, giving, asking, expected, by, at, until } => {
                self.opened.push(id);
                self.by_project.entry(*project).or_default().push(id);
                let line = RollLine {
                    id,
                    project: *project,
                    giving: *giving,
                    asking: *asking,
                    opened_by: *by,
                    opened_at: *at,
                    until: *until,
                    people: expected.iter().copied().map(nobody_yet).collect(),
                    closed: false,
                    record: None,
                };
                self.lines.insert(id, line);
            }
            Event::SignedIn { person, at } => self.change(id, *person, |on_roll| {
                on_roll.signed_in_at = Some(*at);
            }),
            Event::SignedOut { person, minutes } => self.change(id, *person, |on_roll| {
                on_roll.minutes = Some(*minutes);
            }),
            Event::Closed { settled, no_shows, record, .. } => {
                for came in settled {
                    self.change(id, came.person, |on_roll| on_roll.minutes = Some(came.minutes));
                }
                for person in no_shows {
                    self.change(id, *person, |on_roll| on_roll.no_show = true);
                }
                if let Some(line) = self.lines.get_mut(&id) {
                    (line.closed, line.record) = (true, *record);
                }
            }
        }
    }

    fn change(&mut self, id: RollId, person: PersonId, change: impl FnOnce(&mut OnRoll)) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        if let Some(on_roll) = line.people.iter_mut().find(|on_roll| on_roll.person == person) {
            return change(on_roll);
        }
        let mut on_roll = nobody_yet(person);
        change(&mut on_roll);
        line.people.push(on_roll);
    }
}

fn nobody_yet(person: PersonId) -> OnRoll {
    OnRoll { person, signed_in_at: None, minutes: None, no_show: false }
}
