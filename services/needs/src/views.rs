//! The need list as people ask for it, built from events alone.

mod admissions;
mod alike;
mod handlings;
mod hotline;
mod line;
mod raisers;
mod settings;
mod wishes;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::needs::{
    Admission, Admissions, Beneficiary, ByCode, Event, HandlingLine, Need, NeedLine, NeedNames,
    NeedStatus, Needs as NeedsQuery, Raiser, Titled, need,
};
use contracts::{Commit, Directory, Named, Page, Place, Position};
use runtime::{Index, Queries, Question};
use values::code::normalised;
use values::{AdmissionId, NeedId, OrganisationId, Sealed, Timestamp};

use crate::Needs;
use crate::domain::{CODE, Duplicates};
use alike::Alike;
use handlings::Handlings;

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

/// An owner, and how a need stands: whatever it is, where nothing is said.
type Filed = (Option<OrganisationId>, Option<NeedStatus>);

/// Under what `line` is found.
fn filed_under(line: &NeedLine) -> Vec<Filed> {
    let (owner, status) = (Some(line.owner), Some(line.status));
    vec![(None, None), (owner, None), (None, status), (owner, status)]
}

/// Until when somebody is to claim it, or to do something about that nobody did.
fn due(line: &NeedLine) -> Option<Timestamp> {
    let open = matches!(line.status, NeedStatus::Posted | NeedStatus::PartlyHeld);
    line.act_by.or(line.deadline.filter(|_| open))
}

/// Was it closed as solved? Nothing where it is not closed.
fn is_solved(line: &NeedLine) -> Option<bool> {
    line.outcome.as_ref().map(need::Outcome::is_solved)
}

/// Whose needs are asked for: an organisation's with those of what was merged into it, an area's,
/// or both.
fn owners(directory: &Directory, query: &NeedsQuery) -> Option<Vec<OrganisationId>> {
    let there = query.area.map(|area| directory.within(area));
    match (query.owner.map(|owner| directory.same_as(owner)), there) {
        (Some(owners), Some(there)) => {
            Some(owners.into_iter().filter(|owner| there.contains(owner)).collect())
        }
        (owners, there) => owners.or(there),
    }
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
                    self.index.refile(*order, before, filed_under(line));
                    self.index.set_due(*order, filed_under(line), due(line));
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
    pub fn handlings(&self, query: &contracts::needs::Handlings) -> Page<HandlingLine> {
        self.handlings.page(query)
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

    /// The page of needs that `query` asks for: an owner's with those of what was merged into it.
    /// By owner and status they are found, not searched.
    pub fn needs(&self, directory: &Directory, query: &NeedsQuery) -> Page<NeedLine> {
        let owners = owners(directory, query);
        let few = match (query.duplicates_of, query.raised_by) {
            (Some(main), _) => Some(self.following.get(&main)),
            (None, Some(person)) => Some(self.raisers.raised(person)),
            (None, None) => None,
        };
        let (total, ids): (_, Box<dyn Iterator<Item = _>>) = match few {
            None => {
                let any = owners.as_ref().map_or_else(
                    || vec![None],
                    |owners| owners.iter().copied().map(Some).collect(),
                );
                let filed = any.into_iter().map(|owner| (owner, query.status));
                let (total, ids) = self.index.ordered(query.order, filed);
                (total, Box::new(ids))
            }
            Some(few) => {
                let ids = few.into_iter().flatten().rev();
                let ids = ids.map(|need| (Place::last_id(*need), *need));
                (few.map_or(0, BTreeSet::len), Box::new(ids))
            }
        };
        let lines = ids.filter_map(|(at, id)| Some((at, self.lines.get(&id)?.as_ref())));
        let NeedsQuery { kind, category, urgency, status, overdue, solved, .. } = query.clone();
        let NeedsQuery { raised_by, text, .. } = query;
        let found = few.is_none() || (owners.is_none() && status.is_none());
        let searched = kind.is_some()
            || category.is_some()
            || urgency.is_some()
            || overdue.is_some()
            || solved.is_some()
            || text.is_some();
        if found && !searched {
            return Page::counted(query.page, total, lines, |line| self.shown(line));
        }
        let of_those = |line: &NeedLine| {
            owners.as_ref().is_none_or(|owners| owners.contains(&line.owner))
                && status.is_none_or(|status| line.status == status)
        };
        let wanted = |line: &NeedLine| {
            // What the index found is of those.
            (few.is_none() || of_those(line))
                && raised_by.is_none_or(|person| self.raisers.did_raise(person, line.id))
                && kind.is_none_or(|kind| line.kind == kind)
                && category.is_none_or(|category| line.category == category)
                && urgency.is_none_or(|urgency| line.urgency == urgency)
                && overdue.is_none_or(|overdue| line.overdue == overdue)
                && solved.is_none_or(|solved| is_solved(line) == Some(solved))
                && text.as_ref().is_none_or(|text| line.title.contains(text.as_str()))
        };
        Page::of(query.page, lines.filter(|(_, line)| wanted(line)), |line| self.shown(line))
    }
}
