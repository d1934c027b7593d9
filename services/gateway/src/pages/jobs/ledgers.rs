//! Ledgers 台账: what a ledger holds is what its list shows to whoever asked for it, every line of
//! it, kept under its digest and packed with an index; and the zip, handed out.

use std::fs::File;
use std::io::{self, Read as _};

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use contracts::Failure;
use contracts::reporting::job::{AskLedgers, Keep, Made};
use contracts::reporting::ledger::Part;
use contracts::reporting::{Job, JobLine};
use futures_util::stream;
use values::{Hash, time};

use super::reading::Reader;
use super::{packing, tell};
use crate::pages::{Answer, Visit, exports};
use crate::problem::Problem;
use crate::state::Gateway;

/// How much of a file is handed out at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Every ledger that is not kept yet, then the zip; nothing where it is not wanted any more.
pub(super) async fn make(
    visit: &Visit,
    line: JobLine,
    asked: AskLedgers,
) -> Result<Option<Made>, Problem> {
    let (job, gateway, scope) = (line.id, &visit.gateway, asked.scope);
    let mut parts = line.parts;
    let reader = Reader::new(visit, job, scope).await?;
    for ledger in asked.ledgers {
        if parts.iter().any(|part| part.ledger == ledger) {
            continue;
        }
        let Some(table) = reader.whole(ledger).await? else { return Ok(None) };
        let lines = table.rows.len() as u64;
        let write = move |file: &mut File| packing::workbook(ledger, &table, file);
        let (file, _) = kept(gateway, write).await?;
        let part = Part { ledger, lines, file };
        tell(gateway, &Keep { job, part }).await?;
        parts.push(part);
    }
    let (files, asked_on) = (gateway.files().clone(), time::date_at(line.asked_at));
    let write = move |file: &mut File| packing::zip(&files, scope, asked_on, &parts, file);
    let (file, bytes) = kept(gateway, write).await?;
    Ok(Some(Made::Ledgers { file, bytes }))
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

/// Hands out the zip of a job, a piece at a time.
pub(crate) async fn file(visit: &Visit) -> Answer {
    let job = visit.id("job")?;
    let line = visit.find(&Job { job }).await?;
    let Some(Made::Ledgers { file: digest, bytes }) = line.made else {
        return Err(Problem::not_found());
    };
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
