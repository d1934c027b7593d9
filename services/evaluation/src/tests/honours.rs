//! Recognition from data, and answers to written requests with confirmed facts only.

use std::collections::BTreeSet;

use contracts::evaluation::fact::{Enter, Strike};
use contracts::evaluation::hearing::{Compile, HearingPurpose, HearingRequest, Reply as Respond};
use contracts::evaluation::objection::{Answer, Raise, Target};
use contracts::evaluation::recognition::{self, Candidate, OnList, RecognitionList};
use contracts::evaluation::rules::{CardKind, CloseYear, Measure, Propose};
use contracts::evaluation::{
    Hearing, HearingStatus, Hearings, Recognition, Scorecard, Shortlist, ShortlistLine, Titled,
};
use contracts::projects::record;
use contracts::registry::organisation;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, clerk_of, head_of, liaison_of, merged, operator, person, works_for,
};
use contracts::{Actor, Claimer, PageRequest, Role};
use values::{FactId, HearingId, ObjectionId, RecognitionId, Text};

use super::ratings::{RECORD, served, volunteer};
use super::*;

const SHIPPED: &str = include_str!("../../rules/default-2.toml");

fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn enter(office: &mut Office, measure: Measure, quantity: i64) -> FactId {
    let fact = Enter {
        organisation: SOMEBODY,
        measure,
        on: "2026-02-10".parse().unwrap(),
        quantity,
        evidence: text("会议签到表"),
    };
    FactId(office.done(clerk_of(OWNER), &fact))
}

/// A list that the street publishes, by the rules of that year.
fn honour(who: &[OrganisationId], year: Option<i16>) -> RecognitionList {
    let merits: Text<300> = text("连续三年开放停车场");
    let candidate = |who: &OrganisationId| {
        let (who, merits) = (Claimer::from(*who), merits.clone());
        Candidate { who, merits }
    };
    RecognitionList {
        body: STREET,
        title: text("2026 年度好单位"),
        candidates: who.iter().map(candidate).collect(),
        working_days: 5,
        year,
    }
}

/// The threshold of the shipped rules, in force, of that measure.
fn thresholds_in_force(office: &mut Office, measure: &str) {
    let rules = SHIPPED.replacen("in_force = false", "in_force = true", 1);
    let rules = rules.replacen("check_in_percent", measure, 1);
    office.done(operator(), &Propose { text: text(&rules) });
    office.done(operator(), &rules::Adopt { year: 2026, version: text("default-2") });
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
    thresholds_in_force(&mut office, "check_in_percent");
    let line = &shortlist(&office, &officer())[0];
    assert!(!line.eligible && line.unmet[0].in_force, "{line:?}");
}

#[test]
fn nobody_is_put_on_a_list_whom_a_threshold_in_force_or_a_veto_keeps_off() {
    let mut office = Office::new();
    let by_year = |year| honour(&[SOMEBODY, OWNER], year);
    let refused = || -> Result<Option<Uuid>, Rejection> {
        let who = BTreeSet::from([Claimer::from(SOMEBODY)]);
        Err(recognition::Rejection::NotEligible { who }.into())
    };
    enter(&mut office, Measure::CheckInPercent, 94);
    office.done(officer(), &by_year(None));
    thresholds_in_force(&mut office, "check_in_percent");
    assert_eq!(office.send(officer(), &by_year(None)), refused(), "94 are fewer than 95");
    office.done(officer(), &by_year(Some(2025)));
    let last = enter(&mut office, Measure::CheckInPercent, 95);
    office.done(officer(), &by_year(None));
    let strike = |fact| Strike { fact, reason: text("登记有误") };
    office.done(clerk_of(OWNER), &strike(last));
    assert_eq!(office.send(officer(), &by_year(None)), refused(), "the one before stands again");
    enter(&mut office, Measure::CheckInPercent, 96);
    let veto = enter(&mut office, Measure::Veto, 1);
    assert_eq!(office.send(officer(), &by_year(None)), refused());
    office.done(clerk_of(OWNER), &strike(veto));
    office.done(officer(), &by_year(None));

    office.now = "2027-01-11T01:00:00Z".parse().unwrap();
    office.done(operator(), &CloseYear { year: 2026 });
    enter(&mut office, Measure::Veto, 1);
    office.done(officer(), &by_year(Some(2026)));
    assert_eq!(office.send(officer(), &by_year(None)), refused(), "of 2027 nothing is known");
}

#[test]
fn a_body_reads_whom_on_its_list_the_rules_keep_off_by_all_that_counts() {
    let mut office = Office::new();
    let list = honour(&[SOMEBODY, OWNER], None);
    let named = |office: &Office, actor: &Actor, recognition| {
        let line = office.ask(actor, &Recognition { recognition }).unwrap();
        assert_eq!(line.list.year, Some(2026), "that of the publication");
        line.not_eligible
    };
    let first = RecognitionId(office.done(officer(), &list));
    assert_eq!(named(&office, &officer(), first), []);
    let veto = enter(&mut office, Measure::Veto, 1);
    assert_eq!(named(&office, &officer(), first), [Claimer::from(SOMEBODY)]);
    assert_eq!(named(&office, &liaison_of(OWNER), first), [], "nobody is ranked in public");
    office.done(clerk_of(OWNER), &Strike { fact: veto, reason: text("登记有误") });
    assert_eq!(named(&office, &officer(), first), []);
    thresholds_in_force(&mut office, "service");
    let second = RecognitionId(office.done(officer(), &list));
    assert_eq!(named(&office, &officer(), second), [Claimer::from(SOMEBODY)]);
}

#[test]
fn whoever_was_merged_into_somebody_keeps_them_off_a_list() {
    let mut office = Office::new();
    let other = OrganisationId(Uuid::from_u128(0x901));
    office.learn(&registered(other, Level::Unit, "371002001001"));
    enter(&mut office, Measure::Veto, 1);
    office.done(officer(), &honour(&[other], None));
    office.learn(&merged(SOMEBODY, other));
    let who = BTreeSet::from([Claimer::from(other)]);
    let refused = recognition::Rejection::NotEligible { who };
    assert_eq!(office.send(officer(), &honour(&[other], None)), Err(refused.into()));
}

#[test]
fn a_list_is_confirmed_without_those_against_whom_an_objection_was_upheld() {
    let mut office = Office::new();
    let list = honour(&[SOMEBODY, OWNER], None);
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
    assert!(office.send(head_of(SOMEBODY), &ask).is_err(), "who works elsewhere is not theirs");
    office.learn(&works_for(who, SOMEBODY));
    let id = HearingId(office.done(head_of(SOMEBODY), &ask));
    let of_street = HearingRequest { community: STREET, ..ask.clone() };
    let of_street = HearingId(office.done(head_of(SOMEBODY), &of_street));
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(RECORD, record::Event::Confirmed { by: Some(by) });
    office.done(officer(), &Compile { hearing: of_street });
    let answered = office.ask(&volunteer(), &Hearing { hearing: of_street }).unwrap();
    assert_eq!(answered.confirmed.unwrap().services, 1, "what was done in its communities");
    office.done(clerk_of(OWNER), &Compile { hearing: id });
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

/// What makes a hundred points of a unit.
fn whole(office: &mut Office, unit: OrganisationId) {
    let facts = [(Measure::Study, 2), (Measure::VolunteerTeam, 1), (Measure::NoSuitableNeed, 1)];
    for (measure, quantity) in facts {
        let (organisation, evidence) = (unit, text("签到表"));
        let on = "2026-02-10".parse().unwrap();
        office.done(operator(), &Enter { organisation, measure, on, quantity, evidence });
    }
}

fn band(office: &Office, unit: OrganisationId) -> Option<String> {
    let asked =
        Scorecard { card: CardKind::Unit, organisation: Some(unit), person: None, year: 2026 };
    let band = office.ask(&operator(), &asked).unwrap().band;
    band.map(|band| band.to_string())
}

/// One of five is a fifth; who comes later is of another population than that of the closing.
#[test]
fn a_card_and_a_shortlist_say_the_same_band_and_a_closed_year_keeps_it() {
    let mut office = Office::new();
    let unit = |n: u128| OrganisationId(Uuid::from_u128(0x900 + n));
    for n in 1..=10 {
        office.learn(&registered(unit(n), Level::Unit, "371002001001"));
    }
    (1..=5).for_each(|n| whole(&mut office, unit(n)));
    let proposals = Enter {
        organisation: unit(3),
        measure: Measure::ProposalAdopted,
        on: "2026-02-10".parse().unwrap(),
        quantity: 1,
        evidence: text("会议纪要"),
    };
    office.done(operator(), &proposals);
    let agree = |office: &Office| {
        let lines = shortlist(office, &officer());
        let listed = |line: &ShortlistLine| line.band.as_ref().map(ToString::to_string);
        for line in &lines {
            assert_eq!(band(office, line.organisation), listed(line), "{line:?}");
        }
        lines.iter().map(|line| (line.organisation, listed(line).unwrap())).collect::<Vec<_>>()
    };
    let before = agree(&office);
    let best: Vec<_> = before.iter().filter(|(_, band)| band == "优秀").collect();
    assert_eq!((before.len(), best), (5, vec![&(unit(3), "优秀".to_owned())]));
    office.now = "2027-01-11T01:00:00Z".parse().unwrap();
    let at_the_end = agree(&office);
    office.done(operator(), &CloseYear { year: 2026 });
    (6..=10).for_each(|n| whole(&mut office, unit(n)));
    assert_eq!(agree(&office), at_the_end, "whoever comes to be known later is of no account");
}

#[test]
fn whoever_has_the_total_of_the_last_place_is_within_the_quota_too() {
    let mut office = Office::new();
    let unit = |n: u128| OrganisationId(Uuid::from_u128(0x900 + n));
    for n in 1..=5 {
        office.learn(&registered(unit(n), Level::Unit, "371002001001"));
        whole(&mut office, unit(n));
    }
    let less = Enter {
        organisation: unit(1),
        measure: Measure::MeetingAbsence,
        on: "2026-02-10".parse().unwrap(),
        quantity: 1,
        evidence: text("签到表"),
    };
    office.done(operator(), &less);
    let best = |office: &Office| {
        let lines = shortlist(office, &officer()).into_iter();
        let best = lines.filter(|line| line.band.as_ref().unwrap().as_str() == "优秀");
        best.map(|line| line.organisation).collect::<Vec<_>>()
    };
    assert_eq!(best(&office), [2, 3, 4, 5].map(unit), "one place, and four have the same total");
    assert!(best(&office).into_iter().all(|one| band(&office, one).unwrap() == "优秀"));
}

/// Each list had its own quota then, whose edge was decided by id, and cards had none.
#[test]
fn a_year_that_was_closed_before_the_quota_was_the_citys_keeps_its_bands() {
    let elsewhere = OrganisationId(Uuid::from_u128(0x58));
    let bands = |city_quota| {
        let mut office = Office::new();
        office.learn(&registered(elsewhere, Level::Street, "371002002"));
        let unit = |n: u128| OrganisationId(Uuid::from_u128(0x900 + n));
        for n in 1..=5 {
            office.learn(&registered(unit(n), Level::Unit, "371002001001"));
            office.learn(&registered(unit(n + 5), Level::Unit, "371002002001"));
        }
        (1..=10).for_each(|n| whole(&mut office, unit(n)));
        office.closed_as_then(true, city_quota);
        let listed = [STREET, elsewhere].map(|body| {
            let (card, page) = (CardKind::Unit, PageRequest::default());
            let lines = office.ask(&operator(), &Shortlist { body, card, year: 2026, page }).items;
            lines.iter().filter(|line| line.band.as_ref().unwrap().as_str() == "优秀").count()
        });
        let cards = (1..=10).filter(|n| band(&office, unit(*n)).unwrap() == "优秀").count();
        (listed, cards)
    };
    assert_eq!(bands(false), ([1, 1], 10));
    assert_eq!(bands(true), ([5, 5], 10));
}

#[test]
fn a_merger_after_the_closing_changes_no_closed_card() {
    let mut office = Office::new();
    let other = OrganisationId(Uuid::from_u128(0x901));
    office.learn(&registered(other, Level::Unit, "371002001001"));
    enter(&mut office, Measure::MeetingAbsence, 1);
    let (organisation, evidence) = (other, text("签到表"));
    let absence = Enter {
        organisation,
        measure: Measure::MeetingAbsence,
        on: "2026-02-10".parse().unwrap(),
        quantity: 2,
        evidence,
    };
    office.done(operator(), &absence);
    let card = |office: &Office, unit, year| {
        let (card, organisation) = (CardKind::Unit, Some(unit));
        office.ask(&operator(), &Scorecard { card, organisation, person: None, year }).unwrap()
    };
    office.now = "2027-01-11T01:00:00Z".parse().unwrap();
    office.done(operator(), &CloseYear { year: 2026 });
    let on = "2027-01-05".parse().unwrap();
    office.done(operator(), &Enter { on, ..absence });
    let closed = [SOMEBODY, other].map(|unit| card(&office, unit, 2026));
    let listed = shortlist(&office, &officer());
    assert_eq!(card(&office, SOMEBODY, 2027).items[2].facts, 0);

    office.learn(&merged(other, SOMEBODY));
    office.follow_registry(other, organisation::Event::Merged { kept: SOMEBODY });
    assert_eq!([SOMEBODY, other].map(|unit| card(&office, unit, 2026)), closed);
    assert_eq!(shortlist(&office, &officer()), listed);
    assert_eq!(card(&office, SOMEBODY, 2027).items[2].facts, 1, "an open year has both");

    office.learn(&Recorded {
        aggregate: other.into(),
        version: 3,
        event: registry::Event::Organisation(organisation::Event::Unmerged { kept: None }),
    });
    office.follow_registry(other, organisation::Event::Unmerged { kept: None });
    assert_eq!([SOMEBODY, other].map(|unit| card(&office, unit, 2026)), closed);
    assert_eq!(card(&office, SOMEBODY, 2027).items[2].facts, 0);
}

/// It was merged before this service noted mergers, and the year closed while it was.
#[test]
fn what_was_merged_before_anybody_noted_it_and_is_undone_later_changes_no_closed_card() {
    let mut office = Office::new();
    let other = OrganisationId(Uuid::from_u128(0x901));
    office.learn(&registered(other, Level::Unit, "371002001001"));
    let absent = |office: &mut Office, organisation, on: &str| {
        let (measure, quantity) = (Measure::MeetingAbsence, 1);
        let (on, evidence) = (on.parse().unwrap(), text("签到表"));
        office.done(operator(), &Enter { organisation, measure, on, quantity, evidence });
    };
    absent(&mut office, SOMEBODY, "2026-02-10");
    absent(&mut office, other, "2026-02-10");
    office.learn(&merged(other, SOMEBODY));
    let card = |office: &Office, year| {
        let (card, organisation) = (CardKind::Unit, Some(SOMEBODY));
        office.ask(&operator(), &Scorecard { card, organisation, person: None, year }).unwrap()
    };
    let absences = |card: &contracts::evaluation::ScorecardLine| {
        card.items.iter().find(|item| item.key.as_str() == "meetings").unwrap().facts
    };
    office.now = "2027-01-11T01:00:00Z".parse().unwrap();
    absent(&mut office, other, "2027-01-05");
    office.done(operator(), &CloseYear { year: 2026 });
    let (closed, listed) = (card(&office, 2026), shortlist(&office, &officer()));
    assert_eq!(absences(&closed), 2, "it stands for both");
    assert_eq!(absences(&card(&office, 2027)), 1);

    let unmerged = organisation::Event::Unmerged { kept: Some(SOMEBODY) };
    office.learn(&Recorded {
        aggregate: other.into(),
        version: 3,
        event: registry::Event::Organisation(unmerged.clone()),
    });
    office.follow_registry(other, unmerged);
    assert_eq!(card(&office, 2026), closed);
    assert_eq!(shortlist(&office, &officer()), listed);
    assert_eq!(absences(&card(&office, 2027)), 0, "an open year has its own alone");
}
