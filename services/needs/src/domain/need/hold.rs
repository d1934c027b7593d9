//! The need as a ledger: what claims hold of it, what they deliver, and what stands of that.

use contracts::needs::need::{Event, Kind};
use contracts::projects::claim::HoldRequest;
use contracts::{Claimer, Context, HoldRefusal};
use decider::corrupt;
use values::{Amount, ClaimId};

use super::reviewing::Reviewing;
use super::{Ledger, State, Unclaimed, waiting};

/// What a claim asks of a need.
pub(super) struct Request {
    pub(super) claim: ClaimId,
    pub(super) claimer: Claimer,
    /// The claimer says that the need is its own.
    pub(super) own: bool,
    pub(super) amount: Amount,
}

/// A refusal is an event: the saga must react to it.
pub(super) fn hold(state: &State, context: &Context, request: &Request) -> Vec<Event> {
    let claim = request.claim;
    if state.ledger().is_some_and(|ledger| ledger.holds.contains_key(&claim)) {
        return vec![];
    }
    match judge(state, context, request) {
        Ok(held) => vec![held],
        Err(reason) => {
            let tentative = reason.is_shortage()
                && waiting::without_tentative(state)
                    .is_some_and(|firm| judge(&firm, context, request).is_ok());
            let reason = if tentative { HoldRefusal::HeldTentatively } else { reason };
            vec![Event::HoldRefused { claim, reason }]
        }
    }
}

/// Whether it would be refused, and why: nothing is held, for the claim is over.
pub(super) fn wonder(
    state: &State,
    context: &Context,
    claim: ClaimId,
    request: &HoldRequest,
) -> Vec<Event> {
    let HoldRequest { claimer, own, amount, .. } = *request;
    let judged = hold(state, context, &Request { claim, claimer, own, amount });
    judged.into_iter().filter(|event| matches!(event, Event::HoldRefused { .. })).collect()
}

/// What is held, or why nothing is.
pub(super) fn judge(
    state: &State,
    context: &Context,
    request: &Request,
) -> Result<Event, HoldRefusal> {
    let Request { claim, claimer, own, amount } = *request;
    let ledger = match state {
        State::Unheard => return Err(HoldRefusal::UnknownLine),
        State::Raised(_)
        | State::Returned(_)
        | State::Verified(_)
        | State::Accepted(_)
        | State::Closed(_) => return Err(HoldRefusal::NotOnTheList),
        State::Posted(ledger) => ledger,
    };
    let owner = ledger.asked.owner;
    if claimer.organisation().is_none() && !ledger.asked.kind.is_for_persons() {
        return Err(HoldRefusal::NotForPersons);
    }
    let owner = match (own, context.is_same(claimer, owner)) {
        (true, false) => return Err(HoldRefusal::NotYourLine { owner }),
        (false, true) => return Err(HoldRefusal::YourOwnLine),
        // Whichever of the merged ones claims: it owns the line, too.
        (true, true) => claimer.organisation().unwrap_or(owner),
        (false, false) => owner,
    };
    if ledger.once || ledger.is_past(context.now) {
        return Err(HoldRefusal::NotOnTheList);
    }
    let (line, asked) = (ledger.asked.amount.unit, amount.unit);
    if line != asked {
        return Err(HoldRefusal::OtherUnit { line, asked });
    }
    let (asked, left) = (amount.quantity, ledger.left());
    if asked > left {
        return Err(HoldRefusal::TooLittleLeft { asked, left, unit: line });
    }
    let category = ledger.asked.category;
    let held = Event::Held { claim, claimer, owner, category, quantity: asked };
    // A post is taken by volunteers, one place each, by as many as there are places.
    if ledger.asked.kind == Kind::Post {
        let one = HoldRefusal::OneEach { asked, unit: line };
        return if asked == 1 { Ok(held) } else { Err(one) };
    }
    // What was delivered and refused leaves a rest, which is taken whole again.
    if (!ledger.terms.divisible || ledger.asked.kind == Kind::Wish) && asked != left {
        return Err(HoldRefusal::OnlyWhole { asked, whole: left, unit: line });
    }
    let (partners, max) = (ledger.holds.len() + ledger.served.len(), ledger.terms.partners_max);
    if u32::try_from(partners).unwrap_or(u32::MAX) >= max {
        return Err(HoldRefusal::TooManyPartners { max });
    }
    Ok(held)
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
    match state.ledger().and_then(|ledger| ledger.holder(claim)) {
        Some(holder) if holder != to => vec![Event::HoldPassedOn { claim, to }],
        Some(_) | None => vec![],
    }
}

pub(super) fn deliver(state: &State, claim: ClaimId, quantity: u64) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holds.get(&claim)) {
        Some(held) => vec![Event::Delivered { claim, quantity: quantity.min(*held) }],
        None => vec![],
    }
}

/// What an event of the ledger makes of it.
pub(super) fn evolve(mut ledger: Ledger, event: &Event) -> Ledger {
    let changed = match event {
        Event::Held { claim, claimer, owner, quantity, .. } => {
            if *claimer == (*owner).into() {
                ledger.tentative.insert(*claim);
            }
            ledger.held += quantity;
            ledger.holders.insert(*claim, *claimer);
            ledger.waiting.remove(*claim);
            ledger.holds.insert(*claim, *quantity).is_none()
        }
        Event::HoldConfirmed { claim } => ledger.tentative.remove(claim),
        Event::WaitBegun { claim, request } => {
            ledger.waiting.push(*claim, *request);
            true
        }
        Event::WaitEnded { claim } => ledger.waiting.remove(*claim),
        Event::HoldPassedOn { claim, to } => ledger.holders.insert(*claim, *to).is_some(),
        Event::Released { claim } => ledger.give_back(*claim),
        Event::Delivered { claim, quantity } => {
            ledger.delivered += quantity;
            if *quantity > 0 {
                *ledger.served.entry(*claim).or_default() += quantity;
            }
            ledger.give_back(*claim)
        }
        Event::DeliveryRefused { claim, quantity, .. } => {
            ledger.delivered -= quantity;
            ledger.asked.review = Reviewing::default();
            ledger.take_back(*claim, *quantity)
        }
        Event::WishEntrusted { claim } => {
            ledger.entrusted = Some(*claim);
            true
        }
        Event::WentUnclaimed { act_by } => {
            ledger.unclaimed = Some(Unclaimed::Until(*act_by));
            true
        }
        Event::UnclaimedOverdue {} => ledger.unclaimed.replace(Unclaimed::Overdue).is_some(),
        Event::UnclaimedEscalated {} => ledger.unclaimed.replace(Unclaimed::Escalated).is_some(),
        Event::Raised { .. }
        | Event::RaiserErased {}
        | Event::BeneficiaryErased {}
        | Event::ResultShown { .. }
        | Event::Verified { .. }
        | Event::Returned { .. }
        | Event::Resubmitted { .. }
        | Event::Classified { .. }
        | Event::UrgencyConfirmed { .. }
        | Event::Deliberated { .. }
        | Event::Posted { .. }
        | Event::PostedOnce { .. }
        | Event::HoldRefused { .. }
        | Event::DeliveryAccepted { .. }
        | Event::Reviewed { .. }
        | Event::NotReviewed {}
        | Event::Closed { .. }
        | Event::Reopened { .. }
        | Event::SplitOff { .. }
        | Event::Distinguished { .. }
        | Event::Undistinguished { .. } => false,
    };
    if changed { ledger } else { corrupt(&ledger, event) }
}

impl Ledger {
    /// What `claim` holds is open again; says whether it held anything.
    fn give_back(&mut self, claim: ClaimId) -> bool {
        let held = self.holds.remove(&claim);
        self.holders.remove(&claim);
        self.tentative.remove(&claim);
        self.entrusted = self.entrusted.filter(|entrusted| *entrusted != claim);
        self.held -= held.unwrap_or_default();
        held.is_some()
    }

    /// Of what `claim` delivered, `quantity` does not stand; says whether it delivered that much.
    fn take_back(&mut self, claim: ClaimId, quantity: u64) -> bool {
        let Some(stands) = self.served.get_mut(&claim) else { return false };
        let Some(rest) = stands.checked_sub(quantity) else { return false };
        *stands = rest;
        if rest == 0 {
            self.served.remove(&claim);
        }
        true
    }
}
