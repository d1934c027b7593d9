//! 一次性条目: what is asked for by one claim alone.

use contracts::HoldRefusal;

use super::*;

fn asked() -> Box<Raise> {
    let Event::Raised { asked, .. } = raised(Kind::Common, 3) else { unreachable!() };
    Box::new(asked)
}

fn once() -> Event {
    Event::PostedOnce { claim: claim(1), asked: asked() }
}

fn system() -> Context {
    by(Actor::System)
}

#[test]
fn what_a_claim_asks_without_a_need_stands_for_that_claim_alone() {
    let post = || Command::PostOnce { claim: claim(1), asked: asked() };
    let state = given::<Need>([]).when(&system(), post()).then([once()]);
    let ledger = state.ledger().unwrap();
    assert_eq!((ledger.held(), ledger.asked()), (3, 3));
    deciding_again_changes_nothing::<Need>(state, &system(), post());
    let refused = Event::HoldRefused { claim: claim(2), reason: HoldRefusal::NotOnTheList };
    given::<Need>([once()]).when(&system(), hold(2, 1)).then([refused]);
}

#[test]
fn a_one_off_need_ends_with_its_claim_and_closed_is_not_solved() {
    let part = Outcome::PartlySolved { reason: text("认领结束，只交付了一部分") };
    let none = || Outcome::Unsolved { reason: text("认领结束，没有交付") };
    for (quantity, outcome) in [(3, Outcome::Solved), (1, part), (0, none())] {
        given::<Need>([once()])
            .when(&system(), Command::Deliver { claim: claim(1), quantity })
            .then([delivered(1, quantity), closed(outcome)]);
    }
    given::<Need>([once()])
        .when(&system(), Command::Release { claim: claim(1) })
        .then([Event::Released { claim: claim(1) }, closed(none())]);
}

#[test]
fn a_one_off_need_that_is_opened_again_is_a_need_like_others() {
    let history = [once(), Event::Released { claim: claim(1) }, closed(unsolved())];
    let reopen = Command::Reopen { reason: text("还需要") };
    let reopened = Event::Reopened { reason: text("还需要") };
    given::<Need>(history.clone()).when(&clerk(), reopen).then([reopened.clone()]);
    let posted = [reopened, verified_as(sessions(3)), Event::Posted { terms: in_parts() }];
    given::<Need>(history.into_iter().chain(posted).collect::<Vec<_>>())
        .when(&system(), hold(2, 1))
        .then([held(2, 1)]);
}
