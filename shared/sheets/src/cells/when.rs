//! When something takes place, as lists say it: a day number, `2017.3`, `3月3日—10日`, 每季度一次,
//! 4月中旬（大概）.

use jiff::civil::Date;
use serde::Serialize;

use super::point::{Point, point};
use super::{Fault, quoted};
use crate::cell::{Cell, day_of_serial};
use text::width::{half, tight};

/// What the list said, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timing {
    /// The text of the cell.
    pub said: String,
    /// What it means.
    pub when: When,
}

/// When something takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum When {
    /// On a day.
    Day(Date),
    /// Some time in a month.
    Month {
        /// Its year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// From the first day to the last.
    Range(Date, Date),
    /// Again and again, in words: 每季度一次, 春节、八一前夕.
    Recurring(String),
    /// Not fixed, or not to be understood: 暂定, 4月中旬（大概）.
    Unclear(String),
}

const RECURRING: &[&str] = &[
    "每",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "周末",
    "星期",
    "工作日",
    "节假日",
    "节日",
    "假期",
    "寒假",
    "暑假",
    "全年",
    "常年",
    "长期",
    "全天",
    "随时",
    "不定期",
    "定期",
    "春节",
    "元宵",
    "清明",
    "端午",
    "七夕",
    "中秋",
    "重阳",
    "国庆",
    "元旦",
    "三八",
    "五一",
    "六一",
    "七一",
    "八一",
    "十一",
    "腊八",
    "小年",
];
const VAGUE: &[&str] =
    &["大概", "左右", "约", "拟", "暂", "待定", "未定", "预计", "前后", "初", "底", "末", "?"];
/// Day numbers from 1954 to 2119; other numbers are none.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// Reads when something takes place; an empty cell says nothing. `year` is the year in which
/// dates without one lie.
///
/// # Errors
/// When it names a day that does not exist, or an end before its beginning.
pub fn when(cell: &Cell, year: Option<i16>) -> Result<Option<Timing>, Fault> {
    let said = cell.text();
    let meant = match cell {
        Cell::Empty => return Ok(None),
        Cell::Moment(serial) => {
            day_of_serial(*serial).map_or_else(|| When::Unclear(said.clone()), When::Day)
        }
        Cell::Text(_) | Cell::Number(_) | Cell::Broken(_) => meaning(&said, year)?,
    };
    Ok(Some(Timing { said, when: meant }))
}

/// Reads a day.
///
/// # Errors
/// When it is anything but one day.
pub fn day(cell: &Cell, year: Option<i16>) -> Result<Option<Date>, Fault> {
    match when(cell, year)? {
        None => Ok(None),
        Some(Timing { when: When::Day(day), .. }) => Ok(Some(day)),
        Some(Timing { said, .. }) => Err(Fault::new(
            "day_unreadable",
            format!("{}不是一个确切的日期", quoted(&said)),
            "请写成 2026-03-02 或 2026年3月2日",
        )),
    }
}

fn meaning(said: &str, year: Option<i16>) -> Result<When, Fault> {
    let text = tight(&joined(said));
    if let Some(day) = serial(&text) {
        return Ok(When::Day(day));
    }
    if let Some(point) = point(&text) {
        return single(said, point, year);
    }
    if let Some((from, to)) = range(&text) {
        return between(said, from, to, year);
    }
    if let Some((first, last)) = part_of(&text, year) {
        return Ok(When::Range(first, last));
    }
    let several = || text.split(['、', ',']).filter(|part| point(part).is_some()).count() > 1;
    if RECURRING.iter().any(|word| text.contains(word))
        || (!VAGUE.iter().any(|word| text.contains(word)) && several())
    {
        return Ok(When::Recurring(said.to_owned()));
    }
    Ok(When::Unclear(said.to_owned()))
}

/// A blank between two digits parts a day from its hour: without it `02 09:00` would be one number.
fn joined(said: &str) -> String {
    let characters: Vec<char> = said.chars().collect();
    let digit = |at: usize| characters.get(at).is_some_and(|c| half(*c).is_ascii_digit());
    let joined = characters.iter().enumerate().map(|(at, c)| {
        let parts = half(*c).is_whitespace() && at > 0 && digit(at - 1) && digit(at + 1);
        if parts { 'T' } else { *c }
    });
    joined.collect()
}

fn serial(text: &str) -> Option<Date> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 5 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let number = text.parse().ok().filter(|number| SERIALS.contains(number))?;
    day_of_serial(number)
}

fn no_such_day(said: &str) -> Fault {
    Fault::new(
        "day_impossible",
        format!("{}里有不存在的日期", quoted(said)),
        "请核对年、月、日，如 2026-03-02",
    )
}

fn single(said: &str, point: Point, year: Option<i16>) -> Result<When, Fault> {
    let unclear = || When::Unclear(said.to_owned());
    if point.one_or_ten || point.bare.is_some() {
        return Ok(unclear());
    }
    let point = Point { year: point.year.or(year), ..point };
    if point.year.is_none() || (point.month.is_none() && point.day.is_some()) {
        return Ok(unclear());
    }
    let (first, last) = point.span().ok_or_else(|| no_such_day(said))?;
    Ok(match (point.month, point.day) {
        (Some(_), Some(_)) => When::Day(first),
        (Some(month), None) => When::Month { year: first.year(), month },
        (None, _) => When::Range(first, last),
    })
}

/// The two ends, wherever a dash parts two points; dashes stand inside dates, too.
fn range(text: &str) -> Option<(Point, Point)> {
    let dashes = text.char_indices().filter(|(_, c)| "-—–~～至到―".contains(*c));
    for (at, dash) in dashes {
        let to = text[at + dash.len_utf8()..].trim_start_matches(['-', '—', '–', '―']);
        let from = text[..at].trim_end_matches('从').trim_start_matches(['从', '自']);
        if let (Some(from), Some(to)) = (point(from), point(to)) {
            return Some((from, to));
        }
    }
    None
}

/// Each end lends the other what it leaves out: `3月3日—10日`, `3—4月`, `2017.3.5-8`.
fn between(said: &str, mut from: Point, mut to: Point, year: Option<i16>) -> Result<When, Fault> {
    if let Some(bare) = from.bare.take() {
        match (to.month, to.day) {
            (Some(_), None) => from.month = Some(bare),
            (_, Some(_)) => (from.month, from.day) = (to.month, Some(bare)),
            (None, None) => {}
        }
    }
    if let Some(bare) = to.bare.take() {
        if from.day.is_some() { to.day = Some(bare) } else { to.month = Some(bare) }
    }
    to.month = to.month.or(from.month);
    from.year = from.year.or(to.year).or(year);
    to.year = to.year.or(from.year);
    if from.year.is_none() || from.month.is_none() || from.one_or_ten || to.one_or_ten {
        return Ok(When::Unclear(said.to_owned()));
    }
    let (first, _) = from.span().ok_or_else(|| no_such_day(said))?;
    let (_, last) = to.span().ok_or_else(|| no_such_day(said))?;
    if last < first {
        return Err(Fault::new(
            "range_backwards",
            format!("{}的结束早于开始", quoted(said)),
            "请核对起止日期；跨年的请写明两个年份",
        ));
    }
    Ok(When::Range(first, last))
}

/// A third of a month, a quarter, half a year.
fn part_of(text: &str, year: Option<i16>) -> Option<(Date, Date)> {
    for (word, first, last) in [("上旬", 1, 10), ("中旬", 11, 20), ("下旬", 21, 31)] {
        if let Some(month) = text.strip_suffix(word).and_then(point) {
            let month = Point { year: month.year.or(year), ..month };
            month.month.filter(|_| month.day.is_none())?;
            let (begin, end) = month.span()?;
            let to = Date::new(begin.year(), begin.month(), last).unwrap_or(end);
            return Some((Date::new(begin.year(), begin.month(), first).ok()?, to));
        }
    }
    let parts: [(&[&str], i8, i8); 6] = [
        (&["上半年"], 1, 6),
        (&["下半年"], 7, 12),
        (&["第一季度", "一季度", "第1季度", "1季度"], 1, 3),
        (&["第二季度", "二季度", "第2季度", "2季度"], 4, 6),
        (&["第三季度", "三季度", "第3季度", "3季度"], 7, 9),
        (&["第四季度", "四季度", "第4季度", "4季度"], 10, 12),
    ];
    for (words, first, last) in parts {
        if let Some(before) = words.iter().find_map(|word| text.strip_suffix(word)) {
            let year = if before.is_empty() { year } else { point(before)?.year };
            let year = year.filter(|_| before.is_empty() || before.ends_with('年'))?;
            let first = Date::new(year, first, 1).ok()?;
            return Some((first, Date::new(year, last, 1).ok()?.last_of_month()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> When {
        when(&Cell::of(text), Some(2017)).unwrap().unwrap().when
    }

    fn range(from: (i8, i8), to: (i8, i8)) -> When {
        When::Range(date(2017, from.0, from.1), date(2017, to.0, to.1))
    }

    #[test]
    fn days_are_read_in_every_usual_form() {
        for text in [
            "42796",
            "42796.375",
            "2017.3.2",
            "2017-03-02",
            "2017/3/2",
            "2017年3月2日",
            "2017年3月2号",
            "20170302",
            "２０１７．３．２",
            "2017年 3月 2日（周四）",
            "2017-03-02 09:00",
            "3月2日",
            "2017年3月2日上午9:00-11:00",
            "2017-03-02T09:00:00",
        ] {
            assert_eq!(read(text), When::Day(date(2017, 3, 2)), "{text}");
        }
        assert_eq!(
            when(&Cell::Moment(42_796.4), None).unwrap().unwrap(),
            Timing { said: "2017-03-02 09:36".to_owned(), when: When::Day(date(2017, 3, 2)) }
        );
    }

    #[test]
    fn months_stay_months() {
        for text in ["2017.7", "2017.7月", "2017年7月", "2017-07", "201707", "7月", "7月份"] {
            assert_eq!(read(text), When::Month { year: 2017, month: 7 }, "{text}");
        }
        assert_eq!(read("2017.10"), When::Month { year: 2017, month: 10 });
    }

    #[test]
    fn a_month_that_may_be_january_or_october_is_unclear() {
        assert_eq!(read("2017.1"), When::Unclear("2017.1".to_owned()));
        assert_eq!(read("2017.01"), When::Month { year: 2017, month: 1 });
        assert_eq!(read("2017.1.10"), When::Day(date(2017, 1, 10)));
    }

    #[test]
    fn ranges_lend_what_one_end_leaves_out() {
        for (text, wanted) in [
            ("3月3日—10日", range((3, 3), (3, 10))),
            ("3月28日至4月2日", range((3, 28), (4, 2))),
            ("4月—5月", range((4, 1), (5, 31))),
            ("3-4月", range((3, 1), (4, 30))),
            ("2017.3.5-8", range((3, 5), (3, 8))),
            ("2017.3-5", range((3, 1), (5, 31))),
            ("2017-03-05~2017-03-08", range((3, 5), (3, 8))),
            ("2017年3月5日—2017年3月8日", range((3, 5), (3, 8))),
            ("2月下旬", range((2, 21), (2, 28))),
            ("2017年上半年", range((1, 1), (6, 30))),
            ("第四季度", range((10, 1), (12, 31))),
            ("2017年", range((1, 1), (12, 31))),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn recurring_times_keep_their_words() {
        for text in [
            "每周一至周六9:00-16:00",
            "每季度一次",
            "每月15日",
            "每半年一次",
            "春节、八一前夕",
            "7月、10月",
            "长期",
            "工作日",
        ] {
            assert_eq!(read(text), When::Recurring(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_fixed_stays_unclear() {
        for text in ["暂定", "4月中旬（大概）", "4月—5月（大概）", "待定", "17.3.5", "3.5", "50"]
        {
            assert_eq!(read(text), When::Unclear(text.to_owned()), "{text}");
        }
        let without_year = when(&Cell::of("3月3日—10日"), None).unwrap().unwrap().when;
        assert!(matches!(without_year, When::Unclear(_)));
    }

    #[test]
    fn impossible_days_are_refused_with_a_remedy() {
        let code = |text: &str| when(&Cell::of(text), Some(2017)).unwrap_err().code;
        assert_eq!(code("2017.2.30"), "day_impossible");
        assert_eq!(code("13月5日"), "day_impossible");
        assert_eq!(code("3月10日—3日"), "range_backwards");
        assert_eq!(day(&Cell::of("2017.3"), None).unwrap_err().code, "day_unreadable");
        assert_eq!(day(&Cell::Empty, None), Ok(None));
    }
}
