//! Leaves, newest first, for whom they are and for who records them.

use std::collections::HashMap;

use contracts::evaluation::leave::{Event, LeaveLine, Leaves as Query};
use contracts::{Page, Role, newest_first};
use runtime::{Queries, Question};
use values::LeaveId;

use super::View;
use super::occasions::reads_everything;
use crate::Evaluation;
use crate::domain::corrects;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table.on(|question: &Question<'_, View>, query: Query| {
        question.view.leaves.page(question, query)
    })
}

#[derive(Default)]
pub(super) struct Leaves {
    lines: Vec<LeaveLine>,
    places: HashMap<LeaveId, usize>,
}

/// For whom it is, for who recorded it, and for whoever stands above that.
fn is_for(question: &Question<'_, View>, line: &LeaveLine) -> bool {
    let (asker, directory) = (question.asker(), question.directory);
    let recorded = directory.resolve(line.organisation);
    let of_city = question.actor.role().is_some_and(Role::decides_for_the_city);
    let mut answers = std::iter::once(recorded).chain(directory.seniors(recorded));
    reads_everything(question.actor)
        || of_city
        || asker.may_act_as(line.leave.who)
        || answers.any(|organisation| asker.may_act_for(organisation))
}

impl Leaves {
    fn page(&self, question: &Question<'_, View>, query: Query) -> Page<LeaveLine> {
        let lines = newest_first(&self.lines).filter(|(_, line)| is_for(question, line));
        Page::of(query.page, lines, |line: &LeaveLine| {
            let may = corrects(question.asker(), line.organisation, line.leave.who);
            LeaveLine { correctable: may && line.lifted.is_none(), ..line.clone() }
        })
    }

    pub(super) fn apply(&mut self, id: LeaveId, event: &Event) {
        match event {
            Event::Granted { leave, organisation, .. } => {
                self.places.insert(id, self.lines.len());
                let (leave, organisation, lifted) = (leave.clone(), *organisation, None);
                let correctable = false;
                self.lines.push(LeaveLine { id, leave, organisation, lifted, correctable });
            }
            Event::Lifted { reason, .. } => {
                let place = self.places.get(&id);
                if let Some(line) = place.and_then(|place| self.lines.get_mut(*place)) {
                    line.lifted = Some(reason.clone());
                }
            }
        }
    }
}
