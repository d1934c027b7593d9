//! Following other services: each of their commits judged exactly once, in order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use contracts::{Actor, Cause, Commit, Parked, ParkedCommit, Position};
use eventlog::Head;
use serde::de::IgnoredAny;
use values::{Hash, Timestamp, Uuid, ids};

use super::{Writer, describe};
use crate::service::{Reaction, ReactionError};
use crate::{Decision, Service};

/// How often a reaction is tried before it is put aside.
const TRIES_MAX: u32 = 5;

/// What became of a followed commit.
#[derive(Debug, PartialEq, Eq)]
pub enum Followed {
    /// It was judged, or does not concern this service.
    Handled,
    /// It was handled before.
    Skipped,
    /// One before it is missing: ask again, from this position.
    Gap { expected: Position },
    /// The reaction failed; it was put aside with its reason, and others go on.
    Parked,
    /// This source cannot be followed further: its history changed, or it speaks of events that
    /// this version does not know.
    Stop { reason: String },
}

impl<S: Service> Writer<S> {
    /// Reacts to the commit at `position` of `source`.
    pub fn follow(
        &mut self,
        now: Timestamp,
        source: &str,
        position: Position,
        bytes: &[u8],
    ) -> Followed {
        let Some((source, _)) = self.reactions.get(source) else {
            return Followed::Stop { reason: format!("{source} is not followed") };
        };
        let hash = Hash::of(bytes);
        let handled = self.handled.get(source).copied().unwrap_or_default();
        if position < handled.position {
            return Followed::Skipped;
        }
        if position == handled.position {
            if hash == handled.hash {
                return Followed::Skipped;
            }
            let known = handled.hash;
            return Followed::Stop {
                reason: format!("commit {position} of {source} is {hash}, but was {known}"),
            };
        }
        if position != handled.position + 1 {
            return Followed::Gap { expected: handled.position + 1 };
        }
        let cause = Cause { source: source.to_owned(), position, hash, parked: None };
        self.react(now, source, cause, bytes)
    }

    /// Tries a commit that was put aside once more, by hand. What waits behind it is tried with
    /// its own call, in order.
    pub fn replay_parked(
        &mut self,
        now: Timestamp,
        source: &str,
        position: Position,
        bytes: &[u8],
    ) -> Followed {
        let Some((source, _)) = self.reactions.get(source) else {
            return Followed::Stop { reason: format!("{source} is not followed") };
        };
        if !self.parked.contains_key(&(source, position)) {
            return Followed::Skipped;
        }
        let cause =
            Cause { source: source.to_owned(), position, hash: Hash::of(bytes), parked: None };
        self.react(now, source, cause, bytes)
    }

    /// The commits that were put aside, oldest first; and then the deadlines.
    pub fn parked_commits(&self) -> Vec<ParkedCommit> {
        let shown = |((source, position), parked): (&(&'static str, Position), &Parked)| {
            let Parked { reason, aggregates } = parked.clone();
            ParkedCommit { source: (*source).to_owned(), position: *position, reason, aggregates }
        };
        self.parked.iter().map(shown).chain(self.deadlines_aside()).collect()
    }

    fn react(
        &mut self,
        now: Timestamp,
        source: &'static str,
        mut cause: Cause,
        bytes: &[u8],
    ) -> Followed {
        let service = self.name();
        let position = cause.position;
        let command =
            ids::of_text("reaction", &format!("{service} {source} {position} {}", cause.hash));
        let context = self.context(now, Actor::System, command.into());
        let waits = self.waits(source, position, bytes);
        let mut reason = waits.then(|| "an earlier event of this aggregate is parked".to_owned());
        let mut events = Vec::new();
        for _ in 0..TRIES_MAX {
            if waits {
                break;
            }
            let (_, function) = self.reactions.get(source).expect("it was found by the caller");
            let mut decision =
                Decision::new(&self.state, &context, self.chain.head().position + 1, &self.keys);
            let judged = catch_unwind(AssertUnwindSafe(|| function(&mut decision, bytes)));
            match judged {
                Ok(Ok(reaction)) => {
                    events = decision.into_events();
                    if events.is_empty() && reaction == Reaction::Ignored {
                        self.handled.insert(source, Head { position, hash: cause.hash });
                        return Followed::Handled;
                    }
                    reason = None;
                    break;
                }
                Ok(Err(ReactionError::Unreadable(error))) => {
                    return Followed::Stop {
                        reason: format!("commit {position} of {source}: {error}"),
                    };
                }
                Ok(Err(ReactionError::Rejected(rejection))) => reason = Some(describe(&rejection)),
                Err(_) => reason = Some("panic".to_owned()),
            }
        }
        let request = cause.hash;
        if reason.is_none() {
            match self.commit(&context, request, Some(cause.clone()), events) {
                Ok(_) => return Followed::Handled,
                // It would be as large every time: others need not wait for it.
                Err(error @ eventlog::Error::TooLarge { .. }) => reason = Some(error.to_string()),
                Err(error) => return Followed::Stop { reason: error.to_string() },
            }
        }
        let reason = reason.unwrap_or_default();
        tracing::error!(service, source, position, reason, "a reaction was put aside");
        cause.parked = Some(Parked { reason, aggregates: aggregates(bytes) });
        match self.commit(&context, request, Some(cause), Vec::new()) {
            Ok(_) => Followed::Parked,
            Err(error) => Followed::Stop { reason: error.to_string() },
        }
    }

    pub(super) fn fold_cause(&mut self, cause: &Cause) {
        let Some((source, _)) = self.reactions.get(&cause.source) else {
            return;
        };
        let handled = self.handled.entry(source).or_default();
        if cause.position > handled.position {
            *handled = Head { position: cause.position, hash: cause.hash };
        }
        match &cause.parked {
            Some(parked) => {
                self.parked.insert((source, cause.position), parked.clone());
            }
            None => {
                self.parked.remove(&(source, cause.position));
            }
        }
    }

    /// Does this commit speak of an aggregate of which an earlier commit is parked?
    fn waits(&self, source: &'static str, position: Position, bytes: &[u8]) -> bool {
        let mut earlier = self.parked.range((source, 0)..(source, position)).peekable();
        earlier.peek().is_some() && {
            let concerned = aggregates(bytes);
            earlier.any(|(_, parked)| parked.aggregates.iter().any(|id| concerned.contains(id)))
        }
    }
}

/// The aggregates that a commit of any service speaks of.
fn aggregates(bytes: &[u8]) -> Vec<Uuid> {
    serde_json::from_slice::<Commit<IgnoredAny>>(bytes)
        .map(|commit| commit.events.iter().map(|event| event.aggregate).collect())
        .unwrap_or_default()
}
