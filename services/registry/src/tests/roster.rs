//! Check-ins through their terms, moves, and who has come.

use std::collections::BTreeSet;

use contracts::registry::excuse::{self, ExcuseReason};
use contracts::registry::organisation::Nature;
use contracts::registry::validity::Validity;
use contracts::registry::{
    CheckInForm, CoverageFigures, Members, Person, PersonNames, Roster, StayKind, UnitsNotCome,
};
use contracts::testing::{directory, head_of, merged, person as in_role, registered};

use super::*;

const AREA: &str = "371002001001";

fn figures(checked_in: u64, excused: u64, not_come: u64) -> CoverageFigures {
    let expected = checked_in + not_come;
    CoverageFigures {
        roster: expected + excused,
        checked_in,
        excused,
        not_come,
        rate: (checked_in * 10_000).checked_div(expected),
    }
}

/// A city bureau with a hospital in a community, and three members of the hospital who live there.
struct Town {
    office: Office,
    bureau: OrganisationId,
    hospital: OrganisationId,
    community: OrganisationId,
    members: [PersonId; 3],
}

fn town() -> Town {
    let mut office = Office::new();
    let city = office.organisation("市委", Level::City);
    let parent = Some(city);
    let bureau = organisation::Register { parent, ..register("卫生健康局", Level::Unit) };
    let bureau = OrganisationId(office.done(operator(), &bureau));
    let hospital = organisation::Register {
        parent: Some(bureau),
        nature: Some(Nature::Hospital),
        area: Some(AREA.parse().unwrap()),
        ..register("市第一医院", Level::Unit)
    };
    let hospital = OrganisationId(office.done(operator(), &hospital));
    let community = office.organisation("和平社区", Level::Community);
    let members = ["某甲", "某乙", "某丙"].map(|name| {
        let (work_unit, home_community) = (Some(hospital), Some(community));
        office.person(&person::Register { work_unit, home_community, ..somebody(name, "1") })
    });
    Town { office, bureau, hospital, community, members }
}

impl Town {
    fn enter(&mut self, who: Who) -> CheckInId {
        let request = check_in::Request::of(who, self.community);
        let check_in = CheckInId(self.office.done(operator(), &request));
        self.office.done(clerk_of(self.community), &check_in::Accept { check_in });
        check_in
    }

    #[track_caller]
    fn assert_members(&self, area: Option<&str>, expected: CoverageFigures) {
        let area = area.map(|area| area.parse().unwrap());
        assert_eq!(self.office.view.roster.coverage(area).members, expected);
    }
}

#[test]
fn who_has_come_is_counted_once_in_every_territory_by_level_and_nature() {
    let mut town = town();
    town.assert_members(Some(AREA), figures(0, 0, 3));
    let [first, second, _] = town.members;
    town.enter(Who::Person(first));
    let (who, reason) = (Who::Person(second), ExcuseReason::Away);
    let grant = excuse::Grant { who, reason, until: "2026-12-31".parse().unwrap() };
    town.office.done(liaison_of(town.hospital), &grant);
    for area in [Some(AREA), Some("3710"), None] {
        town.assert_members(area, figures(1, 1, 1));
    }
    town.assert_members(Some("371003"), figures(0, 0, 0));

    town.enter(Who::Unit(town.hospital));
    let table = town.office.view.roster.coverage(Some(AREA.parse().unwrap()));
    assert_eq!(table.units, figures(1, 0, 0));
    let [line] = table.members_by[..] else { panic!("{:?}", table.members_by) };
    assert_eq!((line.level, line.nature), (Some(Level::City), Some(Nature::Hospital)));
    assert_eq!(line.figures, figures(1, 1, 1));
    let areas = town.office.view.roster.below(
        &contracts::Directory::default(),
        "3710".parse().unwrap(),
        PageRequest::default(),
    );
    assert_eq!(areas.items, [], "areas that nobody has put on the map are not listed");
}

#[test]
fn an_excuse_ends_with_its_day() {
    let mut town = town();
    let (who, reason) = (Who::Person(town.members[0]), ExcuseReason::Health);
    let until = "2026-03-31".parse().unwrap();
    town.office.done(clerk_of(town.community), &excuse::Grant { who, reason, until });
    town.assert_members(None, figures(0, 1, 2));
    town.office.pass_to(values::time::end_of(until));
    town.assert_members(None, figures(0, 0, 3));
    assert_eq!(town.office.send(operator(), &excuse::Lift { who }), Ok(None));
}

#[test]
fn a_check_in_falls_due_is_renewed_and_lapses_by_itself() {
    let mut town = town();
    let check_in = town.enter(Who::Person(town.members[0]));
    let year = Validity::months("2026-03-02".parse().unwrap(), 12);
    let status = |town: &Town| town.office.view.check_ins(&CheckIns::default()).items[0].clone();
    assert_eq!(status(&town).until, Some(year.until));
    town.office.pass_to(year.due_at);
    assert_eq!(status(&town).status, CheckInStatus::Due);
    town.assert_members(None, figures(1, 0, 2));
    town.office.done(clerk_of(town.community), &check_in::Renew { check_in });
    assert_eq!(status(&town).status, CheckInStatus::Active);
    town.office.pass_to(year.ends_at);
    assert_eq!(status(&town).until, Some(year.renewed(12).until));
    town.assert_members(None, figures(1, 0, 2));
    town.office.pass_to(year.renewed(12).ends_at);
    assert_eq!(status(&town).status, CheckInStatus::Lapsed);
    town.assert_members(None, figures(0, 0, 3));
}

#[test]
fn who_has_not_come_is_seen_by_the_unit_and_whom_it_belongs_to() {
    let mut town = town();
    town.enter(Who::Person(town.members[0]));
    let directory = |town: &Town| {
        let mut directory = contracts::Directory::default();
        for commit in &town.office.commits {
            commit.events.iter().for_each(|recorded| directory.apply(recorded));
        }
        directory
    };
    let directory = directory(&town);
    let not_come = town.office.view.roster.members_not_come(town.hospital).unwrap();
    assert_eq!(not_come.iter().copied().collect::<Vec<_>>(), {
        let mut rest = town.members[1..].to_vec();
        rest.sort();
        rest
    });
    for (actor, may) in [
        (liaison_of(town.hospital), true),
        (head_of(town.bureau), true),
        (operator(), true),
        (in_role(Role::Member, town.hospital), false),
        (clerk_of(town.community), false),
        (in_role(Role::StreetOfficer, STRANGER), false),
    ] {
        let sees = crate::domain::authority::sees_roster(&actor, &directory, town.hospital);
        assert_eq!(sees, may, "{actor:?}");
    }
    let query = UnitsNotCome { area: Some(AREA.parse().unwrap()), page: PageRequest::default() };
    let units = |actor: &Actor| town.office.view.units_not_come(actor, query);
    assert_eq!(units(&clerk_of(town.community)).unwrap().items[0].unit, town.hospital);
    assert_eq!(units(&liaison_of(town.hospital)), None);
    let elsewhere = UnitsNotCome { area: Some("3710".parse().unwrap()), ..query };
    assert_eq!(town.office.view.units_not_come(&clerk_of(town.community), elsewhere), None);
}

#[test]
fn whoever_moves_checks_in_anew_and_keeps_a_dated_history() {
    let mut town = town();
    let person = town.members[0];
    town.enter(Who::Person(person));
    let other = organisation::Register {
        area: Some("371003002002".parse().unwrap()),
        ..register("团结社区", Level::Community)
    };
    let other = OrganisationId(town.office.done(operator(), &other));
    let from = "2026-02-01".parse().unwrap();
    let change = person::ChangeHome { person, home_community: Some(other), from };
    town.office.done(clerk_of(other), &change);
    assert_eq!(town.office.send(clerk_of(other), &change), Ok(None));
    town.assert_members(Some(AREA), figures(0, 0, 2));
    town.assert_members(Some("371003"), figures(0, 0, 1));
    let theirs = |community| check_in::Request::of(Who::Person(person), community);
    town.office.refused(&theirs(town.community), check_in::Rejection::NotTheirCommunity);
    town.office.done(operator(), &theirs(other));

    let opened = town.office.opened(&clerk_of(other), person).unwrap();
    let homes: Vec<_> = opened.stays.iter().filter(|stay| stay.kind == StayKind::Home).collect();
    assert_eq!(homes.len(), 2);
    assert_eq!((homes[0].organisation, homes[0].from), (Some(town.community), None));
    assert_eq!((homes[1].organisation, homes[1].from), (Some(other), Some(from)));
    assert!(town.office.opened(&clerk_of(STRANGER), person).unwrap().stays.is_empty());
}

#[test]
fn without_a_home_a_member_checks_in_where_the_unit_is_paired() {
    let mut town = town();
    let (hospital, community) = (town.hospital, town.community);
    let person = person::Register { work_unit: Some(hospital), ..somebody("某丁", "1") };
    let who = Who::Person(town.office.person(&person));
    let request = check_in::Request::of(who, community);
    town.office.refused(&request, check_in::Rejection::NotTheirCommunity);
    town.office.done(clerk_of(community), &pair::Make { unit: hospital, community });
    town.enter(who);
    town.assert_members(None, figures(1, 0, 3));
}

#[test]
fn who_leaves_is_off_the_roster_with_every_check_in() {
    let mut town = town();
    let person = town.members[0];
    town.enter(Who::Person(person));
    let reason = person::LeavingReason::Retired;
    town.office.done(liaison_of(town.hospital), &person::Leave { person, reason });
    town.assert_members(None, figures(0, 0, 2));
    let query = CheckIns { person: Some(person), ..CheckIns::default() };
    assert_eq!(town.office.view.check_ins(&query).items[0].status, CheckInStatus::Ended);
    assert!(town.office.opened(&operator(), person).unwrap().left);
}

#[test]
fn an_erased_person_is_counted_nowhere() {
    let mut town = town();
    let person = town.members[0];
    town.enter(Who::Person(person));
    town.office.done(operator(), &person::Erase { person });
    town.assert_members(None, figures(0, 0, 2));
}

#[test]
fn a_units_person_sits_with_a_community_for_a_term() {
    use contracts::registry::{SeatStatus, Seats, seat};
    let mut town = town();
    let (body, unit, person) = (town.community, town.hospital, town.members[0]);
    let fill = seat::Fill { body, unit, person, until: "2028-03-02".parse().unwrap() };
    let elsewhere = seat::Fill { unit: town.bureau, ..fill.clone() };
    town.office.refused(&elsewhere, seat::Rejection::NotOfTheUnit);
    let nobody = seat::Fill { body: unit, ..fill.clone() };
    town.office.refused(&nobody, seat::Rejection::NotABody);
    town.office.done(clerk_of(body), &fill);
    let query = Seats { body: Some(body), ..Seats::default() };
    let line = |town: &Town| {
        town.office.view.seats.page(&town.office.view.directory, &query).items[0].clone()
    };
    assert_eq!((line(&town).unit, line(&town).status), (unit, SeatStatus::Filled));
    town.office.pass_to(values::time::end_of(fill.until));
    assert_eq!(line(&town).status, SeatStatus::TermOver);
    // The seats of what was merged into it are its own, on either side.
    let directory = directory([
        registered(unit, Level::Unit, ""),
        registered(body, Level::Community, AREA),
        registered(town.bureau, Level::Unit, ""),
        merged(unit, town.bureau),
        merged(body, town.bureau),
    ]);
    for merged in [unit, body] {
        town.office.view.seats.settle(merged, &directory);
    }
    let found = |query: Seats| town.office.view.seats.page(&directory, &query).total;
    assert_eq!(found(Seats { body: Some(town.bureau), ..Seats::default() }), 1);
    assert_eq!(found(Seats { unit: Some(town.bureau), ..Seats::default() }), 1);
}

#[test]
fn a_unit_knows_who_is_on_its_roster_and_nobody_else_does() {
    let mut town = town();
    let (hospital, bureau) = (town.hospital, town.bureau);
    let asked = Members { unit: hospital, page: PageRequest::default() };
    let found = town.office.ask(&head_of(hospital), &asked).unwrap();
    let names: BTreeSet<_> = found.items.into_iter().filter_map(|one| one.name).collect();
    assert_eq!(names, ["某甲", "某丙", "某乙"].map(str::to_owned).into());
    assert_eq!(town.office.ask(&head_of(bureau), &asked), None);
    let [first, second, _] = town.members;
    let people = vec![first, second];
    let named = town.office.ask(&clerk_of(town.community), &PersonNames { people: people.clone() });
    assert_eq!(named.get(&first).map(String::as_str), Some("某甲"), "they live there");
    assert!(town.office.ask(&head_of(bureau), &PersonNames { people }).is_empty());
    let from = "2026-03-02".parse().unwrap();
    let leave = person::ChangeWork { person: first, work_unit: Some(bureau), from };
    town.office.done(operator(), &leave);
    assert_eq!(town.office.ask(&head_of(hospital), &asked).unwrap().total, 2);
}

fn roster_of(organisation: OrganisationId) -> Roster {
    let (kind, name, skill, left) = (None, None, None, false);
    Roster { organisation, kind, name, skill, left, page: PageRequest::default() }
}

/// An organisation in an area of its own.
fn placed(office: &mut Office, name: &str, level: Level, area: &str) -> OrganisationId {
    let area = Some(area.parse().unwrap());
    OrganisationId(
        office.done(operator(), &organisation::Register { area, ..register(name, level) }),
    )
}

#[test]
fn a_roster_is_seen_by_its_people_and_without_names_by_those_around() {
    let mut office = Office::new();
    let street = placed(&mut office, "望海街道", Level::Street, "371003002");
    let community = placed(&mut office, "望海社区", Level::Community, "371003002002");
    let unit = placed(&mut office, "望海医院", Level::Unit, "371003002002");
    let parent = office.organisation("卫生健康局", Level::Unit);
    let from = "2026-03-01".parse().unwrap();
    let affiliate = organisation::Affiliate { organisation: unit, parent: Some(parent), from };
    office.done(operator(), &affiliate);
    let neighbour = Some(community);
    for (name, home_community) in [("某甲", neighbour), ("某乙", None), ("某丙", neighbour)] {
        let work_unit = Some(unit);
        office.person(&person::Register { work_unit, home_community, ..somebody(name, "1") });
    }
    let asked = roster_of(unit);
    let found = |actor: &Actor, query: &Roster| office.ask(actor, query);
    let by_name = Roster { name: Some("某乙".to_owned()), ..asked.clone() };
    // How many are named, and how many are found by the name of the one who lives elsewhere.
    for (actor, expected) in [
        (liaison_of(unit), Some((3, 1))),
        (operator(), Some((3, 1))),
        (clerk_of(community), Some((2, 0))),
        (in_role(Role::StreetOfficer, street), Some((0, 0))),
        (in_role(Role::Auditor, STRANGER), Some((0, 0))),
        (head_of(parent), None),
        (in_role(Role::Member, unit), None),
        (clerk_of(STRANGER), None),
    ] {
        let Some(all) = found(&actor, &asked) else {
            assert_eq!(expected, None, "{actor:?}");
            continue;
        };
        assert_eq!(all.total, 3, "{actor:?}");
        let named = all.items.iter().filter(|line| line.name.is_some()).count();
        let by_name = found(&actor, &by_name).unwrap().total;
        assert_eq!(Some((named, by_name)), expected, "{actor:?}");
    }
}

#[test]
fn a_roster_is_narrowed_to_who_works_or_lives_there_is_good_at_something_or_left() {
    let mut town = town();
    let (hospital, community) = (town.hospital, town.community);
    let [first, second, third] = town.members;
    let set = person::SetSkills { person: second, skills: vec![text("中医推拿")] };
    town.office.done(operator(), &set);
    let reason = person::LeavingReason::MovedAway;
    town.office.done(operator(), &person::Leave { person: third, reason });
    let neighbour = person::Register { home_community: Some(community), ..somebody("某戊", "5") };
    let neighbour = town.office.person(&neighbour);
    let ids = |query: &Roster| -> BTreeSet<_> {
        let found = town.office.ask(&operator(), query).unwrap();
        found.items.into_iter().map(|line| line.person).collect()
    };
    let all = roster_of(community);
    assert_eq!(ids(&all), [first, second, neighbour].into());
    assert_eq!(ids(&Roster { kind: Some(StayKind::Work), ..all.clone() }), [].into());
    assert_eq!(ids(&Roster { skill: Some("推拿".to_owned()), ..all.clone() }), [second].into());
    assert_eq!(ids(&Roster { left: true, ..all.clone() }), [third].into());
    assert_eq!(ids(&Roster { left: true, ..roster_of(hospital) }), [third].into());
    assert_eq!(ids(&roster_of(hospital)), [first, second].into());
    town.office.done(operator(), &person::Erase { person: third });
    let left = Roster { left: true, ..all };
    assert_eq!(town.office.ask(&operator(), &left).unwrap().total, 0, "nothing is kept of them");
}

#[test]
fn whom_a_person_does_not_concern_is_told_the_id_and_nothing_else() {
    let mut town = town();
    let person = town.members[0];
    let skills = vec![text("急救")];
    town.office.done(operator(), &person::SetSkills { person, skills });
    let asked = Person { person };
    let opened = |actor: &Actor| town.office.ask(actor, &asked).unwrap();
    for actor in [clerk_of(STRANGER), head_of(town.bureau), in_role(Role::Member, town.hospital)] {
        let mut told = serde_json::to_value(opened(&actor)).unwrap();
        let told = told.as_object_mut().unwrap();
        assert_eq!(told.remove("id"), Some(person.to_string().into()));
        let nothing = [serde_json::Value::Null, serde_json::json!([]), false.into()];
        assert!(told.values().all(|said| nothing.contains(said)), "{actor:?} {told:?}");
    }
    let auditor = opened(&in_role(Role::Auditor, STRANGER));
    assert_eq!((auditor.name, auditor.work_unit), (None, Some(town.hospital)));
    assert_eq!(opened(&liaison_of(town.hospital)).name.as_deref(), Some("某甲"));
}

#[test]
fn the_form_of_a_check_in_says_where_its_member_works_to_the_community_that_receives_it() {
    let mut town = town();
    let hospital = town.hospital;
    let paired = organisation::Register {
        area: Some("371003002002".parse().unwrap()),
        ..register("团结社区", Level::Community)
    };
    let paired = OrganisationId(town.office.done(operator(), &paired));
    town.office.done(operator(), &pair::Make { unit: hospital, community: paired });
    let person = person::Register { work_unit: Some(hospital), ..somebody("某丁", "1") };
    let person = town.office.person(&person);
    let request = check_in::Request::of(Who::Person(person), paired);
    let check_in = CheckInId(town.office.done(operator(), &request));
    let form = |actor: &Actor| town.office.ask(actor, &CheckInForm { check_in });
    let received = form(&clerk_of(paired)).unwrap().member.unwrap();
    assert_eq!((received.name, received.work_unit), (None, Some(text("市第一医院"))));
    assert_eq!(form(&clerk_of(STRANGER)), None, "where somebody lives is not theirs to know");
}
