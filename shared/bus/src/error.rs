//! What can go wrong on the way. What the other side answered is not here: that is a reply.

use std::path::PathBuf;

use contracts::Position;

use crate::Difference;

/// The source of an error that another library reported.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why something on the bus did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No broker answered within the bound.
    #[error("connecting to {url}")]
    Connect { url: String, source: Source },
    /// The file with the seed of this client's key.
    #[error("reading the key seed {}", path.display())]
    Seed { path: PathBuf, source: std::io::Error },
    /// Nobody serves this subject at the moment.
    #[error("nobody answers {subject}")]
    NoResponders { subject: String },
    /// No reply within the time. Whether it was done is not known.
    #[error("no reply from {subject} within {milliseconds} ms")]
    Timeout { subject: String, milliseconds: u128 },
    /// There is no connection to the broker, or it broke before the reply came: then it is not
    /// known whether it was done.
    #[error("not connected to the broker")]
    Disconnected,
    /// The message is over the broker's limit, or its subject is none.
    #[error("sending to {subject}")]
    Send { subject: String, source: Source },
    /// Taking the requests of a service.
    #[error("serving {service}")]
    Serve { service: String, source: Source },
    /// Something about a stream.
    #[error("{operation} of stream {stream}")]
    Stream { operation: &'static str, stream: String, source: Source },
    /// The service's own log could not be read.
    #[error("reading the log of {service} from position {position}")]
    Log { service: String, position: Position, source: Source },
    /// The log ends before a position that it said was acknowledged.
    #[error("the log of {service} holds no position {position} though it acknowledged it")]
    LogShort { service: String, position: Position },
    /// The mirror holds something else than the log, and nobody may replace it: stop writing.
    #[error("the mirror of {service} is not its log: {difference}")]
    Mirror { service: String, difference: Difference },
    /// The broker of our own.
    #[error("the broker")]
    Server(#[from] crate::server::Error),
}
