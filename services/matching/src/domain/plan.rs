//! One plan: computed, proposed, answered line by line, published, carried out; or withdrawn.
//!
//! Invariant: a line becomes a claim only when both its sides have accepted it as it is; what
//! somebody has set, planning again does not touch; what was declined never comes back.

mod answering;
mod ending;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::Context;
use contracts::Slot;
use contracts::matching::AimReached;
use contracts::matching::plan::{
    ANSWER_WORKING_DAYS, Accepted, Command, Drawn, Event, LineOutcome, NEEDS_MAX, Pair, Rejection,
    Scope, Share, Unserved,
};
use contracts::registry::organisation::Level;
use decider::{Decider, corrupt};
use values::{ClaimId, NeedId, OrganisationId, Timestamp};

/// The rules of plans.
pub struct Plan;

/// Where a plan stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing was computed.
    #[default]
    Uncomputed,
    /// Its lines may change.
    Open(Box<Open>),
    Published(Published),
    Withdrawn,
}

/// A plan whose lines may change.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub scope: Scope,
    pub needs: BTreeSet<NeedId>,
    pub lines: BTreeMap<Pair, u64>,
    /// What somebody has set.
    pub answers: BTreeMap<Pair, Answer>,
    pub declined: BTreeSet<Pair>,
    pub aims: Vec<AimReached>,
    pub unserved: Vec<Unserved>,
    /// Absent before the sides are asked.
    pub answer_until: Option<Timestamp>,
    /// Whom it was said to that lines of theirs wait for an answer.
    pub asked: BTreeSet<OrganisationId>,
}

/// How a line was set, and by which sides it was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub quantity: u64,
    pub slot: Option<Slot>,
    pub accepted: Accepted,
}

/// A plan that is carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Who plans.
    pub organisation: OrganisationId,
    pub lines: Vec<(Share, Option<Slot>)>,
    /// When carrying it out begins.
    from: Timestamp,
    /// In the order of the lines, as far as they are claims.
    pub claims: Vec<(ClaimId, Option<LineOutcome>)>,
}

impl State {
    /// The plan, while its lines may change.
    ///
    /// # Errors
    /// When there is none, or it is published or withdrawn.
    pub fn open(&self) -> Result<&Open, Rejection> {
        match self {
            State::Uncomputed => Err(Rejection::Unknown),
            State::Open(open) => Ok(open),
            State::Published(_) | State::Withdrawn => Err(Rejection::Over),
        }
    }

    /// When something is to be done: lines are to become claims.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Published(published) => {
                (!published.waiting().is_empty()).then_some(published.from)
            }
            State::Uncomputed | State::Open(_) | State::Withdrawn => None,
        }
    }
}

impl Published {
    /// The lines that are no claims yet.
    pub fn waiting(&self) -> &[(Share, Option<Slot>)] {
        &self.lines[self.claims.len()..]
    }
}

impl Open {
    fn take(&mut self, drawn: &Drawn) {
        for share in &drawn.shares {
            if share.quantity == 0 {
                self.lines.remove(&share.pair());
                self.answers.remove(&share.pair());
            } else {
                self.lines.insert(share.pair(), share.quantity);
            }
        }
        self.aims.clone_from(&drawn.aims);
        self.unserved.clone_from(&drawn.unserved);
    }

    /// The lines that both sides have accepted.
    pub fn agreed(&self) -> impl Iterator<Item = (Share, Option<Slot>)> + '_ {
        let agreed = self.answers.iter().filter(|(_, answer)| answer.accepted.is_by_both());
        agreed.map(|(pair, answer)| {
            let Pair { need, offer } = *pair;
            (Share { need, offer, quantity: answer.quantity }, answer.slot)
        })
    }
}

/// Whether the actor may plan this, before anything is computed.
///
/// # Errors
/// The broken rule.
pub fn may_compute(context: &Context, scope: &Scope, needs: usize) -> Result<(), Rejection> {
    if !context.may_act_for(scope.organisation) {
        return Err(Rejection::NotAuthorised);
    }
    match context.directory.level(scope.organisation) {
        Some(Level::City | Level::District | Level::Street | Level::Community) => {}
        Some(Level::Grid | Level::Unit | Level::SectorCommittee | Level::AreaBranch) | None => {
            return Err(Rejection::NotABody);
        }
    }
    let aims = &scope.aims;
    if aims.is_empty() || aims.iter().enumerate().any(|(at, aim)| aims[..at].contains(aim)) {
        return Err(Rejection::AimsOutOfPlace);
    }
    match needs {
        0 => Err(Rejection::NothingToPlan),
        1..=NEEDS_MAX => Ok(()),
        needs => Err(Rejection::TooManyNeeds { needs, max: NEEDS_MAX }),
    }
}

impl Decider for Plan {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Compute { scope, as_of, needs, drawn, prices } => {
                if *state != State::Uncomputed {
                    return Err(Rejection::AlreadyComputed);
                }
                may_compute(context, &scope, needs.len())?;
                Ok(vec![Event::Computed { scope, as_of, needs, drawn, prices }])
            }
            Command::Propose { asked } => propose(state, context, asked),
            Command::Accept { share, slot, sides, drawn, drawn_of } => {
                answering::accept(state, context, (share, slot), sides, (drawn, drawn_of))
            }
            Command::Decline { pair, reason, sides, drawn, drawn_of } => {
                answering::decline(state, context, (pair, reason), sides, (drawn, drawn_of))
            }
            Command::Publish => ending::publish(state, context),
            Command::Withdraw { reason } => ending::withdraw(state, context, reason),
            Command::CarryOut { orders } => Ok(ending::carry_out(state, orders)),
            Command::Settle { outcomes } => Ok(ending::settle(state, outcomes)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Computed { scope, needs, drawn, .. }, State::Uncomputed) => {
                let mut open = Open {
                    scope: scope.clone(),
                    needs: needs.iter().copied().collect(),
                    lines: BTreeMap::new(),
                    answers: BTreeMap::new(),
                    declined: BTreeSet::new(),
                    aims: Vec::new(),
                    unserved: Vec::new(),
                    answer_until: None,
                    asked: BTreeSet::new(),
                };
                open.take(drawn);
                State::Open(Box::new(open))
            }
            (Event::Proposed { answer_until, asked }, State::Open(mut open)) => {
                open.answer_until = Some(*answer_until);
                open.asked.clone_from(asked);
                State::Open(open)
            }
            (
                Event::LineAccepted { share, slot, accepted, drawn, asked, .. },
                State::Open(mut open),
            ) => {
                open.asked.extend(asked);
                let (quantity, slot, accepted) = (share.quantity, *slot, *accepted);
                open.lines.insert(share.pair(), quantity);
                open.answers.insert(share.pair(), Answer { quantity, slot, accepted });
                open.take(drawn);
                State::Open(open)
            }
            (Event::LineDeclined { pair, drawn, asked, .. }, State::Open(mut open)) => {
                open.asked.extend(asked);
                open.lines.remove(pair);
                open.answers.remove(pair);
                open.declined.insert(*pair);
                open.take(drawn);
                State::Open(open)
            }
            (Event::Published { from, .. }, State::Open(open)) => {
                let (organisation, from) = (open.scope.organisation, *from);
                let (lines, claims) = (open.agreed().collect(), Vec::new());
                State::Published(Published { organisation, lines, from, claims })
            }
            (Event::CarriedOut { orders }, State::Published(mut published)) => {
                published.claims.extend(orders.iter().map(|order| (order.claim, None)));
                State::Published(published)
            }
            (Event::Settled { claim, outcome }, State::Published(mut published)) => {
                let known = published.claims.iter_mut().find(|(of, _)| of == claim);
                known.into_iter().for_each(|(_, of)| *of = Some(outcome.clone()));
                State::Published(published)
            }
            (Event::Withdrawn { .. }, State::Open(_)) => State::Withdrawn,
            (
                Event::Computed { .. }
                | Event::Proposed { .. }
                | Event::LineAccepted { .. }
                | Event::LineDeclined { .. }
                | Event::Published { .. }
                | Event::CarriedOut { .. }
                | Event::Settled { .. }
                | Event::Withdrawn { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// Only whoever plans.
fn as_planner<'s>(state: &'s State, context: &Context) -> Result<&'s Open, Rejection> {
    let open = state.open()?;
    if context.may_act_for(open.scope.organisation) {
        Ok(open)
    } else {
        Err(Rejection::NotAuthorised)
    }
}

fn propose(
    state: &State,
    context: &Context,
    asked: BTreeSet<OrganisationId>,
) -> Result<Vec<Event>, Rejection> {
    let open = as_planner(state, context)?;
    if open.answer_until.is_some() {
        return Ok(vec![]);
    }
    if open.lines.is_empty() {
        return Err(Rejection::NothingPlanned);
    }
    let limit = context.calendar().add_working_days(context.now, ANSWER_WORKING_DAYS);
    Ok(vec![Event::Proposed { answer_until: limit.at, asked }])
}
