//! Holidays into the calendar, a year at a time.

use std::collections::BTreeMap;

use contracts::registry::calendar::SetYear;
use sheets::kinds::holidays;
use sheets::{RowNumber, Table};
use values::calendar::{DayKind, Entry};

use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};

/// A year's notice names more days than this; fewer would turn real holidays into workdays.
const DAYS_MIN: usize = 10;

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let mut years: BTreeMap<i16, Vec<(RowNumber, Entry)>> = BTreeMap::new();
    for (row, holiday) in planner.take(holidays::read(table).map_err(NoPlan::Sheet)?) {
        let Some(name) = planner.text(row, "名称", &holiday.name) else { continue };
        let kind = if holiday.day_off { DayKind::Off } else { DayKind::Work };
        let entry = Entry { date: holiday.date, kind, name };
        years.entry(notice_of(&entry)).or_default().push((row, entry));
    }
    for (year, days) in years {
        let (rows, mut days): (Vec<RowNumber>, Vec<Entry>) = days.into_iter().unzip();
        days.sort_by_key(|entry| entry.date);
        days.dedup_by_key(|entry| entry.date);
        if let Err(error) = values::Calendar::default().with_year(year, &days) {
            let message = format!("{year}年的日期凑不成一年的安排（{error}）");
            let suggestion = "请补上这一年的其他日期，或删去这一行";
            planner.refuse(rows[0], Some("日期"), "year_unfit", message, suggestion);
            continue;
        }
        if days.len() < DAYS_MIN {
            let message = format!("{year}年只有{}天，导入后将代替原有的全年安排。", days.len());
            planner.notice("year_thin", rows.clone(), message);
        }
        planner.step(rows[0], &format!("year {year}"), Do::SetYear(SetYear { year, days }));
    }
    Ok(())
}

/// Whose year's notice a day stands in: the last days of December that belong to New Year stand in
/// that of the year that begins.
fn notice_of(entry: &Entry) -> i16 {
    let new_year = entry.date.month() == 12 && entry.name.contains("元旦");
    entry.date.year() + i16::from(new_year)
}
