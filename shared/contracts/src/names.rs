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

/// A question of a service: what these things of it are called, by their ids, whatever they are.
/// What whoever asks may not read is left out.
macro_rules! titled {
    ($subject:literal) => {
        #[doc = concat!("`", $subject, "`: what these things are called, for lists of other")]
        #[doc = "services, as far as whoever asks may read them."]
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct Titled {
            /// At most [`crate::NAMES_MAX`].
            #[serde(deserialize_with = "crate::names::read")]
            pub ids: Vec<values::Uuid>,
        }

        crate::request::queries! {
            Titled => $subject -> std::collections::BTreeMap<values::Uuid, values::Text<60>>,
        }
    };
}

pub(crate) use titled;

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
