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

fn of_quarter(told: impl IntoIterator<Item = Event>) -> Vec<Event> {
    of_aspect(Aspect::Quarter, told.into_iter().collect())
}

fn to_report() -> Vec<Event> {
    let parties = [SOMEBODY, OWNER];
    of_quarter(parties.map(|party| told(party, NoticeKind::QuarterToReport, Some(until()))))
}

fn late(kind: NoticeKind, by: Option<Timestamp>) -> Vec<Event> {
    of_quarter([SOMEBODY, STREET, OWNER].map(|inbox| told(inbox, kind, by)))
}

fn settled_of(aspect: Aspect, inbox: OrganisationId) -> Event {
    Event::Settled { inbox: inbox.into(), aspect: Some(aspect) }
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
    let quarter = |inbox| settled_of(Aspect::Quarter, inbox);
    given::<Notice>(told)
        .when(&system(), hear(reported()))
        .then([quarter(OWNER), quarter(SOMEBODY)]);
    let late = in_force().into_iter().chain(late(NoticeKind::QuarterReportOverdue, None));
    given::<Notice>(late)
        .when(&system(), hear(reported()))
        .then([OWNER, SOMEBODY, STREET].map(quarter));
    // What was told before there were aspects is settled like the rest.
    let before = told_before(NoticeKind::QuarterToReport);
    given::<Notice>(before).when(&system(), hear(reported())).then([quarter(OWNER)]);
}

/// The owner was told this of the whole line.
fn told_before(kind: NoticeKind) -> Vec<Event> {
    let told = [told(OWNER, kind, Some(until()))];
    in_force().into_iter().chain(told).collect()
}

fn drafted() -> agreement::Event {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/contracts/fixtures/agreement.drafted.v1.json"
    );
    let event = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let agreement::Event::Drafted { claim, purpose, terms, by, holidays_unknown, .. } = event
    else {
        panic!("{event:?}")
    };
    let (parties, sign_until) = (vec![SOMEBODY, OWNER], until());
    agreement::Event::Drafted { claim, parties, purpose, terms, by, sign_until, holidays_unknown }
}

#[test]
fn a_quarter_to_report_and_a_draft_to_sign_take_nobodys_place() {
    let mut all = in_force();
    let mut happens = |event: agreement::Event| {
        let given = given::<Notice>(all.clone()).when(&system(), hear(event));
        all.extend(given.outcome().unwrap());
        let state = fold::<Notice>(&all);
        state.unread(OWNER.into()).map(|(kind, _)| kind).collect::<Vec<_>>()
    };
    use NoticeKind::{
        AgreementConcluded, AgreementEndToAnswer, AgreementToSign, QuarterReportOverdue,
        QuarterToReport,
    };
    assert_eq!(happens(drafted()), [AgreementToSign]);
    assert_eq!(happens(asked()), [AgreementToSign, QuarterToReport]);
    assert_eq!(happens(carded(Card::Red)), [AgreementToSign, QuarterReportOverdue]);
    let end = agreement::Event::EndAsked {
        party: SOMEBODY,
        by: PersonId(Uuid::from_u128(1)),
        reason: Text::new("另有安排").unwrap(),
    };
    let all_three = [AgreementToSign, QuarterReportOverdue, AgreementEndToAnswer];
    assert_eq!(happens(end), all_three);
    assert_eq!(
        happens(agreement::Event::Concluded {}),
        [AgreementConcluded, QuarterReportOverdue],
        "whoever wanted to end it signed instead"
    );
    assert_eq!(happens(reported()), [AgreementConcluded]);
}
