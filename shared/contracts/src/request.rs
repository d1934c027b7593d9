//! Requests and the subjects they are sent to.

use serde::{Serialize, de::DeserializeOwned};

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
