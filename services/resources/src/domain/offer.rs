//! One offer: put on the list for a term, held piece by piece, used, paused, renewed, withdrawn.
//!
//! Invariant: what is held and what is used never exceed what is offered. Only what is on the list
//! takes new holds; what is held stays held whatever becomes of the offer.

mod term;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::resources::offer::{Command, Event, List, Rejection};
use contracts::{Context, HoldRefusal};
use decider::{Decider, corrupt};
use values::{Amount, ClaimId, Date, OrganisationId, Text, Timestamp};

use term::Term;

/// The rules of offers.
pub struct Offer;

/// Where an offer stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not listed yet.
    #[default]
    Unlisted,
    /// On the list.
    Listed(Ledger),
    /// Off the list for a while.
    Paused(Ledger),
    /// Its term is over; it may be renewed.
    Expired(Ledger),
    /// A standing offer that nobody confirmed; it may be renewed.
    Dormant(Ledger),
    /// Off the list for good.
    Withdrawn(Ledger),
}

/// What is left of an offer, who has the rest, and how long it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Ledger {
    owner: OrganisationId,
    amount: Amount,
    held: u64,
    used: u64,
    holds: BTreeMap<ClaimId, u64>,
    term: Term,
}

impl Ledger {
    fn left(&self) -> u64 {
        self.amount.quantity - self.held - self.used
    }

    /// What is offered in all.
    pub fn offered(&self) -> u64 {
        self.amount.quantity
    }

    /// What is set aside for claims.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// What claims have used up.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Which claims hold how much.
    pub fn holds(&self) -> &BTreeMap<ClaimId, u64> {
        &self.holds
    }
}

impl State {
    /// The ledger, once listed.
    pub fn ledger(&self) -> Option<&Ledger> {
        match self {
            State::Unlisted => None,
            State::Listed(ledger)
            | State::Paused(ledger)
            | State::Expired(ledger)
            | State::Dormant(ledger)
            | State::Withdrawn(ledger) => Some(ledger),
        }
    }

    /// When something about its term is to be decided next.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Listed(ledger) | State::Paused(ledger) => Some(ledger.term.due_at()),
            State::Unlisted | State::Expired(_) | State::Dormant(_) | State::Withdrawn(_) => None,
        }
    }
}

impl Decider for Offer {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::List(list) => put_on_list(state, context, list),
            Command::Withdraw { reason } => withdraw(state, context, reason),
            Command::Pause { reason } => pause(state, context, reason),
            Command::Resume => resume(state, context),
            Command::Renew { until } => renew(state, context, until),
            Command::TermDue => Ok(term_due(state, context)),
            Command::Hold { claim, claimer, own, amount } => {
                Ok(hold(state, context, claim, claimer, own, amount))
            }
            Command::Release { claim } => Ok(release(state, claim)),
            Command::Use { claim, quantity } => Ok(take(state, claim, quantity)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Listed { offer, stands_to }, State::Unlisted) => State::Listed(Ledger {
                owner: offer.owner,
                amount: offer.amount,
                held: 0,
                used: 0,
                holds: BTreeMap::new(),
                term: Term::begun(offer.until, *stands_to),
            }),
            (
                Event::Renewed { until, stands_to },
                State::Listed(mut ledger) | State::Expired(mut ledger) | State::Dormant(mut ledger),
            ) => {
                ledger.term = Term::begun(*until, *stands_to);
                State::Listed(ledger)
            }
            (Event::Renewed { until, stands_to }, State::Paused(mut ledger)) => {
                ledger.term = Term::begun(*until, *stands_to);
                State::Paused(ledger)
            }
            (Event::Paused { .. }, State::Listed(ledger)) => State::Paused(ledger),
            (Event::Resumed {}, State::Paused(ledger)) => State::Listed(ledger),
            (Event::Expired {}, State::Listed(ledger) | State::Paused(ledger)) => {
                State::Expired(ledger)
            }
            (Event::WentDormant {}, State::Listed(ledger) | State::Paused(ledger)) => {
                State::Dormant(ledger)
            }
            (
                Event::Withdrawn { .. },
                State::Listed(ledger)
                | State::Paused(ledger)
                | State::Expired(ledger)
                | State::Dormant(ledger),
            ) => State::Withdrawn(ledger),
            (Event::Held { claim, quantity, .. }, State::Listed(mut ledger)) => {
                ledger.held += quantity;
                ledger.holds.insert(*claim, *quantity);
                State::Listed(ledger)
            }
            (Event::HoldRefused { .. }, state) => state,
            (Event::ExpiryNoticed { days_left }, state) => with_ledger(state, event, |ledger| {
                ledger.term.noticed(*days_left);
                Some(())
            }),
            (Event::Released { claim }, state) => with_ledger(state, event, |ledger| {
                ledger.holds.remove(claim).map(|quantity| ledger.held -= quantity)
            }),
            (Event::Used { claim, quantity }, state) => with_ledger(state, event, |ledger| {
                ledger.holds.remove(claim).map(|held| {
                    ledger.held -= held;
                    ledger.used += quantity;
                })
            }),
            (
                Event::Listed { .. }
                | Event::Renewed { .. }
                | Event::Paused { .. }
                | Event::Resumed {}
                | Event::Expired {}
                | Event::WentDormant {}
                | Event::Withdrawn { .. }
                | Event::Held { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// Changes the ledger of an offer, wherever it stands; `change` says whether it could.
fn with_ledger(
    mut state: State,
    event: &Event,
    change: impl FnOnce(&mut Ledger) -> Option<()>,
) -> State {
    let changed = match &mut state {
        State::Unlisted => None,
        State::Listed(ledger)
        | State::Paused(ledger)
        | State::Expired(ledger)
        | State::Dormant(ledger)
        | State::Withdrawn(ledger) => change(ledger),
    };
    if changed.is_none() {
        corrupt(&state, event)
    }
    state
}

fn put_on_list(state: &State, context: &Context, list: List) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unlisted {
        return Err(Rejection::AlreadyListed);
    }
    if !context.actor.may_act_for(list.owner) {
        return Err(Rejection::NotAuthorised);
    }
    if list.price.is_some_and(|price| price.fen <= 0) {
        return Err(Rejection::PriceOutOfRange);
    }
    let stands_to = term::begin(context.now, list.until)?;
    Ok(vec![Event::Listed { offer: list, stands_to }])
}

/// The ledger, for somebody of its owner.
fn own<'s>(state: &'s State, context: &Context) -> Result<&'s Ledger, Rejection> {
    let ledger = state.ledger().ok_or(Rejection::Unknown)?;
    if context.actor.may_act_for(ledger.owner) { Ok(ledger) } else { Err(Rejection::NotAuthorised) }
}

fn withdraw(
    state: &State,
    context: &Context,
    reason: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    match state {
        State::Withdrawn(_) | State::Unlisted => Ok(vec![]),
        State::Listed(_) | State::Paused(_) | State::Expired(_) | State::Dormant(_) => {
            Ok(vec![Event::Withdrawn { reason }])
        }
    }
}

fn pause(
    state: &State,
    context: &Context,
    reason: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    match state {
        State::Listed(_) => Ok(vec![Event::Paused { reason }]),
        State::Paused(_) => Ok(vec![]),
        State::Unlisted | State::Expired(_) | State::Dormant(_) => Err(Rejection::NotOnTheList),
        State::Withdrawn(_) => Err(Rejection::Withdrawn),
    }
}

fn resume(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    match state {
        State::Paused(_) => Ok(vec![Event::Resumed {}]),
        State::Listed(_) => Ok(vec![]),
        State::Unlisted | State::Expired(_) | State::Dormant(_) => Err(Rejection::NotOnTheList),
        State::Withdrawn(_) => Err(Rejection::Withdrawn),
    }
}

fn renew(state: &State, context: &Context, until: Option<Date>) -> Result<Vec<Event>, Rejection> {
    let ledger = own(state, context)?;
    let stands_to = term::begin(context.now, until)?;
    let same = (ledger.term.until, ledger.term.stands_to) == (until, stands_to);
    match state {
        State::Withdrawn(_) => Err(Rejection::Withdrawn),
        State::Listed(_) | State::Paused(_) if same => Ok(vec![]),
        State::Unlisted
        | State::Listed(_)
        | State::Paused(_)
        | State::Expired(_)
        | State::Dormant(_) => Ok(vec![Event::Renewed { until, stands_to }]),
    }
}

fn term_due(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Listed(ledger) | State::Paused(ledger) => {
            ledger.term.due(context.now).into_iter().collect()
        }
        State::Unlisted | State::Expired(_) | State::Dormant(_) | State::Withdrawn(_) => vec![],
    }
}

/// A refusal is an event: the saga must react to it.
fn hold(
    state: &State,
    context: &Context,
    claim: ClaimId,
    claimer: OrganisationId,
    own: bool,
    amount: Amount,
) -> Vec<Event> {
    if state.ledger().is_some_and(|ledger| ledger.holds.contains_key(&claim)) {
        return vec![];
    }
    match judge_hold(state, context, claimer, own, amount) {
        Ok(owner) => vec![Event::Held { claim, owner, quantity: amount.quantity }],
        Err(reason) => vec![Event::HoldRefused { claim, reason }],
    }
}

fn judge_hold(
    state: &State,
    context: &Context,
    claimer: OrganisationId,
    own: bool,
    amount: Amount,
) -> Result<OrganisationId, HoldRefusal> {
    let ledger = match state {
        State::Unlisted => return Err(HoldRefusal::UnknownLine),
        State::Paused(_) | State::Expired(_) | State::Dormant(_) | State::Withdrawn(_) => {
            return Err(HoldRefusal::NotOnTheList);
        }
        State::Listed(ledger) if ledger.term.is_over(context.now) => {
            return Err(HoldRefusal::NotOnTheList);
        }
        State::Listed(ledger) => ledger,
    };
    match (own, ledger.owner == claimer) {
        (true, false) => return Err(HoldRefusal::NotYourLine { owner: ledger.owner }),
        (false, true) => return Err(HoldRefusal::YourOwnLine),
        (true, true) | (false, false) => {}
    }
    let (line, asked) = (ledger.amount.unit, amount.unit);
    if line != asked {
        return Err(HoldRefusal::OtherUnit { line, asked });
    }
    let (asked, left) = (amount.quantity, ledger.left());
    if asked > left {
        return Err(HoldRefusal::TooLittleLeft { asked, left, unit: line });
    }
    Ok(ledger.owner)
}

fn release(state: &State, claim: ClaimId) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holds.get(&claim)) {
        Some(_) => vec![Event::Released { claim }],
        None => vec![],
    }
}

fn take(state: &State, claim: ClaimId, quantity: u64) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holds.get(&claim)) {
        Some(held) => vec![Event::Used { claim, quantity: quantity.min(*held) }],
        None => vec![],
    }
}
