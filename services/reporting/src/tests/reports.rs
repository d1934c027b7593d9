//! Reports from the first compilation to the second version.

use contracts::registry::organisation;
use contracts::reporting::course::Counted;
use contracts::reporting::report::{
    Assent, Compile, Confirm, Deliver, DeliveryKey, Format, Issue, Jam, Print, Printed, Receive,
    Rejection as Reason,
};
use contracts::reporting::{
    Check, Confirmation, Delivered, Evidence, Figure, Printing, Report, ReportDocument,
    ReportPaper, ReportStatus, Reportable, Reports, Titled, ToPrint,
};
use contracts::testing::{clerk_of, liaison_of, person};
use contracts::{Role, projects, registry};
use serde_json::json;
use values::{RecordId, ReportId};

use super::*;

pub(super) fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

/// A confirmed service of the hospital, in February.
fn served(office: &mut Office, n: u128, minutes: u32) -> RecordId {
    let record = RecordId(Uuid::from_u128(0x4E00 + n));
    let recorded = recorded(Served { minutes, ..service() }, None);
    let by = officer().person();
    let events = [recorded, record::Event::Confirmed { by }];
    office.follow(record, events.map(projects::Event::from).to_vec());
    record
}

pub(super) fn countered(office: &mut Office, record: RecordId) {
    let (by, reason) = (officer().person().unwrap(), Text::new("重复登记").unwrap());
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(record, vec![projects::Event::from(countered)]);
}

pub(super) fn compile(period: &str) -> Compile {
    let period = period.parse().unwrap();
    Compile { subject: HOSPITAL.into(), period, issuer: STREET }
}

/// An office in which the first quarter is over and the hospital belongs to the city.
fn office() -> Office {
    let mut office = Office::new();
    let (parent, from) = (Some(CITY), "2026-01-01".parse().unwrap());
    let affiliated = organisation::Event::Affiliated { parent, from };
    let event = registry::Event::Organisation(affiliated);
    office.learn(&Recorded { aggregate: HOSPITAL.into(), version: 2, event });
    served(&mut office, 1, 60);
    served(&mut office, 2, 90);
    office.now = "2026-04-01T01:00:00Z".parse().unwrap();
    office
}

pub(super) fn paper(office: &Office, report: ReportId) -> ReportPaper {
    office.ask(&Report { report }).expect("it was compiled")
}

fn minutes(figures: &[Figure]) -> i64 {
    let service = figures.iter().find(|figure| figure.counted == Counted::Service);
    service.map_or(0, |figure| figure.amount)
}

/// Confirmed, let go, signed, and printed as `bytes`.
fn issue(office: &mut Office, report: ReportId, bytes: &[u8]) -> Hash {
    let draft = paper(office, report).draft;
    let confirm = Confirm { report, community: COMMUNITY, draft };
    office.send(clerk_of(COMMUNITY), &confirm).unwrap();
    office.done(liaison_of(HOSPITAL), &Assent { report, draft });
    office.done(officer(), &Issue { report, draft, mark: None, plain: false, to: None });
    let proof = office.ask_as(&Actor::System, &ToPrint::default()).expect("it is at the press");
    assert_eq!(proof.paper.line.id, report);
    let (version, file) = (proof.paper.line.version, Hash::of(bytes));
    let printed = Printed { format: Format::Pdf, file, bytes: bytes.len() as u64, kept: None };
    let files = vec![printed];
    let print = Print { report, version, files, fonts_missing: vec![], standing: None };
    office.done(Actor::System, &print);
    file
}

#[test]
fn a_report_is_compiled_confirmed_issued_received_and_checked_by_its_digest() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    let compiled = paper(&office, report);
    assert_eq!((minutes(&compiled.figures), compiled.lines), (150, 4));
    assert_eq!(compiled.sections.len(), 1);
    assert_eq!(compiled.sections[0].confirmation, Confirmation::Awaited);
    assert_eq!(minutes(&compiled.sections[0].figures), 150);
    assert_eq!(compiled.followed["projects"], 2, "it says up to where it knows the others");
    assert_eq!(office.ask_as(&clerk_of(CITY), &Report { report }).unwrap().line.id, report);
    assert_eq!(office.ask_as(&clerk_of(FAR), &Report { report }), None);
    let titled = Titled { ids: vec![report.into()] };
    let titles = office.ask_as(&clerk_of(CITY), &titled);
    assert_eq!(titles[&Uuid::from(report)].as_str(), "2026年第一季度双报告");
    assert!(office.ask_as(&clerk_of(FAR), &titled).is_empty());

    let digest = issue(&mut office, report, b"first");
    let issued = paper(&office, report);
    assert_eq!(issued.line.status, ReportStatus::Issued);
    assert_eq!(issued.versions[0].number, "某组织〔2026〕1号");
    let checked = office.ask(&Check { digest }).unwrap();
    assert_eq!((checked.version, checked.superseded), (1, false));
    assert_eq!(office.ask(&Check { digest: Hash::of(b"forged") }), None);
    let (format, version) = (Format::Pdf, None);
    let document = ReportDocument { report, format, version };
    assert_eq!(office.ask_as(&clerk_of(CITY), &document).unwrap().printed.file, digest);
    assert_eq!(office.ask_as(&clerk_of(FAR), &document), None);
    office.done(clerk_of(CITY), &Receive { report, version: 1, key: None });
    assert_eq!(paper(&office, report).line.status, ReportStatus::Received);
    let received = Reports { status: Some(ReportStatus::Received), ..Reports::default() };
    assert_eq!(office.ask_as(&clerk_of(CITY), &received).total, 1, "the addressee has it listed");
    assert_eq!(office.ask_as(&clerk_of(FAR), &received).total, 0);
}

#[test]
fn who_has_no_account_opens_it_with_the_link_and_the_code() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    issue(&mut office, report, b"first");
    let key = |slip: &str, code: &str| DeliveryKey {
        slip: Text::new(slip).unwrap(),
        code: Text::new(code).unwrap(),
    };
    let deliver = |key| Deliver { report, version: 1, key };
    let short = office.send(officer(), &deliver(key("AAAA-BBBB-CCCC", "1234")));
    assert_eq!(short, Err(Reason::KeyTooShort { min: 12 }.into()));
    office.done(officer(), &deliver(key("AAAA-BBBB-CCCC", "7K2M-9QWX-4TBD")));
    let visitor = person(Role::Resident, OrganisationId(Uuid::nil()));
    let opens = |office: &Office, slip: &str, code: &str| {
        let delivered = Delivered { key: key(slip, code) };
        office.ask_as(&visitor, &delivered).map(|paper| paper.line.id)
    };
    assert_eq!(opens(&office, "AAAA-BBBB-CCCC", "7k2m9qwx4tbd"), Some(report));
    assert_eq!(opens(&office, "AAAA-BBBB-CCCD", "7k2m9qwx4tbd"), None);
    assert_eq!(opens(&office, "AAAA-BBBB-CCCC", "7k2m9qwx4tbe"), None);
    assert_eq!(office.ask_as(&visitor, &Report { report }), None);
    let receive = Receive { report, version: 1, key: Some(key("aaaabbbbcccc", "7k2m9qwx4tbd")) };
    office.done(visitor.clone(), &receive);
    assert_eq!(paper(&office, report).line.status, ReportStatus::Received);
    office.now = "2026-06-01T01:00:00Z".parse().unwrap();
    assert_eq!(opens(&office, "AAAA-BBBB-CCCC", "7k2m9qwx4tbd"), None, "its time is over");
}

#[test]
fn a_changed_fact_changes_the_next_version_only() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    let first = issue(&mut office, report, b"first");
    let before = paper(&office, report);
    countered(&mut office, RecordId(Uuid::from_u128(0x4E01)));
    let after = paper(&office, report);
    assert_eq!((after.figures, after.lines), (before.figures, before.lines), "it stands");
    let evidence = Evidence { report, counted: None, community: None, page: Default::default() };
    assert_eq!(office.ask(&evidence).total, before.lines);

    office.done(officer(), &compile("2026Q1"));
    let second = paper(&office, report);
    assert_eq!((second.line.version, minutes(&second.figures)), (2, 90));
    assert_eq!(second.versions.len(), 1, "the first one stays");
    assert!(!office.ask(&Check { digest: first }).unwrap().superseded);
    let digest = issue(&mut office, report, b"second");
    assert_eq!(office.ask(&Check { digest: first }).map(|first| first.superseded), Some(true));
    assert_eq!(office.ask(&Check { digest }).map(|second| second.version), Some(2));
    let version = Some(1);
    let document = ReportDocument { report, format: Format::Pdf, version };
    assert_eq!(office.ask(&document).unwrap().printed.file, first);
    assert_eq!(paper(&office, report).versions[1].number, "某组织〔2026〕2号");
}

/// `organisation` is called otherwise from now on.
fn renamed(office: &mut Office, organisation: OrganisationId, name: &str) {
    let event = json!({ "type": "organisation.edited.v1", "data": { "name": name } });
    let event = serde_json::from_str(&event.to_string()).unwrap();
    office.learn(&Recorded { aggregate: organisation.into(), version: 9, event });
}

#[test]
fn what_was_issued_is_called_for_ever_as_the_issuer_was_called_then() {
    let mut office = office();
    renamed(&mut office, STREET, "鲸园街道");
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    let digest = issue(&mut office, report, b"first");
    renamed(&mut office, STREET, "新园街道");
    let issued = paper(&office, report);
    assert_eq!(issued.versions[0].number, "鲸园街道〔2026〕1号");
    assert_eq!(issued.issuer_name.as_deref(), Some("鲸园街道"));
    assert_eq!(issued.signed.unwrap().role, Some(Role::StreetOfficer));
    let checked = office.ask(&Check { digest }).unwrap();
    assert_eq!(checked.number, "鲸园街道〔2026〕1号");
    assert_eq!((checked.issuer.as_deref(), checked.at), (Some("鲸园街道"), issued.at));
    office.done(officer(), &compile("2026Q1"));
    assert_eq!(paper(&office, report).issuer_name.as_deref(), Some("新园街道"), "the next version");
}

#[test]
fn what_was_done_for_a_community_that_was_merged_stands_in_the_section_of_the_other() {
    let mut office = office();
    let record = RecordId(Uuid::from_u128(0x4EFA));
    let record::Event::Recorded { project, giving, service, duty, by, .. } =
        recorded(Served { minutes: 30, ..service() }, None)
    else {
        panic!("it is recorded")
    };
    let asking = FAR;
    let told =
        record::Event::Recorded { project, giving, asking, service, duty, by, corrects: None };
    let events = [told, record::Event::Confirmed { by: officer().person() }];
    office.follow(record, events.map(projects::Event::from).to_vec());
    let merged = organisation::Event::Merged { kept: COMMUNITY };
    let event = registry::Event::Organisation(merged);
    office.learn(&Recorded { aggregate: FAR.into(), version: 2, event });
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    let compiled = paper(&office, report);
    assert_eq!(compiled.sections.len(), 1);
    assert_eq!(minutes(&compiled.sections[0].figures), 180, "with what FAR was done for");
    let (counted, community) = (Some(Counted::Service), Some(COMMUNITY));
    let evidence = Evidence { report, counted, community, page: Default::default() };
    assert_eq!(office.ask(&evidence).total, 3);
}

#[test]
fn why_the_press_cannot_print_is_said_until_it_does() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    office.done(clerk_of(COMMUNITY), &Confirm { report, community: COMMUNITY, draft: 1 });
    office.done(liaison_of(HOSPITAL), &Assent { report, draft: 1 });
    let reason = Text::new("没有中文字体").unwrap();
    let jam = Jam { report, version: 1, reason: reason.clone(), all: true };
    assert_eq!(office.send(Actor::System, &jam), Err(Reason::OutOfTurn.into()));
    office.done(officer(), &Issue { report, draft: 1, mark: None, plain: false, to: None });
    assert_eq!(office.send(officer(), &jam), Err(Reason::NotAuthorised.into()));
    office.done(Actor::System, &jam);
    assert_eq!(office.send(Actor::System, &jam), Ok(None), "it is said once");
    assert_eq!(paper(&office, report).jammed, Some(reason.clone()));
    let asked = Printing { issuer: STREET, period: "2026Q1".parse().unwrap() };
    let printing = office.ask_as(&officer(), &asked).unwrap();
    assert_eq!((printing.waiting, printing.jammed), (1, 1));
    assert_eq!(printing.reasons, [reason].into());
    assert_eq!(office.ask_as(&clerk_of(FAR), &asked), None);
    let fonts_missing = vec![Text::new("仿宋").unwrap()];
    let print = Print { report, version: 1, files: vec![], fonts_missing, standing: None };
    office.done(Actor::System, &print);
    assert_eq!(paper(&office, report).jammed, None);
    let printing = office.ask_as(&officer(), &asked).unwrap();
    assert_eq!((printing.waiting, printing.jammed), (0, 0));
    assert_eq!(printing.fonts_missing, [Text::new("仿宋").unwrap()].into());
}

#[test]
fn the_press_is_told_of_none_that_it_has_taken_up() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    office.done(clerk_of(COMMUNITY), &Confirm { report, community: COMMUNITY, draft: 1 });
    office.done(liaison_of(HOSPITAL), &Assent { report, draft: 1 });
    office.done(officer(), &Issue { report, draft: 1, mark: None, plain: false, to: None });
    let next = |but: &[ReportId]| {
        let asked = ToPrint { but: but.iter().copied().collect() };
        office.ask_as(&Actor::System, &asked).map(|proof| proof.paper.line.id)
    };
    assert_eq!((next(&[]), next(&[report])), (Some(report), None));
}

#[test]
fn a_figure_opens_to_its_lines_alone() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    let page = contracts::PageRequest::default();
    let behind =
        |counted, community| office.ask(&Evidence { report, counted, community, page }).items.len();
    assert_eq!(behind(None, None), 4);
    assert_eq!(behind(Some(Counted::Service), Some(COMMUNITY)), 2);
    assert_eq!(behind(Some(Counted::Service), Some(FAR)), 0);
    assert_eq!(behind(Some(Counted::CheckIn), None), 0);
}

#[test]
fn who_is_to_be_reported_on_is_known_to_the_issuer() {
    let mut office = office();
    let asked = |persons| Reportable {
        issuer: STREET,
        period: "2026Q1".parse().unwrap(),
        persons,
        page: Default::default(),
    };
    let found = |office: &Office| office.ask_as(&officer(), &asked(false)).items;
    assert_eq!(
        found(&office).iter().map(|one| (one.subject, one.status)).collect::<Vec<_>>(),
        [(HOSPITAL.into(), None)]
    );
    assert!(office.ask_as(&officer(), &asked(true)).items.is_empty());
    assert!(office.ask_as(&clerk_of(FAR), &asked(false)).items.is_empty());
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    assert_eq!(
        (found(&office)[0].report, found(&office)[0].status),
        (Some(report), Some(ReportStatus::Compiled))
    );
}

#[test]
fn a_report_waits_for_whoever_is_to_act_next() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    let waits = |office: &Office, who| {
        let asked = Reports { awaits: Some(who), ..Reports::default() };
        office.ask(&asked).total == 1
    };
    let for_whom =
        |office: &Office| [COMMUNITY, HOSPITAL, STREET, CITY].map(|who| waits(office, who));
    assert_eq!(for_whom(&office), [true, true, false, false]);
    office.done(clerk_of(COMMUNITY), &Confirm { report, community: COMMUNITY, draft: 1 });
    assert_eq!(for_whom(&office), [false, true, true, false]);
    issue(&mut office, report, b"first");
    assert_eq!(for_whom(&office), [false, false, false, true]);
    office.done(clerk_of(CITY), &Receive { report, version: 1, key: None });
    assert_eq!(for_whom(&office), [false; 4]);
    for (period, subject, total) in
        [("2026Q1", HOSPITAL, 1), ("2026", HOSPITAL, 0), ("2026Q1", SCHOOL, 0)]
    {
        let (period, subject) = (Some(period.parse().unwrap()), Some(subject));
        assert_eq!(office.ask(&Reports { period, subject, ..Reports::default() }).total, total);
    }
}

#[test]
fn a_list_shows_nobody_a_report_that_they_may_not_read() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    for (actor, reads) in [
        (clerk_of(COMMUNITY), true),
        (liaison_of(HOSPITAL), true),
        (person(Role::Auditor, COMMUNITY), true),
        (person(Role::SystemAdministrator, COMMUNITY), false),
        (person(Role::Resident, COMMUNITY), false),
    ] {
        let listed = office.ask_as(&actor, &Reports::default()).total == 1;
        let shown = office.ask_as(&actor, &Report { report }).is_some();
        assert_eq!((listed, shown), (reads, reads), "{actor:?}");
    }
}

#[test]
fn a_period_that_overlaps_an_issued_one_is_refused_at_once() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    office.now = "2027-01-04T01:00:00Z".parse().unwrap();
    office.done(officer(), &compile("2026"));
    issue(&mut office, report, b"quarter");
    let period = "2026Q1".parse().unwrap();
    let refused = office.send(officer(), &compile("2026H1"));
    assert_eq!(refused, Err(Reason::PeriodOverlaps { period }.into()));
}

#[test]
fn of_a_person_of_whom_nothing_was_counted_there_is_no_report() {
    let mut office = office();
    let subject = person(Role::Member, HOSPITAL).person().unwrap().into();
    let refused = office.send(officer(), &Compile { subject, ..compile("2025") });
    assert_eq!(refused, Err(Reason::NothingCounted.into()));
}

#[test]
fn who_is_silent_is_marked_and_holds_nothing_up() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    office.wait_to("2026-05-01T01:00:00Z".parse().unwrap());
    let paper = paper(&office, report);
    assert_eq!(paper.sections[0].confirmation, Confirmation::Unconfirmed);
    office.done(officer(), &Issue { report, draft: 1, mark: None, plain: true, to: None });
}
