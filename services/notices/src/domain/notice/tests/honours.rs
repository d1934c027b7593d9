//! Hearings, stars and recognition.

use contracts::evaluation::hearing::{self, HearingPurpose, HearingRequest};
use contracts::evaluation::recognition::{self, Candidate, RecognitionList};
use contracts::evaluation::{hearing::ConfirmedService, objection, star};
use values::{HearingId, ObjectionId, PersonId, RecognitionId};

use super::*;

const HEARING: About = About::Hearing(HearingId(Uuid::from_u128(0x4E)));
const LIST: About = About::Recognition(RecognitionId(Uuid::from_u128(0x4C)));

fn member() -> PersonId {
    person(Role::Member, SOMEBODY).person().unwrap()
}

fn clerk() -> PersonId {
    clerk_of(OWNER).person().unwrap()
}

fn reason() -> Text<200> {
    Text::new("时长待核").unwrap()
}

#[test]
fn a_hearing_goes_to_the_community_then_to_the_person_then_to_who_asked() {
    use hearing::Event as E;
    let hear = |event| Command::Hear { about: HEARING, heard: Box::new(Heard::Hearing(event)) };
    let request = HearingRequest {
        unit: SOMEBODY,
        person: member(),
        community: OWNER,
        purpose: HearingPurpose::Admission,
        letter: Text::new("组字〔2026〕3号").unwrap(),
        from: "2025-03-01".parse().unwrap(),
    };
    let (from, to) = (Some(SOMEBODY.into()), vec![OWNER]);
    let asked = vec![
        Event::Described { matter: Matter { from, to, ..Matter::new(HEARING) } },
        Event::Concerned { inboxes: vec![member().into()] },
        told(OWNER, NoticeKind::HearingToCompile, None),
    ];
    let confirmed = ConfirmedService { services: 2, minutes: 180, first: None, last: None };
    let mut history = Vec::new();
    for (event, expected) in [
        (E::Asked { asked: request, by: member() }, asked),
        (
            E::Compiled { confirmed, by: clerk(), reply_until: until() },
            vec![settled(OWNER), told(member(), NoticeKind::HearingToReply, Some(until()))],
        ),
        (
            E::Issued { words: None, expires_at: until() },
            vec![settled(member()), told(SOMEBODY, NoticeKind::HearingIssued, Some(until()))],
        ),
        (E::Expired {}, vec![settled(SOMEBODY)]),
    ] {
        given::<Notice>(history.clone()).when(&system(), hear(event)).then(expected.clone());
        history.extend(expected);
    }
}

#[test]
fn a_star_is_reviewed_by_the_community_and_the_person_told_what_becomes_of_it() {
    use star::Event as E;
    let about = About::Star(star::id(member()));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Star(event)) };
    let applied = E::Applied {
        person: member(),
        star: 1,
        community: OWNER,
        senior: Some(STREET),
        minutes: 6000,
    };
    let (from, to) = (Some(member().into()), vec![OWNER]);
    let waits = [
        Event::Described { matter: Matter { from, to, ..Matter::new(about) } },
        told(OWNER, NoticeKind::StarToReview, None),
    ];
    given::<Notice>([]).when(&system(), hear(applied)).then(waits.clone());
    let objection = ObjectionId(Uuid::from_u128(0xF6));
    let barred_until = "2027-03-02".parse().unwrap();
    for (event, kind, by) in [
        (E::Returned { reason: reason(), by: clerk() }, NoticeKind::StarReturned, None),
        (E::Published { until: until(), by: clerk() }, NoticeKind::StarPublished, Some(until())),
        (E::ObjectionSettled { objection, upheld: true }, NoticeKind::StarStruck, None),
        (E::Granted { star: 1 }, NoticeKind::StarGranted, None),
        (E::Reinstated { star: 1, revoked_after: 0 }, NoticeKind::StarGranted, None),
        (
            E::Revoked { star: 1, reason: reason(), barred_until, by: clerk() },
            NoticeKind::StarRevoked,
            None,
        ),
    ] {
        given::<Notice>(waits.clone())
            .when(&system(), hear(event))
            .then([settled(OWNER), told(member(), kind, by)]);
    }
    for nothing in [E::Objected { objection }, E::ObjectionSettled { objection, upheld: false }] {
        given::<Notice>(waits.clone()).when(&system(), hear(nothing)).then_already_so();
    }
}

#[test]
fn whoever_is_on_a_list_of_recognition_is_told_when_it_is_published_and_confirmed() {
    use recognition::Event as E;
    let hear = |event| Command::Hear { about: LIST, heard: Box::new(Heard::Recognition(event)) };
    let candidates = [Claimer::from(SOMEBODY), member().into()];
    let merits = || Text::new("连续三年开放停车场").unwrap();
    let list = RecognitionList {
        body: STREET,
        title: Text::new("2026 年度好单位").unwrap(),
        candidates: candidates.map(|who| Candidate { who, merits: merits() }).to_vec(),
        working_days: 5,
        year: None,
    };
    let published = E::Published { list, until: until(), senior: None, by: clerk() };
    let from = Some(STREET.into());
    let (kind, by) = (NoticeKind::RecognitionPublished, Some(until()));
    let told = [
        Event::Described { matter: Matter { from, ..Matter::new(LIST) } },
        Event::Concerned { inboxes: candidates.to_vec() },
        Event::Announced { kind, by, only: None },
    ];
    given::<Notice>([]).when(&system(), hear(published)).then(told.clone());
    let only = |kind, who| Event::Announced { kind, by: None, only: Some(vec![who]) };
    given::<Notice>(told)
        .when(&system(), hear(E::Confirmed { recognised: [candidates[0]].into() }))
        .then([
            only(NoticeKind::RecognitionConfirmed, candidates[0]),
            only(NoticeKind::RecognitionStruck, candidates[1]),
        ]);
}

#[test]
fn an_objection_that_is_nobodys_to_answer_is_the_citys() {
    let about = About::Objection(ObjectionId(Uuid::from_u128(0xF6)));
    let raised = |answerer| objection::Event::Raised {
        target: objection::Target::Star(member()),
        reason: Text::new("时长不实").unwrap(),
        by: clerk(),
        answerer,
        answer_until: until(),
    };
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Objection(event)) };
    for (answerer, to) in [(Some(STREET), STREET), (None, CITY)] {
        let matter = Matter { from: Some(clerk().into()), to: vec![to], ..Matter::new(about) };
        given::<Notice>([]).when(&system(), hear(raised(answerer))).then([
            Event::Described { matter },
            told(to, NoticeKind::ObjectionToAnswer, Some(until())),
        ]);
    }
}
