//! The head mark: a small file beside the log that says how far the log surely went.
//!
//! It is written after the commits it names are on stable storage, so it never leads; and at most
//! once a second, so it may lag. Without it, a log that was cut short at a commit's end, or an
//! older copy of one, would look like a whole one.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use values::Hash;

use crate::{Error, Head, files};

/// How long the mark may lag behind the log.
const LAG_MAX: Duration = Duration::from_secs(1);

/// Writes the head mark of one log.
#[derive(Debug)]
pub(crate) struct Mark {
    path: PathBuf,
    written: Option<Head>,
    due: Instant,
}

impl Mark {
    /// Reads the mark at `path`, if there is one.
    pub(crate) fn open(path: PathBuf) -> Result<Self, Error> {
        let written = read(&path)?;
        Ok(Self { path, written, due: Instant::now() })
    }

    /// What the mark on disk says.
    pub(crate) fn written(&self) -> Option<Head> {
        self.written
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the mark if it is time to. `head` is on stable storage.
    pub(crate) fn advance(&mut self, head: Head) -> Result<(), Error> {
        if Instant::now() < self.due { Ok(()) } else { self.write(head) }
    }

    /// Writes the mark now, unless it says so already.
    pub(crate) fn write(&mut self, head: Head) -> Result<(), Error> {
        if self.written == Some(head) {
            return Ok(());
        }
        let body = format!("{} {}", head.position, head.hash);
        let check = Hash::of(body.as_bytes());
        files::replace(&self.path, format!("{body} {check}\n").as_bytes())?;
        self.written = Some(head);
        self.due = Instant::now() + LAG_MAX;
        Ok(())
    }
}

/// One line: position, hash, and a checksum of the two.
fn read(path: &Path) -> Result<Option<Head>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => String::new(),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    let head = parse(&text).ok_or_else(|| Error::MarkUnreadable { path: path.to_owned() })?;
    Ok(Some(head))
}

fn parse(text: &str) -> Option<Head> {
    let (body, check) = text.strip_suffix('\n')?.rsplit_once(' ')?;
    if check.parse() != Ok(Hash::of(body.as_bytes())) {
        return None;
    }
    let (position, hash) = body.split_once(' ')?;
    Some(Head { position: position.parse().ok()?, hash: hash.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_a_mark_or_none(text: String, body in "([0-9]{0,21} [0-9a-f]{0,66}|\\PC*)") {
            parse(&text);
            let checked = format!("{body} {}\n", Hash::of(body.as_bytes()));
            if let Some(head) = parse(&checked) {
                prop_assert!(body.ends_with(&head.hash.to_string()));
            }
        }
    }
}
