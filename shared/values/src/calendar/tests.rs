use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    shanghai().to_timestamp(civil).unwrap()
}

fn entry(date: Date, kind: DayKind) -> Entry {
    Entry { date, kind, name: "某节".parse().unwrap() }
}

#[track_caller]
fn due_after_days(from: &str, days: u32, expected: &str, table_missing: bool) {
    let deadline = Calendar::shipped().add_working_days(at(from), days);
    assert_eq!(deadline, Deadline { at: at(expected), table_missing });
}

#[track_caller]
fn due_after_halves(calendar: &Calendar, from: &str, halves: u32, expected: &str) {
    let deadline = calendar.add_half_days(at(from), halves);
    assert_eq!(deadline, Deadline { at: at(expected), table_missing: false });
}

#[test]
fn national_day_2025_is_eight_days_and_two_sundays_pay_for_it() {
    let calendar = Calendar::shipped();
    for day in 1..=8 {
        assert!(!calendar.is_working_day(date(2025, 10, day)), "October {day}");
    }
    assert!(calendar.is_working_day(date(2025, 10, 9)));
    for (month, day) in [(9, 28), (10, 11)] {
        assert!(!is_weekday(date(2025, month, day)));
        assert!(calendar.is_working_day(date(2025, month, day)));
    }
    assert!(!calendar.is_working_day(date(2025, 10, 12)));
}

#[test]
fn the_shipped_table_covers_2004_to_2026() {
    let covered: Vec<i16> = (1990..2100).filter(|year| Calendar::shipped().covers(*year)).collect();
    assert_eq!(covered, (2004..=2026).collect::<Vec<i16>>());
    for year in 2004..=2026 {
        let days =
            Calendar::shipped().working_days_between(date(year - 1, 12, 31), date(year, 12, 31));
        assert!((247..=252).contains(&days), "{days} working days in {year}");
        assert!(Calendar::shipped().entries(year).iter().all(|e| e.date.year() == year));
        assert!(Calendar::shipped().entries(year).len() >= 15);
    }
}

/// Another collection of the same facts, which is not part of this repository.
#[test]
fn the_shipped_table_agrees_with_another_collection() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("../../../shared/data/calendar/china_holiday_days.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: the other collection is not here");
        return;
    };
    let others = parse_table(&text).unwrap();
    assert!(others.len() > 500);
    let calendar = Calendar::shipped();
    for other in &others {
        let works = other.kind == DayKind::Work;
        assert_eq!(calendar.is_working_day(other.date), works, "{other:?}");
    }
    let known = |date: &Date| others.iter().any(|other| other.date == *date);
    let lone = calendar.entries.iter().filter(|ours| {
        let plain = is_weekday(ours.date) == (ours.kind == DayKind::Work);
        ours.date.year() >= 2007 && !plain && !known(&ours.date)
    });
    assert_eq!(lone.collect::<Vec<_>>(), Vec::<&Entry>::new());
}

#[test]
fn the_day_of_the_start_does_not_count() {
    due_after_days("2025-09-22T09:00", 3, "2025-09-25T23:59:59.999", false);
    due_after_days("2025-09-22T00:00", 1, "2025-09-23T23:59:59.999", false);
    due_after_days("2025-09-22T23:59:59.999", 1, "2025-09-23T23:59:59.999", false);
}

#[test]
fn deadlines_jump_over_holidays_and_count_made_up_days() {
    due_after_days("2025-09-26T17:00", 1, "2025-09-28T23:59:59.999", false);
    due_after_days("2025-09-30T17:00", 3, "2025-10-11T23:59:59.999", false);
    due_after_days("2025-10-03T08:00", 1, "2025-10-09T23:59:59.999", false);
}

#[test]
fn no_days_is_the_end_of_this_or_the_next_working_day() {
    due_after_days("2025-09-30T17:00", 0, "2025-09-30T23:59:59.999", false);
    due_after_days("2025-10-01T17:00", 0, "2025-10-09T23:59:59.999", false);
}

#[test]
fn a_year_without_table_counts_weekends_only_and_says_so() {
    due_after_days("2026-12-30T10:00", 1, "2026-12-31T23:59:59.999", false);
    due_after_days("2026-12-31T10:00", 0, "2026-12-31T23:59:59.999", false);
    due_after_days("2026-12-31T10:00", 1, "2027-01-01T23:59:59.999", true);
    due_after_days("2027-01-02T10:00", 0, "2027-01-04T23:59:59.999", true);
}

#[test]
fn a_table_can_be_imported_for_one_year() {
    let entries = [
        entry(date(2026, 12, 31), DayKind::Off),
        entry(date(2027, 1, 1), DayKind::Off),
        entry(date(2027, 1, 2), DayKind::Work),
    ];
    let calendar = Calendar::shipped().with_year(2027, &entries).unwrap();
    let deadline = calendar.add_working_days(at("2026-12-30T10:00"), 1);
    let expected = Deadline { at: at("2027-01-02T23:59:59.999"), table_missing: false };
    assert_eq!(deadline, expected);
    assert!(!calendar.is_working_day(date(2026, 10, 1)), "the rest of 2026 stays");
    assert_eq!(calendar.with_year(2027, &entries).unwrap(), calendar);

    let again = calendar.with_year(2027, &[entry(date(2027, 5, 1), DayKind::Off)]).unwrap();
    assert!(again.is_working_day(date(2027, 1, 1)), "the old table of 2027 is gone");
    assert_eq!(again.entries(2027).len(), 1);
}

#[test]
fn days_around_the_ends_of_a_year_do_not_cover_their_own_year() {
    let entries = [entry(date(2027, 12, 31), DayKind::Off), entry(date(2028, 1, 1), DayKind::Off)];
    let calendar = Calendar::shipped().with_year(2028, &entries).unwrap();
    assert!(calendar.covers(2028) && !calendar.covers(2027));
    assert!(!calendar.is_working_day(date(2027, 12, 31)));
    assert!(!Calendar::default().covers(2025));
}

#[test]
fn a_table_that_cannot_be_one_is_refused() {
    let calendar = Calendar::shipped();
    let day = entry(date(2027, 1, 1), DayKind::Off);
    let far = entry(date(2026, 11, 30), DayKind::Off);
    assert_eq!(calendar.with_year(2027, &[]), Err(NoYear::Empty { year: 2027 }));
    assert_eq!(
        calendar.with_year(2028, std::slice::from_ref(&day)),
        Err(NoYear::Empty { year: 2028 })
    );
    assert_eq!(
        calendar.with_year(2027, &[day.clone(), far.clone()]),
        Err(NoYear::OtherYear { year: 2027, date: far.date })
    );
    assert_eq!(
        calendar.with_year(2027, &[day.clone(), day.clone()]),
        Err(NoYear::Twice { date: day.date })
    );
}

#[test]
fn half_days_end_at_noon_or_with_the_day() {
    let calendar = Calendar::shipped();
    due_after_halves(calendar, "2025-09-22T09:00", 1, "2025-09-22T23:59:59.999");
    due_after_halves(calendar, "2025-09-22T12:00", 1, "2025-09-23T12:00");
    due_after_halves(calendar, "2025-09-22T11:59", 2, "2025-09-23T12:00");
    due_after_halves(calendar, "2025-09-30T15:00", 1, "2025-10-09T12:00");
    due_after_halves(calendar, "2025-09-22T09:00", 0, "2025-09-22T12:00");
    due_after_halves(calendar, "2025-10-01T15:00", 0, "2025-10-09T12:00");
}

#[test]
fn a_half_working_day_offers_its_morning_only() {
    let mut entries = Calendar::shipped().entries(2026).to_vec();
    entries.push(entry(date(2026, 3, 4), DayKind::Half)); // a Wednesday
    let calendar = Calendar::shipped().with_year(2026, &entries).unwrap();
    assert!(calendar.is_working_day(date(2026, 3, 4)));
    due_after_halves(&calendar, "2026-03-03T15:00", 1, "2026-03-04T12:00");
    due_after_halves(&calendar, "2026-03-03T15:00", 2, "2026-03-05T12:00");
    due_after_halves(&calendar, "2026-03-04T15:00", 0, "2026-03-05T12:00");
    let deadline = calendar.add_working_days(at("2026-03-03T15:00"), 1);
    assert_eq!(deadline.at, at("2026-03-04T23:59:59.999"));
}

#[test]
fn no_number_of_days_and_no_date_takes_for_ever() {
    let calendar = Calendar::shipped();
    let start = at("2026-03-03T15:00");
    let farthest = calendar.add_working_days(start, WORKING_DAYS_MAX);
    assert_eq!(calendar.add_working_days(start, u32::MAX), farthest);
    assert!(farthest.table_missing);
    let farthest = calendar.add_half_days(start, 2 * WORKING_DAYS_MAX);
    assert_eq!(calendar.add_half_days(start, u32::MAX), farthest);
    assert_eq!(calendar.add_working_days(Timestamp::MAX, u32::MAX).at, Timestamp::MAX);
    assert_eq!(calendar.add_half_days(Timestamp::MAX, u32::MAX).at, Timestamp::MAX);
    assert!(calendar.add_working_days(Timestamp::MIN, 1).at > Timestamp::MIN);
    assert!(calendar.working_days_between(Date::MIN, Date::MAX) > 5_000_000);
    assert_eq!(calendar.working_days_between(Date::MAX, Date::MIN), 0);
    assert_eq!(calendar.working_days_between(Date::MAX, Date::MAX), 0);
}

/// With a half day, and years with and without a table: 2003 and 2027 have none.
static WITH_A_HALF_DAY: LazyLock<Calendar> = LazyLock::new(|| {
    let mut entries = Calendar::shipped().entries(2015).to_vec();
    entries.push(entry(date(2015, 12, 31), DayKind::Half));
    Calendar::shipped().with_year(2015, &entries).unwrap()
});

prop_compose! {
    /// From 2001 to 2034, at any time of the day.
    fn any_start()(minutes in 0..i64::from(33 * 365 * 24 * 60_u32)) -> Timestamp {
        at("2001-06-01T00:00") + minutes.minutes()
    }
}

proptest! {
    #[test]
    fn counting_undoes_adding(from in any_start(), days in 1..900_u32) {
        let calendar = &*WITH_A_HALF_DAY;
        let due = calendar.add_working_days(from, days).at;
        let (start, end) = (crate::time::date_at(from), crate::time::date_at(due));
        prop_assert!(calendar.is_working_day(end));
        prop_assert_eq!(calendar.working_days_between(start, end), days);
        prop_assert_eq!(calendar.working_days_between(end, start), 0);
    }

    #[test]
    fn counting_is_the_same_as_looking_at_each_day(from in any_start(), days in 0..800_i64) {
        let calendar = &*WITH_A_HALF_DAY;
        let start = crate::time::date_at(from);
        let end = start + days.days();
        let each = start.series(1.day()).skip(1).take_while(|day| *day <= end);
        let worked = each.filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(calendar.working_days_between(start, end), u32::try_from(worked).unwrap());
    }

    #[test]
    fn more_days_or_a_later_start_are_never_due_earlier(
        from in any_start(), minutes in 0..20_000_i64, days in 0..300_u32, more in 0..30_u32,
    ) {
        let calendar = &*WITH_A_HALF_DAY;
        let due = calendar.add_working_days(from, days);
        let later = calendar.add_working_days(from + minutes.minutes(), days + more);
        prop_assert!(from <= due.at && due.at <= later.at);
        let due = calendar.add_half_days(from, days);
        let later = calendar.add_half_days(from + minutes.minutes(), days + more);
        prop_assert!(from <= due.at && due.at <= later.at);
    }

    #[test]
    fn one_more_day_is_strictly_later(from in any_start(), days in 0..300_u32) {
        let calendar = &*WITH_A_HALF_DAY;
        let due = |days| calendar.add_working_days(from, days).at;
        prop_assume!(days > 0 || calendar.is_working_day(crate::time::date_at(from)));
        prop_assert!(due(days) < due(days + 1));
        let due = |halves| calendar.add_half_days(from, halves).at;
        prop_assert!(due(days + 1) < due(days + 2));
    }

    #[test]
    fn a_missing_table_is_told_exactly_when_its_days_were_looked_at(
        from in any_start(), days in 1..300_u32,
    ) {
        let calendar = &*WITH_A_HALF_DAY;
        let due = calendar.add_working_days(from, days);
        let first = crate::time::date_at(from).tomorrow().unwrap().year();
        let last = crate::time::date_at(due.at).year();
        let missing = (first..=last).any(|year| !calendar.covers(year));
        prop_assert_eq!(due.table_missing, missing);
    }
}
