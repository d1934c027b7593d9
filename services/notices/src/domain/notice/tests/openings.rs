//! Projects that wait to be approved 待立项, and those whose agreement is over.

use contracts::projects::project;

use super::*;

const PROJECT: About = About::Project(ProjectId(Uuid::from_u128(0xF6)));
const PROPOSED: &str =
    include_str!("../../../../../../shared/contracts/fixtures/project.proposed.v1.json");

fn hear(event: project::Event) -> Command {
    Command::Hear { about: PROJECT, heard: Box::new(Heard::Project(event)) }
}

/// SOMEBODY gives, OWNER asks.
fn opened() -> project::Opened {
    let event = serde_json::from_str(PROPOSED).unwrap();
    let project::Event::Proposed(opened) = event else { panic!("{event:?}") };
    project::Opened { giving: SOMEBODY.into(), asking: OWNER, ..opened }
}

fn described() -> Event {
    let project::Opened { giving, asking, need, offer, amount, .. } = opened();
    let (from, to, amount) = (Some(giving), vec![asking], Some(amount));
    let matter = Matter { from, to, need, offer, amount, ..Matter::new(PROJECT) };
    Event::Described { matter }
}

fn to_approve() -> Event {
    told(OWNER, NoticeKind::ProjectToApprove, None)
}

#[test]
fn whoever_asks_is_told_of_a_project_to_approve_until_it_is_judged() {
    let proposed = project::Event::Proposed(opened());
    given::<Notice>([]).when(&system(), hear(proposed)).then([described(), to_approve()]);
    let waiting = || [described(), to_approve()];
    for approved in [project::Event::Approved {}, project::Event::Opened(opened())] {
        given::<Notice>(waiting()).when(&system(), hear(approved)).then([settled(OWNER)]);
    }
    let refused = project::Event::Refused { reason: Text::new("没有场地").unwrap() };
    let told = told(SOMEBODY, NoticeKind::ProjectRefused, None);
    given::<Notice>(waiting()).when(&system(), hear(refused)).then([settled(OWNER), told]);
    // Opened at once it waits for nobody.
    let opened = project::Event::Opened(opened());
    given::<Notice>([]).when(&system(), hear(opened)).then([described()]);
}

#[test]
fn both_sides_are_told_that_the_agreement_of_a_project_is_over_until_one_decides() {
    let over = [SOMEBODY, OWNER].map(|side| told(side, NoticeKind::ProjectUndecided, None));
    given::<Notice>([described()])
        .when(&system(), hear(project::Event::AgreementOver {}))
        .then(over.clone());
    let undecided = [described()].into_iter().chain(over);
    given::<Notice>(undecided)
        .when(&system(), hear(project::Event::Continued {}))
        .then([settled(OWNER), settled(SOMEBODY)]);
}
