//! 一次性条目: what is given by one claim alone.

use super::*;
use contracts::testing::operator;

fn once() -> Event {
    Event::ListedOnce { claim: claim(1), offer: Box::new(list(3)) }
}

fn list_once() -> Command {
    Command::ListOnce { claim: claim(1), offer: Box::new(list(3)) }
}

#[test]
fn what_a_claim_gives_without_an_offer_stands_for_that_claim_alone() {
    let system = by(contracts::Actor::System);
    let state = given::<Offer>([]).when(&system, list_once()).then([once()]);
    let ledger = state.ledger().unwrap();
    assert_eq!((ledger.held(), ledger.offered()), (3, 3));
    decider::deciding_again_changes_nothing::<Offer>(state, &system, list_once());
    let reason = HoldRefusal::NotOnTheList;
    let refused = Event::HoldRefused { claim: claim(2), reason };
    given::<Offer>([once()]).when(&system, hold(2, 1)).then([refused.clone()]);
    // What the claim did not use is nobody else's either.
    let used = Event::Used { claim: claim(1), quantity: 2 };
    given::<Offer>([once()])
        .when(&system, Command::Use { claim: claim(1), quantity: 2 })
        .then([used.clone()]);
    given::<Offer>([once(), used]).when(&system, hold(2, 1)).then([refused]);
}

#[test]
fn nothing_is_done_about_a_one_off_line_by_itself() {
    let edit = Command::Edit { to: Box::new(list(4)) };
    let renew = Command::Renew { until: None };
    let pause = Command::Pause { reason: None };
    let withdraw = Command::Withdraw { reason: None };
    for command in [edit, renew, pause, Command::Resume, withdraw, Command::ListDraft] {
        given::<Offer>([once()]).when(&by(operator()), command).then_rejected(Rejection::OneOff);
    }
    assert_eq!(decider::fold::<Offer>(&[once()]).due_at(), None);
}
