//! One service: its writer, its log, and everything around them that the real host does on
//! threads, one step at a time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use bus::{Bytes, MemoryStreams};
use contracts::{Commit, Failure, Position, Receipt, Reply, ServiceEvent, registry};
use eventlog::{Entry, Keys, Log, MemoryLog};
use runtime::{Answer, Followed, Service, Writer};
use serde::de::IgnoredAny;
use values::Timestamp;

use super::book::{Book, Sent};
use super::mirror::{Acknowledgement, Mirror, is_prefix};
use super::shown::Shown;

/// A service under simulation.
pub(super) struct Node<S: Service> {
    pub(super) writer: Writer<S>,
    pub(super) log: MemoryLog,
    pub(super) view: S::View,
    keys: Arc<Keys>,
    /// Decided, and not on stable storage.
    pending: VecDeque<(Entry, Arc<Commit<S::Event>>)>,
    /// Judged, and not told.
    waiting: VecDeque<(Sent, Answer)>,
    /// Answers on their way to whoever asked.
    told: Vec<(Sent, Reply<Receipt>)>,
    mirror: Mirror,
    /// Up to where it knows who and what is where.
    learned: Position,
    /// Commits of other services on their way here.
    flights: BTreeMap<&'static str, Vec<(Position, Bytes)>>,
    book: Book,
    crashes: u64,
}

/// What can happen to any service, whichever it is.
pub(super) trait Simulated {
    fn name(&self) -> &'static str;
    fn log(&self) -> &MemoryLog;
    fn book(&self) -> &Book;
    fn undurable(&self) -> usize;
    /// Judges a command; the answer is told later, when it may be.
    fn command(&mut self, now: Timestamp, sent: Sent) -> Reply<Receipt>;
    fn due(&mut self, now: Timestamp);
    /// Brings the first `count` decided commits to stable storage, and tells what waited for them.
    fn sync(&mut self, count: usize);
    /// The answers that were told since the last call.
    fn take_told(&mut self) -> Vec<(Sent, Reply<Receipt>)>;
    /// Loses everything but the log, which got `appended` more commits without anybody being told.
    fn crash(&mut self, appended: usize);
    fn mirror(&mut self, streams: &MemoryStreams, acknowledgement: Acknowledgement) -> bool;
    fn mirror_forgets(&mut self);
    /// Takes in what the registry says next of who and what is where, at most `max` commits.
    fn learn(&mut self, streams: &MemoryStreams, max: usize);
    fn sources(&self) -> Vec<(&'static str, Position)>;
    /// Takes what `streams` has of `source` from `from` on, to be delivered later.
    fn fetch(&mut self, streams: &MemoryStreams, source: &'static str, from: Position, max: usize);
    fn in_flight(&self, source: &'static str) -> usize;
    /// Delivers one of the commits on their way, and leaves it there when it is to come again.
    fn deliver(&mut self, now: Timestamp, source: &'static str, index: usize, again: bool);
    /// One of the commits on their way never arrives.
    fn lose(&mut self, source: &'static str, index: usize);
    /// What must hold at any moment, beside the rules of the service itself.
    fn check(&self, streams: &MemoryStreams);
    fn check_rest(&self, streams: &MemoryStreams);
}

impl<S: Shown> Node<S> {
    pub(super) fn new() -> Self {
        let (log, keys) = (MemoryLog::new(), Arc::new(Keys::memory()));
        let (writer, view) = replay(&log, &keys);
        Self {
            writer,
            log,
            view,
            keys,
            pending: VecDeque::new(),
            waiting: VecDeque::new(),
            told: Vec::new(),
            mirror: Mirror::default(),
            learned: 0,
            flights: BTreeMap::new(),
            book: Book::default(),
            crashes: 0,
        }
    }

    /// Takes over what the writer has decided.
    fn collect(&mut self) {
        for decided in self.writer.take_decided() {
            let last = self.pending.back().map_or(self.log.head(), |(entry, _)| entry.head());
            let (entry, commit) = (decided.entry, decided.commit);
            assert_eq!(entry.position(), last.position + 1, "{} decided out of turn", self.name());
            assert_eq!(commit.previous, last.hash, "{} broke its chain", self.name());
            if let Some(parked) = commit.cause.as_ref().and_then(|cause| cause.parked.as_ref()) {
                panic!("{} put a reaction aside: {}", self.name(), parked.reason);
            }
            self.pending.push_back((entry, commit));
        }
    }

    fn append(&mut self, count: usize) -> Vec<Arc<Commit<S::Event>>> {
        let count = count.min(self.pending.len());
        let (entries, commits): (Vec<_>, Vec<_>) = self.pending.drain(..count).unzip();
        self.log.append(&entries).expect("what was decided follows the head");
        commits
    }

    /// Tells whatever may be told.
    fn tell(&mut self) {
        let durable = self.log.head().position;
        while self.waiting.front().is_some_and(|(_, answer)| answer.after <= durable) {
            if let Some((sent, answer)) = self.waiting.pop_front() {
                if let Reply::Done(receipt) = &answer.reply {
                    self.check_durable(&sent, receipt);
                }
                self.book.told(&sent, &answer.reply);
                self.told.push((sent, answer.reply));
            }
        }
    }

    /// What is told as done stands in the log.
    fn check_durable(&self, sent: &Sent, receipt: &Receipt) {
        let head = self.log.head().position;
        assert!(receipt.position <= head, "told of {receipt:?}, the disk has {head}");
        if receipt.changed.is_empty() {
            return;
        }
        let entry = self.log.read(receipt.position).next().expect("it is not past the head");
        let entry = entry.expect("a log in memory is whole");
        let commit: Commit<IgnoredAny> = serde_json::from_slice(entry.bytes()).unwrap();
        assert_eq!(commit.command, sent.command, "the receipt names another command's commit");
        assert_eq!(commit.actor, sent.actor, "the receipt names another actor's commit");
    }

    /// What was built step by step is what the log gives from the beginning.
    fn check_rebuilt(&self, writer: &Writer<S>, view: &S::View) {
        let name = self.name();
        assert_eq!(writer.head(), self.writer.head(), "{name}: another head after a replay");
        let states = (S::show(writer.state()), S::show(self.writer.state()));
        assert_eq!(states.0, states.1, "{name}: another state after a replay");
        let views = (S::show_view(view), S::show_view(&self.view));
        assert_eq!(views.0, views.1, "{name}: other views after a replay");
    }
}

fn replay<S: Service>(log: &MemoryLog, keys: &Arc<Keys>) -> (Writer<S>, S::View) {
    let mut view = S::View::default();
    let observe = |commit: Arc<Commit<S::Event>>| S::view(&mut view, &commit);
    let writer = Writer::replay(Arc::new(log.clone()), Arc::clone(keys), observe)
        .expect("what was written can be replayed");
    (writer, view)
}

impl<S: Shown> Simulated for Node<S> {
    fn name(&self) -> &'static str {
        S::Event::SERVICE
    }

    fn log(&self) -> &MemoryLog {
        &self.log
    }

    fn book(&self) -> &Book {
        &self.book
    }

    fn undurable(&self) -> usize {
        self.pending.len()
    }

    fn command(&mut self, now: Timestamp, sent: Sent) -> Reply<Receipt> {
        let known = self.waiting.iter().rev().find_map(|(other, answer)| match &answer.reply {
            Reply::Done(receipt)
                if other.command == sent.command && !receipt.changed.is_empty() =>
            {
                Some((other, receipt))
            }
            Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
        });
        let expected = known.or_else(|| self.book.done(sent.command)).map(|(other, receipt)| {
            let same = other.same_request(&sent);
            if same { Reply::Done(receipt.clone()) } else { Reply::Failed(Failure::CommandReused) }
        });
        let Sent { command, actor, subject, body } = &sent;
        let answer = self.writer.command(now, actor.clone(), *command, subject, body);
        // Nothing that the answer knows of may be lost after it is told.
        assert_eq!(answer.after, self.writer.head().position, "{sent}: told too early");
        self.collect();
        if let Some(expected) = expected {
            assert_eq!(answer.reply, expected, "{sent}: another answer than before");
        }
        if let Reply::Failed(failure) = &answer.reply {
            let full = !self.log.has_room();
            match failure {
                Failure::StorageFull => assert!(full, "{sent}: there is room"),
                Failure::CommandReused => {
                    assert!(self.book.knows(sent.command), "{sent}: {failure}")
                }
                Failure::Unreadable { .. } => assert!(sent.is_garbage(), "{sent}: {failure}"),
                Failure::UnknownSubject { .. }
                | Failure::TooLarge { .. }
                | Failure::Busy
                | Failure::TooMuch { .. }
                | Failure::NotAuthorised
                | Failure::ChangedSince { .. }
                | Failure::Internal => panic!("{sent}: {failure}"),
            }
        }
        let reply = answer.reply.clone();
        self.book.sent(&sent);
        self.waiting.push_back((sent, answer));
        self.tell();
        reply
    }

    fn due(&mut self, now: Timestamp) {
        let next = self.writer.due(now).expect("what is due decides something");
        self.collect();
        assert!(next.is_none_or(|next| next > now), "{}: something due is left", self.name());
        S::check_due(self.writer.state(), now);
    }

    fn sync(&mut self, count: usize) {
        for commit in self.append(count) {
            S::view(&mut self.view, &commit);
        }
        self.tell();
    }

    fn take_told(&mut self) -> Vec<(Sent, Reply<Receipt>)> {
        std::mem::take(&mut self.told)
    }

    fn crash(&mut self, appended: usize) {
        let appended = self.append(appended);
        for commit in &appended {
            S::view(&mut self.view, commit);
        }
        let (writer, view) = replay(&self.log, &self.keys);
        assert_eq!(writer.head(), self.log.head(), "{}: not all was replayed", self.name());
        if self.pending.is_empty() {
            self.check_rebuilt(&writer, &view);
        }
        (self.writer, self.view) = (writer, view);
        self.pending.clear();
        self.waiting.clear();
        self.mirror.forget();
        self.learned = 0;
        self.crashes += 1;
        // Every second time what was under way arrives at the new process.
        if self.crashes.is_multiple_of(2) {
            self.flights.clear();
        }
    }

    fn mirror(&mut self, streams: &MemoryStreams, acknowledgement: Acknowledgement) -> bool {
        self.mirror.step(S::Event::SERVICE, &self.log, streams, acknowledgement)
    }

    fn mirror_forgets(&mut self) {
        self.mirror.forget();
    }

    fn learn(&mut self, streams: &MemoryStreams, max: usize) {
        for (position, bytes) in streams.read(registry::Event::SERVICE, self.learned + 1, max) {
            // Of a mirror that has lost its beginning nothing is taken before it is filled again.
            if position != self.learned + 1 {
                return;
            }
            let commit: Commit<registry::Event> = serde_json::from_slice(&bytes).unwrap();
            commit.events.iter().for_each(|recorded| self.writer.learn(recorded));
            self.learned = position;
        }
    }

    fn sources(&self) -> Vec<(&'static str, Position)> {
        self.writer.sources()
    }

    fn fetch(&mut self, streams: &MemoryStreams, source: &'static str, from: Position, max: usize) {
        self.flights.entry(source).or_default().extend(streams.read(source, from, max));
    }

    fn in_flight(&self, source: &'static str) -> usize {
        self.flights.get(source).map_or(0, Vec::len)
    }

    fn deliver(&mut self, now: Timestamp, source: &'static str, index: usize, again: bool) {
        let Some(flights) = self.flights.get_mut(source).filter(|all| index < all.len()) else {
            return;
        };
        let (position, bytes) = if again { flights[index].clone() } else { flights.remove(index) };
        let handled = |writer: &Writer<S>| {
            let find = writer.sources().into_iter().find(|(name, _)| *name == source);
            find.map_or(0, |(_, position)| position)
        };
        let (before, head) = (handled(&self.writer), self.writer.head());
        let followed = self.writer.follow(now, source, position, &bytes);
        self.collect();
        let (name, after) = (self.name(), handled(&self.writer));
        if position == before + 1 {
            assert_eq!(followed, Followed::Handled, "{name}: {source} {position}");
            assert_eq!(after, position, "{name}: {source} {position} was not noted");
            return;
        }
        let expected = before + 1;
        let refusal =
            if position <= before { Followed::Skipped } else { Followed::Gap { expected } };
        assert_eq!(followed, refusal, "{name}: {source} {position} out of turn");
        assert_eq!((after, self.writer.head()), (before, head), "{name}: it changed something");
        if position > expected {
            // As the host does: what is on its way is let go and asked for again.
            self.flights.remove(source);
        }
    }

    fn lose(&mut self, source: &'static str, index: usize) {
        self.flights.get_mut(source).expect("something is on its way").remove(index);
    }

    fn check(&self, streams: &MemoryStreams) {
        let name = self.name();
        assert_eq!(self.writer.parked(), 0, "{name}: something is parked");
        let last = streams.last(name);
        let durable = self.log.head().position;
        assert!(last <= durable, "{name}: mirrored up to {last}, on disk up to {durable}");
        let decided = durable + self.pending.len() as u64;
        assert_eq!(self.writer.head().position, decided, "{name}: a commit was not handed out");
        S::check(self.writer.state());
    }

    fn check_rest(&self, streams: &MemoryStreams) {
        let name = self.name();
        assert!(self.pending.is_empty() && self.waiting.is_empty(), "{name}: not at rest");
        assert_eq!(streams.last(name), self.log.head().position, "{name}: the mirror is behind");
        assert!(is_prefix(name, &self.log, streams), "{name}: the mirror is not the log");
        let registered = streams.last(registry::Event::SERVICE);
        assert_eq!(self.learned, registered, "{name} has not learned all");
        let (writer, view) = replay(&self.log, &self.keys);
        self.check_rebuilt(&writer, &view);
        S::check_view(self.writer.state(), &self.view);
    }
}
