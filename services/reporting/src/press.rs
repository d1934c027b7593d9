//! The press: what was numbered becomes files, and what was kept is told.
//!
//! It stands beside the service, follows its mirror only to know when to look, and has no memory of
//! its own: whatever was numbered and is not issued is printed, after a crash once more. From the
//! same proof it makes the same bytes; no clock is looked at. What it kept about people who are
//! erased it removes: all of it at each start, for a backup may have brought some back.

mod composing;
mod desk;
mod document;
mod docx;
mod fonts;
mod promises;
#[cfg(test)]
mod tests;
mod xlsx;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bus::Bus;
use contracts::evaluation::rules::CardKind;
use contracts::evaluation::{Scorecard, Star};
use contracts::reporting::course::Forget;
use contracts::reporting::report::{Format, Print, Printed, Standing};
use contracts::reporting::{Event, Proof, ReportLine, ToForget, ToPrint};
use contracts::{Actor, Claimer, Position, Receipt, Reply, ServiceEvent};
use files::{FileKey, Files};
use runtime::{Client, ClientError};
use values::{CommandId, Hash, Text, ids};

pub use desk::{Desk, Made};
pub use fonts::{FONT_FOLDERS, missing_fonts};

/// After so long it looks again, whatever it heard.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How many commits of the mirror it takes at once.
const BATCH: usize = 256;

/// Why something was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// No font has Chinese characters.
    #[error("no Chinese font in {folders:?}")]
    NoFont { folders: Vec<PathBuf> },
    /// It cannot be set.
    #[error("typst: {0}")]
    Typst(String),
    /// The Word document cannot be made.
    #[error("docx: {0}")]
    Docx(String),
    /// The annex cannot be made.
    #[error("xlsx: {0}")]
    Xlsx(String),
    /// What is about a person is kept under a key, or not at all.
    #[error("the key is none")]
    Key,
    /// A file was not kept, or not removed.
    #[error("cannot keep or remove a file")]
    File(#[from] files::Error),
    /// The service did not answer.
    #[error("cannot ask")]
    Client(#[from] ClientError),
    /// The service does not take it.
    #[error("not taken: {0:?}")]
    Refused(Reply<Receipt>),
}

/// Prints whatever is numbered, for as long as the process runs; keeps it as `files`, set in fonts
/// from `folders`.
pub async fn press(bus: Bus, files: Files, folders: Vec<PathBuf>) {
    let client = Client::new(bus);
    let room = Arc::new(Room { desk: Desk::new(folders), files });
    let service = Event::SERVICE;
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let mut follower = loop {
        again.tick().await;
        match client.follow_from_now(service).await {
            Ok(follower) => break follower,
            Err(error) => tracing::warn!(%error, "the press does not hear of anything yet"),
        }
    };
    let (mut seen, mut removed): (Option<Position>, usize) = (None, 0);
    loop {
        print_all(&client, &room, seen).await;
        if let Err(error) = forget_all(&client, &room, &mut seen, &mut removed).await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "not forgotten");
        }
        if let Ok(batch) = tokio::time::timeout(LOOK_AGAIN, follower.next_batch(BATCH)).await {
            seen = seen.max(batch.last().map(|(position, _)| *position));
        }
    }
}

/// Everything that waits; what cannot be printed is passed over, and tried again the next time.
async fn print_all(client: &Client, room: &Arc<Room>, seen: Option<Position>) {
    let mut passed_over = 0;
    loop {
        match print_next(client, room, seen, passed_over).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::error!(%error, source = ?std::error::Error::source(&error), "not printed");
                passed_over += 1;
            }
        }
        if passed_over > PASSED_OVER_MAX {
            return;
        }
    }
}

/// Where so many cannot be printed, more than one report is wrong.
const PASSED_OVER_MAX: usize = 20;

/// The next one that waits but for `passed_over` ones; false when there is none.
async fn print_next(
    client: &Client,
    room: &Arc<Room>,
    seen: Option<Position>,
    passed_over: usize,
) -> Result<bool, PressError> {
    let asked = client.query(&Actor::System, seen, &ToPrint { passed_over }).await?;
    let Reply::Done(Some(mut proof)) = asked else { return Ok(false) };
    proof.standing = standing(client, &proof.paper.line).await;
    let (report, version) = (proof.paper.line.id, proof.paper.line.version);
    let draft = proof.paper.draft;
    let at_work = Arc::clone(room);
    let standing = proof.standing.clone();
    let printed = tokio::task::spawn_blocking(move || at_work.print(&proof)).await;
    let (files, fonts_missing) =
        printed.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    let print = Print { report, version, files, fonts_missing, standing };
    let id = ids::of_text("print", &format!("{report} {draft} {version}"));
    match client.command(&Actor::System, CommandId(id), &print).await? {
        Reply::Done(_) => Ok(true),
        refused @ (Reply::Rejected(_) | Reply::Failed(_)) => Err(PressError::Refused(refused)),
    }
}

/// Nothing that was issued about people who are erased stays; `removed` says how many of the files
/// that are to go are gone.
async fn forget_all(
    client: &Client,
    room: &Arc<Room>,
    seen: &mut Option<Position>,
    removed: &mut usize,
) -> Result<(), PressError> {
    loop {
        let asked = ToForget { passed_over: *removed };
        let Reply::Done(found) = client.query(&Actor::System, *seen, &asked).await? else {
            return Ok(());
        };
        let done = found.persons.is_empty() && found.passed_over == *removed;
        for person in found.persons {
            let id = CommandId(ids::of_text("forget", &person.to_string()));
            match client.command(&Actor::System, id, &Forget { person }).await? {
                Reply::Done(receipt) => *seen = (*seen).max(Some(receipt.position)),
                refused @ (Reply::Rejected(_) | Reply::Failed(_)) => {
                    return Err(PressError::Refused(refused));
                }
            }
        }
        let at_work = Arc::clone(room);
        let gone = tokio::task::spawn_blocking(move || at_work.remove(&found.files)).await;
        gone.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        *removed = found.passed_over;
        if done {
            return Ok(());
        }
    }
}

/// How whom it is about stands now; a report is printed without it where nobody says.
async fn standing(client: &Client, line: &ReportLine) -> Option<Standing> {
    let year = line.period.year();
    match line.subject {
        Claimer::Organisation(unit) => {
            let organisation = Some(unit);
            let asked = Scorecard { card: CardKind::Unit, organisation, person: None, year };
            let said = client.query(&Actor::System, None, &asked).await.ok()?;
            let Reply::Done(Some(card)) = said else { return None };
            let (total, band, rules) = (card.total, card.band, Some(card.version));
            Some(Standing { total, band, rules, stars: None, at: card.at })
        }
        Claimer::Person(person) => {
            let said = client.query(&Actor::System, None, &Star { person }).await.ok()?;
            let Reply::Done(Some(star)) = said else { return None };
            let (total, band, rules) = (None, None, None);
            Some(Standing { total, band, rules, stars: Some(star.stars), at: 0 })
        }
    }
}

/// The desk, and where what it makes is kept.
struct Room {
    desk: Desk,
    files: Files,
}

impl Room {
    fn remove(&self, digests: &[Hash]) -> Result<(), files::Error> {
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
