//! The rules of offers, one after the other.

mod holding;
mod once;
mod orders;
mod slots;
mod terms;
mod waiting;
mod writing;

use std::time::Duration;

use contracts::resources::offer::Category;
use contracts::testing::{OWNER, SOMEBODY, at, by, liaison_of};
use contracts::{HoldRefusal, Slot};
use decider::given;
use values::{Amount, ClaimId, Money, OrganisationId, Unit, Uuid, time};

use super::*;

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(n))
}

fn sessions(quantity: u64) -> Amount {
    Amount::new(quantity, Unit::Session).unwrap()
}

fn list(quantity: u64) -> List {
    List::new(OWNER, Text::new("四楼会议室").unwrap(), Category::Venue, sessions(quantity))
}

/// A standing offer, to be confirmed by the end of that day.
fn standing(quantity: u64, confirm_by: &str) -> Event {
    Event::Listed { offer: Box::new(list(quantity)), stands_to: end_of(confirm_by) }
}

/// A standing offer, listed on the Monday of all tests.
fn listed(quantity: u64) -> Event {
    standing(quantity, "2026-09-02")
}

/// An offer to the end of that day.
fn dated(quantity: u64, date: &str) -> Event {
    let offer = List { until: until(date), ..list(quantity) };
    Event::Listed { offer: Box::new(offer), stands_to: end_of(date) }
}

/// Renewed to the end of that day.
fn renewed(date: &str) -> Event {
    Event::Renewed { until: until(date), stands_to: end_of(date) }
}

fn end_of(date: &str) -> Timestamp {
    time::end_of(date.parse().unwrap())
}

fn until(date: &str) -> Option<Date> {
    Some(date.parse().unwrap())
}

/// The owner asks, at nine in the morning of that day.
fn on(date: &str) -> Context {
    let morning = time::start_of(date.parse().unwrap()) + Duration::from_secs(9 * 60 * 60);
    at(morning, liaison_of(OWNER))
}

fn held(n: u128, quantity: u64) -> Event {
    held_by(n, SOMEBODY, quantity, None)
}

fn held_by(n: u128, claimer: OrganisationId, quantity: u64, slot: Option<Slot>) -> Event {
    let (claim, claimer, category) = (claim(n), claimer.into(), Category::Venue);
    Event::Held { claim, claimer, owner: OWNER, category, quantity, slot }
}

fn hold(n: u128, quantity: u64) -> Command {
    let amount = sessions(quantity);
    Command::Hold { claim: claim(n), claimer: SOMEBODY.into(), own: false, amount, slot: None }
}

fn refused(n: u128, reason: HoldRefusal) -> Event {
    Event::HoldRefused { claim: claim(n), reason }
}

#[test]
fn an_offer_is_listed_by_its_owner() {
    let context = by(liaison_of(OWNER));
    given::<Offer>([]).when(&context, Command::List(Box::new(list(3)))).then([listed(3)]);
}

#[test]
fn nobody_lists_for_another_organisation() {
    given::<Offer>([])
        .when(&by(liaison_of(SOMEBODY)), Command::List(Box::new(list(3))))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn low_price_is_a_price_above_nothing() {
    let free = List { price: Some(Money { fen: 0 }), ..list(3) };
    given::<Offer>([])
        .when(&by(liaison_of(OWNER)), Command::List(Box::new(free)))
        .then_rejected(Rejection::PriceOutOfRange);
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
fn what_is_off_the_list_for_whatever_reason_takes_no_new_holds_and_keeps_the_old() {
    let paused = Event::Paused { reason: None };
    for ended in [paused, Event::Expired {}, Event::WentDormant {}] {
        let history = || [dated(10, "2026-03-20"), held(1, 8), ended.clone()];
        let context = by(liaison_of(SOMEBODY));
        given::<Offer>(history())
            .when(&context, hold(2, 1))
            .then([refused(2, HoldRefusal::NotOnTheList)]);
        given::<Offer>(history())
            .when(&context, Command::Release { claim: claim(1) })
            .then([Event::Released { claim: claim(1) }]);
    }
}

#[test]
fn an_offer_is_paused_and_resumed_by_its_owner_only_while_it_is_on_the_list() {
    let pause = || Command::Pause { reason: None };
    let paused = Event::Paused { reason: None };
    let owner = by(liaison_of(OWNER));
    given::<Offer>([listed(3)]).when(&owner, pause()).then([paused.clone()]);
    given::<Offer>([listed(3), paused.clone()]).when(&owner, pause()).then_already_so();
    given::<Offer>([listed(3), paused]).when(&owner, Command::Resume).then([Event::Resumed {}]);
    given::<Offer>([listed(3)]).when(&owner, Command::Resume).then_already_so();
    for command in [pause(), Command::Resume, Command::Renew { until: None }] {
        given::<Offer>([listed(3)])
            .when(&by(liaison_of(SOMEBODY)), command.clone())
            .then_rejected(Rejection::NotAuthorised);
        given::<Offer>([]).when(&owner, command.clone()).then_rejected(Rejection::Unknown);
        given::<Offer>([listed(3), Event::Withdrawn { reason: None }])
            .when(&owner, command)
            .then_rejected(Rejection::Withdrawn);
    }
    for command in [pause(), Command::Resume] {
        given::<Offer>([dated(3, "2026-03-20"), Event::Expired {}])
            .when(&owner, command)
            .then_rejected(Rejection::NotOnTheList);
    }
}
