//! Real lists, where they are at hand beside the repository. They are not part of it.

use std::path::PathBuf;

use sheets::kinds::{
    areas, army_services, culture_events, finance_visits, help_claims, holidays, joint_units,
    micro_wishes, social_orgs, venues,
};
use sheets::{Table, When};

use crate::{noticed, refused};

/// The file in the folder `shared/data` beside the repository; none if it is not there.
pub(crate) fn real(path: &str) -> Option<Vec<u8>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let file = here.join("../../../shared/data").join(path);
    let bytes = std::fs::read(file).ok();
    if bytes.is_none() {
        eprintln!("skipped: {path} is not here");
    }
    bytes
}

fn list(path: &str) -> Option<Table> {
    Some(Table::read(&real(path)?, path).unwrap())
}

#[test]
fn venues_give_37_rows_and_one_duplicate() {
    let Some(table) = list("three_lists/venues_raw.csv") else { return };
    let read = venues::read(&table).unwrap();
    assert_eq!((read.rows.len(), read.refused.len()), (37, 0));
    // Serial numbers 28 and 35; the header is row 1.
    assert_eq!(noticed(&read, "duplicate"), [[29, 36]]);
    assert!(read.rows.iter().all(|(_, venue)| venue.capacity.is_some() && venue.phones.is_empty()));
}

#[test]
fn joint_units_refuse_exactly_the_rows_without_a_community() {
    let Some(table) = list("three_lists/joint_units_raw.csv") else { return };
    let read = joint_units::read(&table).unwrap();
    assert_eq!(refused(&read.refused), [((83..=88).collect(), "name_missing")]);
    let message = &read.refused[0].message;
    assert!(message.ends_with("已满4个，第83–88行（序号82–87）另有数目6"), "{message}");
    // 87 rows, six of them refused, one of them with three units.
    assert_eq!(read.rows.len(), 87 - 6 + 2);
    assert_eq!(read.rows.iter().filter(|(row, _)| row.0 == 49).count(), 3);
    assert_eq!(noticed(&read, "group_repeated"), [[6, 7, 38, 39]]);
    assert_eq!(noticed(&read, "duplicate"), [[6, 38], [7, 39]]);
    assert!(noticed(&read, "count_disagrees").is_empty());
}

#[test]
fn culture_events_tell_days_ranges_months_and_what_is_unclear() {
    let Some(table) = list("three_lists/culture_events_raw.csv") else { return };
    let read = culture_events::read(&table).unwrap();
    assert_eq!((read.rows.len(), read.refused.len()), (17, 0));
    let when = |at: usize| read.rows[at].1.time.clone().unwrap().when;
    let day = |month, day| jiff::civil::date(2017, month, day);
    assert_eq!(when(0), When::Day(day(3, 2)));
    assert_eq!(when(1), When::Range(day(3, 3), day(3, 10)));
    assert_eq!(when(7), When::Month { year: 2017, month: 3 });
    assert_eq!(when(13), When::Range(day(4, 10), day(4, 14)));
    assert_eq!(when(14), When::Unclear("4月中旬（大概）".to_owned()));
    let count = |fits: fn(&When) -> bool| (0..17).filter(|at| fits(&when(*at))).count();
    assert_eq!(count(|when| matches!(when, When::Day(_))), 7);
    assert_eq!(count(|when| matches!(when, When::Range(..))), 3);
    assert_eq!(count(|when| matches!(when, When::Month { .. })), 4);
    assert_eq!(count(|when| matches!(when, When::Unclear(_))), 3);
    assert_eq!(noticed(&read, "year_assumed").len(), 1);
}

#[test]
fn finance_visits_tell_days_and_months() {
    let Some(table) = list("three_lists/finance_visits_raw.csv") else { return };
    let read = finance_visits::read(&table).unwrap();
    assert_eq!((read.rows.len(), read.refused.len()), (25, 0));
    let when = |visit: &finance_visits::FinanceVisit| visit.time.clone().unwrap().when;
    let days = read.rows.iter().filter(|(_, visit)| matches!(when(visit), When::Day(_))).count();
    let months = |visit| matches!(when(visit), When::Month { .. });
    assert_eq!((days, read.rows.iter().filter(|(_, visit)| months(visit)).count()), (22, 3));
    assert_eq!(read.rows[0].1.people, Some(50));
    // Two banks of one name twice on 21 February, three banks on 4 March and on 10 June.
    assert_eq!(noticed(&read, "same_day"), [vec![10, 11], vec![16, 17, 18], vec![24, 25, 26]]);
    assert!(noticed(&read, "count_disagrees").is_empty());
}

#[test]
fn claims_organisations_services_and_wishes_are_read_whole() {
    if let Some(table) = list("three_lists/help_claims_raw.csv") {
        let read = help_claims::read(&table).unwrap();
        assert_eq!((read.rows.len(), read.refused.len()), (26, 0));
    }
    if let Some(table) = list("three_lists/social_orgs_raw.csv") {
        let read = social_orgs::read(&table).unwrap();
        assert_eq!((read.rows.len(), read.refused.len()), (11, 0));
        let services: Vec<_> = read.rows.iter().map(|(_, org)| org.services.len()).collect();
        assert_eq!(services, [1, 5, 1, 4, 1, 9, 1, 1, 1, 1, 1]);
    }
    if let Some(table) = list("three_lists/army_services_raw.csv") {
        let read = army_services::read(&table).unwrap();
        assert_eq!((read.rows.len(), read.refused.len()), (12, 0));
        let recurring = |when: &When| matches!(when, When::Recurring(_));
        let times = read.rows.iter().filter_map(|(_, service)| service.time.as_ref());
        assert_eq!(times.filter(|time| recurring(&time.when)).count(), 10);
    }
    if let Some(table) = list("three_lists/micro_wishes.csv") {
        let read = micro_wishes::read(&table).unwrap();
        assert_eq!((read.rows.len(), read.refused.len()), (53, 0));
        assert_eq!(noticed(&read, "columns_unknown").len(), 0);
    }
}

#[test]
fn areas_and_holidays_are_read_whole() {
    for (path, rows, own_parents) in [
        ("divisions/weihai_divisions.csv", 2849, 0),
        ("divisions/lujiazui_divisions.csv", 36, 0),
        // Three cities have no counties.
        ("divisions/china_level1_3.csv", 3351, 3),
    ] {
        let Some(table) = list(path) else { return };
        let read = areas::read(&table).unwrap();
        assert_eq!(read.refused, [], "{path}");
        assert_eq!(read.rows.len(), rows - own_parents, "{path}");
        let left_out = noticed(&read, "own_parent").concat();
        assert_eq!(left_out.len(), own_parents, "{path}");
    }
    let Some(table) = list("calendar/china_holiday_days.csv") else { return };
    let read = holidays::read(&table).unwrap();
    assert_eq!((read.rows.len(), read.refused.len()), (678, 0));
}
