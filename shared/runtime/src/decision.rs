//! One decision of one service: everything that one commit will hold.

use contracts::{Context, Position, Recorded, Rejection, ServiceEvent};
use decider::Decider;
use eventlog::{Keys, Place};
use values::{Fingerprint, PersonId, Sealed, Uuid};

use crate::{Aggregates, Service};

/// What a command or a reaction works with: the state to judge by, the context, and the events
/// decided so far. Nothing is changed before all of it is decided.
pub struct Decision<'a, S: Service> {
    state: &'a S::State,
    context: &'a Context,
    position: Position,
    keys: &'a Keys,
    events: Vec<Recorded<S::Event>>,
}

impl<'a, S: Service> Decision<'a, S> {
    pub(crate) fn new(
        state: &'a S::State,
        context: &'a Context,
        position: Position,
        keys: &'a Keys,
    ) -> Self {
        Self { state, context, position, keys, events: Vec::new() }
    }

    /// The state before the decision.
    pub fn state(&self) -> &'a S::State {
        self.state
    }

    /// When, by whom, for which command.
    pub fn context(&self) -> &'a Context {
        self.context
    }

    /// The id that this command names its `n`-th new thing by.
    pub fn id<I: From<Uuid>>(&self, n: u64) -> I {
        self.context.id(n)
    }

    /// Lets aggregate `id` decide `command` and keeps its events for the commit. What this decision
    /// holds of it already counts: commands to one aggregate are judged in turn.
    ///
    /// # Errors
    /// When the aggregate rejects the command.
    pub fn decide<D>(&mut self, id: impl Into<Uuid>, command: D::Command) -> Result<(), Rejection>
    where
        D: Decider<Context = Context, Event: 'static>,
        S::State: AsRef<Aggregates<D>>,
        S::Event: From<D::Event>,
        Rejection: From<D::Rejection>,
    {
        let id = id.into();
        let aggregates: &Aggregates<D> = self.state.as_ref();
        let before = aggregates.state(id);
        let so_far: Vec<&D::Event> = self
            .events
            .iter()
            .filter(|recorded| recorded.aggregate == id)
            .filter_map(|recorded| recorded.event.of_aggregate().downcast_ref())
            .collect();
        let versions = (aggregates.version(id) + 1..).skip(so_far.len());
        let decided = if so_far.is_empty() {
            D::decide(before, self.context, command)?
        } else {
            let state = so_far.into_iter().fold(before.clone(), D::evolve);
            D::decide(&state, self.context, command)?
        };
        self.events.extend(versions.zip(decided).map(|(version, event)| Recorded {
            aggregate: id,
            version,
            event: event.into(),
        }));
        Ok(())
    }

    /// Has nothing been decided so far?
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// What has been decided so far, in order.
    pub fn decided(&self) -> &[Recorded<S::Event>] {
        &self.events
    }

    /// Seals personal data for the commit that this decision becomes, with `person`'s own key.
    ///
    /// # Errors
    /// When the person's key cannot be had.
    pub fn seal(
        &self,
        person: PersonId,
        field: &str,
        text: &str,
    ) -> Result<Sealed, eventlog::Error> {
        self.keys.seal(person, &self.place(field), text)
    }

    /// Where the commit that this decision becomes will stand.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Opens what the service sealed for `field` in its commit at `position`; nothing when erased.
    ///
    /// # Errors
    /// When it was not sealed there.
    pub fn unseal(
        &self,
        position: Position,
        field: &str,
        sealed: &Sealed,
    ) -> Result<Option<String>, eventlog::Error> {
        self.keys.unseal(&Place { position, ..self.place(field) }, sealed)
    }

    /// The keyed fingerprint of a personal value.
    pub fn fingerprint(&self, kind: &str, value: &str) -> Fingerprint {
        self.keys.fingerprint(kind, value)
    }

    fn place<'p>(&self, field: &'p str) -> Place<'p> {
        Place { stream: S::Event::SERVICE, position: self.position, field }
    }

    pub(crate) fn into_events(self) -> Vec<Recorded<S::Event>> {
        self.events
    }
}
