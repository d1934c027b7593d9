//! One cell, and where it stands.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Time, date};
use serde::Serialize;

use text::width::is_invisible;

/// The number of a row as the spreadsheet program shows it, from 1; in a CSV file the line at
/// which the record starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RowNumber(pub u32);

impl fmt::Display for RowNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Numbers as people write them: `2、5–7`.
pub(crate) fn spans(numbers: &[u32]) -> String {
    let mut out = String::new();
    let mut rest = numbers;
    while let [first, ..] = rest {
        let length = rest.iter().zip(*first..).take_while(|(a, b)| **a == *b).count();
        if !out.is_empty() {
            out.push('、');
        }
        out.push_str(&first.to_string());
        if length > 1 {
            out.push_str(&format!("–{}", rest[length - 1]));
        }
        rest = &rest[length..];
    }
    out
}

/// The letters of a column, counted from 0: A, B, …, Z, AA.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).expect("a remainder of 26 fits a byte");
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only blanks.
    #[default]
    Empty,
    /// Text, trimmed.
    Text(String),
    /// A number; the only kind that the spreadsheet program may have rounded.
    Number(f64),
    /// A moment: days since the beginning of the 1900 system, with the time of day as fraction.
    Moment(f64),
    /// A formula that failed, as the program shows it: `#N/A`.
    Broken(String),
}

impl Cell {
    /// A cell of text; blank text is no text.
    pub fn of(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// What the cell shows, near enough: numbers without a useless fraction, moments as
    /// `2017-03-02`.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Broken(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Moment(serial) => moment_text(*serial),
        }
    }
}

/// The civil date of a day number of the 1900 system.
///
/// That system counts 29 February 1900, a day that never was, as 60: days before it are one off,
/// and 60 itself is no day.
pub(crate) fn day_of_serial(serial: f64) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie below 2,958,466")]
    let day = serial.floor() as i64;
    let origin = match day {
        60 => return None,
        1..60 => date(1899, 12, 31),
        _after_the_false_leap_day => date(1899, 12, 30),
    };
    origin.checked_add(day.days()).ok()
}

fn moment_text(serial: f64) -> String {
    let time = time_of_serial(serial);
    match (day_of_serial(serial), time) {
        (Some(day), Time::MIN) => day.to_string(),
        (Some(day), time) => format!("{day} {}", time.strftime("%H:%M")),
        (None, time) if (0.0..1.0).contains(&serial) => time.strftime("%H:%M").to_string(),
        (None, _) => serial.to_string(),
    }
}

/// The time of day in the fraction, to the minute.
pub(crate) fn time_of_serial(serial: f64) -> Time {
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a day has 1440 minutes")]
    let minutes = ((serial - serial.floor()) * 1440.0).round() as i64;
    let hour = i8::try_from(minutes / 60).unwrap_or(0);
    let minute = i8::try_from(minutes % 60).unwrap_or(0);
    Time::new(hour, minute, 0, 0).unwrap_or(Time::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_the_program_shows_them() {
        let letters: Vec<_> = [0, 25, 26, 199].into_iter().map(column_letters).collect();
        assert_eq!(letters, ["A", "Z", "AA", "GR"]);
    }

    #[test]
    fn day_numbers_know_the_leap_day_that_never_was() {
        assert_eq!(day_of_serial(42_796.0), Some(date(2017, 3, 2)));
        assert_eq!(day_of_serial(61.0), Some(date(1900, 3, 1)));
        assert_eq!(day_of_serial(60.0), None);
        assert_eq!(day_of_serial(59.0), Some(date(1900, 2, 28)));
        assert_eq!(day_of_serial(1.0), Some(date(1900, 1, 1)));
        assert_eq!(day_of_serial(0.0), None);
        assert_eq!(day_of_serial(f64::NAN), None);
        assert_eq!(day_of_serial(2_958_465.0), Some(date(9999, 12, 31)));
    }

    #[test]
    fn a_cell_shows_what_the_program_would_show() {
        assert_eq!(Cell::Number(50.0).text(), "50");
        assert_eq!(Cell::Number(371_000_000_000.0).text(), "371000000000");
        assert_eq!(Cell::Moment(42_796.375).text(), "2017-03-02 09:00");
        assert_eq!(Cell::Moment(0.5).text(), "12:00");
        assert_eq!(Cell::of(" \u{3000}\n\u{200b}"), Cell::Empty);
    }

    #[test]
    fn neighbouring_rows_are_named_as_a_span() {
        assert_eq!(spans(&[2, 5, 6, 7, 9]), "2、5–7、9");
        assert_eq!(spans(&[]), "");
    }
}
