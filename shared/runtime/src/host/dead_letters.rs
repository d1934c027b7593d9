//! What could not be read is put aside, so that somebody can look at it.

use std::time::Duration;

use bus::{Bus, Bytes};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How many letters may wait to be put aside; more are counted and dropped.
const WAITING_MAX: usize = 1024;
const RETRY_FIRST: Duration = Duration::from_millis(50);
const RETRY_LONGEST: Duration = Duration::from_secs(2);

/// The way to the dead letters of one service; clones share it.
#[derive(Clone)]
pub(super) struct DeadLetters {
    service: &'static str,
    letters: mpsc::Sender<Letter>,
}

#[derive(Clone)]
struct Letter {
    subject: String,
    body: Bytes,
    reason: String,
}

impl DeadLetters {
    /// Starts the task that puts them aside. It ends when every clone is gone and all that waited
    /// is put aside, or the broker is away then.
    pub(super) fn start(service: &'static str, bus: Bus) -> (Self, JoinHandle<()>) {
        Self::start_with(service, move |Letter { subject, body, reason }| {
            let bus = bus.clone();
            async move { bus.dead_letter(service, &subject, &body, &reason).await }
        })
    }

    fn start_with<P>(
        service: &'static str,
        put: impl Fn(Letter) -> P + Send + 'static,
    ) -> (Self, JoinHandle<()>)
    where
        P: Future<Output = Result<(), bus::Error>> + Send,
    {
        let (letters, mut waiting) = mpsc::channel::<Letter>(WAITING_MAX);
        let task = tokio::spawn(async move {
            while let Some(letter) = waiting.recv().await {
                let mut delay = RETRY_FIRST;
                // The broker may be away; they wait for it, in their order.
                while let Err(error) = put(letter.clone()).await {
                    if waiting.is_closed() {
                        let lost = 1 + waiting.len();
                        tracing::error!(service, lost, %error, "dead letters are lost");
                        return;
                    }
                    tracing::warn!(service, %error, "a dead letter is not put aside yet");
                    tokio::time::sleep(delay).await;
                    delay = (delay * 2).min(RETRY_LONGEST);
                }
            }
        });
        (Self { service, letters }, task)
    }

    /// Puts one aside. Never blocks.
    pub(super) fn put(&self, subject: String, body: Bytes, reason: String) {
        let service = self.service;
        metrics::counter!("gongjian_dead_letters_total", "service" => service).increment(1);
        if let Err(error) = self.letters.try_send(Letter { subject, body, reason }) {
            tracing::error!(service, %error, "a dead letter was dropped");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A broker that keeps what it is given, but for the first so many times.
    fn broker_away(times: usize) -> (DeadLetters, JoinHandle<()>, mpsc::UnboundedReceiver<String>) {
        let (keep, kept) = mpsc::unbounded_channel();
        let tries = AtomicUsize::new(0);
        let (letters, task) = DeadLetters::start_with("needs", move |letter| {
            let is_away = tries.fetch_add(1, Ordering::SeqCst) < times;
            let put = if is_away { Err(bus::Error::Disconnected) } else { Ok(()) };
            std::future::ready(put.inspect(|()| keep.send(letter.subject).unwrap()))
        });
        (letters, task, kept)
    }

    fn put(letters: &DeadLetters, subject: &str) {
        letters.put(subject.to_owned(), Bytes::new(), "it is unreadable".to_owned());
    }

    #[tokio::test]
    async fn letters_wait_for_a_broker_that_is_away() {
        let (letters, task, mut kept) = broker_away(3);
        put(&letters, "first");
        put(&letters, "second");
        for subject in ["first", "second"] {
            assert_eq!(kept.recv().await.unwrap(), subject);
        }
        drop(letters);
        task.await.unwrap();
    }

    #[tokio::test]
    async fn a_service_that_ends_does_not_wait_for_a_broker_that_stays_away() {
        let (letters, task, mut kept) = broker_away(usize::MAX);
        put(&letters, "first");
        drop(letters);
        task.await.unwrap();
        assert_eq!(kept.recv().await, None);
    }
}
