//! Points are neither made nor lost, whatever is posted in whatever order.

use contracts::Actor;
use contracts::evaluation::posting::{Adjust, Command, Earned};
use contracts::testing::{by, operator};
use decider::Decider;
use proptest::prelude::*;
use values::{OccasionId, RecordId, RewardId, Text, Uuid};

use super::super::posting::{Posting, worth};
use super::*;

const YEAR: i16 = 2026;
const REWARD: RewardId = RewardId(Uuid::from_u128(0x4E));

fn someone(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n) + 1))
}

fn text(text: &str) -> Text<200> {
    Text::new(text).unwrap()
}

/// What may happen to points.
#[derive(Debug, Clone)]
enum Step {
    Served {
        people: Vec<(u8, u32)>,
        day: i8,
        check_in: bool,
    },
    Redeemed {
        person: u8,
        price: i64,
    },
    Adjusted {
        person: u8,
        hundredths: i64,
    },
    /// Of the posting at that place, when there is one.
    TakenBack {
        place: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let people = prop::collection::vec((0..6u8, 1..=400u32), 0..5);
    let step = prop_oneof![
        4 => (people, 1..=28i8, any::<bool>())
            .prop_map(|(people, day, check_in)| Step::Served { people, day, check_in }),
        2 => (0..6u8, 1..900i64).prop_map(|(person, price)| Step::Redeemed { person, price }),
        1 => (0..6u8, -500..500i64)
            .prop_map(|(person, hundredths)| Step::Adjusted { person, hundredths }),
        2 => (0..40usize).prop_map(|place| Step::TakenBack { place }),
    ];
    prop::collection::vec(step, 0..60)
}

#[derive(Default)]
struct Book {
    postings: Vec<State>,
    ledger: Ledger,
}

impl Book {
    fn tell(&mut self, place: usize, actor: Actor, command: Command) -> bool {
        if place == self.postings.len() {
            self.postings.push(State::default());
        }
        let Some(state) = self.postings.get_mut(place) else { return false };
        let Ok(events) = Posting::decide(state, &by(actor), command) else { return false };
        for event in &events {
            *state = Posting::evolve(std::mem::take(state), event);
            self.ledger.apply(state);
        }
        !events.is_empty()
    }

    fn step(&mut self, step: Step) {
        let next = self.postings.len();
        match step {
            Step::Served { mut people, day, check_in } => {
                people.sort_unstable();
                people.dedup_by_key(|(person, _)| *person);
                let on = Date::new(YEAR, 3, day).unwrap();
                let rules = PointRules::default();
                let earned = people.into_iter().map(|(person, minutes)| {
                    let person = someone(person);
                    let room = self.ledger.room(person, on, rules);
                    Earned { person, minutes, organiser: false, room }
                });
                let basis = Basis::Service {
                    record: RecordId(Uuid::nil()),
                    occasion: OccasionId(Uuid::nil()),
                };
                let kind = if check_in { PointKind::CheckIn } else { PointKind::Public };
                let earned = earned.collect();
                self.tell(next, Actor::System, Command::Award { kind, on, basis, earned, rules });
            }
            Step::Redeemed { person, price } => {
                let (person, kind) = (someone(person), PointKind::Public);
                let left = self.ledger.balance(kind, YEAR, Account::Person(person));
                let command =
                    Command::Redeem { person, kind, reward: REWARD, quantity: 1, price, left };
                if self.tell(next, Actor::System, command) {
                    let now = self.ledger.balance(kind, YEAR, Account::Person(person));
                    assert!(now >= 0, "{person} gave what they did not have: {now}");
                }
            }
            Step::Adjusted { person, hundredths } => {
                let (person, kind) = (someone(person), PointKind::Public);
                let adjust = Adjust { person, kind, hundredths, reason: text("见义勇为") };
                self.tell(next, operator(), Command::Adjust { adjust, in_area: true });
            }
            Step::TakenBack { place } if place < next => {
                let reason = text("重复登记");
                self.tell(place, Actor::System, Command::TakeBack { reason });
            }
            Step::TakenBack { .. } => {}
        }
    }
}

/// Counted another way: from what each posting says now.
fn standing(book: &Book, kind: PointKind, account: Account) -> i64 {
    let posted = book.postings.iter().filter_map(|state| match state {
        State::Posted(standing) if standing.kind == kind => Some(standing),
        State::Posted(_) | State::Unposted | State::Countered(_) => None,
    });
    let entries = posted.flat_map(|standing| &standing.entries);
    entries.filter(|entry| entry.account == account).map(|entry| entry.hundredths).sum()
}

proptest! {
    #[test]
    fn points_are_neither_made_nor_lost(steps in steps()) {
        let mut book = Book::default();
        for step in steps {
            book.step(step);
            for kind in [PointKind::Public, PointKind::CheckIn] {
                let people = (0..6).map(|n| Account::Person(someone(n)));
                let accounts: Vec<_> =
                    people.chain([Account::Issue, Account::Reward(REWARD)]).collect();
                let balance = |account: &Account| book.ledger.balance(kind, YEAR, *account);
                prop_assert_eq!(accounts.iter().map(balance).sum::<i64>(), 0);
                for account in &accounts {
                    prop_assert_eq!(balance(account), standing(&book, kind, *account));
                }
            }
        }
    }

    #[test]
    fn nobody_earns_more_than_the_cap_of_a_day(services in prop::collection::vec(1..400u32, 0..9)) {
        let mut book = Book::default();
        let rules = PointRules::default();
        let worth: i64 = services.iter().map(|minutes| worth(rules, *minutes, false)).sum();
        for (n, minutes) in services.into_iter().enumerate() {
            book.step(Step::Served { people: vec![(0, minutes)], day: 7, check_in: n % 2 == 0 });
        }
        let balance = |kind| book.ledger.balance(kind, YEAR, Account::Person(someone(0)));
        let earned = balance(PointKind::Public) + balance(PointKind::CheckIn);
        prop_assert_eq!(earned, worth.min(i64::from(PointRules::default().day_max) * 100));
    }
}
