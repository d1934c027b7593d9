//! Whom a list names that is on the roster already.

use contracts::registry::{OnRoster, Sought};

use super::*;

fn sought(name: &str, phone: &str, work: OrganisationId) -> Sought {
    let phone = (!phone.is_empty()).then(|| text(phone));
    Sought { name: text(name), phone, work_unit: Some(work), home_community: None }
}

#[test]
fn the_same_name_and_telephone_in_the_same_unit_is_the_same_person() {
    let mut office = Office::new();
    let (unit, other) = (
        office.organisation("市第一医院", Level::Unit),
        office.organisation("市中学", Level::Unit),
    );
    let home = office.organisation("和平社区", Level::Community);
    let mut register = |name: &str, phone: Option<&str>, work_unit, home_community| {
        let phone = phone.map(text);
        let one = somebody(name, "1");
        office.person(&person::Register { phone, work_unit, home_community, ..one })
    };
    let known = register("王一", Some("139-0000-0001"), Some(unit), None);
    let nameless = [1, 2].map(|_| register("李二", None, Some(unit), None));
    let neighbour = register("赵四", Some("13900000004"), None, Some(home));
    register("王一", Some("13900000001"), Some(other), None);
    let mut nameless = nameless.to_vec();
    nameless.sort();
    let at_home = Sought {
        name: text("赵四"),
        phone: Some(text("13900000004")),
        work_unit: None,
        home_community: Some(home),
    };
    let people = vec![
        sought("王一", "+86 139 0000 0001", unit),
        sought("王一", "13900000009", unit),
        sought("王一", "", unit),
        sought("王三", "13900000001", unit),
        sought("李二", "", unit),
        at_home,
    ];
    let found = office.ask(&operator(), &OnRoster { people: people.clone() });
    let expected = [vec![known], vec![], vec![], vec![], nameless, vec![neighbour]];
    assert_eq!(found, expected);
    // Each learns of the own place, and of no other.
    let found = office.ask(&liaison_of(unit), &OnRoster { people: people.clone() });
    assert_eq!(found[..5], expected[..5]);
    assert_eq!(found[5], []);
    let nobody = office.ask(&liaison_of(other), &OnRoster { people });
    assert!(nobody.iter().all(Vec::is_empty), "{nobody:?}");
}

#[test]
fn who_has_left_the_roster_is_on_it_no_more() {
    let mut office = Office::new();
    let unit = office.organisation("市第一医院", Level::Unit);
    let one = person::Register { work_unit: Some(unit), ..somebody("王一", "13900000001") };
    let person = office.person(&one);
    let people = vec![sought("王一", "13900000001", unit)];
    let asked = OnRoster { people };
    assert_eq!(office.ask(&operator(), &asked), [vec![person]]);
    let reason = person::LeavingReason::Retired;
    office.done(operator(), &person::Leave { person, reason });
    assert_eq!(office.ask(&operator(), &asked), [vec![]]);
}

#[test]
fn a_community_learns_of_a_units_people_only_who_lives_there() {
    let mut office = Office::new();
    let unit = office.organisation("市第一医院", Level::Unit);
    let home = office.organisation("和平社区", Level::Community);
    let work_unit = Some(unit);
    let [neighbour, _] = [Some(home), None].map(|home_community| {
        let one = somebody("王一", "13900000001");
        office.person(&person::Register { work_unit, home_community, ..one })
    });
    let people =
        vec![Sought { home_community: Some(home), ..sought("王一", "13900000001", unit) }];
    let asked = OnRoster { people };
    assert_eq!(office.ask(&liaison_of(unit), &asked)[0].len(), 2);
    assert_eq!(office.ask(&clerk_of(home), &asked), [vec![neighbour]]);
}
