//! The rules of offers, one after the other.

use std::time::Duration;

use contracts::resources::offer::Category;
use contracts::testing::{OWNER, SOMEBODY, at, by, liaison_of};
use decider::{deciding_again_changes_nothing, given};
use values::{Money, Unit, Uuid, time};

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
        until: None,
    }
}

/// A standing offer, to be confirmed by the end of that day.
fn standing(quantity: u64, confirm_by: &str) -> Event {
    Event::Listed { offer: list(quantity), stands_to: end_of(confirm_by) }
}

/// A standing offer, listed on the Monday of all tests.
fn listed(quantity: u64) -> Event {
    standing(quantity, "2026-09-02")
}

/// An offer to the end of that day.
fn dated(quantity: u64, date: &str) -> Event {
    let offer = List { until: until(date), ..list(quantity) };
    Event::Listed { offer, stands_to: end_of(date) }
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
    let ask = |claimer, own| Command::Hold { claim: claim(1), claimer, own, amount: sessions(1) };
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

#[test]
fn a_dated_offer_stands_to_the_end_of_its_last_day() {
    let offer = List { until: until("2026-03-20"), ..list(3) };
    given::<Offer>([]).when(&on("2026-03-02"), Command::List(offer)).then([dated(3, "2026-03-20")]);
}

#[test]
fn a_term_ends_today_or_later_and_within_ten_years() {
    for (date, may) in
        [("2026-03-01", false), ("2026-03-02", true), ("2036-03-02", true), ("2036-03-03", false)]
    {
        let offer = List { until: until(date), ..list(3) };
        let asked = given::<Offer>([]).when(&on("2026-03-02"), Command::List(offer));
        if may {
            asked.then([dated(3, date)]);
        } else {
            asked.then_rejected(Rejection::UntilOutOfRange);
        }
    }
}

#[test]
fn its_owner_is_told_seven_days_and_one_day_before_and_then_it_expires() {
    let mut history = vec![dated(3, "2026-03-20")];
    for (today, due) in [
        ("2026-03-12", None),
        ("2026-03-13", Some(Event::ExpiryNoticed { days_left: 7 })),
        ("2026-03-14", None),
        ("2026-03-18", None),
        ("2026-03-19", Some(Event::ExpiryNoticed { days_left: 1 })),
        ("2026-03-20", None),
        ("2026-03-21", Some(Event::Expired {})),
        ("2026-03-22", None),
    ] {
        let asked = given::<Offer>(history.clone()).when(&on(today), Command::TermDue);
        match due {
            Some(event) => {
                asked.then([event.clone()]);
                history.push(event);
            }
            None => {
                asked.then_already_so();
            }
        }
    }
}

#[test]
fn a_term_that_is_short_from_the_beginning_is_told_once_with_what_is_left() {
    given::<Offer>([dated(3, "2026-03-05")])
        .when(&on("2026-03-02"), Command::TermDue)
        .then([Event::ExpiryNoticed { days_left: 3 }]);
    given::<Offer>([dated(3, "2026-03-02")])
        .when(&on("2026-03-02"), Command::TermDue)
        .then([Event::ExpiryNoticed { days_left: 0 }]);
}

#[test]
fn whatever_is_due_is_due_at_a_known_time_and_decides_something_then() {
    let system = |now| at(now, contracts::Actor::System);
    for listed in [dated(3, "2026-03-20"), dated(3, "2026-03-04"), listed(3)] {
        let mut state = Offer::evolve(State::Unlisted, &listed);
        let mut times = Vec::new();
        while let Some(due) = state.due_at() {
            let before = due - Duration::from_millis(1);
            assert_eq!(Offer::decide(&state, &system(before), Command::TermDue), Ok(vec![]));
            let events = Offer::decide(&state, &system(due), Command::TermDue).unwrap();
            assert_eq!(events.len(), 1, "at {due}");
            state = events.iter().fold(state, Offer::evolve);
            times.push(due);
        }
        assert!(times.is_sorted() && !times.is_empty(), "{times:?}");
        assert!(matches!(state, State::Expired(_) | State::Dormant(_)));
    }
}

#[test]
fn a_standing_offer_that_nobody_confirms_goes_dormant() {
    let history = [listed(3)];
    given::<Offer>(history.clone()).when(&on("2026-09-02"), Command::TermDue).then_already_so();
    given::<Offer>(history).when(&on("2026-09-03"), Command::TermDue).then([Event::WentDormant {}]);
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
fn a_term_that_is_over_takes_no_new_holds_even_before_the_timer_fires() {
    for (listed, last, after) in [
        (dated(10, "2026-03-20"), "2026-03-20", "2026-03-21"),
        (listed(10), "2026-09-02", "2026-09-03"),
    ] {
        given::<Offer>([listed.clone()]).when(&on(last), hold(1, 1)).then([held(1, 1)]);
        given::<Offer>([listed])
            .when(&on(after), hold(1, 1))
            .then([refused(1, HoldRefusal::NotOnTheList)]);
    }
}

#[test]
fn a_renewed_offer_is_back_on_the_list_with_what_it_had_left() {
    for ended in [Event::Expired {}, Event::WentDormant {}] {
        let history = [dated(10, "2026-03-20"), held(1, 8), ended];
        let renew = Command::Renew { until: until("2026-06-30") };
        let state =
            given::<Offer>(history).when(&on("2026-03-21"), renew).then([renewed("2026-06-30")]);
        let decided = Offer::decide(&state, &by(liaison_of(SOMEBODY)), hold(2, 2));
        assert_eq!(decided, Ok(vec![held(2, 2)]));
    }
}

#[test]
fn a_paused_offer_that_is_renewed_stays_paused() {
    let history = [dated(3, "2026-03-20"), Event::Paused { reason: None }];
    let renew = || Command::Renew { until: until("2026-06-30") };
    let state =
        given::<Offer>(history).when(&on("2026-03-10"), renew()).then([renewed("2026-06-30")]);
    assert!(matches!(state, State::Paused(_)), "only resuming ends a pause: {state:?}");
    assert_eq!(Offer::decide(&state, &on("2026-03-10"), renew()), Ok(vec![]));
    assert_eq!(Offer::decide(&state, &on("2026-03-21"), Command::TermDue), Ok(vec![]));
}

#[test]
fn renewing_to_what_it_is_changes_nothing_and_notices_begin_anew_with_a_new_term() {
    let history = [dated(3, "2026-03-20"), Event::ExpiryNoticed { days_left: 7 }];
    let same = Command::Renew { until: until("2026-03-20") };
    given::<Offer>(history.clone()).when(&on("2026-03-13"), same).then_already_so();
    let later = Command::Renew { until: until("2026-04-20") };
    let state =
        given::<Offer>(history).when(&on("2026-03-13"), later).then([renewed("2026-04-20")]);
    let due = Offer::decide(&state, &on("2026-04-13"), Command::TermDue);
    assert_eq!(due, Ok(vec![Event::ExpiryNoticed { days_left: 7 }]));
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
