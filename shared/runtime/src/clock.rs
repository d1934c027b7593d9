//! The clock and the dice: the only place that reads them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::Rng;
use values::{CommandId, PersonId, Timestamp, Uuid};

/// What time it is: the machine's, or the one that was set by hand. Clones share the hands.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    set: Arc<Mutex<Option<Timestamp>>>,
}

impl Clock {
    /// A clock that stands at `start` until it is set or let go.
    pub fn standing_at(start: Timestamp) -> Self {
        let clock = Self::default();
        clock.set(start);
        clock
    }

    /// Now, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        self.hands().unwrap_or_else(|| whole_milliseconds(Timestamp::now()))
    }

    /// Stands at `now` from now on. Whoever waits for a deadline is told by
    /// [`Host::clock_moved`](crate::Host::clock_moved).
    pub fn set(&self, now: Timestamp) {
        *self.hands() = Some(whole_milliseconds(now));
    }

    /// Goes with the machine's clock from now on.
    pub fn let_go(&self) {
        *self.hands() = None;
    }

    fn hands(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn whole_milliseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(instant.as_millisecond()).expect("less precise, so in range")
}

/// A new id for a command, by the machine's clock.
pub fn fresh_command() -> CommandId {
    CommandId(Uuid::now_v7())
}

/// A new id for a person, by the machine's clock.
pub fn fresh_person() -> PersonId {
    PersonId(Uuid::now_v7())
}

/// A code that people can read out and write down: 12 of 32 letters and digits, 60 random bits.
pub fn fresh_code() -> String {
    // No I, L, O and U, which are misread (Crockford's base 32).
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letters = fresh_bytes::<12>().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

/// Random bytes.
pub fn fresh_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// 32 random bytes in hexadecimal: a secret nobody can guess.
pub fn fresh_token() -> String {
    fresh_bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
}
