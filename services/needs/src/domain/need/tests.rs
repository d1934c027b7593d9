use contracts::HoldRefusal;
use contracts::needs::need::Source;
use contracts::resources::offer::Category;
use contracts::testing::{OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, monday};
use decider::{deciding_again_changes_nothing, given};
use values::{Unit, Uuid};

use super::*;

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(n))
}

fn sessions(quantity: u64) -> Amount {
    Amount::new(quantity, Unit::Session).unwrap()
}

fn text(text: &str) -> Text<200> {
    Text::new(text).unwrap()
}

fn raise(kind: Kind, quantity: u64) -> Raise {
    Raise {
        owner: OWNER,
        title: Text::new("周末义诊").unwrap(),
        content: None,
        kind,
        category: Category::Service,
        source: Source::Community,
        amount: sessions(quantity),
        place: None,
        wanted: None,
    }
}

fn verified(kind: Kind, quantity: u64) -> Vec<Event> {
    vec![Event::Raised(raise(kind, quantity)), Event::Verified { amount: sessions(quantity) }]
}

/// Posted in parts for up to three partners.
fn posted(quantity: u64) -> Vec<Event> {
    let mut events = verified(Kind::Common, quantity);
    events.push(Event::Posted { divisible: true, partners_max: 3, deadline: None });
    events
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

fn clerk() -> Context {
    by(clerk_of(OWNER))
}

fn post(divisible: bool, partners_max: u32) -> Command {
    Command::Post { divisible, partners_max, deadline: None }
}

#[test]
fn nobody_raises_a_need_for_another_organisation() {
    given::<Need>([])
        .when(&by(clerk_of(STRANGER)), Command::Raise(raise(Kind::Common, 3)))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn the_verified_amount_is_what_counts_from_then_on() {
    given::<Need>([Event::Raised(raise(Kind::Common, 9))])
        .when(&clerk(), Command::Verify { amount: sessions(2) })
        .then([Event::Verified { amount: sessions(2) }]);
}

#[test]
fn verifying_does_not_change_the_unit() {
    given::<Need>([Event::Raised(raise(Kind::Common, 9))])
        .when(&clerk(), Command::Verify { amount: Amount::new(9, Unit::Hour).unwrap() })
        .then_rejected(Rejection::OtherUnit);
}

#[test]
fn a_returned_need_is_neither_verified_nor_posted() {
    let returned =
        || [Event::Raised(raise(Kind::Common, 1)), Event::Returned { reason: text("地址不明") }];
    given::<Need>(returned())
        .when(&clerk(), Command::Verify { amount: sessions(1) })
        .then_rejected(Rejection::NotRaised);
    given::<Need>(returned()).when(&clerk(), post(true, 3)).then_rejected(Rejection::NotVerified);
}

#[test]
fn only_a_verified_need_is_posted() {
    given::<Need>([Event::Raised(raise(Kind::Common, 1))])
        .when(&clerk(), post(true, 3))
        .then_rejected(Rejection::NotVerified);
    given::<Need>(verified(Kind::Common, 1)).when(&clerk(), post(true, 3)).then([Event::Posted {
        divisible: true,
        partners_max: 3,
        deadline: None,
    }]);
}

#[test]
fn a_need_has_one_to_a_hundred_partners() {
    for partners_max in [0, PARTNERS_MAX + 1] {
        given::<Need>(verified(Kind::Common, 1))
            .when(&clerk(), post(true, partners_max))
            .then_rejected(Rejection::PartnersOutOfRange);
    }
}

#[test]
fn a_wish_has_exactly_one_claimer_who_takes_it_whole() {
    for (divisible, partners_max) in [(true, 1), (false, 2)] {
        given::<Need>(verified(Kind::Wish, 1))
            .when(&clerk(), post(divisible, partners_max))
            .then_rejected(Rejection::WishIsWhole);
    }
}

#[test]
fn a_deadline_lies_in_the_future() {
    let command = Command::Post { divisible: true, partners_max: 3, deadline: Some(monday()) };
    given::<Need>(verified(Kind::Common, 1))
        .when(&clerk(), command)
        .then_rejected(Rejection::DeadlinePassed);
}

#[test]
fn after_its_deadline_a_need_takes_no_claim() {
    let deadline = monday();
    let later = deadline + std::time::Duration::from_secs(1);
    let mut history = verified(Kind::Common, 5);
    history.push(Event::Posted { divisible: true, partners_max: 3, deadline: Some(deadline) });
    given::<Need>(history)
        .when(&at(later, liaison_of(SOMEBODY)), hold(1, 1))
        .then([refused(1, HoldRefusal::NotOnTheList)]);
}

#[test]
fn more_than_is_left_cannot_be_held() {
    let mut history = posted(10);
    history.push(held(1, 8));
    let reason = HoldRefusal::TooLittleLeft { asked: 3, left: 2, unit: Unit::Session };
    given::<Need>(history).when(&clerk(), hold(2, 3)).then([refused(2, reason)]);
}

#[test]
fn an_indivisible_need_is_held_whole_or_not_at_all() {
    let mut history = verified(Kind::Common, 5);
    history.push(Event::Posted { divisible: false, partners_max: 1, deadline: None });
    let reason = HoldRefusal::OnlyWhole { asked: 3, whole: 5, unit: Unit::Session };
    given::<Need>(history.clone()).when(&clerk(), hold(1, 3)).then([refused(1, reason)]);
    given::<Need>(history).when(&clerk(), hold(1, 5)).then([held(1, 5)]);
}

#[test]
fn no_more_partners_hold_it_than_it_may_have() {
    let mut history = posted(10);
    history.extend([held(1, 1), held(2, 1), held(3, 1)]);
    given::<Need>(history)
        .when(&clerk(), hold(4, 1))
        .then([refused(4, HoldRefusal::TooManyPartners { max: 3 })]);
}

#[test]
fn who_delivered_counts_as_a_partner_and_who_gave_it_back_does_not() {
    let mut history = posted(10);
    history.extend([held(1, 1), held(2, 1), held(3, 1)]);
    history.push(Event::Delivered { claim: claim(1), quantity: 1 });
    let mut released = history.clone();
    released.push(Event::Released { claim: claim(2) });
    given::<Need>(history)
        .when(&clerk(), hold(4, 1))
        .then([refused(4, HoldRefusal::TooManyPartners { max: 3 })]);
    given::<Need>(released).when(&clerk(), hold(4, 1)).then([held(4, 1)]);
}

#[test]
fn an_unknown_need_refuses_instead_of_failing() {
    given::<Need>([]).when(&clerk(), hold(1, 1)).then([refused(1, HoldRefusal::UnknownLine)]);
}

#[test]
fn what_was_not_delivered_is_open_again() {
    let mut history = posted(10);
    history.extend([held(1, 8), Event::Delivered { claim: claim(1), quantity: 5 }]);
    given::<Need>(history).when(&clerk(), hold(2, 5)).then([held(2, 5)]);
}

#[test]
fn a_need_is_solved_only_when_all_was_delivered() {
    let mut history = posted(2);
    history.extend([held(1, 2), Event::Delivered { claim: claim(1), quantity: 1 }]);
    let reason = || text("只来了一次");
    given::<Need>(history.clone())
        .when(&clerk(), Command::Close { outcome: Outcome::Solved })
        .then_rejected(Rejection::NotAllDelivered { delivered: 1, asked: 2 });
    given::<Need>(history.clone())
        .when(&clerk(), Command::Close { outcome: Outcome::Unsolved { reason: reason() } })
        .then_rejected(Rejection::OutcomeContradicts { delivered: 1, asked: 2 });
    let partly = || Outcome::PartlySolved { reason: reason() };
    given::<Need>(history)
        .when(&clerk(), Command::Close { outcome: partly() })
        .then([Event::Closed { outcome: partly() }]);
}

#[test]
fn a_need_that_is_held_is_not_closed() {
    let mut history = posted(2);
    history.push(held(1, 2));
    let outcome = Outcome::Withdrawn { reason: text("不需要了") };
    given::<Need>(history)
        .when(&clerk(), Command::Close { outcome })
        .then_rejected(Rejection::StillHeld { held: 2 });
}

#[test]
fn a_closed_need_is_not_closed_again() {
    let outcome = || Outcome::Withdrawn { reason: text("不需要了") };
    let mut history = posted(2);
    history.push(Event::Closed { outcome: outcome() });
    given::<Need>(history)
        .when(&clerk(), Command::Close { outcome: outcome() })
        .then_rejected(Rejection::Closed);
}

proptest::proptest! {
    #[test]
    fn held_and_delivered_never_exceed_what_is_asked(
        asked in 1u64..20,
        steps in proptest::collection::vec((0u8..3, 0u128..6, 1u64..10), 0..60),
    ) {
        let mut state = posted(asked).iter().fold(State::Unheard, Need::evolve);
        for (kind, n, quantity) in steps {
            let command = match kind {
                0 => hold(n, quantity),
                1 => Command::Release { claim: claim(n) },
                _ => Command::Deliver { claim: claim(n), quantity },
            };
            // A refusal is told as often as it is asked for; everything else only once.
            state = if matches!(command, Command::Hold { .. }) {
                let decided = Need::decide(&state, &clerk(), command);
                decided.unwrap().iter().fold(state, Need::evolve)
            } else {
                deciding_again_changes_nothing::<Need>(state, &clerk(), command)
            };
            let ledger = state.ledger().unwrap();
            proptest::prop_assert!(ledger.held() + ledger.delivered() <= ledger.asked());
            proptest::prop_assert_eq!(ledger.holds().values().sum::<u64>(), ledger.held());
        }
    }
}
