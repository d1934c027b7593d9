//! What a handler knows of a request before its body: who asks, under which id, from where on.

use axum::RequestExt;
use axum::body::{Bytes, HttpBody};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequest, RawPathParams, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use bus::Headers;
use contracts::{Actor, Position};
use values::{CommandId, Uuid, ids};

use crate::limits::{BODY_BYTES_MAX, BODY_SECONDS_MAX};
use crate::problem::{FieldError, Problem};
use crate::residents::{self, OfCode};

/// The id of a command: told with every answer, taken to send it again.
pub(crate) const COMMAND: &str = "gongjian-command";
/// The caller's own name for a command.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The position from which on the answer is wanted.
pub(crate) const WAIT_FOR: &str = "gongjian-wait-for";
/// The version of what is before whoever asks for a change of it.
pub(crate) const IF_MATCH: &str = "if-match";

const TRACEPARENT: &str = "traceparent";
const KEY_BYTES_MAX: usize = 200;
const TOKEN_BYTES_MAX: usize = 200;

/// The id of a request, as in `x-request-id`.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// The token of a request.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let fits = scheme.eq_ignore_ascii_case("bearer") && token.len() <= TOKEN_BYTES_MAX;
    fits.then_some(token)
}

/// Who asks, as the rule of the route found out.
pub(crate) fn actor(request: &Request) -> Result<Actor, Problem> {
    request.extensions().get::<Actor>().cloned().ok_or_else(Problem::unauthenticated)
}

/// Under which id a command is sent: the one it was sent with before, the one its key stands for,
/// or a new one.
pub(crate) fn command_id(headers: &HeaderMap, actor: &Actor) -> Result<CommandId, Problem> {
    let again = text(headers, COMMAND, |text| {
        let id = Uuid::parse_str(text).ok()?;
        matches!(id.get_version_num(), 7 | 8).then_some(CommandId(id))
    })?;
    let keyed = text(headers, IDEMPOTENCY_KEY, |key| {
        let fits = (1..=KEY_BYTES_MAX).contains(&key.len());
        let person = actor.person()?;
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        (fits && visible).then(|| CommandId(ids::of_text("key", &format!("{person} {key}"))))
    })?;
    match (again, keyed) {
        (Some(again), Some(keyed)) if again != keyed => Err(Problem::unreadable_parameter(COMMAND)),
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => Ok(runtime::fresh_command()),
    }
}

/// The position that the header asks for.
pub(crate) fn wait_for(headers: &HeaderMap) -> Result<Option<Position>, Problem> {
    text(headers, WAIT_FOR, |text| text.parse().ok())
}

/// The version that a change is meant for. There is one of each, so only one can be named.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    text(headers, IF_MATCH, |tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok())
}

/// A version, as the tag of an answer.
pub(crate) fn tag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("a number between quotes is ASCII")
}

fn text<T>(
    headers: &HeaderMap,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let value = value.to_str().ok().and_then(read);
    value.map(Some).ok_or_else(|| Problem::unreadable_parameter(name))
}

/// What travels on to the service beside the body.
pub(crate) fn onward(request: &Request, actor: Actor) -> Headers {
    let id = request.extensions().get::<RequestId>();
    let traceparent = request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok());
    Headers {
        correlation: id.and_then(|RequestId(id)| Uuid::parse_str(id).ok()),
        traceparent: traceparent.map(str::to_owned),
        ..Headers::by(actor)
    }
}

/// The ids in the path; none when the path has none.
pub(crate) async fn path(request: &mut Request) -> Result<Option<RawPathParams>, Problem> {
    match request.extract_parts::<RawPathParams>().await {
        Ok(params) => Ok(Some(params)),
        Err(RawPathParamsRejection::MissingPathParams(_)) => Ok(None),
        Err(_) => Err(Problem::no_route()),
    }
}

/// The field that follows from the code of a request, and the need it names.
pub(crate) fn of_code(request: &Request) -> Option<(&'static str, String)> {
    let OfCode(need) = request.extensions().get()?;
    Some((residents::NEED, need.to_string()))
}

/// The body, whole, in time, within its limit, and JSON by its own word.
pub(crate) async fn body(request: Request) -> Result<Bytes, Problem> {
    let is_json = is_json(request.headers());
    // Known from its length before any of it is read; without one it is counted while it comes.
    if request.body().size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(Problem::body_too_large(BODY_BYTES_MAX));
    }
    let read = tokio::time::timeout(BODY_SECONDS_MAX, Bytes::from_request(request, &())).await;
    let body =
        read.map_err(|_| Problem::body_slow())?.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::body_too_large(BODY_BYTES_MAX),
            _ => Problem::body_broken(),
        })?;
    if body.is_empty() || is_json { Ok(body) } else { Err(Problem::wrong_content_type()) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(kind)) = headers.get(CONTENT_TYPE).map(|value| value.to_str()) else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// No parameter is left that nobody reads.
pub(crate) fn nothing_left(texts: &crate::reading::Texts<'_>) -> Result<(), Problem> {
    let Some((name, _)) = texts.first() else { return Ok(()) };
    let message = format!("unknown field `{name}`");
    Err(Problem::unreadable(vec![FieldError::new("", &message)]))
}
