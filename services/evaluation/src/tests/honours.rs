//! Recognition from data, and answers to written requests with confirmed facts only.

use std::collections::BTreeSet;

use contracts::evaluation::fact::Enter;
use contracts::evaluation::hearing::{Compile, HearingPurpose, HearingRequest, Reply as Respond};
use contracts::evaluation::objection::{Answer, Raise, Target};
use contracts::evaluation::recognition::{Candidate, OnList, RecognitionList};
use contracts::evaluation::rules::{CardKind, Measure, Propose};
use contracts::evaluation::{
    Hearing, HearingLine, HearingStatus, Hearings, Recognition, Scorecard, Shortlist, ShortlistLine,
    Titled,
};
use contracts::projects::record;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, clerk_of, head_of, liaison_of, merged, operator, person, works_for,
};
use contracts::{Actor, Claimer, PageRequest, Role};
use values::{HearingId, ObjectionId, RecognitionId, Text};

use super::ratings::{RECORD, served, volunteer};
use super::*;

const SHIPPED: &str = include_str!("../../rules/default-2.toml");

fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn enter(office: &mut Office, measure: Measure, quantity: i64) {
    let fact = Enter {
        organisation: SOMEBODY,
        measure,
        on: "2026-02-10".parse().unwrap(),
        quantity,
        evidence: text("会议签到表"),
    };
    office.done(clerk_of(OWNER), &fact);
}

fn shortlist(office: &Office, actor: &Actor) -> Vec<ShortlistLine> {
    let (body, card, page) = (STREET, CardKind::Unit, PageRequest::default());
    office.ask(actor, &Shortlist { body, card, year: 2026, page }).items
}

#[test]
fn a_shortlist_is_made_from_data_for_the_body_alone() {
    let mut office = Office::new();
    enter(&mut office, Measure::Study, 2);
    enter(&mut office, Measure::VolunteerTeam, 1);
    let lines = shortlist(&office, &officer());
    assert_eq!((lines.len(), lines[0].total), (1, 10_000));
    let band = lines[0].band.as_ref().unwrap().as_str();
    assert_eq!(band, "较好", "a fifth of one is nobody: the quota of the best is full");
    assert!(shortlist(&office, &liaison_of(SOMEBODY)).is_empty(), "nobody is ranked in public");
    enter(&mut office, Measure::Veto, 1);
    assert!(!shortlist(&office, &officer())[0].eligible);
}

#[test]
fn a_threshold_ships_switched_off_and_keeps_nobody_off_until_it_is_in_force() {
    let mut office = Office::new();
    enter(&mut office, Measure::Study, 2);
    enter(&mut office, Measure::CheckInPercent, 94);
    let line = &shortlist(&office, &officer())[0];
    assert!(line.eligible && !line.unmet[0].in_force, "{line:?}");
    let rules = SHIPPED.replacen("in_force = false", "in_force = true", 1);
    office.done(operator(), &Propose { text: text(&rules) });
    let version = text("default-2");
    office.done(operator(), &contracts::evaluation::rules::Adopt { year: 2026, version });
    let line = &shortlist(&office, &officer())[0];
    assert!(!line.eligible && line.unmet[0].in_force, "{line:?}");
}

#[test]
fn a_list_is_confirmed_without_those_against_whom_an_objection_was_upheld() {
    let mut office = Office::new();
    let candidate = |who: Claimer| Candidate { who, merits: text("连续三年开放停车场") };
    let list = RecognitionList {
        body: STREET,
        title: text("2026 年度好单位"),
        candidates: vec![candidate(SOMEBODY.into()), candidate(OWNER.into())],
        working_days: 5,
    };
    let recognition = RecognitionId(office.done(officer(), &list));
    let target = Target::Candidate(OnList { recognition, who: OWNER.into() });
    let raise = Raise { target, reason: text("材料不实") };
    let objection = ObjectionId(office.done(liaison_of(STRANGER), &raise));
    let titles = |actor: &Actor| {
        let titled = Titled { ids: vec![recognition.into(), objection.into()] };
        let titles = office.ask(actor, &titled).into_values();
        titles.map(|title| title.to_string()).collect::<BTreeSet<_>>()
    };
    let both = ["2026 年度好单位", "公示中的表彰名单"].map(str::to_owned);
    assert_eq!(titles(&Actor::System), BTreeSet::from(both));
    assert_eq!(titles(&liaison_of(OWNER)).len(), 1, "whose objection it is not reads none");
    office.wait_to("2026-03-20T01:00:00Z".parse().unwrap());
    let recognised =
        |office: &Office| office.ask(&officer(), &Recognition { recognition }).unwrap().recognised;
    assert_eq!(recognised(&office), None, "an objection waits");
    office.done(operator(), &Answer { objection, upheld: true, answer: text("经核实属实") });
    office.wait_to("2026-03-20T02:00:00Z".parse().unwrap());
    assert_eq!(recognised(&office), Some(vec![SOMEBODY.into()]));
}

#[test]
fn a_unit_reads_confirmed_facts_after_the_person_and_for_a_year() {
    let mut office = Office::new();
    served(&mut office);
    let who = volunteer().person().unwrap();
    let ask = HearingRequest {
        unit: SOMEBODY,
        person: who,
        community: OWNER,
        purpose: HearingPurpose::Admission,
        letter: text("组字〔2026〕3号"),
        from: "2025-03-02".parse().unwrap(),
    };
    let id = HearingId(office.done(head_of(SOMEBODY), &ask));
    assert!(office.send(head_of(SOMEBODY), &ask).is_err(), "who works elsewhere is not theirs");
    office.learn(&works_for(who, SOMEBODY));
    let by = clerk_of(OWNER).person().unwrap();
    let of_street = HearingRequest { community: STREET, ..ask.clone() };
    let of_street = HearingId(office.done(head_of(SOMEBODY), &of_street));
    office.follow(RECORD, record::Event::Confirmed { by: Some(by) });
    office.done(clerk_of(OWNER), &Compile { hearing: id });
    office.done(officer(), &Compile { hearing: of_street });
    let answered = office.ask(&volunteer(), &Hearing { hearing: of_street }).unwrap();
    assert_eq!(answered.confirmed.unwrap().services, 1, "what was done in its communities");
    let unit =
        |office: &Office| office.ask(&liaison_of(SOMEBODY), &Hearing { hearing: id }).unwrap();
    assert_eq!(
        (unit(&office).status, unit(&office).confirmed),
        (HearingStatus::WithThePerson, None)
    );
    let in_status = |office: &Office, status| {
        let status = Some(status);
        let asked = Hearings { organisation: Some(OWNER), status, ..Hearings::default() };
        office.ask(&clerk_of(OWNER), &asked).total
    };
    assert_eq!(in_status(&office, HearingStatus::Asked), 0, "it was answered");
    assert_eq!(in_status(&office, HearingStatus::WithThePerson), 1);
    assert_eq!(office.ask(&liaison_of(STRANGER), &Hearing { hearing: id }), None);
    assert!(office.ask(&volunteer(), &Hearing { hearing: id }).unwrap().confirmed.is_some());
    let own = office.ask(&volunteer(), &Hearings::default()).items;
    let own = own.iter().find(|line| line.id == id).unwrap();
    let confirmed = own.confirmed.unwrap();
    assert_eq!((confirmed.services, confirmed.minutes), (1, 90), "the person sees it first");
    office.done(volunteer(), &Respond { hearing: id, words: Some(text("另有服务未登记")) });
    assert_eq!(unit(&office).confirmed, Some(confirmed));
    assert_eq!(unit(&office).words.unwrap().as_str(), "另有服务未登记");
    office.wait_to("2027-03-03T00:00:00Z".parse().unwrap());
    assert_eq!((unit(&office).status, unit(&office).confirmed), (HearingStatus::Expired, None));
}
