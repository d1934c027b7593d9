//! Small files beside the logs: replaced whole, or grown by lines.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::{Error, durable};

/// Replaces the file at `path` by `content`, atomically and durably: after a power cut it is the
/// old one or the new one. Only the owner can read it.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    let temporary = with_suffix(path, ".tmp");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(Error::io("create", &temporary))?;
    file.write_all(content).map_err(Error::io("write", &temporary))?;
    file.sync_all().map_err(Error::io("sync", &temporary))?;
    fs::rename(&temporary, path).map_err(Error::io("rename", &temporary))?;
    sync_folder(parent(path))
}

/// Makes a new file at `path` with `content`, durably. Only the owner can read it.
pub(crate) fn create(path: &Path, content: &[u8]) -> Result<(), Error> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = made.map_err(Error::io("create", path))?;
    file.write_all(content).map_err(Error::io("write", path))?;
    file.sync_all().map_err(Error::io("sync", path))?;
    sync_folder(parent(path))
}

/// Makes what was created, renamed or removed in `folder` durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(Error::io("sync", folder))
}

/// The folder that holds `path`.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

/// `path` with `suffix` behind its whole name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What a file system writes in one piece.
const PAGE_BYTES: usize = 4096;

/// A file that grows by lines. Only its end can be torn: a last line that has no end, or zeros, was
/// being written when the power went, nobody was told of it, and it is cut off at opening.
///
/// The zeros: a file system may note the new length before the data is there. It is synced page by
/// page, so they reach to the end; zeros before good lines are damage.
#[derive(Debug)]
pub(crate) struct Lines {
    path: PathBuf,
    file: File,
    bytes: usize,
}

impl Lines {
    /// Opens the file, or makes an empty one, readable by the owner alone; also returns its
    /// whole lines. A last line without an end is torn if it has at most `line_bytes`, and
    /// has lost its end to damage if it has more: give the length of every line, without its
    /// end, or `usize::MAX`.
    pub(crate) fn open(path: &Path, line_bytes: usize) -> Result<(Self, Vec<String>), Error> {
        let is_new = !path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path)
            .map_err(Error::io("open", path))?;
        if is_new {
            sync_folder(parent(path))?;
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(Error::io("read", path))?;
        let (whole, lines) = whole_lines(&content, line_bytes)
            .map_err(|line| Error::Line { path: path.to_owned(), line })?;
        let lines_file = Self { path: path.to_owned(), file, bytes: whole };
        if whole < content.len() {
            tracing::warn!(path = %path.display(), "the last line was torn and is cut off");
            lines_file.cut(whole as u64)?;
        }
        Ok((lines_file, lines))
    }

    fn cut(&self, bytes: u64) -> Result<(), Error> {
        self.file.set_len(bytes).map_err(Error::io("cut", &self.path))?;
        self.file.sync_all().map_err(Error::io("sync", &self.path))
    }

    /// Appends `text`, which ends with a newline, durably.
    pub(crate) fn append(&mut self, text: &str) -> Result<(), Error> {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let left_in_page = PAGE_BYTES - self.bytes % PAGE_BYTES;
            let (piece, later) = rest.split_at(left_in_page.min(rest.len()));
            self.file.write_all(piece).map_err(Error::io("write", &self.path))?;
            durable::sync(&self.file).map_err(Error::io("sync", &self.path))?;
            self.bytes += piece.len();
            rest = later;
        }
        Ok(())
    }

    /// Takes the file for this process, until it is dropped.
    pub(crate) fn lock(&self) -> Result<(), Error> {
        match self.file.try_lock() {
            Ok(()) => Ok(()),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { path: self.path.clone() }),
            Err(fs::TryLockError::Error(source)) => Err(Error::io("lock", &self.path)(source)),
        }
    }
}

/// The whole lines of `content`, and how many bytes they have; or the number of the damaged one.
fn whole_lines(content: &[u8], line_bytes: usize) -> Result<(usize, Vec<String>), usize> {
    let written = content.iter().rposition(|byte| *byte != 0).map_or(0, |end| end + 1);
    let content = &content[..written];
    let whole = content.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut lines = Vec::new();
    for (index, line) in content[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = std::str::from_utf8(&line[..line.len() - 1]).map_err(|_| index + 1)?;
        lines.push(text.to_owned());
    }
    if written - whole > line_bytes { Err(lines.len() + 1) } else { Ok((whole, lines)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_lines_or_refused(
            content in prop_oneof![any::<Vec<u8>>(), "([a-z]{0,3}(\n|\0)){0,5}[a-z\0]{0,5}"
                .prop_map(String::into_bytes)],
            line_bytes in 0usize..20,
        ) {
            if let Ok((whole, lines)) = whole_lines(&content, line_bytes) {
                let cut_and_gone_on = [&content[..whole], b"next\n"].concat();
                let (_, again) = whole_lines(&cut_and_gone_on, line_bytes).unwrap();
                prop_assert_eq!(again, [lines, vec!["next".to_owned()]].concat());
            }
        }
    }
}
