//! The offer as a ledger: what claims hold of it, at which times, and what they use up.

use std::collections::{BTreeMap, BTreeSet};

use contracts::projects::claim::HoldRequest;
use contracts::resources::offer::{Event, List};
use contracts::{Claimer, Context, HoldRefusal, Slot, WaitingList};
use values::{Amount, ClaimId, Date, Timestamp};

use super::schedule::{self, Bookings};
use super::term::Term;
use super::{State, waiting};

/// What is left of an offer, who has the rest, and how long it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    offer: Box<List>,
    held: u64,
    used: u64,
    holds: BTreeMap<ClaimId, u64>,
    holders: BTreeMap<ClaimId, Claimer>,
    /// Holds of claims whose other line is still asked for.
    pub(super) tentative: BTreeSet<ClaimId>,
    pub(super) waiting: WaitingList,
    bookings: Bookings,
    pub(super) term: Term,
}

impl Ledger {
    pub(super) fn of(offer: Box<List>, stands_to: Timestamp) -> Self {
        let term = Term::begun(offer.until, stands_to);
        Self {
            offer,
            held: 0,
            used: 0,
            holds: BTreeMap::new(),
            holders: BTreeMap::new(),
            tentative: BTreeSet::new(),
            waiting: WaitingList::default(),
            bookings: Bookings::default(),
            term,
        }
    }

    /// What one claim holds whole, and nobody else can claim.
    pub(super) fn once(offer: Box<List>, claim: ClaimId) -> Self {
        let (owner, whole) = (offer.owner, offer.amount.quantity);
        let mut ledger = Self::of(offer, Timestamp::MAX);
        ledger.hold(claim, owner.into(), false, whole, None);
        ledger
    }

    fn left(&self) -> u64 {
        self.offered() - self.held - self.used
    }

    /// What is offered, as it was last written.
    pub fn offer(&self) -> &List {
        &self.offer
    }

    /// What is offered in all.
    pub fn offered(&self) -> u64 {
        self.offer.amount.quantity
    }

    /// What is set aside for claims.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// What claims have used up.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Who waits for an amount.
    pub fn waiting(&self) -> &WaitingList {
        &self.waiting
    }

    /// Which claims hold how much.
    pub fn holds(&self) -> &BTreeMap<ClaimId, u64> {
        &self.holds
    }

    /// Which claims have booked which time.
    pub fn bookings(&self) -> &Bookings {
        &self.bookings
    }

    pub(super) fn edit(&mut self, offer: Box<List>) {
        self.offer = offer;
    }

    pub(super) fn renew(&mut self, until: Option<Date>, stands_to: Timestamp) {
        self.offer.until = until;
        self.term = Term::begun(until, stands_to);
    }

    pub(super) fn hold(
        &mut self,
        claim: ClaimId,
        claimer: Claimer,
        own: bool,
        quantity: u64,
        slot: Option<Slot>,
    ) {
        self.held += quantity;
        self.holds.insert(claim, quantity);
        self.holders.insert(claim, claimer);
        self.waiting.remove(claim);
        if own {
            self.tentative.insert(claim);
        }
        if let Some(slot) = slot {
            self.bookings.book(claim, slot, quantity);
        }
    }

    /// Nothing when the claim holds nothing: the history is corrupt.
    pub(super) fn pass_on(&mut self, claim: ClaimId, to: Claimer) -> Option<()> {
        self.holders.insert(claim, to).map(drop)
    }

    /// Nothing when the claim holds nothing: the history is corrupt.
    pub(super) fn release(&mut self, claim: ClaimId) -> Option<()> {
        self.held -= self.holds.remove(&claim)?;
        self.holders.remove(&claim);
        self.tentative.remove(&claim);
        self.bookings.release(claim);
        Some(())
    }

    /// Nothing when the claim holds nothing: the history is corrupt.
    pub(super) fn take(&mut self, claim: ClaimId, quantity: u64) -> Option<()> {
        self.held -= self.holds.remove(&claim)?;
        self.holders.remove(&claim);
        self.tentative.remove(&claim);
        self.used += quantity;
        self.bookings.used(claim, quantity);
        Some(())
    }
}

/// What a claim asks of an offer.
pub(super) struct Asked {
    pub(super) claim: ClaimId,
    pub(super) claimer: Claimer,
    /// The claimer says that the offer is its own.
    pub(super) own: bool,
    pub(super) amount: Amount,
    pub(super) slot: Option<Slot>,
}

/// A refusal is an event: the saga must react to it.
pub(super) fn hold(state: &State, context: &Context, asked: &Asked) -> Vec<Event> {
    let claim = asked.claim;
    if state.ledger().is_some_and(|ledger| ledger.holds.contains_key(&claim)) {
        return vec![];
    }
    vec![match judge(state, context, asked) {
        Ok(held) => held,
        Err(reason) => {
            let tentative = reason.is_shortage()
                && waiting::without_tentative(state)
                    .is_some_and(|firm| judge(&firm, context, asked).is_ok());
            let reason = if tentative { HoldRefusal::HeldTentatively } else { reason };
            Event::HoldRefused { claim, reason }
        }
    }]
}

/// Whether it would be refused, and why: nothing is held, for the claim is over.
pub(super) fn wonder(
    state: &State,
    context: &Context,
    claim: ClaimId,
    request: &HoldRequest,
) -> Vec<Event> {
    let HoldRequest { claimer, own, amount, slot, .. } = *request;
    let judged = hold(state, context, &Asked { claim, claimer, own, amount, slot });
    judged.into_iter().filter(|event| matches!(event, Event::HoldRefused { .. })).collect()
}

/// What is held, or why nothing is.
pub(super) fn judge(state: &State, context: &Context, asked: &Asked) -> Result<Event, HoldRefusal> {
    let ledger = match state {
        State::Unlisted | State::Draft(_) | State::Discarded(_) => {
            return Err(HoldRefusal::UnknownLine);
        }
        State::Listed(ledger) if !ledger.term.is_over(context.now) => ledger,
        State::Listed(_)
        | State::Paused(_)
        | State::Expired(_)
        | State::Dormant(_)
        | State::Withdrawn(_)
        | State::OneOff(_) => return Err(HoldRefusal::NotOnTheList),
    };
    let owner = ledger.offer.owner;
    let claimer = asked.claimer.organisation().ok_or(HoldRefusal::NotForPersons)?;
    let owner = match (asked.own, context.is_same(asked.claimer, owner)) {
        (true, false) => return Err(HoldRefusal::NotYourLine { owner }),
        (false, true) => return Err(HoldRefusal::YourOwnLine),
        // Whichever of the merged ones claims: it owns the line, too.
        (true, true) => claimer,
        (false, false) => owner,
    };
    let (line, unit) = (ledger.offer.amount.unit, asked.amount.unit);
    if line != unit {
        return Err(HoldRefusal::OtherUnit { line, asked: unit });
    }
    let (quantity, left) = (asked.amount.quantity, ledger.left());
    if quantity > left {
        return Err(HoldRefusal::TooLittleLeft { asked: quantity, left, unit });
    }
    judge_slot(ledger, context.now, asked)?;
    let Asked { claim, claimer, slot, .. } = *asked;
    Ok(Event::Held { claim, claimer, owner, category: ledger.offer.category, quantity, slot })
}

/// Who asks for an offer that is booked by time names the time. Its owner may set an amount aside
/// for somebody's need and find the time later.
fn judge_slot(ledger: &Ledger, now: Timestamp, asked: &Asked) -> Result<(), HoldRefusal> {
    match (&ledger.offer.schedule, asked.slot) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(HoldRefusal::NoSlots),
        (Some(_), None) if asked.own => Ok(()),
        (Some(_), None) => Err(HoldRefusal::SlotMissing),
        (Some(schedule), Some(slot)) => {
            let (bookings, until) = (&ledger.bookings, ledger.term.until);
            schedule::judge(schedule, bookings, until, now, slot, asked.amount)
        }
    }
}

pub(super) fn release(state: &State, claim: ClaimId) -> Vec<Event> {
    match state.ledger() {
        Some(ledger) if ledger.holds.contains_key(&claim) => vec![Event::Released { claim }],
        Some(ledger) if ledger.waiting.contains(claim) => vec![Event::WaitEnded { claim }],
        Some(_) | None => vec![],
    }
}

/// All lines of the claim are held.
pub(super) fn confirm(state: &State, claim: ClaimId) -> Vec<Event> {
    match state.ledger() {
        Some(ledger) if ledger.tentative.contains(&claim) => vec![Event::HoldConfirmed { claim }],
        Some(_) | None => vec![],
    }
}

/// Another claims in the claimer's place.
pub(super) fn pass_on(state: &State, claim: ClaimId, to: Claimer) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holders.get(&claim)) {
        Some(holder) if *holder != to => vec![Event::HoldPassedOn { claim, to }],
        Some(_) | None => vec![],
    }
}

pub(super) fn take(state: &State, claim: ClaimId, quantity: u64) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holds.get(&claim)) {
        Some(held) => vec![Event::Used { claim, quantity: quantity.min(*held) }],
        None => vec![],
    }
}
