//! The quarterly report of an agreement: every party is told, and the street when it is late.

use contracts::projects::agreement;
use values::{AgreementId, PersonId};

use super::*;

const AGREEMENT: About = About::Agreement(AgreementId(Uuid::from_u128(0xA6)));

fn hear(event: agreement::Event) -> Command {
    Command::Hear { about: AGREEMENT, heard: Box::new(Heard::Agreement(event)) }
}

fn in_force() -> Vec<Event> {
    let matter = Matter { to: vec![SOMEBODY, OWNER], ..Matter::new(AGREEMENT) };
    vec![Event::Described { matter }]
}

fn asked() -> agreement::Event {
    agreement::Event::QuarterAsked {
        year: 2026,
        quarter: 1,
        yellow_at: monday(),
        due_at: until(),
        holidays_unknown: false,
    }
}

fn carded(card: Card) -> agreement::Event {
    agreement::Event::QuarterCarded { year: 2026, quarter: 1, card }
}

fn reported() -> agreement::Event {
    let by = PersonId(Uuid::from_u128(1));
    let summary = Text::new("义诊三次").unwrap();
    agreement::Event::QuarterRecorded { year: 2026, quarter: 1, summary, by }
}

fn to_report() -> [Event; 2] {
    [SOMEBODY, OWNER].map(|party| told(party, NoticeKind::QuarterToReport, Some(until())))
}

fn late(kind: NoticeKind, by: Option<Timestamp>) -> [Event; 3] {
    [SOMEBODY, STREET, OWNER].map(|inbox| told(inbox, kind, by))
}

#[test]
fn a_quarter_to_report_is_told_to_every_party() {
    given::<Notice>(in_force()).when(&system(), hear(asked())).then(to_report());
}

#[test]
fn a_late_report_is_told_to_every_party_and_the_street() {
    let asked = || in_force().into_iter().chain(to_report());
    let yellow = late(NoticeKind::QuarterReportLate, Some(until()));
    given::<Notice>(asked()).when(&system(), hear(carded(Card::Yellow))).then(yellow.clone());
    let red = late(NoticeKind::QuarterReportOverdue, None);
    given::<Notice>(asked().chain(yellow)).when(&system(), hear(carded(Card::Red))).then(red);
}

#[test]
fn once_reported_nobody_has_anything_to_do() {
    let told = in_force().into_iter().chain(to_report());
    given::<Notice>(told)
        .when(&system(), hear(reported()))
        .then([settled(OWNER), settled(SOMEBODY)]);
    let late = in_force().into_iter().chain(late(NoticeKind::QuarterReportOverdue, None));
    given::<Notice>(late)
        .when(&system(), hear(reported()))
        .then([OWNER, SOMEBODY, STREET].map(settled));
}
