//! Publishing a mirror: many messages under way, every acknowledgement checked.
//!
//! A publish says only that the message is queued here; during an outage it says so, too. What
//! counts is the broker's acknowledgement, and that it names the position that was sent. All
//! acknowledgements of a run come back on one subscription, under the position they answer.

use std::time::Duration;

use async_nats::header::NATS_EXPECTED_LAST_SEQUENCE;
use async_nats::{HeaderMap, HeaderValue, Message, StatusCode, Subject, Subscriber};
use contracts::{Position, subjects};
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Nats;
use crate::compare::TAIL_MAX;
use crate::mirror::{Feed, Interrupted};

/// How long the broker may be silent while messages are under way.
const ACK_TIMEOUT: Duration = Duration::from_secs(3);
/// How often an idle stream is looked at: it may have been deleted.
const IDLE_CHECK: Duration = Duration::from_secs(1);

/// What the broker says about one message.
#[derive(Deserialize)]
struct Ack {
    #[serde(default)]
    seq: Position,
    error: Option<AckError>,
}

#[derive(Deserialize)]
struct AckError {
    #[serde(default)]
    err_code: u64,
    #[serde(default)]
    description: String,
}

impl Nats {
    pub(crate) async fn publish_mirror(
        &self,
        service: &str,
        after: Position,
        feed: &mut Feed,
        mirrored: &watch::Sender<Position>,
    ) -> Result<(), Interrupted> {
        let mut losses = self.losses();
        losses.mark_unchanged();
        if !self.is_connected() {
            return Err(unsure("not connected"));
        }
        let inbox = self.client().new_inbox();
        let acks = self.client().subscribe(format!("{inbox}.*")).await.map_err(unsure)?;
        let mut run = Run {
            nats: self,
            service,
            subject: subjects::events(service).into(),
            inbox,
            acks,
            sent: after,
            confirmed: after,
        };
        loop {
            let dry = run.send(feed).await?;
            let under_way = run.sent > run.confirmed;
            let wait = if under_way { ACK_TIMEOUT } else { IDLE_CHECK };
            let ended = tokio::select! {
                ack = run.acks.next() => {
                    run.confirm(ack, mirrored)?;
                    false
                }
                _ = losses.changed() => return Err(unsure("the connection was lost")),
                more = feed.more(), if dry => !more,
                () = tokio::time::sleep_until(Instant::now() + wait) => {
                    run.overdue().await?;
                    false
                }
            };
            if ended {
                return run.finish(mirrored).await;
            }
        }
    }
}

/// One run of publishing, from a position at which the stream is known to be the log.
struct Run<'n> {
    nats: &'n Nats,
    service: &'n str,
    subject: Subject,
    inbox: String,
    acks: Subscriber,
    sent: Position,
    confirmed: Position,
}

impl Run<'_> {
    /// Sends what there is and what may be under way; true when the log has no more for now.
    async fn send(&mut self, feed: &mut Feed) -> Result<bool, Interrupted> {
        while self.sent - self.confirmed < TAIL_MAX {
            let position = self.sent + 1;
            let Some(bytes) = feed.take(position).await? else {
                return Ok(true);
            };
            let mut headers = HeaderMap::new();
            headers.insert(NATS_EXPECTED_LAST_SEQUENCE, HeaderValue::from(self.sent));
            let reply = format!("{}.{position}", self.inbox);
            self.nats
                .client()
                .publish_with_reply_and_headers(self.subject.clone(), reply, headers, bytes)
                .await
                .map_err(unsure)?;
            self.sent = position;
        }
        Ok(false)
    }

    /// Takes one acknowledgement and all that are there beside it.
    fn confirm(
        &mut self,
        first: Option<Message>,
        mirrored: &watch::Sender<Position>,
    ) -> Result<(), Interrupted> {
        let before = self.confirmed;
        let mut next = Some(first);
        let mut outcome = Ok(());
        while let (Some(message), Ok(())) = (next, &outcome) {
            outcome = message.ok_or_else(|| unsure("the subscription ended")).and_then(|message| {
                self.confirmed = acknowledged(&message, self.confirmed + 1)?;
                Ok(())
            });
            next = self.acks.next().now_or_never();
        }
        if self.confirmed > before {
            mirrored.send_replace(self.confirmed);
        }
        outcome
    }

    /// Nothing was heard for too long: an error when something should have been, else a look at
    /// the stream.
    async fn overdue(&mut self) -> Result<(), Interrupted> {
        if self.sent > self.confirmed {
            return Err(unsure("an acknowledgement is missing"));
        }
        let last = self.nats.last(self.service).await.map_err(unsure)?;
        if last == self.confirmed { Ok(()) } else { Err(unsure(format!("it ends at {last}"))) }
    }

    /// Waits for what is under way, when the log will not grow any more.
    async fn finish(mut self, mirrored: &watch::Sender<Position>) -> Result<(), Interrupted> {
        while self.sent > self.confirmed {
            match tokio::time::timeout(ACK_TIMEOUT, self.acks.next()).await {
                Ok(ack) => self.confirm(ack, mirrored)?,
                Err(_) => return Err(unsure("an acknowledgement is missing")),
            }
        }
        Ok(())
    }
}

/// The position that `message` acknowledges: it must be the expected one.
fn acknowledged(message: &Message, expected: Position) -> Result<Position, Interrupted> {
    if message.status == Some(StatusCode::NO_RESPONDERS) {
        return Err(unsure("there is no stream"));
    }
    let ack: Ack = serde_json::from_slice(&message.payload).map_err(unsure)?;
    if let Some(AckError { err_code, description }) = ack.error {
        // 10071 and 10164 say that the stream does not end where it was expected; whatever the
        // others say, the stream has to be looked at.
        return Err(unsure(format!("refused with {err_code}: {description}")));
    }
    let answers = message.subject.rsplit('.').next().and_then(|token| token.parse().ok());
    if answers != Some(expected) || ack.seq != expected {
        let stored = ack.seq;
        return Err(unsure(format!("{answers:?} was stored at {stored}, not {expected}")));
    }
    Ok(expected)
}

fn unsure(reason: impl std::fmt::Display) -> Interrupted {
    Interrupted::Unsure(reason.to_string())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;

    fn message(subject: &str, payload: Vec<u8>) -> Message {
        Message {
            subject: subject.into(),
            reply: None,
            payload: Bytes::from(payload),
            headers: None,
            status: None,
            description: None,
            length: 0,
        }
    }

    fn is_acknowledged(subject: &str, payload: &str) -> bool {
        acknowledged(&message(subject, payload.into()), 7).is_ok_and(|position| position == 7)
    }

    #[test]
    fn only_the_expected_position_is_acknowledged() {
        assert!(is_acknowledged("_INBOX.x.7", r#"{"stream":"evt_needs","seq":7}"#));
        for payload in [
            r#"{"seq":8}"#,
            r#"{"stream":"evt_needs"}"#,
            r#"{"error":{"err_code":10071,"description":"wrong last sequence"},"seq":7}"#,
            "",
        ] {
            assert!(!is_acknowledged("_INBOX.x.7", payload), "{payload}");
        }
        assert!(!is_acknowledged("_INBOX.x.8", r#"{"seq":7}"#));
    }

    /// Anything, or JSON that is close to an acknowledgement.
    fn payload() -> impl Strategy<Value = Vec<u8>> {
        let close = r#"\{("seq":[0-9]{1,21}|"error":(null|1|\{("err_code":-?[0-9]{1,21})?\}))\}"#;
        prop_oneof![any::<Vec<u8>>(), close.prop_map(String::into_bytes)]
    }

    proptest! {
        #[test]
        fn any_answer_acknowledges_what_it_should_or_nothing(
            subject in "[x.]{0,5}[0-9]{0,21}",
            payload in payload(),
            expected: u64,
        ) {
            let told = acknowledged(&message(&subject, payload), expected);
            prop_assert!(told.is_err() || subject.ends_with(&expected.to_string()));
        }
    }
}
