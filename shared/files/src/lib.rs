//! Files kept under the digest of their content: attachments 附件, pictures, imported lists,
//! issued documents. An event names them by the digest, so it also says what was in them.
//!
//! On disk: one folder with one file for each digest.
//!
//! Beside that: a single file replaced whole ([`replace`]).
//!
//! What it promises:
//!
//! - a file is there whole or not at all, and on stable storage before its digest is told;
//! - the same content is kept once, and nowhere any more once it is removed;
//! - what is no longer what its digest says is an error, and never handed out.

mod sealed;

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use values::Hash;

pub use sealed::FileKey;

/// How many bytes are looked at at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The files of one folder.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

/// Why a file was not kept or not handed out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk did not do it.
    #[error("cannot {doing} {path}")]
    Disk {
        /// `keep`, `read`, `remove` or `replace`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The content is no longer what its digest says.
    #[error("{path} is not what it was")]
    Altered {
        /// The file.
        path: PathBuf,
    },
}

impl Files {
    /// The files in `folder`, which is made with the first of them.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Keeps `content`; hands back under which digest.
    ///
    /// # Errors
    /// When the disk does not take it: then it is not there.
    pub fn keep(&self, content: &[u8]) -> Result<Hash, Error> {
        let digest = Hash::of(content);
        let path = self.path(digest);
        if !path.exists() {
            self.write(&path, content).map_err(|source| Error::Disk {
                doing: "keep",
                path,
                source,
            })?;
        }
        Ok(digest)
    }

    /// Keeps what `write` puts into a file, so that it is never held whole; hands back under which
    /// digest, and how many bytes it has.
    ///
    /// # Errors
    /// When `write` fails or the disk does not take it: then it is not there.
    pub fn keep_written<E: From<Error>>(
        &self,
        write: impl FnOnce(&mut File) -> Result<(), E>,
    ) -> Result<(Hash, u64), E> {
        let failed = |path: &Path, source| Error::Disk { doing: "keep", path: path.into(), source };
        let folder = self.folder.as_path();
        let mut file = self.begun().map_err(|source| failed(folder, source))?;
        write(file.as_file_mut())?;
        let (digest, bytes) =
            looked_through(file.as_file_mut()).map_err(|source| failed(file.path(), source))?;
        let path = self.path(digest);
        if !path.exists() {
            finished(file, &path).map_err(|source| failed(&path, source))?;
        }
        Ok((digest, bytes))
    }

    /// What is kept under `digest`, to be read a piece at a time; nothing where there is no such
    /// file. It is looked through before.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it was.
    pub fn open(&self, digest: Hash) -> Result<Option<File>, Error> {
        let path = self.path(digest);
        let found = File::open(&path).and_then(|mut file| {
            let (is, _) = looked_through(&mut file)?;
            Ok((is, file))
        });
        match found {
            Ok((is, file)) if is == digest => Ok(Some(file)),
            Ok(_) => Err(Error::Altered { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Disk { doing: "read", path, source }),
        }
    }

    /// What is kept under `digest`; nothing where there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it was.
    pub fn read(&self, digest: Hash) -> Result<Option<Vec<u8>>, Error> {
        let path = self.path(digest);
        match fs::read(&path) {
            Ok(content) if Hash::of(&content) == digest => Ok(Some(content)),
            Ok(_) => Err(Error::Altered { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Disk { doing: "read", path, source }),
        }
    }

    /// Nothing is kept under `digest` any more, for whomever it was kept; nothing where there is no
    /// such file. Only what the law says must go goes so.
    ///
    /// # Errors
    /// When the disk does not do it: then it may be there.
    pub fn remove(&self, digest: Hash) -> Result<(), Error> {
        let path = self.path(digest);
        let removed = match fs::remove_file(&path) {
            Ok(()) => File::open(&self.folder).and_then(|folder| folder.sync_all()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        removed.map_err(|source| Error::Disk { doing: "remove", path, source })
    }

    fn path(&self, digest: Hash) -> PathBuf {
        self.folder.join(digest.to_string())
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = self.begun()?;
        file.write_all(content)?;
        finished(file, path)
    }

    /// A file that is gone again unless it is finished.
    fn begun(&self) -> io::Result<NamedTempFile> {
        fs::create_dir_all(&self.folder)?;
        NamedTempFile::new_in(&self.folder)
    }
}

/// Puts `content` in the place of the file at `path`: it is the old one or the new one, whole, also
/// after a power cut. Only its owner may read it.
///
/// # Errors
/// When the disk does not take it: then the old one is there.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    let written = || {
        let mut file = NamedTempFile::new_in(folder_of(path))?;
        file.write_all(content)?;
        finished(file, path)
    };
    written().map_err(|source| Error::Disk { doing: "replace", path: path.into(), source })
}

/// On stable storage, under its name.
fn finished(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// The digest of a file from its beginning, and how many bytes it has; back at its beginning.
fn looked_through(file: &mut File) -> io::Result<(Hash, u64)> {
    file.rewind()?;
    let (mut digest, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE_BYTES]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
        bytes += read as u64;
    }
    file.rewind()?;
    Ok((Hash(digest.finalize().into()), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_and_read_by_its_digest() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path().join("files"));
        let digest = files.keep(b"1,2").unwrap();
        assert_eq!(files.keep(b"1,2").unwrap(), digest);
        assert_eq!(digest, Hash::of(b"1,2"));
        assert_eq!(files.read(digest).unwrap().as_deref(), Some(&b"1,2"[..]));
        assert_eq!(fs::read_dir(folder.path().join("files")).unwrap().count(), 1);
        assert_eq!(files.read(Hash::of(b"another")).unwrap(), None);
    }

    #[test]
    fn what_is_written_in_pieces_is_kept_like_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path().join("files"));
        let in_pieces = |file: &mut File| {
            file.write_all(b"1,")?;
            file.write_all(b"2")
        };
        let kept = || {
            files.keep_written(|file| {
                in_pieces(file).map_err(|source| {
                    let path = PathBuf::new();
                    Error::Disk { doing: "keep", path, source }
                })
            })
        };
        assert_eq!(kept().unwrap(), (Hash::of(b"1,2"), 3));
        assert_eq!(kept().unwrap(), (Hash::of(b"1,2"), 3));
        assert_eq!(fs::read_dir(folder.path().join("files")).unwrap().count(), 1);
        let mut content = Vec::new();
        let mut file = files.open(Hash::of(b"1,2")).unwrap().unwrap();
        file.read_to_end(&mut content).unwrap();
        assert_eq!(content, b"1,2");
        assert!(files.open(Hash::of(b"another")).unwrap().is_none());
    }

    #[test]
    fn what_could_not_be_written_to_its_end_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let broken = || Error::Altered { path: PathBuf::new() };
        let failed = files.keep_written(|file| {
            file.write_all(b"1,").map_err(|_| broken())?;
            Err(broken())
        });
        assert!(matches!(failed, Err(Error::Altered { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_removed_is_gone_however_often_it_was_kept_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path().join("files"));
        files.remove(Hash::of(b"1")).unwrap();
        let gone = files.keep(b"1").unwrap();
        assert_eq!(files.keep(b"1").unwrap(), gone);
        let stays = files.keep(b"2").unwrap();
        files.remove(gone).unwrap();
        files.remove(gone).unwrap();
        assert_eq!((files.read(gone).unwrap(), files.open(gone).unwrap().is_none()), (None, true));
        assert_eq!(files.read(stays).unwrap().as_deref(), Some(&b"2"[..]));
    }

    #[test]
    fn a_file_is_replaced_whole_or_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        replace(&path, b"old").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let in_the_way = folder.path().join("folder");
        fs::create_dir(&in_the_way).unwrap();
        let failed = replace(&in_the_way, b"new");
        assert!(matches!(failed, Err(Error::Disk { doing: "replace", .. })), "{failed:?}");
        assert!(in_the_way.is_dir());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
        assert!(replace(&folder.path().join("none/model"), b"new").is_err());
    }

    #[test]
    fn what_was_altered_is_never_handed_out() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let digest = files.keep(b"1,2").unwrap();
        fs::write(folder.path().join(digest.to_string()), b"1,3").unwrap();
        assert!(matches!(files.read(digest), Err(Error::Altered { .. })));
        assert!(matches!(files.open(digest), Err(Error::Altered { .. })));
    }

    #[test]
    fn what_the_disk_does_not_take_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("files");
        fs::write(&in_the_way, b"no folder").unwrap();
        let files = Files::in_folder(in_the_way);
        assert!(matches!(files.keep(b"1"), Err(Error::Disk { doing: "keep", .. })));
    }
}
