//! The need list as people ask for it, built from events alone.

mod admissions;
mod alike;
mod handlings;
mod hotline;
mod kinds;
mod line;
mod raisers;
mod settings;
mod wishes;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::needs::{
    Admission, Admissions, Beneficiary, ByCode, Event, HandlingLine, Need, NeedLine, NeedNames,
    Needs as NeedsQuery, Raiser, Titled, need,
};
use contracts::{Asker, Commit, Directory, Named, Page, Place, Position};
use runtime::{Index, Queries, Question};
use values::code::normalised;
use values::{AdmissionId, AreaCode, NeedId, OrganisationId, Sealed};

use crate::Needs;
use crate::domain::{CODE, Duplicates};
use alike::Alike;
use handlings::Handlings;
use kinds::{Filed, due, filed_under};

pub(crate) fn table() -> Queries<Needs> {
    hotline::table(handlings::table(alike::table(settings::table(Queries::default()))))
        .on(|question: &Question<'_, View>, query: NeedsQuery| {
            let theirs = |person| question.actor.person() == Some(person);
            if query.raised_by.is_some_and(|person| !theirs(person)) {
                return Page::empty();
            }
            question.view.needs(question.directory, &query)
        })
        .on(|question: &Question<'_, View>, Need { need }| {
            let yours = question.view.raisers.is_of(need, question.actor);
            Some(NeedLine { yours, ..question.view.need(need)? })
        })
        .on(|question: &Question<'_, View>, NeedNames { needs }| question.view.names(needs))
        .on(|question: &Question<'_, View>, query: Admissions| {
            question.view.admissions.page(question.asker(), &query)
        })
        .on(|question: &Question<'_, View>, Admission { admission }| {
            question.view.admissions.one(question.asker(), admission)
        })
        .on(|question: &Question<'_, View>, Titled { ids }| {
            let admissions = &question.view.admissions;
            let title = |id| Some((id, admissions.one(question.asker(), AdmissionId(id))?.title));
            ids.into_iter().filter_map(title).collect::<BTreeMap<_, _>>()
        })
        .on(|question: &Question<'_, View>, ByCode { code }| {
            let code = question.fingerprint(CODE, &normalised(&code));
            question.view.raisers.of_code(&code)
        })
        .on(|question: &Question<'_, View>, Beneficiary { need }| {
            let unsealed = |at, field: &str, sealed: &Sealed| unsealed(question, at, field, sealed);
            question.view.wishes.opened(question.asker(), need, unsealed)
        })
        .on(|question: &Question<'_, View>, Raiser { need }| {
            let unsealed = |at, field: &str, sealed: &Sealed| unsealed(question, at, field, sealed);
            question.view.raisers.opened(question.asker(), need, unsealed)
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

/// Every need, by where it stands, and by the main need it follows.
#[derive(Default)]
pub struct View {
    lines: HashMap<NeedId, Box<NeedLine>>,
    /// The place of each need in the index.
    orders: HashMap<NeedId, usize>,
    index: Index<NeedId, Filed>,
    pub(crate) raisers: raisers::View,
    pub(crate) wishes: wishes::View,
    pub(crate) admissions: admissions::View,
    duplicates: Duplicates,
    /// Of each need the duplicates that name it, in the order of their raising.
    following: HashMap<NeedId, BTreeSet<NeedId>>,
    alike: Alike,
    handlings: Handlings,
    hotline: hotline::Hotline,
    settings: settings::Settings,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let event = match &recorded.event {
                Event::Need(event) => event,
                Event::Admission(event) => {
                    self.admissions.apply(AdmissionId(recorded.aggregate), event, commit.time);
                    continue;
                }
                Event::Handling(event) => {
                    self.handlings.apply(recorded.aggregate, event, commit);
                    continue;
                }
                Event::Hotline(event) => {
                    self.hotline.apply(recorded.aggregate, event, commit.position);
                    continue;
                }
                Event::Limits(event) => {
                    self.settings.apply_limit(event);
                    continue;
                }
                Event::WishCap(event) => {
                    self.settings.apply_cap(event);
                    continue;
                }
                Event::Family(_) => continue,
            };
            let id = NeedId(recorded.aggregate);
            self.follow(id, event);
            self.raisers.apply(id, event, commit.position);
            if let Some(line) = line::begun(id, event, commit) {
                self.orders.insert(id, self.index.add(id, filed_under(&line)));
                self.lines.insert(id, Box::new(line));
            } else if let Some(line) = self.lines.get_mut(&id) {
                self.wishes.apply(id, line.owner, event, commit.position);
                let before = filed_under(line);
                line::change(line, event, commit);
                if let Some(order) = self.orders.get(&id) {
                    let now = filed_under(line);
                    self.index.refile(*order, before, now.clone());
                    self.index.set_due(*order, now, due(line));
                }
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

    /// What they are called, those that there are.
    fn names(&self, needs: Vec<NeedId>) -> BTreeMap<NeedId, Named> {
        let named = |need| {
            let line = self.lines.get(&need)?;
            Some((need, Named { title: line.title.clone(), owner: line.owner }))
        };
        needs.into_iter().filter_map(named).collect()
    }

    /// What is under way, as `query` asks for it.
    pub fn handlings(
        &self,
        asker: Asker<'_>,
        query: &contracts::needs::Handlings,
    ) -> Page<HandlingLine> {
        self.handlings.page(asker, query)
    }

    /// Where its handling stands.
    pub fn handling(&self, need: NeedId) -> Option<HandlingLine> {
        self.handlings.line(need)
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

    pub(crate) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
        self.hotline.settle(organisation, directory);
        self.handlings.settle(organisation, directory);
        self.admissions.settle(organisation, directory);
    }

    /// The page of needs that `query` asks for: an owner's with those of what was merged into it.
    pub fn needs(&self, directory: &Directory, query: &NeedsQuery) -> Page<NeedLine> {
        self.needs_looking(directory, query, |_| {})
    }

    /// The same; `look` is told which needs are looked at.
    pub(crate) fn needs_looking(
        &self,
        directory: &Directory,
        query: &NeedsQuery,
        look: impl Fn(NeedId),
    ) -> Page<NeedLine> {
        if query.duplicates_of.is_some() || query.raised_by.is_some() {
            return self.few(directory, query);
        }
        let asked = [kinds::asked(query, directory)];
        let line = |id| {
            look(id);
            self.lines.get(&id).map(|line| &**line)
        };
        let (page, order) = (query.page, query.order);
        if query.text.is_none() {
            return self.index.page_of_any(page, order, asked, line, |line| self.shown(line));
        }
        let (_, ids) = self.index.find_any(order, asked);
        let lines = ids.filter_map(|(at, id)| Some((at, line(id)?)));
        let called = lines.filter(|(_, line)| kinds::fits(line, query));
        Page::of(page, called, |line| self.shown(line))
    }

    /// The same of the few that follow one need, or that one person raised.
    fn few(&self, directory: &Directory, query: &NeedsQuery) -> Page<NeedLine> {
        let NeedsQuery { owner, area, raised_by, .. } = *query;
        let few = match (query.duplicates_of, raised_by) {
            (Some(main), _) => self.following.get(&main),
            (None, Some(person)) => self.raisers.raised(person),
            (None, None) => None,
        };
        let owner = owner.map(|owner| directory.resolve(owner));
        let works_there = |owner, area: AreaCode| {
            directory.works_in(owner).is_some_and(|works_in| area.contains(works_in))
        };
        let of_those = |line: &NeedLine| {
            owner.is_none_or(|owner| directory.resolve(line.owner) == owner)
                && area.is_none_or(|area| works_there(line.owner, area))
                && raised_by.is_none_or(|person| self.raisers.did_raise(person, line.id))
        };
        let lines = few.into_iter().flatten().rev().filter_map(|need| {
            let line = &**self.lines.get(need)?;
            (of_those(line) && kinds::fits(line, query)).then_some((Place::last_id(*need), line))
        });
        Page::of(query.page, lines, |line| self.shown(line))
    }
}
