//! Leaves, newest first, for whom they are and for who records them.

use std::collections::HashMap;

use contracts::evaluation::leave::{Event, LeaveLine, Leaves as Query};
use contracts::{Claimer, Directory, ListOrder, Page, Role};
use runtime::{Index, Queries, Question};
use values::{LeaveId, OrganisationId};

use super::View;
use super::occasions::reads_everything;
use super::whose::{Whose, seen_for_own};
use crate::Evaluation;
use crate::domain::corrects;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table.on(|question: &Question<'_, View>, query: Query| {
        question.view.leaves.page(question, query)
    })
}

#[derive(Default)]
pub(super) struct Leaves {
    lines: HashMap<LeaveId, LeaveLine>,
    index: Index<LeaveId, Whose>,
}

/// Those that are for whoever asks: for whom they are, who recorded them, and whoever stands above
/// that.
fn seen(question: &Question<'_, View>) -> Vec<Whose> {
    let asker = question.asker();
    let of_city = question.actor.role().is_some_and(Role::decides_for_the_city);
    if reads_everything(question.actor) || of_city {
        return vec![Whose::Anybodys];
    }
    let themselves = question.actor.person().map(Claimer::Person);
    let themselves = themselves.filter(|person| asker.may_act_as(*person)).map(Whose::About);
    themselves.into_iter().chain(seen_for_own(asker)).collect()
}

impl Leaves {
    fn page(&self, question: &Question<'_, View>, query: Query) -> Page<LeaveLine> {
        let asked = seen(question).into_iter().map(|whose| vec![whose]);
        let line = |id| self.lines.get(&id);
        self.index.page_of_either(query.page, ListOrder::Newest, asked, line, |line: &LeaveLine| {
            let may = corrects(question.asker(), line.organisation, line.leave.who);
            LeaveLine { correctable: may && line.lifted.is_none(), ..line.clone() }
        })
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    pub(super) fn apply(&mut self, id: LeaveId, event: &Event) {
        match event {
            Event::Granted { leave, organisation, .. } => {
                let whose = [Whose::About(leave.who), Whose::With(*organisation)];
                self.index.add(id, [Whose::Anybodys].into_iter().chain(whose));
                let (leave, organisation, lifted) = (leave.clone(), *organisation, None);
                let correctable = false;
                let line = LeaveLine { id, leave, organisation, lifted, correctable };
                self.lines.insert(id, line);
            }
            Event::Lifted { reason, .. } => {
                if let Some(line) = self.lines.get_mut(&id) {
                    line.lifted = Some(reason.clone());
                }
            }
        }
    }
}
