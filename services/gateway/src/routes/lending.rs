//! What a token of another system must be allowed, to use a route.

use contracts::registry::token::{Access, Part, Scope};
use contracts::subjects;
use utoipa::openapi::path::HttpMethod;

/// Whether a route is open to tokens that accounts have issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lending {
    /// To none.
    Never,
    /// To those with this scope.
    Within(Scope),
    /// To those that may read the service named in the path.
    InPath,
    /// To all.
    Always,
}

impl Lending {
    /// What follows from the operation's id, which begins with the subject it is sent to.
    pub(super) fn of(id: &str, method: &HttpMethod) -> Self {
        let part = match id.split_once(' ') {
            Some(("file", _)) => Some(Part::Files),
            _ => subjects::service_of(id).and_then(part),
        };
        let access = if *method == HttpMethod::Get { Access::Read } else { Access::Write };
        part.map_or(Self::Never, |part| Self::Within(Scope { part, access }))
    }
}

/// The part that is the lists of `service`.
pub(crate) fn part(service: &str) -> Option<Part> {
    Part::ALL.into_iter().find(|part| part.names().0 == service)
}
