//! Needs whose time is over, or not yet come.

use super::*;

#[test]
fn a_need_whose_time_is_over_or_whose_meeting_is_to_come_is_named_before_anything_is_done() {
    let known = Known {
        now: "2026-03-02T01:00:00Z".parse().unwrap(),
        organisations: vec![organisation("松林居民区党总支", Level::Community, None)],
        ..known_areas()
    };
    let list = "项目名称,需求方,拟认领数,认领截止,开展起,开展止,涉及多数人,议事日期,议事决议,状态\n\
                一,松林居民区党总支,1,2026-03-02 09:00,,,,,,\n\
                二,松林居民区党总支,1,,2026-02-01,2026-03-01,,,,待认领\n\
                三,松林居民区党总支,1,,,,是,2026-03-03,先试,待认领\n\
                四,松林居民区党总支,1,2026-03-01,2026-02-01,2026-03-01,是,2026-03-03,先试,待认领\n\
                五,松林居民区党总支,1,2026-03-01,2026-02-01,2026-03-01,,,,待发布\n\
                六,松林居民区党总支,1,,,,是,2026-03-03,先试,待核实\n\
                七,松林居民区党总支,1,,,,是,2026-03-03,先试,待发布\n\
                八,松林居民区党总支,1,2026-03-02 09:01,2026-02-01,2026-03-02,是,2026-03-02,先试,\n";
    let plan = planned(Kind::Needs, list, &known, street());
    let expected = [
        (vec![2], "deadline_passed"),
        (vec![3], "window_passed"),
        (vec![4], "meeting_ahead"),
        (vec![5], "deadline_passed"),
        (vec![5], "window_passed"),
        (vec![5], "meeting_ahead"),
        (vec![8], "meeting_ahead"),
    ];
    assert_eq!(refused(&plan), expected, "{:?}", plan.refused);
    assert!(plan.refused.iter().all(|one| one.column.is_some() && !one.suggestion.is_empty()));
}
