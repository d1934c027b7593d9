//! Texts of a list, made fit for the fields they go into.

use sheets::{Timing, When};
use values::{Date, Text};

/// The characters of a title.
pub(super) const TITLE_CHARS_MAX: usize = 60;
/// A title that is cut keeps at least so much.
const KEPT_CHARS_MIN: usize = 8;

/// A title out of running text, and whether it had to be cut, at the end of a clause if there is
/// one.
pub(super) fn title(text: &str) -> Option<(Text<TITLE_CHARS_MAX>, bool)> {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return None;
    }
    if let Ok(title) = Text::new(&line) {
        return Some((title, false));
    }
    let head: Vec<char> = line.chars().take(TITLE_CHARS_MAX).collect();
    let ends = |c: &char| "，。；、：！？,;:!?".contains(*c);
    let clause = head.iter().rposition(ends).filter(|end| *end >= KEPT_CHARS_MIN);
    let cut: String = match clause {
        Some(end) => head[..end].iter().collect(),
        None => head.iter().take(TITLE_CHARS_MAX - 1).chain(&['…']).collect(),
    };
    Text::new(&cut).ok().map(|title| (title, true))
}

/// When something takes place, as people read it.
pub(super) fn time(timing: &Timing) -> String {
    match &timing.when {
        When::Day(day) => day.to_string(),
        When::Month { year, month } => format!("{year}年{month}月"),
        When::Range(first, last) => format!("{first}至{last}"),
        When::Recurring(words) => words.clone(),
        When::Unclear(words) => format!("{words}（时间未定）"),
    }
}

/// The last day of something that takes place once; none of what recurs or is not fixed.
pub(super) fn last_day(timing: &Timing) -> Option<Date> {
    match &timing.when {
        When::Day(day) | When::Range(_, day) => Some(*day),
        When::Month { year, month } => Some(Date::new(*year, *month, 1).ok()?.last_of_month()),
        When::Recurring(_) | When::Unclear(_) => None,
    }
}

/// How often a year something takes place that recurs, as far as its words say.
pub(super) fn times_a_year(timing: Option<&Timing>) -> u64 {
    let Some(Timing { when: When::Recurring(words), .. }) = timing else {
        return 1;
    };
    let says = |word: &str| words.contains(word);
    if says("半年") {
        2
    } else if says("季") {
        4
    } else if says("每月") || says("每个月") {
        12
    } else if says("周") || says("星期") {
        52
    } else if says("每天") || says("每日") {
        365
    } else {
        1
    }
}

/// A text of several lines, each saying what it is about.
#[derive(Debug, Default)]
pub(super) struct Content(Vec<String>);

impl Content {
    /// Adds a line, if there is something to say.
    pub(super) fn say(mut self, about: &str, text: Option<&str>) -> Self {
        if let Some(text) = text {
            self.0.push(format!("{about}：{text}"));
        }
        self
    }

    /// Adds the text that a title had to be cut from.
    pub(super) fn whole(mut self, text: Option<&str>) -> Self {
        self.0.extend(text.map(str::to_owned));
        self
    }

    pub(super) fn text(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recurring(words: &str) -> Timing {
        Timing { said: words.to_owned(), when: When::Recurring(words.to_owned()) }
    }

    #[test]
    fn a_long_title_ends_with_a_clause() {
        let clause = "为海边社区的老人检查身体";
        let long = format!("{clause}，{}", "并讲解各种慢性病的日常护理办法".repeat(5));
        assert_eq!(title(&long).unwrap(), (Text::new(clause).unwrap(), true));
        let endless = "海".repeat(80);
        let (cut, was_cut) = title(&endless).unwrap();
        assert!(was_cut && cut.ends_with('…') && cut.chars().count() == TITLE_CHARS_MAX);
        assert_eq!(title("读书\n 会").unwrap(), (Text::new("读书 会").unwrap(), false));
        assert_eq!(title("  "), None);
    }

    #[test]
    fn what_takes_place_once_has_a_last_day() {
        let day: Date = "2026-02-28".parse().unwrap();
        for (when, last) in [
            (When::Day(day), Some(day)),
            (When::Month { year: 2026, month: 2 }, Some(day)),
            (When::Range(day.first_of_month(), day), Some(day)),
            (When::Recurring("每月15日".to_owned()), None),
            (When::Unclear("暂定".to_owned()), None),
        ] {
            assert_eq!(last_day(&Timing { said: String::new(), when }), last);
        }
    }

    #[test]
    fn recurring_times_are_counted_by_their_words() {
        for (words, times) in [
            ("每季度一次", 4),
            ("每半年一次", 2),
            ("每月15日", 12),
            ("每周二、四", 52),
            ("春节", 1),
        ] {
            assert_eq!(times_a_year(Some(&recurring(words))), times, "{words}");
        }
        assert_eq!(times_a_year(None), 1);
    }
}
