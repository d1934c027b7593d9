//! Files that nobody reads without their key: what is kept is noise, and stays it once the key is
//! destroyed.

use aes_gcm_siv::aead::{Aead as _, KeyInit as _};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use values::Hash;

use super::{Error, Files};

/// The key of one version of a document, used for nothing else. All its formats are sealed under
/// it with the same nonce, of zeros: so there is none to choose or to keep, and what is kept again
/// is the same.
///
/// AES-GCM would not bear that: two contents under one key and nonce give each other away.
/// AES-GCM-SIV (RFC 8452) makes the nonce that it encrypts with out of the content: other contents
/// are sealed as under other nonces, and all that a nonce used twice tells is whether two contents
/// are the same. That their digests tell anyway.
pub struct FileKey([u8; 32]);

impl FileKey {
    /// From 64 hexadecimal digits, chosen at random.
    pub fn parse(digits: &str) -> Option<Self> {
        digits.parse::<Hash>().ok().map(|Hash(bytes)| Self(bytes))
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new_from_slice(&self.0).expect("the key has 32 bytes")
    }
}

impl Files {
    /// Keeps `content` so that only `key` opens it; hands back under which digest: another one than
    /// that of the content.
    ///
    /// # Errors
    /// When the disk does not take it: then it is not there.
    pub fn keep_sealed(&self, content: &[u8], key: &FileKey) -> Result<Hash, Error> {
        let sealed = key
            .cipher()
            .encrypt(&Nonce::default(), content)
            .expect("a document is far below what the algorithm takes");
        self.keep(&sealed)
    }

    /// What was kept sealed under `kept`; nothing where there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, is not what it was, or `key` does not open it.
    pub fn read_sealed(&self, kept: Hash, key: &FileKey) -> Result<Option<Vec<u8>>, Error> {
        let Some(sealed) = self.read(kept)? else { return Ok(None) };
        let opened = key.cipher().decrypt(&Nonce::default(), sealed.as_slice());
        opened.map(Some).map_err(|_| Error::Altered { path: self.path(kept) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_noise_to_everybody_without_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let key = |digit: &str| FileKey::parse(&digit.repeat(64)).unwrap();
        let kept = files.keep_sealed(b"a card", &key("a")).unwrap();
        assert_eq!(files.keep_sealed(b"a card", &key("a")).unwrap(), kept, "kept once");
        let on_disk = files.read(kept).unwrap().unwrap();
        assert!(!on_disk.windows(4).any(|part| part == b"card"), "{on_disk:?}");
        assert_eq!(files.read_sealed(kept, &key("a")).unwrap().as_deref(), Some(&b"a card"[..]));
        assert!(matches!(files.read_sealed(kept, &key("b")), Err(Error::Altered { .. })));
        assert_eq!(files.read_sealed(Hash::of(b"another"), &key("a")).unwrap(), None);
        assert!(FileKey::parse("too short").is_none());
    }
}
