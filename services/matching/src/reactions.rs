//! What other services say → what is known here, and what is due → own commands. Nothing is ever
//! rejected: it is only taken in.

use std::collections::BTreeMap;

use contracts::matching::plan::{self, LineOutcome, ORDERS_AT_ONCE, Order};
use contracts::matching::{bond, listing, party, promise, venture};
use contracts::projects::claim;
use contracts::{Commit, Rejection, needs, projects, registry, resources};
use runtime::{Decision, Reaction};
use values::{Amount, ClaimId, PlanId, Uuid};

use crate::domain::plan::State as PlanState;
use crate::domain::{Bond, Listing, Party, Plan, Promise, Venture};
use crate::planning::Lists;
use crate::score::Known;
use crate::{Matching, State, commands};

/// What one commit says of each aggregate, in its order: each decides once.
struct Told<E>(Vec<(Uuid, Vec<E>)>);

impl<E> Told<E> {
    /// The events that `of` picks.
    fn of<A>(commit: &Commit<A>, of: impl Fn(&A) -> Option<E>) -> Told<E> {
        let mut told = Told(Vec::new());
        for recorded in &commit.events {
            if let Some(event) = of(&recorded.event) {
                told.add(recorded.aggregate, event);
            }
        }
        told
    }

    fn add(&mut self, aggregate: Uuid, event: E) {
        match self.0.iter_mut().find(|(id, _)| *id == aggregate) {
            Some((_, events)) => events.push(event),
            None => self.0.push((aggregate, vec![event])),
        }
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
    let (mut claims, mut ventures, mut agreements) =
        (Told(Vec::new()), Told(Vec::new()), Told(Vec::new()));
    let mut settled: BTreeMap<PlanId, Vec<(ClaimId, LineOutcome)>> = BTreeMap::new();
    for recorded in &commit.events {
        let id = recorded.aggregate;
        match &recorded.event {
            projects::Event::Claim(event) => {
                let plan = decision.state().plan_of(ClaimId(id));
                if let Some((plan, outcome)) = plan.zip(outcome(event)) {
                    settled.entry(plan).or_default().push((ClaimId(id), outcome));
                }
                claims.add(id, event.clone());
            }
            projects::Event::Project(event) => ventures.add(id, event.clone()),
            projects::Event::Agreement(event) => agreements.add(id, event.clone()),
            projects::Event::Record(_)
            | projects::Event::Roll(_)
            | projects::Event::Serial(_)
            | projects::Event::Activity(_)
            | projects::Event::Tender(_) => {}
        }
    }
    claims.decide(|id, events| decision.decide::<Promise>(id, promise::Command(events)))?;
    ventures.decide(|id, events| decision.decide::<Venture>(id, venture::Command(events)))?;
    agreements
        .decide(|id, events| decision.decide::<Bond>(id, bond::Command::Agreement(events)))?;
    for (plan, outcomes) in settled {
        decision.decide::<Plan>(plan, plan::Command::Settle { outcomes })?;
    }
    Ok(judged(decision))
}

/// What became of a line whose claim says this.
fn outcome(event: &claim::Event) -> Option<LineOutcome> {
    match event {
        claim::Event::Accepted {} => Some(LineOutcome::Taken),
        claim::Event::Waiting { .. } => Some(LineOutcome::Waiting),
        claim::Event::Refused { reason, .. } => {
            Some(LineOutcome::Refused { reason: reason.clone() })
        }
        claim::Event::Withdrawn { .. } => Some(LineOutcome::Withdrawn),
        claim::Event::Proposed(_)
        | claim::Event::Crossed { .. }
        | claim::Event::OwnLineHeld { .. }
        | claim::Event::WantedLineHeld { .. }
        | claim::Event::Held { .. }
        | claim::Event::AnswerLate { .. }
        | claim::Event::LeaseOver { .. }
        | claim::Event::Renewed { .. }
        | claim::Event::Lapsed {}
        | claim::Event::Declined { .. }
        | claim::Event::TransferAsked { .. }
        | claim::Event::TransferEnded { .. }
        | claim::Event::TakeoverAsked { .. }
        | claim::Event::TakeoverRefused {}
        | claim::Event::PassedOn { .. }
        | claim::Event::Revoked { .. }
        | claim::Event::Agreed { .. }
        | claim::Event::CancelAsked { .. }
        | claim::Event::CancelRefused {}
        | claim::Event::AlsoRefused { .. }
        | claim::Event::Cancelled { .. }
        | claim::Event::Failed { .. }
        | claim::Event::Delivered { .. }
        | claim::Event::Closed { .. } => None,
    }
}

/// The next of those whose lines are in a plan are asked, or the next lines of a published one
/// become claims.
pub(crate) fn on_due(decision: &mut Decision<'_, Matching>) -> Result<(), Rejection> {
    let Some((_, plan)) = decision.state().next_due() else { return Ok(()) };
    if let PlanState::Open(open) = decision.state().plans.state(plan) {
        let asked = commands::owners(decision.state(), open.lines.keys().copied());
        return decision.decide::<Plan>(plan, plan::Command::Ask { asked });
    }
    let orders = orders(decision.state(), plan);
    decision.decide::<Plan>(plan, plan::Command::CarryOut { orders })
}

fn orders(state: &State, plan: PlanId) -> Vec<Order> {
    let PlanState::Published(published) = state.plans.state(plan) else { return vec![] };
    let waiting = published.waiting().iter().take(ORDERS_AT_ONCE);
    let numbered = (published.claims.len() as u64..).zip(waiting);
    let order = |(n, (share, slot)): (u64, &(plan::Share, Option<contracts::Slot>))| {
        let listing = |id| state.line(id).and_then(|line| line.listing());
        let (need, offer) = (listing(share.need.into())?, listing(share.offer.into())?);
        let area = |organisation| state.party(organisation).and_then(|party| party.area);
        let area = area(need.owner).or_else(|| area(published.organisation))?;
        Some(Order {
            claim: plan::claim(plan, n),
            need: share.need,
            offer: share.offer,
            giving: offer.owner,
            asking: need.owner,
            amount: Amount::new(share.quantity, need.amount.unit).ok()?,
            slot: *slot,
            area,
        })
    };
    let orders: Option<Vec<_>> = numbered.map(order).collect();
    orders.expect("a line's two sides are known, and whoever plans has an area")
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
    pairs.decide(|id, events| decision.decide::<Bond>(id, bond::Command::Pair(events)))?;
    Ok(judged(decision))
}
