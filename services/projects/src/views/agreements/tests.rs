//! Whose signature is awaited.

use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, asking, clerk_of, directory, liaison_of, merged, monday, registered,
};
use contracts::{Actor, Asker, Card};
use values::{Text, Uuid};

use super::*;

fn drafted(purpose: Purpose) -> Event {
    let terms = Terms {
        title: Text::new("共建协议").unwrap(),
        duties: vec![],
        from: "2026-03-01".parse().unwrap(),
        until: "2027-02-28".parse().unwrap(),
        responsible: vec![],
        plan: None,
        breach: None,
        project: None,
    };
    let (parties, by) = (vec![OWNER, SOMEBODY], clerk_of(OWNER).person().unwrap());
    let (sign_until, holidays_unknown) = (monday(), false);
    Event::Drafted { claim: None, parties, purpose, terms, by, sign_until, holidays_unknown }
}

fn signed(party: OrganisationId) -> Event {
    Event::Signed { party, by: clerk_of(party).person().unwrap(), delegated: false }
}

#[test]
fn an_agreement_waits_for_whoever_has_not_signed_the_newest_draft() {
    let mut agreements = Agreements::default();
    let id = AgreementId(Uuid::from_u128(1));
    let waits = |agreements: &Agreements, party| {
        let query = Query { unsigned_by: Some(party), ..Query::default() };
        agreements.page(&directory([]), &Eyes::Everything, &query).total
    };
    for (event, by_owner, by_somebody) in [
        (drafted(Purpose::First), 1, 1),
        (signed(OWNER), 0, 1),
        (drafted(Purpose::First), 1, 1),
        (signed(OWNER), 0, 1),
        (signed(SOMEBODY), 0, 0),
        (Event::Concluded {}, 0, 0),
        (drafted(Purpose::Supplement), 1, 1),
        (signed(SOMEBODY), 1, 0),
        (Event::Lapsed {}, 0, 0),
    ] {
        agreements.apply(id, &event, monday());
        let found = (waits(&agreements, OWNER), waits(&agreements, SOMEBODY));
        assert_eq!(found, (by_owner, by_somebody), "{event:?}");
    }
    let of_owner = Query { organisation: Some(OWNER), ..Query::default() };
    let found = |query: &Query| agreements.page(&directory([]), &Eyes::Everything, query).total;
    assert_eq!(found(&of_owner), 1);
    let concluded = Query { status: Some(AgreementStatus::Concluded), ..of_owner };
    assert_eq!(found(&concluded), 1);
}

#[test]
fn an_agreement_waits_for_a_report_of_each_party_until_one_makes_it() {
    let mut agreements = Agreements::default();
    let id = AgreementId(Uuid::from_u128(1));
    let summary = Text::new("义诊三次").unwrap();
    let (year, quarter, by) = (2026, 1, clerk_of(OWNER).person().unwrap());
    let (yellow_at, due_at) = (monday(), monday());
    for (event, card, waiting) in [
        (drafted(Purpose::First), None, 0),
        (Event::Concluded {}, None, 0),
        (Event::ReportingBegan { year, quarter }, None, 0),
        (
            Event::QuarterAsked { year, quarter, yellow_at, due_at, holidays_unknown: false },
            None,
            1,
        ),
        (Event::QuarterCarded { year, quarter, card: Card::Yellow }, Some(Card::Yellow), 1),
        (Event::QuarterCarded { year, quarter, card: Card::Red }, Some(Card::Red), 1),
        (Event::QuarterRecorded { year, quarter, summary, by }, None, 0),
    ] {
        agreements.apply(id, &event, monday());
        for party in [OWNER, SOMEBODY] {
            let query = Query { unreported_by: Some(party), ..Query::default() };
            let found = agreements.page(&directory([]), &Eyes::Everything, &query).total;
            assert_eq!(found, waiting, "{event:?}");
        }
        let late = |card| Query { late: Some(card), ..Query::default() };
        let of = |card| agreements.page(&directory([]), &Eyes::Everything, &late(card)).total == 1;
        let found = (of(Card::Yellow), of(Card::Red));
        assert_eq!(found, (card == Some(Card::Yellow), card == Some(Card::Red)), "{event:?}");
        let line = agreements.get(id).unwrap();
        assert_eq!(line.quarters_due.first().and_then(|due| due.card), card, "{event:?}");
        assert_eq!(line.quarters_due.len(), waiting, "{event:?}");
    }
}

#[test]
fn an_agreement_is_found_by_where_a_party_works_and_by_whatever_one_was_merged_into() {
    let kept = OrganisationId(Uuid::from_u128(9));
    let known = directory([
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002002003"),
        registered(kept, Level::Unit, ""),
        merged(SOMEBODY, kept),
    ]);
    let mut agreements = Agreements::default();
    agreements.apply(AgreementId(Uuid::from_u128(1)), &drafted(Purpose::First), monday());
    for party in [OWNER, SOMEBODY, kept] {
        agreements.settle(party, &known);
    }
    let within = |area: &str| {
        let query = Query { area: Some(area.parse().unwrap()), ..Query::default() };
        agreements.page(&known, &Eyes::Everything, &query).total
    };
    let areas = ["371002", "371002001", "371002002", "371002003"];
    assert_eq!(areas.map(within), [1, 1, 1, 0], "once, also where both work");
    for query in [
        Query { organisation: Some(kept), ..Query::default() },
        Query { unsigned_by: Some(kept), ..Query::default() },
    ] {
        assert_eq!(agreements.page(&known, &Eyes::Everything, &query).total, 1);
    }
}

#[test]
fn unsigned_it_is_its_parties_and_signed_everybodys() {
    let stranger = OrganisationId(Uuid::from_u128(9));
    let known = directory([
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002002003"),
        registered(stranger, Level::Unit, "371002001001"),
        registered(OrganisationId(Uuid::from_u128(8)), Level::Street, "371002002"),
    ]);
    let street = clerk_of(OrganisationId(Uuid::from_u128(8)));
    let mut agreements = Agreements::default();
    for party in [OWNER, SOMEBODY, stranger] {
        agreements.settle(party, &known);
    }
    let id = AgreementId(Uuid::from_u128(1));
    let sees = |agreements: &Agreements, actor: &Actor| {
        let eyes = Eyes::of(Asker { actor, directory: &known });
        let total = |query| agreements.page(&known, &eyes, &query).total;
        let listed = total(Query::default()) == 1;
        // Whoever reads it finds it by whatever they ask for.
        let there = |area: &str| Query { area: area.parse().ok(), ..Query::default() };
        let of = |party| Query { organisation: Some(party), ..Query::default() };
        for query in [there("371002001"), there("371002"), of(OWNER), of(SOMEBODY)] {
            assert_eq!(total(query.clone()) == 1, listed, "{actor:?} {query:?}");
        }
        assert_eq!(total(there("371003")) + total(of(stranger)), 0);
        let drafts = agreements.drafts(&eyes, id).map_or(0, |lines| lines.drafts.len());
        assert_eq!(listed, agreements.read(&eyes, id).is_some(), "{actor:?}");
        (listed, drafts)
    };
    agreements.apply(id, &drafted(Purpose::First), monday());
    let all = [clerk_of(OWNER), liaison_of(SOMEBODY), street, liaison_of(stranger)];
    let seen = |agreements: &Agreements| all.each_ref().map(|actor| sees(agreements, actor));
    let (yes, no) = ((true, 1), (false, 0));
    assert_eq!(seen(&agreements), [yes, yes, yes, no]);
    let person = liaison_of(stranger).person().unwrap();
    let (until, by) = ("2026-12-31".parse().unwrap(), clerk_of(OWNER).person().unwrap());
    let named = Event::Delegated { party: OWNER, person, until, by };
    let mut with_delegate = Agreements::default();
    for event in [drafted(Purpose::First), named] {
        with_delegate.apply(id, &event, monday());
    }
    let liaison = liaison_of(stranger);
    let eyes = Eyes::of(Asker { actor: &liaison, directory: &known });
    assert!(with_delegate.read(&eyes, id).is_some(), "whoever is to sign it reads it");
    for event in [signed(OWNER), signed(SOMEBODY), Event::Concluded {}] {
        agreements.apply(id, &event, monday());
    }
    agreements.apply(id, &drafted(Purpose::Supplement), monday());
    assert_eq!(seen(&agreements), [(true, 2), (true, 2), (true, 2), yes]);
}

#[test]
fn what_is_not_signed_is_called_by_its_name_to_its_parties_alone() {
    let mut view = View::default();
    let id = AgreementId(Uuid::from_u128(1));
    view.agreements.apply(id, &drafted(Purpose::First), monday());
    let everybody = directory([]);
    let title = |view: &View, actor: &Actor| {
        view.title(Asker { actor, directory: &everybody }, id.into()).map(|title| title.to_string())
    };
    let stranger = liaison_of(OrganisationId(Uuid::from_u128(0xFF)));
    let called = Some("共建协议".to_owned());
    assert_eq!(title(&view, &clerk_of(OWNER)), called);
    assert_eq!(title(&view, &Actor::System), called);
    assert_eq!(title(&view, &stranger), None);
    view.agreements.apply(id, &Event::Concluded {}, monday());
    assert_eq!(title(&view, &stranger), called, "and to everybody once it is signed");
}

#[test]
fn a_history_tells_what_is_not_signed_to_whoever_reads_it() {
    let id = AgreementId(Uuid::from_u128(1));
    let mut view = View::default();
    let told = |view: &View, event: &Event| {
        let event = contracts::projects::Event::from(event.clone());
        [clerk_of(OWNER), liaison_of(SOMEBODY), clerk_of(STRANGER)]
            .map(|actor| view.tells(asking(&actor), id.into(), &event))
    };
    let (first, next) = (drafted(Purpose::First), drafted(Purpose::Supplement));
    view.agreements.apply(id, &first, monday());
    assert_eq!(told(&view, &first), [true, true, false]);
    for event in [signed(OWNER), signed(SOMEBODY), Event::Concluded {}, next.clone()] {
        view.agreements.apply(id, &event, monday());
    }
    assert_eq!(told(&view, &Event::Concluded {}), [true; 3]);
    assert_eq!(told(&view, &next), [true, true, false]);
}
