//! What claims may hold.

use super::*;

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
fn nobody_claims_their_own_offer_nor_offers_somebody_elses() {
    let ask = |claimer, own| Command::Hold {
        claim: claim(1),
        claimer,
        own,
        amount: sessions(1),
        slot: None,
    };
    let context = by(liaison_of(OWNER));
    given::<Offer>([listed(1)])
        .when(&context, ask(OWNER.into(), false))
        .then([refused(1, HoldRefusal::YourOwnLine)]);
    given::<Offer>([listed(1)])
        .when(&context, ask(SOMEBODY.into(), true))
        .then([refused(1, HoldRefusal::NotYourLine { owner: OWNER })]);
}

#[test]
fn another_unit_of_measure_is_refused() {
    let amount = Amount::new(1, Unit::Hour).unwrap();
    let reason = HoldRefusal::OtherUnit { line: Unit::Session, asked: Unit::Hour };
    let ask =
        Command::Hold { claim: claim(1), claimer: SOMEBODY.into(), own: false, amount, slot: None };
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

#[test]
fn persons_claim_no_offers() {
    let claimer = contracts::Claimer::Person(values::PersonId(Uuid::from_u128(7)));
    let (claim, amount) = (claim(1), sessions(1));
    let hold = Command::Hold { claim, claimer, own: false, amount, slot: None };
    given::<Offer>([listed(1)])
        .when(&by(contracts::Actor::System), hold)
        .then([refused(1, HoldRefusal::NotForPersons)]);
}
