//! The HTTP front of the services: extract, authenticate, act, reply.
//!
//! What it promises:
//!
//! - 2xx is said of a command only when the service said *done*, that is: on stable storage.
//! - Every route stands in one table with its rule, its description and its handler; there is no
//!   other way to add one. No rule of the domain is here: the deciders judge the actor.
//! - A command has one id, told in `Gongjian-Command` whatever the answer. The same
//!   `Idempotency-Key` of the same person is the same id; a 503 names the id to send it again with.
//! - Every problem is RFC 9457 with a stable English code and Chinese texts; nothing internal
//!   leaks.
//! - Bodies, headers, requests under way, connections and times are all limited; over the limit is
//!   a clear answer at once.
//! - Who came in, who was refused and who read what is personal is written down before it is
//!   answered.
//! - A change that a browser was made to ask for by another site is refused.
//!
//! It decides nothing, and follows only while somebody listens or asks for public events. It reads
//! the file of [`Tokens`], keeps what people attach as files under their digests, who is signed in
//! with the broker, and the audit of access on disk.

mod accounts;
mod audit;
mod chinese;
mod claims;
mod commands;
mod costs;
mod docs;
mod events;
mod exchange;
mod files;
mod guard;
mod imports;
mod limits;
mod notices;
mod pages;
mod papers;
mod problem;
mod queries;
mod reading;
mod residents;
mod routes;
mod server;
mod state;
mod tables;
#[cfg(test)]
mod tests;
mod tokens;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use tower_http::csrf::CsrfLayer;

use problem::Problem;

#[cfg(feature = "openid")]
pub use accounts::openid::OpenIdOptions;
pub use accounts::{AccountOptions, password_hash};
pub use audit::{Audit, AuditError, audit_months};
pub use chinese::{Shown, bottleneck, failure_words, gap, hold_refusal, reasons, rejection_words};
pub use imports::{
    FailedRow, ImportedList, Importer, Importing, Outcome, Progress, RefusedRows, Verdict, refusals,
};
pub use server::{GatewayOptions, serve};
pub use state::Gateway;
pub use tokens::{Tokens, TokensError};

/// Where the API begins.
const API: &str = "/api/v1";

/// Every route, with everything around it.
pub fn router(gateway: Gateway) -> Router {
    routes::router(&gateway)
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX))
        .layer(CsrfLayer::new().with_rejection_response(|_| Problem::cross_site().into_response()))
        .layer(from_fn_with_state(gateway.clone(), guard::guard))
        .with_state(gateway)
}
