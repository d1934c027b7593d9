//! What is due by itself; and what of it cannot be decided, or is due again at the same instant
//! however often it is decided.
//!
//! That is set aside, for what is due later is not to wait for it. It stands nowhere in the log: it
//! says something of the rules and not of the service, whose next version may decide it. So it is
//! tried again at the next start, when something happens to what it is about, and by hand.

use std::panic::{AssertUnwindSafe, catch_unwind};

use contracts::{Actor, ParkedCommit, Position};
use values::{Timestamp, Uuid, ids};

use super::{Writer, WriterError, describe, digest};
use crate::{Deadlines, Decision, Service};

/// How many things that are due are decided before others have their turn. What is told to many, or
/// carried out for many, takes several decisions at one instant, but never that many.
const DUE_AT_ONCE_MAX: usize = 4096;

/// A deadline that was set aside.
pub(super) struct Aside {
    /// The last commit that its rules knew of.
    position: Position,
    reason: String,
}

impl<S: Service> Writer<S> {
    /// Decides what is due by `now`, unless that is very much, and says when the next thing will
    /// be. After a long standstill that can have been before `now`: others have their turn first.
    ///
    /// # Errors
    /// When something that is due can neither be decided nor be set aside.
    pub fn due(&mut self, now: Timestamp) -> Result<Option<Timestamp>, WriterError> {
        let begun_with = self.next_deadline();
        let mut alone = begun_with.is_some();
        for _ in 0..DUE_AT_ONCE_MAX {
            let Some(due) = S::next_due(&self.state) else { return Ok(None) };
            if due > now.max(self.time) {
                return Ok(Some(due));
            }
            if let Err(reason) = self.decide_due(now, due) {
                self.set_aside(due, reason)?;
            }
            alone &= self.next_deadline() == begun_with;
        }
        // Deciding it does not move its deadline: it would go on for ever.
        if let (true, Some((due, _))) = (alone, begun_with) {
            self.set_aside(due, "it is due again however often it is decided".to_owned())?;
        }
        Ok(S::next_due(&self.state))
    }

    fn next_deadline(&mut self) -> Option<(Timestamp, Uuid)> {
        S::deadlines(&mut self.state).and_then(|deadlines| deadlines.next())
    }

    /// Takes the deadlines back that were set aside: they are tried again.
    pub(crate) fn retry_due(&mut self) {
        let Some(deadlines) = S::deadlines(&mut self.state) else { return };
        for id in std::mem::take(&mut self.aside).into_keys() {
            deadlines.take_back(id);
        }
    }

    fn decide_due(&mut self, now: Timestamp, due: Timestamp) -> Result<(), String> {
        let position = self.chain.head().position + 1;
        let command = ids::of_text("due", &format!("{} {position}", self.name())).into();
        let context = self.context(now, Actor::System, command);
        let mut decision = Decision::new(&self.state, &context, position, &self.keys);
        match catch_unwind(AssertUnwindSafe(|| S::due(&mut decision))) {
            Ok(Ok(())) if decision.is_empty() => return Err("nothing was decided".to_owned()),
            Ok(Ok(())) => {}
            Ok(Err(rejection)) => return Err(describe(&rejection)),
            Err(_) => return Err("panic".to_owned()),
        }
        let events = decision.into_events();
        let request = digest("due", due.to_string().as_bytes());
        match self.commit(&context, request, None, events) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn set_aside(&mut self, due: Timestamp, reason: String) -> Result<(), WriterError> {
        let service = self.name();
        let Some(id) = S::deadlines(&mut self.state).and_then(Deadlines::set_aside) else {
            return Err(WriterError::Due { service, due, reason });
        };
        tracing::error!(service, %id, %due, reason, "what is due was set aside");
        let position = self.chain.head().position;
        self.aside.insert(id, Aside { position, reason: format!("due at {due}: {reason}") });
        Ok(())
    }

    /// The deadlines that were set aside, told as commits of this service.
    pub(super) fn deadlines_aside(&self) -> impl Iterator<Item = ParkedCommit> {
        self.aside.iter().map(|(id, Aside { position, reason })| ParkedCommit {
            source: self.name().to_owned(),
            position: *position,
            reason: reason.clone(),
            aggregates: vec![*id],
        })
    }
}

#[cfg(test)]
mod tests;
