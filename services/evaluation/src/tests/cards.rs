//! Scorecards: from facts of all services, by rules that are data; a closed year stays.

use contracts::evaluation::exclusion::{CountedFact, Happened};
use contracts::evaluation::fact::{Enter, Strike};
use contracts::evaluation::objection::{Answer, Raise, Target};
use contracts::evaluation::rules::{Adopt, CardKind, CloseYear, Fault, Measure, Propose};
use contracts::evaluation::{DryRun, Facts, Rules, Scorecard, ScorecardLine};
use contracts::needs::need;
use contracts::projects::record;
use contracts::testing::{OWNER, SOMEBODY, STRANGER, clerk_of, liaison_of, operator, person};
use contracts::{Claimer, PageRequest, Rejection, Role};
use values::{FactId, NeedId, ObjectionId, Text};

use super::ratings::{RECORD, served, volunteer};
use super::*;

const NEED: NeedId = NeedId(Uuid::from_u128(0x4eed));
const SHIPPED: &str = include_str!("../../rules/default-2.toml");

fn unit_card(year: i16) -> Scorecard {
    Scorecard { card: CardKind::Unit, organisation: Some(SOMEBODY), person: None, year }
}

fn card(office: &Office) -> ScorecardLine {
    office.ask(&liaison_of(SOMEBODY), &unit_card(2026)).expect("it is the unit's own")
}

fn score_of(line: &ScorecardLine, key: &str) -> (Option<i64>, usize) {
    let item = line.items.iter().find(|item| item.key.as_str() == key).unwrap();
    (item.score, item.facts)
}

/// What the community's card says of what it solved.
fn solved(office: &Office) -> Option<i64> {
    shown(office, "solved")
}

/// What the community's card says under `key`.
fn shown(office: &Office, key: &str) -> Option<i64> {
    let (card, organisation) = (CardKind::Community, Some(OWNER));
    let community = Scorecard { card, organisation, person: None, year: 2026 };
    score_of(&office.ask(&clerk_of(OWNER), &community).unwrap(), key).0
}

fn absence() -> Enter {
    Enter {
        organisation: SOMEBODY,
        measure: Measure::MeetingAbsence,
        on: "2026-02-10".parse().unwrap(),
        quantity: 1,
        evidence: Text::new("会议签到表").unwrap(),
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn an_item_opens_to_its_facts_and_a_struck_fact_counts_no_more() {
    let mut office = Office::new();
    let fact = FactId(office.done(clerk_of(OWNER), &absence()));
    assert_eq!(score_of(&card(&office), "meetings"), (Some(3_500), 1));
    let behind = Facts {
        card: CardKind::Unit,
        organisation: Some(SOMEBODY),
        person: None,
        year: 2026,
        item: Some(Text::new("meetings").unwrap()),
        page: PageRequest::default(),
    };
    let facts = office.ask(&liaison_of(SOMEBODY), &behind).items;
    assert_eq!(facts[0].evidence.as_ref().unwrap().as_str(), "会议签到表");
    assert_eq!(office.ask(&liaison_of(STRANGER), &behind).items, [], "not everybody's business");
    assert_eq!(office.ask(&liaison_of(STRANGER), &unit_card(2026)), None);
    assert!(office.ask(&clerk_of(OWNER), &unit_card(2026)).is_some(), "its community sees it");
    office.done(clerk_of(OWNER), &Strike { fact, reason: Text::new("已请假").unwrap() });
    assert_eq!(score_of(&card(&office), "meetings"), (Some(4_000), 0));
}

#[test]
fn a_confirmed_service_counts_for_the_unit_and_a_countered_one_does_not() {
    let mut office = Office::new();
    let (_, who) = served(&mut office);
    assert_eq!(score_of(&card(&office), "joint").1, 0, "nothing is proved");
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(RECORD, record::Event::Confirmed { by: Some(by) });
    assert_eq!(score_of(&card(&office), "joint").1, 1);
    let member =
        Scorecard { card: CardKind::Member, organisation: None, person: Some(who), year: 2026 };
    let own = office.ask(&volunteer(), &member).unwrap();
    assert_eq!(score_of(&own, "hours"), (Some(450), 1), "an hour and a half, three points each");
    assert_eq!(office.ask(&liaison_of(SOMEBODY), &member), None, "only their own business");
    let reason = Text::new("日期写错").unwrap();
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(RECORD, countered);
    assert_eq!(score_of(&card(&office), "joint").1, 0);
}

fn close(office: &mut Office, outcome: need::Outcome) {
    let reopen_until = moment("2026-04-01T00:00:00Z");
    let closed = need::Event::Closed { outcome, reopen_until, review_until: None };
    office.follow_needs(NEED, closed);
}

#[test]
fn closed_is_not_solved() {
    let mut office = Office::new();
    office.follow_needs(NEED, raised());
    let unsolved = need::Outcome::Unsolved { reason: Text::new("无人认领").unwrap() };
    close(&mut office, unsolved);
    assert_eq!(solved(&office), Some(0));
    let reason = Text::new("仍未解决").unwrap();
    office.follow_needs(NEED, need::Event::Reopened { reason });
    assert_eq!(solved(&office), None, "it goes on: there is nothing to share");
    close(&mut office, need::Outcome::Solved);
    assert_eq!(solved(&office), Some(2_500));
}

fn raised() -> need::Event {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/contracts/fixtures/need.raised.v1.json");
    let event: need::Event = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let need::Event::Raised { mut asked, raiser } = event else { panic!("{event:?}") };
    asked.owner = OWNER;
    need::Event::Raised { asked, raiser }
}

/// The shipped rules for another year, with an absence that costs ten.
fn stricter(year: i16) -> Propose {
    let text = SHIPPED
        .replacen("version = \"default-2\"", "version = \"strict\"", 1)
        .replacen("year = 2026", &format!("year = {year}"), 1)
        .replacen(
            "measure = \"meeting_absence\", each = 5",
            "measure = \"meeting_absence\", each = 10",
            1,
        );
    Propose { text: Text::new(&text).unwrap() }
}

#[test]
fn rules_that_do_not_hold_together_are_refused_with_their_line() {
    let mut office = Office::new();
    let text =
        SHIPPED.replacen("title = \"学习\"\nweight = 10", "title = \"学习\"\nweight = 15", 1);
    let propose = Propose { text: Text::new(&text).unwrap() };
    let refused = office.send(operator(), &propose).unwrap_err();
    let Rejection::Rules(contracts::evaluation::rules::Rejection::Broken { line, fault }) = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!(fault, Fault::Weights { sum: 105 });
    let line = text.lines().nth(usize::try_from(line).unwrap() - 1).unwrap();
    assert_eq!(line, "[[unit.item]]");
}

#[test]
fn a_dry_run_shows_what_changed_rules_would_have_done() {
    let mut office = Office::new();
    for month in 1..=2 {
        let on = format!("2026-0{month}-10").parse().unwrap();
        office.done(clerk_of(OWNER), &Enter { on, ..absence() });
    }
    let all = Enter { measure: Measure::Study, quantity: 2, ..absence() };
    office.done(clerk_of(OWNER), &all);
    let all = Enter { measure: Measure::VolunteerTeam, ..absence() };
    office.done(clerk_of(OWNER), &all);
    let dry_run = DryRun { year: 2027, on: 2026 };
    assert_eq!(office.ask(&operator(), &dry_run), None, "nothing is proposed");
    office.done(operator(), &stricter(2027));
    assert_eq!(office.ask(&liaison_of(SOMEBODY), &dry_run), None, "not everybody's business");
    let line = office.ask(&operator(), &dry_run).unwrap();
    let units = line.cards.iter().find(|card| card.card == CardKind::Unit).unwrap();
    assert_eq!((units.scored, units.moved), (1, 1), "{units:?}");
    assert_eq!(units.organisations, [SOMEBODY]);
    assert_eq!(card(&office).version.as_str(), "default-2", "nothing is in force by it");
}

#[test]
fn a_closed_year_stays_whatever_comes_to_be_known_later() {
    let mut office = Office::new();
    office.done(clerk_of(OWNER), &absence());
    assert!(office.send(operator(), &CloseYear { year: 2026 }).is_err(), "it is not over");
    office.now = moment("2027-01-11T01:00:00Z");
    let before = card(&office);
    office.done(operator(), &CloseYear { year: 2026 });
    let closed = card(&office);
    assert_eq!((closed.total, closed.closed, before.closed), (before.total, true, false));

    office.done(clerk_of(OWNER), &absence());
    office.done(operator(), &stricter(2025));
    let version = Text::new("strict").unwrap();
    office.done(operator(), &Adopt { year: 2025, version });
    assert_eq!(
        office.ask(&operator(), &Rules { year: 2026 }).in_force.version.as_str(),
        "default-2"
    );
    assert_eq!(card(&office), closed, "recomputing gives the same");
    assert!(office.send(operator(), &stricter(2026)).is_err());
    let next = office.ask(&liaison_of(SOMEBODY), &unit_card(2027)).unwrap();
    assert_eq!(next.version.as_str(), "strict", "what was adopted goes on holding");
}

/// They are how something stands, and no two of them are added up.
#[test]
fn of_a_year_end_and_a_percentage_the_last_one_counts_and_nothing_can_be_given() {
    let mut office = Office::new();
    let given = |on: &str, measure, quantity| {
        let on = on.parse().unwrap();
        Enter { on, measure, quantity, ..absence() }
    };
    let year_end = |office: &Office| score_of(&card(office), "year_end");
    assert_eq!(year_end(&office), (None, 0));
    office.done(clerk_of(OWNER), &given("2026-02-20", Measure::YearEnd, 94));
    office.done(clerk_of(OWNER), &given("2026-02-10", Measure::YearEnd, 40));
    assert_eq!(year_end(&office), (Some(4_700), 2), "the last by its day");
    let last = FactId(office.done(clerk_of(OWNER), &given("2026-02-20", Measure::YearEnd, 0)));
    assert_eq!(year_end(&office), (Some(0), 3), "of one day the last that was said");
    office.done(clerk_of(OWNER), &Strike { fact: last, reason: Text::new("录错").unwrap() });
    assert_eq!(year_end(&office), (Some(4_700), 2));
    assert!(office.send(clerk_of(OWNER), &given("2026-02-20", Measure::Study, 0)).is_err());
    for percent in [96, 94] {
        office.done(clerk_of(OWNER), &given("2026-02-20", Measure::CheckInPercent, percent));
    }
    let body = STREET;
    let (card, page) = (CardKind::Unit, PageRequest::default());
    let asked = contracts::evaluation::Shortlist { body, card, year: 2026, page };
    let listed = &office.ask(&operator(), &asked).items[0];
    assert_eq!(listed.unmet.len(), 1, "94 are fewer than 95");
}

/// The need asks for a team.
fn asking_for_a_team() -> Office {
    let mut office = Office::new();
    office.now = moment("2027-03-02T01:00:00Z");
    let need::Event::Raised { asked, raiser } = raised() else { panic!("it is raised") };
    let asked = need::Raise { kind: need::Kind::Team, ..asked };
    office.follow_needs(NEED, need::Event::Raised { asked, raiser });
    office
}

fn claim(n: u128) -> values::ClaimId {
    values::ClaimId(Uuid::from_u128(n))
}

/// The volunteer claims a place in it.
fn held(n: u128, quantity: u64) -> need::Event {
    need::Event::Held {
        claim: claim(n),
        claimer: volunteer().person().unwrap().into(),
        owner: OWNER,
        category: contracts::registry::taxonomy::Category::Service,
        quantity,
    }
}

#[test]
fn a_delivered_place_in_a_team_counts_for_where_whoever_had_it_works() {
    let mut office = asking_for_a_team();
    let person = volunteer().person().unwrap();
    let teams = |office: &Office| {
        let card = office.ask(&liaison_of(SOMEBODY), &unit_card(2027)).unwrap();
        score_of(&card, "teams")
    };
    office.follow_needs(NEED, held(1, 1));
    office.follow_needs(NEED, need::Event::Delivered { claim: claim(1), quantity: 1 });
    assert_eq!(teams(&office), (Some(0), 0), "nobody knows where they work");
    office.learn(&contracts::testing::works_for(person, SOMEBODY));
    office.follow_needs(NEED, held(2, 1));
    assert_eq!(teams(&office), (Some(0), 0), "it is not delivered");
    let deliver = |office: &mut Office| {
        office.follow_needs(NEED, need::Event::Delivered { claim: claim(2), quantity: 1 });
    };
    deliver(&mut office);
    assert_eq!(teams(&office), (Some(1_000), 1));
    let reason = Text::new("没有到场").unwrap();
    let refused = need::Event::DeliveryRefused { claim: claim(2), quantity: 1, reason };
    office.follow_needs(NEED, refused.clone());
    assert_eq!(teams(&office), (Some(0), 0), "what is refused counts no more");
    office.follow_needs(NEED, refused);
    deliver(&mut office);
    assert_eq!(teams(&office), (Some(1_000), 1), "delivered again, it counts once");
}

#[test]
fn each_place_in_a_team_counts_as_long_as_anything_of_it_stands() {
    let mut office = asking_for_a_team();
    office.learn(&contracts::testing::works_for(volunteer().person().unwrap(), SOMEBODY));
    for (n, day) in [(1, "2027-03-02T02:00:00Z"), (2, "2027-03-03T02:00:00Z")] {
        office.now = moment(day);
        office.follow_needs(NEED, held(n, 3));
        office.follow_needs(NEED, need::Event::Delivered { claim: claim(n), quantity: 3 });
    }
    let days = |office: &Office| {
        let behind = Facts {
            card: CardKind::Unit,
            organisation: Some(SOMEBODY),
            person: None,
            year: 2027,
            item: Some(Text::new("teams").unwrap()),
            page: PageRequest::default(),
        };
        let facts = office.ask(&liaison_of(SOMEBODY), &behind).items;
        facts.iter().map(|fact| fact.on.to_string()).collect::<Vec<_>>()
    };
    let refuse = |office: &mut Office, quantity| {
        let reason = Text::new("没有到场").unwrap();
        let refused = need::Event::DeliveryRefused { claim: claim(2), quantity, reason };
        office.follow_needs(NEED, refused);
    };
    refuse(&mut office, 1);
    assert_eq!(days(&office), ["2027-03-03", "2027-03-02"], "two thirds of it stand");
    refuse(&mut office, 2);
    assert_eq!(days(&office), ["2027-03-02"], "the other place is no less for it");
}

#[test]
fn a_dry_run_keeps_to_caps_and_counts_the_steps_of_the_ladder() {
    let mut office = Office::new();
    let by = clerk_of(OWNER).person();
    for n in 0..5_u128 {
        let record = values::RecordId(Uuid::from_u128(0x4EC0 + n));
        super::ratings::served_for(&mut office, record, 120);
        office.follow(record, record::Event::Confirmed { by });
    }
    let text = SHIPPED
        .replacen("version = \"default-2\"", "version = \"short\"", 1)
        .replacen("year = 2026", "year = 2027", 1)
        .replacen("day_max = 6", "day_max = 4", 1)
        .replacen("hours = [100,", "hours = [8,", 1);
    office.done(operator(), &Propose { text: Text::new(&text).unwrap() });
    let line = office.ask(&operator(), &DryRun { year: 2027, on: 2026 }).unwrap();
    assert_eq!((line.points_before, line.points_after), (600, 400), "ten hours of one day");
    let first = line.stars[0];
    assert_eq!((first.stars, first.before, first.after), (1, 0, 1));
    assert_eq!(line.stars.len(), 5);
}

fn objected(
    office: &mut Office,
    counted: CountedFact,
    by: Actor,
    answered_by: Actor,
) -> Result<(), Rejection> {
    let reason = Text::new("与记录不符").unwrap();
    let raise = Raise { target: Target::Counted(counted), reason };
    let objection = ObjectionId(office.send(by, &raise)?.expect("it is raised"));
    let answer = Answer { objection, upheld: true, answer: Text::new("属实").unwrap() };
    office.send(answered_by, &answer).map(|_| ())
}

#[test]
fn what_follows_from_a_service_is_objected_to_by_whom_it_counts_for_and_counts_no_more() {
    let mut office = Office::new();
    let (occasion, who) = served(&mut office);
    let counted = |who| CountedFact { happened: Happened::Occasion(occasion), who };
    let (unit, officer) = (Claimer::from(SOMEBODY), person(Role::StreetOfficer, STREET));
    let object = |office: &mut Office, by| objected(office, counted(unit), by, officer.clone());
    assert!(object(&mut office, liaison_of(SOMEBODY)).is_err(), "nothing is proved");
    let by = clerk_of(OWNER).person();
    office.follow(RECORD, record::Event::Confirmed { by });
    assert_eq!(score_of(&card(&office), "joint").1, 1);
    assert!(object(&mut office, liaison_of(STRANGER)).is_err(), "it is not about them");
    let theirs = objected(&mut office, counted(unit), liaison_of(SOMEBODY), clerk_of(OWNER));
    assert!(theirs.is_err(), "who confirmed it does not answer");
    let by = liaison_of(SOMEBODY).person().unwrap();
    let objection = contracts::evaluation::objection::id(Target::Counted(counted(unit)), by);
    let answer = Answer { objection, upheld: true, answer: Text::new("属实").unwrap() };
    office.done(officer.clone(), &answer);
    assert_eq!(score_of(&card(&office), "joint").1, 0);
    let member =
        Scorecard { card: CardKind::Member, organisation: None, person: Some(who), year: 2026 };
    let own = office.ask(&volunteer(), &member).unwrap();
    assert_eq!(score_of(&own, "hours").1, 1, "whoever came did come");
    objected(&mut office, counted(who.into()), volunteer(), officer.clone()).unwrap();
    let own = office.ask(&volunteer(), &member).unwrap();
    assert_eq!(score_of(&own, "hours").1, 0);
    let again =
        Raise { target: Target::Counted(counted(unit)), reason: Text::new("再次").unwrap() };
    assert!(office.send(liaison_of(SOMEBODY), &again).is_err(), "nothing is left");
}

#[test]
fn a_community_objects_to_how_its_need_is_counted_to_have_ended() {
    let mut office = Office::new();
    office.follow_needs(NEED, raised());
    let counted = CountedFact { happened: Happened::Need(NEED), who: OWNER.into() };
    let officer = || person(Role::StreetOfficer, STREET);
    let object = |office: &mut Office| objected(office, counted, clerk_of(OWNER), officer());
    assert!(object(&mut office).is_err(), "it goes on");
    close(&mut office, need::Outcome::Unsolved { reason: Text::new("无人认领").unwrap() });
    assert_eq!(solved(&office), Some(0));
    object(&mut office).unwrap();
    assert_eq!(solved(&office), None, "there is nothing to share");
    let opinion = need::Opinion { solved: false, satisfaction: need::Satisfaction::Unsatisfied };
    office.follow_needs(NEED, need::Event::Reviewed { opinion });
    let reviewed = |office: &Office| shown(office, "raisers");
    assert_eq!(reviewed(&office), None, "nor is what its raiser said later");
    office.follow_needs(NEED, need::Event::Reopened { reason: Text::new("再办").unwrap() });
    close(&mut office, need::Outcome::Solved);
    assert_eq!(solved(&office), Some(2_500), "that is another end");
}
