//! Replay: one thread scans the log and checks its chain, this one decodes and folds.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use contracts::{Commit, ServiceEvent};
use eventlog::{Chain, Entry, Log};

use super::{Writer, WriterError};
use crate::Service;

/// How many commits travel from thread to thread at once, and how many such batches may wait.
const BATCH: usize = 1024;
const BATCHES_WAITING_MAX: usize = 8;

impl<S: Service> Writer<S> {
    pub(super) fn replay_log(
        &mut self,
        log: &dyn Log,
        mut observe: impl FnMut(Arc<Commit<S::Event>>),
    ) -> Result<(), WriterError> {
        let service = S::Event::SERVICE;
        let (send, receive) = sync_channel::<Vec<Entry>>(BATCHES_WAITING_MAX);
        std::thread::scope(|scope| {
            let scan = scope.spawn(move || {
                let mut batch = Vec::with_capacity(BATCH);
                for entry in log.read(1) {
                    batch.push(entry?);
                    if batch.len() == BATCH {
                        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                        if send.send(full).is_err() {
                            return Ok(());
                        }
                    }
                }
                // Nobody receives any more only when the other side has failed already.
                let _unreceived = send.send(batch).is_err();
                Ok(())
            });
            let folded = receive.into_iter().flatten().try_for_each(|entry| {
                let commit: Commit<S::Event> =
                    serde_json::from_slice(entry.bytes()).map_err(|source| {
                        WriterError::Unreadable { service, position: entry.position(), source }
                    })?;
                self.fold(&commit);
                self.chain = Chain::at(entry.head());
                observe(Arc::new(commit));
                Ok(())
            });
            let scanned = scan.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            scanned.map_err(|source| WriterError::Log { service, source }).and(folded)
        })
    }
}
