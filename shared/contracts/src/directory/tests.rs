//! What the directory says after what happened.

use values::calendar::{DayKind, Entry};

use super::*;
use crate::registry::taxonomy::{self, Category};
use crate::testing::{directory, person, registered, works_for};
use crate::{Asker, Role};

const CITY: OrganisationId = OrganisationId(Uuid::from_u128(1));
const STREET: OrganisationId = OrganisationId(Uuid::from_u128(3));
const COMMUNITY: OrganisationId = OrganisationId(Uuid::from_u128(4));
const UNIT: OrganisationId = OrganisationId(Uuid::from_u128(5));
const NOWHERE: OrganisationId = OrganisationId(Uuid::from_u128(6));

fn town() -> Directory {
    directory([
        registered(CITY, Level::City, "9901"),
        registered(STREET, Level::Street, "990101001"),
        registered(COMMUNITY, Level::Community, "990101001002"),
        registered(UNIT, Level::Unit, "990101001002"),
        registered(NOWHERE, Level::Unit, ""),
    ])
}

#[test]
fn seniors_are_the_bodies_of_the_areas_around_nearest_first() {
    let town = town();
    let seniors = |organisation| town.seniors(organisation).collect::<Vec<_>>();
    assert_eq!(seniors(UNIT), [COMMUNITY, STREET, CITY]);
    assert_eq!(seniors(COMMUNITY), [STREET, CITY]);
    assert_eq!(seniors(CITY), []);
    assert_eq!(seniors(NOWHERE), []);
    assert_eq!(town.senior_at(UNIT, Level::Street), Some(STREET));
    assert_eq!(town.senior_at(UNIT, Level::District), None, "none is registered");
    assert_eq!((town.city(), Directory::default().city()), (Some(CITY), None));
}

#[test]
fn whoever_acts_for_a_body_stands_over_its_area_and_over_those_of_what_was_merged_into_it() {
    let mut town = town();
    let over = |town: &Directory, role, organisation| {
        let actor = person(role, organisation);
        Asker { actor: &actor, directory: town }.stands_over()
    };
    let [street, community]: [AreaCode; 2] =
        ["990101001", "990101001002"].map(|area| area.parse().unwrap());
    assert_eq!(over(&town, Role::StreetOfficer, STREET), Some((STREET, vec![street])));
    assert_eq!(over(&town, Role::Liaison, UNIT), Some((UNIT, vec![])), "it is no body");
    assert_eq!(over(&town, Role::Member, COMMUNITY), None, "members act for nobody");
    let sees = |town: &Directory, organisation, area| {
        let actor = person(Role::CommunityClerk, organisation);
        Asker { actor: &actor, directory: town }.sees_work_in(area)
    };
    assert!(sees(&town, STREET, community) && !sees(&town, COMMUNITY, street));
    assert!(sees(&town, CITY, street) && !sees(&town, UNIT, community));
    happened(&mut town, COMMUNITY, organisation::Event::Merged { kept: STREET });
    let both = vec![street, community];
    assert_eq!(over(&town, Role::CommunityClerk, COMMUNITY), Some((STREET, both)));
}

#[test]
fn within_an_area_is_whoever_works_in_a_part_of_it_also_once_merged() {
    let mut town = town();
    happened(&mut town, UNIT, organisation::Event::Merged { kept: NOWHERE });
    let within = |town: &Directory, area: &str| {
        let mut found: Vec<_> = town.within(area.parse().unwrap()).collect();
        found.sort();
        found
    };
    assert_eq!(within(&town, "9901"), [CITY, STREET, COMMUNITY, UNIT]);
    assert_eq!(within(&town, "990101001002"), [COMMUNITY, UNIT]);
    assert_eq!(within(&town, "990102"), []);
    let moved = organisation::Event::Placed {
        area: "990102001001".parse().unwrap(),
        from: "2026-03-02".parse().unwrap(),
    };
    happened(&mut town, NOWHERE, moved);
    assert_eq!(within(&town, "990102"), [UNIT, NOWHERE], "what was merged goes with it");
    happened(&mut town, UNIT, organisation::Event::Unmerged { kept: None });
    assert_eq!(within(&town, "990102"), [NOWHERE]);
    assert_eq!(within(&town, "990101001002"), [COMMUNITY, UNIT]);
}

#[test]
fn the_body_of_an_area_is_never_a_unit_and_the_first_one_stays() {
    let mut town = town();
    let area = "990101001002".parse().unwrap();
    assert_eq!(town.body_of(area), Some(COMMUNITY));
    town.apply(&registered(OrganisationId(Uuid::from_u128(9)), Level::Community, "990101001002"));
    assert_eq!(town.body_of(area), Some(COMMUNITY));
}

#[test]
fn sector_committees_and_area_branches_work_in_an_area_and_are_not_its_body() {
    let sector = OrganisationId(Uuid::from_u128(7));
    let branch = OrganisationId(Uuid::from_u128(8));
    let town = directory([
        registered(sector, Level::SectorCommittee, "9901"),
        registered(branch, Level::AreaBranch, "990101001002"),
        registered(COMMUNITY, Level::Community, "990101001002"),
    ]);
    assert_eq!(town.body_of("9901".parse().unwrap()), None);
    assert_eq!(town.body_of("990101001002".parse().unwrap()), Some(COMMUNITY));
    assert_eq!(town.seniors(branch).collect::<Vec<_>>(), [COMMUNITY]);
}

fn happened(town: &mut Directory, id: OrganisationId, event: organisation::Event) {
    let (aggregate, event) = (id.into(), Event::Organisation(event));
    town.apply(&Recorded { aggregate, version: 2, event });
}

#[test]
fn a_merged_organisation_stands_for_the_kept_one_until_it_is_unmerged() {
    let mut town = town();
    assert_eq!(town.resolve(UNIT), UNIT);
    happened(&mut town, UNIT, organisation::Event::Merged { kept: NOWHERE });
    happened(&mut town, NOWHERE, organisation::Event::Merged { kept: STREET });
    assert_eq!((town.resolve(UNIT), town.resolve(NOWHERE)), (STREET, STREET));
    assert_eq!(town.stood_for(STREET), [STREET, NOWHERE, UNIT]);
    assert!(!town.is_in_operation(UNIT) && town.is_in_operation(STREET));
    happened(&mut town, NOWHERE, organisation::Event::Unmerged { kept: None });
    assert_eq!((town.resolve(UNIT), town.stood_for(STREET)), (NOWHERE, vec![STREET]));
}

#[test]
fn whoever_acts_for_either_of_two_that_merged_acts_for_both() {
    use crate::testing::liaison_of;
    let mut town = town();
    assert!(!town.may_act_for(&liaison_of(UNIT), NOWHERE));
    happened(&mut town, UNIT, organisation::Event::Merged { kept: NOWHERE });
    for (own, owner) in [(UNIT, NOWHERE), (NOWHERE, UNIT), (UNIT, UNIT)] {
        assert!(town.may_act_for(&liaison_of(own), owner));
    }
    assert!(!town.may_act_for(&liaison_of(UNIT), STREET));
}

#[test]
fn where_people_work_is_followed_until_they_leave() {
    let (mut town, person) = (town(), PersonId(Uuid::from_u128(9)));
    assert_eq!(town.works_for(person), None);
    town.apply(&works_for(person, UNIT));
    assert_eq!(town.works_for(person), Some(UNIT));
    happened(&mut town, UNIT, organisation::Event::Merged { kept: NOWHERE });
    assert_eq!(town.works_for(person), Some(NOWHERE), "what that stands for now");
    let on = "2026-03-02".parse().unwrap();
    let left = person::Event::Left { reason: person::LeavingReason::OwnWish, on };
    let (aggregate, event) = (person.into(), Event::Person(left));
    town.apply(&Recorded { aggregate, version: 3, event });
    assert_eq!(town.works_for(person), None);
}

#[test]
fn edges_and_names_are_followed() {
    let mut town = town();
    let from = "2026-03-02".parse().unwrap();
    let area = "990101001002".parse().unwrap();
    happened(&mut town, NOWHERE, organisation::Event::Placed { area, from });
    assert_eq!(town.senior_at(NOWHERE, Level::Community), Some(COMMUNITY));
    let parent = Some(UNIT);
    happened(&mut town, NOWHERE, organisation::Event::Affiliated { parent, from });
    let parent = Some(CITY);
    happened(&mut town, UNIT, organisation::Event::Affiliated { parent, from });
    assert_eq!(town.affiliations(NOWHERE).collect::<Vec<_>>(), [UNIT, CITY]);
    let name = Some(Text::new("新名称").unwrap());
    let (nature, credit_code, address) = (Some(Nature::School), None, None);
    let edited = organisation::Event::Edited { name, nature, credit_code, address };
    happened(&mut town, NOWHERE, edited);
    let known = town.organisation(NOWHERE).unwrap();
    assert_eq!((known.name.as_str(), known.nature), ("新名称", Some(Nature::School)));
}

#[test]
fn an_area_whose_body_ended_gets_another() {
    let mut town = town();
    let (reason, on) = (Text::new("撤并").unwrap(), "2026-03-02".parse().unwrap());
    happened(&mut town, COMMUNITY, organisation::Event::Ended { reason, on });
    let area = "990101001002".parse().unwrap();
    assert_eq!(town.body_of(area), None);
    let next = OrganisationId(Uuid::from_u128(9));
    town.apply(&registered(next, Level::Community, "990101001002"));
    assert_eq!(town.body_of(area), Some(next));
}

#[test]
fn a_year_of_the_calendar_and_the_names_of_areas_are_followed() {
    let mut directory = Directory::default();
    let code = "9901".parse().unwrap();
    let at = |aggregate, event| Recorded { aggregate, version: 1, event };
    let named = |name: &str| Text::new(name).unwrap();
    let added = area::Event::Added { code, name: named("临海") };
    directory.apply(&at(area::id(code), Event::Area(added)));
    let renamed = area::Event::Renamed { name: named("临海市") };
    directory.apply(&at(area::id(code), Event::Area(renamed)));
    assert_eq!(directory.areas().name(code), Some("临海市"));

    let missing = 2090;
    assert!(!directory.calendar().covers(missing));
    let date = "2090-01-01".parse().unwrap();
    let days = vec![Entry { date, kind: DayKind::Off, name: named("元旦") }];
    let set = calendar::Event::YearSet { year: missing, days };
    directory.apply(&at(calendar::id(), Event::Calendar(set)));
    assert!(directory.calendar().covers(missing));
}

#[test]
fn a_subcategory_that_was_retired_keeps_its_name_and_takes_nothing_new() {
    let mut directory = Directory::default();
    let (category, code) = (Category::Venue, "square");
    assert!(directory.taxonomy().is_live(category, code));
    assert!(!directory.taxonomy().is_live(Category::Talent, code));
    let mut subcategories = directory.taxonomy().of(category).to_vec();
    let square = subcategories.iter_mut().find(|known| known.code.as_str() == code).unwrap();
    (square.retired, square.name) = (true, Text::new("口袋广场").unwrap());
    let event = Event::Taxonomy(taxonomy::Event::CategorySet { category, subcategories });
    directory.apply(&Recorded { aggregate: taxonomy::id(), version: 1, event });
    assert!(!directory.taxonomy().is_live(category, code));
    assert_eq!(directory.taxonomy().name(category, code), Some("口袋广场"));
    assert!(directory.taxonomy().is_live(category, "meeting_room"));
}
