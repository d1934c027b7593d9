//! The audit of access: who came in, who was refused, and who read what is personal.
//!
//! One log a month (`contracts::access`), chained like every other and as durable: what cannot be
//! written down is not answered. The same refusal of the same source within a minute is counted,
//! not repeated. Months are deleted whole when their time is over; nobody writes to one by hand.

mod months;

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contracts::access::{Before, Event};
use contracts::reporting::Report;
use contracts::{Actor, Position};
use runtime::Clock;
use serde::{Deserialize, Serialize};
use values::{PersonId, ReportId, Text, Timestamp};

pub use months::{AuditError, names as audit_months};

use crate::commands::json;
use crate::limits::{ACCESS_LINES_MAX, ADDRESSES_MAX};
use crate::problem::Problem;
use crate::state::Gateway;
use crate::{exchange, queries, reading, residents};
use months::Months;

/// How long the same refusal is counted before it is written down again.
const COUNTED: Duration = Duration::from_secs(60);

/// What a report is called in the addresses of what is read of it.
pub(crate) const REPORT: &str = "report";

/// The audit of access; clones share it.
#[derive(Clone)]
pub struct Audit(Arc<Inner>);

struct Inner {
    months: Mutex<Months>,
    clock: Clock,
    refused: Mutex<HashMap<Source, Counted>>,
}

/// What makes two refusals the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Source {
    person: Option<PersonId>,
    address: IpAddr,
    operation: Text<200>,
    status: u16,
}

struct Counted {
    since: Instant,
    repeats: u32,
    actor: Actor,
}

/// 一条访问审计记录
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AccessLine {
    pub(crate) position: Position,
    pub(crate) time: Timestamp,
    /// 谁；未登录时为 system
    pub(crate) actor: Actor,
    /// 事件，如 access.refused.v1
    pub(crate) event: String,
    /// 内容
    pub(crate) data: serde_json::Value,
}

impl AccessLine {
    /// What happened, where this program knows the event.
    pub(crate) fn told(&self) -> Option<Event> {
        let event = serde_json::json!({ "type": self.event, "data": self.data });
        serde_json::from_value(event).ok()
    }
}

/// 访问审计记录的一页
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AccessPage {
    pub(crate) items: Vec<AccessLine>,
    /// 下一页从这个位置开始；没有更多则为空
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<Position>,
}

/// Which part of the audit is wanted.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessLog {
    /// 月份，如 2026-11；不填为本月
    #[serde(default)]
    month: Option<Text<7>>,
    /// 从这个位置起，按先后排列
    #[serde(default)]
    from: Option<Position>,
}

impl Audit {
    /// Opens the logs in `folder`, which is made where there is none; months are kept for
    /// `kept_days`.
    ///
    /// # Errors
    /// When the log of this month cannot be opened or begun.
    pub fn open(folder: PathBuf, clock: Clock, kept_days: u32) -> Result<Self, AuditError> {
        let months = Mutex::new(Months::open(folder, clock.now(), kept_days)?);
        Ok(Self(Arc::new(Inner { months, clock, refused: Mutex::default() })))
    }

    /// Where the log of this month ends.
    pub fn end(&self) -> Before {
        months(&self.0.months).end()
    }

    /// Writes it down; it is on stable storage when this returns.
    ///
    /// # Errors
    /// When it is not: whoever asked for it is not answered.
    pub(crate) async fn write(&self, actor: Actor, event: Event) -> Result<(), Problem> {
        let this = Arc::clone(&self.0);
        let written = tokio::task::spawn_blocking(move || {
            let now = this.clock.now();
            months(&this.months).write(now, actor, event)
        });
        let written = written.await.expect("writing does not panic");
        written.map_err(|error| {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::error!(error, "the audit of access cannot be written");
            Problem::unaudited()
        })
    }

    /// Writes down a refusal, or counts it.
    async fn refused(&self, source: Source, actor: Actor, now: Instant) -> Result<(), Problem> {
        let repeats = {
            let mut refused = self.refused_lately();
            if let Some(counted) = refused.get_mut(&source)
                && now.duration_since(counted.since) < COUNTED
            {
                counted.repeats = counted.repeats.saturating_add(1);
                return Ok(());
            }
            let before = refused.remove(&source).map_or(0, |counted| counted.repeats);
            if refused.len() < ADDRESSES_MAX {
                let counted = Counted { since: now, repeats: 0, actor: actor.clone() };
                refused.insert(source.clone(), counted);
            }
            before
        };
        self.write(actor, event_of(source, repeats)).await
    }

    /// Writes down what was counted and has not come again.
    pub(crate) async fn settle(&self, now: Instant) {
        let over: Vec<_> = {
            let mut refused = self.refused_lately();
            let over =
                |_: &Source, counted: &mut Counted| now.duration_since(counted.since) >= COUNTED;
            refused.extract_if(over).collect()
        };
        for (source, Counted { repeats, actor, .. }) in over {
            if repeats > 0 {
                // What cannot be written is said in the log of the process; the next request that
                // is to be audited fails.
                drop(self.write(actor, event_of(source, repeats)).await);
            }
        }
    }

    /// From now on nothing can be written.
    #[cfg(test)]
    pub(crate) fn break_for_tests(&self) {
        months(&self.0.months).lose_its_chain();
    }

    fn refused_lately(&self) -> MutexGuard<'_, HashMap<Source, Counted>> {
        self.0.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn months(months: &Mutex<Months>) -> MutexGuard<'_, Months> {
    // A month that broke while it was written says so itself.
    months.lock().unwrap_or_else(PoisonError::into_inner)
}

fn event_of(Source { operation, status, address, .. }: Source, repeats: u32) -> Event {
    Event::Refused { operation, status, address, repeats }
}

/// What is asked for: its method and its route, never its path.
pub(crate) fn operation(method: &Method, route: &str) -> Text<200> {
    let text: String = format!("{method} {route}").chars().take(200).collect();
    Text::new(&text).expect("a method is no control character, nor is a route")
}

/// The refusal that an answer is, and to whom.
pub(crate) fn refusal(response: &Response) -> Option<(StatusCode, Actor)> {
    let status = response.status();
    let actor = || response.extensions().get::<Actor>().cloned().unwrap_or(Actor::System);
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN).then(|| (status, actor()))
}

/// Writes down a refusal.
pub(crate) async fn refused(
    gateway: &Gateway,
    (status, actor): (StatusCode, Actor),
    operation: Text<200>,
    address: IpAddr,
) -> Result<(), Problem> {
    let (person, status) = (actor.person(), status.as_u16());
    let source = Source { person, address, operation, status };
    gateway.audit().refused(source, actor, Instant::now()).await
}

/// Lets nobody read what is personal without a line about it, and what it was read for.
pub(crate) async fn reading(
    State((gateway, purpose)): State<(Gateway, &'static str)>,
    mut request: Request,
    next: Next,
) -> Response {
    let actor = match exchange::actor(&request) {
        Ok(actor) => actor,
        Err(problem) => return problem.into_response(),
    };
    let report = match exchange::path(&mut request).await {
        Ok(ids) => ids.as_ref().and_then(report_in),
        Err(problem) => return problem.into_response(),
    };
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let operation = operation(request.method(), route);
    let of = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
    let address = residents::address(&request);
    let response = next.run(request).await;
    if !response.status().is_success() || is_of_a_unit(&gateway, report).await {
        return response;
    }
    match read(&gateway, (actor, address), operation, purpose, &of).await {
        Ok(()) => response,
        Err(problem) => problem.into_response(),
    }
}

fn report_in(ids: &RawPathParams) -> Option<ReportId> {
    let (_, id) = ids.iter().find(|(name, _)| *name == REPORT)?;
    id.parse().ok()
}

/// Is that a report about a unit? Nothing in it is personal; whom a report is about is no part of
/// its address. What cannot be asked may be about somebody.
pub(crate) async fn is_of_a_unit(gateway: &Gateway, report: Option<ReportId>) -> bool {
    let Some(report) = report else { return false };
    let paper = queries::ask_as_system(gateway, None, &Report { report }).await;
    paper.ok().flatten().is_some_and(|paper| paper.line.subject.organisation().is_some())
}

/// Writes down who read what is personal at `of`, from where, and what for.
pub(crate) async fn read(
    gateway: &Gateway,
    (actor, address): (Actor, IpAddr),
    operation: Text<200>,
    purpose: &'static str,
    of: &str,
) -> Result<(), Problem> {
    let purpose = Text::new(purpose).expect("a purpose is short and plain");
    let of: String = of.chars().take(200).collect();
    let of = Text::new(&of).expect("a path is plain");
    gateway.audit().write(actor, Event::Read { operation, purpose, of, address }).await
}

/// A page of the audit, for machines.
pub(crate) async fn page(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let texts = reading::parameters(request.uri().query());
    let AccessLog { month, from } = reading::query(&texts)?;
    let month = month.map(|month| month.to_string());
    Ok(json(StatusCode::OK, &lines(&gateway, month, from).await?))
}

/// The lines of a month from that position on; of this month when none is named.
pub(crate) async fn lines(
    gateway: &Gateway,
    month: Option<String>,
    from: Option<Position>,
) -> Result<AccessPage, Problem> {
    let read =
        move |audit: &Months| audit.read(month.as_deref(), from.unwrap_or(1), ACCESS_LINES_MAX);
    reading_months(gateway, read).await?.ok_or_else(Problem::not_found)
}

/// The lines of a month, the newest first, from `before` back.
pub(crate) async fn newest(
    gateway: &Gateway,
    month: Option<String>,
    before: Option<Position>,
) -> Result<AccessPage, Problem> {
    let read = move |audit: &Months| audit.newest(month.as_deref(), before, ACCESS_LINES_MAX);
    reading_months(gateway, read).await?.ok_or_else(Problem::not_found)
}

/// The months there are lines of, `2026-03`, the last one first.
pub(crate) async fn kept_months(gateway: &Gateway) -> Result<Vec<String>, Problem> {
    reading_months(gateway, Months::kept).await
}

/// Reads what is on disk without keeping anybody else waiting.
async fn reading_months<T: Send + 'static>(
    gateway: &Gateway,
    read: impl FnOnce(&Months) -> Result<T, AuditError> + Send + 'static,
) -> Result<T, Problem> {
    let audit = Arc::clone(&gateway.audit().0);
    let read = tokio::task::spawn_blocking(move || read(&months(&audit.months)));
    read.await.expect("reading does not panic").map_err(|error| {
        let error: &(dyn std::error::Error + 'static) = &error;
        tracing::error!(error, "the audit of access cannot be read");
        Problem::no_answer()
    })
}
