//! Whatever order things come in.

use contracts::Slot;
use decider::deciding_again_changes_nothing;
use proptest::prelude::*;

use super::slots::{book, scheduled, slot};
use super::*;

const DAYS: [&str; 2] = ["2026-03-06", "2026-03-13"];

fn hours(day: &str, from: u8, length: u8) -> Slot {
    slot(day, &format!("{from}:00"), &format!("{}:00", from + length))
}

/// One to three hours of an evening on which it is open.
fn evening() -> impl Strategy<Value = Slot> {
    let day = prop::sample::select(DAYS.to_vec());
    (day, 18u8..21, 1u8..4).prop_map(|(day, from, length)| hours(day, from, length))
}

/// One thing that may be asked of an offer, and how many hours later.
fn step() -> impl Strategy<Value = (u32, Command)> {
    let n = 0u128..6;
    let quantity = 1u64..10;
    let until = prop::option::of(prop::sample::select(vec!["2026-03-09", "2026-06-30"]));
    let until = until.prop_map(|until| until.map(|date: &str| date.parse().unwrap()));
    let command = prop_oneof![
        4 => (n.clone(), quantity.clone()).prop_map(|(n, quantity)| hold(n, quantity)),
        6 => (n.clone(), 1u64..4, evening())
            .prop_map(|(n, quantity, time)| book(n, quantity, time)),
        2 => n.clone().prop_map(|n| Command::Release { claim: claim(n) }),
        2 => (n, quantity.clone())
            .prop_map(|(n, quantity)| Command::Use { claim: claim(n), quantity }),
        2 => (quantity, prop::option::of(1u64..4)).prop_map(|(quantity, capacity)| {
            Command::Edit { to: Box::new(scheduled(quantity + 10, capacity)) }
        }),
        1 => Just(Command::Pause { reason: None }),
        2 => Just(Command::Resume),
        1 => until.prop_map(|until| Command::Renew { until }),
        1 => Just(Command::TermDue),
    ];
    (0u32..30, command)
}

/// What holds whatever was decided before.
fn check(state: &State) -> Result<(), TestCaseError> {
    let Some(ledger) = state.ledger() else { return Ok(()) };
    prop_assert!(ledger.held() + ledger.used() <= ledger.offered());
    prop_assert_eq!(ledger.holds().values().sum::<u64>(), ledger.held());
    Ok(())
}

/// The bookings that are not over fit the schedule.
fn check_slots(state: &State, now: Timestamp) -> Result<(), TestCaseError> {
    let Some(ledger) = state.ledger() else { return Ok(()) };
    let Some(schedule) = &ledger.offer().schedule else { return Ok(()) };
    let ahead = Span { start: now, end: Timestamp::MAX };
    for (_, booking) in ledger.bookings().during(ahead) {
        let moment = booking.slot.starts_at();
        let then = Span { start: moment, end: moment + Duration::from_secs(1) };
        let at_once: Vec<_> = ledger.bookings().during(then).collect();
        let booked: u64 = at_once.iter().map(|(_, booking)| booking.quantity).sum();
        match schedule.capacity {
            Some(capacity) => prop_assert!(booked <= capacity, "{} of {}", booked, capacity),
            None => prop_assert_eq!(at_once.len(), 1),
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn amounts_and_slots_never_exceed_what_is_offered_and_deciding_again_changes_nothing(
        offered in 10u64..20,
        capacity in prop::option::of(1u64..4),
        by_time in any::<bool>(),
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let offer = if by_time { scheduled(offered, capacity) } else { list(offered) };
        let history = Event::Listed { offer: Box::new(offer), stands_to: end_of("2026-09-02") };
        let mut state = Offer::evolve(State::Unlisted, &history);
        let mut now = contracts::testing::monday();
        for (hours, command) in steps {
            now += Duration::from_secs(u64::from(hours) * 60 * 60);
            let context = at(now, contracts::Actor::System);
            let editing = matches!(command, Command::Edit { .. } | Command::Renew { .. });
            let holding = matches!(command, Command::Hold { .. });
            let holds = state.ledger().map(|ledger| (ledger.holds().clone(), ledger.used()));
            let on_the_list = matches!(state, State::Listed(_));
            // A refusal is told as often as it is asked for; everything else only once.
            state = if holding {
                let decided = Offer::decide(&state, &context, command).unwrap();
                let held = decided.iter().any(|event| matches!(event, Event::Held { .. }));
                prop_assert!(on_the_list || !held, "only what is on the list is held");
                decided.iter().fold(state, Offer::evolve)
            } else {
                deciding_again_changes_nothing::<Offer>(state, &context, command)
            };
            check(&state)?;
            check_slots(&state, now)?;
            if editing {
                let after = state.ledger().map(|ledger| (ledger.holds().clone(), ledger.used()));
                prop_assert_eq!(holds, after, "editing never touches what is held");
            }
        }
    }

    #[test]
    fn what_is_told_to_be_free_can_be_booked_and_no_more(
        capacity in prop::option::of(1u64..4),
        wanted in prop::collection::vec((1u64..4, evening()), 0..12),
    ) {
        let offer = Box::new(scheduled(20, capacity));
        let listed = Event::Listed { offer, stands_to: end_of("2026-09-02") };
        let mut state = Offer::evolve(State::Unlisted, &listed);
        let context = by(liaison_of(SOMEBODY));
        for (n, (quantity, slot)) in (0..).zip(wanted) {
            let decided = Offer::decide(&state, &context, book(n, quantity, slot)).unwrap();
            state = decided.iter().fold(state, Offer::evolve);
        }
        let may = |quantity, slot| {
            let decided = Offer::decide(&state, &context, book(99, quantity, slot)).unwrap();
            matches!(decided[..], [Event::Held { .. }])
        };
        let ledger = state.ledger().unwrap();
        let schedule = ledger.offer().schedule.as_ref().unwrap();
        for day in DAYS {
            let open = openings(schedule, day.parse().unwrap());
            let left = ledger.offered() - ledger.held();
            let free: Vec<_> =
                open.flat_map(|span| ledger.bookings().free(schedule, left, span)).collect();
            for (piece, left) in &free {
                let piece = Slot::between(piece.start, piece.end);
                prop_assert!(may(*left, piece), "{} of {}", left, piece);
                prop_assert!(!may(left + 1, piece), "{} of {}", left + 1, piece);
            }
            for hour in (18..23).map(|from| hours(day, from, 1)) {
                let (start, end) = (hour.starts_at(), hour.ends_at());
                let told = free.iter().any(|(piece, _)| piece.start <= start && end <= piece.end);
                prop_assert_eq!(may(1, hour), told, "{}", hour);
            }
        }
    }
}
