//! Files kept under the digest of their content: attachments 附件, pictures, imported lists,
//! issued documents. An event names them by the digest, so it also says what was in them.
//!
//! On disk: one folder with one file for each digest.
//!
//! What it promises:
//!
//! - a file is there whole or not at all, and on stable storage before its digest is told;
//! - the same content is kept once;
//! - what is no longer what its digest says is an error, and never handed out.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;

use values::Hash;

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
        /// `keep` or `read`.
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

    fn path(&self, digest: Hash) -> PathBuf {
        self.folder.join(digest.to_string())
    }

    fn write(&self, path: &PathBuf, content: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        File::open(&self.folder)?.sync_all()
    }
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
    fn what_was_altered_is_never_handed_out() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let digest = files.keep(b"1,2").unwrap();
        fs::write(folder.path().join(digest.to_string()), b"1,3").unwrap();
        assert!(matches!(files.read(digest), Err(Error::Altered { .. })));
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
