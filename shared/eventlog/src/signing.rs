//! Checkpoints that somebody has signed: who rewrites all there is cannot write them anew.
//!
//! Ed25519. The seed stands in a file that its owner alone reads, best on another machine or on a
//! stick; the public half is written down wherever checkpoints are checked.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Checkpoint, Error, files};

/// What signs checkpoints.
pub struct SigningKey(Ed25519KeyPair);

/// By what a signature is checked: 32 bytes, in text 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(values::Hash);

/// A checkpoint, and who says so; nobody, where it was noted without a key. One line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCheckpoint {
    #[serde(flatten)]
    pub checkpoint: Checkpoint,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// A signature, with the key that it claims to be of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub key: PublicKey,
    /// 64 bytes in base64.
    pub value: String,
}

/// Why a checkpoint is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Nobody has signed it.
    #[error("it is not signed")]
    Unsigned,
    /// Somebody else has.
    #[error("it is signed by {0}")]
    ByAnother(PublicKey),
    /// It is not what was signed.
    #[error("its signature is not right")]
    Forged,
}

impl SigningKey {
    /// Draws a new key and keeps it in a new file at `path`.
    ///
    /// # Errors
    /// [`Error::Io`], also when there is a file already; [`Error::Random`].
    pub fn create(path: &Path) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|source| Error::Random { source })?;
        let text = Zeroizing::new(format!("{}\n", values::Hash(*seed)));
        files::create(path, text.as_bytes())?;
        Ok(Self::of(&seed))
    }

    /// The key in the file at `path`.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Line`] when it holds something else.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        let text = Zeroizing::new(text);
        let seed: Result<values::Hash, _> = text.trim_end().parse();
        let seed = seed.map_err(|_| Error::Line { path: path.to_owned(), line: 1 })?;
        Ok(Self::of(&seed.0))
    }

    fn of(seed: &[u8; 32]) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed"))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        let bytes = self.0.public_key().as_ref();
        PublicKey(values::Hash(bytes.try_into().expect("a public key has 32 bytes")))
    }

    /// Signs it.
    pub fn sign(&self, checkpoint: Checkpoint) -> SignedCheckpoint {
        let value = STANDARD.encode(self.0.sign(&signed_bytes(&checkpoint)));
        let signature = Some(Signature { key: self.public(), value });
        SignedCheckpoint { checkpoint, signature }
    }
}

impl SignedCheckpoint {
    /// Is it what was signed; by `trusted`, where somebody is named?
    ///
    /// # Errors
    /// When it is not, or when it is unsigned though somebody is named.
    pub fn check(&self, trusted: Option<PublicKey>) -> Result<(), Untrusted> {
        let Some(Signature { key, value }) = &self.signature else {
            return if trusted.is_some() { Err(Untrusted::Unsigned) } else { Ok(()) };
        };
        if trusted.is_some_and(|trusted| trusted != *key) {
            return Err(Untrusted::ByAnother(*key));
        }
        let value = STANDARD.decode(value).map_err(|_| Untrusted::Forged)?;
        let public = UnparsedPublicKey::new(&ED25519, key.0.0);
        let verified = public.verify(&signed_bytes(&self.checkpoint), &value);
        verified.map_err(|_| Untrusted::Forged)
    }
}

/// What is signed: text that can be made again from what is printed.
fn signed_bytes(checkpoint: &Checkpoint) -> Vec<u8> {
    let Checkpoint { service, position, hash, time } = checkpoint;
    format!("gongjian checkpoint\n{service}\n{position}\n{hash}\n{time}\n").into_bytes()
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for PublicKey {
    type Err = values::digest::NoHash;
    fn from_str(text: &str) -> Result<Self, values::digest::NoHash> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use values::{Hash, Timestamp};

    use super::*;

    fn checkpoint() -> Checkpoint {
        let (service, hash) = ("needs".to_owned(), Hash::of(b"x"));
        Checkpoint { service, position: 7, hash, time: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn what_was_signed_is_told_from_everything_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = SigningKey::create(&path).unwrap();
        assert_eq!(SigningKey::open(&path).unwrap().public(), key.public(), "it is kept");
        assert!(SigningKey::create(&path).is_err(), "no key is written over");
        let (ours, another) = (key.public(), SigningKey::of(&[7; 32]));
        let signed = key.sign(checkpoint());
        assert_eq!((signed.check(None), signed.check(Some(ours))), (Ok(()), Ok(())));
        let by_another = another.sign(checkpoint());
        assert_eq!(by_another.check(Some(ours)), Err(Untrusted::ByAnother(another.public())));
        let unsigned = SignedCheckpoint { checkpoint: checkpoint(), signature: None };
        assert_eq!(
            (unsigned.check(None), unsigned.check(Some(ours))),
            (Ok(()), Err(Untrusted::Unsigned))
        );
        for change in [
            |one: &mut Checkpoint| one.position -= 1,
            |one: &mut Checkpoint| one.hash = Hash::of(b"y"),
            |one: &mut Checkpoint| one.service = "needs2".to_owned(),
            |one: &mut Checkpoint| one.time = Timestamp::from_second(1).unwrap(),
        ] {
            let mut forged = signed.clone();
            change(&mut forged.checkpoint);
            assert_eq!(forged.check(None), Err(Untrusted::Forged), "{forged:?}");
        }
    }

    #[test]
    fn a_signed_line_is_read_back_and_is_a_checkpoint_to_whoever_knows_no_signatures() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoints");
        checkpoint().write(&path).unwrap();
        let signed = SigningKey::of(&[7; 32]).sign(checkpoint());
        signed.write(&path).unwrap();
        let read = SignedCheckpoint::read(&path).unwrap();
        assert_eq!(read[0], SignedCheckpoint { checkpoint: checkpoint(), signature: None });
        assert_eq!(read[1], signed);
        assert_eq!(Checkpoint::read(&path).unwrap(), [checkpoint(), checkpoint()]);
    }
}
