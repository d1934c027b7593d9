//! Makes ledgers 台账 in the background: what a ledger holds is what its list shows to whoever asked
//! for it, every line of it, packed with an index.
//!
//! It has no memory of its own but how far the ledger under way is: whatever is asked for and not
//! finished is made, after a crash from the ledger on that was not kept.

mod packing;
mod reading;

use std::fs::File;
use std::io::{self, Read as _};

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use contracts::reporting::bundle::{Finish, GiveUp, Keep, Ledger, Part};
use contracts::reporting::{Bundle, BundleLine, BundleStatus, BundleToMake, BundleWork};
use contracts::{Actor, Failure, Position};
use futures_util::stream;
use tokio_util::sync::CancellationToken;
use values::{BundleId, Hash, time};

use super::background::{reason, tell};
use super::{Answer, Visit, background, exports};
use crate::problem::Problem;
use crate::queries::ask_as_system;
use crate::state::Gateway;
use reading::Reader;

/// Where bundles are.
const LEDGERS: &str = "/ledgers";
/// How much of a file is handed out at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The ledger that is being read, and how far that is: lines, or organisations of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub(crate) bundle: BundleId,
    pub(crate) ledger: Ledger,
    pub(crate) done: usize,
    pub(crate) total: usize,
}

/// Makes whatever is asked for, until `cancel`.
pub(crate) async fn make(gateway: Gateway, cancel: CancellationToken) {
    background::go_on(gateway, cancel, |gateway, seen| Box::pin(make_waiting(gateway, seen))).await;
}

/// One after another, the oldest first.
async fn make_waiting(gateway: &Gateway, seen: Option<Position>) {
    let mut seen = seen;
    while let Ok(Some(BundleWork { line, by })) =
        ask_as_system(gateway, seen, &BundleToMake {}).await
    {
        let bundle = line.id;
        let made = make_one(gateway, line, &by).await;
        gateway.set_under_way(None);
        let told = match made {
            Ok(stands) => Ok(stands),
            Err(problem) => {
                let (_, detail) = problem.words();
                tracing::error!(%bundle, code = problem.code(), detail, "ledgers were not made");
                let reason = reason(&problem);
                tell(gateway, &GiveUp { bundle, reason }).await
            }
        };
        match told {
            Ok(position) => seen = position.max(seen),
            // Nobody answers, or it was cancelled meanwhile: it is looked at again.
            Err(_) => return,
        }
    }
}

/// Every ledger that is not kept yet, then the zip; up to where the log says so. It stops where
/// whoever asked cancelled it.
async fn make_one(
    gateway: &Gateway,
    line: BundleLine,
    by: &Actor,
) -> Result<Option<Position>, Problem> {
    let bundle = line.id;
    let mut parts = line.parts.clone();
    let mut visit = Visit::in_the_background(gateway.clone(), by.clone());
    visit.path = format!("{LEDGERS}/{bundle}");
    let reader = Reader::new(&visit, bundle, line.asked.scope).await?;
    for ledger in line.asked.ledgers.clone() {
        if parts.iter().any(|part| part.ledger == ledger) {
            continue;
        }
        let Some(table) = reader.whole(ledger).await? else { return Ok(None) };
        let lines = table.rows.len() as u64;
        let (digest, _) =
            kept(gateway, move |file| packing::workbook(ledger, &table, file)).await?;
        let part = Part { ledger, lines, file: digest };
        tell(gateway, &Keep { bundle, part }).await?;
        parts.push(part);
    }
    let files = gateway.files().clone();
    let (digest, bytes) =
        kept(gateway, move |file| packing::zip(&files, &line, &parts, file)).await?;
    tell(gateway, &Finish { bundle, file: digest, bytes }).await
}

/// Does whoever asked still want it?
async fn is_wanted(gateway: &Gateway, bundle: BundleId) -> Result<bool, Problem> {
    let stands = ask_as_system(gateway, None, &Bundle { bundle }).await?;
    Ok(stands.is_some_and(|line| line.status == BundleStatus::Making))
}

/// Keeps what is made, as it is made: its digest and its size.
async fn kept(
    gateway: &Gateway,
    make: impl FnOnce(&mut File) -> Result<(), packing::Error> + Send + 'static,
) -> Result<(Hash, u64), Problem> {
    let files = gateway.files().clone();
    on_disk(move || files.keep_written(make)).await
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, packing::Error> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    done.map_err(|error| match error {
        packing::Error::Sheet(sheets::written::Error::TooManyRows { rows, max }) => {
            Problem::too_many_lines(rows, max)
        }
        packing::Error::Sheet(_)
        | packing::Error::Zip(_)
        | packing::Error::File(_)
        | packing::Error::Gone { .. } => {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::error!(error, "a ledger could not be written");
            Problem::failed(&Failure::Internal)
        }
    })
}

/// Hands out the zip of a bundle, a piece at a time.
pub(super) async fn file(visit: &Visit) -> Answer {
    let bundle = visit.id("bundle")?;
    let line = visit.find(&Bundle { bundle }).await?;
    let (digest, bytes) = line.file.zip(line.bytes).ok_or_else(Problem::not_found)?;
    let files = visit.gateway.files().clone();
    let file = on_disk(move || Ok(files.open(digest)?)).await?.ok_or_else(Problem::not_found)?;
    let mut response = streamed(file).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    let name = format!("台账{}.zip", time::date_at(line.asked_at));
    headers.insert(CONTENT_DISPOSITION, exports::attached(&name));
    Ok(response)
}

/// A file as a body; it is never held whole.
fn streamed(file: File) -> Body {
    Body::from_stream(stream::try_unfold(file, async |file| {
        let next = tokio::task::spawn_blocking(move || next_piece(file)).await;
        next.map_err(io::Error::other)?
    }))
}

/// The next piece, with what is left; nothing at the end.
fn next_piece(mut file: File) -> io::Result<Option<(Bytes, File)>> {
    let mut piece = vec![0; PIECE_BYTES];
    let read = file.read(&mut piece)?;
    piece.truncate(read);
    Ok((read > 0).then(|| (Bytes::from(piece), file)))
}
