//! What could not be read is put aside, so that somebody can look at it.

use bus::{Bus, Bytes};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How many letters may wait to be put aside; more are counted and dropped.
const WAITING_MAX: usize = 1024;

/// The way to the dead letters of one service; clones share it.
#[derive(Clone)]
pub(super) struct DeadLetters {
    service: &'static str,
    letters: mpsc::Sender<Letter>,
}

struct Letter {
    subject: String,
    body: Bytes,
    reason: String,
}

impl DeadLetters {
    /// Starts the task that puts them aside. It ends when every clone is gone.
    pub(super) fn start(service: &'static str, bus: Bus) -> (Self, JoinHandle<()>) {
        let (letters, mut waiting) = mpsc::channel::<Letter>(WAITING_MAX);
        let task = tokio::spawn(async move {
            while let Some(Letter { subject, body, reason }) = waiting.recv().await {
                if let Err(error) = bus.dead_letter(service, &subject, &body, &reason).await {
                    tracing::error!(service, subject, %error, "cannot put a dead letter aside");
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
