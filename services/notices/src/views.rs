//! Inboxes and channels, built from events alone.

mod channels;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::notices::notice::{self, Aspect, Matter, NoticeKind};
use contracts::notices::{
    Channels as OfOrganisation, Event, Inbox as Asked, NoticeLine, ToSend, Unread,
};
use contracts::{Claimer, Commit, Page, Place};
use runtime::{Queries, Question};
use values::{Timestamp, Uuid};

use crate::Notices;
use crate::domain::notice::reads;
use channels::Channels;

pub(crate) fn table() -> Queries<Notices> {
    Queries::default()
        .on(|question: &Question<'_, View>, query: Asked| question.view.page(question, query))
        .on(|question: &Question<'_, View>, Unread { inbox }| {
            let inboxes = question.view.inboxes(question, inbox);
            inboxes.iter().map(|(_, inbox)| inbox.unread.len()).sum()
        })
        .on(|question: &Question<'_, View>, OfOrganisation { organisation }| {
            question.view.channels.lines(question, organisation)
        })
        .on(|question: &Question<'_, View>, query: ToSend| question.view.to_send(question, query))
}

/// Every inbox and every channel, and what is known of the lines.
#[derive(Default)]
pub struct View {
    matters: HashMap<Uuid, Matter>,
    channels: Channels,
    inboxes: HashMap<Claimer, Inbox>,
    /// How many notices there were in all.
    told: usize,
}

/// What one was told, by the order in which it was.
#[derive(Default)]
struct Inbox {
    notices: BTreeMap<usize, Notice>,
    unread: BTreeSet<usize>,
    /// Where what is told about each line stands.
    orders: HashMap<Uuid, BTreeMap<Option<Aspect>, usize>>,
}

struct Notice {
    line: Uuid,
    kind: NoticeKind,
    by: Option<Timestamp>,
    told_at: Timestamp,
    read_at: Option<Timestamp>,
}

impl Inbox {
    /// Nothing is told about the line any more, or about that aspect of it.
    fn settle(&mut self, line: Uuid, aspect: Option<Aspect>) {
        let Some(of_line) = self.orders.get_mut(&line) else { return };
        let settled: Vec<_> = match aspect {
            None => std::mem::take(of_line).into_values().collect(),
            Some(_) => of_line.remove(&aspect).into_iter().collect(),
        };
        if of_line.is_empty() {
            self.orders.remove(&line);
        }
        for order in settled {
            self.notices.remove(&order);
            self.unread.remove(&order);
        }
    }

    fn tell(&mut self, order: usize, aspect: Option<Aspect>, notice: Notice) {
        self.settle(notice.line, aspect);
        let of_line = self.orders.entry(notice.line).or_default();
        of_line.insert(aspect.or(notice.kind.aspect()), order);
        self.unread.insert(order);
        self.notices.insert(order, notice);
    }

    fn read(&mut self, line: Uuid, at: Timestamp) {
        for order in self.orders.get(&line).into_iter().flat_map(BTreeMap::values) {
            self.unread.remove(order);
            if let Some(notice) = self.notices.get_mut(order) {
                notice.read_at = notice.read_at.or(Some(at));
            }
        }
    }
}

impl View {
    /// The inbox that is asked for and those that it stands for now; none for who does not read it.
    fn inboxes(&self, question: &Question<'_, View>, inbox: Claimer) -> Vec<(Claimer, &Inbox)> {
        if !reads(question.actor, question.directory, inbox) {
            return vec![];
        }
        let same = match inbox {
            Claimer::Organisation(organisation) => question.directory.same_as(organisation),
            Claimer::Person(_) => vec![],
        };
        let all: BTreeSet<_> = same.into_iter().map(Claimer::from).chain([inbox]).collect();
        all.into_iter().filter_map(|inbox| Some((inbox, self.inboxes.get(&inbox)?))).collect()
    }

    fn page(&self, question: &Question<'_, View>, query: Asked) -> Page<NoticeLine> {
        let inboxes = self.inboxes(question, query.inbox);
        let mut found = Vec::new();
        for (whose, inbox) in &inboxes {
            let orders = inbox.notices.iter();
            let asked = orders.filter(|(_, notice)| !query.unread || notice.read_at.is_none());
            found.extend(asked.map(|(order, notice)| (*order, *whose, notice)));
        }
        found.sort_unstable_by_key(|(order, _, _)| Reverse(*order));
        let total = found.len();
        let lines = found.into_iter().filter_map(|(order, whose, notice)| {
            let matter = self.matters.get(&notice.line)?;
            Some((Place::newest(order), (whose, notice, matter)))
        });
        Page::counted(query.page, total, lines, |(inbox, notice, matter)| NoticeLine {
            inbox,
            kind: notice.kind,
            matter: matter.clone(),
            told_at: notice.told_at,
            by: notice.by,
            read_at: notice.read_at,
        })
    }

    /// Every notice that stands, in words.
    pub fn standing(&self) -> BTreeSet<String> {
        let all = self.inboxes.iter().flat_map(|(inbox, told)| {
            told.notices.values().map(move |Notice { line, kind, by, read_at, .. }| {
                format!("{line} {inbox:?} {kind:?} {by:?} {}", read_at.is_some())
            })
        });
        all.collect()
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Notice(event) => self.apply_notice(id, event, commit.time),
                Event::Channel(event) => {
                    self.channels.apply(id, event, (commit.position, commit.time));
                }
            }
        }
    }

    fn apply_notice(&mut self, line: Uuid, event: &notice::Event, at: Timestamp) {
        match event {
            notice::Event::Described { matter } => {
                self.matters.insert(line, matter.clone());
            }
            notice::Event::Told { inbox, kind, by, aspect } => {
                self.told += 1;
                let notice = Notice { line, kind: *kind, by: *by, told_at: at, read_at: None };
                self.inboxes.entry(*inbox).or_default().tell(self.told, *aspect, notice);
            }
            notice::Event::Settled { inbox, aspect } => {
                self.inboxes.entry(*inbox).or_default().settle(line, *aspect);
            }
            notice::Event::AllSettled {} => {
                self.inboxes.values_mut().for_each(|inbox| inbox.settle(line, None));
            }
            notice::Event::Read { inbox, .. } => {
                self.inboxes.entry(*inbox).or_default().read(line, at);
            }
            // Nobody reads these: what follows from them is told.
            notice::Event::Concerned { .. }
            | notice::Event::Unconcerned { .. }
            | notice::Event::Announced { .. }
            | notice::Event::Raised { .. }
            | notice::Event::PartDone { .. }
            | notice::Event::Follows { .. } => {}
        }
    }
}
