//! The press: what was numbered becomes files, and what was kept is told.
//!
//! It stands beside the service, follows its mirror only to know when to look, and has no memory of
//! its own: whatever was numbered and is not issued is printed, after a crash once more, as many at
//! once as there are cores. From the same proof it makes the same bytes; no clock is looked at.
//! What it cannot print it says, with the reason, and tries again. What it kept about people who
//! are erased it removes: all of it at each start, for a backup may have brought some back.

mod composing;
mod desk;
mod document;
mod docx;
mod fonts;
mod orders;
mod printing;
mod promises;
#[cfg(test)]
mod tests;
mod xlsx;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bus::Bus;
use contracts::reporting::course::Forget;
use contracts::reporting::{Event, ToForget};
use contracts::{Actor, Position, Receipt, Reply, ServiceEvent};
use files::Files;
use runtime::{Client, ClientError};
use values::{CommandId, Text, ids};

pub use desk::{Desk, Made};
pub use fonts::{FONT_FOLDERS, missing_fonts};
pub use printing::{Orders, Room, print_all};

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
    /// A service did not answer.
    #[error("cannot ask")]
    Client(#[from] ClientError),
    /// A service could not answer.
    #[error("no answer to {subject}: {reply}")]
    NoAnswer { subject: &'static str, reply: String },
    /// The service does not take it.
    #[error("not taken: {0:?}")]
    Refused(Reply<Receipt>),
}

/// What keeps the press from printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// This one; it goes on with the others.
    FromThis,
    /// Whatever it is: it stops until it looks again.
    FromAll,
}

impl PressError {
    /// What people read of it, and how much it stops; nothing of what is nobody's fault.
    fn told(&self) -> Option<(Text<200>, Kept)> {
        let look = "请运维查看日志".to_owned();
        let (said, kept) = match self {
            Self::NoFont { .. } => {
                let missing = fonts::missing(&[]).join("、");
                (format!("没有中文字体：{missing}；安装后自动印制"), Kept::FromAll)
            }
            Self::File(_) => (format!("文件存不下来，{look}"), Kept::FromAll),
            Self::Client(_) | Self::NoAnswer { .. } => {
                ("其他服务没有应答，恢复后自动印制".to_owned(), Kept::FromAll)
            }
            Self::Typst(_) | Self::Docx(_) | Self::Xlsx(_) | Self::Key => {
                (format!("排版出错，{look}"), Kept::FromThis)
            }
            // It was printed meanwhile, or is not wanted any more.
            Self::Refused(_) => return None,
        };
        let said: String = said.chars().take(200).collect();
        Text::new(&said).ok().map(|said| (said, kept))
    }
}

/// Prints whatever is numbered, for as long as the process runs; keeps it as `files`, set in fonts
/// from `folders`.
pub async fn press(bus: Bus, files: Files, folders: Vec<PathBuf>) {
    let client = Client::new(bus);
    let room = Arc::new(Room::new(folders, files));
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
        print_all(&orders::Told::new(&client, seen), &room).await;
        if let Err(error) = forget_all(&client, &room, &mut seen, &mut removed).await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "not forgotten");
        }
        if let Ok(batch) = tokio::time::timeout(LOOK_AGAIN, follower.next_batch(BATCH)).await {
            seen = seen.max(batch.last().map(|(position, _)| *position));
        }
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
