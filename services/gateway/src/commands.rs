//! Commands: read, sent, answered. 2xx is said only of what is on stable storage.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bus::Headers;
use contracts::{Actor, Command, Receipt, Reply};
use runtime::ClientError;
use serde::Serialize;
use values::{CommandId, Uuid};

use crate::exchange::{self, COMMAND};
use crate::limits::HANDLER_SECONDS_MAX;
use crate::problem::Problem;
use crate::state::Gateway;
use crate::{API, reading};

/// What a command makes, and where it can be seen.
pub(crate) struct Made<C> {
    /// The kind of aggregate, as receipts name it.
    pub(crate) kind: &'static str,
    /// Where it can be seen, before its id.
    pub(crate) at: &'static str,
    /// Its id, where that follows from what it is rather than from the command.
    pub(crate) id: fn(&C) -> Option<Uuid>,
}

impl<C> Clone for Made<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Made<C> {}

/// 已新建
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub(crate) struct Created {
    /// 新建事物的编号
    pub(crate) id: Uuid,
    /// The position from which a reader sees it: `at_least`.
    pub(crate) position: u64,
}

/// A command that was done.
pub(crate) struct Done<C> {
    pub(crate) command: C,
    pub(crate) receipt: Receipt,
    pub(crate) actor: Actor,
}

/// Sends the command and answers with what it changed.
pub(crate) async fn change<C: Command + Sync>(gateway: Gateway, request: Request) -> Response {
    under_its_id(request, async |request, id| {
        exchange::nothing_left(&reading::parameters(request.uri().query()))?;
        let done = send::<C>(&gateway, request, id).await?;
        Ok(json(StatusCode::OK, &done.receipt))
    })
    .await
}

/// Sends the command and answers with what it made.
pub(crate) async fn create<C: Command + Sync>(
    gateway: Gateway,
    request: Request,
    made: Made<C>,
) -> Response {
    under_its_id(request, async |request, id| {
        exchange::nothing_left(&reading::parameters(request.uri().query()))?;
        let done = send::<C>(&gateway, request, id).await?;
        // Nothing changed: it was there before.
        let status =
            if done.receipt.changed.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
        Ok(created(status, &done, made))
    })
    .await
}

/// The answer that says what was made and where it is.
pub(crate) fn created<C>(status: StatusCode, done: &Done<C>, made: Made<C>) -> Response {
    let changed = done.receipt.changed.iter().find(|changed| changed.aggregate == made.kind);
    let id = changed.map(|changed| changed.id).or_else(|| (made.id)(&done.command));
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
pub(crate) async fn send<C: Command + Sync>(
    gateway: &Gateway,
    mut request: Request,
    id: CommandId,
) -> Result<Done<C>, Problem> {
    let actor = exchange::actor(&request)?;
    let headers = Headers { command: Some(id), ..exchange::onward(&request, actor.clone()) };
    let path = exchange::path(&mut request).await?;
    let of_code = exchange::of_code(&request);
    let body = exchange::body(request).await?;
    let mut path: Vec<_> = path.iter().flat_map(|path| path.iter()).collect();
    path.extend(of_code.as_ref().map(|(name, need)| (*name, need.as_str())));
    let command: C = reading::command(&path, &body)?;
    let reply = ask(gateway.client().request(C::SUBJECT, &headers, &command)).await?;
    let receipt = done(reply)?;
    Ok(Done { command, receipt, actor })
}

/// The reply of a service, in time.
pub(crate) async fn ask<T>(
    reply: impl Future<Output = Result<Reply<T>, ClientError>>,
) -> Result<Reply<T>, Problem> {
    match tokio::time::timeout(HANDLER_SECONDS_MAX, reply).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::warn!(error, "no answer from a service");
            Err(Problem::no_answer())
        }
        Err(_) => Err(Problem::no_answer()),
    }
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
    let body = serde_json::to_vec(value).expect("answers have text keys only");
    json_text(status, body.into())
}

/// `text`, which is JSON.
pub(crate) fn json_text(status: StatusCode, text: Body) -> Response {
    let mut response = Response::new(text);
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
