//! A point in time as a list writes it: a year, a month, a day, or some of them.

use jiff::civil::Date;

/// What a text says of a date. Plain digits without a word behind them are `bare`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Point {
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    pub(super) bare: Option<i8>,
    /// `2017.1`: the spreadsheet program makes that of 2017.10, too.
    pub(super) one_or_ten: bool,
}

impl Point {
    /// The first and last day it covers; none if parts are missing or the day does not exist.
    pub(super) fn span(&self) -> Option<(Date, Date)> {
        let year = self.year?;
        match (self.month, self.day) {
            (None, None) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            (Some(month), None) => {
                let first = Date::new(year, month, 1).ok()?;
                Some((first, first.last_of_month()))
            }
            (Some(month), Some(day)) => {
                let day = Date::new(year, month, day).ok()?;
                Some((day, day))
            }
            (None, Some(_)) => None,
        }
    }
}

/// Reads one point from tight half-width text; none if it is anything else. A time of day or a
/// weekday behind a full date is passed over.
pub(super) fn point(text: &str) -> Option<Point> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    match digits {
        8 if rest.is_empty() => compact(number),
        6 if rest.is_empty() => compact(number),
        4 => from_year(number.parse().ok().filter(|year| (1900..=2199).contains(year))?, rest),
        1 | 2 => from_small(number.parse().ok()?, rest),
        _no_date => None,
    }
}

/// `20170305`, `201703`.
fn compact(digits: &str) -> Option<Point> {
    let year = digits[..4].parse().ok().filter(|year| (1900..=2199).contains(year));
    let month = digits[4..6].parse().ok().filter(|month| (1..=12).contains(month));
    let day = digits[6..].parse().ok();
    (year.is_some() && month.is_some()).then_some(Point { year, month, day, ..Point::default() })
}

fn from_year(year: i16, rest: &str) -> Option<Point> {
    let year = Point { year: Some(year), ..Point::default() };
    let Some(separator) = rest.chars().next() else {
        return Some(year);
    };
    if !matches!(separator, '年' | '.' | '-' | '/') {
        return None;
    }
    let rest = &rest[separator.len_utf8()..];
    if rest.is_empty() {
        return (separator == '年').then_some(year);
    }
    let (month, digits, rest) = small(rest)?;
    let month_only = Point { month: Some(month), ..year };
    let Some(next) = rest.chars().next() else {
        return Some(Point { one_or_ten: separator == '.' && digits == "1", ..month_only });
    };
    let behind = &rest[next.len_utf8()..];
    if next == '月' && behind.is_empty() {
        return Some(month_only);
    }
    // The two separators are the same, or `2017.3-5` would be a day.
    if next != '月' && next != separator {
        return None;
    }
    let (day, _, rest) = small(behind)?;
    passed_over(rest).then_some(Point { day: Some(day), ..month_only })
}

fn from_small(number: i8, rest: &str) -> Option<Point> {
    let Some(next) = rest.chars().next() else {
        return Some(Point { bare: Some(number), ..Point::default() });
    };
    let behind = &rest[next.len_utf8()..];
    match next {
        '日' | '号' if passed_over(behind) => {
            Some(Point { day: Some(number), ..Point::default() })
        }
        '月' => {
            let month = Point { month: Some(number), ..Point::default() };
            if behind.is_empty() || behind == "份" {
                return Some(month);
            }
            let (day, _, rest) = small(behind)?;
            passed_over(rest).then_some(Point { day: Some(day), ..month })
        }
        _no_date => None,
    }
}

/// One or two digits, as number and as written, and the rest.
fn small(text: &str) -> Option<(i8, &str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    (1..=2).contains(&digits).then_some(())?;
    Some((number.parse().ok()?, number, rest))
}

/// Whether what follows a day only tells the weekday or the time of day.
fn passed_over(rest: &str) -> bool {
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    if rest.is_empty() {
        return true;
    }
    let begins = ["T", "(", "周", "星期", "上午", "下午", "晚", "早", "中午", "全天"];
    let clock = |rest: &str| {
        rest.contains([':', '时', '点']) && rest.chars().next().is_some_and(|c| c.is_ascii_digit())
    };
    let known = |c: char| {
        c.is_ascii_digit()
            || "T():.-~—–至到周星期一二三四五六日天上下午晚早中全时点分半Z+".contains(c)
    };
    (begins.iter().any(|word| rest.starts_with(word)) || clock(rest)) && rest.chars().all(known)
}
