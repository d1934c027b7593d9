//! The quarterly report to the street: due, late, made.

use contracts::Card;

use super::*;

/// In force from March 2026 on, asked for from its first quarter on.
fn reporting() -> Vec<Event> {
    and(in_force(), [began(2026, 1)])
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The first quarter is over at the end of March; eight and ten working days later Qingming is.
fn asked() -> Event {
    Event::QuarterAsked {
        year: 2026,
        quarter: 1,
        yellow_at: instant("2026-04-13T15:59:59.999Z"),
        due_at: instant("2026-04-15T15:59:59.999Z"),
        holidays_unknown: false,
    }
}

fn carded(card: Card) -> Event {
    Event::QuarterCarded { year: 2026, quarter: 1, card }
}

pub(super) fn report(year: i16, quarter: u8) -> Command {
    Command::RecordQuarter { year, quarter, summary: Text::new("义诊三次").unwrap() }
}

fn reported(year: i16, quarter: u8) -> Event {
    let (summary, by) = (Text::new("义诊三次").unwrap(), who(clerk_of(OWNER)));
    Event::QuarterRecorded { year, quarter, summary, by }
}

fn due_at(history: &[Event]) -> Option<Timestamp> {
    fold::<Agreement>(history).due_at()
}

#[test]
fn a_quarters_report_is_due_ten_working_days_after_the_quarter() {
    let over = instant("2026-03-31T15:59:59.999Z");
    assert_eq!(due_at(&reporting()), Some(over));
    given::<Agreement>(reporting())
        .when(&at(over, Actor::System), Command::FallDue)
        .then_already_so();
    given::<Agreement>(reporting())
        .when(&at(instant("2026-03-31T16:00:00Z"), Actor::System), Command::FallDue)
        .then([asked()]);
}

#[test]
fn a_quarter_not_reported_in_time_has_a_yellow_card_and_then_a_red_one() {
    let history = and(reporting(), [asked()]);
    assert_eq!(due_at(&history), Some(instant("2026-04-13T15:59:59.999Z")));
    given::<Agreement>(history.clone())
        .when(&at(instant("2026-04-13T16:00:00Z"), Actor::System), Command::FallDue)
        .then([carded(Card::Yellow)]);
    let history = and(history, [carded(Card::Yellow)]);
    assert_eq!(due_at(&history), Some(instant("2026-04-15T15:59:59.999Z")));
    given::<Agreement>(history.clone())
        .when(&at(instant("2026-04-15T16:00:00Z"), Actor::System), Command::FallDue)
        .then([carded(Card::Red)]);
    // The next quarter is asked for all the same.
    let history = and(history, [carded(Card::Red)]);
    assert_eq!(due_at(&history), Some(instant("2026-06-30T15:59:59.999Z")));
}

#[test]
fn once_reported_only_the_next_quarter_is_due() {
    let july = Some(instant("2026-06-30T15:59:59.999Z"));
    let april = instant("2026-04-16T01:00:00Z");
    for late in [vec![], vec![asked()], vec![asked(), carded(Card::Yellow), carded(Card::Red)]] {
        let history = and(reporting(), late);
        given::<Agreement>(history.clone())
            .when(&at(april, clerk_of(OWNER)), report(2026, 1))
            .then([reported(2026, 1)]);
        assert_eq!(due_at(&and(history, [reported(2026, 1)])), july);
    }
}

#[test]
fn the_last_quarter_of_a_term_that_ran_out_is_still_due_and_none_after_it() {
    let others = [(2026, 1), (2026, 2), (2026, 3), (2026, 4)].map(|(y, q)| reported(y, q));
    let ended = and(and(reporting(), others), [Event::Ended { by_consent: false }]);
    assert_eq!(due_at(&ended), Some(instant("2027-03-31T15:59:59.999Z")));
    assert_eq!(due_at(&and(ended, [reported(2027, 1)])), None);
}

#[test]
fn ended_by_consent_or_broken_it_is_asked_for_nothing() {
    let reason = reason();
    let broken =
        Event::Broken { party: OWNER, breaching: SOMEBODY, reason, by: who(secretary_of(OWNER)) };
    for over in [Event::Ended { by_consent: true }, broken] {
        assert_eq!(due_at(&and(reporting(), [asked(), over.clone()])), None, "{over:?}");
    }
}

#[test]
fn a_renewal_goes_on_where_the_term_before_left_off() {
    let renewal = drafted_as(Purpose::Renewal, renewed(), clerk_of(OWNER));
    // Signed while quarters of the term before are still to come: no quarter is left out.
    given::<Agreement>(and(reporting(), [renewal.clone(), by_unit()]))
        .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
        .then([by_community(), Event::Concluded {}]);
    // Signed afterwards: from its own first quarter on.
    let quarters = [(2026, 1), (2026, 2), (2026, 3), (2026, 4), (2027, 1)];
    let over = quarters.map(|(year, quarter)| reported(year, quarter));
    let over = and(and(reporting(), over), [Event::Ended { by_consent: false }]);
    given::<Agreement>(and(over, [renewal, by_unit()]))
        .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
        .then([by_community(), Event::Concluded {}, began(2027, 1)]);
}

#[test]
fn what_was_signed_before_reports_were_asked_for_is_asked_for_none() {
    let until = time::end_of(terms().until);
    assert_eq!(due_at(&in_force()), Some(until));
    assert_eq!(due_at(&and(in_force(), [reported(2026, 1)])), Some(until));
}

#[test]
fn a_service_that_was_away_asks_and_cards_at_once() {
    given::<Agreement>(reporting())
        .when(&at(instant("2026-05-06T01:00:00Z"), Actor::System), Command::FallDue)
        .then([asked(), carded(Card::Yellow), carded(Card::Red)]);
}
