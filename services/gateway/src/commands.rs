//! Commands: read, sent, answered. 2xx is said only of what is on stable storage.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bus::Headers;
use contracts::{Actor, Command, Receipt, Reply, Seen, subjects};
use runtime::ClientError;
use serde::Serialize;
use values::{CommandId, Uuid};

use crate::exchange::{self, COMMAND, IF_MATCH};
use crate::problem::Problem;
use crate::state::Gateway;
use crate::{API, reading};

/// How the requests of one operation are read as a command, and where that is sent. What is done
/// with it is the same code for all of them, and compiled once.
#[derive(Clone)]
pub(crate) struct Form {
    subject: &'static str,
    read: Arc<Read>,
}

type Read = dyn Fn(&[(&str, &str)], &[u8]) -> Result<Written, Problem> + Send + Sync;

/// A command as it is sent.
struct Written {
    body: Vec<u8>,
    /// The id of what it makes, where that follows from what it is.
    id: Option<Uuid>,
}

impl Form {
    pub(crate) fn of<C: Command>() -> Self {
        Self::identifying(|_: &C| None)
    }

    /// Of a command that tells the id of what it makes.
    pub(crate) fn identifying<C: Command>(id: fn(&C) -> Option<Uuid>) -> Self {
        let read = move |path: &[(&str, &str)], body: &[u8]| {
            let command: C = reading::command(path, body)?;
            Ok(Written { body: bytes(&command), id: id(&command) })
        };
        Self { subject: C::SUBJECT, read: Arc::new(read) }
    }
}

/// What a command makes, and where it can be seen.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    /// The kind of aggregate, as receipts name it.
    pub(crate) kind: &'static str,
    /// Where it can be seen, before its id.
    pub(crate) at: &'static str,
}

/// 已新建
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub(crate) struct Created {
    /// 新建事物的编号
    pub(crate) id: Uuid,
    /// The position from which a reader sees it: `wait_for`.
    pub(crate) position: u64,
}

/// A command that was done.
pub(crate) struct Done {
    /// Of what it makes, where that follows from the command.
    id: Option<Uuid>,
    /// What it is about, by the path.
    about: Option<Uuid>,
    pub(crate) receipt: Receipt,
    pub(crate) actor: Actor,
}

/// Sends the command and answers with what it changed.
pub(crate) async fn change(gateway: Gateway, request: Request, form: Form) -> Response {
    under_its_id(request, async |request, id| {
        exchange::nothing_left(&reading::parameters(request.uri().query()))?;
        let done = send(&gateway, request, id, &form).await?;
        let mut response = json(StatusCode::OK, &done.receipt);
        let mut changed = done.receipt.changed.iter();
        if let Some(changed) = changed.find(|changed| Some(changed.id) == done.about) {
            response.headers_mut().insert(ETAG, exchange::tag(changed.version));
        }
        Ok(response)
    })
    .await
}

/// Sends the command and answers with what it made.
pub(crate) async fn create(gateway: Gateway, request: Request, form: Form, made: Made) -> Response {
    under_its_id(request, async |request, id| {
        exchange::nothing_left(&reading::parameters(request.uri().query()))?;
        let done = send(&gateway, request, id, &form).await?;
        // Nothing changed: it was there before.
        let status =
            if done.receipt.changed.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
        Ok(created(status, &done, made))
    })
    .await
}

/// The answer that says what was made and where it is.
pub(crate) fn created(status: StatusCode, done: &Done, made: Made) -> Response {
    let changed = done.receipt.changed.iter().find(|changed| changed.aggregate == made.kind);
    let id = changed.map(|changed| changed.id).or(done.id);
    let Some(id) = id else { return json(StatusCode::OK, &done.receipt) };
    let mut response = json(status, &Created { id, position: done.receipt.position });
    let location = HeaderValue::try_from(format!("{API}{}{id}", made.at));
    response.headers_mut().insert(LOCATION, location.expect("paths and ids are ASCII"));
    response
}

/// Runs `handle` for the command's id, and tells that id whatever comes of it.
pub(crate) async fn under_its_id(
    request: Request,
    handle: impl AsyncFnOnce(Request, CommandId) -> Result<Response, Problem>,
) -> Response {
    let id =
        exchange::actor(&request).and_then(|actor| exchange::command_id(request.headers(), &actor));
    let id = match id {
        Ok(id) => id,
        Err(problem) => return problem.into_response(),
    };
    let handled = handle(request, id).await;
    let mut response = handled.unwrap_or_else(|problem| problem.of_command(id).into_response());
    let value = HeaderValue::try_from(id.to_string()).expect("an id is ASCII");
    response.headers_mut().insert(COMMAND, value);
    response
}

/// Reads the command out of the request, sends it, and waits until it is on stable storage.
pub(crate) async fn send(
    gateway: &Gateway,
    mut request: Request,
    id: CommandId,
    form: &Form,
) -> Result<Done, Problem> {
    let actor = exchange::actor(&request)?;
    let path = exchange::path(&mut request).await?;
    let about = about(form.subject, path.as_ref());
    let seen = seen(about, exchange::if_match(request.headers())?)?;
    let headers = Headers { command: Some(id), seen, ..exchange::onward(&request, actor.clone()) };
    let of_code = exchange::of_code(&request);
    let body = exchange::body(request).await?;
    let mut path: Vec<_> = path.iter().flat_map(|path| path.iter()).collect();
    path.extend(of_code.as_ref().map(|(name, need)| (*name, need.as_str())));
    let Written { body, id } = (form.read)(&path, &body)?;
    let reply = ask(gateway.client().send(form.subject, &headers, body).await)?;
    let receipt = done(reply)?;
    Ok(Done { id, about, receipt, actor })
}

/// The aggregate that a command is about: the id in the path that is called like its kind.
fn about(subject: &str, path: Option<&RawPathParams>) -> Option<Uuid> {
    let kind = subjects::aggregate_of(subject)?;
    let mut path = path?.iter();
    path.find(|(name, _)| *name == kind).and_then(|(_, id)| Uuid::parse_str(id).ok())
}

/// The version that a change is meant for, where one is named.
fn seen(about: Option<Uuid>, version: Option<u64>) -> Result<Option<Seen>, Problem> {
    let Some(version) = version else { return Ok(None) };
    let aggregate = about.ok_or_else(|| Problem::unreadable_parameter(IF_MATCH))?;
    Ok(Some(Seen { aggregate, version }))
}

/// Sends one command as the system: what the gateway itself made sure of.
pub(crate) async fn send_as_system<C: Command + Sync>(
    gateway: &Gateway,
    id: CommandId,
    command: &C,
) -> Result<Reply<Receipt>, Problem> {
    ask(gateway.client().command(&Actor::System, id, command).await)
}

/// The reply of a service.
pub(crate) fn ask<T>(reply: Result<Reply<T>, ClientError>) -> Result<Reply<T>, Problem> {
    reply.map_err(|error| no_answer(&error))
}

/// That a service or the broker cannot be asked.
pub(crate) fn no_answer(error: &(dyn std::error::Error + 'static)) -> Problem {
    tracing::warn!(error, "no answer from a service");
    Problem::no_answer()
}

/// What was done; everything else is a problem.
pub(crate) fn done<T>(reply: Reply<T>) -> Result<T, Problem> {
    match reply {
        Reply::Done(done) => Ok(done),
        Reply::Rejected(rejection) => Err(Problem::rejected(&rejection)),
        Reply::Failed(failure) => Err(Problem::failed(&failure)),
    }
}

/// `value` as JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    json_text(status, bytes(value).into())
}

/// `value` as the bytes of JSON.
pub(crate) fn bytes(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("commands, questions and answers have text keys only")
}

/// `text`, which is JSON.
pub(crate) fn json_text(status: StatusCode, text: Body) -> Response {
    let mut response = Response::new(text);
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
