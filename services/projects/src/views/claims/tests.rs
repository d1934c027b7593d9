//! Whose claims are found where.

use std::time::Duration;

use contracts::projects::claim::{Lease, Propose, Side};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::testing::{OWNER, SOMEBODY, directory, monday, registered};
use values::{Amount, NeedId, Unit};

use super::*;

fn lease() -> Lease {
    Lease { yellow_at: monday(), until: monday(), holidays_unknown: false }
}

/// `claimer`'s claim number `n`, held and to be answered by `counterpart`.
fn hold(claims: &mut Claims, n: u128, claimer: OrganisationId, counterpart: OrganisationId) {
    let id = ClaimId(Uuid::from_u128(n));
    let proposal = Propose {
        claimer: claimer.into(),
        side: Side::Giving,
        need: Some(NeedId(Uuid::from_u128(7))),
        offer: None,
        amount: Amount::new(1, Unit::Session).unwrap(),
        slot: None,
        area: "371002001001".parse().unwrap(),
        message: None,
        wait: false,
    };
    claims.apply(id, &Event::Proposed(proposal), monday());
    claims.apply(
        id,
        &Event::Held { counterpart, category: Category::Service, lease: lease() },
        monday(),
    );
}

fn town() -> Directory {
    directory([
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002002003"),
    ])
}

fn found(claims: &Claims, query: &Query) -> (usize, Vec<u128>) {
    let page = claims.page(&town(), query);
    (page.total, page.items.iter().map(|line| line.id.0.as_u128()).collect())
}

#[test]
fn what_is_to_be_answered_is_not_hidden_behind_what_was_asked_for() {
    let mut claims = Claims::default();
    hold(&mut claims, 1, OWNER, SOMEBODY);
    for n in 2..10 {
        hold(&mut claims, n, SOMEBODY, OWNER);
    }
    let page = contracts::PageRequest::first(2);
    let of_somebody = Query { page, status: Some(ClaimStatus::Held), ..Query::default() };
    let answered = Query { answered_by: Some(SOMEBODY), ..of_somebody.clone() };
    assert_eq!(found(&claims, &answered), (1, vec![1]));
    let made = Query { made_by: Some(SOMEBODY), ..of_somebody.clone() };
    assert_eq!(found(&claims, &made), (8, vec![9, 8]));
    let both = Query { organisation: Some(SOMEBODY), ..of_somebody };
    assert_eq!(found(&claims, &both), (9, vec![9, 8]));
}

#[test]
fn an_area_has_the_claims_of_both_sides_who_work_there() {
    let somebody_else = OrganisationId(Uuid::from_u128(9));
    let mut claims = Claims::default();
    hold(&mut claims, 1, OWNER, SOMEBODY);
    hold(&mut claims, 2, somebody_else, SOMEBODY);
    for party in [OWNER, SOMEBODY] {
        claims.settle(party, &town());
    }
    let within = |area: &str| {
        let query = Query { area: Some(area.parse().unwrap()), ..Query::default() };
        found(&claims, &query).1
    };
    assert_eq!(within("371002001"), [1]);
    assert_eq!(within("371002002"), [2, 1]);
    assert_eq!(within("371002"), [2, 1]);
    assert_eq!(within("371003"), []);
}

#[test]
fn what_is_asked_for_together_must_all_be_so() {
    let mut claims = Claims::default();
    hold(&mut claims, 1, OWNER, SOMEBODY);
    hold(&mut claims, 2, SOMEBODY, OWNER);
    let between = Query { made_by: Some(OWNER), answered_by: Some(SOMEBODY), ..Query::default() };
    assert_eq!(found(&claims, &between), (1, vec![1]));
    let lapsed = Query { status: Some(ClaimStatus::Lapsed), ..between };
    assert_eq!(found(&claims, &lapsed), (0, vec![]));
    claims.apply(ClaimId(Uuid::from_u128(1)), &Event::Lapsed {}, monday());
    assert_eq!(found(&claims, &lapsed), (1, vec![1]));
}

#[test]
fn what_is_due_soonest_comes_first_and_what_nobody_waits_for_moves_behind() {
    let mut claims = Claims::default();
    for n in 1..=4 {
        hold(&mut claims, n, OWNER, SOMEBODY);
    }
    for (n, hours) in [(1, 3), (2, 1), (3, 2)] {
        let lease = Lease { until: monday() + Duration::from_secs(3600 * hours), ..lease() };
        let held = Event::Held { counterpart: SOMEBODY, category: Category::Service, lease };
        claims.apply(ClaimId(Uuid::from_u128(n)), &held, monday());
    }
    claims.apply(ClaimId(Uuid::from_u128(4)), &Event::Lapsed {}, monday());
    let page = contracts::PageRequest::first(2);
    let by_due = Query { order: contracts::ListOrder::Due, page, ..Query::default() };
    assert_eq!(found(&claims, &by_due), (4, vec![2, 3]));
    // The one at the cursor lapses meanwhile: those behind it are found all the same.
    let next = claims.page(&directory([]), &by_due).next;
    claims.apply(ClaimId(Uuid::from_u128(3)), &Event::Lapsed {}, monday());
    let behind = Query { page: contracts::PageRequest::behind(next, 9), ..by_due };
    assert_eq!(found(&claims, &behind), (4, vec![1, 4, 3]));
}

#[test]
fn a_late_answer_is_found_by_its_card_until_it_is_given_or_nobody_waits_any_more() {
    let mut claims = Claims::default();
    hold(&mut claims, 1, OWNER, SOMEBODY);
    hold(&mut claims, 2, OWNER, SOMEBODY);
    let late = |claims: &Claims| {
        [Card::Yellow, Card::Red].map(|card| {
            let by = Query { answered_by: Some(SOMEBODY), ..Query::default() };
            found(claims, &Query { late: Some(card), ..by }).1
        })
    };
    let none: Vec<u128> = vec![];
    let first = ClaimId(Uuid::from_u128(1));
    for (event, yellow, red) in [
        (Event::AnswerLate { card: Card::Yellow }, vec![1], none.clone()),
        (Event::AnswerLate { card: Card::Red }, none.clone(), vec![1]),
        (Event::LeaseOver { renew_until: monday() }, none.clone(), vec![1]),
        (Event::Renewed { lease: lease() }, none.clone(), none.clone()),
        (Event::AnswerLate { card: Card::Yellow }, vec![1], none.clone()),
        (Event::Accepted {}, none.clone(), none.clone()),
    ] {
        claims.apply(first, &event, monday());
        assert_eq!(late(&claims), [yellow, red], "{event:?}");
    }
}
