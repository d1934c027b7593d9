//! What stands around every route: an id for each request, a place among those under way, a limit
//! of time, headers that browsers heed, a span and figures. Nothing of it holds personal data:
//! what is told of a request is its route, never its path.

use std::net::IpAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contracts::registry::TokenStands;
use contracts::registry::token::{Access, Scope};
use contracts::{Actor, Failure, Role};
use tracing::Instrument;
use values::AccountId;

use crate::accounts;
use crate::audit;
use crate::costs::{self, Costly};
use crate::exchange::{self, RequestId};
use crate::limits::{BODY_SECONDS_MAX, HANDLER_SECONDS_MAX};
use crate::problem::Problem;
use crate::residents;
use crate::routes::{self, Lending};
use crate::state::Gateway;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REQUEST_ID_BYTES_MAX: usize = 64;

/// What is said of a request that no route takes.
const NO_ROUTE: &str = "none";

/// Lets nobody pass without a token that is known, and good for this, or a session with a role.
pub(crate) async fn authenticate(
    State((gateway, lending)): State<(Gateway, Lending)>,
    mut request: Request,
    next: Next,
) -> Response {
    let (headers, address) = (request.headers(), residents::address(&request));
    let stands = match lent(&gateway, headers, address).await {
        Ok(stands) => stands,
        Err(problem) => return problem.into_response(),
    };
    if let Some(stands) = stands {
        let actor = accounts::actor(&stands);
        return match within(lending, &stands, &mut request).await {
            Ok(()) => acting(&gateway, (actor, Some(stands.account)), request, next).await,
            Err(problem) => known(actor, problem.into_response()),
        };
    }
    match actor(&gateway, request.headers(), address).await {
        Ok(who) => acting(&gateway, who, request, next).await,
        Err(problem) => problem.into_response(),
    }
}

/// Goes on as that actor, from where and as often as they may.
async fn acting(
    gateway: &Gateway,
    (actor, account): (Actor, Option<AccountId>),
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let costly = Costly::of(request.method(), route, false);
    let reached = accounts::reaches(gateway, actor.role(), residents::address(&request));
    match reached.and_then(|()| costs::count(gateway, costly, account)) {
        Ok(()) => admitted(actor, request, next).await,
        Err(problem) => known(actor, problem.into_response()),
    }
}

/// The token of the request, where an account has issued it.
async fn lent(
    gateway: &Gateway,
    headers: &HeaderMap,
    address: IpAddr,
) -> Result<Option<TokenStands>, Problem> {
    match exchange::token(headers) {
        Some(token) if gateway.tokens().actor(token).is_none() => {
            accounts::token_stands(gateway, token, address).await.map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

/// Is the token good for it?
async fn within(
    lending: Lending,
    stands: &TokenStands,
    request: &mut Request,
) -> Result<(), Problem> {
    let scope = match lending {
        Lending::Always => return Ok(()),
        Lending::Never => None,
        Lending::Within(scope) => Some(scope),
        Lending::InPath => {
            let path = exchange::path(request).await?;
            let mut named = path.iter().flat_map(|path| path.iter());
            let service = named.find(|(name, _)| *name == "service");
            let part = service.and_then(|(_, service)| routes::part(service));
            part.map(|part| Scope { part, access: Access::Read })
        }
    };
    match scope {
        Some(scope) if stands.scopes.contains(&scope) => Ok(()),
        scope => Err(Problem::outside_scope(scope)),
    }
}

/// The same, and nobody but who reads the audit.
pub(crate) async fn audit_alone(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Response {
    let address = residents::address(&request);
    match actor(&gateway, request.headers(), address).await {
        Ok(who @ (Actor::Person { role: Role::AuditAdministrator, .. }, _)) => {
            acting(&gateway, who, request, next).await
        }
        Ok((actor, _)) => known(actor, Problem::failed(&Failure::NotAuthorised).into_response()),
        Err(problem) => problem.into_response(),
    }
}

/// Goes on as `actor`.
pub(crate) async fn admitted(actor: Actor, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(actor.clone());
    known(actor, next.run(request).await)
}

/// The answer, with who it is for: a refusal is written down with its name.
fn known(actor: Actor, mut response: Response) -> Response {
    response.extensions_mut().insert(actor);
    response
}

/// Who asks, and with which account: whoever the token stands for, else whoever is signed in.
async fn actor(
    gateway: &Gateway,
    headers: &HeaderMap,
    address: IpAddr,
) -> Result<(Actor, Option<AccountId>), Problem> {
    if let Some(token) = exchange::token(headers) {
        let unknown = || accounts::unknown_token(gateway, address);
        return Ok((gateway.tokens().actor(token).ok_or_else(unknown)?, None));
    }
    let current = accounts::current(gateway, headers).await?;
    let current = current.ok_or_else(Problem::unauthenticated)?;
    Ok((current.actor()?, Some(current.account)))
}

/// Stands around every route.
pub(crate) async fn guard(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let method = label(request.method());
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("http", request = id, method, route);
    let operation = audit::operation(request.method(), &route);
    let address = residents::address(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let response = match gateway.in_flight().try_acquire() {
        Ok(_place) => {
            let limit = BODY_SECONDS_MAX + HANDLER_SECONDS_MAX;
            let running = tokio::time::timeout(limit, next.run(request)).instrument(span);
            running.await.unwrap_or_else(|_| Problem::no_answer().into_response())
        }
        Err(_) => Problem::busy().into_response(),
    };
    let written = match audit::refusal(&response) {
        Some(refusal) => audit::refused(&gateway, refusal, operation, address).await,
        None => Ok(()),
    };
    let response = written.map_or_else(Problem::into_response, |()| response);
    let response = finish(response, &id);
    let status = response.status();
    // Under too much load many are turned away: they are counted below, and not told one by one.
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::debug!(request = id, method, route, "turned away");
    } else if status.is_server_error() {
        tracing::warn!(request = id, method, route, status = status.as_u16(), "not answered");
    }
    metrics::histogram!("gongjian_http_seconds", "route" => route.clone(), "method" => method)
        .record(started.elapsed());
    let status = status.as_str().to_owned();
    metrics::counter!(
        "gongjian_http_requests_total",
        "route" => route, "method" => method, "status" => status,
    )
    .increment(1);
    response
}

/// Writes out a problem, and adds the headers of every answer.
fn finish(response: Response, id: &str) -> Response {
    let (mut parts, mut body) = response.into_parts();
    if let Some(problem) = parts.extensions.remove::<Problem>() {
        body = problem.write(id);
    }
    let headers = &mut parts.headers;
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    let hsts = HeaderValue::from_static("max-age=31536000");
    headers.insert(X_REQUEST_ID, HeaderValue::try_from(id).expect("it is checked or made here"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(STRICT_TRANSPORT_SECURITY, hsts);
    for (name, value) in [
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (CONTENT_SECURITY_POLICY, nothing),
    ] {
        headers.entry(name).or_insert(value);
    }
    Response::from_parts(parts, body)
}

/// The id that came with the request, where it is a fit one; else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok());
    let fits = |id: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(plain)
    };
    let fresh = || runtime::fresh_command().to_string();
    given.filter(fits).map_or_else(fresh, str::to_owned)
}

/// Methods that callers make up are all the same to the figures.
fn label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
