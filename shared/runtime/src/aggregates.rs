//! All aggregates of one kind, in memory.

use std::collections::HashMap;
use std::fmt;

use decider::Decider;
use values::Uuid;

/// The current state of every aggregate of one kind, by id.
pub struct Aggregates<D: Decider> {
    /// Each behind a pointer, so that a growing table moves no states.
    map: HashMap<Uuid, Box<Versioned<D::State>>>,
    /// What an aggregate is before its first event.
    nothing: D::State,
}

struct Versioned<T> {
    version: u64,
    state: T,
}

impl<D: Decider> Default for Aggregates<D> {
    fn default() -> Self {
        Self { map: HashMap::new(), nothing: D::State::default() }
    }
}

impl<D: Decider> Aggregates<D> {
    /// The state of `id`; the state before any event where there is none.
    pub fn state(&self, id: impl Into<Uuid>) -> &D::State {
        self.map.get(&id.into()).map_or(&self.nothing, |versioned| &versioned.state)
    }

    /// The version of `id`: how many events it has had.
    pub fn version(&self, id: impl Into<Uuid>) -> u64 {
        self.map.get(&id.into()).map_or(0, |versioned| versioned.version)
    }

    /// Has `id` had an event?
    pub fn contains(&self, id: impl Into<Uuid>) -> bool {
        self.map.contains_key(&id.into())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// Every aggregate, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (Uuid, &D::State)> {
        self.map.iter().map(|(id, versioned)| (*id, &versioned.state))
    }

    /// Folds the next event of `id` in.
    ///
    /// # Panics
    /// When `version` is not the next one: the history is corrupt.
    pub fn apply(&mut self, id: Uuid, version: u64, event: &D::Event)
    where
        D::Event: fmt::Debug,
    {
        let versioned = self
            .map
            .entry(id)
            .or_insert_with(|| Box::new(Versioned { version: 0, state: D::State::default() }));
        assert_eq!(version, versioned.version + 1, "corrupt history of {id}: {event:?}");
        versioned.version = version;
        versioned.state = D::evolve(std::mem::take(&mut versioned.state), event);
    }
}

/// Says which field of a service's state keeps the aggregates of which rules.
#[macro_export]
macro_rules! aggregates {
    ($state:ty { $($field:ident: $rules:ty),+ $(,)? }) => {$(
        impl AsRef<$crate::Aggregates<$rules>> for $state {
            fn as_ref(&self) -> &$crate::Aggregates<$rules> {
                &self.$field
            }
        }
    )+};
}
