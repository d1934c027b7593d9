//! Reports about somebody who is erased: the number and the digest are all that is left.

use contracts::projects::record::{self, Attendance, Service as Served};
use contracts::registry::person as registered;
use contracts::reporting::report::{
    Assent, Compile, Confirm, Format, Issue, Print, Printed, Rejection as Reason, Standing,
};
use contracts::reporting::{
    Check, Evidence, Report, ReportDocument, ReportKey, ReportStatus, Reportable, Reports, ToPrint,
};
use contracts::testing::{clerk_of, person};
use contracts::{PageRequest, Role, projects, registry};
use values::{PersonId, ProjectId, RecordId, ReportId, Text};

use super::reports::{compile, officer, paper};
use super::*;

fn member() -> Actor {
    person(Role::Member, HOSPITAL)
}

fn who() -> PersonId {
    member().person().unwrap()
}

fn told(office: &mut Office, event: registered::Event) {
    office.follow(who(), vec![registry::Event::from(event)]);
}

/// An hour of the member's, confirmed.
fn served(office: &mut Office) {
    let record = RecordId(Uuid::from_u128(0x4E));
    let service = Served {
        what: Text::new("义诊").unwrap(),
        date: "2026-02-28".parse().unwrap(),
        minutes: 60,
        people: 1,
        attendance: vec![Attendance { person: who(), minutes: 60 }],
        no_shows: vec![],
        quantity: 1,
        duty: None,
    };
    let by = officer().person();
    let recorded = record::Event::Recorded {
        project: ProjectId(Uuid::from_u128(9)),
        giving: HOSPITAL.into(),
        asking: COMMUNITY,
        service,
        duty: None,
        by,
        corrects: None,
    };
    let events = [recorded, record::Event::Confirmed { by }];
    office.follow(record, events.map(projects::Event::from).to_vec());
}

/// Compiled, confirmed, let go and signed, for the member.
fn numbered(office: &mut Office) -> ReportId {
    served(office);
    office.now = "2026-04-01T01:00:00Z".parse().unwrap();
    let about = Compile { subject: who().into(), ..compile("2026Q1") };
    let report = ReportId(office.done(officer(), &about));
    office.done(clerk_of(COMMUNITY), &Confirm { report, community: COMMUNITY, draft: 1 });
    office.done(member(), &Assent { report, draft: 1 });
    office.done(officer(), &Issue { report, draft: 1, mark: None, plain: true, to: None });
    report
}

/// Printed as `bytes`; hands back their digest.
fn printed(office: &mut Office, report: ReportId, bytes: &[u8]) -> Hash {
    let (file, kept) = (Hash::of(bytes), Some(Hash::of(b"noise")));
    let files = vec![Printed { format: Format::Pdf, file, bytes: bytes.len() as u64, kept }];
    let standing = Some(Standing { total: None, band: None, rules: None, stars: Some(3), at: 0 });
    let print = Print { report, version: 1, files, fonts_missing: vec![], standing };
    office.done(Actor::System, &print);
    file
}

#[test]
fn the_files_about_a_person_are_kept_under_a_key_that_goes_with_the_person() {
    let mut office = Office::new();
    let report = numbered(&mut office);
    let next = ToPrint { passed_over: 0 };
    let key = office.ask_as(&Actor::System, &next).unwrap().key.expect("it is sealed");
    assert!(files::FileKey::parse(&key).is_some(), "{key}");
    let digest = printed(&mut office, report, b"card");
    let asked = ReportKey { report, version: 1 };
    assert_eq!(office.ask_as(&Actor::System, &asked), Some(key));
    assert_eq!(office.ask_as(&member(), &asked), None, "the gateway alone asks");

    told(&mut office, registered::Event::Erased {});
    assert_eq!(office.ask_as(&Actor::System, &asked), None);
    let left = paper(&office, report);
    assert!(left.line.erased && left.figures.is_empty() && left.sections.is_empty());
    assert_eq!(left.versions[0].number, "某组织〔2026〕1号");
    assert_eq!((&left.versions[0].standing, left.delivered_until), (&None, None));
    let (issuer, period, page) = (STREET, "2026Q1".parse().unwrap(), PageRequest::default());
    let due = Reportable { issuer, period, persons: true, page };
    assert_eq!(office.ask(&due).total, 0, "nobody can compile it");
    let checked = office.ask(&Check { digest }).unwrap();
    assert!(checked.erased, "the digest is known, and that it was erased");
    let document = ReportDocument { report, format: Format::Pdf, version: None };
    assert_eq!(office.ask(&document), None);
    let evidence =
        Evidence { report, counted: None, community: None, page: PageRequest::default() };
    assert_eq!(office.ask(&evidence).total, 0);
}

#[test]
fn nothing_more_is_compiled_signed_or_printed_about_the_erased() {
    let mut office = Office::new();
    let report = numbered(&mut office);
    told(&mut office, registered::Event::Erased {});
    told(&mut office, registered::Event::Erased {});
    assert_eq!(office.ask_as(&Actor::System, &ToPrint { passed_over: 0 }), None);
    assert_eq!(office.ask(&Report { report }).unwrap().line.status, ReportStatus::Numbered);
    let awaited = Reports { awaits: Some(STREET), ..Reports::default() };
    assert_eq!(office.ask(&awaited).total, 0, "it waits for nobody");
    let about = Compile { subject: who().into(), ..compile("2026Q1") };
    assert_eq!(office.send(officer(), &about), Err(Reason::SubjectErased.into()));
    let issue = Issue { report, draft: 1, mark: None, plain: true, to: None };
    assert_eq!(office.send(officer(), &issue), Err(Reason::SubjectErased.into()));
}
