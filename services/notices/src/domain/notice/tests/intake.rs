//! Admissions and items of the hotline.

use contracts::needs::{admission, hotline};
use values::AdmissionId;

use super::*;

const REQUESTED: &str =
    include_str!("../../../../../../shared/contracts/fixtures/admission.requested.v1.json");
const RECEIVED: &str =
    include_str!("../../../../../../shared/contracts/fixtures/hotline.received.v1.json");
const REPLIED: &str =
    include_str!("../../../../../../shared/contracts/fixtures/hotline.replied.v1.json");
const ADMISSION: About = About::Admission(AdmissionId(Uuid::from_u128(0xAD)));

fn hear(event: admission::Event) -> Command {
    Command::Hear { about: ADMISSION, heard: Box::new(Heard::Admission(event)) }
}

/// Of the department SOMEBODY, for the communities of the street.
fn asked() -> (admission::Event, Vec<Event>) {
    let requested: admission::Event = serde_json::from_str(REQUESTED).unwrap();
    let admission::Event::Requested { request, .. } = requested else { panic!("{requested:?}") };
    let area = "371002001".parse().unwrap();
    let request = admission::Request { department: SOMEBODY, area, ..request };
    let (from, to) = (Some(SOMEBODY.into()), vec![CITY]);
    let told = vec![
        Event::Described { matter: Matter { from, to, ..Matter::new(ADMISSION) } },
        Event::Concerned { inboxes: vec![OWNER.into()] },
        told(CITY, NoticeKind::AdmissionToJudge, None),
    ];
    (admission::Event::Requested { request, district: CITY }, told)
}

#[test]
fn only_what_the_district_approved_is_told_to_the_communities_until_they_have_it() {
    use admission::Event as E;
    let (requested, asked) = asked();
    given::<Notice>([]).when(&system(), hear(requested)).then(asked.clone());
    let reason = Text::new("不属于社区职责").unwrap();
    given::<Notice>(asked.clone())
        .when(&system(), hear(E::Refused { reason }))
        .then([settled(CITY), told(SOMEBODY, NoticeKind::AdmissionRefused, None)]);
    let kind = NoticeKind::AdmissionToReceive;
    let approved = [
        settled(CITY),
        told(SOMEBODY, NoticeKind::AdmissionApproved, None),
        Event::Announced { kind, by: None, only: None },
    ];
    given::<Notice>(asked.clone()).when(&system(), hear(E::Approved {})).then(approved.clone());
    let approved: Vec<_> = asked.into_iter().chain(approved).collect();
    let to_receive = told(OWNER, kind, None);
    given::<Notice>(approved.clone()).when(&system(), Command::TellNext).then([to_receive.clone()]);
    let received = || hear(E::Received { community: OWNER });
    // Also before it was told.
    given::<Notice>(approved.clone()).when(&system(), received()).then([settled(OWNER)]);
    given::<Notice>(approved.into_iter().chain([to_receive]))
        .when(&system(), received())
        .then([settled(OWNER)]);
}

#[test]
fn an_item_of_the_hotline_is_its_owners_until_it_is_answered() {
    let received: hotline::Event = serde_json::from_str(RECEIVED).unwrap();
    let hotline::Event::Received(item) = &received else { panic!("{received:?}") };
    let about = About::Hotline(hotline::id(&item.number));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Hotline(event)) };
    let matter = Matter {
        to: vec![item.owner],
        need: Some(item.need),
        until: item.until,
        ..Matter::new(about)
    };
    let waits =
        [Event::Described { matter }, told(item.owner, NoticeKind::HotlineToAnswer, item.until)];
    given::<Notice>([]).when(&system(), hear(received.clone())).then(waits.clone());
    let replied: hotline::Event = serde_json::from_str(REPLIED).unwrap();
    given::<Notice>(waits).when(&system(), hear(replied)).then([settled(item.owner)]);
}
