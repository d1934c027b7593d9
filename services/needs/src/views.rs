//! The need list as people ask for it, built from events alone.

mod alike;
mod line;
mod raisers;

use std::collections::{BTreeSet, HashMap};

use contracts::needs::{ByCode, Event, Need, NeedLine, Needs as NeedsQuery, Raiser, need};
use contracts::{Commit, Page, Position};
use runtime::{Queries, Question};
use values::{NeedId, OrganisationId, Sealed};

use crate::Needs;
use crate::domain::{Duplicates, code};
use alike::Alike;

pub(crate) fn table() -> Queries<Needs> {
    alike::table(Queries::default())
        .on(|question: &Question<'_, View>, query: NeedsQuery| question.view.needs(&query))
        .on(|question: &Question<'_, View>, Need { need }| question.view.need(need))
        .on(|question: &Question<'_, View>, ByCode { code }| {
            let code = question.fingerprint(code::KIND, &code::normalised(&code));
            question.view.raisers.of_code(&code)
        })
        .on(|question: &Question<'_, View>, Raiser { need }| {
            question.view.raisers.opened(question.actor, need, |at, field, sealed| {
                unsealed(question, at, field, sealed)
            })
        })
}

/// What was sealed, where its key is still there.
fn unsealed(
    question: &Question<'_, View>,
    position: Position,
    field: &str,
    sealed: &Sealed,
) -> Option<String> {
    question.unseal(position, field, sealed).unwrap_or_else(|error| {
        tracing::error!(%error, field, "something sealed cannot be opened");
        None
    })
}

/// Every need, in the order of raising, by owner, and by the main need it follows.
#[derive(Default)]
pub struct View {
    lines: HashMap<NeedId, Box<NeedLine>>,
    raised: Vec<NeedId>,
    by_owner: HashMap<OrganisationId, Vec<NeedId>>,
    pub(crate) raisers: raisers::View,
    duplicates: Duplicates,
    /// Of each need the duplicates that name it, in the order of their raising.
    following: HashMap<NeedId, BTreeSet<NeedId>>,
    alike: Alike,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let Event::Need(event) = &recorded.event;
            let id = NeedId(recorded.aggregate);
            self.follow(id, event);
            self.raisers.apply(id, event, commit.position);
            if let need::Event::Raised { asked, raiser } = event {
                let line = line::raised(id, asked, raiser.is_some(), commit);
                self.lines.insert(id, Box::new(line));
                self.raised.push(id);
                self.by_owner.entry(asked.owner).or_default().push(id);
            } else if let Some(line) = self.lines.get_mut(&id) {
                line::change(line, event, commit);
            }
            if let Some(line) = self.lines.get(&id) {
                self.alike.apply(line, event);
            }
        }
    }

    /// Notes which need follows which.
    fn follow(&mut self, id: NeedId, event: &need::Event) {
        if let need::Event::Closed { outcome: need::Outcome::Duplicate { of }, .. } = event {
            self.duplicates.follow(id, *of);
            self.following.entry(*of).or_default().insert(id);
        } else if let need::Event::SplitOff { .. } = event {
            let outcome = self.lines.get(&id).and_then(|line| line.outcome.as_ref());
            if let Some(need::Outcome::Duplicate { of }) = outcome
                && let Some(following) = self.following.get_mut(of)
            {
                following.remove(&id);
            }
            self.duplicates.split_off(id);
        }
    }

    /// The need, with what it shares with the need it follows.
    pub fn need(&self, need: NeedId) -> Option<NeedLine> {
        self.lines.get(&need).map(|line| self.shown(line))
    }

    fn shown(&self, line: &NeedLine) -> NeedLine {
        let main = self.duplicates.main(line.id);
        let main = (main != line.id).then(|| self.lines.get(&main)).flatten();
        NeedLine {
            follows: main.map(|main| main.id),
            follows_outcome: main.and_then(|main| main.outcome.clone()),
            duplicates: self.following.get(&line.id).map_or(0, BTreeSet::len),
            ..line.clone()
        }
    }

    /// The page of needs that `query` asks for.
    pub fn needs(&self, query: &NeedsQuery) -> Page<NeedLine> {
        let of_owner = query.owner.map(|owner| self.by_owner.get(&owner));
        let following = query.duplicates_of.map(|main| self.following.get(&main));
        match (following, of_owner) {
            (Some(ids), _) => self.page(query, ids.into_iter().flatten().rev()),
            (None, Some(ids)) => self.page(query, ids.into_iter().flatten().rev()),
            (None, None) => self.page(query, self.raised.iter().rev()),
        }
    }

    fn page<'v>(
        &'v self,
        query: &NeedsQuery,
        ids: impl Iterator<Item = &'v NeedId>,
    ) -> Page<NeedLine> {
        let wanted = |line: &&NeedLine| {
            query.owner.is_none_or(|owner| line.owner == owner)
                && query.kind.is_none_or(|kind| line.kind == kind)
                && query.category.is_none_or(|category| line.category == category)
                && query.urgency.is_none_or(|urgency| line.urgency == urgency)
                && query.status.is_none_or(|status| line.status == status)
                && query.overdue.is_none_or(|overdue| line.overdue == overdue)
                && query.text.as_ref().is_none_or(|text| line.title.contains(text.as_str()))
        };
        let lines = ids.filter_map(|id| self.lines.get(id).map(Box::as_ref)).filter(wanted);
        Page::of(query.page, lines, |line| self.shown(line))
    }
}
