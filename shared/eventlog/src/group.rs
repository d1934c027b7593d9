//! Group commit: while one group of commits syncs, the next one gathers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::sled_log::panic_message;
use crate::{Entry, Error, Keys, Log};

/// How many commits can wait for the disk before [`GroupCommit::push`] waits too. It is also the
/// largest group.
const WAITING_MAX: usize = 4096;

/// A thread that makes commits durable in groups and acknowledges them in order.
///
/// Invariant: nothing is acknowledged that is not on stable storage, nothing twice, nothing out of
/// order, and nothing at all after the first error.
#[derive(Debug)]
pub struct GroupCommit {
    queue: SyncSender<Entry>,
    thread: JoinHandle<()>,
}

impl GroupCommit {
    /// Starts the thread. Before a group is appended, the keys it may use are written (`keys`);
    /// after it is durable, `acknowledged` gets it. On the first error, or panic, `failed` gets
    /// that, and the thread ends.
    ///
    /// # Panics
    /// When the operating system gives no thread.
    pub fn spawn(
        log: Arc<dyn Log>,
        keys: Option<Arc<Keys>>,
        acknowledged: impl FnMut(&[Entry]) + Send + 'static,
        failed: impl FnOnce(Error) + Send + 'static,
    ) -> Self {
        let (queue, waiting) = sync_channel(WAITING_MAX);
        let work = move || {
            let done = catch_unwind(AssertUnwindSafe(|| {
                run(&waiting, log.as_ref(), keys.as_deref(), acknowledged)
            }));
            let error = match done {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error,
                Err(panic) => {
                    let message = panic_message(panic.as_ref());
                    Error::Panicked { operation: "committing a group", message }
                }
            };
            // The queue goes first: whoever waits to push into it must not wait for ever.
            drop(waiting);
            failed(error);
        };
        let thread = std::thread::Builder::new()
            .name("group-commit".to_owned())
            .spawn(work)
            .expect("a process that cannot start a thread cannot serve");
        Self { queue, thread }
    }

    /// Queues a commit; waits while the queue is full. After an error the commit is dropped, since
    /// nobody will ever be told of it.
    pub fn push(&self, entry: Entry) {
        if self.queue.send(entry).is_err() {
            tracing::debug!("a commit was dropped: its log has stopped");
        }
    }

    /// Commits and acknowledges what is queued, and ends the thread.
    pub fn close(self) {
        drop(self.queue);
        if self.thread.join().is_err() {
            tracing::error!("the callback that was told of a failed log panicked");
        }
    }
}

fn run(
    waiting: &Receiver<Entry>,
    log: &dyn Log,
    keys: Option<&Keys>,
    mut acknowledged: impl FnMut(&[Entry]),
) -> Result<(), Error> {
    let mut group = Vec::with_capacity(WAITING_MAX);
    while let Ok(first) = waiting.recv() {
        group.push(first);
        group.extend(waiting.try_iter().take(WAITING_MAX - 1));
        if let Some(keys) = keys {
            keys.sync()?;
        }
        log.append(&group)?;
        acknowledged(&group);
        group.clear();
    }
    Ok(())
}
