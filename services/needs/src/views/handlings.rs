//! What is under way against the clock, by what runs out next: of all, of an organisation, of an
//! area, and with which card.

use std::collections::{BTreeSet, HashMap};

use contracts::needs::handling::{Event, Holder};
use contracts::needs::limits::HandlingStep;
use contracts::needs::{
    Handling, HandlingLine, HandlingQuestion, HandlingStage, Handlings as Query, STAGES_SHOWN_MAX,
};
use contracts::{Asker, Card, Commit, Page, Place, needs};
use runtime::{Queries, Question};
use values::{AreaCode, NeedId, OrganisationId, Timestamp, Uuid};

use super::View;
use crate::Needs;

/// When the step under way runs out, and whose it is.
type ByDue = BTreeSet<(Timestamp, NeedId)>;

#[derive(Default)]
pub(super) struct Handlings {
    lines: HashMap<NeedId, HandlingLine>,
    needs: HashMap<Uuid, NeedId>,
    under_way: HashMap<Filed, ByDue>,
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
}

/// Under what `line` is found while it is under way.
fn filed_under(line: &HandlingLine) -> impl Iterator<Item = Filed> {
    let around = std::iter::successors(line.holder.area, |area| area.parent()).map(Whose::In);
    let whose = [Whose::Everybodys, Whose::HeldBy(line.holder.organisation)];
    let cards = line.card.map(Some).into_iter().chain([None]).collect::<Vec<_>>();
    let with = move |whose| cards.clone().into_iter().map(move |card| (whose, card));
    whose.into_iter().chain(around).flat_map(with)
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
            // Begun again, it goes on with what it had.
            let line = match self.lines.remove(need) {
                Some(before) => again(before, line),
                None => line,
            };
            self.put(line);
            return;
        }
        let before = self.needs.get(&id).and_then(|need| self.lines.remove(need));
        if let Some(mut line) = before {
            self.drop(&line);
            change(&mut line, event, commit);
            self.put(line);
        }
    }

    fn put(&mut self, line: HandlingLine) {
        if line.ended_at.is_none() {
            for filed in filed_under(&line) {
                let by_due = self.under_way.entry(filed).or_default();
                by_due.insert((line.clock.due_at, line.need));
            }
        }
        self.lines.insert(line.need, line);
    }

    fn drop(&mut self, line: &HandlingLine) {
        for filed in filed_under(line) {
            if let Some(by_due) = self.under_way.get_mut(&filed) {
                by_due.remove(&(line.clock.due_at, line.need));
                if by_due.is_empty() {
                    self.under_way.remove(&filed);
                }
            }
        }
    }

    /// What is asked for is found, not searched; of a holder's, those in an area are looked for.
    /// Who is late is for those who see the work of whoever has it, and for whoever had it before:
    /// no list of everybody's cards is for all.
    pub(super) fn page(&self, asker: Asker<'_>, query: &Query) -> Page<HandlingLine> {
        let (whose, within) = match (query.holder, query.area) {
            (Some(holder), area) => (Whose::HeldBy(holder), area),
            (None, Some(area)) => (Whose::In(area), None),
            (None, None) => (Whose::Everybodys, None),
        };
        let none = ByDue::new();
        let found = self.under_way.get(&(whose, query.card)).unwrap_or(&none);
        let lines = found.iter().filter_map(|(due_at, need)| {
            let due = u64::try_from(due_at.as_millisecond()).unwrap_or(0);
            Some((Place::of(due, *need, Uuid::nil()), self.lines.get(need)?))
        });
        let sees_all = match whose {
            Whose::HeldBy(holder) => asker.sees_work_of(holder),
            Whose::In(_) | Whose::Everybodys => asker.sees_all_work(),
        };
        if sees_all && within.is_none() {
            return Page::counted(query.page, found.len(), lines, HandlingLine::clone);
        }
        let is_within = |line: &HandlingLine, area: AreaCode| {
            line.holder.area.is_some_and(|at| area.contains(at))
        };
        let wanted = |line: &HandlingLine| {
            let had = |stage: &HandlingStage| asker.may_act_for(stage.organisation);
            within.is_none_or(|area| is_within(line, area))
                && (sees_all
                    || asker.sees_work_of(line.holder.organisation)
                    || line.stages.iter().any(had))
        };
        Page::of(query.page, lines.filter(|(_, line)| wanted(line)), HandlingLine::clone)
    }
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
