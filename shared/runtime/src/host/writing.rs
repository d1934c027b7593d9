//! The writer's own thread: one input after another.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bus::{Bytes, Responder};
use contracts::{
    Actor, Commit, Failure, ParkedCommit, Position, Receipt, Recorded, Reply, Seen, ServiceEvent,
    registry,
};
use eventlog::GroupCommit;
use metrics::Counter;
use tokio::sync::mpsc::{self, error::TryRecvError};
use tokio::sync::oneshot;
use tracing::Span;
use values::{CommandId, PersonId, Timestamp};

use super::dead_letters::DeadLetters;
use super::waiting::Waiting;
use crate::service::encode;
use crate::view::Batch;
use crate::{Answer, Clock, Followed, Health, Sent, Service, Writer, chain};

/// The writer looks at the clock at least this often.
const LOOK_AT_THE_CLOCK: Duration = Duration::from_secs(60);

/// What a writer is fed with.
pub(crate) enum Input {
    /// Something is asked for.
    Command {
        actor: Actor,
        command: CommandId,
        seen: Option<Seen>,
        subject: String,
        body: Bytes,
        /// The way back to whoever asked.
        responder: Responder,
        /// In which what is logged of it stands.
        span: Span,
    },
    /// The next commits of another service.
    Commits {
        source: &'static str,
        commits: Vec<(Position, Bytes)>,
        /// Told of the first that was not simply handled or parked.
        outcome: oneshot::Sender<Followed>,
    },
    /// A followed commit that was put aside is tried again, by hand.
    Parked { source: String, position: Position, bytes: Bytes, outcome: oneshot::Sender<Followed> },
    /// What was due and set aside is to be tried again, by hand.
    RetryDue,
    /// Which followed commits, and which deadlines, are put aside?
    ListParked { outcome: oneshot::Sender<Vec<ParkedCommit>> },
    /// What `registry` says of who and what is where.
    Registered(Vec<Recorded<registry::Event>>),
    /// The clock was set by hand.
    ClockMoved,
}

/// What was decided and is to be shown once it is on disk, in order; and whose keys go then.
pub(super) type Shown<E> = Arc<Mutex<VecDeque<(Arc<Commit<E>>, Vec<PersonId>)>>>;

pub(super) struct WriterLoop<S: Service> {
    pub(super) writer: Writer<S>,
    pub(super) inputs: mpsc::Receiver<Input>,
    pub(super) group: GroupCommit,
    pub(super) dead_letters: DeadLetters,
    pub(super) waiting: Arc<Waiting>,
    pub(super) shown: Shown<S::Event>,
    pub(super) views: SyncSender<Batch<S::Event>>,
    pub(super) clock: Clock,
    pub(super) counters: Counters,
    pub(super) health: Health,
    pub(super) failed: Arc<dyn Fn(String) + Send + Sync>,
}

impl<S: Service> WriterLoop<S> {
    /// Starts the thread. It ends when every sender of inputs is gone, and hands the group commit
    /// back to be closed; or, when it cannot go on, with nothing.
    pub(super) fn spawn(mut self) -> std::thread::JoinHandle<Option<GroupCommit>> {
        let runtime = tokio::runtime::Handle::current();
        std::thread::Builder::new()
            .name(format!("{}-writer", S::Event::SERVICE))
            .spawn(move || {
                let failed = Arc::clone(&self.failed);
                let run = std::panic::AssertUnwindSafe(|| self.run(&runtime));
                match std::panic::catch_unwind(run) {
                    Ok(Ok(())) => Some(self.group),
                    Ok(Err(error)) => {
                        failed(chain(&error, ": "));
                        None
                    }
                    Err(_) => {
                        failed("panic in the writer: the history is corrupt".to_owned());
                        None
                    }
                }
            })
            .expect("a process that cannot start a thread cannot serve")
    }

    fn run(&mut self, runtime: &tokio::runtime::Handle) -> Result<(), crate::WriterError> {
        loop {
            let now = self.clock.now();
            let next_due = self.writer.due(now)?;
            self.hand_out();
            let input = match self.inputs.try_recv() {
                Ok(input) => input,
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) => match self.wait(runtime, now, next_due) {
                    ControlFlow::Continue(Some(input)) => input,
                    ControlFlow::Continue(None) => continue,
                    ControlFlow::Break(()) => return Ok(()),
                },
            };
            // It may have come long after the wait began.
            self.take(self.clock.now(), input);
        }
    }

    /// Waits for the next input, or until something is due.
    fn wait(
        &mut self,
        runtime: &tokio::runtime::Handle,
        now: Timestamp,
        next_due: Option<Timestamp>,
    ) -> ControlFlow<(), Option<Input>> {
        let until_due = next_due.map_or(LOOK_AT_THE_CLOCK, |due| {
            let milliseconds = due.as_millisecond().saturating_sub(now.as_millisecond());
            Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0).saturating_add(1))
        });
        let wait = until_due.min(LOOK_AT_THE_CLOCK);
        let inputs = &mut self.inputs;
        match runtime.block_on(async { tokio::time::timeout(wait, inputs.recv()).await }) {
            Ok(Some(input)) => ControlFlow::Continue(Some(input)),
            Ok(None) => ControlFlow::Break(()),
            Err(_) => ControlFlow::Continue(None),
        }
    }

    fn take(&mut self, now: Timestamp, input: Input) {
        match input {
            Input::Command { actor, command, seen, subject, body, responder, span } => {
                let _entered = span.entered();
                let sent = Sent { actor, command, seen, subject: &subject, body: &body };
                let Answer { after, reply } = self.writer.take(now, sent);
                self.counters.count(&reply);
                self.hand_out();
                if let Reply::Failed(
                    failure @ (Failure::Unreadable { .. } | Failure::UnknownSubject { .. }),
                ) = &reply
                {
                    self.dead_letters.put(subject, body, failure.to_string());
                }
                self.waiting.tell(after, responder, encode(&reply).into());
            }
            Input::Commits { source, commits, outcome } => {
                let stopped_at = commits.iter().find_map(|(position, bytes)| {
                    match self.writer.follow(now, source, *position, bytes) {
                        Followed::Handled | Followed::Skipped | Followed::Parked => None,
                        other @ (Followed::Gap { .. } | Followed::Stop { .. }) => Some(other),
                    }
                });
                self.hand_out();
                tell(outcome, stopped_at.unwrap_or(Followed::Handled));
            }
            Input::Parked { source, position, bytes, outcome } => {
                let followed = self.writer.replay_parked(now, &source, position, &bytes);
                self.hand_out();
                tell(outcome, followed);
            }
            Input::RetryDue => self.writer.retry_due(),
            Input::ListParked { outcome } => tell(outcome, self.writer.parked_commits()),
            Input::Registered(all) => {
                all.iter().for_each(|one| self.writer.learn(one));
                if self.views.send(Batch::Registered(all)).is_err() {
                    tracing::error!(service = S::Event::SERVICE, "the views have stopped");
                }
            }
            Input::ClockMoved => {}
        }
    }

    /// Sends what was decided on its way to the disk, and says what was put aside.
    fn hand_out(&mut self) {
        self.health.set_parked(self.writer.parked());
        for decided in self.writer.take_decided() {
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            shown.push_back((decided.commit, decided.forgotten));
            drop(shown);
            self.group.push(decided.entry);
        }
    }
}

fn tell<T>(outcome: oneshot::Sender<T>, value: T) {
    if outcome.send(value).is_err() {
        tracing::debug!("nobody waits for this outcome any more");
    }
}

/// What became of the commands, for `/metrics`: looked up once, since there are many of them.
pub(super) struct Counters {
    done: Counter,
    already_so: Counter,
    rejected: Counter,
    panicked: Counter,
    failed: Counter,
}

impl Counters {
    pub(super) fn of(service: &'static str) -> Self {
        const NAME: &str = "gongjian_commands_total";
        let of = |outcome: &'static str| {
            let labels = [("service", service), ("outcome", outcome)];
            metrics::counter!(NAME, &labels)
        };
        Self {
            done: of("done"),
            already_so: of("already_so"),
            rejected: of("rejected"),
            panicked: of("panicked"),
            failed: of("failed"),
        }
    }

    fn count(&self, reply: &Reply<Receipt>) {
        let outcome = match reply {
            Reply::Done(receipt) if receipt.changed.is_empty() => &self.already_so,
            Reply::Done(_) => &self.done,
            Reply::Rejected(_) => &self.rejected,
            Reply::Failed(Failure::Internal) => &self.panicked,
            Reply::Failed(_) => &self.failed,
        };
        outcome.increment(1);
    }
}
