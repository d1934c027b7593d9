//! Personal data as it may touch a disk: sealed with the person's own key, or as a fingerprint.
//!
//! Only the keys make the difference between data and noise: destroying a person's key erases the
//! person from every log, mirror and backup at once. Sealing and opening are in `eventlog`.

use serde::{Deserialize, Serialize};

use crate::PersonId;

/// How a text was sealed. New algorithms get new names; old ones stay readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Algorithm {
    /// AES-256-GCM-SIV (RFC 8452).
    #[serde(rename = "A256GCMSIV")]
    Aes256GcmSiv,
}

/// A text that only the holder of `person`'s key can read.
///
/// Bound to its place: the stream, the position and the field it was sealed for are its associated
/// data, so it opens nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sealed {
    pub algorithm: Algorithm,
    /// Whose key opens it.
    pub person: PersonId,
    /// Base64: nonce, then ciphertext with its tag.
    pub data: String,
}

/// A keyed digest of a value, to see that two are equal without knowing them: same phone, same
/// family. 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Fingerprint(pub String);
