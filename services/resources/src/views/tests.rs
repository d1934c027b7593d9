//! The list as people ask for it.

use contracts::resources::offer::{Category, List};
use contracts::resources::schedule::{Opening, Schedule, Weekday};
use contracts::testing::{OWNER, monday};
use contracts::{Actor, Recorded, Slot};
use values::{Amount, ClaimId, CommandId, Date, Hash, Text, Unit, Uuid};

use super::*;

/// A view to which things happen on the Monday of all tests, each in a commit of its own.
#[derive(Default)]
struct Seen {
    view: View,
    position: u64,
}

impl Seen {
    fn see(&mut self, offer: OfferId, event: offer::Event) {
        self.position += 1;
        let event = Event::Offer(event);
        self.view.apply(&Commit {
            position: self.position,
            previous: Hash::default(),
            command: CommandId(Uuid::from_u128(self.position.into())),
            request: Hash::default(),
            actor: Actor::System,
            time: monday(),
            cause: None,
            events: vec![Recorded { aggregate: offer.into(), version: self.position, event }],
        });
    }
}

fn id(n: u128) -> OfferId {
    OfferId(Uuid::from_u128(n))
}

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(n))
}

fn list() -> List {
    let amount = Amount::new(40, Unit::Session).unwrap();
    List::new(OWNER, Text::new("四楼会议室").unwrap(), Category::Venue, amount)
}

fn listed(offer: List) -> offer::Event {
    let stands_to = "2026-09-02T15:59:59.999Z".parse().unwrap();
    offer::Event::Listed { offer, stands_to }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn slot(day: &str, from: &str, to: &str) -> Slot {
    Slot { date: date(day), from: from.parse().unwrap(), to: to.parse().unwrap() }
}

/// Open on Friday evenings.
fn by_time(capacity: Option<u64>) -> List {
    let [from, to] = ["18:00", "22:00"].map(|time| time.parse().unwrap());
    let weekly = vec![Opening { weekday: Weekday::Friday, from, to }];
    let schedule = Schedule { weekly, closed: vec![], extra: vec![], capacity };
    List { schedule: Some(Box::new(schedule)), ..list() }
}

fn booked(n: u128, quantity: u64, slot: Slot) -> offer::Event {
    offer::Event::Held { claim: claim(n), owner: OWNER, quantity, slot: Some(slot) }
}

/// The free slots of offer 1, shown as `slot left`, from `from` to `to`.
fn free(seen: &Seen, from: &str, to: &str) -> Vec<String> {
    let query = Slots { offer: id(1), from: date(from), to: Some(date(to)) };
    let slots = slots::of(&seen.view.kept[&id(1)], query);
    slots.free.iter().map(|free| format!("{} {}", free.slot, free.left)).collect()
}

#[test]
fn what_is_free_of_an_exclusive_offer_is_what_nobody_has() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(by_time(None)));
    seen.see(id(1), booked(1, 2, slot("2026-03-06", "19:00", "20:00")));
    let week = || ("2026-03-02", "2026-03-08");
    let expected = ["2026-03-06 18:00–19:00 38", "2026-03-06 20:00–22:00 38"];
    assert_eq!(free(&seen, week().0, week().1), expected);
    assert_eq!(free(&seen, "2026-03-07", "2026-03-12"), [""; 0]);
    seen.see(id(1), offer::Event::Released { claim: claim(1) });
    assert_eq!(free(&seen, week().0, week().1), ["2026-03-06 18:00–22:00 40"]);
    seen.see(id(1), offer::Event::Paused { reason: None });
    assert_eq!(free(&seen, week().0, week().1), [""; 0]);
}

#[test]
fn what_is_free_of_a_shared_offer_is_told_piece_by_piece() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(by_time(Some(5))));
    seen.see(id(1), booked(1, 3, slot("2026-03-06", "18:00", "20:00")));
    seen.see(id(1), booked(2, 2, slot("2026-03-06", "19:00", "21:00")));
    let expected =
        ["2026-03-06 18:00–19:00 2", "2026-03-06 20:00–21:00 3", "2026-03-06 21:00–22:00 5"];
    assert_eq!(free(&seen, "2026-03-06", "2026-03-06"), expected);
    let query = Slots { offer: id(1), from: date("2026-03-06"), to: None };
    let answer = slots::of(&seen.view.kept[&id(1)], query);
    let booked: Vec<_> = answer.booked.iter().map(|b| (b.claim, b.quantity)).collect();
    assert_eq!(booked, [(claim(1), 3), (claim(2), 2)]);
}

#[test]
fn slots_are_told_a_month_at_a_time_and_to_the_end_of_the_term() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(List { until: Some(date("2026-03-13")), ..by_time(None) }));
    let query = Slots { offer: id(1), from: date("2026-03-01"), to: Some(date("2026-12-31")) };
    let answer = slots::of(&seen.view.kept[&id(1)], query);
    let days: Vec<_> = answer.free.iter().map(|free| free.slot.date).collect();
    assert_eq!(days, [date("2026-03-06"), date("2026-03-13")]);
    assert_eq!(answer.next, Some(date("2026-04-01")));
}
