//! One reward: listed with a stock, redeemed piece by piece, handed over or called off.
//!
//! Invariant: no more is promised and handed over than there was.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::Context;
use contracts::evaluation::reward::{
    Command, Event, POINTS_MAX, QUANTITY_MAX, Rejection, RewardTerms, STOCK_MAX,
};
use decider::{Decider, corrupt};
use values::{PersonId, PostingId, Text};

/// The rules of rewards.
pub struct Reward;

/// Where a reward stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not listed yet.
    #[default]
    Unlisted,
    /// It was listed; perhaps nobody takes it any more.
    Listed(Shelf),
}

/// What there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    pub terms: RewardTerms,
    left: u32,
    withdrawn: bool,
    redemptions: BTreeMap<PostingId, Redemption>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Redemption {
    person: PersonId,
    quantity: u32,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Promised,
    HandedOver,
    CalledOff,
}

impl State {
    /// What there is of it.
    ///
    /// # Errors
    /// When it was never listed.
    pub fn shelf(&self) -> Result<&Shelf, Rejection> {
        match self {
            State::Unlisted => Err(Rejection::Unknown),
            State::Listed(shelf) => Ok(shelf),
        }
    }
}

impl Shelf {
    /// What so many cost, in hundredths of a point.
    pub fn price(&self, quantity: u32) -> i64 {
        i64::from(self.terms.points) * i64::from(quantity) * 100
    }

    fn redemption(&self, id: PostingId) -> Result<Redemption, Rejection> {
        self.redemptions.get(&id).copied().ok_or(Rejection::UnknownRedemption)
    }

    fn set(mut self, id: PostingId, stage: Stage) -> State {
        if let Some(redemption) = self.redemptions.get_mut(&id) {
            redemption.stage = stage;
        }
        State::Listed(self)
    }
}

impl Decider for Reward {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::List(terms) => list(state, context, terms),
            Command::Restock { more } => restock(state.shelf()?, context, more),
            Command::Withdraw => withdraw(state.shelf()?, context),
            Command::Redeem { redemption, quantity } => {
                redeem(state.shelf()?, context, redemption, quantity)
            }
            Command::HandOver { redemption } => hand_over(state.shelf()?, context, redemption),
            Command::CallOff { redemption, reason } => {
                call_off(state.shelf()?, context, redemption, reason)
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Listed(terms), State::Unlisted) => {
                let (terms, left) = (terms.clone(), terms.stock);
                let redemptions = BTreeMap::new();
                State::Listed(Shelf { terms, left, withdrawn: false, redemptions })
            }
            (Event::Restocked { more }, State::Listed(shelf)) => {
                State::Listed(Shelf { left: shelf.left + more, ..shelf })
            }
            (Event::Withdrawn {}, State::Listed(shelf)) => {
                State::Listed(Shelf { withdrawn: true, ..shelf })
            }
            (Event::Redeemed { redemption, person, quantity }, State::Listed(mut shelf)) => {
                let (person, quantity, stage) = (*person, *quantity, Stage::Promised);
                shelf.left -= quantity;
                shelf.redemptions.insert(*redemption, Redemption { person, quantity, stage });
                State::Listed(shelf)
            }
            (Event::HandedOver { redemption, .. }, State::Listed(shelf)) => {
                shelf.set(*redemption, Stage::HandedOver)
            }
            (Event::CalledOff { redemption, .. }, State::Listed(mut shelf)) => {
                shelf.left += shelf.redemptions.get(redemption).map_or(0, |called| called.quantity);
                shelf.set(*redemption, Stage::CalledOff)
            }
            (
                Event::Listed(_)
                | Event::Restocked { .. }
                | Event::Withdrawn {}
                | Event::Redeemed { .. }
                | Event::HandedOver { .. }
                | Event::CalledOff { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn in_range(number: u32, max: u32) -> Result<(), Rejection> {
    if (1..=max).contains(&number) { Ok(()) } else { Err(Rejection::OutOfRange { max }) }
}

fn of_owner(context: &Context, terms: &RewardTerms) -> Result<PersonId, Rejection> {
    let may = context.may_act_for(terms.owner);
    context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)
}

fn list(state: &State, context: &Context, terms: RewardTerms) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unlisted {
        return Err(Rejection::AlreadyListed);
    }
    of_owner(context, &terms)?;
    in_range(terms.points, POINTS_MAX)?;
    in_range(terms.stock, STOCK_MAX)?;
    Ok(vec![Event::Listed(terms)])
}

fn restock(shelf: &Shelf, context: &Context, more: u32) -> Result<Vec<Event>, Rejection> {
    of_owner(context, &shelf.terms)?;
    if shelf.withdrawn {
        return Err(Rejection::Withdrawn);
    }
    in_range(more, STOCK_MAX.saturating_sub(shelf.left))?;
    Ok(vec![Event::Restocked { more }])
}

fn withdraw(shelf: &Shelf, context: &Context) -> Result<Vec<Event>, Rejection> {
    of_owner(context, &shelf.terms)?;
    Ok(if shelf.withdrawn { vec![] } else { vec![Event::Withdrawn {}] })
}

/// In one's own name.
fn redeem(
    shelf: &Shelf,
    context: &Context,
    redemption: PostingId,
    quantity: u32,
) -> Result<Vec<Event>, Rejection> {
    let person = context.oneself().ok_or(Rejection::NotAuthorised)?;
    in_range(quantity, QUANTITY_MAX)?;
    if shelf.redemptions.contains_key(&redemption) {
        return Ok(vec![]);
    }
    if shelf.withdrawn {
        return Err(Rejection::Withdrawn);
    }
    if shelf.left < quantity {
        return Err(Rejection::TooFewLeft { left: shelf.left });
    }
    Ok(vec![Event::Redeemed { redemption, person, quantity }])
}

fn hand_over(
    shelf: &Shelf,
    context: &Context,
    redemption: PostingId,
) -> Result<Vec<Event>, Rejection> {
    let by = of_owner(context, &shelf.terms)?;
    match shelf.redemption(redemption)?.stage {
        Stage::Promised => Ok(vec![Event::HandedOver { redemption, by }]),
        Stage::HandedOver => Ok(vec![]),
        Stage::CalledOff => Err(Rejection::CalledOff),
    }
}

/// By the person, or by whoever cannot hand it over.
fn call_off(
    shelf: &Shelf,
    context: &Context,
    redemption: PostingId,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let known = shelf.redemption(redemption)?;
    let own = context.may_act_as(known.person.into());
    let may = own || context.may_act_for(shelf.terms.owner);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    match known.stage {
        Stage::Promised => Ok(vec![Event::CalledOff { redemption, by, reason }]),
        Stage::HandedOver => Err(Rejection::HandedOver),
        Stage::CalledOff => Ok(vec![]),
    }
}
