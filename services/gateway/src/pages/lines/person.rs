//! One person 在职党员、志愿者, as far as the visitor may know: where they work and live, and did
//! before, and to which communities they came.

use contracts::Role;
use contracts::registry::person::Membership;
use contracts::registry::{CheckIns, HeldExcuse, Person, PersonExcuse, PersonOpened, Stay};
use values::PersonId;

use super::{Line, PARTS, line_page};
use crate::Shown;
use crate::pages::badge::{Badge, GOOD, OVER, badge};
use crate::pages::called::Called;
use crate::pages::deeds::{
    self, CHANGE_HOME, CHANGE_WORK, CORRECT_PERSON, ERASE, GRANT_PERSON_EXCUSE, LEAVE,
    LIFT_PERSON_EXCUSE, SET_MEMBERSHIP, SET_SKILLS,
};
use crate::pages::lists::people::{UNNAMED, place};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::{Answer, Visit};

pub(crate) async fn person(visit: &Visit) -> Answer {
    let person: PersonId = visit.id("person")?;
    let (of_person, of_check_ins) =
        (Person { person }, CheckIns { person: Some(person), page: PARTS, ..Default::default() });
    // The page stands without it, too.
    let excuse = async { Ok(visit.ask(&PersonExcuse { person }).await.ok().flatten()) };
    let (one, check_ins, excuse) =
        tokio::try_join!(visit.find(&of_person), visit.ask(&of_check_ins), excuse,)?;
    let places = [one.work_unit, one.home_community].into_iter().flatten();
    let before = one.stays.iter().filter_map(|stay| stay.organisation);
    let came = check_ins.items.iter().map(|check_in| check_in.community);
    let called = visit.called(places.chain(before).chain(came)).await?;
    let mut sections = Vec::new();
    if is_told(&one) {
        sections.push(stays(&one, &called));
        let row = |check_in: &contracts::registry::CheckInLine| Row {
            cells: vec![
                Cell::link(format!("/check-ins/{}", check_in.id), called.of(check_in.community)),
                Cell::Badge(badge(check_in.status)),
                Cell::When(look::day(check_in.requested_at)),
            ],
        };
        let rows = check_ins.items.iter().map(row).collect();
        let more = format!("/check-ins?person={person}");
        let columns = &["社区", "状态", "申请"];
        sections.push(
            Section::new("check-ins", "报到", columns, rows)
                .of(check_ins.total, more)
                .or("还没有到社区报到"),
        );
    }
    let line = Line {
        here: Place::Elsewhere,
        kind: "人员",
        heading: one.name.clone().unwrap_or_else(|| UNNAMED.to_owned()),
        badge: is_told(&one).then(|| standing(&one)),
        notice: notice(&one).map(str::to_owned),
        facts: known(&one, &called).into_iter().chain(excused(excuse)).collect(),
        way: Vec::new(),
        buttons: buttons(visit, person, &one, excuse),
        sections,
        history: format!("/history/registry/{person}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// Whoever speaks for somebody on the roster moves them and tells what they are good at; erased
/// they are by themselves alone.
fn buttons(
    visit: &Visit,
    person: PersonId,
    one: &PersonOpened,
    excuse: Option<HeldExcuse>,
) -> Vec<Button> {
    let oneself = visit.acts_as(person.into()) && visit.role() != Some(Role::Auditor);
    let erases = oneself || visit.role() == Some(Role::Operator);
    let speaks = erases || deeds::corrects_names(visit, one);
    let moves = &[CORRECT_PERSON, CHANGE_WORK, CHANGE_HOME];
    let rest: &[_] = match (speaks, one.left) {
        (false, _) | (true, true) => &[],
        (true, false) => &[SET_SKILLS, SET_MEMBERSHIP, LEAVE],
    };
    let (moves, erase): (&[_], &[_]) =
        (if speaks { moves } else { &[] }, if erases { &[ERASE] } else { &[] });
    // Whoever answers for the member does, and nobody for themselves.
    let mut answering = [one.work_unit, one.home_community].into_iter().flatten();
    let answers = answering.any(|own| visit.acts_for(own)) && !oneself && !one.left;
    let excuses: &[_] = match (answers, excuse) {
        (false, _) => &[],
        (true, None) => &[GRANT_PERSON_EXCUSE],
        (true, Some(_)) => &[GRANT_PERSON_EXCUSE, LIFT_PERSON_EXCUSE],
    };
    deeds::buttons(visit, &[], &[moves, rest, excuses, erase].concat())
}

/// 免报到: why, and to what day.
pub(crate) fn excused(excuse: Option<HeldExcuse>) -> Option<(&'static str, Cell)> {
    let said = |excuse: HeldExcuse| format!("{}，至 {}", excuse.reason.chinese(), excuse.until);
    excuse.map(|excuse| ("免报到", Cell::Text(said(excuse))))
}

/// Is the visitor told more than that there is somebody? Whoever is registered works or lives
/// somewhere, or is known by name to whoever registered them.
fn is_told(one: &PersonOpened) -> bool {
    one.name.is_some() || one.work_unit.is_some() || one.home_community.is_some()
}

fn standing(one: &PersonOpened) -> Badge {
    let (text, tone) = if one.left { ("已移出名册", OVER) } else { ("在册", GOOD) };
    Badge { text: text.to_owned(), tone }
}

fn notice(one: &PersonOpened) -> Option<&'static str> {
    match (is_told(one), &one.name) {
        (false, _) => Some("此人的信息只对本人、工作单位、居住社区和属地各级公开"),
        (true, None) => Some("姓名和电话只有本人、工作单位和居住社区能看到"),
        (true, Some(_)) if one.left => Some("登记新的工作单位或居住社区，即重新列入名册"),
        (true, Some(_)) => None,
    }
}

/// What is known of somebody beside the name.
pub(crate) fn known(one: &PersonOpened, called: &Called) -> Vec<(&'static str, Cell)> {
    let skills: Vec<_> = one.skills.iter().map(|skill| skill.as_str()).collect();
    vec![
        ("电话", Cell::maybe(one.phone.as_ref())),
        ("工作单位", place(one.work_unit, called)),
        ("居住社区", place(one.home_community, called)),
        ("特长", Cell::Text(skills.join("、"))),
        ("党员身份", Cell::maybe(one.membership.map(Membership::chinese))),
    ]
}

/// Where somebody worked and lived, the last first.
pub(crate) fn stays(one: &PersonOpened, called: &Called) -> Section {
    let rows = one.stays.iter().rev().map(|stay| lived(stay, called)).collect();
    Section::new("stays", "工作和居住", &["", "在哪里", "自"], rows)
}

/// Where somebody worked or lived, and from when on.
fn lived(stay: &Stay, called: &Called) -> Row {
    let nowhere = || Cell::text("无");
    Row {
        cells: vec![
            Cell::text(stay.kind.chinese()),
            stay.organisation.map_or_else(nowhere, |id| place(Some(id), called)),
            Cell::When(stay.from.map_or_else(|| "登记时".to_owned(), |from| from.to_string())),
        ],
    }
}
