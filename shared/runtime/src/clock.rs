//! The clock and the dice: the only place that reads them.

use std::sync::{Arc, Mutex, PoisonError};

use rand::Rng;
use values::{CommandId, PersonId, Timestamp, Uuid};

/// What time it is: the machine's, or the one a test sets.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Stands still until it is set.
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `start`.
    pub fn manual(start: Timestamp) -> Self {
        Self::Manual(Arc::new(Mutex::new(start)))
    }

    /// Now, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => whole_milliseconds(Timestamp::now()),
            Clock::Manual(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Sets a manual clock; the machine's clock is nobody's to set.
    pub fn set(&self, now: Timestamp) {
        match self {
            Clock::System => {}
            Clock::Manual(time) => {
                *time.lock().unwrap_or_else(PoisonError::into_inner) = whole_milliseconds(now);
            }
        }
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

/// 32 random bytes in hexadecimal: a secret nobody can guess.
pub fn fresh_token() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
