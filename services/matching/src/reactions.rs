//! What other services say → what is known here. Nothing is ever rejected: it is only taken in.

use contracts::matching::{bond, listing, party, promise, venture};
use contracts::{Commit, Rejection, needs, projects, registry, resources};
use runtime::{Decision, Reaction};
use values::Uuid;

use crate::Matching;
use crate::domain::{Bond, Listing, Party, Promise, Venture};

/// What one commit says of each aggregate, in its order: each decides once.
struct Told<E>(Vec<(Uuid, Vec<E>)>);

impl<E> Told<E> {
    /// The events that `of` picks.
    fn of<A>(commit: &Commit<A>, of: impl Fn(&A) -> Option<E>) -> Told<E> {
        let mut told: Vec<(Uuid, Vec<E>)> = Vec::new();
        for recorded in &commit.events {
            let Some(event) = of(&recorded.event) else { continue };
            match told.iter_mut().find(|(id, _)| *id == recorded.aggregate) {
                Some((_, events)) => events.push(event),
                None => told.push((recorded.aggregate, vec![event])),
            }
        }
        Told(told)
    }

    fn decide(
        self,
        mut decide: impl FnMut(Uuid, Vec<E>) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        self.0.into_iter().try_for_each(|(id, events)| decide(id, events))
    }
}

/// Whatever changes nothing here is not written down.
fn judged(decision: &Decision<'_, Matching>) -> Reaction {
    if decision.is_empty() { Reaction::Ignored } else { Reaction::Judged }
}

pub(crate) fn on_needs(
    decision: &mut Decision<'_, Matching>,
    commit: &Commit<needs::Event>,
) -> Result<Reaction, Rejection> {
    let told = Told::of(commit, |event| match event {
        needs::Event::Need(event) => Some(event.clone()),
        needs::Event::Admission(_)
        | needs::Event::Family(_)
        | needs::Event::WishCap(_)
        | needs::Event::Handling(_)
        | needs::Event::Hotline(_)
        | needs::Event::Limits(_) => None,
    });
    told.decide(|id, events| decision.decide::<Listing>(id, listing::Command::Need(events)))?;
    Ok(judged(decision))
}

pub(crate) fn on_resources(
    decision: &mut Decision<'_, Matching>,
    commit: &Commit<resources::Event>,
) -> Result<Reaction, Rejection> {
    let told = Told::of(commit, |resources::Event::Offer(event)| Some(event.clone()));
    told.decide(|id, events| decision.decide::<Listing>(id, listing::Command::Offer(events)))?;
    Ok(judged(decision))
}

pub(crate) fn on_projects(
    decision: &mut Decision<'_, Matching>,
    commit: &Commit<projects::Event>,
) -> Result<Reaction, Rejection> {
    let claims = Told::of(commit, |event| match event {
        projects::Event::Claim(event) => Some(event.clone()),
        projects::Event::Agreement(_)
        | projects::Event::Project(_)
        | projects::Event::Record(_)
        | projects::Event::Roll(_)
        | projects::Event::Serial(_)
        | projects::Event::Activity(_)
        | projects::Event::Tender(_) => None,
    });
    claims.decide(|id, events| decision.decide::<Promise>(id, promise::Command(events)))?;
    let projects = Told::of(commit, |event| match event {
        projects::Event::Project(event) => Some(event.clone()),
        projects::Event::Claim(_)
        | projects::Event::Agreement(_)
        | projects::Event::Record(_)
        | projects::Event::Roll(_)
        | projects::Event::Serial(_)
        | projects::Event::Activity(_)
        | projects::Event::Tender(_) => None,
    });
    projects.decide(|id, events| decision.decide::<Venture>(id, venture::Command(events)))?;
    Ok(judged(decision))
}

pub(crate) fn on_registry(
    decision: &mut Decision<'_, Matching>,
    commit: &Commit<registry::Event>,
) -> Result<Reaction, Rejection> {
    let parties = Told::of(commit, |event| {
        if let registry::Event::Organisation(event) = event { Some(event.clone()) } else { None }
    });
    parties.decide(|id, events| decision.decide::<Party>(id, party::Command(events)))?;
    let pairs = Told::of(commit, |event| {
        if let registry::Event::Pair(event) = event { Some(event.clone()) } else { None }
    });
    pairs.decide(|id, events| decision.decide::<Bond>(id, bond::Command(events)))?;
    Ok(judged(decision))
}
