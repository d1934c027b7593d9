//! The portal: everybody's work in a browser, in Chinese.
//!
//! Pages are rendered here and work without JavaScript; with it, filters answer at once and what
//! happens elsewhere appears by itself. A page asks the services as its visitor and decides
//! nothing: a button shows what may be done, and the rules of the domain say whether it is.
//!
//! - Every page stands in [`table`] with who may see it.
//! - A form is a [`deeds::Deed`]: the command it sends, what it asks for, where it leads. Its
//!   fields are named as the command's own, so what the reader of commands finds wrong stands
//!   beside the field.
//! - A form carries the id of its command: sent twice, it is done once.
//! - Scripts and styles come from this program alone, and none stands in a page.

mod access;
mod account;
mod areas;
mod asked;
mod assets;
mod badge;
mod ballots;
mod called;
mod channels;
mod compare;
mod deeds;
mod exports;
mod figures;
mod fitting;
mod history;
mod home;
mod imports;
mod jobs;
mod lines;
mod lists;
mod live;
mod look;
mod mine;
mod my_data;
#[cfg(feature = "openid")]
mod openid;
mod parts;
mod plan;
mod plan_line;
mod public;
pub(crate) mod reports;
mod residents;
mod roll_up;
mod saved;
mod settings;
mod sign_in;
mod table;
mod tokens;
mod visit;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    SET_COOKIE,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use tower_http::compression::CompressionLayer;

use crate::audit;
use crate::costs::{self, Costly};
use crate::limits::{FILE_BYTES_MAX, FORM_BYTES_MAX};
use crate::problem::Problem;
use crate::state::Gateway;
pub(crate) use jobs::{LEDGERS, Slips, UnderWay, work};
pub(crate) use live::{Live, follow};
pub(crate) use table::{Page, Who, table};
pub(crate) use visit::Visit;

/// Scripts, styles and pictures of our own only; Bootstrap draws its arrows as `data:`.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);

/// What a page answers.
type Answer = Result<Response, Problem>;

/// All pages and their files as a router, without what stands around it.
pub(crate) fn router() -> Router<Gateway> {
    let pages = table()
        .into_iter()
        .fold(Router::new(), |router, page| router.route(page.path, handler(&page)));
    pages.merge(assets::router()).layer(CompressionLayer::new())
}

/// Lets in whom the page is for, and shows what is wrong as a page.
fn handler(page: &Page) -> MethodRouter<Gateway> {
    let (who, personal, answer) = (page.who, page.personal, page.answer.clone());
    let (method, asked) = match page.posts {
        true => (MethodFilter::POST, Method::POST),
        false => (MethodFilter::GET, Method::GET),
    };
    let operation = audit::operation(&asked, page.path);
    let costly = Costly::of(&asked, page.path, page.takes_file);
    let handler = on(method, async move |State(gateway): State<Gateway>, request: Request| {
        let visit = match Visit::of(gateway, request).await {
            Ok(visit) => visit,
            Err((visit, problem)) => return with_policy(look::problem(&visit, &problem)),
        };
        match who {
            Who::Everybody => {}
            Who::Account if visit.current.is_some() => {}
            Who::SignedIn if visit.actor.is_some() => {}
            // Signed in, and something is to be done first: the page of the account says what.
            Who::SignedIn if visit.current.is_some() => return see_other("/account"),
            Who::Account | Who::SignedIn => return see_other(&sign_in::path(&visit)),
        }
        let reached = match who {
            Who::Everybody => Ok(()),
            Who::Account | Who::SignedIn => visit.reaches(),
        };
        let admitted = reached.and_then(|()| costs::count(&visit.gateway, costly, visit.account));
        // Written down first: nothing personal is even asked for otherwise.
        let written = match (admitted, personal) {
            (Ok(()), Some(purpose)) => visit.reads(operation.clone(), purpose).await,
            (admitted, _) => admitted,
        };
        let answered = match written {
            Ok(()) => answer(&visit).await,
            Err(problem) => Err(problem),
        };
        let mut response = answered.unwrap_or_else(|problem| look::problem(&visit, &problem));
        // A refusal is written down with its name.
        if let Some(actor) = visit.actor {
            response.extensions_mut().insert(actor);
        }
        with_policy(response)
    });
    let limit = FORM_BYTES_MAX + if page.takes_file { FILE_BYTES_MAX } else { 0 };
    handler.layer(DefaultBodyLimit::max(limit))
}

/// No page and no route stands there: said to people as a page, to machines as a problem.
pub(crate) async fn nowhere(State(gateway): State<Gateway>, request: Request) -> Response {
    let problem = Problem::no_route();
    let accepts = request.headers().get(ACCEPT).and_then(|accepts| accepts.to_str().ok());
    if !accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        return problem.into_response();
    }
    match Visit::of(gateway, request).await {
        Ok(visit) => with_policy(look::problem(&visit, &problem)),
        Err((visit, problem)) => with_policy(look::problem(&visit, &problem)),
    }
}

fn with_policy(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A page.
fn html(status: StatusCode, page: &impl askama::Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::error!(error, "a page could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, "页面无法显示，请稍后再试").into_response()
        }
    }
}

/// Go there and look: the answer to every form.
fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, location);
    response
}

/// With that cookie.
fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// Bytes of a kind.
fn file(kind: &'static str, bytes: impl Into<axum::body::Body>) -> Response {
    ([(CONTENT_TYPE, kind)], bytes.into()).into_response()
}

/// A QR code as a picture in the page.
fn picture(text: &str) -> String {
    let Ok(code) = qrcode::QrCode::new(text.as_bytes()) else { return String::new() };
    let picture = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).build();
    let start = picture.find("<svg").unwrap_or(0);
    picture[start..].to_owned()
}
