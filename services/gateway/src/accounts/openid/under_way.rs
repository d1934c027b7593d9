//! Sign-ins that are with the provider: each is known by its browser's cookie and its state, is
//! taken up once, and is over soon.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use values::Hash;

/// How long somebody may take to say to the provider who they are.
pub(super) const UNDER_WAY_MAX: Duration = Duration::from_secs(10 * 60);
/// How many may be under way from one address: an office behind one address comes at the same time.
const OF_ADDRESS_MAX: usize = 256;
/// How many may be in all.
const ALL_MAX: usize = 10_000;

/// One sign-in, as it was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Begun {
    /// What the provider hands back: the answer is to this question.
    pub(super) state: String,
    /// What stands in the token: it was made for this question.
    pub(super) nonce: String,
    /// What redeems the code (RFC 7636): whoever only saw it go by cannot.
    pub(super) verifier: String,
    /// Where the visitor wanted to go.
    pub(super) next: String,
    /// From where.
    pub(super) address: IpAddr,
    pub(super) at: Instant,
}

#[derive(Default)]
pub(super) struct UnderWay(Mutex<HashMap<Hash, Begun>>);

impl UnderWay {
    /// Keeps it for the browser with this cookie. Of one address the one begun first makes room; a
    /// crowd beyond all limits is not taken.
    pub(super) fn keep(&self, key: Hash, begun: Begun) -> bool {
        let mut all = self.all();
        if all.len() >= ALL_MAX {
            all.retain(|_, kept| !kept.is_over(begun.at));
        }
        let of_address = all.iter().filter(|(_, kept)| kept.address == begun.address);
        if of_address.clone().count() >= OF_ADDRESS_MAX
            && let Some((first, _)) = of_address.min_by_key(|(_, kept)| kept.at)
        {
            let first = *first;
            all.remove(&first);
        }
        let taken = all.len() < ALL_MAX;
        if taken {
            all.insert(key, begun);
        }
        taken
    }

    /// Takes up the one with this state that the browser with this cookie began. Whatever else
    /// comes with the cookie ends nothing.
    pub(super) fn take(&self, key: Hash, state: &str, now: Instant) -> Option<Begun> {
        let mut all = self.all();
        all.get(&key).filter(|kept| kept.state == state)?;
        all.remove(&key).filter(|kept| !kept.is_over(now))
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Begun>> {
        // No change here leaves them half done when it panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.at) >= UNDER_WAY_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: usize) -> Hash {
        Hash::of(&n.to_be_bytes())
    }

    fn begun(address: usize, at: Instant) -> Begun {
        Begun {
            state: "s".to_owned(),
            nonce: "n".to_owned(),
            verifier: "v".to_owned(),
            next: "/".to_owned(),
            address: IpAddr::from((address as u128).to_be_bytes()),
            at,
        }
    }

    #[test]
    fn one_is_taken_up_once_by_its_own_browser_and_state() {
        let (under_way, now) = (UnderWay::default(), Instant::now());
        assert!(under_way.keep(key(1), begun(1, now)));
        assert_eq!(under_way.take(key(2), "s", now), None, "another browser");
        assert_eq!(under_way.take(key(1), "t", now), None, "another state, which ends nothing");
        assert_eq!(under_way.take(key(1), "s", now), Some(begun(1, now)));
        assert_eq!(under_way.take(key(1), "s", now), None, "once");
    }

    #[test]
    fn one_that_takes_too_long_is_over() {
        let (under_way, now) = (UnderWay::default(), Instant::now());
        assert!(under_way.keep(key(1), begun(1, now)));
        assert_eq!(under_way.take(key(1), "s", now + UNDER_WAY_MAX), None);
    }

    #[test]
    fn an_address_takes_no_room_from_others() {
        let (under_way, now) = (UnderWay::default(), Instant::now());
        assert!(under_way.keep(key(0), begun(0, now)));
        for n in 1..=OF_ADDRESS_MAX + 1 {
            let later = now + Duration::from_millis(u64::try_from(n).unwrap());
            assert!(under_way.keep(key(n), begun(1, later)));
        }
        assert!(under_way.take(key(1), "s", now).is_none(), "its own first one went");
        assert!(under_way.take(key(2), "s", now).is_some());
        assert!(under_way.take(key(0), "s", now).is_some());
    }

    #[test]
    fn a_crowd_takes_no_memory_beyond_its_limit() {
        let (under_way, now) = (UnderWay::default(), Instant::now());
        under_way.all().extend((0..ALL_MAX).map(|n| (key(n), begun(n, now))));
        assert!(!under_way.keep(key(ALL_MAX), begun(ALL_MAX, now)));
        assert!(under_way.keep(key(ALL_MAX), begun(ALL_MAX, now + UNDER_WAY_MAX)));
    }
}
