//! What comes back for a command or a query.

use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};
use values::Uuid;

use crate::{
    Position, evaluation, matching, needs, notices, projects, registry, reporting, resources,
};

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply<T> {
    /// Done, and on stable storage.
    Done(T),
    /// A rule of the domain is against it.
    Rejected(Rejection),
    /// It could not be judged.
    Failed(Failure),
}

/// What a command changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// The position in the service's log from which a reader sees the change.
    pub position: Position,
    /// The aggregates it changed; none when it was already so.
    pub changed: Vec<Changed>,
}

/// An aggregate that a command changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed {
    /// The kind of aggregate: `offer`, `claim`.
    pub aggregate: String,
    pub id: Uuid,
    pub version: u64,
}

/// Why a request could not be judged: nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Failure {
    /// No such subject.
    #[error("no such subject: {subject}")]
    UnknownSubject { subject: String },
    /// The body is not what the subject takes.
    #[error("unreadable at {path:?}: {detail}")]
    Unreadable {
        /// Where in the body, `amount.quantity`; empty for the whole.
        path: String,
        detail: String,
    },
    /// The body is over its limit.
    #[error("{bytes} bytes, at most {max} are allowed")]
    TooLarge { bytes: usize, max: usize },
    /// The service's channel is full, it drains, or it cannot be reached. Send it again, with the
    /// same command id.
    #[error("busy: send it again with the same id")]
    Busy,
    /// This command id was used for another request, or by another actor.
    #[error("this command id stands for another request")]
    CommandReused,
    /// Whoever asked had another version of it before them.
    #[error("changed since: it is at version {version} by now")]
    ChangedSince { version: u64 },
    /// The actor may not ask this of any service.
    #[error("not allowed")]
    NotAuthorised,
    /// The disk is nearly full: what is there can be read, nothing new is taken. Send it again when
    /// there is room.
    #[error("the disk is full: nothing new is taken")]
    StorageFull,
    /// One command would change more than fits in one commit.
    #[error("too much for one command: {bytes} bytes, at most {max} fit")]
    TooMuch { bytes: usize, max: usize },
    /// A programming error; it is in the service's log.
    #[error("internal error")]
    Internal,
}

macro_rules! rejections {
    ($($variant:ident($reason:ty)),+ $(,)?) => {
        /// The reason why a command cannot be, with the aggregate whose rule it is. On the wire
        /// `{"aggregate": "offer", "code": "too_little_left", "left": 2}`;
        /// `offer.too_little_left` is its stable code.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "aggregate", rename_all = "snake_case")]
        pub enum Rejection {
            $(#[doc = concat!("By the rules of `", stringify!($variant), "`.")] $variant($reason)),+
        }

        $(impl From<$reason> for Rejection {
            fn from(reason: $reason) -> Self {
                Rejection::$variant(reason)
            }
        })+
    };
}

rejections! {
    Organisation(registry::organisation::Rejection),
    Person(registry::person::Rejection),
    CheckIn(registry::check_in::Rejection),
    Excuse(registry::excuse::Rejection),
    Pair(registry::pair::Rejection),
    Area(registry::area::Rejection),
    Calendar(registry::calendar::Rejection),
    Import(registry::import::Rejection),
    SavedViews(registry::saved_views::Rejection),
    Seat(registry::seat::Rejection),
    Taxonomy(registry::taxonomy::Rejection),
    Account(registry::account::Rejection),
    Offer(resources::offer::Rejection),
    Need(needs::need::Rejection),
    Family(needs::family::Rejection),
    Admission(needs::admission::Rejection),
    WishCap(needs::wish_cap::Rejection),
    Handling(needs::handling::Rejection),
    Hotline(needs::hotline::Rejection),
    Limits(needs::limits::Rejection),
    Claim(projects::claim::Rejection),
    Agreement(projects::agreement::Rejection),
    Project(projects::project::Rejection),
    Record(projects::record::Rejection),
    Activity(projects::activity::Rejection),
    Tender(projects::tender::Rejection),
    Roll(projects::roll::Rejection),
    Occasion(evaluation::occasion::Rejection),
    Posting(evaluation::posting::Rejection),
    Reward(evaluation::reward::Rejection),
    Rules(evaluation::rules::Rejection),
    Fact(evaluation::fact::Rejection),
    Leave(evaluation::leave::Rejection),
    Objection(evaluation::objection::Rejection),
    Star(evaluation::star::Rejection),
    Recognition(evaluation::recognition::Rejection),
    Hearing(evaluation::hearing::Rejection),
    Plan(matching::plan::Rejection),
    Quota(matching::quota::Rejection),
    Report(reporting::report::Rejection),
    Job(reporting::job::Rejection),
    Notice(notices::notice::Rejection),
    Channel(notices::channel::Rejection),
}

impl From<std::convert::Infallible> for Rejection {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl Rejection {
    /// The stable code, `offer.too_little_left`.
    pub fn code(&self) -> String {
        let wire = serde_json::to_value(self).expect("a rejection has only plain fields");
        let part = |name: &str| wire[name].as_str().unwrap_or_default().to_owned();
        format!("{}.{}", part("aggregate"), part("code"))
    }

    /// Every kind of aggregate whose rules may be against something.
    pub fn aggregates() -> &'static [&'static str] {
        Self::expected("")
    }

    /// Every reason by the rules of `aggregate`, as the second part of its stable code; none where
    /// there are no such rules, or they are against nothing.
    pub fn reasons(aggregate: &str) -> &'static [&'static str] {
        if Self::aggregates().contains(&aggregate) { Self::expected(aggregate) } else { &[] }
    }

    /// The names that would be read where there is an unknown one: the derived reader knows them
    /// all, so nobody has to list them once more.
    fn expected(aggregate: &str) -> &'static [&'static str] {
        let said = [("aggregate", aggregate), ("code", "")];
        match Self::deserialize(MapDeserializer::new(said.into_iter())) {
            Err(Expected(names)) => names,
            Ok(_) => unreachable!("no reason is without a name"),
        }
    }
}

/// An error of reading that remembers which names there are.
#[derive(Debug, thiserror::Error)]
#[error("expected one of {0:?}")]
struct Expected(&'static [&'static str]);

impl serde::de::Error for Expected {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(&[])
    }

    fn unknown_variant(_: &str, names: &'static [&'static str]) -> Self {
        Self(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_reasons_of_an_aggregate_are_known_by_name() {
        assert!(Rejection::aggregates().contains(&"check_in"));
        assert!(Rejection::reasons("offer").contains(&"too_many_at_once"));
        assert!(Rejection::reasons("area").contains(&"not_authorised"));
        assert_eq!(Rejection::reasons("weather"), [""; 0]);
        let nameless: Vec<_> = Rejection::aggregates()
            .iter()
            .filter(|aggregate| Rejection::reasons(aggregate).is_empty())
            .collect();
        assert_eq!(nameless, [&""; 0]);
    }
}
