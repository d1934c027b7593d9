//! What is under way against the clock, by what runs out next: of all, of an organisation, of an
//! area, and with which card.

use std::collections::HashMap;

use contracts::needs::handling::{Event, Holder};
use contracts::needs::limits::HandlingStep;
use contracts::needs::{
    Handling, HandlingLine, HandlingQuestion, HandlingStage, Handlings as Query, STAGES_SHOWN_MAX,
};
use contracts::{Asker, Card, Commit, Directory, ListOrder, Page, needs};
use runtime::{Index, Queries, Question};
use values::{AreaCode, NeedId, OrganisationId, Uuid};

use super::View;
use crate::Needs;

#[derive(Default)]
pub(super) struct Handlings {
    lines: HashMap<NeedId, HandlingLine>,
    needs: HashMap<Uuid, NeedId>,
    /// What is under way, due when its step runs out.
    index: Index<NeedId, Filed>,
    /// The place in the index of what is under way.
    orders: HashMap<NeedId, usize>,
}

/// Whose they are, and with which card: whatever it is, where nothing is said.
type Filed = (Whose, Option<Card>);

/// Whose handlings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Everybodys,
    HeldBy(OrganisationId),
    /// Whoever has it works in that area, or in a part of it.
    In(AreaCode),
    /// Who has it, or had it before.
    HadBy(OrganisationId),
}

impl runtime::Kind for Whose {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::HeldBy(one) | Self::HadBy(one) => Some(*one),
            Self::Everybodys | Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::HeldBy(_) => Self::HeldBy(organisation),
            Self::HadBy(_) => Self::HadBy(organisation),
            Self::Everybodys | Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        match self {
            Self::HeldBy(_) => Some(Self::In(area)),
            Self::Everybodys | Self::In(_) | Self::HadBy(_) => None,
        }
    }
}

/// Under what `line` is found while it is under way.
fn filed_under(line: &HandlingLine) -> Vec<Filed> {
    let had = line.stages.iter().map(|stage| Whose::HadBy(stage.organisation));
    let whose = [Whose::Everybodys, Whose::HeldBy(line.holder.organisation)].into_iter().chain(had);
    let cards = [None].into_iter().chain(line.card.map(Some));
    whose.flat_map(|whose| cards.clone().map(move |card| (whose, card))).collect()
}

pub(super) fn table(queries: Queries<Needs>) -> Queries<Needs> {
    queries
        .on(|question: &Question<'_, View>, query: Query| {
            question.view.handlings(question.asker(), &query)
        })
        .on(|question: &Question<'_, View>, Handling { need }| question.view.handling(need))
}

impl Handlings {
    pub(super) fn line(&self, need: NeedId) -> Option<HandlingLine> {
        self.lines.get(&need).cloned()
    }

    pub(super) fn apply(&mut self, id: Uuid, event: &Event, commit: &Commit<needs::Event>) {
        if let Event::Begun { need, holder, class, since, clock, .. } = event {
            let stage = stage(holder, commit, None);
            let line = HandlingLine {
                need: *need,
                holder: *holder,
                class: *class,
                step: HandlingStep::Accept,
                clock: *clock,
                card: None,
                question: None,
                extension_asked: None,
                extended: None,
                since: *since,
                ended_at: None,
                yellow_cards: 0,
                red_cards: 0,
                stages: vec![stage],
            };
            self.needs.insert(id, *need);
            self.take_out(*need);
            // Begun again, it goes on with what it had.
            let line = match self.lines.remove(need) {
                Some(before) => again(before, line),
                None => line,
            };
            let order = self.index.add(*need, filed_under(&line));
            self.index.set_due(order, filed_under(&line), Some(line.clock.due_at));
            self.orders.insert(*need, order);
            self.lines.insert(*need, line);
            return;
        }
        let Some(need) = self.needs.get(&id).copied() else { return };
        let Some(line) = self.lines.get_mut(&need) else { return };
        let before = filed_under(line);
        change(line, event, commit);
        let Some(order) = self.orders.get(&need).copied() else { return };
        if line.ended_at.is_some() {
            self.index.take_out(order, before);
            self.orders.remove(&need);
        } else {
            let now = filed_under(line);
            self.index.refile(order, before, now.clone());
            self.index.set_due(order, now, Some(line.clock.due_at));
        }
    }

    /// It is under way no more.
    fn take_out(&mut self, need: NeedId) {
        if let (Some(order), Some(line)) = (self.orders.remove(&need), self.lines.get(&need)) {
            self.index.take_out(order, filed_under(line));
        }
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// What is asked for is found, not searched. Who is late is for those who see the work of
    /// whoever has it, and for whoever had it before: no list of everybody's cards is for all.
    pub(super) fn page(&self, asker: Asker<'_>, query: &Query) -> Page<HandlingLine> {
        let Query { card, page, .. } = *query;
        let holder = query.holder.map(|holder| Whose::HeldBy(asker.directory.resolve(holder)));
        let mut whose: Vec<_> = holder.into_iter().chain(query.area.map(Whose::In)).collect();
        if whose.is_empty() {
            whose.push(Whose::Everybodys);
        }
        let theirs: Vec<Vec<Whose>> = match theirs(asker, query) {
            Some(theirs) => {
                theirs.into_iter().map(|one| whose.iter().copied().chain([one]).collect()).collect()
            }
            None => vec![whose],
        };
        let with_card = |whose: Vec<Whose>| -> Vec<Filed> {
            whose.into_iter().map(|one| (one, card)).collect()
        };
        let asked = theirs.into_iter().map(with_card);
        let line = |need| self.lines.get(&need);
        self.index.page_of_either(page, ListOrder::Due, asked, line, HandlingLine::clone)
    }
}

/// Which of those that `query` asks for `asker` may see, where that is not all of them: those below
/// the organisation they act for, its own, and those that it had.
fn theirs(asker: Asker<'_>, query: &Query) -> Option<Vec<Whose>> {
    let sees_all = asker.sees_all_work()
        || query.holder.is_some_and(|holder| asker.sees_work_of(holder))
        || query.area.is_some_and(|area| asker.sees_work_in(area));
    if sees_all {
        return None;
    }
    let below = |(own, areas): (OrganisationId, Vec<AreaCode>)| {
        let of_own = [Whose::HeldBy(own), Whose::HadBy(own)];
        of_own.into_iter().chain(areas.into_iter().map(Whose::In)).collect()
    };
    Some(asker.stands_over().map_or_else(Vec::new, below))
}

fn stage(
    holder: &Holder,
    commit: &Commit<needs::Event>,
    reason: Option<values::Text<200>>,
) -> HandlingStage {
    HandlingStage { organisation: holder.organisation, since: commit.time, reason, answer: None }
}

/// The total 总时长 and the cards are those of the whole way.
fn again(before: HandlingLine, mut line: HandlingLine) -> HandlingLine {
    line.since = before.since;
    (line.yellow_cards, line.red_cards) = (before.yellow_cards, before.red_cards);
    let begun = std::mem::replace(&mut line.stages, before.stages);
    line.stages.extend(begun);
    shorten(&mut line.stages);
    line
}

fn shorten(stages: &mut Vec<HandlingStage>) {
    let over = stages.len().saturating_sub(STAGES_SHOWN_MAX);
    stages.drain(..over);
}

fn change(line: &mut HandlingLine, event: &Event, commit: &Commit<needs::Event>) {
    let begins = |line: &mut HandlingLine, step, clock| {
        (line.step, line.clock, line.card) = (step, clock, None);
        line.extension_asked = None;
    };
    match event {
        Event::Begun { .. } => {}
        Event::Reclassified { class, clock } => {
            line.class = *class;
            if line.clock != *clock {
                begins(line, line.step, *clock);
            }
        }
        Event::StepCompleted { step, clock } => match (step.next(), clock) {
            (Some(next), Some(clock)) => begins(line, next, *clock),
            (Some(_) | None, _) => line.ended_at = Some(commit.time),
        },
        Event::Asked { question, until, .. } => {
            line.question = Some(HandlingQuestion { question: question.clone(), until: *until });
        }
        Event::Resumed { clock, .. } => {
            line.question = None;
            line.clock = *clock;
        }
        Event::ExtensionAsked { by, .. } => line.extension_asked = Some(*by),
        Event::Extended { clock, .. } => {
            begins(line, line.step, *clock);
            line.extended = Some(true);
        }
        Event::ExtensionRefused { .. } => {
            line.extension_asked = None;
            line.extended = Some(false);
        }
        Event::Escalated { to, reason, clock } => {
            line.holder = *to;
            line.stages.push(stage(to, commit, Some(reason.clone())));
            shorten(&mut line.stages);
            begins(line, HandlingStep::Accept, *clock);
        }
        Event::Answered { to, answer, clock, .. } => {
            if let Some(last) = line.stages.last_mut() {
                last.answer = Some(answer.clone());
            }
            line.holder = *to;
            line.stages.push(stage(to, commit, None));
            shorten(&mut line.stages);
            begins(line, HandlingStep::Verify, *clock);
        }
        Event::YellowCarded { .. } => {
            line.card = Some(Card::Yellow);
            line.yellow_cards += 1;
        }
        Event::RedCarded { .. } => {
            line.card = Some(Card::Red);
            line.red_cards += 1;
        }
        Event::Stopped {} => line.ended_at = Some(commit.time),
    }
}
