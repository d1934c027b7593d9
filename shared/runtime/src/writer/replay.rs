//! Replay: one thread scans the log and checks its chain, one decodes, this one folds.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::ScopedJoinHandle;

use contracts::{Commit, ServiceEvent};
use eventlog::{Chain, Entry, Head, Log};

use super::{Writer, WriterError};
use crate::Service;

/// How many commits travel from thread to thread at once, and how many such batches may wait.
const BATCH: usize = 1024;
const BATCHES_WAITING_MAX: usize = 8;

/// A commit, and the head of a log that ends with it.
type Decoded<E> = (Head, Arc<Commit<E>>);

impl<S: Service> Writer<S> {
    pub(super) fn replay_log(
        &mut self,
        log: &dyn Log,
        mut observe: impl FnMut(Arc<Commit<S::Event>>),
    ) -> Result<(), WriterError> {
        let service = S::Event::SERVICE;
        std::thread::scope(|scope| {
            let (send_entries, entries) = sync_channel(BATCHES_WAITING_MAX);
            let (send_commits, commits) = sync_channel(BATCHES_WAITING_MAX);
            let scan = scope.spawn(move || {
                let read = log.read(1).map(|read| read.map_err(scan_failed(service)));
                in_batches(read, &send_entries)
            });
            let decode = scope.spawn(move || {
                in_batches(entries.into_iter().flatten().map(decoded::<S::Event>), &send_commits)
            });
            for (head, commit) in commits.into_iter().flatten() {
                self.fold(&commit);
                self.chain = Chain::at(head);
                observe(commit);
            }
            // Whatever could not be decoded stands before whatever could not be read.
            joined(decode).and(joined(scan))
        })
    }
}

fn scan_failed(service: &'static str) -> impl Fn(eventlog::Error) -> WriterError {
    move |source| WriterError::Log { service, source }
}

fn decoded<E: ServiceEvent>(entry: Entry) -> Result<Decoded<E>, WriterError> {
    let unreadable = |source| {
        let (service, position) = (E::SERVICE, entry.position());
        WriterError::Unreadable { service, position, source }
    };
    let commit = serde_json::from_slice(entry.bytes()).map_err(unreadable)?;
    Ok((entry.head(), Arc::new(commit)))
}

/// Sends `items` on in batches, up to the first error. When nobody receives any more, the other
/// side has failed already.
fn in_batches<T>(
    mut items: impl Iterator<Item = Result<T, WriterError>>,
    to: &SyncSender<Vec<T>>,
) -> Result<(), WriterError> {
    let mut failed = Ok(());
    loop {
        let batch: Vec<T> = items
            .by_ref()
            .take(BATCH)
            .map_while(|item| item.map_err(|error| failed = Err(error)).ok())
            .collect();
        let last = batch.len() < BATCH;
        if to.send(batch).is_err() || last {
            return failed;
        }
    }
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
