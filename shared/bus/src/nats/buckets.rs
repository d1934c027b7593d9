//! Buckets in the broker's key-value store.

use std::collections::BTreeMap;

use async_nats::jetstream::kv::{Config, Store};
use async_nats::jetstream::stream::StorageType;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use tokio::sync::Mutex;

use super::Nats;
use super::streams::failed;
use crate::{BucketOptions, Error};

/// How many values are read at the same time when all are.
const READS_AT_ONCE: usize = 32;

/// A bucket, looked up or made when it is first used, and again after something went wrong: the
/// broker may have lost it.
pub(crate) struct NatsBucket {
    nats: Nats,
    options: BucketOptions,
    store: Mutex<Option<Store>>,
}

impl NatsBucket {
    pub(crate) fn new(nats: Nats, options: BucketOptions) -> Self {
        Self { nats, options, store: Mutex::default() }
    }

    pub(crate) async fn put(&self, key: &str, value: Bytes) -> Result<(), Error> {
        let put = self.store().await?.put(key, value).await;
        self.seen(put.map(|_| ()), "a put").await
    }

    pub(crate) async fn remove(&self, key: &str) -> Result<(), Error> {
        let purged = self.store().await?.purge(key).await;
        self.seen(purged, "a purge").await
    }

    pub(crate) async fn all(&self) -> Result<BTreeMap<String, Bytes>, Error> {
        let store = self.store().await?;
        let keys = match store.keys().await {
            Ok(keys) => keys.try_collect::<Vec<_>>().await.map_err(async_nats::Error::from),
            Err(error) => Err(error.into()),
        };
        let keys = self.seen(keys, "a listing").await?;
        let store = &store;
        let values = futures_util::stream::iter(keys).map(|key| async move {
            let value = store.get(key.as_str()).await?;
            Ok::<_, async_nats::Error>(value.map(|value| (key, value)))
        });
        let found = values.buffered(READS_AT_ONCE).try_collect::<Vec<_>>().await;
        // What ended meanwhile is not there any more.
        Ok(self.seen(found, "a reading").await?.into_iter().flatten().collect())
    }

    async fn store(&self) -> Result<Store, Error> {
        if !self.nats.is_connected() {
            return Err(Error::Disconnected);
        }
        let mut known = self.store.lock().await;
        if let Some(store) = &*known {
            return Ok(store.clone());
        }
        let BucketOptions { name, lasts, bytes_max, replicas } = self.options;
        let jetstream = self.nats.jetstream();
        let store = match jetstream.get_key_value(name).await {
            Ok(store) => store,
            Err(_) => {
                let config = Config {
                    bucket: name.to_owned(),
                    history: 1,
                    max_age: lasts,
                    max_bytes: bytes_max,
                    storage: StorageType::File,
                    num_replicas: replicas,
                    ..Config::default()
                };
                let made = jetstream.create_key_value(config).await;
                made.map_err(|error| failed("creation", name, error))?
            }
        };
        *known = Some(store.clone());
        Ok(store)
    }

    async fn seen<T>(
        &self,
        outcome: Result<T, impl Into<async_nats::Error>>,
        operation: &'static str,
    ) -> Result<T, Error> {
        match outcome {
            Ok(outcome) => Ok(outcome),
            Err(error) => {
                *self.store.lock().await = None;
                Err(failed(operation, self.options.name, error))
            }
        }
    }
}
