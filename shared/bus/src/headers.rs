//! What travels beside the body of a request.

use contracts::{Actor, Position, Seen};
use values::{CommandId, Uuid};

const COMMAND: &str = "Gongjian-Command";
const ACTOR: &str = "Gongjian-Actor";
const CORRELATION: &str = "Gongjian-Correlation";
const TRACEPARENT: &str = "traceparent";
const AT_LEAST: &str = "Gongjian-At-Least";
const SEEN: &str = "Gongjian-Seen";

/// A W3C trace context is 55 characters; later versions of it may add some.
const TRACEPARENT_BYTES_MAX: usize = 128;

/// What travels beside the body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// Which request this is; the same id again is the same request. Queries have none.
    pub command: Option<CommandId>,
    /// Who asks, as authenticated by whoever sends this.
    pub actor: Actor,
    /// What the outside world calls the conversation to which this belongs.
    pub correlation: Option<Uuid>,
    /// The W3C trace context, passed on as it came.
    pub traceparent: Option<String>,
    /// Answer from a state that contains this position of the service's log: so one reads one's
    /// own writes.
    pub at_least: Option<Position>,
    /// Change it only if it is still as whoever asks has seen it.
    pub seen: Option<Seen>,
}

/// What came beside the body of a request cannot be read, or does not say whom to answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadersError {
    /// Every request says who asks.
    #[error("header {name} is missing")]
    Missing { name: &'static str },
    /// It is there, and says nothing that could be meant.
    #[error("header {name} is unreadable: {detail}")]
    Unreadable { name: &'static str, detail: String },
    /// It says no inbox for its reply.
    #[error("there is no inbox for the reply")]
    NoInbox,
    /// Several requests that came as one message, and cannot be told apart.
    #[error("requests that came together cannot be read")]
    Together,
}

impl Headers {
    /// A request by `actor`, with nothing else said.
    pub fn by(actor: Actor) -> Self {
        Self {
            command: None,
            actor,
            correlation: None,
            traceparent: None,
            at_least: None,
            seen: None,
        }
    }

    /// A command `id` by `actor`.
    pub fn command(id: CommandId, actor: Actor) -> Self {
        Self { command: Some(id), ..Self::by(actor) }
    }

    /// Names and values, as they travel.
    pub(crate) fn encode(&self) -> Vec<(&'static str, String)> {
        let actor = serde_json::to_string(&self.actor).expect("an actor has text keys only");
        let mut pairs = vec![(ACTOR, actor)];
        let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        add(COMMAND, self.command.map(|id| id.to_string()));
        add(CORRELATION, self.correlation.map(|id| id.to_string()));
        add(TRACEPARENT, self.traceparent.clone().filter(|text| is_traceparent(text)));
        add(AT_LEAST, self.at_least.map(|position| position.to_string()));
        add(SEEN, self.seen.map(|seen| seen.to_string()));
        pairs
    }

    /// Reads what [`Headers::encode`] wrote; unknown headers are none of ours.
    pub(crate) fn decode<'h>(
        get: impl Fn(&'static str) -> Option<&'h str>,
    ) -> Result<Self, HeadersError> {
        let actor = get(ACTOR).ok_or(HeadersError::Missing { name: ACTOR })?;
        Ok(Self {
            command: read(COMMAND, get(COMMAND))?,
            actor: serde_json::from_str(actor).map_err(|error| unreadable(ACTOR, error))?,
            correlation: read(CORRELATION, get(CORRELATION))?,
            traceparent: get(TRACEPARENT).filter(|text| is_traceparent(text)).map(str::to_owned),
            at_least: read(AT_LEAST, get(AT_LEAST))?,
            seen: read(SEEN, get(SEEN))?,
        })
    }
}

/// A trace context that is none is dropped, not refused: nobody's command fails for a trace.
fn is_traceparent(text: &str) -> bool {
    text.len() <= TRACEPARENT_BYTES_MAX
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn read<T>(name: &'static str, text: Option<&str>) -> Result<Option<T>, HeadersError>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    text.map(|text| text.parse().map_err(|error| unreadable(name, error))).transpose()
}

fn unreadable(name: &'static str, error: impl std::fmt::Display) -> HeadersError {
    HeadersError::Unreadable { name, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use contracts::Role;
    use proptest::prelude::*;
    use values::{OrganisationId, PersonId};

    use super::*;

    fn decode(pairs: &[(&'static str, String)]) -> Result<Headers, HeadersError> {
        Headers::decode(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str()))
    }

    fn full() -> Headers {
        Headers {
            command: Some(CommandId(Uuid::from_u128(7))),
            actor: Actor::Person {
                person: PersonId(Uuid::from_u128(1)),
                organisation: OrganisationId(Uuid::from_u128(2)),
                role: Role::Liaison,
            },
            correlation: Some(Uuid::from_u128(3)),
            traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
            at_least: Some(42),
            seen: Some(Seen { aggregate: Uuid::from_u128(5), version: 6 }),
        }
    }

    #[test]
    fn headers_read_back_what_was_written() {
        for headers in [full(), Headers::by(Actor::System)] {
            assert_eq!(decode(&headers.encode()), Ok(headers));
        }
    }

    #[test]
    fn every_unreadable_header_is_named() {
        for name in [COMMAND, ACTOR, CORRELATION, AT_LEAST, SEEN] {
            let mut pairs = full().encode();
            pairs.iter_mut().find(|pair| pair.0 == name).unwrap().1 = "rubbish".into();
            match decode(&pairs) {
                Err(HeadersError::Unreadable { name: found, .. }) => assert_eq!(found, name),
                other => panic!("{name}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_request_without_an_actor_is_refused() {
        assert_eq!(decode(&[]), Err(HeadersError::Missing { name: ACTOR }));
    }

    #[test]
    fn a_trace_context_that_is_none_is_dropped() {
        let headers = Headers { traceparent: Some("x\r\ny".into()), ..full() };
        assert_eq!(decode(&headers.encode()).unwrap().traceparent, None);
    }

    proptest! {
        #[test]
        fn any_headers_are_read_or_refused(texts: [Option<String>; 6], actor: bool) {
            let names = [ACTOR, COMMAND, CORRELATION, TRACEPARENT, AT_LEAST, SEEN];
            let texts = names.into_iter().zip(texts);
            let mut pairs: Vec<_> =
                texts.filter_map(|(name, text)| Some((name, text?))).collect();
            if actor {
                pairs.insert(0, (ACTOR, r#""system""#.to_owned()));
            }
            if let Ok(headers) = decode(&pairs) {
                prop_assert_eq!(decode(&headers.encode()), Ok(headers));
            }
        }
    }
}
