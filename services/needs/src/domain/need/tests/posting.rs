//! Posted, and what happens when nobody claims it.

use contracts::needs::need::{PARTNERS_MAX, Window};

use super::*;

fn post(terms: Terms) -> Command {
    Command::Post { terms }
}

/// Posted in parts, to be claimed by the end of the day so many days after Monday.
fn until(days: i32) -> Vec<Event> {
    let terms = Terms { deadline: Some(end_after(days)), ..in_parts() };
    with(verified(Kind::Common, 5), [Event::Posted { terms }])
}

#[test]
fn only_a_verified_need_is_posted_and_whoever_posts_it_is_responsible() {
    given::<Need>([raised(Kind::Common, 1)])
        .when(&clerk(), post(in_parts()))
        .then_rejected(Rejection::NotVerified);
    let terms = Terms { responsible: clerk().actor.person(), ..in_parts() };
    let state = given::<Need>(verified(Kind::Common, 1))
        .when(&clerk(), post(in_parts()))
        .then([Event::Posted { terms }]);
    deciding_again_changes_nothing::<Need>(state, &clerk(), post(in_parts()));
}

#[test]
fn what_was_heard_from_others_is_classified_before_it_is_posted() {
    let history = || vec![heard(1), verified_as(sessions(1))];
    given::<Need>(history())
        .when(&clerk(), post(in_parts()))
        .then_rejected(Rejection::NotClassified);
    let classified = with(history(), [classified(false)]);
    assert!(given::<Need>(classified).when(&clerk(), post(in_parts())).outcome().is_ok());
}

#[test]
fn what_concerns_many_is_deliberated_before_it_is_posted() {
    let history = with(verified(Kind::Common, 1), [classified(true)]);
    given::<Need>(history.clone())
        .when(&clerk(), post(in_parts()))
        .then_rejected(Rejection::NotDeliberated);
    let resolution = Text::new("同意").unwrap();
    let deliberation = Deliberation { held_on: date("2026-03-01"), resolution };
    let deliberated = with(history, [Event::Deliberated { deliberation }]);
    assert!(given::<Need>(deliberated).when(&clerk(), post(in_parts())).outcome().is_ok());
}

#[test]
fn a_need_has_one_to_a_hundred_partners() {
    for partners_max in [0, PARTNERS_MAX + 1] {
        given::<Need>(verified(Kind::Common, 1))
            .when(&clerk(), post(Terms { partners_max, ..in_parts() }))
            .then_rejected(Rejection::PartnersOutOfRange);
    }
}

#[test]
fn a_wish_has_exactly_one_claimer_who_takes_it_whole() {
    for (divisible, partners_max) in [(true, 1), (false, 2)] {
        given::<Need>(verified(Kind::Wish, 1))
            .when(&clerk(), post(Terms { divisible, partners_max, ..Terms::whole() }))
            .then_rejected(Rejection::WishIsWhole);
    }
}

#[test]
fn a_deadline_lies_in_the_future() {
    given::<Need>(verified(Kind::Common, 1))
        .when(&clerk(), post(Terms { deadline: Some(monday()), ..in_parts() }))
        .then_rejected(Rejection::DeadlinePassed);
}

#[test]
fn a_window_begins_before_it_ends_and_has_not_passed() {
    for (from, until, sound) in [
        ("2026-02-01", "2026-03-02", true),
        ("2026-03-02", "2026-03-02", true),
        ("2026-03-05", "2026-03-04", false),
        ("2026-02-01", "2026-03-01", false),
    ] {
        let window = Some(Window { from: date(from), until: date(until) });
        let outcome = given::<Need>(verified(Kind::Common, 1))
            .when(&clerk(), post(Terms { window, ..in_parts() }))
            .outcome();
        let expected = if sound { None } else { Some(Rejection::WindowOutOfOrder) };
        assert_eq!(outcome.err(), expected, "{from} to {until}");
    }
}

#[test]
fn after_its_deadline_a_need_takes_no_claim() {
    let reason = HoldRefusal::NotOnTheList;
    given::<Need>(until(1))
        .when(&at(after(2), liaison_of(SOMEBODY)), hold(1, 1))
        .then([Event::HoldRefused { claim: claim(1), reason }]);
}

#[test]
fn a_deadline_without_a_claim_leaves_three_working_days_to_act() {
    let state = fold::<Need>(&until(1));
    assert_eq!(state.due_at(), Some(end_after(1) + NEXT));
    let early = Need::decide(&state, &at(end_after(1), Actor::System), Command::Due);
    assert_eq!(early, Ok(vec![]), "the last moment is still in time");
    // Tuesday's deadline passed in the first moment of Wednesday: three working days are Monday.
    let late = at(end_after(1) + NEXT, Actor::System);
    let state = given::<Need>(until(1))
        .when(&late, Command::Due)
        .then([Event::WentUnclaimed { act_by: end_after(7) }]);
    assert_eq!(state.due_at(), Some(end_after(7) + NEXT));
    let later = at(end_after(7) + NEXT, Actor::System);
    let unclaimed = with(until(1), [Event::WentUnclaimed { act_by: end_after(7) }]);
    let state =
        given::<Need>(unclaimed).when(&later, Command::Due).then([Event::UnclaimedOverdue {}]);
    assert_eq!(state.due_at(), None);
}

#[test]
fn a_need_that_somebody_holds_is_not_unclaimed_until_that_is_given_back() {
    let held = with(until(1), [held(1, 2)]);
    assert_eq!(fold::<Need>(&held).due_at(), None);
    let released = with(held, [Event::Released { claim: claim(1) }]);
    assert_eq!(fold::<Need>(&released).due_at(), Some(end_after(1) + NEXT));
}

#[test]
fn what_nobody_claimed_is_posted_again_with_a_new_deadline() {
    let again = Terms { deadline: Some(end_after(9)), ..in_parts() };
    given::<Need>(until(5))
        .when(&clerk(), post(again.clone()))
        .then_rejected(Rejection::AlreadyPosted);
    let unclaimed = with(until(1), [Event::WentUnclaimed { act_by: end_after(7) }]);
    let terms = Terms { responsible: clerk().actor.person(), ..again.clone() };
    let state = given::<Need>(unclaimed)
        .when(&clerk_after(3), post(again.clone()))
        .then([Event::Posted { terms }]);
    assert_eq!(state.due_at(), Some(end_after(9) + NEXT));
    deciding_again_changes_nothing::<Need>(state, &clerk_after(3), post(again));
}

#[test]
fn what_nobody_claimed_may_go_one_level_up_within_those_three_days() {
    let unclaimed = || with(until(1), [Event::WentUnclaimed { act_by: end_after(7) }]);
    let state = given::<Need>(unclaimed())
        .when(&clerk_after(3), Command::Escalate)
        .then([Event::UnclaimedEscalated {}]);
    assert_eq!(state.due_at(), None, "somebody acts on it");
    deciding_again_changes_nothing::<Need>(state, &clerk_after(3), Command::Escalate);
    let overdue = with(unclaimed(), [Event::UnclaimedOverdue {}]);
    given::<Need>(overdue).when(&clerk_after(9), Command::Escalate).then_already_so();
    given::<Need>(until(1)).when(&clerk(), Command::Escalate).then_already_so();
}

#[test]
fn what_nobody_claimed_may_be_closed_unsolved() {
    let unclaimed = with(until(1), [Event::WentUnclaimed { act_by: end_after(7) }]);
    let state = given::<Need>(unclaimed)
        .when(&clerk(), Command::Close { outcome: unsolved() })
        .then([closed(unsolved())]);
    assert_eq!(state.due_at(), None);
}
