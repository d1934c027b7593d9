//! Whose projects are found where.

use contracts::registry::organisation::Level;
use contracts::testing::{OWNER, SOMEBODY, directory, monday, registered};
use values::{Text, Unit, Uuid};

use super::*;

fn opened() -> Opened {
    Opened {
        code: Text::new("371002001001-2026-1").unwrap(),
        claim: ClaimId(Uuid::from_u128(1)),
        agreement: None,
        need: None,
        offer: None,
        title: Text::new("义诊").unwrap(),
        giving: SOMEBODY.into(),
        asking: OWNER,
        amount: Amount::new(1, Unit::Session).unwrap(),
        opened_on: None,
    }
}

#[test]
fn an_area_has_the_projects_of_both_sides_who_work_there() {
    let known = directory([
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002002003"),
    ]);
    let mut projects = Projects::default();
    projects.apply(ProjectId(Uuid::from_u128(2)), &Event::Opened(opened()), monday());
    for party in [OWNER, SOMEBODY] {
        projects.settle(party, &known);
    }
    let within = |area: &str| {
        let query = Query { area: Some(area.parse().unwrap()), ..Query::default() };
        projects.page(&known, &query).total
    };
    let areas = ["371002", "371002001", "371002002", "371002003"];
    assert_eq!(areas.map(within), [1, 1, 1, 0], "once, also where both work");
}

#[test]
fn a_project_is_found_by_a_part_of_its_title_or_its_number_and_by_how_it_stands() {
    let mut projects = Projects::default();
    projects.apply(ProjectId(Uuid::from_u128(2)), &Event::Opened(opened()), monday());
    let called = |text: &str, status| {
        let query = Query { text: Some(text.to_owned()), status, ..Query::default() };
        projects.page(&Directory::default(), &query).total
    };
    for (text, total) in [("义诊", 1), ("诊", 1), ("2026-1", 1), ("", 1), ("义演", 0), ("诊37", 0)]
    {
        assert_eq!(called(text, None), total, "{text}");
    }
    for (sound, total) in [("yizhen", 1), ("yz", 1), ("yiyan", 0)] {
        assert_eq!(called(sound, None), total, "{sound}");
    }
    assert_eq!(called("义诊", Some(ProjectStatus::Running)), 1);
    assert_eq!(called("义诊", Some(ProjectStatus::Proposed)), 0);
}
