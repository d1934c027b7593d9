//! What was promised, and who is reported on though nothing was counted of them.

use contracts::projects::agreement::{self, Duty, DutyKind, Purpose, Terms};
use contracts::projects::record::DutyDone;
use contracts::registry::check_in::{self, Who};
use contracts::registry::validity::Validity;
use contracts::reporting::report::Compile;
use contracts::reporting::{Reportable, Unkept};
use contracts::testing::person;
use contracts::{Claimer, Role, needs, projects, registry};
use serde_json::json;
use values::{AgreementId, Amount, NeedId, RecordId, ReportId, Unit};

use super::recount_all::patched_event;
use super::reports::{compile, countered, officer, paper};
use super::*;

/// Checked in with the community, in March.
fn checked_in(office: &mut Office, n: u128, who: Who) {
    let request = check_in::Request {
        who,
        community: COMMUNITY,
        primary: false,
        half_yearly: false,
        members: None,
        services: vec![],
        can_offer: None,
    };
    let validity = Validity::to("2027-03-01".parse().unwrap());
    let events = [check_in::Event::Requested(request), check_in::Event::Accepted { validity }];
    office.follow(Uuid::from_u128(0xC1_0000 + n), events.map(registry::Event::from).to_vec());
}

#[test]
fn who_checked_in_and_did_nothing_is_reported_on_and_the_community_confirms_it() {
    let mut office = Office::new();
    let member = person(Role::Member, HOSPITAL).person().unwrap();
    checked_in(&mut office, 1, Who::Person(member));
    checked_in(&mut office, 2, Who::Unit(HOSPITAL));
    office.now = "2026-07-01T01:00:00Z".parse().unwrap();
    for (persons, subject) in [(true, member.into()), (false, Claimer::from(HOSPITAL))] {
        let (issuer, period, page) = (STREET, "2026Q2".parse().unwrap(), Default::default());
        let asked = Reportable { issuer, period, persons, page };
        let due = office.ask_as(&officer(), &asked).items;
        assert_eq!(due.iter().map(|one| one.subject).collect::<Vec<_>>(), [subject]);
        let report = ReportId(office.done(officer(), &Compile { subject, ..compile("2026Q2") }));
        let paper = paper(&office, report);
        assert_eq!((paper.figures, paper.checked_in), (vec![], 1));
        assert_eq!(paper.sections[0].community, COMMUNITY);
    }
}

#[test]
fn a_unit_that_never_came_is_reported_on_and_where_it_works_confirms_it() {
    let mut office = Office::new();
    office.now = "2026-07-01T01:00:00Z".parse().unwrap();
    let report = ReportId(office.done(officer(), &compile("2026Q2")));
    let paper = paper(&office, report);
    assert_eq!((paper.sections.len(), paper.checked_in, paper.lines), (1, 0, 0));
    assert_eq!(paper.sections[0].community, COMMUNITY);
}

/// One agreement of the hospital's, from February on, concluded in March.
fn agreed(office: &mut Office, duties: [(OrganisationId, u64); 2]) -> AgreementId {
    let agreement = AgreementId(Uuid::from_u128(0xA6));
    let duty = |(party, quantity)| Duty {
        party,
        kind: DutyKind::Service,
        what: Text::new("每月一次义诊").unwrap(),
        amount: Some(Amount::new(quantity, Unit::Session).unwrap()),
    };
    let drafted = agreement::Event::Drafted {
        claim: None,
        parties: vec![HOSPITAL, COMMUNITY],
        purpose: Purpose::First,
        terms: Terms {
            title: Text::new("共建协议").unwrap(),
            project: None,
            duties: duties.map(duty).to_vec(),
            from: "2026-02-01".parse().unwrap(),
            until: "2027-01-31".parse().unwrap(),
            responsible: vec![],
            plan: None,
            breach: None,
        },
        by: officer().person().unwrap(),
        sign_until: monday(),
        holidays_unknown: false,
    };
    office.follow(agreement, vec![projects::Event::from(drafted)]);
    agreement
}

/// A confirmed service that did so much of the agreement's first duty.
fn did(office: &mut Office, n: u128, agreement: AgreementId, quantity: u64) -> RecordId {
    let record = RecordId(Uuid::from_u128(0xD0_0000 + n));
    let duty = Some(DutyDone { number: 1, quantity });
    let served = Served { quantity: 0, duty, ..service() };
    let recorded = recorded(served, Some(DutyOf { agreement, party: HOSPITAL }));
    let by = officer().person();
    let events = [recorded, record::Event::Confirmed { by }];
    office.follow(record, events.map(projects::Event::from).to_vec());
    record
}

#[test]
fn a_report_says_what_the_agreements_in_force_asked_for_and_what_was_done_of_it() {
    let mut office = Office::new();
    let agreement = agreed(&mut office, [(HOSPITAL, 12), (COMMUNITY, 6)]);
    did(&mut office, 1, agreement, 1);
    let wrong = did(&mut office, 2, agreement, 1);
    let at = |office: &mut Office, now: &str| office.now = now.parse().unwrap();
    at(&mut office, "2026-04-01T01:00:00Z");
    let drafted = ReportId(office.done(officer(), &compile("2026Q1")));
    assert_eq!(paper(&office, drafted).duties, [], "a draft asks for nothing");
    office.follow(agreement, vec![projects::Event::from(agreement::Event::Concluded {})]);
    office.done(officer(), &compile("2026Q1"));
    let concluded = paper(&office, drafted);
    let [duty] = &concluded.duties[..] else { panic!("{:?}", concluded.duties) };
    assert_eq!((duty.line.due, duty.line.done, duty.line.number), (Some(2), 2, 1));
    assert_eq!(concluded.fulfilment, Some(10_000));
    countered(&mut office, wrong);
    assert_eq!(paper(&office, drafted).fulfilment, Some(10_000), "it stands");
    office.done(officer(), &compile("2026Q1"));
    assert_eq!(paper(&office, drafted).fulfilment, Some(5_000));

    // After its end it asks for nothing more.
    at(&mut office, "2026-05-10T01:00:00Z");
    let ended = agreement::Event::Ended { by_consent: true };
    office.follow(agreement, vec![projects::Event::from(ended)]);
    at(&mut office, "2026-10-08T01:00:00Z");
    for (period, due) in [("2026Q2", vec![Some(2)]), ("2026Q3", vec![])] {
        let report = ReportId(office.done(officer(), &compile(period)));
        let duties = paper(&office, report).duties;
        assert_eq!(duties.iter().map(|duty| duty.line.due).collect::<Vec<_>>(), due, "{period}");
    }
}

#[test]
fn what_was_claimed_and_not_kept_is_named_by_the_need_it_was_about() {
    let mut office = Office::new();
    let need = NeedId(Uuid::from_u128(0x11));
    let asked = json!({ "asked": { "title": "楼道照明" }, "raiser": null });
    office.follow(need, vec![patched_event::<needs::Event>("need.raised", &asked)]);
    let claim = |office: &mut Office, n: u128, tags: &[&str]| {
        for tag in tags {
            let patch = match *tag {
                "claim.proposed" => json!({
                    "claimer": { "organisation": HOSPITAL }, "side": "giving", "need": need,
                }),
                "claim.held" => json!({ "counterpart": COMMUNITY }),
                _ => json!({}),
            };
            let event = patched_event::<projects::Event>(tag, &patch);
            office.follow(Uuid::from_u128(0xC000 + n), vec![event]);
        }
    };
    let begun = ["claim.proposed", "claim.held", "claim.accepted"];
    claim(&mut office, 1, &begun);
    claim(&mut office, 2, &[&begun[..], &["claim.failed"]].concat());
    claim(&mut office, 3, &[&begun[..], &["claim.delivered"]].concat());
    office.now = "2026-04-01T01:00:00Z".parse().unwrap();
    claim(&mut office, 1, &["claim.cancelled"]);
    let unkept = |office: &mut Office, period: &str| -> Vec<_> {
        let report = ReportId(office.done(officer(), &compile(period)));
        paper(office, report).unkept.into_iter().map(|one| (one.title, one.unkept)).collect()
    };
    let title = Some("楼道照明".to_owned());
    assert_eq!(
        unkept(&mut office, "2026Q1"),
        [(title.clone(), Unkept::Outstanding), (title.clone(), Unkept::Failed)]
    );
    office.now = "2026-07-01T01:00:00Z".parse().unwrap();
    assert_eq!(unkept(&mut office, "2026Q2"), [(title, Unkept::Cancelled)]);
}

#[test]
fn what_the_asking_side_took_back_is_no_breach_and_is_said_once() {
    let mut office = Office::new();
    let claim = Uuid::from_u128(0xC001);
    let proposed = json!({
        "claimer": { "organisation": HOSPITAL }, "side": "giving",
        "need": NeedId(Uuid::from_u128(0x11)),
    });
    let told = |office: &mut Office, tag: &str, patch| {
        office.follow(claim, vec![patched_event::<projects::Event>(tag, &patch)]);
    };
    told(&mut office, "claim.proposed", proposed);
    told(&mut office, "claim.held", json!({ "counterpart": COMMUNITY }));
    told(&mut office, "claim.accepted", json!({}));
    told(&mut office, "claim.revoked", json!({}));
    let mut unkept = |now: &str, period: &str| -> Vec<_> {
        office.now = now.parse().unwrap();
        let report = ReportId(office.done(officer(), &compile(period)));
        let paper = paper(&office, report);
        let kept = contracts::reporting::Rate::Kept.of(&paper.figures);
        assert_eq!(kept, None, "nobody broke a word: it is no part of any rate");
        paper.unkept.into_iter().map(|one| one.unkept).collect()
    };
    assert_eq!(unkept("2026-04-01T01:00:00Z", "2026Q1"), [Unkept::Revoked]);
    assert_eq!(unkept("2026-07-01T01:00:00Z", "2026Q2"), [], "it is outstanding no more");
}

#[test]
fn the_quarters_of_a_year_ask_for_no_more_than_the_year() {
    let mut office = Office::new();
    let agreement = agreed(&mut office, [(HOSPITAL, 1), (COMMUNITY, 6)]);
    office.follow(agreement, vec![projects::Event::from(agreement::Event::Concluded {})]);
    office.now = "2027-04-01T01:00:00Z".parse().unwrap();
    let due = ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1"].map(|period| {
        let report = ReportId(office.done(officer(), &compile(period)));
        paper(&office, report).duties[0].line.due
    });
    assert_eq!(due, [Some(1), Some(0), Some(0), Some(0), Some(0)]);
}
