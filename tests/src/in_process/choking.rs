//! A service that follows `projects` and cannot bear all of it: it panics.

use std::marker::PhantomData;

use contracts::{projects, resources};
use runtime::{Commands, Decision, Queries, Reaction, Reactions, Service};

use super::*;

/// What it can bear.
pub(super) trait Bears: Send + Sync + 'static {
    fn bears(recorded: &Recorded<projects::Event>) -> bool;
}

pub(super) struct Choking<B>(PhantomData<B>);

impl<B: Bears> Service for Choking<B> {
    type Event = resources::Event;
    type State = ();
    type View = ();

    fn commands() -> Commands<Self> {
        Commands::default()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default().to(take_in)
    }

    fn queries() -> Queries<Self> {
        Queries::default()
    }

    fn evolve((): &mut (), _: &Recorded<resources::Event>) {}

    fn view((): &mut (), _: &Commit<resources::Event>) {}
}

fn take_in<B: Bears>(
    _: &mut Decision<'_, Choking<B>>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, contracts::Rejection> {
    assert!(B::bears(recorded), "that claim again");
    Ok(Reaction::Judged)
}
