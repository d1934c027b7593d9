//! How long an offer stands.

use super::*;

#[test]
fn a_dated_offer_stands_to_the_end_of_its_last_day() {
    let offer = List { until: until("2026-03-20"), ..list(3) };
    given::<Offer>([])
        .when(&on("2026-03-02"), Command::List(Box::new(offer)))
        .then([dated(3, "2026-03-20")]);
}

#[test]
fn a_term_ends_today_or_later_and_within_ten_years() {
    for (date, may) in
        [("2026-03-01", false), ("2026-03-02", true), ("2036-03-02", true), ("2036-03-03", false)]
    {
        let offer = List { until: until(date), ..list(3) };
        let asked = given::<Offer>([]).when(&on("2026-03-02"), Command::List(Box::new(offer)));
        if may {
            asked.then([dated(3, date)]);
        } else {
            asked.then_rejected(Rejection::UntilOutOfRange);
        }
    }
}

#[test]
fn its_owner_is_told_seven_days_and_one_day_before_and_then_it_expires() {
    let mut history = vec![dated(3, "2026-03-20")];
    for (today, due) in [
        ("2026-03-12", None),
        ("2026-03-13", Some(Event::ExpiryNoticed { days_left: 7 })),
        ("2026-03-14", None),
        ("2026-03-18", None),
        ("2026-03-19", Some(Event::ExpiryNoticed { days_left: 1 })),
        ("2026-03-20", None),
        ("2026-03-21", Some(Event::Expired {})),
        ("2026-03-22", None),
    ] {
        let asked = given::<Offer>(history.clone()).when(&on(today), Command::TermDue);
        match due {
            Some(event) => {
                asked.then([event.clone()]);
                history.push(event);
            }
            None => {
                asked.then_already_so();
            }
        }
    }
}

#[test]
fn a_term_that_is_short_from_the_beginning_is_told_once_with_what_is_left() {
    given::<Offer>([dated(3, "2026-03-05")])
        .when(&on("2026-03-02"), Command::TermDue)
        .then([Event::ExpiryNoticed { days_left: 3 }]);
    given::<Offer>([dated(3, "2026-03-02")])
        .when(&on("2026-03-02"), Command::TermDue)
        .then([Event::ExpiryNoticed { days_left: 0 }]);
}

#[test]
fn whatever_is_due_is_due_at_a_known_time_and_decides_something_then() {
    let system = |now| at(now, contracts::Actor::System);
    for listed in [dated(3, "2026-03-20"), dated(3, "2026-03-04"), listed(3)] {
        let mut state = Offer::evolve(State::Unlisted, &listed);
        let mut times = Vec::new();
        while let Some(due) = state.due_at() {
            let before = due - Duration::from_millis(1);
            assert_eq!(Offer::decide(&state, &system(before), Command::TermDue), Ok(vec![]));
            let events = Offer::decide(&state, &system(due), Command::TermDue).unwrap();
            assert_eq!(events.len(), 1, "at {due}");
            state = events.iter().fold(state, Offer::evolve);
            times.push(due);
        }
        assert!(times.is_sorted() && !times.is_empty(), "{times:?}");
        assert!(matches!(state, State::Expired(_) | State::Dormant(_)));
    }
}

#[test]
fn a_standing_offer_that_nobody_confirms_goes_dormant() {
    let history = [listed(3)];
    given::<Offer>(history.clone()).when(&on("2026-09-02"), Command::TermDue).then_already_so();
    given::<Offer>(history).when(&on("2026-09-03"), Command::TermDue).then([Event::WentDormant {}]);
}

#[test]
fn a_term_that_is_over_takes_no_new_holds_even_before_the_timer_fires() {
    for (listed, last, after) in [
        (dated(10, "2026-03-20"), "2026-03-20", "2026-03-21"),
        (listed(10), "2026-09-02", "2026-09-03"),
    ] {
        given::<Offer>([listed.clone()]).when(&on(last), hold(1, 1)).then([held(1, 1)]);
        given::<Offer>([listed])
            .when(&on(after), hold(1, 1))
            .then([refused(1, HoldRefusal::NotOnTheList)]);
    }
}

#[test]
fn a_renewed_offer_is_back_on_the_list_with_what_it_had_left() {
    for ended in [Event::Expired {}, Event::WentDormant {}] {
        let history = [dated(10, "2026-03-20"), held(1, 8), ended];
        let renew = Command::Renew { until: until("2026-06-30") };
        let state =
            given::<Offer>(history).when(&on("2026-03-21"), renew).then([renewed("2026-06-30")]);
        let decided = Offer::decide(&state, &by(liaison_of(SOMEBODY)), hold(2, 2));
        assert_eq!(decided, Ok(vec![held(2, 2)]));
    }
}

#[test]
fn a_paused_offer_that_is_renewed_stays_paused() {
    let history = [dated(3, "2026-03-20"), Event::Paused { reason: None }];
    let renew = || Command::Renew { until: until("2026-06-30") };
    let state =
        given::<Offer>(history).when(&on("2026-03-10"), renew()).then([renewed("2026-06-30")]);
    assert!(matches!(state, State::Paused(_)), "only resuming ends a pause: {state:?}");
    assert_eq!(Offer::decide(&state, &on("2026-03-10"), renew()), Ok(vec![]));
    assert_eq!(Offer::decide(&state, &on("2026-03-21"), Command::TermDue), Ok(vec![]));
}

#[test]
fn renewing_to_what_it_is_changes_nothing_and_notices_begin_anew_with_a_new_term() {
    let history = [dated(3, "2026-03-20"), Event::ExpiryNoticed { days_left: 7 }];
    let same = Command::Renew { until: until("2026-03-20") };
    given::<Offer>(history.clone()).when(&on("2026-03-13"), same).then_already_so();
    let later = Command::Renew { until: until("2026-04-20") };
    let state =
        given::<Offer>(history).when(&on("2026-03-13"), later).then([renewed("2026-04-20")]);
    let due = Offer::decide(&state, &on("2026-04-13"), Command::TermDue);
    assert_eq!(due, Ok(vec![Event::ExpiryNoticed { days_left: 7 }]));
}
