//! Everything that waits is printed, as many at once as there are cores.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use contracts::reporting::Proof;
use contracts::reporting::report::{Format, Jam, Print, Printed};
use files::{FileKey, Files};
use futures_util::future::join_all;
use tokio::sync::Mutex;
use values::{Hash, ReportId, Text};

use super::{Desk, Kept, PressError};

/// Where so many cannot be printed, more than one report is wrong.
const FAILED_MAX: usize = 20;

/// What is to be printed, and who hears what came of it.
pub trait Orders: Sync {
    /// The next one that waits, but for these.
    fn next(
        &self,
        but: &BTreeSet<ReportId>,
    ) -> impl Future<Output = Result<Option<Proof>, PressError>> + Send;

    /// Adds what others say of whom it is about.
    fn complete(&self, proof: &mut Proof) -> impl Future<Output = Result<(), PressError>> + Send;

    /// It is kept.
    fn printed(
        &self,
        draft: u32,
        print: Print,
    ) -> impl Future<Output = Result<(), PressError>> + Send;

    /// It cannot be printed.
    fn jammed(&self, draft: u32, jam: Jam) -> impl Future<Output = Result<(), PressError>> + Send;
}

/// The desk, and where what it makes is kept.
pub struct Room {
    desk: Desk,
    files: Files,
}

impl Room {
    /// With fonts from `folders`; what is printed is kept as `files`.
    pub fn new(folders: Vec<PathBuf>, files: Files) -> Self {
        Self { desk: Desk::new(folders), files }
    }

    pub(super) fn remove(&self, digests: &[Hash]) -> Result<(), files::Error> {
        digests.iter().try_for_each(|digest| self.files.remove(*digest))
    }

    fn print(&self, proof: &Proof) -> Result<(Vec<Printed>, Vec<Text<60>>), PressError> {
        let made = self.desk.print(proof)?;
        let parsed = |key: &str| FileKey::parse(key).ok_or(PressError::Key);
        let key = proof.key.as_deref().map(parsed).transpose()?;
        let keep = |(format, content): (Format, Vec<u8>)| {
            let bytes = content.len() as u64;
            let (file, kept) = match &key {
                Some(key) => (Hash::of(&content), Some(self.files.keep_sealed(&content, key)?)),
                None => (self.files.keep(&content)?, None),
            };
            Ok::<_, files::Error>(Printed { format, file, bytes, kept })
        };
        let kept = made.files.into_iter().map(keep).collect::<Result<_, _>>()?;
        Ok((kept, made.fonts_missing))
    }
}

/// What the hands have taken up.
#[derive(Default)]
struct Taken {
    /// Those that are printed just now, and those that could not be.
    reports: BTreeSet<ReportId>,
    failed: usize,
    /// Nothing can be printed now.
    stopped: bool,
}

/// Everything that waits; what cannot be printed is passed over, and tried again the next time.
pub async fn print_all(orders: &impl Orders, room: &Arc<Room>) {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let taken = Mutex::new(Taken::default());
    join_all((0..cores).map(|_| print_some(orders, room, &taken))).await;
}

/// One after another, beside the other hands.
async fn print_some(orders: &impl Orders, room: &Arc<Room>, taken: &Mutex<Taken>) {
    while let Some(proof) = take(orders, taken).await {
        let line = &proof.paper.line;
        let (report, version, draft) = (line.id, line.version, proof.paper.draft);
        let printed = print_one(orders, room, proof).await;
        let Err(error) = printed else {
            taken.lock().await.reports.remove(&report);
            continue;
        };
        tracing::error!(%error, source = ?std::error::Error::source(&error), "not printed");
        let told = error.told();
        {
            let mut taken = taken.lock().await;
            taken.failed += 1;
            let all = told.as_ref().is_some_and(|(_, kept)| *kept == Kept::FromAll);
            taken.stopped |= all || taken.failed > FAILED_MAX;
        }
        let Some((reason, kept)) = told else { continue };
        let jam = Jam { report, version, reason, all: kept == Kept::FromAll };
        if let Err(error) = orders.jammed(draft, jam).await {
            tracing::warn!(%error, "nobody heard why something is not printed");
        }
    }
}

/// The next one that nobody has taken up; nothing where there is none, or nothing can be printed.
async fn take(orders: &impl Orders, taken: &Mutex<Taken>) -> Option<Proof> {
    // It is asked one hand at a time, so that no two take the same one.
    let mut taken = taken.lock().await;
    if taken.stopped {
        return None;
    }
    match orders.next(&taken.reports).await {
        Ok(next) => {
            taken.reports.extend(next.as_ref().map(|proof| proof.paper.line.id));
            next
        }
        Err(error) => {
            let source = std::error::Error::source(&error);
            tracing::error!(%error, ?source, "nobody says what to print");
            None
        }
    }
}

async fn print_one(
    orders: &impl Orders,
    room: &Arc<Room>,
    mut proof: Proof,
) -> Result<(), PressError> {
    orders.complete(&mut proof).await?;
    let (report, version) = (proof.paper.line.id, proof.paper.line.version);
    let (draft, standing) = (proof.paper.draft, proof.standing.clone());
    let at_work = Arc::clone(room);
    let printed = tokio::task::spawn_blocking(move || at_work.print(&proof)).await;
    let (files, fonts_missing) =
        printed.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    orders.printed(draft, Print { report, version, files, fonts_missing, standing }).await
}
