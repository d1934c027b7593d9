//! The one writer of a service: judges one input after another, makes each outcome a commit.
//!
//! It owns the state and the end of the chain, reads neither clock nor network, and starts no
//! thread once it has replayed its log. Whoever drives it (the [`host`](crate::host), or the
//! simulation) appends the entries it hands out, in their order, and tells nobody of an answer
//! before everything up to [`Answer::after`] is on stable storage.

mod commands_seen;
mod due;
mod reactions;
mod replay;
mod sent;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use contracts::{
    Actor, COMMIT_BYTES_MAX, Cause, Commit, Context, Directory, Failure, Parked, Position, Receipt,
    Recorded, Rejection, Reply, ServiceEvent, registry,
};
use eventlog::{Chain, Draft, Entry, Head, Keys, Log};
use values::{CommandId, Hash, PersonId, Timestamp, Uuid, ids};

use crate::service::{Commands, Reactions};
use crate::{Decision, Service};
use commands_seen::CommandsSeen;
use due::Aside;
pub use reactions::Followed;
pub use sent::Sent;
use sent::changed_since;

/// The writer cannot go on: its log is unreadable, or its rules and its history disagree.
#[derive(Debug, thiserror::Error)]
pub enum WriterError {
    /// The log cannot be read.
    #[error("cannot replay the log of {service}")]
    Log { service: &'static str, source: eventlog::Error },
    /// A commit of the log is of a form this version does not know.
    #[error("cannot read commit {position} of {service}")]
    Unreadable { service: &'static str, position: Position, source: serde_json::Error },
    /// A key that was to go with what the log says cannot be destroyed.
    #[error("cannot destroy a key of {service}")]
    Forget { service: &'static str, source: eventlog::Error },
    /// Something is due, and the service does not say where its deadlines are: what cannot be
    /// decided cannot be set aside, and going on would turn in a circle.
    #[error("{service} cannot decide what is due at {due}, nor set it aside: {reason}")]
    Due { service: &'static str, due: Timestamp, reason: String },
}

/// The answer to a command.
#[derive(Debug)]
pub struct Answer {
    /// Nobody may be told before everything up to here is on stable storage.
    pub after: Position,
    /// What to tell.
    pub reply: Reply<Receipt>,
}

/// A commit that was decided: to be appended, and then to be shown.
pub struct Decided<E> {
    /// What goes to the log.
    pub entry: Entry,
    /// The same, as the views take it.
    pub commit: Arc<Commit<E>>,
    /// Whose keys are to be destroyed once it is on stable storage.
    pub forgotten: Vec<PersonId>,
}

/// The one writer of service `S`.
pub struct Writer<S: Service> {
    state: S::State,
    chain: Chain,
    log: Arc<dyn Log>,
    keys: Arc<Keys>,
    directory: Arc<Directory>,
    commands: Commands<S>,
    reactions: Reactions<S>,
    seen: CommandsSeen,
    /// The last commit handled of each followed service.
    handled: HashMap<&'static str, Head>,
    /// Followed commits that were put aside.
    parked: BTreeMap<(&'static str, Position), Parked>,
    /// Whose deadlines were set aside, since they could not be decided.
    aside: BTreeMap<Uuid, Aside>,
    /// Time never goes backwards, whatever the clock does.
    time: Timestamp,
    decided: Vec<Decided<S::Event>>,
    /// The newest commits, at least all that are not on disk yet.
    recent: VecDeque<Arc<Commit<S::Event>>>,
}

impl<S: Service> Writer<S> {
    /// Replays `log`, shows each of its commits to `observe`, and destroys what keys a crash has
    /// left of those that go with it.
    ///
    /// # Errors
    /// When a commit cannot be read, or a key not be destroyed.
    pub fn replay(
        log: Arc<dyn Log>,
        keys: Arc<Keys>,
        observe: impl FnMut(Arc<Commit<S::Event>>),
    ) -> Result<Self, WriterError> {
        let mut writer = Self {
            state: S::State::default(),
            chain: Chain::at(Head::default()),
            log: Arc::clone(&log),
            keys,
            directory: Arc::default(),
            commands: S::commands(),
            reactions: S::reactions(),
            seen: CommandsSeen::default(),
            handled: HashMap::new(),
            parked: BTreeMap::new(),
            aside: BTreeMap::new(),
            time: Timestamp::UNIX_EPOCH,
            decided: Vec::new(),
            recent: VecDeque::new(),
        };
        writer.replay_log(log.as_ref(), observe)?;
        Ok(writer)
    }

    /// The service's name.
    pub fn name(&self) -> &'static str {
        S::Event::SERVICE
    }

    /// The state, for invariants to be checked on.
    pub fn state(&self) -> &S::State {
        &self.state
    }

    /// The last commit decided; it may not be on disk yet.
    pub fn head(&self) -> Head {
        self.chain.head()
    }

    /// The services this one follows, with the last commit of each that it has handled.
    pub fn sources(&self) -> Vec<(&'static str, Position)> {
        let handled = |source| self.handled.get(source).map_or(0, |head| head.position);
        self.reactions.sources().map(|source| (source, handled(source))).collect()
    }

    /// How many followed commits were put aside, and how many deadlines.
    pub fn parked(&self) -> usize {
        self.parked.len() + self.aside.len()
    }

    /// Takes in what `registry` tells about who and what is where. It is told from the beginning
    /// after each start, and stands in no commit of this service.
    pub fn learn(&mut self, registered: &Recorded<registry::Event>) {
        Arc::make_mut(&mut self.directory).apply(registered);
    }

    /// The commits decided since the last call, in order: to be appended.
    pub fn take_decided(&mut self) -> Vec<Decided<S::Event>> {
        std::mem::take(&mut self.decided)
    }

    /// Judges one command, whatever version of anything is before whoever asks.
    pub fn command(
        &mut self,
        now: Timestamp,
        actor: Actor,
        command: CommandId,
        subject: &str,
        body: &[u8],
    ) -> Answer {
        self.take(now, Sent { actor, command, seen: None, subject, body })
    }

    /// Judges one command.
    pub fn take(&mut self, now: Timestamp, sent: Sent<'_>) -> Answer {
        let request = digest(sent.subject, sent.body);
        let reply = match self.seen.get(sent.command) {
            Some(position) => self.answer_again(position, &sent.actor, request),
            None if !self.log.has_room() => Reply::Failed(Failure::StorageFull),
            None => self.judge(now, sent, request),
        };
        Answer { after: self.chain.head().position, reply }
    }

    fn judge(&mut self, now: Timestamp, sent: Sent<'_>, request: Hash) -> Reply<Receipt> {
        let Sent { actor, command, seen, subject, body } = sent;
        let context = self.context(now, actor, command);
        let Some(function) = self.commands.get(subject) else {
            return Reply::Failed(Failure::UnknownSubject { subject: subject.to_owned() });
        };
        let mut decision = Decision::new(
            &self.state,
            &context,
            self.chain.head().position + 1,
            self.keys.as_ref(),
        );
        let judged = catch_unwind(AssertUnwindSafe(|| function(&mut decision, body)));
        let events = match judged {
            Ok(Ok(Ok(()))) => decision.into_events(),
            Ok(Ok(Err(rejection))) => return Reply::Rejected(rejection),
            Ok(Err(failure)) => return Reply::Failed(failure),
            Err(_) => {
                tracing::error!(service = self.name(), subject, %command, "panic while deciding");
                return Reply::Failed(Failure::Internal);
            }
        };
        let changed = |seen| changed_since(seen, &events, self.parts_left(command));
        if let Some(version) = seen.and_then(changed) {
            return Reply::Failed(Failure::ChangedSince { version });
        }
        if events.is_empty() {
            let position = self.chain.head().position;
            return Reply::Done(Receipt { position, changed: Vec::new() });
        }
        match self.commit_in_parts(&context, request, events) {
            Ok(commit) => Reply::Done(receipt(&commit)),
            Err(eventlog::Error::TooLarge { bytes, max }) => {
                Reply::Failed(Failure::TooMuch { bytes, max })
            }
            Err(error) => {
                tracing::error!(service = self.name(), subject, %error, "cannot make a commit");
                Reply::Failed(Failure::Internal)
            }
        }
    }

    /// Makes a commit of `events`; where some are parts of what the last one says, one of each part
    /// before it. Only the last bears the command's id: a command of which a crash has left parts
    /// alone was not acknowledged, and is judged afresh.
    fn commit_in_parts(
        &mut self,
        context: &Context,
        request: Hash,
        mut events: Vec<Recorded<S::Event>>,
    ) -> Result<Arc<Commit<S::Event>>, eventlog::Error> {
        let of_end = |events: &[Recorded<S::Event>]| {
            let part = events.iter().position(|recorded| recorded.event.is_part());
            part.map(|part| part + 1).filter(|end| *end < events.len())
        };
        let mut end = of_end(&events);
        let mut n = if end.is_some() { self.parts_left(context.command) } else { 0 };
        while let Some(at) = end {
            let rest = events.split_off(at);
            n += 1;
            let command = part(context.command, n);
            self.commit(&Context { command, ..context.clone() }, request, None, events)?;
            events = rest;
            end = of_end(&events);
        }
        self.commit(context, request, None, events)
    }

    /// How many parts of what this command decides a crash has left, or several, one commit each.
    fn parts_left(&self, command: CommandId) -> u64 {
        (1..).find(|n| self.seen.get(part(command, *n)).is_none()).map_or(0, |n| n - 1)
    }

    fn context(&self, now: Timestamp, actor: Actor, command: CommandId) -> Context {
        let now = now.max(self.time);
        Context { now, actor, command, directory: Arc::clone(&self.directory) }
    }

    /// Makes a commit of `events`, folds them into the state, and keeps it to be handed out.
    fn commit(
        &mut self,
        context: &Context,
        request: Hash,
        cause: Option<Cause>,
        events: Vec<Recorded<S::Event>>,
    ) -> Result<Arc<Commit<S::Event>>, eventlog::Error> {
        let previous = self.chain.head().hash;
        let entry = self.chain.next(Draft {
            command: context.command,
            request,
            actor: context.actor.clone(),
            time: context.now,
            cause: cause.clone(),
            events: events.iter().map(by_reference).collect(),
        })?;
        let commit = Arc::new(Commit {
            position: entry.position(),
            previous,
            command: context.command,
            request,
            actor: context.actor.clone(),
            time: context.now,
            cause,
            events,
        });
        let forgotten = self.fold(&commit);
        self.recent.push_back(Arc::clone(&commit));
        if self.recent.len().is_multiple_of(RECENT_KEPT) {
            let durable = self.log.head().position;
            let on_disk = self.recent.partition_point(|commit| commit.position <= durable);
            self.recent.drain(..on_disk);
        }
        self.decided.push(Decided { entry, commit: Arc::clone(&commit), forgotten });
        Ok(commit)
    }

    /// Folds one commit, new or replayed, into everything that is derived from the log; says whose
    /// keys go with it.
    fn fold(&mut self, commit: &Commit<S::Event>) -> Vec<PersonId> {
        let mut forgotten = Vec::new();
        for recorded in &commit.events {
            forgotten.extend(S::forgets(&self.state, recorded));
            S::evolve(&mut self.state, recorded);
            // What happened to it has set its deadline anew.
            self.aside.remove(&recorded.aggregate);
        }
        self.time = self.time.max(commit.time);
        self.seen.insert(commit.command, commit.position);
        if let Some(cause) = &commit.cause {
            self.fold_cause(cause);
        }
        forgotten
    }

    /// The same answer as before, recomputed from the commit.
    fn answer_again(&self, position: Position, actor: &Actor, request: Hash) -> Reply<Receipt> {
        let recent = self.recent.front().and_then(|first| {
            let index = usize::try_from(position.checked_sub(first.position)?).ok()?;
            self.recent.get(index).cloned()
        });
        let Some(commit) = recent.or_else(|| self.read_commit(position).map(Arc::new)) else {
            return Reply::Failed(Failure::Internal);
        };
        if commit.actor != *actor || commit.request != request {
            return Reply::Failed(Failure::CommandReused);
        }
        Reply::Done(receipt(&commit))
    }

    fn read_commit(&self, position: Position) -> Option<Commit<S::Event>> {
        let entry = match self.log.read(position).next()? {
            Ok(entry) => entry,
            Err(error) => {
                tracing::error!(service = self.name(), position, %error, "cannot read a commit");
                return None;
            }
        };
        serde_json::from_slice(entry.bytes()).ok()
    }
}

fn by_reference<E>(recorded: &Recorded<E>) -> Recorded<&E> {
    Recorded { aggregate: recorded.aggregate, version: recorded.version, event: &recorded.event }
}

/// The id under which the `n`th part of what a command decides is committed.
fn part(command: CommandId, n: u64) -> CommandId {
    ids::of_text("part", &format!("{command} {n}")).into()
}

/// What a commit changed: each aggregate once, with its newest version.
fn receipt<E: ServiceEvent>(commit: &Commit<E>) -> Receipt {
    let mut changed: Vec<contracts::Changed> = Vec::new();
    for recorded in &commit.events {
        match changed.iter_mut().find(|changed| changed.id == recorded.aggregate) {
            Some(known) => known.version = recorded.version,
            None => changed.push(contracts::Changed {
                aggregate: recorded.event.aggregate_kind().to_owned(),
                id: recorded.aggregate,
                version: recorded.version,
            }),
        }
    }
    Receipt { position: commit.position, changed }
}

/// The digest of a request: its subject and its body.
fn digest(subject: &str, body: &[u8]) -> Hash {
    let mut bytes = Vec::with_capacity(subject.len() + 1 + body.len());
    bytes.extend_from_slice(subject.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(body);
    Hash::of(&bytes)
}

/// How many of the newest commits are kept before those on disk are let go.
const RECENT_KEPT: usize = 1024;

/// The largest body of a request that is looked at.
pub(crate) const BODY_BYTES_MAX: usize = COMMIT_BYTES_MAX;

/// Why a reaction failed, for people.
fn describe(rejection: &Rejection) -> String {
    serde_json::to_string(rejection).unwrap_or_else(|_| rejection.code())
}
