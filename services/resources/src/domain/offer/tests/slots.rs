//! Offers that are booked by time.

use contracts::Slot;
use contracts::resources::schedule::{Opening, Schedule, Weekday};

use super::*;

pub(super) fn slot(date: &str, from: &str, to: &str) -> Slot {
    let [from, to] = [from, to].map(|time| time.parse().unwrap());
    Slot { date: date.parse().unwrap(), from, to }
}

fn weekly(weekday: Weekday, from: &str, to: &str) -> Opening {
    let [from, to] = [from, to].map(|time| time.parse().unwrap());
    Opening { weekday, from, to }
}

/// Open on Friday evenings and through the night to Saturday noon; closed on Friday the 20th, open
/// instead on Sunday the 22nd.
pub(super) fn schedule(capacity: Option<u64>) -> Schedule {
    Schedule {
        weekly: vec![
            weekly(Weekday::Friday, "18:00", "21:00"),
            weekly(Weekday::Friday, "21:00", "07:00"),
            weekly(Weekday::Saturday, "07:00", "12:00"),
        ],
        closed: vec!["2026-03-20".parse().unwrap()],
        extra: vec![slot("2026-03-22", "09:00", "12:00")],
        capacity,
    }
}

pub(super) fn scheduled(quantity: u64, capacity: Option<u64>) -> List {
    List { schedule: Some(Box::new(schedule(capacity))), ..list(quantity) }
}

/// Forty sessions in all, listed on the Monday of all tests.
fn listed_by_time(capacity: Option<u64>) -> Event {
    Event::Listed { offer: Box::new(scheduled(40, capacity)), stands_to: end_of("2026-09-02") }
}

pub(super) fn book(n: u128, quantity: u64, slot: Slot) -> Command {
    let (amount, slot) = (sessions(quantity), Some(slot));
    Command::Hold { claim: claim(n), claimer: SOMEBODY.into(), own: false, amount, slot }
}

fn booked(n: u128, quantity: u64, slot: Slot) -> Event {
    held_by(n, SOMEBODY, quantity, Some(slot))
}

/// Friday evening.
fn evening(from: &str, to: &str) -> Slot {
    slot("2026-03-06", from, to)
}

fn somebody() -> Context {
    by(liaison_of(SOMEBODY))
}

#[test]
fn a_schedule_opens_at_least_once_and_is_not_endless() {
    let owner = by(liaison_of(OWNER));
    let nothing = Schedule { weekly: vec![], extra: vec![], ..schedule(None) };
    let endless = Schedule { closed: vec!["2026-03-20".parse().unwrap(); 101], ..schedule(None) };
    for (schedule, reason) in [
        (nothing, Rejection::NeverOpen),
        (endless, Rejection::ScheduleTooLong { max: 100 }),
        (schedule(Some(0)), Rejection::CapacityOutOfRange { max: 40 }),
        (schedule(Some(41)), Rejection::CapacityOutOfRange { max: 40 }),
    ] {
        let offer = List { schedule: Some(Box::new(schedule)), ..list(40) };
        given::<Offer>([]).when(&owner, Command::List(Box::new(offer))).then_rejected(reason);
    }
    given::<Offer>([])
        .when(&owner, Command::List(Box::new(scheduled(40, Some(40)))))
        .then([listed_by_time(Some(40))]);
}

#[test]
fn who_asks_for_an_offer_that_is_booked_by_time_names_a_slot() {
    given::<Offer>([listed_by_time(None)])
        .when(&somebody(), hold(1, 1))
        .then([refused(1, HoldRefusal::SlotMissing)]);
    let amount = sessions(1);
    let own =
        Command::Hold { claim: claim(1), claimer: OWNER.into(), own: true, amount, slot: None };
    let held = held_by(1, OWNER, 1, None);
    given::<Offer>([listed_by_time(None)]).when(&somebody(), own).then([held]);
    given::<Offer>([listed(3)])
        .when(&somebody(), book(1, 1, evening("18:00", "20:00")))
        .then([refused(1, HoldRefusal::NoSlots)]);
}

#[test]
fn a_slot_lies_inside_the_opening_times_of_its_days() {
    for (slot, open) in [
        (evening("18:00", "21:00"), true),
        (evening("17:59", "20:00"), false),
        (evening("20:00", "08:00"), true),
        (evening("20:00", "12:00"), true),
        (evening("20:00", "12:01"), false),
        (slot("2026-03-07", "00:00", "07:00"), true),
        (slot("2026-03-05", "18:00", "20:00"), false),
        (slot("2026-03-07", "18:00", "20:00"), false),
        // closed on the 20th, and so is the night that would begin then; the morning is not
        (slot("2026-03-20", "18:00", "20:00"), false),
        (slot("2026-03-21", "06:00", "09:00"), false),
        (slot("2026-03-21", "07:00", "09:00"), true),
        // the make-up day
        (slot("2026-03-22", "09:00", "12:00"), true),
        (slot("2026-03-29", "09:00", "12:00"), false),
    ] {
        let asked = given::<Offer>([listed_by_time(None)]).when(&somebody(), book(1, 1, slot));
        if open {
            asked.then([booked(1, 1, slot)]);
        } else {
            asked.then([refused(1, HoldRefusal::SlotClosed)]);
        }
    }
}

#[test]
fn an_exclusive_slot_takes_one_claim_and_the_clash_is_named() {
    let first = evening("19:00", "20:00");
    let history = || [listed_by_time(None), booked(1, 5, first)];
    for (from, to) in
        [("18:00", "19:01"), ("19:30", "19:45"), ("19:59", "21:00"), ("18:00", "07:00")]
    {
        given::<Offer>(history())
            .when(&somebody(), book(2, 1, evening(from, to)))
            .then([refused(2, HoldRefusal::SlotTaken { by: first })]);
    }
    for next in [evening("18:00", "19:00"), evening("20:00", "21:00")] {
        given::<Offer>(history()).when(&somebody(), book(2, 1, next)).then([booked(2, 1, next)]);
    }
}

#[test]
fn in_each_slot_no_more_is_held_than_it_has() {
    let unit = Unit::Session;
    let history = || {
        [
            listed_by_time(Some(5)),
            booked(1, 3, evening("18:00", "20:00")),
            booked(2, 2, evening("20:00", "22:00")),
            booked(3, 1, evening("19:00", "21:00")),
        ]
    };
    for (quantity, slot, left) in [
        (2, evening("18:00", "19:00"), 2),
        (3, evening("18:00", "19:00"), 2),
        (2, evening("18:00", "21:00"), 1),
        (3, evening("20:30", "22:00"), 2),
        (5, evening("22:00", "23:00"), 5),
    ] {
        let asked = given::<Offer>(history()).when(&somebody(), book(4, quantity, slot));
        if quantity <= left {
            asked.then([booked(4, quantity, slot)]);
        } else {
            let reason = HoldRefusal::SlotFull { asked: quantity, left, unit };
            asked.then([refused(4, reason)]);
        }
    }
}

#[test]
fn a_slot_lies_ahead_and_inside_the_term() {
    let first = evening("18:00", "20:00");
    given::<Offer>([listed_by_time(None)])
        .when(&at(first.starts_at(), liaison_of(SOMEBODY)), book(1, 1, first))
        .then([refused(1, HoldRefusal::SlotPast)]);
    let until = "2026-03-06".parse().unwrap();
    let offer = Box::new(List { until: Some(until), ..scheduled(40, None) });
    let listed = || Event::Listed { offer: offer.clone(), stands_to: end_of("2026-03-06") };
    for (to, inside) in [("00:00", true), ("00:01", false)] {
        let slot = evening("20:00", to);
        let asked = given::<Offer>([listed()]).when(&somebody(), book(1, 1, slot));
        if inside {
            asked.then([booked(1, 1, slot)]);
        } else {
            asked.then([refused(1, HoldRefusal::SlotAfterTerm { until })]);
        }
    }
}

#[test]
fn what_is_released_is_free_again_and_what_was_used_is_not() {
    let slot = evening("18:00", "20:00");
    let with = |event| [listed_by_time(None), booked(1, 2, slot), event];
    let again = || book(2, 1, slot);
    given::<Offer>(with(Event::Released { claim: claim(1) }))
        .when(&somebody(), again())
        .then([booked(2, 1, slot)]);
    given::<Offer>(with(Event::Used { claim: claim(1), quantity: 1 }))
        .when(&somebody(), again())
        .then([refused(2, HoldRefusal::SlotTaken { by: slot })]);
    given::<Offer>(with(Event::Used { claim: claim(1), quantity: 0 }))
        .when(&somebody(), again())
        .then([booked(2, 1, slot)]);
}
