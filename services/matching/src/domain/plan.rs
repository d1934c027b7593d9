//! One plan: computed, proposed, answered line by line, published, carried out; or withdrawn.
//!
//! Invariant: a line becomes a claim only when both its sides have accepted it as it is; what
//! somebody has set, planning again does not touch; what was declined never comes back.

mod answering;
mod ending;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::Context;
use contracts::Slot;
use contracts::matching::plan::{
    ANSWER_WORKING_DAYS, ASKED_AT_ONCE, Accepted, Command, Drawn, Event, LineOutcome, NEEDS_MAX,
    Pair, Rejection, Scope, Share, Unserved,
};
use contracts::matching::{AimCost, AimReached};
use contracts::registry::organisation::Level;
use decider::{Decider, corrupt};
use values::{ClaimId, NeedId, OrganisationId, Timestamp};

pub use parts::Parts;

/// The rules of plans.
pub struct Plan;

/// Where a plan stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing was computed; perhaps parts of what was drawn are there.
    Uncomputed(Parts),
    /// Its lines may change.
    Open(Box<Open>),
    Published(Published),
    Withdrawn,
}

impl Default for State {
    fn default() -> Self {
        State::Uncomputed(Parts::default())
    }
}

/// A plan whose lines may change.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub scope: Scope,
    pub needs: BTreeSet<NeedId>,
    pub lines: BTreeMap<Pair, u64>,
    /// What the offers of lines were worth to others when those were drawn.
    pub prices: BTreeMap<Pair, AimCost>,
    /// What somebody has set.
    pub answers: BTreeMap<Pair, Answer>,
    pub declined: BTreeSet<Pair>,
    pub aims: Vec<AimReached>,
    pub unserved: BTreeMap<NeedId, Unserved>,
    /// Absent before the sides are asked.
    pub answer_until: Option<Timestamp>,
    /// Whom it was said to that lines of theirs wait for an answer.
    pub asked: BTreeSet<OrganisationId>,
    /// Others are to be asked, too.
    asks_on: bool,
    parts: Parts,
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
    /// Which of them each is.
    numbers: BTreeMap<ClaimId, usize>,
}

impl State {
    /// The plan, while its lines may change.
    ///
    /// # Errors
    /// When there is none, or it is published or withdrawn.
    pub fn open(&self) -> Result<&Open, Rejection> {
        match self {
            State::Uncomputed(_) => Err(Rejection::Unknown),
            State::Open(open) => Ok(open),
            State::Published(_) | State::Withdrawn => Err(Rejection::Over),
        }
    }

    /// When something is to be done: others are to be asked, or lines to become claims.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Published(published) => {
                (!published.waiting().is_empty()).then_some(published.from)
            }
            State::Open(open) => open.asks_on.then_some(Timestamp::UNIX_EPOCH),
            State::Uncomputed(_) | State::Withdrawn => None,
        }
    }
}

impl Published {
    /// What became of the claim; none where it carries out nothing of this plan.
    fn outcome(&self, claim: ClaimId) -> Option<Option<&LineOutcome>> {
        self.numbers.get(&claim).map(|number| self.claims[*number].1.as_ref())
    }

    /// The lines that are no claims yet.
    pub fn waiting(&self) -> &[(Share, Option<Slot>)] {
        &self.lines[self.claims.len()..]
    }
}

impl Open {
    fn of(scope: &Scope, parts: Parts) -> Open {
        Open {
            scope: scope.clone(),
            needs: BTreeSet::new(),
            lines: BTreeMap::new(),
            prices: BTreeMap::new(),
            answers: BTreeMap::new(),
            declined: BTreeSet::new(),
            aims: Vec::new(),
            unserved: BTreeMap::new(),
            answer_until: None,
            asked: BTreeSet::new(),
            asks_on: false,
            parts,
        }
    }

    /// Takes in what was drawn, with so many parts of it.
    fn take(&mut self, drawn: &Drawn, parts: u32) {
        let parts = self.parts.take(parts);
        self.needs.extend(&parts.needs);
        for share in parts.shares.iter().chain(&drawn.shares) {
            let pair = share.pair();
            if share.quantity == 0 {
                self.answers.remove(&pair);
                self.strike(pair);
            } else {
                self.lines.insert(pair, share.quantity);
                match share.price {
                    Some(price) => self.prices.insert(pair, price),
                    None => self.prices.remove(&pair),
                };
            }
        }
        self.aims.clone_from(&drawn.aims);
        if !drawn.since {
            self.unserved.clear();
        }
        for unserved in parts.unserved.iter().chain(&drawn.unserved) {
            match unserved.quantity {
                0 => self.unserved.remove(&unserved.need),
                _ => self.unserved.insert(unserved.need, *unserved),
            };
        }
    }

    fn strike(&mut self, pair: Pair) {
        self.lines.remove(&pair);
        self.prices.remove(&pair);
    }

    /// The lines that both sides have accepted.
    pub fn agreed(&self) -> impl Iterator<Item = (Share, Option<Slot>)> + '_ {
        let agreed = self.answers.iter().filter(|(_, answer)| answer.accepted.is_by_both());
        agreed.map(|(pair, answer)| {
            let price = self.prices.get(pair).copied();
            (Share { price, ..Share::of(*pair, answer.quantity) }, answer.slot)
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
                let State::Uncomputed(_) = state else {
                    return Err(Rejection::AlreadyComputed);
                };
                may_compute(context, &scope, needs.len())?;
                let (events, needs, drawn) = parts::cut(needs, drawn);
                let parts = numbered(&events);
                let computed = Event::Computed { scope, as_of, needs, drawn, prices, parts };
                Ok(events.into_iter().chain([computed]).collect())
            }
            Command::Propose { asked } => propose(state, context, asked),
            Command::Ask { asked } => Ok(ask(state, asked)),
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
            (Event::PartDrawn { part, needs, shares, unserved }, mut state) => {
                let of = match &mut state {
                    State::Uncomputed(parts) => parts,
                    State::Open(open) => &mut open.parts,
                    State::Published(_) | State::Withdrawn => corrupt(&state, event),
                };
                of.add(*part, needs, shares, unserved);
                state
            }
            (Event::Computed { scope, needs, drawn, parts, .. }, State::Uncomputed(before)) => {
                let mut open = Open::of(scope, before);
                open.needs.extend(needs);
                open.take(drawn, *parts);
                State::Open(Box::new(open))
            }
            (Event::Proposed { answer_until, asked, asks_on }, State::Open(mut open)) => {
                open.answer_until = Some(*answer_until);
                open.asked.clone_from(asked);
                open.asks_on = *asks_on;
                State::Open(open)
            }
            (Event::Asked { asked, asks_on, .. }, State::Open(mut open)) => {
                open.asked.extend(asked);
                open.asks_on = *asks_on;
                State::Open(open)
            }
            (
                Event::LineAccepted { share, slot, accepted, drawn, asked, asks_on, parts, .. },
                State::Open(mut open),
            ) => {
                open.asked.extend(asked);
                open.asks_on |= asks_on;
                let (quantity, slot, accepted) = (share.quantity, *slot, *accepted);
                open.lines.insert(share.pair(), quantity);
                open.answers.insert(share.pair(), Answer { quantity, slot, accepted });
                open.take(drawn, *parts);
                State::Open(open)
            }
            (
                Event::LineDeclined { pair, drawn, asked, asks_on, parts, .. },
                State::Open(mut open),
            ) => {
                open.asked.extend(asked);
                open.asks_on |= asks_on;
                open.strike(*pair);
                open.answers.remove(pair);
                open.declined.insert(*pair);
                open.take(drawn, *parts);
                State::Open(open)
            }
            (Event::Published { from, .. }, State::Open(open)) => {
                let (organisation, from) = (open.scope.organisation, *from);
                let (lines, claims) = (open.agreed().collect(), Vec::new());
                let numbers = BTreeMap::new();
                State::Published(Published { organisation, lines, from, claims, numbers })
            }
            (Event::CarriedOut { orders }, State::Published(mut published)) => {
                for order in orders {
                    published.numbers.insert(order.claim, published.claims.len());
                    published.claims.push((order.claim, None));
                }
                State::Published(published)
            }
            (Event::Settled { claim, outcome }, State::Published(mut published)) => {
                if let Some(number) = published.numbers.get(claim) {
                    published.claims[*number].1 = Some(outcome.clone());
                }
                State::Published(published)
            }
            (Event::Withdrawn { .. }, State::Open(_)) => State::Withdrawn,
            (
                Event::Computed { .. }
                | Event::Proposed { .. }
                | Event::Asked { .. }
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
    let (asked, asks_on) = at_once(asked);
    Ok(vec![Event::Proposed { answer_until: limit.at, asked, asks_on }])
}

/// How many parts these are.
fn numbered(parts: &[Event]) -> u32 {
    u32::try_from(parts.len()).expect("a plan has fewer parts than needs")
}

/// The first of them, and whether they are more: of many, one event and one inbox's service would
/// have too much to say.
fn at_once(asked: BTreeSet<OrganisationId>) -> (BTreeSet<OrganisationId>, bool) {
    let asks_on = asked.len() > ASKED_AT_ONCE;
    (asked.into_iter().take(ASKED_AT_ONCE).collect(), asks_on)
}

/// Of those whose lines are in it, the next that nobody asked.
fn ask(state: &State, mut asked: BTreeSet<OrganisationId>) -> Vec<Event> {
    let State::Open(open) = state else { return vec![] };
    let Some(answer_until) = open.answer_until.filter(|_| open.asks_on) else { return vec![] };
    asked.retain(|side| !open.asked.contains(side));
    let (asked, asks_on) = at_once(asked);
    vec![Event::Asked { asked, answer_until, asks_on }]
}
