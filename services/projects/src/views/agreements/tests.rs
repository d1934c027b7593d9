//! Whose signature is awaited.

use contracts::registry::organisation::Level;
use contracts::testing::{OWNER, SOMEBODY, clerk_of, directory, merged, monday, registered};
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
        agreements.page(&directory([]), &query).total
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
    let found = |query: &Query| agreements.page(&directory([]), query).total;
    assert_eq!(found(&of_owner), 1);
    let concluded = Query { status: Some(AgreementStatus::Concluded), ..of_owner };
    assert_eq!(found(&concluded), 1);
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
    let within = |area: &str| {
        let query = Query { area: Some(area.parse().unwrap()), ..Query::default() };
        agreements.page(&known, &query).total
    };
    let areas = ["371002", "371002001", "371002002", "371002003"];
    assert_eq!(areas.map(within), [1, 1, 1, 0], "once, also where both work");
    for query in [
        Query { organisation: Some(kept), ..Query::default() },
        Query { unsigned_by: Some(kept), ..Query::default() },
    ] {
        assert_eq!(agreements.page(&known, &query).total, 1);
    }
}
