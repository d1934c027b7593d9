//! What claims hold and deliver.

use std::sync::Arc;

use contracts::registry::organisation::Level;
use contracts::testing::{directory, merged, registered};

use super::*;

fn refused(n: u128, reason: HoldRefusal) -> Event {
    Event::HoldRefused { claim: claim(n), reason }
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
    history.push(Event::Posted { terms: Terms::whole() });
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
    history.push(delivered(1, 1));
    let mut released = history.clone();
    released.push(Event::Released { claim: claim(2) });
    given::<Need>(history)
        .when(&clerk(), hold(4, 1))
        .then([refused(4, HoldRefusal::TooManyPartners { max: 3 })]);
    given::<Need>(released).when(&clerk(), hold(4, 1)).then([held(4, 1)]);
}

#[test]
fn of_two_organisations_that_were_merged_each_has_what_the_other_asked_for() {
    let town = directory([
        registered(OWNER, Level::Unit, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002001001"),
        merged(OWNER, SOMEBODY),
    ]);
    let kept = Context { directory: Arc::new(town), ..by(liaison_of(SOMEBODY)) };
    given::<Need>([raised(Kind::Common, 5)])
        .when(&kept, Command::Verify { amount: sessions(5) })
        .then([verified_as(sessions(5))]);
    given::<Need>(posted(5)).when(&kept, hold(1, 1)).then([refused(1, HoldRefusal::YourOwnLine)]);
    let (claimer, amount) = (SOMEBODY.into(), sessions(1));
    let own = Command::Hold { claim: claim(1), claimer, own: true, amount };
    let owner = SOMEBODY;
    let state = given::<Need>(posted(5)).when(&kept, own).then([Event::Held {
        claim: claim(1),
        claimer,
        owner,
        category: Category::Service,
        quantity: 1,
    }]);
    let ledger = state.ledger().unwrap();
    assert!(ledger.tentative.contains(&claim(1)), "its other line is still asked for");
}

#[test]
fn an_unknown_need_refuses_instead_of_failing() {
    given::<Need>([]).when(&clerk(), hold(1, 1)).then([refused(1, HoldRefusal::UnknownLine)]);
}

#[test]
fn what_was_not_delivered_is_open_again() {
    let mut history = posted(10);
    history.extend([held(1, 8), delivered(1, 5)]);
    given::<Need>(history).when(&clerk(), hold(2, 5)).then([held(2, 5)]);
}

#[test]
fn what_is_accepted_is_off_the_list() {
    let history = with(posted(5), [held(1, 2), delivered(1, 2)]);
    let accepted = with(history, [Event::DeliveryAccepted { review_until: None }]);
    given::<Need>(accepted)
        .when(&clerk(), hold(2, 1))
        .then([refused(2, HoldRefusal::NotOnTheList)]);
}

proptest::proptest! {
    #[test]
    fn held_and_delivered_never_exceed_what_is_asked(
        asked in 1u64..20,
        steps in proptest::collection::vec((0u8..5, 0u128..6, 0u64..10), 0..60),
    ) {
        let mut state = fold::<Need>(&posted(asked));
        for (kind, n, quantity) in steps {
            let claim = claim(n);
            let command = match kind {
                0 | 1 => hold(n, quantity.max(1)),
                2 => Command::Release { claim },
                3 => Command::Deliver { claim, quantity },
                _ => Command::Refuse { claim, stands: quantity, reason: text("没有到场") },
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
            proptest::prop_assert_eq!(ledger.served.values().sum::<u64>(), ledger.delivered());
        }
    }
}

#[test]
fn persons_claim_wishes_posts_pair_help_and_teams_and_nothing_else() {
    let person = contracts::Claimer::Person(values::PersonId(Uuid::from_u128(7)));
    for kind in [Kind::Common, Kind::Individual, Kind::Wish, Kind::Post, Kind::PairHelp, Kind::Team]
    {
        let mut history = verified(kind, 1);
        history.push(Event::Posted { terms: Terms::whole() });
        let amount = sessions(1);
        let hold = Command::Hold { claim: claim(1), claimer: person, own: false, amount };
        let expected = if kind.is_for_persons() {
            held_by(1, person, 1)
        } else {
            refused(1, HoldRefusal::NotForPersons)
        };
        given::<Need>(history).when(&by(contracts::Actor::System), hold).then([expected]);
    }
}
