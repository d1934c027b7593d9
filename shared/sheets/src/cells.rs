//! What a single cell says: a number, a time, telephones, several names. Or why it cannot be told,
//! and what to write instead.

mod moment;
mod number;
mod phone;
mod point;
mod split;
mod when;

pub use moment::moment;
pub use number::whole_number;
pub use phone::phones;
pub use split::{items, names};
pub use when::{Timing, When, day, when};

use serde::Serialize;

/// Why a cell cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// A stable English code.
    pub code: &'static str,
    /// The reason, in Chinese.
    pub message: String,
    /// What to do, in Chinese.
    pub suggestion: String,
}

impl Fault {
    pub(crate) fn new(
        code: &'static str,
        message: impl Into<String>,
        suggestion: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), suggestion: suggestion.into() }
    }
}

/// A cell's text as a message quotes it.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    format!("“{}”", shown.replace('\n', " "))
}
