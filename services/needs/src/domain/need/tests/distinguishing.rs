//! Told apart from what looks like the same.

use contracts::needs::need::DISTINGUISHED_MAX;
use values::NeedId;

use super::*;

fn need(n: usize) -> NeedId {
    NeedId(Uuid::from_u128(0xDD00 + n as u128))
}

fn distinguish(n: usize) -> Command {
    Command::Distinguish { from: need(n), told: false }
}

fn distinguished(n: usize) -> Event {
    Event::Distinguished { from: need(n) }
}

fn undistinguish(n: usize) -> Command {
    Command::Undistinguish { from: need(n) }
}

#[test]
fn whoever_may_close_a_need_as_a_duplicate_says_once_that_it_is_none_and_takes_it_back() {
    let history = with(posted(2), [distinguished(1)]);
    let state = given::<Need>(posted(2)).when(&clerk(), distinguish(1)).then([distinguished(1)]);
    assert!(state.is_distinguished(need(1)) && !state.is_distinguished(need(2)));
    given::<Need>(history.clone()).when(&clerk(), distinguish(1)).then_already_so();
    let state = given::<Need>(history)
        .when(&clerk(), undistinguish(1))
        .then([Event::Undistinguished { from: need(1) }]);
    assert!(!state.is_distinguished(need(1)));
    given::<Need>(posted(2)).when(&clerk(), undistinguish(1)).then_already_so();
}

#[test]
fn nobody_else_tells_a_need_apart() {
    for command in [distinguish(1), undistinguish(1)] {
        given::<Need>(with(posted(2), [distinguished(1)]))
            .when(&by(clerk_of(STRANGER)), command.clone())
            .then_rejected(Rejection::NotAuthorised);
        given::<Need>([]).when(&clerk(), command).then_rejected(Rejection::Unknown);
    }
}

#[test]
fn what_the_other_need_was_told_of_this_one_is_not_said_twice() {
    let told = Command::Distinguish { from: need(1), told: true };
    given::<Need>(posted(2)).when(&clerk(), told).then_already_so();
}

#[test]
fn a_closed_need_is_told_apart_no_more_and_keeps_what_was_said_when_it_is_reopened() {
    let closed = with(posted(2), [distinguished(1), closed(unsolved())]);
    given::<Need>(closed.clone()).when(&clerk(), distinguish(2)).then_rejected(Rejection::Closed);
    let reopened = fold::<Need>(&with(closed, [Event::Reopened { reason: text("又坏了") }]));
    assert!(reopened.is_distinguished(need(1)));
}

#[test]
fn a_need_is_told_apart_from_so_many_others_at_most() {
    let history = with(posted(2), (0..DISTINGUISHED_MAX).map(distinguished));
    given::<Need>(history)
        .when(&clerk(), distinguish(DISTINGUISHED_MAX))
        .then_rejected(Rejection::TooManyDistinguished { max: DISTINGUISHED_MAX });
}
