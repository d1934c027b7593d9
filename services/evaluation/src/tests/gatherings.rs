//! Activities: who came and who did not counts once it is confirmed, and can be objected to.

use contracts::evaluation::leave::{LeaveReason, LeaveTerms, Leaves, Lift};
use contracts::evaluation::objection::{Answer, Raise, Target};
use contracts::evaluation::occasion::of_record;
use contracts::evaluation::rules::{CardKind, CloseYear, Measure};
use contracts::evaluation::{FactSource, Facts, Scorecard, ScorecardLine};
use contracts::projects::activity::{self, Details, Mark, Participant, Presence};
use contracts::testing::{SOMEBODY, STRANGER, clerk_of, liaison_of, person};
use contracts::{Claimer, PageRequest, Role};
use values::{ActivityId, LeaveId, ObjectionId, PersonId, Text};

use super::ratings::{RECORD, served_with, volunteer};
use super::*;

const ACTIVITY: ActivityId = ActivityId(Uuid::from_u128(0xAC));

/// On Saturday, 7 March 2026, by the community (OWNER).
fn planned() -> activity::Event {
    planned_about(activity::Theme::Health, 2026)
}

/// In March of that year.
fn planned_about(theme: activity::Theme, year: i16) -> activity::Event {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/contracts/fixtures/activity.planned.v1.json"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let activity::Event::Planned { details, .. } = serde_json::from_str(&text).unwrap() else {
        panic!("{text}")
    };
    let times = activity::Times {
        from: format!("{year}-03-07T01:00:00Z").parse().unwrap(),
        until: format!("{year}-03-07T03:00:00Z").parse().unwrap(),
        sign_up_until: format!("{year}-03-06T01:00:00Z").parse().unwrap(),
    };
    let details = Details { theme, times, ..details };
    activity::Event::Planned { organiser: OWNER, details, copied_from: None }
}

fn came() -> Presence {
    Presence::Came { people: 1, minutes: 120 }
}

fn recorded(office: &mut Office, marks: &[(Participant, Presence)]) {
    let mark =
        |(who, attendance): &(Participant, Presence)| Mark { who: *who, attendance: *attendance };
    let marks = marks.iter().map(mark).collect();
    let by = liaison_of(OWNER).person().unwrap();
    office.follow(ACTIVITY, activity::Event::AttendanceRecorded { marks, by });
}

fn confirmed(office: &mut Office) {
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(ACTIVITY, activity::Event::AttendanceConfirmed { by });
}

fn card(office: &Office, who: impl Into<Claimer>) -> ScorecardLine {
    card_of(office, who, 2026)
}

fn card_of(office: &Office, who: impl Into<Claimer>, year: i16) -> ScorecardLine {
    let (kind, organisation, person, actor) = match who.into() {
        Claimer::Organisation(unit) => (CardKind::Unit, Some(unit), None, liaison_of(unit)),
        Claimer::Person(person) => (CardKind::Member, None, Some(person), volunteer()),
    };
    office.ask(&actor, &Scorecard { card: kind, organisation, person, year }).unwrap()
}

fn facts(office: &Office, key: &str) -> usize {
    let card = card(office, SOMEBODY);
    card.items.iter().find(|item| item.key.as_str() == key).unwrap().facts
}

fn came_themselves() -> PersonId {
    volunteer().person().unwrap()
}

#[test]
fn who_came_and_who_did_not_counts_once_it_is_confirmed_and_an_excuse_counts_nothing() {
    let mut office = Office::new();
    let unit = Participant::Organisation(SOMEBODY);
    let member = Participant::Person(came_themselves());
    let excused = Participant::Organisation(STRANGER);
    office.follow(ACTIVITY, planned());
    recorded(&mut office, &[(unit, came()), (excused, Presence::Excused)]);
    recorded(&mut office, &[(unit, Presence::Absent), (member, came())]);
    assert_eq!(facts(&office, "meetings"), 0, "nothing is proved");
    confirmed(&mut office);
    assert_eq!((facts(&office, "meetings"), facts(&office, "joint")), (1, 0), "the later mark");
    let meetings = card(&office, SOMEBODY);
    let meetings = meetings.items.iter().find(|item| item.key.as_str() == "meetings").unwrap();
    assert_eq!(meetings.score, Some(3_500));
    let bonus = &card(&office, came_themselves()).bonus;
    assert_eq!(bonus[0].hundredths, 100, "{bonus:?}");
    let stranger = card(&office, STRANGER);
    assert!(stranger.items.iter().all(|item| item.facts == 0), "{stranger:?}");
    // Who organised it did something together with others.
    let own = Facts {
        card: CardKind::Community,
        organisation: Some(OWNER),
        person: None,
        year: 2026,
        item: None,
        page: PageRequest::default(),
    };
    let found = office.ask(&clerk_of(OWNER), &own).items;
    assert_eq!(found[0].source, FactSource::Attendance { activity: ACTIVITY, who: OWNER.into() });
    assert_eq!((found.len(), found[0].on), (1, "2026-03-07".parse().unwrap()));
}

#[test]
fn a_unit_that_came_has_a_joint_activity_on_the_day_to_which_it_was_moved() {
    let mut office = Office::new();
    office.follow(ACTIVITY, planned());
    let activity::Event::Planned { details, .. } = planned() else { panic!() };
    let later = "2026-06-07T01:00:00Z".parse().unwrap();
    let times = activity::Times { from: later, ..details.times };
    let reason = Text::new("下雨").unwrap();
    office.follow(ACTIVITY, activity::Event::Postponed { times, reason });
    recorded(&mut office, &[(Participant::Organisation(SOMEBODY), came())]);
    confirmed(&mut office);
    assert_eq!(facts(&office, "joint"), 1);
    let behind = Facts {
        card: CardKind::Unit,
        organisation: Some(SOMEBODY),
        person: None,
        year: 2026,
        item: Some(Text::new("joint").unwrap()),
        page: PageRequest::default(),
    };
    let line = &office.ask(&liaison_of(SOMEBODY), &behind).items[0];
    assert_eq!((line.measure, line.on), (Measure::JointActivity, "2026-06-07".parse().unwrap()));
}

#[test]
fn nobody_who_came_alone_to_their_own_activity_did_something_together() {
    let mut office = Office::new();
    office.follow(ACTIVITY, planned());
    recorded(&mut office, &[(Participant::Organisation(SOMEBODY), Presence::Absent)]);
    confirmed(&mut office);
    let own = Scorecard {
        card: CardKind::Community,
        organisation: Some(OWNER),
        person: None,
        year: 2026,
    };
    assert_eq!(office.ask(&clerk_of(OWNER), &own).unwrap().total, None);
    assert_eq!(facts(&office, "meetings"), 1);
}

#[test]
fn whoever_is_said_to_have_been_absent_objects_and_is_answered_above_the_organiser() {
    let mut office = Office::new();
    office.follow(ACTIVITY, planned());
    let unit = Participant::Organisation(SOMEBODY);
    recorded(&mut office, &[(unit, Presence::Absent)]);
    let target = Target::Attendance { activity: ACTIVITY, who: SOMEBODY.into() };
    let raise = Raise { target, reason: Text::new("已派两人参加").unwrap() };
    assert!(office.send(liaison_of(SOMEBODY), &raise).is_err(), "nothing counts yet");
    confirmed(&mut office);
    assert!(office.send(liaison_of(STRANGER), &raise).is_err(), "it is not about them");
    let objection = ObjectionId(office.done(liaison_of(SOMEBODY), &raise));
    let answer =
        Answer { objection, upheld: true, answer: Text::new("签到表上有名").unwrap() };
    assert!(office.send(clerk_of(OWNER), &answer).is_err(), "who recorded it does not answer");
    office.done(person(Role::StreetOfficer, STREET), &answer);
    assert_eq!(facts(&office, "meetings"), 0);
    assert!(
        office
            .send(liaison_of(SOMEBODY), &Raise { target, reason: Text::new("再次").unwrap() })
            .is_err()
    );
}

#[test]
fn whoever_stands_above_the_organiser_answers_no_objection_of_their_own() {
    let mut office = Office::new();
    office.follow(ACTIVITY, planned());
    recorded(&mut office, &[(Participant::Organisation(STREET), Presence::Absent)]);
    confirmed(&mut office);
    let target = Target::Attendance { activity: ACTIVITY, who: STREET.into() };
    let reason = Text::new("已派两人参加").unwrap();
    let objection = ObjectionId(office.done(clerk_of(STREET), &Raise { target, reason }));
    let answer = Answer { objection, upheld: true, answer: Text::new("属实").unwrap() };
    assert!(office.send(person(Role::StreetOfficer, STREET), &answer).is_err());
}

#[test]
fn whoever_was_expected_at_a_service_and_did_not_come_was_absent() {
    let mut office = Office::new();
    let absent = came_themselves();
    served_with(&mut office, RECORD, vec![], vec![absent]);
    let deduction = |office: &Office| card(office, absent).deductions[0].hundredths;
    assert_eq!(deduction(&office), 0, "nothing is proved");
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(RECORD, contracts::projects::record::Event::Confirmed { by: Some(by) });
    assert_eq!(deduction(&office), 200);
    let reason = Text::new("名单有误").unwrap();
    let countered = contracts::projects::record::Event::Countered {
        reason,
        by,
        confirmed: true,
        instead: None,
    };
    office.follow(RECORD, countered);
    assert_eq!(deduction(&office), 0);
}

/// The volunteer was expected at a service, and did not come.
fn no_show(office: &mut Office) -> Target {
    let absent = came_themselves();
    served_with(office, RECORD, vec![], vec![absent]);
    let by = clerk_of(OWNER).person();
    office.follow(RECORD, contracts::projects::record::Event::Confirmed { by });
    Target::NoShow { occasion: of_record(RECORD), person: absent }
}

/// Every fact of the volunteer's year.
fn own_facts(office: &Office) -> Vec<FactSource> {
    let all = Facts {
        card: CardKind::Member,
        organisation: None,
        person: Some(came_themselves()),
        year: 2026,
        item: None,
        page: PageRequest::default(),
    };
    office.ask(&volunteer(), &all).items.into_iter().map(|fact| fact.source).collect()
}

#[test]
fn whoever_is_said_not_to_have_come_to_a_service_objects_and_it_counts_no_more() {
    let mut office = Office::new();
    let target = no_show(&mut office);
    let Target::NoShow { occasion, person: absent } = target else { panic!("{target:?}") };
    assert_eq!(own_facts(&office), [FactSource::NoShow { occasion, person: absent }]);
    let raise = Raise { target, reason: Text::new("当日已到场").unwrap() };
    assert!(office.send(liaison_of(SOMEBODY), &raise).is_err(), "it is not about them");
    let objection = ObjectionId(office.done(volunteer(), &raise));
    let answer =
        Answer { objection, upheld: true, answer: Text::new("签到表上有名").unwrap() };
    assert!(office.send(clerk_of(OWNER), &answer).is_err(), "who confirmed it does not answer");
    office.done(person(Role::StreetOfficer, STREET), &answer);
    assert_eq!(own_facts(&office), []);
    assert_eq!(card(&office, absent).deductions[0].hundredths, 0);
    let again = Raise { target, reason: Text::new("再次").unwrap() };
    assert!(office.send(volunteer(), &again).is_err(), "nothing is left");
}

#[test]
fn a_year_that_was_closed_before_no_shows_were_facts_knows_none() {
    for (no_shows, known) in [(false, 0), (true, 1)] {
        let mut office = Office::new();
        no_show(&mut office);
        assert_eq!(own_facts(&office).len(), 1);
        office.closed_as_then(no_shows, true);
        assert_eq!(own_facts(&office).len(), known, "{no_shows}");
        let deduction = card(&office, came_themselves()).deductions[0].hundredths;
        assert_eq!(deduction, 200 * i64::try_from(known).unwrap());
    }
}

#[test]
fn an_absence_that_was_excused_counts_for_nothing_until_the_leave_is_lifted() {
    let mut office = Office::new();
    let unit = Participant::Organisation(SOMEBODY);
    office.follow(ACTIVITY, planned());
    recorded(&mut office, &[(unit, Presence::Absent)]);
    confirmed(&mut office);
    assert_eq!(facts(&office, "meetings"), 1);
    let leave = |from: &str, until: &str| LeaveTerms {
        who: SOMEBODY.into(),
        reason: LeaveReason::Duty,
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
    };
    office.done(clerk_of(OWNER), &leave("2026-03-01", "2026-03-06"));
    assert_eq!(facts(&office, "meetings"), 1, "the day before");
    assert!(office.send(liaison_of(SOMEBODY), &leave("2026-03-07", "2026-03-07")).is_err());
    let leave = LeaveId(office.done(clerk_of(OWNER), &leave("2026-03-07", "2026-03-07")));
    assert_eq!(facts(&office, "meetings"), 0);
    let listed = |actor: &Actor| office.ask(actor, &Leaves::default()).total;
    assert_eq!((listed(&liaison_of(SOMEBODY)), listed(&clerk_of(OWNER))), (2, 2));
    assert_eq!(listed(&person(Role::StreetOfficer, STREET)), 2, "who stands above sees it");
    assert_eq!((listed(&liaison_of(STRANGER)), listed(&volunteer())), (0, 0));
    office.done(clerk_of(OWNER), &Lift { leave, reason: Text::new("日期写错").unwrap() });
    assert_eq!(facts(&office, "meetings"), 1);
}

#[test]
fn a_closed_year_stays_though_an_absence_is_excused_later() {
    let mut office = Office::new();
    let unit = Participant::Organisation(SOMEBODY);
    office.follow(ACTIVITY, planned());
    recorded(&mut office, &[(unit, Presence::Absent)]);
    confirmed(&mut office);
    office.now = "2027-01-11T01:00:00Z".parse().unwrap();
    office.done(operator(), &CloseYear { year: 2026 });
    let (from, until) = ("2026-03-07".parse().unwrap(), "2026-03-07".parse().unwrap());
    let leave = LeaveTerms { who: SOMEBODY.into(), reason: LeaveReason::Duty, from, until };
    office.done(clerk_of(OWNER), &leave);
    assert_eq!(facts(&office, "meetings"), 1);
}

#[test]
fn a_lecture_counts_as_learning_for_whoever_heard_it_and_all_of_a_year_as_full_attendance() {
    let mut office = Office::new();
    let both = [(Participant::Organisation(SOMEBODY), came())];
    let held = |office: &mut Office, n: u128, year| {
        let activity = ActivityId(Uuid::from_u128(0xAC00 + n));
        office.follow(activity, planned_about(activity::Theme::PartyLecture, year));
        let by = liaison_of(OWNER).person().unwrap();
        let mark = |(who, attendance)| Mark { who, attendance };
        let marks = both.map(mark).to_vec();
        office.follow(activity, activity::Event::AttendanceRecorded { marks, by });
        office.follow(activity, activity::Event::AttendanceConfirmed { by });
    };
    held(&mut office, 1, 2026);
    office.now = "2027-04-01T01:00:00Z".parse().unwrap();
    let before = card_of(&office, SOMEBODY, 2026);
    office.done(operator(), &CloseYear { year: 2026 });
    held(&mut office, 2, 2027);
    let item = |card: &ScorecardLine, key: &str| {
        let item = card.items.iter().find(|item| item.key.as_str() == key).unwrap();
        (item.score, item.facts)
    };
    let bonus = |card: &ScorecardLine| {
        let of = card.bonus.iter().find(|bonus| bonus.title.as_str().contains("全勤")).unwrap();
        of.hundredths
    };
    let running = card_of(&office, SOMEBODY, 2027);
    assert_eq!((item(&running, "study"), bonus(&running)), ((Some(500), 1), 0));
    let owner = Facts {
        card: CardKind::Community,
        organisation: Some(OWNER),
        person: None,
        year: 2027,
        item: None,
        page: PageRequest::default(),
    };
    let learned = |line: &contracts::evaluation::FactLine| line.measure == Measure::Learning;
    assert!(!office.ask(&clerk_of(OWNER), &owner).items.iter().any(learned), "they gave it");
    office.now = "2028-01-04T01:00:00Z".parse().unwrap();
    assert_eq!(bonus(&card_of(&office, SOMEBODY, 2027)), 300);
    let closed = card_of(&office, SOMEBODY, 2026);
    assert_eq!((&closed.items, closed.total), (&before.items, before.total));
    assert_eq!((item(&closed, "study"), bonus(&closed)), ((Some(0), 0), 0), "by its own rules");
}
