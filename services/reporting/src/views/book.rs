//! The book: every dated line once, found by whose it is and by where it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::registry::organisation::Nature;
use contracts::reporting::course::{Counted, Entry, What};
use contracts::reporting::{Event, Figure, Period};
use contracts::{Claimer, Commit, Position, SERVICES};
use values::{AreaCode, Date, Uuid};

/// The place of a line in the book.
type Place = u32;

/// Months since the year 0.
type Month = i32;

/// One line, and what proves it.
pub(super) struct Line {
    pub(super) entry: Entry,
    pub(super) aggregate: Uuid,
    /// The service in whose log the event is, and where.
    pub(super) source: &'static str,
    pub(super) position: Position,
    /// Where it stands in the log of this service.
    pub(super) at: Position,
}

/// Days, both counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) until: Date,
}

impl Days {
    fn contain(self, on: Date) -> bool {
        self.from <= on && on <= self.until
    }
}

#[derive(Default)]
pub(super) struct Book {
    lines: Vec<Line>,
    /// Each in the order of the days.
    by_subject: HashMap<Claimer, Vec<Place>>,
    by_area: BTreeSet<(Month, AreaCode, Place)>,
    /// Of whom there is any line there in that month.
    subjects: BTreeMap<(Month, AreaCode), BTreeSet<Claimer>>,
    titles: HashMap<Uuid, Box<str>>,
    /// What a thing without a title is about.
    about: HashMap<Uuid, Uuid>,
    at: Position,
    followed: BTreeMap<&'static str, Position>,
}

impl Book {
    /// The last commit that it knows.
    pub(super) fn at(&self) -> Position {
        self.at
    }

    /// Up to which positions it knows the others.
    pub(super) fn followed(&self) -> BTreeMap<String, Position> {
        let owned = |(name, position): (&&'static str, &Position)| ((*name).to_owned(), *position);
        self.followed.iter().map(owned).collect()
    }

    pub(super) fn reach(&mut self, commit: &Commit<Event>) {
        self.at = commit.position;
        if let Some(cause) = &commit.cause {
            self.followed.insert(service(&cause.source), cause.position);
        }
    }

    pub(super) fn name(&mut self, thing: Uuid, what: &What) {
        if let Some(title) = what.title() {
            self.titles.insert(thing, title.into());
        }
        if let Some(other) = what.about() {
            self.about.insert(thing, other);
        }
    }

    /// What a thing is called, or what it is about.
    pub(super) fn title(&self, thing: Uuid) -> Option<&str> {
        let named = |thing: &Uuid| self.titles.get(thing);
        let title = named(&thing).or_else(|| named(self.about.get(&thing)?));
        title.map(|title| &**title)
    }

    /// The sums of everybody's lines, without those that came to nothing.
    pub(super) fn standing(&self) -> BTreeMap<(Claimer, Counted), (i64, i64)> {
        let mut sums: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for Line { entry, .. } in &self.lines {
            let (count, amount) = sums.entry((entry.subject, entry.counted)).or_default();
            *count += entry.count;
            *amount += entry.amount;
        }
        sums.retain(|_, sum| *sum != (0, 0));
        sums
    }

    pub(super) fn enter(&mut self, aggregate: Uuid, entries: &[Entry], commit: &Commit<Event>) {
        let Some(cause) = &commit.cause else { return };
        let source = service(&cause.source);
        for entry in entries {
            let place = Place::try_from(self.lines.len()).expect("a city has fewer lines");
            let (position, at) = (cause.position, commit.position);
            self.lines.push(Line { entry: *entry, aggregate, source, position, at });
            let lines = &self.lines;
            let own = self.by_subject.entry(entry.subject).or_default();
            let after = own.partition_point(|other| lines[*other as usize].entry.on <= entry.on);
            own.insert(after, place);
            if let Some(area) = entry.area {
                self.by_area.insert((month(entry.on), area, place));
                self.subjects.entry((month(entry.on), area)).or_default().insert(entry.subject);
            }
        }
    }

    /// The lines of `subject` in those days, oldest first.
    pub(super) fn of(
        &self,
        subject: Claimer,
        days: Days,
    ) -> impl DoubleEndedIterator<Item = &Line> {
        let own = self.by_subject.get(&subject).map_or(&[][..], Vec::as_slice);
        let on = |place: &Place| self.lines[*place as usize].entry.on;
        let from = own.partition_point(|place| on(place) < days.from);
        let until = own.partition_point(|place| on(place) <= days.until);
        own.get(from..until).unwrap_or_default().iter().map(|place| &self.lines[*place as usize])
    }

    /// Of whom there are lines in `area` in `period`, which is of whole months; for each month and
    /// part of the area in which there are.
    pub(super) fn subjects_within(
        &self,
        area: AreaCode,
        period: Period,
    ) -> impl Iterator<Item = Claimer> {
        let months = month(period.from())..=month(period.until());
        let of_month = move |month| {
            let onwards = self.subjects.range((month, area)..);
            onwards.take_while(move |((at, lies), _)| *at == month && area.contains(*lies))
        };
        months.flat_map(of_month).flat_map(|(_, subjects)| subjects.iter().copied())
    }

    /// The lines in `area` in those days, by month.
    pub(super) fn within(
        &self,
        area: AreaCode,
        nature: Option<Nature>,
        days: Days,
    ) -> impl Iterator<Item = &Line> {
        let months = month(days.from)..=month(days.until);
        let of_month = move |month| {
            let from = (month, area, Place::MIN);
            let onwards = self.by_area.range(from..);
            onwards.take_while(move |(at, lies, _)| *at == month && area.contains(*lies))
        };
        let lines = months.flat_map(of_month).map(|(_, _, place)| &self.lines[*place as usize]);
        lines.filter(move |line| {
            days.contain(line.entry.on) && (nature.is_none() || line.entry.nature == nature)
        })
    }
}

/// Sums, in the order of the indicators.
#[derive(Default)]
pub(super) struct Sums(BTreeMap<Counted, (i64, i64)>);

impl Sums {
    pub(super) fn of<'l>(lines: impl Iterator<Item = &'l Line>) -> Self {
        let mut sums = Self::default();
        lines.for_each(|line| sums.add(&line.entry));
        sums
    }

    pub(super) fn add(&mut self, entry: &Entry) {
        let (count, amount) = self.0.entry(entry.counted).or_default();
        *count += entry.count;
        *amount += entry.amount;
    }

    /// What is not nothing.
    pub(super) fn figures(self) -> Vec<Figure> {
        let some = self.0.into_iter().filter(|(_, sum)| *sum != (0, 0));
        some.map(|(counted, (count, amount))| Figure { counted, count, amount }).collect()
    }
}

/// The name of a service, as this program knows it.
fn service(name: &str) -> &'static str {
    SERVICES.into_iter().find(|known| *known == name).unwrap_or_default()
}

pub(super) fn month(on: Date) -> Month {
    i32::from(on.year()) * 12 + i32::from(on.month()) - 1
}
