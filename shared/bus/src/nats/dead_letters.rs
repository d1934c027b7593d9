//! Dead letters on JetStream.

use async_nats::HeaderMap;
use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};
use bytes::Bytes;
use contracts::subjects;

use super::Nats;
use super::streams::failed;
use crate::dead_letters::LETTERS_MAX;
use crate::{DeadLetter, Error};

const SUBJECT: &str = "Gongjian-Subject";
const REASON: &str = "Gongjian-Reason";
const BYTES: &str = "Gongjian-Bytes";
/// The most all letters of a service take on disk.
const STREAM_BYTES_MAX: i64 = 64 * 1024 * 1024;

impl Nats {
    pub(crate) async fn dead_letter(&self, service: &str, letter: DeadLetter) -> Result<(), Error> {
        if !self.is_connected() {
            return Err(Error::Disconnected);
        }
        let subject = subjects::dead_letters(service);
        let name = subjects::stream(&subject);
        let config = Config {
            name: name.clone(),
            subjects: vec![subject.clone()],
            storage: StorageType::File,
            discard: DiscardPolicy::Old,
            max_messages: i64::try_from(LETTERS_MAX).expect("a small constant"),
            max_bytes: STREAM_BYTES_MAX,
            num_replicas: 1,
            ..Config::default()
        };
        let made = self.jetstream().get_or_create_stream(config).await;
        made.map_err(|error| failed("creation", &name, error))?;
        let mut headers = HeaderMap::new();
        headers.insert(SUBJECT, letter.subject.as_str());
        headers.insert(REASON, letter.reason.as_str());
        headers.insert(BYTES, letter.body_bytes.to_string());
        let sent = self.jetstream().publish_with_headers(subject, headers, letter.body).await;
        let ack = sent.map_err(|error| failed("extension", &name, error))?;
        ack.await.map(|_| ()).map_err(|error| failed("extension", &name, error))
    }

    pub(crate) async fn dead_letters(
        &self,
        service: &str,
        max: usize,
    ) -> Result<Vec<DeadLetter>, Error> {
        let name = subjects::stream(&subjects::dead_letters(service));
        let Some(stream) = self.stream(&name).await? else {
            return Ok(Vec::new());
        };
        let state = &stream.cached_info().state;
        if state.messages == 0 {
            return Ok(Vec::new());
        }
        let mut letters = Vec::new();
        for position in (state.first_sequence..=state.last_sequence).rev().take(max) {
            let found = stream.get_raw_message(position).await;
            let message = found.map_err(|error| failed("reading", &name, error))?;
            let text = |name| {
                message.headers.get(name).map(|value| value.as_str().to_owned()).unwrap_or_default()
            };
            letters.push(DeadLetter {
                position,
                subject: text(SUBJECT),
                reason: text(REASON),
                body_bytes: text(BYTES).parse().unwrap_or(message.payload.len()),
                body: Bytes::clone(&message.payload),
            });
        }
        Ok(letters)
    }
}
