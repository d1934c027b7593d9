//! The table of days off, as a file: one line a day.
//!
//! Columns are parted by tabs or commas: `date, kind, name`, or `date, name, day_off` as open data
//! sets have it. Empty lines, lines that begin with `#` and a heading that begins with `date` or
//! `日期` are left out.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The most lines a table may have: thirty are a year, so a few centuries.
const LINES_MAX: usize = 10_000;

/// What kind of day it is, whatever the weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 休: nobody works.
    Off,
    /// 班: a working day, made up for a holiday.
    Work,
    /// 半: the morning is worked.
    Half,
}

/// One day that is not what its weekday says. It stands in events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// The civil date.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub date: Date,
    /// Whether it is worked.
    pub kind: DayKind,
    /// The holiday it belongs to, in Chinese.
    pub name: Text<60>,
}

/// A line of a table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LineError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Why a line cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The first column is no date like 2026-10-01.
    NoDate,
    /// No column says what kind of day it is.
    NoKind,
    /// The name is missing or longer than 60 characters.
    NoName,
    /// The date stands in an earlier line, too.
    Twice,
    /// The table has more than 10,000 lines; the rest is not looked at.
    TooManyLines,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDate => "does not begin with a date like 2026-10-01",
            Self::NoKind => "says neither off, work nor half, nor 1 or 0 for a day off",
            Self::NoName => "has no name of 1 to 60 characters",
            Self::Twice => "repeats the date of an earlier line",
            Self::TooManyLines => "is one of more than 10000 lines",
        })
    }
}

/// Reads a table; the entries stand in the order of the lines.
///
/// # Errors
/// All lines that cannot be read: nothing is imported in part.
pub fn parse_table(text: &str) -> Result<Vec<Entry>, Vec<LineError>> {
    let mut entries = Vec::new();
    let mut errors = Vec::new();
    let mut dates = std::collections::BTreeSet::new();
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut heading_may_come = true;
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let is_heading = content.starts_with("date") || content.starts_with("日期");
        if std::mem::take(&mut heading_may_come) && is_heading {
            continue;
        }
        if line > LINES_MAX {
            errors.push(LineError { line, reason: Reason::TooManyLines });
            break;
        }
        match parse_line(content) {
            Ok(entry) if dates.insert(entry.date) => entries.push(entry),
            Ok(_) => errors.push(LineError { line, reason: Reason::Twice }),
            Err(reason) => errors.push(LineError { line, reason }),
        }
    }
    if errors.is_empty() { Ok(entries) } else { Err(errors) }
}

fn parse_line(line: &str) -> Result<Entry, Reason> {
    let mut columns = line.split(['\t', ',']).map(str::trim);
    let mut next = || columns.next().unwrap_or_default();
    let date = next().parse().map_err(|_| Reason::NoDate)?;
    let (second, third) = (next(), next());
    let (kind, name) = match (kind(second), day_off(third)) {
        (Some(kind), _) => (kind, third),
        (None, Some(kind)) => (kind, second),
        (None, None) => return Err(Reason::NoKind),
    };
    let name = Text::new(name).map_err(|_| Reason::NoName)?;
    Ok(Entry { date, kind, name })
}

fn kind(text: &str) -> Option<DayKind> {
    match text {
        "off" | "休" => Some(DayKind::Off),
        "work" | "班" => Some(DayKind::Work),
        "half" | "半" => Some(DayKind::Half),
        _ => None,
    }
}

fn day_off(text: &str) -> Option<DayKind> {
    match text {
        "1" => Some(DayKind::Off),
        "0" => Some(DayKind::Work),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn entry(date: Date, kind: DayKind, name: &str) -> Entry {
        Entry { date, kind, name: name.parse().unwrap() }
    }

    #[test]
    fn both_forms_of_a_table_are_read() {
        let text = "\u{FEFF}# our own\n日期,休班,名称\n2027-01-01,休,元旦\r\n\n\
                    2027-01-02,half,元旦\n2027-02-14\t班\t春节\n2027-10-01,国庆节,1,2027\n\
                    2027-10-09,国庆节,0\n";
        assert_eq!(
            parse_table(text).unwrap(),
            [
                entry(date(2027, 1, 1), DayKind::Off, "元旦"),
                entry(date(2027, 1, 2), DayKind::Half, "元旦"),
                entry(date(2027, 2, 14), DayKind::Work, "春节"),
                entry(date(2027, 10, 1), DayKind::Off, "国庆节"),
                entry(date(2027, 10, 9), DayKind::Work, "国庆节"),
            ]
        );
    }

    #[test]
    fn every_line_that_cannot_be_read_is_named() {
        let text = "2027-01-01,off,元旦\n2027-02-30,off,春节\n2027-03-01,maybe,x\n\
                    2027-04-05,off\n2027-01-01,work,元旦\ndate,kind,name\n";
        let reasons = [
            (2, Reason::NoDate),
            (3, Reason::NoKind),
            (4, Reason::NoName),
            (5, Reason::Twice),
            (6, Reason::NoDate),
        ];
        let errors = reasons.map(|(line, reason)| LineError { line, reason });
        assert_eq!(parse_table(text), Err(errors.to_vec()));
        assert_eq!(errors[2].to_string(), "line 4: has no name of 1 to 60 characters");
    }

    #[test]
    fn a_table_without_end_is_refused() {
        let text = "# nothing\n".repeat(LINES_MAX) + "2027-01-01,off,元旦\n2027-01-02,off,元旦\n";
        let error = LineError { line: LINES_MAX + 1, reason: Reason::TooManyLines };
        assert_eq!(parse_table(&text), Err(vec![error]));
    }

    #[test]
    fn an_entry_in_an_event_keeps_its_form() {
        let entry = entry(date(2026, 10, 1), DayKind::Off, "国庆节");
        let json = r#"{"date":"2026-10-01","kind":"off","name":"国庆节"}"#;
        assert_eq!(serde_json::to_string(&entry).unwrap(), json);
        assert_eq!(serde_json::from_str::<Entry>(json).unwrap(), entry);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[-0-9,\\t\\n#offwrkhal节\\PC]{0,60}") {
            let lines = text.lines().count();
            let read = parse_table(&text).map_or_else(|errors| errors.len(), |read| read.len());
            prop_assert!(read <= lines);
        }
    }
}
