//! Where nats-server is, and which one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Error, VERSION_MIN, io};

const PROGRAM: &str = "nats-server";
const VARIABLE: &str = "GONGJIAN_NATS_SERVER";
const LOCAL: &str = ".local/bin/nats-server";

/// The version of a nats-server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// 2, since 2019.
    pub major: u32,
    /// New abilities.
    pub minor: u32,
    /// Mended faults.
    pub patch: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Finds nats-server: what `GONGJIAN_NATS_SERVER` names; else `.local/bin/nats-server` in the
/// current folder or one above it; else beside this program or above that; else on the `PATH`.
pub fn find() -> Result<PathBuf, Error> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        let path = PathBuf::from(named);
        return if path.is_file() { Ok(path) } else { Err(Error::NoFile { path }) };
    }
    let here = std::env::current_dir().ok();
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent);
    let above = |folder: Option<&Path>| folder.and_then(local_above);
    above(here.as_deref())
        .or_else(|| beside.map(|folder| folder.join(PROGRAM)).filter(|path| path.is_file()))
        .or_else(|| above(beside))
        .or_else(on_path)
        .ok_or(Error::NotFound)
}

fn local_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(LOCAL)).find(|path| path.is_file())
}

fn on_path() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(PROGRAM)).find(|path| path.is_file())
}

/// Asks the nats-server at `path` for its version; too old a one is an error.
pub fn version(path: &Path) -> Result<Version, Error> {
    let output = Command::new(path).arg("--version").output().map_err(io("running", path))?;
    let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let Some(found) = parse(&answer) else {
        return Err(Error::NoVersion { path: path.to_owned(), answer });
    };
    if found < VERSION_MIN {
        return Err(Error::TooOld { path: path.to_owned(), found });
    }
    Ok(found)
}

/// The version in `nats-server: v2.15.1`; what follows the numbers, as in `-RC.2`, says nothing.
fn parse(answer: &str) -> Option<Version> {
    let (_, numbers) = answer.rsplit_once('v')?;
    let mut parts = numbers.split(['.', '-', '+']).map(|part| part.parse().ok());
    let mut next = || parts.next().flatten();
    Some(Version { major: next()?, minor: next()?, patch: next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_ordered() {
        let read = |text| parse(text).map(|version| version.to_string());
        assert_eq!(read("nats-server: v2.15.1"), Some("2.15.1".into()));
        assert_eq!(read("nats-server: v2.11.0-RC.2"), Some("2.11.0".into()));
        assert_eq!(read("nats-server: v2.x"), None);
        assert_eq!(read(""), None);
        assert!(parse("v2.9.10").unwrap() < VERSION_MIN);
        assert!(parse("v2.10.0").unwrap() >= VERSION_MIN);
    }

    #[cfg(unix)]
    #[test]
    fn an_old_server_is_refused_by_its_version() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nats-server");
        std::fs::write(&path, "#!/bin/sh\necho nats-server: v2.9.10\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let error = version(&path).unwrap_err();
        assert!(error.to_string().ends_with("is version 2.9.10, at least 2.10.0 is needed"));
    }
}
