//! The log on sled: one database per service, its values blocks of commits.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use contracts::Position;
use values::Hash;

use crate::block;
use crate::durable::Witness;
use crate::files;
use crate::links::{Reader, check_next};
use crate::mark::Mark;
use crate::room::Room;
use crate::{Entry, Error, Head, Log};

/// sled's largest. Fixed when the database is made: values that do not fit a segment become blob
/// files, which are not durable.
pub(crate) const SEGMENT_BYTES: usize = 16 * 1024 * 1024;

/// sled's default is 1 GiB for each database.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// How long opening waits for the lock. A log that was closed a moment ago, in this process or in
/// one that is just ending, is let go by sled's own threads a little later.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// How long it pauses before it tries again.
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// The tree of the self-check at opening.
const CHECK_TREE: &str = "opened";

/// A log on this machine's disk.
#[derive(Debug)]
pub struct SledLog {
    folder: PathBuf,
    database: sled::Db,
    head: RwLock<Head>,
    writer: Mutex<Writer>,
    room: Room,
}

#[derive(Debug)]
struct Writer {
    mark: Mark,
    stopped: bool,
}

impl SledLog {
    /// Opens the log `name` in `folder`, or makes an empty one.
    ///
    /// Checks that flushing is durable, that the log's end is where its head mark says or behind
    /// it, and that the commit there is the one the mark names. What lies between is checked when
    /// it is read, as every service does at its start.
    ///
    /// # Errors
    /// [`Error::Locked`], or what is wrong with it.
    pub fn open(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        fs::create_dir_all(&path).map_err(Error::io("create", &path))?;
        let log = Self::find(folder, name)?;
        guarded(&path, || check_durability(&log.database, &path))?;
        sync_folders(&path)?;
        let mut writer = log.writer();
        writer.mark.write(log.head())?;
        writer.stopped = false;
        drop(writer);
        Ok(log)
    }

    /// Opens the log `name` in `folder` only to be read: it takes no commit, and its head mark
    /// stays as it is. The database below tidies its own files even so.
    ///
    /// # Errors
    /// [`Error::Io`] when there is none, [`Error::Locked`], or what is wrong with it.
    pub fn open_to_read(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        fs::metadata(&path).map_err(Error::io("find", &path))?;
        Self::find(folder, name)
    }

    /// The log as it stands, stopped: what is dropped before it is found whole must not touch the
    /// mark, which is the only witness of what is missing.
    fn find(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        check_blobs(&path)?;
        let mark = Mark::open(folder.join(format!("{name}.head")))?;
        let database = open_database(&path)?;
        let head = guarded(&path, || find_head(&database))?;
        let writer = Mutex::new(Writer { mark, stopped: true });
        let room = Room::of(path.clone());
        let log = Self { folder: path, database, head: RwLock::new(head), writer, room };
        log.check_mark(head)?;
        Ok(log)
    }

    fn check_mark(&self, head: Head) -> Result<(), Error> {
        let writer = self.writer();
        let found = head.position;
        let Some(mark) = writer.mark.written() else {
            // The mark is first written when the log is made, before the first commit.
            let path = writer.mark.path().to_owned();
            return if found == 0 { Ok(()) } else { Err(Error::NoMark { path, found }) };
        };
        let Head { position, hash: expected } = mark;
        if found < position {
            return Err(Error::Shorter { expected: position, found });
        }
        let found = self.head_at(position)?.hash;
        if found == expected { Ok(()) } else { Err(Error::Mark { position, expected, found }) }
    }

    /// The head that the log had at `position`.
    fn head_at(&self, position: Position) -> Result<Head, Error> {
        if position == 0 {
            return Ok(Head::default());
        }
        let at = Head { position, ..Head::default() };
        match self.commits(position, at)?.next().transpose()? {
            Some((found, bytes)) if found == position => {
                Ok(Head { position, hash: Hash::of(&bytes) })
            }
            Some(_) | None => Err(Error::Gap { expected: position, found: None }),
        }
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // Whoever panicked while writing left `stopped` set.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, entries: &[Entry]) -> Result<(), Error> {
        let witness = Witness::before_writing();
        for (position, block) in block::pack(entries) {
            let failed = |source: sled::Error| Error::Append { position, source: source.into() };
            self.database.insert(key(position), block).map_err(failed)?;
        }
        self.database.flush().map_err(|error| Error::Flush { source: error.into() })?;
        witness.after_flushing()
    }

    /// The commits from `from` on, of all blocks that begin at the head or before it.
    fn commits(&self, from: Position, head: Head) -> Result<Commits<'_>, Error> {
        let folder = &self.folder;
        let before = guarded(folder, || {
            let mut before = self.database.range(..=key(from));
            before.next_back().transpose().map_err(reading(from))
        })?;
        let first = before.map_or(Ok(from), |(key, _)| position_of(&key))?;
        let range = self.database.range(key(first)..=key(head.position));
        Ok(Commits { folder, from, range, block: None })
    }
}

impl Log for SledLog {
    fn head(&self) -> Head {
        *self.head.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, entries: &[Entry]) -> Result<(), Error> {
        let mut writer = self.writer();
        if writer.stopped {
            return Err(Error::Stopped);
        }
        let head = check_next(self.head(), entries)?;
        if entries.is_empty() {
            return Ok(());
        }
        writer.stopped = true;
        guarded(&self.folder, || self.write(entries))?;
        *self.head.write().unwrap_or_else(PoisonError::into_inner) = head;
        writer.mark.advance(head)?;
        writer.stopped = false;
        self.room.appended(entries.iter().map(|entry| entry.bytes().len() as u64).sum());
        Ok(())
    }

    fn read(&self, from: Position) -> Box<dyn Iterator<Item = Result<Entry, Error>> + Send + '_> {
        let head = self.head();
        let from = from.max(1);
        if from > head.position {
            return Box::new(std::iter::empty());
        }
        let reader = || {
            let before = self.head_at(from - 1)?;
            Ok(Reader::new(self.commits(from, head)?, before, head))
        };
        match reader() {
            Ok(reader) => Box::new(reader),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    fn has_room(&self) -> bool {
        self.room.is_left()
    }
}

/// Writes the head mark; the database flushes and closes itself.
impl Drop for SledLog {
    fn drop(&mut self) {
        let head = self.head();
        let mut writer = self.writer();
        if writer.stopped {
            return;
        }
        if let Err(error) = writer.mark.write(head) {
            tracing::error!(%error, log = %self.folder.display(), "cannot write the head mark");
        }
    }
}

/// The commits of a range of blocks. sled's iterators can yield errors for ever, and panic on a
/// damaged page, so each step is guarded; the reader above ends with the first error.
struct Commits<'l> {
    folder: &'l Path,
    /// What the first block holds before this is passed over.
    from: Position,
    range: sled::Iter,
    block: Option<block::Commits>,
}

impl Iterator for Commits<'_> {
    type Item = Result<(Position, Bytes), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { folder, from, range, block } = self;
        loop {
            match block.as_mut().and_then(Iterator::next) {
                Some(Ok((position, _))) if position < *from => {}
                Some(commit) => return Some(commit),
                None => {
                    let read = || range.next().transpose().map_err(reading(*from));
                    match guarded(folder, read).transpose()?.and_then(|pair| unpack(&pair)) {
                        Ok(commits) => *block = Some(commits),
                        Err(error) => return Some(Err(error)),
                    }
                }
            }
        }
    }
}

/// The commits of the block that sled keeps as `value` under `key`.
fn unpack((key, value): &(sled::IVec, sled::IVec)) -> Result<block::Commits, Error> {
    block::unpack(position_of(key)?, Bytes::copy_from_slice(value))
}

/// Big-endian, so that sled's order of bytes is the order of positions.
fn key(position: Position) -> [u8; 8] {
    position.to_be_bytes()
}

fn position_of(key: &[u8]) -> Result<Position, Error> {
    let bytes = key.try_into().map_err(|_| Error::ForeignKey { key: key.to_owned() })?;
    Ok(Position::from_be_bytes(bytes))
}

fn reading(position: Position) -> impl FnOnce(sled::Error) -> Error {
    move |source| Error::Read { position, source: source.into() }
}

fn open_database(path: &Path) -> Result<sled::Db, Error> {
    let config = sled::Config::new()
        .path(path)
        .segment_size(SEGMENT_BYTES)
        .cache_capacity(CACHE_BYTES)
        .use_compression(false)
        .mode(sled::Mode::HighThroughput);
    let patience = Instant::now() + LOCK_PATIENCE;
    loop {
        clear_unfinished_snapshots(path)?;
        let opened = guarded(path, || config.open().map_err(|error| opening(path, error)));
        match opened {
            Err(Error::Locked { .. }) if Instant::now() < patience => thread::sleep(LOCK_PAUSE),
            Ok(_) | Err(_) => return opened,
        }
    }
}

/// Removes the snapshots of its page table that sled began and did not finish, because the process
/// was killed or the disk was full. sled 0.34 takes such a file for a snapshot when it opens, and
/// then for a corrupt one, for ever; the finished one beside it, or none, is all it needs.
fn clear_unfinished_snapshots(path: &Path) -> Result<(), Error> {
    let Ok(database) = fs::File::open(path.join("db")) else {
        return Ok(()); // There is none yet, or sled will say what is wrong.
    };
    // The lock that sled takes: while another process holds it, the file may be its own work.
    if database.try_lock().is_err() {
        return Ok(());
    }
    for item in fs::read_dir(path).map_err(Error::io("list", path))? {
        let file = item.map_err(Error::io("list", path))?.path();
        if file.extension().is_some_and(|extension| extension == "generating") {
            tracing::warn!(file = %file.display(), "an unfinished snapshot is removed");
            fs::remove_file(&file).map_err(Error::io("remove", &file))?;
        }
    }
    Ok(())
}

fn opening(path: &Path, source: sled::Error) -> Error {
    let path = path.to_owned();
    if source.to_string().contains("could not acquire lock") {
        return Error::Locked { path };
    }
    Error::Open { path, source: source.into() }
}

/// Flushes something harmless and looks whether it was durable.
fn check_durability(database: &sled::Db, path: &Path) -> Result<(), Error> {
    let failed = |error| opening(path, error);
    let witness = Witness::before_writing();
    let tree = database.open_tree(CHECK_TREE).map_err(failed)?;
    let times = tree.get(b"times").map_err(failed)?;
    let times = times.and_then(|bytes| Some(u64::from_be_bytes(bytes.as_ref().try_into().ok()?)));
    let times = times.unwrap_or(0).wrapping_add(1);
    tree.insert(b"times", &times.to_be_bytes()).map_err(failed)?;
    database.flush().map_err(|error| Error::Flush { source: error.into() })?;
    witness.after_flushing()
}

fn find_head(database: &sled::Db) -> Result<Head, Error> {
    let Some(pair) = database.last().map_err(reading(Position::MAX))? else {
        return Ok(Head::default());
    };
    let last = unpack(&pair)?.last().expect("a block is not empty");
    last.map(|(position, bytes)| Head { position, hash: Hash::of(&bytes) })
}

fn check_blobs(path: &Path) -> Result<(), Error> {
    let blobs = path.join("blobs");
    if !blobs.exists() {
        return Ok(());
    }
    let mut listed = fs::read_dir(&blobs).map_err(Error::io("list", &blobs))?;
    if listed.next().is_none() { Ok(()) } else { Err(Error::Blobs { path: path.to_owned() }) }
}

/// sled syncs its files but not the folders that name them.
fn sync_folders(path: &Path) -> Result<(), Error> {
    files::sync_folder(path)?;
    let folder = files::parent(path);
    files::sync_folder(folder)?;
    files::sync_folder(files::parent(folder))
}

/// sled panics on some of what it cannot read. Here that is an error like others.
fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let found = panic_message(panic.as_ref());
        Err(Error::Corrupt { path: path.to_owned(), found })
    })
}

/// What a panic says.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        (None, None) => "no message".to_owned(),
    }
}
