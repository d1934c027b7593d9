//! Lists that people take in through the portal: judged first, then taken, nothing or all.
//!
//! What becomes of a list is for whoever knows every service: the binary hands the gateway an
//! [`Importer`]. Here is kept, in memory, what was uploaded until it was taken; a list may name
//! people, so it is never written down before that, and it is forgotten after [`KEPT_SECONDS`].

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use contracts::Actor;
use sheets::{Kind, Refusal};
use values::{AreaCode, PersonId, Timestamp, Uuid};

use crate::limits::{IMPORTS_MAX, KEPT_SECONDS};
use crate::tables;

/// A list as somebody uploaded it, and what was said beside it.
#[derive(Debug, Clone)]
pub struct ImportedList {
    /// What kind of list it is.
    pub kind: Kind,
    /// What the file is called.
    pub name: String,
    /// The file.
    pub bytes: Bytes,
    /// Whose list it is: an id, a name or the code of an area.
    pub owner: Option<String>,
    /// Where names of communities are looked up.
    pub under: Option<AreaCode>,
    /// Of which year dates are that name none.
    pub year: Option<i16>,
    /// How much of a thing is offered, where the list does not say.
    pub sessions: Option<u64>,
}

/// What would become of a list.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// How many rows would be taken.
    pub rows: u64,
    /// What cannot be taken: then nothing is.
    pub refused: Vec<RefusedRows>,
    /// What was taken as it stands and deserves a look.
    pub notices: Vec<String>,
    /// What it would make, in a line.
    pub makes: String,
    /// The first things that it would make.
    pub first: Vec<String>,
    /// Why it cannot be judged row by row at all.
    pub unreadable: Option<String>,
}

impl Verdict {
    /// It cannot be judged row by row.
    pub fn unreadable(why: impl ToString) -> Self {
        Self { unreadable: Some(why.to_string()), ..Self::default() }
    }

    /// Can it be taken?
    pub fn is_good(&self) -> bool {
        self.refused.is_empty() && self.unreadable.is_none()
    }
}

/// Rows that cannot be taken, beside what stands in the first of them.
#[derive(Debug, Clone)]
pub struct RefusedRows {
    /// The rows, as people write their numbers.
    pub rows: String,
    /// The first of them, cell by cell.
    pub said: String,
    /// Why, and what to do.
    pub refusal: Refusal,
}

/// The complaints as a table, for whoever mends the list.
pub fn refusals(refused: &[RefusedRows]) -> Vec<u8> {
    let header = ["行号", "列", "原因", "建议", "原文"].map(str::to_owned).to_vec();
    let rows = refused.iter().map(|RefusedRows { rows, said, refusal }| {
        let Refusal { column, message, suggestion, .. } = refusal.clone();
        vec![rows.clone(), column.unwrap_or_default(), message, suggestion, said.clone()]
    });
    tables::csv(std::iter::once(header).chain(rows))
}

/// What became of a list.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Things changed since it was judged, and it cannot be taken any more.
    Refused(Verdict),
    /// The same file was taken before, so many rows of it.
    Before { taken: u64, failed: usize },
    /// Rows taken, what they made, and those that a rule was against meanwhile, by their numbers.
    Taken { taken: u64, makes: String, failed: Vec<FailedRow> },
}

/// A row that a rule was against when it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRow {
    /// Its number, as people write it.
    pub row: String,
    /// Why, and what to do.
    pub said: String,
    /// The stable code of it.
    pub code: String,
}

/// How far it is.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    of: AtomicU64,
}

impl Progress {
    /// So many steps are done, of so many.
    pub fn tell(&self, done: u64, of: u64) {
        self.of.store(of, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
    }

    pub(crate) fn told(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }
}

/// What an importer does when it is asked.
pub type Importing<'i, T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send + 'i>>;

/// Takes lists in. An error is a technical one, said in Chinese.
pub trait Importer: Send + Sync {
    /// Judges the list row by row, for `actor`; changes nothing.
    fn judge(&self, actor: Actor, list: Arc<ImportedList>) -> Importing<'_, Verdict>;

    /// Takes it, if it is still good; cut off, the same list goes on where it ended.
    fn take(
        &self,
        actor: Actor,
        list: Arc<ImportedList>,
        progress: Arc<Progress>,
    ) -> Importing<'_, Outcome>;
}

/// How an uploaded list stands.
#[derive(Clone)]
pub(crate) enum Stands {
    Judged(Arc<Verdict>),
    /// Under way.
    Taking,
    Over(Arc<Outcome>),
    /// It stopped for a technical reason; the same file goes on.
    Stopped(String),
}

/// One uploaded list.
pub(crate) struct Job {
    pub(crate) id: Uuid,
    pub(crate) list: Arc<ImportedList>,
    pub(crate) progress: Arc<Progress>,
    by: PersonId,
    since: Timestamp,
    stands: Mutex<Stands>,
}

impl Job {
    pub(crate) fn stands(&self) -> Stands {
        self.locked().clone()
    }

    /// It is taken from now on, unless it is already or cannot be.
    fn begins(&self) -> bool {
        let mut stands = self.locked();
        let begins = match &*stands {
            Stands::Judged(verdict) => verdict.is_good(),
            Stands::Stopped(_) => true,
            Stands::Taking | Stands::Over(_) => false,
        };
        if begins {
            *stands = Stands::Taking;
        }
        begins
    }

    fn locked(&self) -> MutexGuard<'_, Stands> {
        self.stands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is uploaded, and who takes it.
#[derive(Default)]
pub(crate) struct Imports {
    importer: Option<Arc<dyn Importer>>,
    jobs: Mutex<HashMap<Uuid, Arc<Job>>>,
}

impl Imports {
    pub(crate) fn new(importer: Option<Arc<dyn Importer>>) -> Self {
        Self { importer, jobs: Mutex::default() }
    }

    /// Whoever takes lists in, where there is somebody.
    pub(crate) fn importer(&self) -> Option<&Arc<dyn Importer>> {
        self.importer.as_ref()
    }

    /// Keeps a list that was judged; none when there are too many. What one person uploaded before
    /// and did not take is forgotten.
    pub(crate) fn keep(
        &self,
        by: PersonId,
        list: Arc<ImportedList>,
        verdict: Verdict,
        now: Timestamp,
    ) -> Option<Arc<Job>> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|_, job| {
            let fresh = now.as_second() - job.since.as_second() < KEPT_SECONDS;
            matches!(job.stands(), Stands::Taking) || (fresh && job.by != by)
        });
        if jobs.len() >= IMPORTS_MAX {
            return None;
        }
        let job = Arc::new(Job {
            id: runtime::fresh_command().into(),
            list,
            progress: Arc::default(),
            by,
            since: now,
            stands: Mutex::new(Stands::Judged(Arc::new(verdict))),
        });
        jobs.insert(job.id, Arc::clone(&job));
        Some(job)
    }

    /// What this person uploaded.
    pub(crate) fn job(&self, id: Uuid, by: PersonId) -> Option<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(&id).filter(|job| job.by == by).cloned()
    }

    /// Takes the list from now on, as `actor`; whoever asks is told how far it is.
    pub(crate) fn begin(&self, job: &Arc<Job>, actor: Actor) {
        let Some(importer) = self.importer.clone() else { return };
        if !job.begins() {
            return;
        }
        let job = Arc::clone(job);
        tokio::spawn(async move {
            let (list, progress) = (Arc::clone(&job.list), Arc::clone(&job.progress));
            let stands = match importer.take(actor, list, progress).await {
                Ok(outcome) => Stands::Over(Arc::new(outcome)),
                Err(why) => Stands::Stopped(why),
            };
            *job.locked() = stands;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Arc<ImportedList> {
        Arc::new(ImportedList {
            kind: Kind::Needs,
            name: "需求.csv".to_owned(),
            bytes: Bytes::from_static(b"x"),
            owner: None,
            under: None,
            year: None,
            sessions: None,
        })
    }

    const ONE: PersonId = PersonId(Uuid::from_u128(1));
    const OTHER: PersonId = PersonId(Uuid::from_u128(2));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_file_of_complaints_holds_no_formula() {
        let refusal = Refusal {
            rows: Vec::new(),
            column: Some("=HYPERLINK".to_owned()),
            code: "x",
            message: "@坏".to_owned(),
            suggestion: "改".to_owned(),
        };
        let (rows, said) = ("3–4".to_owned(), "海湾、2".to_owned());
        let text = refusals(&[RefusedRows { rows, said, refusal }]);
        let text = String::from_utf8(text).unwrap();
        let expected = "\u{feff}行号,列,原因,建议,原文\r\n3–4,'=HYPERLINK,'@坏,改,海湾、2\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn only_who_uploaded_a_list_sees_it_and_only_the_last_one() {
        let imports = Imports::default();
        let first = imports.keep(ONE, list(), Verdict::default(), at(0)).unwrap();
        assert!(imports.job(first.id, OTHER).is_none());
        assert!(imports.job(first.id, ONE).is_some());
        imports.keep(ONE, list(), Verdict::default(), at(1)).unwrap();
        assert!(imports.job(first.id, ONE).is_none());
    }

    #[test]
    fn a_list_is_taken_once_and_never_one_that_was_refused() {
        let imports = Imports::default();
        let good = imports.keep(ONE, list(), Verdict::default(), at(0)).unwrap();
        assert!(good.begins() && !good.begins());
        let bad = imports.keep(OTHER, list(), Verdict::unreadable("空文件"), at(0)).unwrap();
        assert!(!bad.begins());
    }

    #[test]
    fn there_is_room_again_once_lists_are_old() {
        let imports = Imports::default();
        let person = |n: usize| PersonId(Uuid::from_u128(10 + n as u128));
        for n in 0..IMPORTS_MAX {
            assert!(imports.keep(person(n), list(), Verdict::default(), at(0)).is_some());
        }
        let one_more = |now| imports.keep(ONE, list(), Verdict::default(), at(now));
        assert!(one_more(1).is_none());
        assert!(one_more(KEPT_SECONDS).is_some());
    }
}
