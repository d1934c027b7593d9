//! A broker of our own: finds nats-server, runs it as a child, and ends with it.
//!
//! On disk, under the folder it is given: `nats.conf` (written anew at each start), `jetstream/`
//! (the streams), `nats-server.log`, and a ports file while it runs.

mod child;
mod find;
mod settings;

use std::path::{Path, PathBuf};
use std::process::ExitStatus;

pub use child::Server;
pub use find::{Version, find, version};
pub use settings::Options;

/// The oldest nats-server that does what this crate needs.
pub const VERSION_MIN: Version = Version { major: 2, minor: 10, patch: 0 };

/// Why there is no broker.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none on this machine.
    #[error(
        "no nats-server: looked at $GONGJIAN_NATS_SERVER, .local/bin above the current folder and \
         beside this program, and $PATH: run deploy/test, which fetches one"
    )]
    NotFound,
    /// `GONGJIAN_NATS_SERVER` names something that is no file.
    #[error("GONGJIAN_NATS_SERVER names {}, which is no file", path.display())]
    NoFile { path: PathBuf },
    /// It does not say which version it is.
    #[error("{} does not tell its version: {answer:?}", path.display())]
    NoVersion { path: PathBuf, answer: String },
    /// It is too old: it would silently ignore what it does not know.
    #[error("{} is version {found}, at least {VERSION_MIN} is needed", path.display())]
    TooOld { path: PathBuf, found: Version },
    /// A file or a process could not be handled.
    #[error("{operation} {}", path.display())]
    Io { operation: &'static str, path: PathBuf, source: std::io::Error },
    /// It ended before it was ready.
    #[error("nats-server ended with {status}; its last words: {log}")]
    Ended { status: ExitStatus, log: String },
    /// It was not ready in time.
    #[error("nats-server was not ready within {seconds} s; its last words: {log}")]
    NotReady { seconds: u64, log: String },
    /// It could not be told to end.
    #[error("signalling nats-server")]
    Signal { source: nix::Error },
    /// The thread that keeps it is gone.
    #[error("the keeper of nats-server is gone")]
    KeeperGone,
}

/// Names the operation and the file of an I/O error.
fn io(operation: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Io { operation, path: path.to_owned(), source }
}
