//! What things are called, asked for many at once: whoever holds ids asks when they are shown.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use values::{OrganisationId, Text};

/// The most things whose names are asked for at once.
pub const NAMES_MAX: usize = 500;

/// What a line is called, and whose it is; of a project, who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub title: Text<60>,
    pub owner: OrganisationId,
}

/// At most [`NAMES_MAX`] ids; more are refused, not cut.
pub(crate) fn read<'de, I: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<I>, D::Error> {
    let ids = Vec::deserialize(from)?;
    if ids.len() > NAMES_MAX {
        let (asked, max) = (ids.len(), NAMES_MAX);
        return Err(D::Error::custom(format_args!("{asked} names asked for, at most {max} are")));
    }
    Ok(ids)
}
