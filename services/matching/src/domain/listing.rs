//! One line of the need list or of the resource list, as far as it is matched and found.
//!
//! Invariant: what is left is what is asked for or offered, less what claims hold and what was
//! delivered, as its own ledger says; a line that is not on its list is matched with nothing; the
//! partners of a need are those that its own ledger counts.

mod need;
mod offer;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::convert::Infallible;

use contracts::matching::listing::{self, Command, Event, Particulars};
use contracts::needs::need::Kind;
use contracts::{Context, Slot};
use decider::Decider;
use values::{ClaimId, Date};

/// The rules of a listing.
pub struct Listing;

/// Whether it is on its list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// Not yet, or not any more.
    #[default]
    Unlisted,
    Listed,
    /// Not for a while: renewing it does not bring it back.
    Paused,
    /// Not any more, and what of it was not served is not missed.
    Dropped,
}

/// Whether only what is left of the line is otherwise by it.
pub fn is_of_amounts(event: &Event) -> bool {
    match event {
        Event::Held { .. } | Event::Released { .. } | Event::Returned { .. } => true,
        Event::Described { .. } | Event::Listed { .. } | Event::Unlisted { .. } => false,
    }
}

/// What is known of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    listing: Option<Box<listing::Listing>>,
    standing: Standing,
    /// When it came on its list first.
    listed_on: Option<Date>,
    holds: BTreeMap<ClaimId, u64>,
    used: u64,
    /// Of an offer that is booked by time: which claim has, or had, how much at which time, as
    /// far as that is not long over.
    booked: BTreeMap<ClaimId, (Slot, u64)>,
    /// Of a need, whose claims delivered what of that.
    served: BTreeMap<ClaimId, u64>,
}

impl State {
    /// What it says; nothing before its ledger said anything.
    pub fn listing(&self) -> Option<&listing::Listing> {
        self.listing.as_deref()
    }

    pub fn is_listed(&self) -> bool {
        self.standing == Standing::Listed
    }

    /// Who asked for it asks no more.
    pub fn is_dropped(&self) -> bool {
        self.standing == Standing::Dropped
    }

    /// When it came on its list first; none before that.
    pub fn listed_on(&self) -> Option<Date> {
        self.listed_on
    }

    /// What was delivered of it.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// What nobody holds and nobody delivered.
    pub fn left(&self) -> u64 {
        let asked = self.listing().map_or(0, |listing| listing.amount.quantity);
        asked.saturating_sub(self.holds.values().sum::<u64>()).saturating_sub(self.used)
    }

    /// Which times claims have of it, and how much.
    pub fn booked(&self) -> impl Iterator<Item = (Slot, u64)> + '_ {
        self.booked.values().copied()
    }

    /// Of a need: so many partners may come yet, beside those that hold or have served a part of
    /// it. A claim that served a part and holds another counts twice, as in its ledger.
    pub fn partners_left(&self) -> u32 {
        let Some(Particulars::Need(need)) = self.listing().map(|listing| &listing.particulars)
        else {
            return 0;
        };
        // As many volunteers as a post has places.
        if need.kind == Kind::Post {
            return u32::MAX;
        }
        let partners = u32::try_from(self.holds.len() + self.served.len()).unwrap_or(u32::MAX);
        need.partners_max.saturating_sub(partners)
    }

    /// Of a need: one partner gives all that is left of it, or nobody gives anything.
    pub fn is_whole(&self) -> bool {
        match self.listing().map(|listing| &listing.particulars) {
            Some(Particulars::Need(need)) => need.is_whole(),
            Some(Particulars::Offer(_)) | None => false,
        }
    }

    fn is_need(&self) -> bool {
        let particulars = self.listing().map(|listing| &listing.particulars);
        matches!(particulars, Some(Particulars::Need(_)))
    }
}

/// Tells one thing after another, each by the state that the ones before led to.
struct Telling {
    state: State,
    today: Date,
    events: Vec<Event>,
}

impl Telling {
    fn tell(&mut self, event: Event) {
        self.state = Listing::evolve(std::mem::take(&mut self.state), &event);
        self.events.push(event);
    }

    fn describe(&mut self, listing: listing::Listing) {
        if self.state.listing() != Some(&listing) {
            self.tell(Event::Described { listing: Box::new(listing) });
        }
    }

    /// Says what changed of what it says; nothing of a line that was never described.
    fn change(&mut self, change: impl FnOnce(&mut listing::Listing)) {
        if let Some(mut listing) = self.state.listing().cloned() {
            change(&mut listing);
            self.describe(listing);
        }
    }

    fn list(&mut self) {
        if self.state.standing != Standing::Listed {
            self.tell(Event::Listed { on: self.today });
        }
    }

    fn unlist(&mut self) {
        if self.state.standing != Standing::Unlisted {
            self.tell(Event::Unlisted { paused: false, dropped: false });
        }
    }

    fn pause(&mut self) {
        if self.state.standing != Standing::Paused {
            self.tell(Event::Unlisted { paused: true, dropped: false });
        }
    }

    /// Nothing of what never was on its list.
    fn drop(&mut self) {
        if self.state.listed_on.is_some() && self.state.standing != Standing::Dropped {
            self.tell(Event::Unlisted { paused: false, dropped: true });
        }
    }

    fn hold(&mut self, claim: ClaimId, quantity: u64, slot: Option<Slot>) {
        if self.state.holds.get(&claim) != Some(&quantity) {
            self.tell(Event::Held { claim, quantity, on: Some(self.today), slot });
        }
    }

    fn release(&mut self, claim: ClaimId, used: u64) {
        if self.state.holds.contains_key(&claim) {
            self.tell(Event::Released { claim, used });
        }
    }

    /// Of what this claim delivered, or of all.
    fn take_back(&mut self, claim: Option<ClaimId>, quantity: u64) {
        if quantity > 0 {
            self.tell(Event::Returned { quantity, claim });
        }
    }
}

impl Decider for Listing {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(
        state: &State,
        context: &Context,
        command: Command,
    ) -> Result<Vec<Event>, Infallible> {
        let today = values::time::date_at(context.now);
        let mut telling = Telling { state: state.clone(), today, events: Vec::new() };
        match command {
            Command::Need(told) => told.iter().for_each(|event| need::tell(&mut telling, event)),
            Command::Offer(told) => told.iter().for_each(|event| offer::tell(&mut telling, event)),
        }
        Ok(telling.events)
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Described { listing } => state.listing = Some(listing.clone()),
            Event::Listed { on } => {
                state.standing = Standing::Listed;
                state.listed_on = state.listed_on.or(Some(*on));
            }
            Event::Unlisted { dropped: true, .. } => state.standing = Standing::Dropped,
            Event::Unlisted { paused: true, .. } => state.standing = Standing::Paused,
            Event::Unlisted { .. } => state.standing = Standing::Unlisted,
            Event::Held { claim, quantity, on, slot } => {
                state.holds.insert(*claim, *quantity);
                if let (Some(slot), Some(today)) = (slot, on) {
                    // No slot lasts longer than into the next day.
                    let days_ago = |slot: &Slot| values::time::days_between(slot.date, *today);
                    state.booked.retain(|_, (slot, _)| days_ago(slot) <= 1);
                    state.booked.insert(*claim, (*slot, *quantity));
                }
            }
            Event::Released { claim, used } => {
                state.holds.remove(claim);
                state.used += used;
                // Of what it used, nobody else gets that time.
                if *used == 0 {
                    state.booked.remove(claim);
                } else if let Some((_, quantity)) = state.booked.get_mut(claim) {
                    *quantity = *used;
                }
                if *used > 0 && state.is_need() {
                    *state.served.entry(*claim).or_default() += used;
                }
            }
            Event::Returned { quantity, claim } => {
                state.used = state.used.saturating_sub(*quantity);
                match claim {
                    Some(claim) => {
                        if let Some(served) = state.served.get_mut(claim) {
                            *served = served.saturating_sub(*quantity);
                        }
                    }
                    // All of it; or, as version 0.1 told it, a part, and not whose: it counted
                    // nobody who had served, so nobody is counted.
                    None => state.served.clear(),
                }
                let is_served = state.used > 0;
                state.served.retain(|_, served| is_served && *served > 0);
            }
        }
        state
    }
}
