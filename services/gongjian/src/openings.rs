//! When an offer is open, as a list writes it: one to a line, `周一 09:00-11:00` of every week,
//! `2026-10-10` of a day, `2026-10-10 09:00-11:00` of a part of it.

use contracts::Slot;
use contracts::resources::schedule::{Opening, Weekday};
use gateway::Shown as _;
use values::{Date, DayTime};

pub(crate) fn weekly(openings: &[Opening]) -> String {
    let line =
        |Opening { weekday, from, to }: &Opening| format!("{} {from}-{to}", weekday.chinese());
    lines(openings, line)
}

pub(crate) fn days(days: &[Date]) -> String {
    lines(days, Date::to_string)
}

pub(crate) fn slots(slots: &[Slot]) -> String {
    lines(slots, |Slot { date, from, to }| format!("{date} {from}-{to}"))
}

fn lines<T>(all: &[T], line: impl Fn(&T) -> String) -> String {
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// None where a line is not of that form.
pub(crate) fn read_weekly(said: &str) -> Option<Vec<Opening>> {
    read(said, |line| {
        let (day, hours) = line.split_once(char::is_whitespace)?;
        let weekday = *Weekday::ALL.iter().find(|weekday| weekday.chinese() == day)?;
        let (from, to) = hours_of(hours)?;
        Some(Opening { weekday, from, to })
    })
}

/// None where a line is no date.
pub(crate) fn read_days(said: &str) -> Option<Vec<Date>> {
    read(said, |line| line.parse().ok())
}

/// None where a line is not of that form.
pub(crate) fn read_slots(said: &str) -> Option<Vec<Slot>> {
    read(said, |line| {
        let (date, hours) = line.split_once(char::is_whitespace)?;
        let (from, to) = hours_of(hours)?;
        Some(Slot { date: date.parse().ok()?, from, to })
    })
}

fn read<T>(said: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let parts = said.split(['\n', '；', ';', '、']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(one).collect()
}

fn hours_of(said: &str) -> Option<(DayTime, DayTime)> {
    let (from, to) = said.split_once(['-', '–', '—', '至', '~'])?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let text = "周一 09:00-11:30\n周日 22:00-01:00";
        assert_eq!(weekly(&read_weekly(text).unwrap()), text);
        let text = "2026-10-01\n2026-10-02";
        assert_eq!(days(&read_days(text).unwrap()), text);
        let text = "2026-10-10 09:00-11:00";
        assert_eq!(slots(&read_slots(text).unwrap()), text);
    }

    #[test]
    fn people_write_it_in_their_own_ways() {
        let wanted = read_weekly("周一 09:00-11:00\n周三 14:00-17:00");
        assert_eq!(read_weekly("周一 09:00至11:00；周三　14:00 ~ 17:00；"), wanted);
        for nonsense in ["每天", "周八 09:00-11:00", "周一 9点", "周一 09:00", "周一09:00-11:00"]
        {
            assert_eq!(read_weekly(nonsense), None, "{nonsense}");
        }
        assert_eq!(read_slots("周一 09:00-11:00"), None);
        assert_eq!(read_days("十月一日"), None);
    }
}
