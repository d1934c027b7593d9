//! Reports from the first compilation to the second version.

use contracts::projects::record::{self, Service as Served};
use contracts::registry::organisation;
use contracts::reporting::course::Counted;
use contracts::reporting::report::{
    Assent, Compile, Confirm, Format, Issue, Print, Printed, Receive, Rejection as Reason,
};
use contracts::reporting::{
    Check, Confirmation, Evidence, Figure, Report, ReportDocument, ReportPaper, ReportStatus,
    Reports, ToPrint,
};
use contracts::testing::{clerk_of, liaison_of, person};
use contracts::{PageRequest, Role, projects, registry};
use values::{ProjectId, RecordId, ReportId, Text};

use super::*;

fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

/// A confirmed service of the hospital, in February.
fn served(office: &mut Office, n: u128, minutes: u32) -> RecordId {
    let record = RecordId(Uuid::from_u128(0x4E00 + n));
    let service = Served {
        what: Text::new("义诊").unwrap(),
        date: "2026-02-28".parse().unwrap(),
        minutes,
        people: 1,
        attendance: vec![],
        no_shows: vec![],
        quantity: 1,
        duty: None,
    };
    let by = officer().person().unwrap();
    let recorded = record::Event::Recorded {
        project: ProjectId(Uuid::from_u128(9)),
        giving: HOSPITAL.into(),
        asking: COMMUNITY,
        service,
        duty: None,
        by: Some(by),
        corrects: None,
    };
    let events = [recorded, record::Event::Confirmed { by: Some(by) }];
    office.follow(record, events.map(projects::Event::from).to_vec());
    record
}

fn countered(office: &mut Office, record: RecordId) {
    let (by, reason) = (officer().person().unwrap(), Text::new("重复登记").unwrap());
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(record, vec![projects::Event::from(countered)]);
}

fn compile(period: &str) -> Compile {
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

fn paper(office: &Office, report: ReportId) -> ReportPaper {
    office.ask(&Report { report }).expect("it was compiled")
}

fn minutes(figures: &[Figure]) -> i64 {
    let service = figures.iter().find(|figure| figure.counted == Counted::Service);
    service.map_or(0, |figure| figure.amount)
}

/// Confirmed, let go, signed, and printed as `bytes`.
fn issue(office: &mut Office, report: ReportId, bytes: &[u8]) -> Hash {
    let draft = paper(office, report).draft;
    office.done(clerk_of(COMMUNITY), &Confirm { report, community: COMMUNITY, draft });
    office.done(liaison_of(HOSPITAL), &Assent { report, draft });
    office.done(officer(), &Issue { report, draft, mark: None, plain: false });
    let proof =
        office.ask_as(&Actor::System, &ToPrint { passed_over: 0 }).expect("it is at the press");
    assert_eq!(proof.paper.line.id, report);
    let (version, file) = (proof.paper.line.version, Hash::of(bytes));
    let printed = Printed { format: Format::Pdf, file, bytes: bytes.len() as u64 };
    let print = Print { report, version, files: vec![printed], fonts_missing: vec![] };
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
    office.done(clerk_of(CITY), &Receive { report, version: 1 });
    assert_eq!(paper(&office, report).line.status, ReportStatus::Received);
    let received = Reports { status: Some(ReportStatus::Received), ..Reports::default() };
    assert_eq!(office.ask_as(&clerk_of(CITY), &received).total, 1, "the addressee has it listed");
    assert_eq!(office.ask_as(&clerk_of(FAR), &received).total, 0);
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
    let evidence = Evidence { report, page: PageRequest::default() };
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
fn of_whom_nothing_was_counted_there_is_no_report() {
    let mut office = office();
    let refused = office.send(officer(), &compile("2025"));
    assert_eq!(refused, Err(Reason::NothingCounted.into()));
}

#[test]
fn who_is_silent_is_marked_and_holds_nothing_up() {
    let mut office = office();
    let report = ReportId(office.done(officer(), &compile("2026Q1")));
    office.wait_to("2026-05-01T01:00:00Z".parse().unwrap());
    let paper = paper(&office, report);
    assert_eq!(paper.sections[0].confirmation, Confirmation::Unconfirmed);
    office.done(officer(), &Issue { report, draft: 1, mark: None, plain: true });
}
