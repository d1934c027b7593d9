//! Buckets in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;

use crate::BucketOptions;

/// The values of every bucket, each with when it was put.
pub(crate) type Buckets = Mutex<HashMap<&'static str, BTreeMap<String, (Instant, Bytes)>>>;

pub(crate) struct MemoryBucket {
    buckets: Arc<Buckets>,
    options: BucketOptions,
}

impl MemoryBucket {
    pub(crate) fn new(buckets: Arc<Buckets>, options: BucketOptions) -> Self {
        Self { buckets, options }
    }

    pub(crate) fn put(&self, key: &str, value: Bytes) {
        self.with(|values| drop(values.insert(key.to_owned(), (Instant::now(), value))));
    }

    pub(crate) fn remove(&self, key: &str) {
        self.with(|values| drop(values.remove(key)));
    }

    pub(crate) fn all(&self) -> BTreeMap<String, Bytes> {
        let lasts = self.options.lasts;
        self.with(|values| {
            values.retain(|_, (since, _)| lasts.is_zero() || since.elapsed() < lasts);
            values.iter().map(|(key, (_, value))| (key.clone(), value.clone())).collect()
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, (Instant, Bytes)>) -> T) -> T {
        // Nothing here leaves them half changed when it panics.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        act(buckets.entry(self.options.name).or_default())
    }
}
