//! Queries: read, sent, and the answer passed on as it came.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ETAG, LINK};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use bus::Headers;
use contracts::{Actor, History, NAMES_MAX, Place, Position, Query, Reply, SERVICES, subjects};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use values::Uuid;

use crate::commands::{ask, bytes, done, json, json_text};
use crate::exchange;
use crate::problem::Problem;
use crate::reading::{self, Texts};
use crate::state::Gateway;

/// The parameter that asks for an answer not older than a position.
pub(crate) const WAIT_FOR: &str = "wait_for";

/// How the requests of one operation are read as a question, and where that is asked.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    subject: &'static str,
    read: fn(&Texts<'_>) -> Result<Vec<u8>, Problem>,
}

impl Form {
    pub(crate) fn of<Q: Query>() -> Self {
        Self { subject: Q::SUBJECT, read: |texts| Ok(bytes(&reading::query::<Q>(texts)?)) }
    }
}

/// Asks the question that path and query make, and passes the answer on.
pub(crate) async fn answer(
    gateway: Gateway,
    request: Request,
    form: Form,
) -> Result<Response, Problem> {
    let uri = request.uri().clone();
    let answer = done(asked::<Box<RawValue>>(gateway, request, form).await?)?;
    let next = next(&answer).map(|cursor| link(&uri, cursor));
    let mut response = pass_on(answer)?;
    if let Some(next) = next {
        response.headers_mut().insert(LINK, next);
    }
    Ok(response)
}

/// The cursor of the next page, where the answer is a page of a list and not the last.
fn next(answer: &RawValue) -> Option<Place> {
    #[derive(Deserialize)]
    struct Paged {
        next: Option<Place>,
    }
    // Everything else is no page: of another form, or without a next one.
    let is_object = answer.get().starts_with('{');
    serde_json::from_str::<Paged>(answer.get()).ok().filter(|_| is_object)?.next
}

/// The address of the next page: the same question, behind the cursor.
pub(crate) fn link(uri: &Uri, cursor: impl Display) -> HeaderValue {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let places = ["cursor", "offset"];
    for (name, text) in reading::parameters(uri.query()) {
        if !places.contains(&name.as_ref()) {
            query.append_pair(&name, &text);
        }
    }
    query.append_pair("cursor", &cursor.to_string());
    let link = format!("<{}?{}>; rel=\"next\"", uri.path(), query.finish());
    HeaderValue::try_from(link).expect("a path and an encoded query are ASCII")
}

/// Asks the question that path and query make.
pub(crate) async fn asked<T: DeserializeOwned>(
    gateway: Gateway,
    mut request: Request,
    form: Form,
) -> Result<Reply<T>, Problem> {
    let path = exchange::path(&mut request).await?;
    let mut texts = reading::parameters(request.uri().query());
    let at_least = wait_for(&mut texts, request.headers())?;
    for (name, text) in path.iter().flat_map(|path| path.iter()) {
        texts.push((name.into(), text.into()));
    }
    texts.extend(exchange::of_code(&request).map(|(name, need)| (name.into(), need.into())));
    let question = (form.read)(&texts)?;
    let actor = exchange::actor(&request)?;
    let headers = Headers { at_least, ..exchange::onward(&request, actor) };
    ask(gateway.client().send(form.subject, &headers, question).await)
}

/// Asks one question under these headers.
pub(crate) async fn ask_with<Q: Query + Sync>(
    gateway: &Gateway,
    headers: &Headers,
    question: &Q,
) -> Result<Q::Answer, Problem> {
    done(ask(gateway.client().request(Q::SUBJECT, headers, question).await)?)
}

/// Asks one question as the system, of a state that contains `at_least` that position.
pub(crate) async fn ask_as_system<Q: Query + Sync>(
    gateway: &Gateway,
    at_least: Option<Position>,
    question: &Q,
) -> Result<Q::Answer, Problem> {
    let headers = Headers { at_least, ..Headers::by(Actor::System) };
    ask_with(gateway, &headers, question).await
}

/// Asks the same question of many ids, as many at once as it takes.
pub(crate) async fn in_bulk<Q, I, N>(
    gateway: &Gateway,
    headers: &Headers,
    ids: BTreeSet<I>,
    question: fn(Vec<I>) -> Q,
) -> Result<BTreeMap<I, N>, Problem>
where
    Q: Query<Answer = BTreeMap<I, N>> + Sync,
    I: Ord + Copy,
{
    let ids: Vec<_> = ids.into_iter().collect();
    let mut found = BTreeMap::new();
    for some in ids.chunks(NAMES_MAX) {
        found.extend(ask_with(gateway, headers, &question(some.to_vec())).await?);
    }
    Ok(found)
}

/// The position that parameter or header asks for.
pub(crate) fn wait_for(
    texts: &mut Texts<'_>,
    headers: &HeaderMap,
) -> Result<Option<Position>, Problem> {
    let asked = reading::take(texts, WAIT_FOR, |text| text.parse().ok())?;
    Ok(asked.or(exchange::wait_for(headers)?))
}

/// One thing with its version: what `If-Match` takes when it is to be changed.
pub(crate) async fn versioned(
    gateway: Gateway,
    mut request: Request,
    form: Form,
) -> Result<Response, Problem> {
    let path = exchange::path(&mut request).await?;
    let mut ids = path.iter().flat_map(|path| path.iter());
    let id = ids.next().and_then(|(_, id)| Uuid::parse_str(id).ok());
    // Its version first: what happens between the two questions makes it too old, never too new.
    let version = match (id, subjects::service_of(form.subject)) {
        (Some(aggregate), Some(service)) => {
            let mut texts = reading::parameters(request.uri().query());
            let at_least = wait_for(&mut texts, request.headers())?;
            let actor = exchange::actor(&request)?;
            let headers = Headers { at_least, ..exchange::onward(&request, actor) };
            let (subject, asked) = (subjects::version(service), History { aggregate });
            done(ask(gateway.client().request::<u64>(&subject, &headers, &asked).await)?)?
        }
        // What is no id is told when the question is read.
        (None, _) | (_, None) => 0,
    };
    let mut response = answer(gateway, request, form).await?;
    if version > 0 {
        response.headers_mut().insert(ETAG, exchange::tag(version));
    }
    Ok(response)
}

/// Everything that happened to one aggregate.
pub(crate) async fn trace(gateway: Gateway, mut request: Request) -> Result<Response, Problem> {
    exchange::nothing_left(&reading::parameters(request.uri().query()))?;
    let path = exchange::path(&mut request).await?;
    let find = |wanted| {
        let mut path = path.iter().flat_map(|path| path.iter());
        path.find(|(name, _)| *name == wanted).map_or("", |(_, text)| text)
    };
    let service = SERVICES.into_iter().find(|service| *service == find("service"));
    let service = service.ok_or_else(Problem::not_found)?;
    let aggregate = Uuid::parse_str(find("aggregate"))
        .map_err(|_| Problem::unreadable_parameter("aggregate"))?;
    let headers = exchange::onward(&request, exchange::actor(&request)?);
    let subject = subjects::history(service);
    let reply: Reply<Box<RawValue>> =
        ask(gateway.client().request(&subject, &headers, &History { aggregate }).await)?;
    match &reply {
        // Whatever exists has a first event.
        Reply::Done(entries) if entries.get() == "[]" => Err(Problem::not_found()),
        Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => pass_on(done(reply)?),
    }
}

/// Who the token says one is.
pub(crate) async fn me(_: Gateway, request: Request) -> Result<Response, Problem> {
    exchange::nothing_left(&reading::parameters(request.uri().query()))?;
    Ok(json(StatusCode::OK, &exchange::actor(&request)?))
}

/// The answer is JSON already: it is checked to be some, and not taken apart.
fn pass_on(answer: Box<RawValue>) -> Result<Response, Problem> {
    if answer.get() == "null" {
        return Err(Problem::not_found());
    }
    let text: Box<str> = answer.into();
    Ok(json_text(StatusCode::OK, Body::from(String::from(text))))
}
