//! One offer: put on the list once, held piece by piece, used, or withdrawn.
//!
//! Invariant: what is held and what is used never exceed what is offered.

use std::collections::BTreeMap;

use contracts::resources::offer::{Command, Event, List, Rejection};
use contracts::{Context, HoldRefusal};
use decider::{Decider, corrupt};
use values::{Amount, ClaimId, OrganisationId, Text};

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
    /// Off the list; what is held stays held.
    Withdrawn(Ledger),
}

/// What is left of an offer, and who has the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Ledger {
    owner: OrganisationId,
    amount: Amount,
    held: u64,
    used: u64,
    holds: BTreeMap<ClaimId, u64>,
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
            State::Listed(ledger) | State::Withdrawn(ledger) => Some(ledger),
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
            Command::Hold { claim, claimer, own, amount } => {
                Ok(hold(state, claim, claimer, own, amount))
            }
            Command::Release { claim } => Ok(release(state, claim)),
            Command::Use { claim, quantity } => Ok(take(state, claim, quantity)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Listed(list) => State::Listed(Ledger {
                owner: list.owner,
                amount: list.amount,
                held: 0,
                used: 0,
                holds: BTreeMap::new(),
            }),
            Event::Withdrawn { .. } => match state {
                State::Listed(ledger) => State::Withdrawn(ledger),
                State::Unlisted | State::Withdrawn(_) => corrupt(&state, event),
            },
            Event::Held { claim, quantity, .. } => match state {
                State::Listed(mut ledger) => {
                    ledger.held += quantity;
                    ledger.holds.insert(*claim, *quantity);
                    State::Listed(ledger)
                }
                State::Unlisted | State::Withdrawn(_) => corrupt(&state, event),
            },
            Event::HoldRefused { .. } => state,
            Event::Released { claim } => with_ledger(state, event, |ledger| {
                ledger.holds.remove(claim).map(|quantity| ledger.held -= quantity)
            }),
            Event::Used { claim, quantity } => with_ledger(state, event, |ledger| {
                ledger.holds.remove(claim).map(|held| {
                    ledger.held -= held;
                    ledger.used += quantity;
                })
            }),
        }
    }
}

/// Changes the ledger of a listed or withdrawn offer; `change` says whether it could.
fn with_ledger(
    mut state: State,
    event: &Event,
    change: impl FnOnce(&mut Ledger) -> Option<()>,
) -> State {
    let changed = match &mut state {
        State::Unlisted => None,
        State::Listed(ledger) | State::Withdrawn(ledger) => change(ledger),
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
    Ok(vec![Event::Listed(list)])
}

fn withdraw(
    state: &State,
    context: &Context,
    reason: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    let ledger = state.ledger().ok_or(Rejection::Unknown)?;
    if !context.actor.may_act_for(ledger.owner) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Withdrawn(_) | State::Unlisted => Ok(vec![]),
        State::Listed(_) => Ok(vec![Event::Withdrawn { reason }]),
    }
}

/// A refusal is an event: the saga must react to it.
fn hold(
    state: &State,
    claim: ClaimId,
    claimer: OrganisationId,
    own: bool,
    amount: Amount,
) -> Vec<Event> {
    if state.ledger().is_some_and(|ledger| ledger.holds.contains_key(&claim)) {
        return vec![];
    }
    match judge_hold(state, claimer, own, amount) {
        Ok(owner) => vec![Event::Held { claim, owner, quantity: amount.quantity }],
        Err(reason) => vec![Event::HoldRefused { claim, reason }],
    }
}

fn judge_hold(
    state: &State,
    claimer: OrganisationId,
    own: bool,
    amount: Amount,
) -> Result<OrganisationId, HoldRefusal> {
    let ledger = match state {
        State::Unlisted => return Err(HoldRefusal::UnknownLine),
        State::Withdrawn(_) => return Err(HoldRefusal::NotOnTheList),
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

#[cfg(test)]
mod tests {
    use contracts::resources::offer::Category;
    use contracts::testing::{OWNER, SOMEBODY, by, liaison_of};
    use decider::{deciding_again_changes_nothing, given};
    use values::{Money, Unit, Uuid};

    use super::*;

    fn claim(n: u128) -> ClaimId {
        ClaimId(Uuid::from_u128(n))
    }

    fn sessions(quantity: u64) -> Amount {
        Amount::new(quantity, Unit::Session).unwrap()
    }

    fn list(quantity: u64) -> List {
        List {
            owner: OWNER,
            title: Text::new("四楼会议室").unwrap(),
            content: None,
            category: Category::Venue,
            amount: sessions(quantity),
            price: None,
            area: None,
            place: None,
            available: None,
        }
    }

    fn listed(quantity: u64) -> Event {
        Event::Listed(list(quantity))
    }

    fn held(n: u128, quantity: u64) -> Event {
        Event::Held { claim: claim(n), owner: OWNER, quantity }
    }

    fn hold(n: u128, quantity: u64) -> Command {
        let amount = sessions(quantity);
        Command::Hold { claim: claim(n), claimer: SOMEBODY, own: false, amount }
    }

    fn refused(n: u128, reason: HoldRefusal) -> Event {
        Event::HoldRefused { claim: claim(n), reason }
    }

    #[test]
    fn an_offer_is_listed_by_its_owner() {
        let context = by(liaison_of(OWNER));
        given::<Offer>([]).when(&context, Command::List(list(3))).then([listed(3)]);
    }

    #[test]
    fn nobody_lists_for_another_organisation() {
        given::<Offer>([])
            .when(&by(liaison_of(SOMEBODY)), Command::List(list(3)))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn low_price_is_a_price_above_nothing() {
        let free = List { price: Some(Money { fen: 0 }), ..list(3) };
        given::<Offer>([])
            .when(&by(liaison_of(OWNER)), Command::List(free))
            .then_rejected(Rejection::PriceOutOfRange);
    }

    #[test]
    fn more_than_is_left_cannot_be_held() {
        let reason = HoldRefusal::TooLittleLeft { asked: 3, left: 2, unit: Unit::Session };
        given::<Offer>([listed(10), held(1, 8)])
            .when(&by(liaison_of(SOMEBODY)), hold(2, 3))
            .then([refused(2, reason)]);
    }

    #[test]
    fn exactly_what_is_left_can_be_held() {
        given::<Offer>([listed(10), held(1, 8)])
            .when(&by(liaison_of(SOMEBODY)), hold(2, 2))
            .then([held(2, 2)]);
    }

    #[test]
    fn a_hold_asked_for_twice_is_held_once() {
        given::<Offer>([listed(10), held(1, 8)])
            .when(&by(liaison_of(SOMEBODY)), hold(1, 8))
            .then_already_so();
    }

    #[test]
    fn a_withdrawn_offer_keeps_its_holds_and_takes_no_new_ones() {
        let withdrawn = || [listed(10), held(1, 8), Event::Withdrawn { reason: None }];
        let context = by(liaison_of(SOMEBODY));
        given::<Offer>(withdrawn())
            .when(&context, hold(2, 1))
            .then([refused(2, HoldRefusal::NotOnTheList)]);
        given::<Offer>(withdrawn())
            .when(&context, Command::Use { claim: claim(1), quantity: 8 })
            .then([Event::Used { claim: claim(1), quantity: 8 }]);
    }

    #[test]
    fn nobody_claims_their_own_offer_nor_offers_somebody_elses() {
        let ask =
            |claimer, own| Command::Hold { claim: claim(1), claimer, own, amount: sessions(1) };
        let context = by(liaison_of(OWNER));
        given::<Offer>([listed(1)])
            .when(&context, ask(OWNER, false))
            .then([refused(1, HoldRefusal::YourOwnLine)]);
        given::<Offer>([listed(1)])
            .when(&context, ask(SOMEBODY, true))
            .then([refused(1, HoldRefusal::NotYourLine { owner: OWNER })]);
    }

    #[test]
    fn another_unit_of_measure_is_refused() {
        let amount = Amount::new(1, Unit::Hour).unwrap();
        let reason = HoldRefusal::OtherUnit { line: Unit::Session, asked: Unit::Hour };
        let ask = Command::Hold { claim: claim(1), claimer: SOMEBODY, own: false, amount };
        given::<Offer>([listed(1)]).when(&by(liaison_of(SOMEBODY)), ask).then([refused(1, reason)]);
    }

    #[test]
    fn an_unknown_offer_refuses_instead_of_failing() {
        given::<Offer>([])
            .when(&by(liaison_of(SOMEBODY)), hold(1, 1))
            .then([refused(1, HoldRefusal::UnknownLine)]);
    }

    #[test]
    fn what_was_not_delivered_is_free_again() {
        let history = [listed(10), held(1, 8), Event::Used { claim: claim(1), quantity: 5 }];
        given::<Offer>(history).when(&by(liaison_of(SOMEBODY)), hold(2, 5)).then([held(2, 5)]);
    }

    #[test]
    fn releasing_what_is_not_held_changes_nothing() {
        given::<Offer>([listed(10)])
            .when(&by(liaison_of(SOMEBODY)), Command::Release { claim: claim(1) })
            .then_already_so();
    }

    proptest::proptest! {
        #[test]
        fn held_and_used_never_exceed_what_is_offered(
            offered in 1u64..20,
            steps in proptest::collection::vec((0u8..3, 0u128..6, 1u64..10), 0..60),
        ) {
            let context = by(liaison_of(SOMEBODY));
            let mut state = Offer::evolve(State::Unlisted, &listed(offered));
            for (kind, n, quantity) in steps {
                let command = match kind {
                    0 => hold(n, quantity),
                    1 => Command::Release { claim: claim(n) },
                    _ => Command::Use { claim: claim(n), quantity },
                };
                // A refusal is told as often as it is asked for; everything else only once.
                state = if matches!(command, Command::Hold { .. }) {
                let decided = Offer::decide(&state, &context, command);
                decided.unwrap().iter().fold(state, Offer::evolve)
            } else {
                deciding_again_changes_nothing::<Offer>(state, &context, command)
            };
            let ledger = state.ledger().unwrap();
                proptest::prop_assert!(ledger.held() + ledger.used() <= ledger.offered());
                proptest::prop_assert_eq!(ledger.holds().values().sum::<u64>(), ledger.held());
            }
        }
    }
}
