//! How every rule of this system is written: a state, a decision, an evolution.
//!
//! A *decider* is one aggregate's rules as two pure functions. [`Decider::decide`] judges a command
//! against the state and answers with events or a rejection; [`Decider::evolve`] folds one event
//! into the state. Neither reads a clock, draws a number or does I/O: what a decision may know
//! beside the state is handed to it as its `Context`.
//!
//! An empty list of events means *already so*: the command asked for what is the case.
//! Hence the law that every decider keeps and [`deciding_again_changes_nothing`] checks: a command
//! decided a second time, on the state its own events led to, yields no events or a rejection.

mod harness;

pub use harness::{Given, When, deciding_again_changes_nothing, given};

/// The rules of one kind of aggregate.
pub trait Decider {
    /// What must be remembered to judge the next command. `Default` is the state before any event;
    /// what is not yet written down is folded into a copy.
    type State: Default + Clone;
    /// What a decision may know beside the state: the time, who asks, the calendar.
    type Context;
    /// A request, in the imperative.
    type Command;
    /// A fact, in the past participle.
    type Event;
    /// Why a command cannot be: the reason in the domain's words.
    type Rejection;

    /// Judges `command`. No events: it is already so.
    ///
    /// # Errors
    /// The broken rule, when the command goes against one.
    fn decide(
        state: &Self::State,
        context: &Self::Context,
        command: Self::Command,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Folds one event into the state.
    ///
    /// # Panics
    /// When the event cannot follow the state: the history is corrupt, and going on would make it
    /// worse.
    fn evolve(state: Self::State, event: &Self::Event) -> Self::State;
}

/// The state that `events` lead to.
pub fn fold<'e, D: Decider>(events: impl IntoIterator<Item = &'e D::Event>) -> D::State
where
    D::Event: 'e,
{
    events.into_iter().fold(D::State::default(), D::evolve)
}

/// Stops the process: `event` cannot follow `state`, so the history is corrupt.
///
/// # Panics
/// Always.
#[track_caller]
pub fn corrupt(state: &impl std::fmt::Debug, event: &impl std::fmt::Debug) -> ! {
    panic!("corrupt history: {event:?} cannot follow {state:?}")
}
