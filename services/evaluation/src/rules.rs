//! Rules as people write them, in TOML: read, checked, and what is wrong found by its line.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use contracts::Position;
use contracts::evaluation::rules::{CardKind, Event, Fault, RuleSet};
use serde::Deserialize;
use toml::{Spanned, Value};
use values::Text;

use crate::domain::rules::{Place, check};

/// What the program ships with: from which year on, and the text. A text is never edited once a
/// version shipped it, for years are scored by it; other rules are another text, from another year.
const SHIPPED_TEXTS: [(i16, &str); 3] = [
    (i16::MIN, include_str!("../rules/default-1.toml")),
    (2026, include_str!("../rules/default-2.toml")),
    (2027, include_str!("../rules/default-3.toml")),
];

static SHIPPED: LazyLock<[RuleSet; 3]> = LazyLock::new(|| {
    SHIPPED_TEXTS.map(|(_, text)| read(text).expect("a test reads the rules that are shipped"))
});

/// Which of the texts is that of `year`.
fn place(year: i16) -> usize {
    SHIPPED_TEXTS.iter().rposition(|(from, _)| *from <= year).expect("the first is of all years")
}

/// The rules that the program ships with, as they are written for that year; of a year that was
/// closed with others of them, those.
pub(crate) fn shipped_text(year: i16, in_force: &RuleSet) -> Text<20_000> {
    let same = SHIPPED.iter().position(|rules| rules.version == in_force.version);
    let at = same.unwrap_or_else(|| place(year));
    let shipped = format!("year = {}\n", SHIPPED[at].year);
    let text = SHIPPED_TEXTS[at].1.replacen(&shipped, &format!("year = {year}\n"), 1);
    Text::new(&text).expect("a test reads the rules that are shipped")
}

/// Where the parts of the rules stand in their text.
#[derive(Deserialize)]
struct Lines {
    points: Spanned<Value>,
    stars: Spanned<Value>,
    unit: CardLines,
    community: CardLines,
    member: CardLines,
}

#[derive(Deserialize)]
struct CardLines {
    item: Vec<Spanned<Value>>,
    #[serde(default)]
    bonus: Vec<Spanned<Value>>,
    #[serde(default)]
    deduction: Vec<Spanned<Value>>,
    band: Vec<Spanned<Value>>,
}

/// The rules that `text` says.
///
/// # Errors
/// What is wrong, and in which line.
pub(crate) fn read(text: &str) -> Result<RuleSet, (u32, Fault)> {
    let rules: RuleSet = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (line_at(text, at), Fault::Unreadable { detail: error.message().to_owned() })
    })?;
    match check(&rules) {
        Ok(()) => Ok(rules),
        Err((place, fault)) => Err((line_of(text, place), fault)),
    }
}

/// The line of that byte, from 1.
fn line_at(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

fn line_of(text: &str, place: Place) -> u32 {
    let Ok(lines) = toml::from_str::<Lines>(text) else { return 1 };
    let card = |kind| match kind {
        CardKind::Unit => &lines.unit,
        CardKind::Community => &lines.community,
        CardKind::Member => &lines.member,
    };
    let part = match place {
        Place::Points => Some(&lines.points),
        Place::Stars => Some(&lines.stars),
        Place::Item(kind, number) => card(kind).item.get(number),
        Place::Bonus(kind, number) => card(kind).bonus.get(number),
        Place::Deduction(kind, number) => card(kind).deduction.get(number),
        Place::Band(kind, number) => card(kind).band.get(number),
    };
    part.map_or(1, |part| line_at(text, part.span().start))
}

/// The rules that hold in that year as long as none are adopted.
pub(crate) fn shipped(year: i16) -> &'static RuleSet {
    &SHIPPED[place(year)]
}

/// Which rules are in force in which year.
#[derive(Debug, Default)]
pub(crate) struct InForce {
    adopted: BTreeMap<i16, Box<RuleSet>>,
    closed: BTreeMap<i16, Closed>,
}

/// What a year was closed with.
#[derive(Debug)]
struct Closed {
    at: Position,
    rules: Box<RuleSet>,
    no_shows: bool,
    last_counts: bool,
    city_quota: bool,
}

impl InForce {
    /// Those of `year`: what it was closed with, what was adopted for it or for a year before, or
    /// what is shipped.
    pub(crate) fn of(&self, year: i16) -> &RuleSet {
        match self.closed.get(&year) {
            Some(closed) => &closed.rules,
            None => {
                let adopted = self.adopted.range(..=year).next_back();
                adopted.map_or_else(|| shipped(year), |(_, rules)| rules)
            }
        }
    }

    /// Up to which position a closed year is known.
    pub(crate) fn closed_at(&self, year: i16) -> Option<Position> {
        self.closed.get(&year).map(|closed| closed.at)
    }

    /// Is it a fact of that year that somebody did not come to a service? Every closing since it is
    /// one says so.
    pub(crate) fn knows_no_shows(&self, year: i16) -> bool {
        self.closed.get(&year).is_none_or(|closed| closed.no_shows)
    }

    /// Does the last fact count of what is a standing, and not all of them?
    pub(crate) fn last_counts(&self, year: i16) -> bool {
        self.closed.get(&year).is_none_or(|closed| closed.last_counts)
    }

    /// Is the quota of a band the whole city's, and the same on every card and list?
    pub(crate) fn city_quota(&self, year: i16) -> bool {
        self.closed.get(&year).is_none_or(|closed| closed.city_quota)
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::Proposed { .. } => {}
            Event::Adopted { rules, .. } => {
                self.adopted.insert(rules.year, rules.clone());
            }
            Event::YearClosed { year, at, rules, no_shows, last_counts, city_quota, .. } => {
                let (at, rules) = (*at, rules.clone());
                let (no_shows, last_counts, city_quota) = (*no_shows, *last_counts, *city_quota);
                let closed = Closed { at, rules, no_shows, last_counts, city_quota };
                self.closed.insert(*year, closed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = SHIPPED_TEXTS[1].1;

    const DIGESTS: [&str; 3] = [
        "29bc1b912c15c3066ca4487280ddc9706d22a932491c6e38a4f74d44770b4be8",
        "b13950ab7fa61145ab4994a635df2e36ca16589c1108b5c933f435f4788122b8",
        "7bec6c7c04372d7a17278afec2bd225fc3989770c6afdf73542869bc5a193030",
    ];

    #[track_caller]
    fn broken(from: &str, to: &str) -> (String, Fault) {
        assert!(SHIPPED.contains(from), "{from}");
        let text = SHIPPED.replacen(from, to, 1);
        let (line, fault) = read(&text).unwrap_err();
        let line = text.lines().nth(usize::try_from(line).unwrap() - 1).unwrap().to_owned();
        (line, fault)
    }

    #[test]
    fn the_shipped_rules_are_rules() {
        for (year, version) in [
            (1999, "default-1"),
            (2025, "default-1"),
            (2026, "default-2"),
            (2027, "default-3"),
            (2031, "default-3"),
        ] {
            let rules = shipped(year);
            assert_eq!(rules.version.as_str(), version, "{year}");
            let read = read(&shipped_text(year, rules)).unwrap();
            assert_eq!((read.year, read.version.as_str()), (year, version));
            assert_eq!(rules.points, contracts::evaluation::posting::PointRules::default());
        }
        let closed_with = shipped_text(2026, shipped(2025));
        assert!(closed_with.contains("default-1"), "{}", &closed_with[..200]);
    }

    /// Their digests when they were first shipped: whoever changes one changes years that are past.
    #[test]
    fn what_was_shipped_is_never_edited() {
        let digests = SHIPPED_TEXTS.map(|(_, text)| values::Hash::of(text.as_bytes()).to_string());
        assert_eq!(digests, DIGESTS);
    }

    #[test]
    fn what_is_wrong_is_found_in_its_line() {
        let (line, fault) = broken("measure = \"meeting_absence\"", "measure = \"moon_phase\"");
        assert!(line.contains("moon_phase"), "{line}");
        assert!(matches!(fault, Fault::Unreadable { .. }), "{fault:?}");

        let (line, fault) = broken("\"joint\", \"study\"", "\"joint\", \"stdy\"");
        assert_eq!(fault, Fault::UnknownItem { key: "stdy".to_owned() });
        assert!(line.contains("[[unit.item]]"), "{line}");

        let (_, fault) = broken("title = \"学习\"\nweight = 10", "title = \"学习\"\nweight = 15");
        assert_eq!(fault, Fault::Weights { sum: 105 });

        let sum = "rule = { sum = { items = [\"daily\"] } }";
        let (_, fault) =
            broken("rule = { count = { measure = \"study\", each = 5, per = 1 } }", sum);
        assert_eq!(fault, Fault::Cycle { key: "daily".to_owned() });

        let (line, fault) = broken("from = 95", "from = 80");
        assert_eq!(fault, Fault::Bands);
        assert!(line.contains("[[unit.band]]"), "{line}");

        let (line, fault) = broken("year = 2026", "year = ");
        assert!(line.contains("year"), "{line}");
        assert!(matches!(fault, Fault::Unreadable { .. }), "{fault:?}");
        let (line, fault) = broken("day_max = 6", "day_max = 0");
        assert_eq!(fault, Fault::OutOfRange { name: "day_max".to_owned() });
        assert!(line.contains("[points]"), "{line}");
        let (line, fault) = broken("hours = [100, 300,", "hours = [100, 100,");
        assert_eq!(fault, Fault::OutOfRange { name: "hours".to_owned() });
        assert!(line.contains("[stars]"), "{line}");
        let (line, _) = broken("[points]", "[points]\ncolour = 7");
        assert!(line.contains("colour") || line.contains("points"), "{line}");
    }
}
