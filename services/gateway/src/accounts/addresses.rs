//! From where wrong passwords come, or tokens that nobody knows: an address that guesses waits,
//! whichever accounts it tries.
//!
//! An office shares one address, so it may fail more often than an account may.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::limits::{ADDRESSES_MAX, FAILURES_OF_ADDRESS_MAX};

/// How long it waits at first; twice as long each time after that.
const WAITS: Duration = Duration::from_secs(15 * 60);
/// How often that is doubled at most: a day, nearly.
const DOUBLED_MAX: u32 = 6;
/// After how long failures are forgotten.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Default)]
pub(super) struct Addresses(Mutex<HashMap<IpAddr, Failures>>);

struct Failures {
    count: u32,
    last: Instant,
    waits_until: Option<Instant>,
}

impl Addresses {
    /// For how long nobody may try from there, if so: nor may a crowd of addresses beyond what can
    /// be counted.
    pub(super) fn waits(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ADDRESSES_MAX {
            failures.retain(|_, kept| now.duration_since(kept.last) < FORGOTTEN);
        }
        match failures.get(&address) {
            Some(kept) => {
                kept.waits_until?.checked_duration_since(now).filter(|left| !left.is_zero())
            }
            None => (failures.len() >= ADDRESSES_MAX).then_some(WAITS),
        }
    }

    /// For how long `address` itself waits, if so: what others did is not held against it.
    pub(super) fn waits_alone(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = failures.get(&address)?.waits_until?;
        until.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    /// Counts a failure; not of a crowd beyond what can be counted.
    pub(super) fn failed(&self, address: IpAddr, now: Instant) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ADDRESSES_MAX && !failures.contains_key(&address) {
            failures.retain(|_, kept| now.duration_since(kept.last) < FORGOTTEN);
            if failures.len() >= ADDRESSES_MAX {
                return;
            }
        }
        let fresh = || Failures { count: 0, last: now, waits_until: None };
        let kept = failures.entry(address).or_insert_with(fresh);
        if now.duration_since(kept.last) >= FORGOTTEN {
            *kept = fresh();
        }
        kept.count = kept.count.saturating_add(1);
        kept.last = now;
        if kept.count.is_multiple_of(FAILURES_OF_ADDRESS_MAX) {
            let doubled = (kept.count / FAILURES_OF_ADDRESS_MAX - 1).min(DOUBLED_MAX);
            kept.waits_until = Some(now + WAITS * 2_u32.pow(doubled));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: usize) -> IpAddr {
        IpAddr::from((n as u128).to_be_bytes())
    }

    #[test]
    fn an_address_that_guesses_waits_longer_each_time() {
        let (addresses, now) = (Addresses::default(), Instant::now());
        for doubled in [1, 2, 4] {
            let begin = now + FORGOTTEN / 8 * doubled;
            for _ in 0..FAILURES_OF_ADDRESS_MAX {
                assert_eq!(addresses.waits(address(1), begin), None);
                addresses.failed(address(1), begin);
            }
            assert_eq!(addresses.waits(address(2), begin), None, "others go on");
            let later = begin + WAITS * (doubled) - WAITS / 2;
            assert_eq!(addresses.waits(address(1), later), Some(WAITS / 2));
            assert_eq!(addresses.waits(address(1), begin + WAITS * doubled), None);
        }
    }

    #[test]
    fn what_was_a_day_ago_is_forgotten() {
        let (addresses, now) = (Addresses::default(), Instant::now());
        for _ in 1..FAILURES_OF_ADDRESS_MAX {
            addresses.failed(address(1), now);
        }
        addresses.failed(address(1), now + FORGOTTEN);
        assert_eq!(addresses.waits(address(1), now + FORGOTTEN), None);
    }

    #[test]
    fn a_crowd_of_addresses_takes_no_memory_beyond_its_limit() {
        let (addresses, now) = (Addresses::default(), Instant::now());
        for n in 0..ADDRESSES_MAX {
            addresses.failed(address(n), now);
        }
        assert_eq!(addresses.waits(address(ADDRESSES_MAX), now), Some(WAITS));
        assert_eq!(addresses.waits_alone(address(ADDRESSES_MAX), now), None);
        addresses.failed(address(ADDRESSES_MAX), now);
        assert_eq!(addresses.0.lock().unwrap().len(), ADDRESSES_MAX);
        assert_eq!(addresses.waits(address(ADDRESSES_MAX), now + FORGOTTEN), None);
    }
}
