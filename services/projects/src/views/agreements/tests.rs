//! Whose signature is awaited.

use contracts::testing::{OWNER, SOMEBODY, clerk_of, monday};
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
        agreements.page(&query).total
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
    assert_eq!(agreements.page(&of_owner).total, 1);
    let concluded = Query { status: Some(AgreementStatus::Concluded), ..of_owner };
    assert_eq!(agreements.page(&concluded).total, 1);
}
