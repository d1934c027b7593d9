//! Replay: one thread scans the log and checks its chain, some decode, this one folds.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use contracts::{Commit, ServiceEvent};
use eventlog::{Chain, Entry, Head, Log};

use super::{Writer, WriterError};
use crate::Service;

/// How many decode: that takes two or three times as long as the scan or the folding, each of
/// which only one can do.
const DECODERS: usize = 3;
/// How many commits travel from thread to thread at once, and how many such batches may wait for
/// a thread.
const BATCH: usize = 1024;
const BATCHES_WAITING_MAX: usize = 2;

/// A batch as it was read.
type Scanned = Vec<Result<Entry, eventlog::Error>>;
/// The commits of a batch, each with the head of a log that ends with it.
type Decoded<E> = Vec<Result<(Head, Arc<Commit<E>>), WriterError>>;

impl<S: Service> Writer<S> {
    pub(super) fn replay_log(
        &mut self,
        log: &dyn Log,
        mut observe: impl FnMut(Arc<Commit<S::Event>>),
    ) -> Result<(), WriterError> {
        let mut forgotten = Vec::new();
        std::thread::scope(|scope| {
            let decoders = [(); DECODERS].map(|()| {
                let (send_scanned, scanned) = sync_channel(BATCHES_WAITING_MAX);
                let (send_decoded, decoded) = sync_channel(BATCHES_WAITING_MAX);
                scope.spawn(move || decode::<S::Event>(&scanned, &send_decoded));
                (send_scanned, decoded)
            });
            let (to_decode, decoded): (Vec<_>, Vec<_>) = decoders.into_iter().unzip();
            scope.spawn(move || scan(log, &to_decode));
            // In turn, as they were handed out.
            let batches = decoded.iter().cycle().map_while(|from| from.recv().ok());
            for commit in batches.flatten() {
                let (head, commit) = commit?;
                forgotten.append(&mut self.fold(&commit));
                self.chain = Chain::at(head);
                observe(commit);
            }
            Ok(())
        })?;
        let forget = |source| WriterError::Forget { service: S::Event::SERVICE, source };
        forgotten.into_iter().try_for_each(|person| self.keys.erase(person)).map_err(forget)
    }
}

/// Hands out batches to each decoder in turn, while somebody takes them.
fn scan(log: &dyn Log, to_decode: &[SyncSender<Scanned>]) {
    let mut entries = log.read(1);
    for decoder in to_decode.iter().cycle() {
        let batch: Scanned = entries.by_ref().take(BATCH).collect();
        if batch.is_empty() || decoder.send(batch).is_err() {
            return;
        }
    }
}

fn decode<E: ServiceEvent>(scanned: &Receiver<Scanned>, to: &SyncSender<Decoded<E>>) {
    for batch in scanned {
        let batch = batch.into_iter().map(|read| {
            decoded(read.map_err(|source| WriterError::Log { service: E::SERVICE, source })?)
        });
        if to.send(batch.collect()).is_err() {
            return;
        }
    }
}

/// Text is checked once, which is quicker than string by string.
fn decoded<E: ServiceEvent>(entry: Entry) -> Result<(Head, Arc<Commit<E>>), WriterError> {
    let commit = match std::str::from_utf8(entry.bytes()) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(entry.bytes()),
    };
    let commit = commit.map_err(|source| {
        let (service, position) = (E::SERVICE, entry.position());
        WriterError::Unreadable { service, position, source }
    })?;
    Ok((entry.head(), Arc::new(commit)))
}
