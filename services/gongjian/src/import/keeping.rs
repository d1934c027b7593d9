//! Keeps an imported file under the hash of its content, so that every line can be traced back.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use values::Hash;

/// Writes `bytes` to `folder`, whole or not at all; what is there already is the same.
pub(super) fn keep(folder: &Path, hash: Hash, bytes: &[u8]) -> anyhow::Result<()> {
    let path = folder.join(hash.to_string());
    if path.exists() {
        return Ok(());
    }
    write(folder, &path, bytes).with_context(|| format!("无法保存原件 {}", path.display()))
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("files");
        let hash = Hash::of(b"1,2");
        keep(&files, hash, b"1,2").unwrap();
        keep(&files, hash, b"1,2").unwrap();
        assert_eq!(std::fs::read(files.join(hash.to_string())).unwrap(), b"1,2");
        assert_eq!(std::fs::read_dir(&files).unwrap().count(), 1);
    }
}
