//! The logs of the audit, one a month, each bound to the one before by its end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use contracts::access::{self, Before, Event, PREFIX};
use contracts::{Actor, Commit, Position, Recorded};
use eventlog::{Chain, Draft, Head, Log, SledLog};
use serde_json::value::RawValue;
use values::{Hash, Text, Timestamp, time};

use super::{AccessLine, AccessPage};

/// Why something cannot be written down, or read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The log of a month.
    #[error("the log {name}")]
    Log { name: String, source: eventlog::Error },
    /// The folder with all of them.
    #[error("the folder {}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    /// A line of it cannot be read.
    #[error("the entry at {position} of {name}")]
    Entry { name: String, position: Position, source: serde_json::Error },
    /// The disk is full.
    #[error("no room for {name}")]
    NoRoom { name: String },
}

pub(super) struct Months {
    folder: PathBuf,
    kept_days: u32,
    open: Month,
}

struct Month {
    name: String,
    log: SledLog,
    chain: Chain,
}

impl Months {
    pub(super) fn open(
        folder: PathBuf,
        now: Timestamp,
        kept_days: u32,
    ) -> Result<Self, AuditError> {
        fs::create_dir_all(&folder).map_err(folder_error(&folder))?;
        let name = name_at(now);
        let previous = names(&folder)?.into_iter().rfind(|earlier| *earlier < name);
        let previous = match previous {
            Some(earlier) => Some(end_of(&Month::open(&folder, earlier)?)),
            None => None,
        };
        let open = Month::begun(&folder, name, now, previous)?;
        let months = Self { folder, kept_days, open };
        months.delete_old(now)?;
        Ok(months)
    }

    /// Writes one line, in the log of the month that it is.
    pub(super) fn write(
        &mut self,
        now: Timestamp,
        actor: Actor,
        event: Event,
    ) -> Result<(), AuditError> {
        let name = name_at(now);
        // The clock may go back: a month that was left is not written again.
        if name > self.open.name {
            let previous = Some(end_of(&self.open));
            self.open = Month::begun(&self.folder, name, now, previous)?;
            self.delete_old(now)?;
        }
        self.open.write(now, actor, event)
    }

    /// Where the log of this month ends.
    pub(super) fn end(&self) -> Before {
        end_of(&self.open)
    }

    /// At most `max` lines of `month`, this one when none is named; nothing of one there is not.
    pub(super) fn read(
        &self,
        month: Option<&str>,
        from: Position,
        max: usize,
    ) -> Result<Option<AccessPage>, AuditError> {
        self.of(month, |month| month.read(from, max))
    }

    /// The same the other way round, the newest first, from `before` back.
    pub(super) fn newest(
        &self,
        month: Option<&str>,
        before: Option<Position>,
        max: usize,
    ) -> Result<Option<AccessPage>, AuditError> {
        self.of(month, |month| month.newest(before, max))
    }

    fn of(
        &self,
        month: Option<&str>,
        read: impl FnOnce(&Month) -> Result<AccessPage, AuditError>,
    ) -> Result<Option<AccessPage>, AuditError> {
        let name = month.map_or(self.open.name.clone(), |month| format!("{PREFIX}{month}"));
        if name == self.open.name {
            return read(&self.open).map(Some);
        }
        if !names(&self.folder)?.contains(&name) {
            return Ok(None);
        }
        read(&Month::open(&self.folder, name)?).map(Some)
    }

    /// The months that are kept, the last one first.
    pub(super) fn kept(&self) -> Result<Vec<String>, AuditError> {
        let names = names(&self.folder)?.into_iter().rev();
        Ok(names.filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned)).collect())
    }

    /// From now on what follows does not fit what is there.
    #[cfg(test)]
    pub(super) fn lose_its_chain(&mut self) {
        self.open.chain = Chain::at(Head { position: 1_000, hash: Hash::default() });
    }

    fn delete_old(&self, now: Timestamp) -> Result<(), AuditError> {
        let days = i32::try_from(self.kept_days).unwrap_or(i32::MAX);
        let oldest = time::plus_days(time::date_at(now), days.saturating_neg());
        let oldest = format!("{PREFIX}{:04}-{:02}", oldest.year(), oldest.month());
        for name in names(&self.folder)?.into_iter().filter(|name| *name < oldest) {
            tracing::info!(name, "a month of the audit of access is over its time");
            let path = self.folder.join(&name);
            fs::remove_dir_all(&path).map_err(folder_error(&path))?;
            let head = self.folder.join(format!("{name}.head"));
            fs::remove_file(&head).map_err(folder_error(&head))?;
        }
        Ok(())
    }
}

impl Month {
    fn open(folder: &Path, name: String) -> Result<Self, AuditError> {
        match SledLog::open(folder, &name) {
            Ok(log) => Ok(Self { chain: Chain::at(log.head()), name, log }),
            Err(source) => Err(AuditError::Log { name, source }),
        }
    }

    /// The same, and its first line.
    fn begun(
        folder: &Path,
        name: String,
        now: Timestamp,
        previous: Option<Before>,
    ) -> Result<Self, AuditError> {
        let mut month = Self::open(folder, name)?;
        if month.chain.head().position == 0 {
            month.write(now, Actor::System, Event::Begun { previous })?;
        }
        Ok(month)
    }

    fn write(&mut self, time: Timestamp, actor: Actor, event: Event) -> Result<(), AuditError> {
        let failed = |source| AuditError::Log { name: self.name.clone(), source };
        if !self.log.has_room() {
            return Err(AuditError::NoRoom { name: self.name.clone() });
        }
        let version = self.chain.head().position + 1;
        let recorded = Recorded { aggregate: access::id(&self.name), version, event };
        let draft = Draft {
            command: runtime::fresh_command(),
            request: Hash::default(),
            actor,
            time,
            cause: None,
            events: vec![recorded],
        };
        let entry = self.chain.next(draft).map_err(failed)?;
        self.log.append(&[entry]).map_err(failed)
    }

    fn read(&self, from: Position, max: usize) -> Result<AccessPage, AuditError> {
        let items = self.lines(from, max)?;
        let last = items.last().map(|line| line.position);
        let next = last.filter(|last| *last < self.log.head().position).map(|last| last + 1);
        Ok(AccessPage { items, next })
    }

    fn newest(&self, before: Option<Position>, max: usize) -> Result<AccessPage, AuditError> {
        let head = self.log.head().position;
        let end = before.map_or(head + 1, |before| before.min(head + 1));
        let from = end.saturating_sub(Position::try_from(max).unwrap_or(Position::MAX)).max(1);
        let count = usize::try_from(end.saturating_sub(from)).unwrap_or(max);
        let mut items = self.lines(from, count)?;
        items.reverse();
        Ok(AccessPage { items, next: (from > 1).then_some(from) })
    }

    fn lines(&self, from: Position, max: usize) -> Result<Vec<AccessLine>, AuditError> {
        let mut items = Vec::new();
        for entry in self.log.read(from.max(1)).take(max) {
            let name = || self.name.clone();
            let entry = entry.map_err(|source| AuditError::Log { name: name(), source })?;
            let position = entry.position();
            items.push(line(entry.bytes()).map_err(|source| AuditError::Entry {
                name: name(),
                position,
                source,
            })?);
        }
        Ok(items)
    }
}

fn line(bytes: &[u8]) -> Result<AccessLine, serde_json::Error> {
    let commit: Commit<Box<RawValue>> = serde_json::from_slice(bytes)?;
    let event = commit.events.into_iter().next().map(|recorded| recorded.event);
    let event: serde_json::Value =
        serde_json::from_str(event.as_deref().map_or("{}", RawValue::get))?;
    Ok(AccessLine {
        position: commit.position,
        time: commit.time,
        actor: commit.actor,
        event: event["type"].as_str().unwrap_or_default().to_owned(),
        data: event["data"].clone(),
    })
}

fn end_of(month: &Month) -> Before {
    let Head { position, hash } = month.chain.head();
    let name = Text::new(&month.name).expect("a name is short and plain");
    Before { name, position, hash }
}

fn name_at(now: Timestamp) -> String {
    let date = time::date_at(now);
    format!("{PREFIX}{:04}-{:02}", date.year(), date.month())
}

/// The names of the logs of months that there are in `folder`, oldest first.
///
/// # Errors
/// When the folder cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, AuditError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(folder_error(folder))? {
        let entry = entry.map_err(folder_error(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(PREFIX) && entry.path().is_dir() {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn folder_error(path: &Path) -> impl FnOnce(io::Error) -> AuditError {
    let path = path.to_owned();
    |source| AuditError::Folder { path, source }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, liaison_of};
    use values::AccountId;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn signed_in() -> Event {
        let account = AccountId(OWNER.into());
        Event::SignedIn { account, address: [10, 1, 2, 3].into() }
    }

    #[test]
    fn a_month_names_the_end_of_the_one_before_and_old_ones_are_deleted_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = || folder.path().to_owned();
        let november = at("2025-11-10T01:00:00Z");
        let mut months = Months::open(path(), november, 365).unwrap();
        months.write(november, liaison_of(OWNER), signed_in()).unwrap();
        let end = end_of(&months.open);
        // In Shanghai it is December already.
        let december = at("2025-11-30T17:00:00Z");
        months.write(december, liaison_of(OWNER), signed_in()).unwrap();
        let page = months.read(None, 1, 10).unwrap().unwrap();
        assert_eq!(page.items[0].event, "access.begun.v1");
        assert_eq!(page.items[0].data["previous"], serde_json::to_value(&end).unwrap());
        assert_eq!(page.items[1].actor, liaison_of(OWNER));
        let first = months.read(Some("2025-11"), 1, 1).unwrap().unwrap();
        assert_eq!((first.items.len(), first.next), (1, Some(2)));
        assert!(months.read(Some("2025-10"), 1, 1).unwrap().is_none());
        drop(months);
        // A year after its end, November goes.
        let months = Months::open(path(), at("2026-12-05T01:00:00Z"), 365).unwrap();
        assert_eq!(names(&path()).unwrap(), ["access-2025-12", "access-2026-12"]);
        let page = months.read(None, 1, 10).unwrap().unwrap();
        assert_eq!(page.items[0].data["previous"]["name"], "access-2025-12");
        drop(months);
        let verified = eventlog::verify(&path(), "access-2025-12", &[]).unwrap();
        assert_eq!(verified.commits, 2);
    }

    #[test]
    fn a_clock_that_goes_back_reopens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let december = at("2025-12-01T01:00:00Z");
        let mut months = Months::open(path.clone(), december, 365).unwrap();
        months.write(at("2025-11-30T01:00:00Z"), Actor::System, signed_in()).unwrap();
        assert_eq!(names(&path).unwrap(), ["access-2025-12"]);
        assert_eq!(months.read(None, 1, 10).unwrap().unwrap().items.len(), 2);
    }

    #[test]
    fn the_newest_lines_come_first_a_page_at_a_time_and_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-03-02T01:00:00Z");
        let mut months = Months::open(folder.path().to_owned(), now, 365).unwrap();
        for _ in 0..4 {
            months.write(now, liaison_of(OWNER), signed_in()).unwrap();
        }
        let mut before = None;
        for (expected, next) in [(vec![5, 4], Some(4)), (vec![3, 2], Some(2)), (vec![1], None)] {
            let page = months.newest(None, before, 2).unwrap().unwrap();
            let positions: Vec<_> = page.items.iter().map(|line| line.position).collect();
            assert_eq!((positions, page.next), (expected, next));
            before = page.next;
        }
        assert_eq!(months.newest(None, Some(99), 2).unwrap().unwrap().items.len(), 2);
        assert!(months.newest(None, Some(0), 2).unwrap().unwrap().items.is_empty());
    }
}
