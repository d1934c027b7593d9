//! Values under keys, which the broker keeps.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;

use crate::Error;
use crate::memory::MemoryBucket;
use crate::nats::NatsBucket;

/// Which bucket, and what it is like when it is made.
#[derive(Debug, Clone, Copy)]
pub struct BucketOptions {
    /// Its name, one of those in `contracts::subjects`.
    pub name: &'static str,
    /// How long a value stays after it was put; for ever, if zero.
    pub lasts: Duration,
    /// How much all values may take on disk, in bytes; over it a put is refused.
    pub bytes_max: i64,
    /// On how many brokers of a cluster each value is.
    pub replicas: usize,
}

/// Values under keys: the newest of each, and no history. Who has no connection is told so; a put
/// or a removal that was told as done is with the broker, as durable as that was set to be.
pub struct Bucket(pub(crate) BucketBackend);

pub(crate) enum BucketBackend {
    Nats(Box<NatsBucket>),
    Memory(MemoryBucket),
}

impl Bucket {
    /// Puts `value` under `key`, in place of what was there.
    ///
    /// # Errors
    /// When the broker did not say that it has it.
    pub async fn put(&self, key: &str, value: Bytes) -> Result<(), Error> {
        match &self.0 {
            BucketBackend::Nats(bucket) => bucket.put(key, value).await,
            BucketBackend::Memory(bucket) => {
                bucket.put(key, value);
                Ok(())
            }
        }
    }

    /// Removes what is under `key`, if anything is.
    ///
    /// # Errors
    /// When the broker did not say that it did.
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        match &self.0 {
            BucketBackend::Nats(bucket) => bucket.remove(key).await,
            BucketBackend::Memory(bucket) => {
                bucket.remove(key);
                Ok(())
            }
        }
    }

    /// All that it holds.
    ///
    /// # Errors
    /// When the broker did not answer.
    pub async fn all(&self) -> Result<BTreeMap<String, Bytes>, Error> {
        match &self.0 {
            BucketBackend::Nats(bucket) => bucket.all().await,
            BucketBackend::Memory(bucket) => Ok(bucket.all()),
        }
    }
}
