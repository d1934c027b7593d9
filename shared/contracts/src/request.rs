//! Requests and the subjects they are sent to.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, de::DeserializeOwned};
use values::Uuid;

/// The body of a command: a request to change something.
pub trait Command: Serialize + DeserializeOwned + Send + 'static {
    /// `cmd.<service>.<aggregate>.<verb>`.
    const SUBJECT: &'static str;
}

/// The body of a query: a question about what is.
pub trait Query: Serialize + DeserializeOwned + Send + 'static {
    /// `qry.<service>.<question>`.
    const SUBJECT: &'static str;
    /// What comes back.
    type Answer: Serialize + DeserializeOwned + Send + 'static;
}

/// The version of an aggregate that somebody has before them who asks to change it: when it has
/// another one by now, nothing is changed. On the way it is `<id>/<version>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub aggregate: Uuid,
    /// How many events it has had.
    pub version: u64,
}

/// A text that names no version of an aggregate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no version of an aggregate")]
pub struct NothingSeen;

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.aggregate, self.version)
    }
}

impl FromStr for Seen {
    type Err = NothingSeen;

    fn from_str(text: &str) -> Result<Self, NothingSeen> {
        let (aggregate, version) = text.split_once('/').ok_or(NothingSeen)?;
        let aggregate = aggregate.parse().map_err(|_| NothingSeen)?;
        Ok(Self { aggregate, version: version.parse().map_err(|_| NothingSeen)? })
    }
}

/// Ties bodies of commands to their subjects.
macro_rules! commands {
    ($($body:ty => $subject:literal),+ $(,)?) => {$(
        impl $crate::Command for $body {
            const SUBJECT: &'static str = $subject;
        }
    )+};
}

/// Ties bodies of queries to their subjects and answers.
macro_rules! queries {
    ($($body:ty => $subject:literal -> $answer:ty),+ $(,)?) => {$(
        impl $crate::Query for $body {
            const SUBJECT: &'static str = $subject;
            type Answer = $answer;
        }
    )+};
}

pub(crate) use {commands, queries};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_reads_back() {
        let seen = Seen { aggregate: Uuid::from_u128(7), version: 12 };
        assert_eq!(seen.to_string().parse(), Ok(seen));
        for wrong in ["", "7/12", "00000000-0000-0000-0000-000000000007/-1"] {
            assert_eq!(wrong.parse::<Seen>(), Err(NothingSeen), "{wrong}");
        }
    }
}
