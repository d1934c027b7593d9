//! Reports about somebody who is erased: the number and the digest are all that is left.

use contracts::projects::record::Attendance;
use contracts::registry::person as registered;
use contracts::reporting::course::Forget;
use contracts::reporting::report::{
    Assent, Compile, Confirm, Format, Issue, Print, Printed, Rejection as Reason, Standing,
};
use contracts::reporting::{
    Check, Evidence, Forgettable, Report, ReportDocument, ReportKey, ReportStatus, Reportable,
    Reports, ToForget, ToPrint,
};
use contracts::testing::{clerk_of, person};
use contracts::{PageRequest, Role, projects, registry};
use values::{PersonId, RecordId, ReportId};

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
    let attendance = vec![Attendance { person: who(), minutes: 60 }];
    let by = officer().person();
    let recorded = recorded(Served { attendance, ..service() }, None);
    let events = [recorded, record::Event::Confirmed { by }];
    office.follow(RecordId(Uuid::from_u128(0x4E)), events.map(projects::Event::from).to_vec());
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

/// Printed as `bytes`, kept as noise; hands back their digest.
fn printed(office: &mut Office, report: ReportId, bytes: &[u8]) -> Hash {
    printed_as(office, report, bytes, Some(noise()))
}

fn noise() -> Hash {
    Hash::of(b"noise")
}

fn printed_as(office: &mut Office, report: ReportId, bytes: &[u8], kept: Option<Hash>) -> Hash {
    let file = Hash::of(bytes);
    let files = vec![Printed { format: Format::Pdf, file, bytes: bytes.len() as u64, kept }];
    let standing = Some(Standing {
        total: None,
        band: None,
        rules: None,
        items: vec![],
        stars: Some(3),
        at: 0,
    });
    let print = Print { report, version: 1, files, fonts_missing: vec![], standing };
    office.done(Actor::System, &print);
    file
}

#[test]
fn the_files_about_a_person_are_kept_under_a_key_that_goes_with_the_person() {
    let mut office = Office::new();
    let report = numbered(&mut office);
    let next = ToPrint::default();
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
    assert_eq!(office.ask_as(&Actor::System, &ToPrint::default()), None);
    assert_eq!(office.ask(&Report { report }).unwrap().line.status, ReportStatus::Numbered);
    let awaited = Reports { awaits: Some(STREET), ..Reports::default() };
    assert_eq!(office.ask(&awaited).total, 0, "it waits for nobody");
    let about = Compile { subject: who().into(), ..compile("2026Q1") };
    assert_eq!(office.send(officer(), &about), Err(Reason::SubjectErased.into()));
    let issue = Issue { report, draft: 1, mark: None, plain: true, to: None };
    assert_eq!(office.send(officer(), &issue), Err(Reason::SubjectErased.into()));
}

/// What the press is to forget, and as whom it asks.
fn to_forget(office: &Office, actor: &Actor, passed_over: usize) -> Forgettable {
    office.ask_as(actor, &ToForget { passed_over })
}

#[test]
fn what_was_issued_about_the_erased_is_removed_sealed_or_not() {
    for (kept, gone) in [(None, vec![Hash::of(b"card")]), (Some(noise()), vec![])] {
        let mut office = Office::new();
        let report = numbered(&mut office);
        printed_as(&mut office, report, b"card", kept);
        assert_eq!(to_forget(&office, &Actor::System, 0), Forgettable::default());
        told(&mut office, registered::Event::Erased {});
        // Who was given the card may have attached it: it goes with what was sealed.
        let gone = if gone.is_empty() { vec![Hash::of(b"card"), noise()] } else { gone };
        let found = to_forget(&office, &Actor::System, 0);
        assert_eq!((found.files.clone(), found.passed_over), (gone.clone(), gone.len()));
        assert_eq!(found.persons, []);
        assert_eq!(to_forget(&office, &Actor::System, gone.len()).files, [], "each once");
        assert_eq!(to_forget(&office, &operator(), 0), Forgettable::default(), "nobody else");
    }
}

#[test]
fn bytes_that_are_about_somebody_else_too_stay() {
    let mut office = Office::new();
    let report = numbered(&mut office);
    let digest = printed_as(&mut office, report, b"the same", None);
    let other = ReportId(office.done(officer(), &compile("2026Q1")));
    office.done(clerk_of(COMMUNITY), &Confirm { report: other, community: COMMUNITY, draft: 1 });
    office.done(person(Role::Liaison, HOSPITAL), &Assent { report: other, draft: 1 });
    let issue = Issue { report: other, draft: 1, mark: None, plain: true, to: None };
    office.done(officer(), &issue);
    printed_as(&mut office, other, b"the same", None);
    told(&mut office, registered::Event::Erased {});
    let found = to_forget(&office, &Actor::System, 0);
    assert_eq!((found.files, found.passed_over), (vec![], 1));
    assert!(!office.ask(&Check { digest }).unwrap().erased, "it is genuine of the other one");
}

#[test]
fn who_was_erased_before_it_was_heard_of_is_forgotten_at_the_next_start() {
    let mut office = Office::new();
    let report = numbered(&mut office);
    let digest = printed_as(&mut office, report, b"card", None);
    let forget = Forget { person: who() };
    assert_eq!(office.send(Actor::System, &forget), Ok(None), "nobody was erased");
    // Of before: `registry` says so, and nothing here followed from it.
    let event = registered::Event::Erased {}.into();
    office.learn(&Recorded { aggregate: who().into(), version: 2, event });
    assert!(!office.ask(&Check { digest }).unwrap().erased);
    assert_eq!(to_forget(&office, &Actor::System, 0).persons, [who()]);
    assert_eq!(office.send(operator(), &forget), Err(Reason::NotAuthorised.into()));
    office.done(Actor::System, &forget);
    assert!(office.ask(&Check { digest }).unwrap().erased);
    let found = to_forget(&office, &Actor::System, 0);
    assert_eq!((found.persons, found.files), (vec![], vec![digest]));
}
