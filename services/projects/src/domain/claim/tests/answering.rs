//! The other side answers, or is silent.

use super::*;

fn late(card: Card) -> Event {
    Event::AnswerLate { card }
}

/// One working day more, counted from the first moment of Friday.
fn lease_over() -> Event {
    Event::LeaseOver { renew_until: end_of("09") }
}

fn over() -> Vec<Event> {
    [held(), vec![late(Card::Yellow), late(Card::Red), lease_over()]].concat()
}

fn due() -> Command {
    Command::Due { agreement_out: false }
}

/// From Friday morning: yellow after Monday, over after Wednesday.
fn friday() -> Timestamp {
    "2026-03-06T01:00:00Z".parse().unwrap()
}

fn second_lease() -> Lease {
    Lease { yellow_at: end_of("09"), until: end_of("11"), holidays_unknown: false }
}

#[test]
fn a_late_answer_loses_even_before_the_timer_has_fired() {
    let late = after(lease().until);
    let over = || Rejection::LeaseOver { lease_until: lease().until };
    for answer in [Command::Accept, Command::Decline { reason: text("已满") }] {
        given::<Claim>(held())
            .when(&at(late, clerk_of(OWNER)), answer.clone())
            .then_rejected(over());
        given::<Claim>(super::answering::over())
            .when(&at(late, clerk_of(OWNER)), answer)
            .then_rejected(over());
    }
    given::<Claim>(held())
        .when(&at(lease().until, clerk_of(OWNER)), Command::Accept)
        .then([Event::Accepted {}]);
}

#[test]
fn silence_is_the_answering_sides_lateness_yellow_on_day_1_and_red_on_day_3() {
    let mut history = held();
    for (moment, expected) in [
        (lease().yellow_at, vec![]),
        (after(lease().yellow_at), vec![late(Card::Yellow)]),
        (lease().until, vec![]),
        (after(lease().until), vec![late(Card::Red), lease_over()]),
    ] {
        let asked = given::<Claim>(history.clone()).when(&at(moment, Actor::System), due());
        asked.then(expected.clone());
        history.extend(expected);
    }
    given::<Claim>(held())
        .when(&at(after(lease().until), Actor::System), due())
        .then([late(Card::Red), lease_over()]);
}

#[test]
fn a_lapse_comes_when_the_claimer_does_not_renew() {
    let (at_end, too_late) = (end_of("09"), after(end_of("09")));
    given::<Claim>(over()).when(&at(at_end, Actor::System), due()).then_already_so();
    given::<Claim>(over()).when(&at(too_late, Actor::System), due()).then([Event::Lapsed {}]);
    given::<Claim>(with(held(), Event::Accepted {}))
        .when(&at(too_late, Actor::System), due())
        .then_already_so();
}

#[test]
fn the_claimer_renews_once_and_keeps_its_place() {
    let claimer = || liaison_of(SOMEBODY);
    let renewed = Event::Renewed { lease: second_lease() };
    given::<Claim>(over()).when(&at(friday(), claimer()), Command::Renew).then([renewed.clone()]);
    let again = with(over(), renewed.clone());
    given::<Claim>(again.clone())
        .when(&at(friday(), claimer()), Command::Renew)
        .then_rejected(Rejection::AlreadyRenewed);
    // Silent once more, it lapses at once.
    given::<Claim>(with(again.clone(), late(Card::Yellow)))
        .when(&at(after(end_of("11")), Actor::System), due())
        .then([late(Card::Red), Event::Lapsed {}]);
    given::<Claim>(again)
        .when(&at(end_of("11"), clerk_of(OWNER)), Command::Accept)
        .then([Event::Accepted {}]);
}

#[test]
fn a_renewal_is_the_claimers_and_not_for_ever() {
    for nobody in [OWNER, STRANGER] {
        given::<Claim>(over())
            .when(&at(friday(), liaison_of(nobody)), Command::Renew)
            .then_rejected(Rejection::NotAuthorised);
    }
    given::<Claim>(over())
        .when(&at(after(end_of("09")), liaison_of(SOMEBODY)), Command::Renew)
        .then_rejected(Rejection::LeaseOver { lease_until: lease().until });
    // Before the timer has fired the lateness is noted all the same.
    given::<Claim>(held())
        .when(&at(friday(), liaison_of(SOMEBODY)), Command::Renew)
        .then([late(Card::Red), Event::Renewed { lease: second_lease() }]);
}

#[test]
fn every_time_limit_decides_something_a_millisecond_after_it_and_nothing_before() {
    let mut state = fold::<Claim>(&held());
    let mut events = Vec::new();
    while let Some(last_moment) = state.due_at() {
        let nothing = Claim::decide(&state, &at(last_moment, Actor::System), due());
        assert_eq!(nothing, Ok(vec![]), "{last_moment}");
        let decided = Claim::decide(&state, &at(after(last_moment), Actor::System), due());
        let decided = decided.unwrap();
        assert!(!decided.is_empty(), "{last_moment}");
        state = decided.iter().fold(state, Claim::evolve);
        events.extend(decided);
    }
    assert_eq!(events.last(), Some(&Event::Lapsed {}));
}
