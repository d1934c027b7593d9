//! A moment: a day and the time of it.

use jiff::civil::{Date, DateTime, Time};

use super::{Fault, quoted};
use crate::cell::{Cell, day_of_serial, time_of_serial};
use text::width::half;
use values::Timestamp;
use values::time::shanghai;

/// Reads a moment in Shanghai: `2019-04-25T09:32:09`, `2019/4/25 9:32`, `2019年4月25日 9:32`, or a
/// cell of the spreadsheet program. A day alone is its beginning.
///
/// # Errors
/// When it is anything else.
pub fn moment(cell: &Cell) -> Result<Option<Timestamp>, Fault> {
    let read = match cell {
        Cell::Empty => return Ok(None),
        Cell::Moment(serial) => {
            day_of_serial(*serial).map(|day| day.to_datetime(time_of_serial(*serial)))
        }
        Cell::Text(text) => of_text(text),
        Cell::Number(_) | Cell::Broken(_) => None,
    };
    let fault = || {
        Fault::new(
            "moment_unreadable",
            format!("{}不是一个确切的时间", quoted(&cell.text())),
            "请写成 2026-03-02 09:30",
        )
    };
    let moment = read.and_then(|read| read.to_zoned(shanghai()).ok());
    moment.map(|moment| Some(moment.timestamp())).ok_or_else(fault)
}

fn of_text(text: &str) -> Option<DateTime> {
    let plain: String = text
        .chars()
        .map(half)
        .map(|c| match c {
            '/' | '.' | '年' | '月' => '-',
            'T' | '日' => ' ',
            other => other,
        })
        .collect();
    let mut parts = plain.split_whitespace();
    let day = day(parts.next()?)?;
    let time = parts.next().map_or(Some(Time::MIN), time)?;
    parts.next().is_none().then(|| day.to_datetime(time))
}

fn numbers<const N: usize>(text: &str, by: char) -> Option<[i16; N]> {
    let numbers: Option<Vec<i16>> = text.split(by).map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

fn day(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, '-')?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn time(text: &str) -> Option<Time> {
    let [hour, minute, second] =
        numbers(text, ':').or_else(|| numbers::<2>(text, ':').map(|[h, m]| [h, m, 0]))?;
    let small = |n: i16| i8::try_from(n).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_offices_write_them() {
        let read = |text: &str| moment(&Cell::of(text)).unwrap().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let expected = at("2019-04-25T09:32:00+08:00");
        for text in ["2019-04-25T09:32:00", "2019/4/25 9:32", "2019年4月25日 9：32"] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("2019.4.25"), at("2019-04-25T00:00:00+08:00"));
        for text in ["4月25日", "2019-13-01", "2019-04-25 25:00", "昨天", "2019-4-25 9:32 上午"]
        {
            assert_eq!(moment(&Cell::of(text)).unwrap_err().code, "moment_unreadable", "{text}");
        }
        assert_eq!(moment(&Cell::Empty).unwrap(), None);
    }
}
