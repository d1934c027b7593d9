//! Accepted or refused, reviewed, closed, reopened, split off.

use contracts::needs::need::{Opinion, REOPENED_MAX, Satisfaction};
use contracts::testing::operator;
use values::NeedId;

use super::*;

const MAIN: NeedId = NeedId(Uuid::from_u128(0xAA));

fn close(outcome: Outcome) -> Command {
    Command::Close { outcome }
}

fn withdrawn() -> Outcome {
    Outcome::Withdrawn { reason: text("不需要了") }
}

fn partly() -> Outcome {
    Outcome::PartlySolved { reason: text("只来了一次") }
}

fn opinion(solved: bool) -> Opinion {
    Opinion { solved, satisfaction: Satisfaction::Fairly }
}

fn review(solved: bool, main_done: bool) -> Command {
    Command::Review { opinion: opinion(solved), main_done }
}

/// Heard, delivered whole and accepted on Monday.
fn accepted(quantity: u64) -> Vec<Event> {
    let review_until = Some(end_after(7));
    with(heard_and_delivered(quantity), [Event::DeliveryAccepted { review_until }])
}

fn reviewed(solved: bool) -> Vec<Event> {
    with(accepted(2), [Event::Reviewed { opinion: opinion(solved) }])
}

#[test]
fn a_need_is_solved_only_when_all_was_delivered() {
    let history = with(posted(2), [held(1, 2), delivered(1, 1)]);
    given::<Need>(history.clone())
        .when(&clerk(), close(Outcome::Solved))
        .then_rejected(Rejection::NotAllDelivered { delivered: 1, asked: 2 });
    given::<Need>(history.clone())
        .when(&clerk(), close(unsolved()))
        .then_rejected(Rejection::OutcomeContradicts { delivered: 1, asked: 2 });
    given::<Need>(history)
        .when(&clerk(), close(partly()))
        .then([Event::DeliveryAccepted { review_until: None }, closed(partly())]);
}

#[test]
fn only_a_need_closed_as_solved_counts_as_solved() {
    let duplicate = Outcome::Duplicate { of: MAIN };
    for outcome in [unsolved(), partly(), withdrawn(), duplicate] {
        assert!(!outcome.is_solved(), "{outcome:?}");
    }
    assert!(Outcome::Solved.is_solved());
}

#[test]
fn a_need_that_is_held_is_neither_accepted_nor_closed() {
    let history = with(posted(2), [held(1, 2)]);
    for command in [close(withdrawn()), Command::Accept] {
        given::<Need>(history.clone())
            .when(&clerk(), command)
            .then_rejected(Rejection::StillHeld { held: 2 });
    }
}

#[test]
fn a_closed_need_is_not_closed_again() {
    given::<Need>(with(posted(2), [closed(withdrawn())]))
        .when(&clerk(), close(withdrawn()))
        .then_rejected(Rejection::Closed);
}

#[test]
fn what_is_accepted_goes_to_who_raised_it_for_seven_days() {
    given::<Need>(posted(1))
        .when(&clerk(), Command::Accept)
        .then_rejected(Rejection::NothingDelivered);
    let state = given::<Need>(heard_and_delivered(2))
        .when(&clerk(), Command::Accept)
        .then([Event::DeliveryAccepted { review_until: Some(end_after(7)) }]);
    deciding_again_changes_nothing::<Need>(state, &clerk(), Command::Accept);
}

#[test]
fn of_what_was_refused_the_rest_is_open_again() {
    let refuse = |stands| Command::Refuse { claim: claim(1), stands, reason: text("没有到场") };
    let refused =
        |quantity| Event::DeliveryRefused {
            claim: claim(1), quantity, reason: text("没有到场")
        };
    for history in [heard_and_delivered(3), accepted(3)] {
        let state = given::<Need>(history).when(&clerk(), refuse(1)).then([refused(2)]);
        let ledger = state.ledger().unwrap();
        assert_eq!((ledger.delivered(), ledger.left()), (1, 2));
        let state = deciding_again_changes_nothing::<Need>(state, &clerk(), refuse(1));
        let again = Need::decide(&state, &clerk(), hold(2, 2)).unwrap();
        let category = Category::Facility;
        let (claim, claimer, owner) = (claim(2), SOMEBODY.into(), OWNER);
        let held = Event::Held { claim, claimer, owner, category, quantity: 2 };
        assert_eq!(again, [held], "of the category that it was classified under");
    }
    given::<Need>(heard_and_delivered(3))
        .when(&clerk(), refuse(4))
        .then_rejected(Rejection::MoreThanDelivered { delivered: 3 });
}

#[test]
fn only_who_raised_it_reviews_it_and_once() {
    given::<Need>(accepted(2))
        .when(&clerk(), review(true, false))
        .then_rejected(Rejection::NotTheRaiser);
    for context in [grid_worker(), by(operator())] {
        let state = given::<Need>(accepted(2))
            .when(&context, review(true, false))
            .then([Event::Reviewed { opinion: opinion(true) }]);
        deciding_again_changes_nothing::<Need>(state, &context, review(true, false));
    }
    given::<Need>(reviewed(true))
        .when(&grid_worker(), review(false, false))
        .then_rejected(Rejection::ReviewOver);
    given::<Need>(heard_and_delivered(2))
        .when(&grid_worker(), review(true, false))
        .then_rejected(Rejection::NothingToReview);
}

#[test]
fn silence_for_seven_days_is_not_reviewed() {
    let state = fold::<Need>(&accepted(2));
    assert_eq!(state.due_at(), Some(end_after(7) + NEXT));
    let in_time = Need::decide(&state, &at(end_after(7), Actor::System), Command::Due);
    assert_eq!(in_time, Ok(vec![]));
    let late = after(8);
    given::<Need>(accepted(2))
        .when(&at(late, Actor::System), Command::Due)
        .then([Event::NotReviewed {}]);
    given::<Need>(accepted(2))
        .when(&at(late, grid_worker().actor), review(true, false))
        .then_rejected(Rejection::ReviewOver);
}

#[test]
fn who_raised_it_is_heard_before_it_is_closed() {
    given::<Need>(heard_and_delivered(2))
        .when(&clerk(), close(Outcome::Solved))
        .then_rejected(Rejection::NotAccepted);
    given::<Need>(accepted(2))
        .when(&clerk(), close(Outcome::Solved))
        .then_rejected(Rejection::ReviewAwaited { until: end_after(7) });
    given::<Need>(reviewed(true))
        .when(&clerk(), close(Outcome::Solved))
        .then([closed(Outcome::Solved)]);
    let closed_late = given::<Need>(accepted(2)).when(&clerk_after(8), close(Outcome::Solved));
    let reopen_until = end_after(38);
    let outcome = Outcome::Solved;
    closed_late
        .then([Event::NotReviewed {}, Event::Closed { outcome, reopen_until, review_until: None }]);
}

#[test]
fn what_its_raiser_says_is_unsolved_is_not_closed_as_solved() {
    given::<Need>(reviewed(false))
        .when(&clerk(), close(Outcome::Solved))
        .then_rejected(Rejection::RaiserSaysUnsolved);
    for outcome in [partly(), unsolved()] {
        given::<Need>(reviewed(false))
            .when(&clerk(), close(outcome.clone()))
            .then([closed(outcome)]);
    }
}

#[test]
fn who_raised_it_is_asked_when_it_is_closed_unsolved_too() {
    let outcome = unsolved();
    let review_until = Some(end_after(7));
    let state = given::<Need>([heard(1)]).when(&clerk(), close(unsolved())).then([Event::Closed {
        outcome,
        reopen_until: end_after(30),
        review_until,
    }]);
    let said = Need::decide(&state, &grid_worker(), review(false, false)).unwrap();
    assert_eq!(said, [Event::Reviewed { opinion: opinion(false) }]);
}

#[test]
fn who_raised_it_may_withdraw_it_and_close_it_no_other_way() {
    given::<Need>([heard(1)]).when(&grid_worker(), close(withdrawn())).then([closed(withdrawn())]);
    let stranger = by(person(Role::GridWorker, STRANGER));
    given::<Need>([heard(1)])
        .when(&stranger, close(withdrawn()))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_closed_need_is_reopened_within_thirty_days_and_verified_anew() {
    let reopen = || Command::Reopen { reason: text("灯又坏了") };
    let history = with(reviewed(true), [closed(Outcome::Solved)]);
    for context in [clerk(), grid_worker()] {
        let state = given::<Need>(history.clone())
            .when(&context, reopen())
            .then([Event::Reopened { reason: text("灯又坏了") }]);
        assert!(matches!(state, State::Raised(_)), "{state:?}");
        let again = Need::decide(&state, &context, reopen());
        assert_eq!(again, Err(Rejection::NotClosed));
    }
    let until = end_after(30);
    assert!(
        given::<Need>(history.clone())
            .when(&at(until, clerk_of(OWNER)), reopen())
            .outcome()
            .is_ok()
    );
    given::<Need>(history)
        .when(&clerk_after(31), reopen())
        .then_rejected(Rejection::ReopenOver { until });
}

#[test]
fn a_need_is_reopened_twice_at_most() {
    let mut history = vec![raised(Kind::Common, 1)];
    for _ in 0..REOPENED_MAX {
        history.extend([closed(unsolved()), Event::Reopened { reason: text("还没修") }]);
    }
    history.push(closed(unsolved()));
    given::<Need>(history)
        .when(&clerk(), Command::Reopen { reason: text("还没修") })
        .then_rejected(Rejection::ReopenedTooOften { max: 2 });
}

#[test]
fn a_duplicate_is_reviewed_when_the_need_it_follows_is_done() {
    let history = [heard(1), closed(Outcome::Duplicate { of: MAIN })];
    given::<Need>(history.clone())
        .when(&grid_worker(), review(true, false))
        .then_rejected(Rejection::NothingToReview);
    given::<Need>(history)
        .when(&grid_worker(), review(true, true))
        .then([Event::Reviewed { opinion: opinion(true) }]);
}

#[test]
fn a_duplicate_is_split_off_with_a_reason_and_not_reopened() {
    let history = [heard(1), closed(Outcome::Duplicate { of: MAIN })];
    let reason = || text("不是同一盏灯");
    given::<Need>(history.clone())
        .when(&grid_worker(), Command::Reopen { reason: reason() })
        .then_rejected(Rejection::DuplicateIsSplit);
    let state = given::<Need>(history)
        .when(&grid_worker(), Command::SplitOff { reason: reason() })
        .then([Event::SplitOff { reason: reason() }]);
    assert!(matches!(state, State::Raised(_)), "{state:?}");
    given::<Need>([heard(1), closed(unsolved())])
        .when(&clerk(), Command::SplitOff { reason: reason() })
        .then_rejected(Rejection::NotADuplicate);
}

#[test]
fn what_was_delivered_is_no_duplicate() {
    given::<Need>(heard_and_delivered(2))
        .when(&clerk(), close(Outcome::Duplicate { of: MAIN }))
        .then_rejected(Rejection::OutcomeContradicts { delivered: 2, asked: 2 });
}

#[test]
fn who_told_it_is_erased_when_they_or_the_operator_ask_and_only_once() {
    let asked = Raise { source: Source::Resident, ..raise(Kind::Individual, 1) };
    let history = [Event::Raised { asked, raiser: Some(told()) }];
    let raiser = Actor::Person { person: told().person, organisation: OWNER, role: Role::Resident };
    given::<Need>(history.clone())
        .when(&clerk(), Command::EraseRaiser)
        .then_rejected(Rejection::NotTheRaiser);
    for actor in [raiser, operator()] {
        let state = given::<Need>(history.clone())
            .when(&by(actor.clone()), Command::EraseRaiser)
            .then([Event::RaiserErased {}]);
        assert_eq!(state.asked().unwrap().raiser(), None);
        deciding_again_changes_nothing::<Need>(state, &by(actor), Command::EraseRaiser);
    }
    given::<Need>([heard(1)])
        .when(&grid_worker(), Command::EraseRaiser)
        .then_rejected(Rejection::NothingSealed);
}
