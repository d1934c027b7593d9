//! Sealing: a key for each person, in a file of its own, so that destroying it erases the person.
//!
//! On disk, for a path `needs.keys`: `needs.keys`, the keys, appended to by [`Keys::sync`] and
//! rewritten only by [`Keys::erase`]; and `needs.keys.erased`, the list of the erased, kept apart
//! and never shortened: when an older key file is put back, the list erases them again at opening.
//!
//! Promises: no commit's key is lost (a key is on disk before the commit that uses it), and what is
//! missing without an erasure is an error, never taken for one.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use contracts::{COMMIT_BYTES_MAX, Position};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use values::sealed::Algorithm;
use values::{Fingerprint, Hash, PersonId, Sealed, Uuid};
use zeroize::Zeroizing;

use crate::Error;
use crate::files::{self, Lines};
use crate::key_file::{self, ERASED_LINE_CHARS, Key, LINE_CHARS, Line};

/// The nonce of AES-256-GCM-SIV, in bytes. It is random; should one repeat, this mode of AES shows
/// only whether two equal texts were sealed.
const NONCE_BYTES: usize = 12;

/// Where a sealed text stands. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The service whose log it is.
    pub stream: &'a str,
    /// The position of the commit.
    pub position: Position,
    /// The field, with the index of the event where a commit has several: `0.phone`.
    pub field: &'a str,
}

/// The keys of the people whose data one service holds.
pub struct Keys {
    secret: Key,
    state: Mutex<State>,
}

struct State {
    keys: HashMap<PersonId, Key>,
    erased: HashSet<PersonId>,
    /// Whose keys are not on disk yet.
    unsaved: Vec<PersonId>,
    disk: Option<Disk>,
}

struct Disk {
    path: PathBuf,
    keys: Lines,
    erased: Lines,
}

impl Keys {
    /// Opens the key file at `path`, or makes one with a new secret.
    ///
    /// # Errors
    /// [`Error::Locked`] when it is open already; [`Error::Line`] when it is damaged.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let erased_path = files::with_suffix(path, ".erased");
        // The list is never replaced, so its lock stands for both files.
        let (erased_file, erased_lines) = Lines::open(&erased_path, ERASED_LINE_CHARS)?;
        erased_file.lock()?;
        let mut erased = HashSet::new();
        for (index, line) in erased_lines.iter().enumerate() {
            erased.insert(key_file::parse_erased(&erased_path, index + 1, line)?);
        }
        if !path.exists() {
            files::replace(path, key_file::secret_line(&random_key()?).as_bytes())?;
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))
            .map_err(Error::io("restrict", path))?;
        let (key_lines, lines) = Lines::open(path, LINE_CHARS)?;
        let (secret, mut keys) = read_keys(path, lines)?;
        let before = keys.len();
        keys.retain(|person, _| !erased.contains(person));
        let came_back = before != keys.len();
        let disk = Disk { path: path.to_owned(), keys: key_lines, erased: erased_file };
        let state = State { keys, erased, unsaved: Vec::new(), disk: Some(disk) };
        let this = Self { secret, state: Mutex::new(state) };
        if came_back {
            tracing::warn!(path = %path.display(), "keys of erased people came back: erased again");
            this.state().rewrite(&this.secret)?;
        }
        Ok(this)
    }

    /// Keys that are on no disk, for tests and simulations.
    ///
    /// # Panics
    /// When the operating system gives no random bytes.
    pub fn memory() -> Self {
        let (keys, erased, unsaved) = (HashMap::new(), HashSet::new(), Vec::new());
        let state = Mutex::new(State { keys, erased, unsaved, disk: None });
        let secret = random_key().expect("the operating system gives random bytes");
        Self { secret, state }
    }

    /// Seals `text` for `person`, to stand at `place`. Makes the person's key if there is none;
    /// [`Keys::sync`] writes it.
    ///
    /// # Errors
    /// [`Error::Erased`] when the person was; [`Error::SealTooLarge`]; [`Error::Random`].
    pub fn seal(&self, person: PersonId, place: &Place, text: &str) -> Result<Sealed, Error> {
        if text.len() > COMMIT_BYTES_MAX {
            return Err(Error::SealTooLarge { bytes: text.len(), max: COMMIT_BYTES_MAX });
        }
        let key = self.state().key_or_new(person)?;
        let mut data = vec![0; NONCE_BYTES];
        getrandom::fill(&mut data).map_err(|source| Error::Random { source })?;
        let nonce = Nonce::try_from(data.as_slice()).expect("it was made with a nonce's length");
        let aad = associated_data(person, place);
        let sealed = cipher(&key)
            .encrypt(&nonce, Payload { msg: text.as_bytes(), aad: &aad })
            .expect("the text is far below what the algorithm takes");
        data.extend_from_slice(&sealed);
        Ok(Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data: BASE64.encode(data) })
    }

    /// Opens what was sealed for `place`. `None`: the person was erased.
    ///
    /// # Errors
    /// [`Error::KeyMissing`] when the key is gone without an erasure; [`Error::Unseal`] when it was
    /// altered or stands elsewhere.
    pub fn unseal(&self, place: &Place, sealed: &Sealed) -> Result<Option<String>, Error> {
        let Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data } = sealed;
        let person = *person;
        let key = {
            let state = self.state();
            if state.erased.contains(&person) {
                return Ok(None);
            }
            state.keys.get(&person).ok_or(Error::KeyMissing { person })?.clone()
        };
        let foreign = || Error::Unseal { person };
        let data = BASE64.decode(data).map_err(|_| foreign())?;
        let (nonce, sealed) = data.split_at_checked(NONCE_BYTES).ok_or_else(foreign)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| foreign())?;
        let aad = associated_data(person, place);
        let text = cipher(&key)
            .decrypt(&nonce, Payload { msg: sealed, aad: &aad })
            .map_err(|_| foreign())?;
        String::from_utf8(text).map(Some).map_err(|_| foreign())
    }

    /// The keyed digest of `value`, to see that two are equal: HMAC-SHA256 with this file's own
    /// secret. The same value of another `kind` (`phone`, `family`) has another one.
    pub fn fingerprint(&self, kind: &str, value: &str) -> Fingerprint {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&*self.secret).expect("HMAC takes a key of any length");
        mac.update(&(kind.len() as u64).to_be_bytes());
        mac.update(kind.as_bytes());
        mac.update(value.as_bytes());
        Fingerprint(Hash(mac.finalize().into_bytes().into()).to_string())
    }

    /// Writes the keys made since the last call to stable storage.
    ///
    /// # Errors
    /// [`Error::Io`]: the process is to stop.
    pub fn sync(&self) -> Result<(), Error> {
        self.state().save()
    }

    /// Destroys the key of `person`, durably and for ever: what was sealed for them is noise from
    /// now on, and nothing can be sealed for them again.
    ///
    /// # Errors
    /// [`Error::Io`]: the process is to stop; the erasure is done when the file is opened again,
    /// or was not begun.
    pub fn erase(&self, person: PersonId) -> Result<(), Error> {
        let mut state = self.state();
        if !state.erased.insert(person) {
            return Ok(());
        }
        state.keys.remove(&person);
        if let Some(disk) = &mut state.disk {
            disk.erased.append(&key_file::erased_line(person))?;
        }
        state.rewrite(&self.secret)
    }

    /// The people whose keys were destroyed.
    pub fn erased(&self) -> Vec<PersonId> {
        self.state().erased.iter().copied().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No change here leaves the state half done when it panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows no key.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("people", &self.state().keys.len()).finish_non_exhaustive()
    }
}

impl State {
    fn key_or_new(&mut self, person: PersonId) -> Result<Key, Error> {
        if self.erased.contains(&person) {
            return Err(Error::Erased { person });
        }
        if let Some(key) = self.keys.get(&person) {
            return Ok(key.clone());
        }
        let key = random_key()?;
        self.keys.insert(person, key.clone());
        self.unsaved.push(person);
        Ok(key)
    }

    fn save(&mut self) -> Result<(), Error> {
        if self.unsaved.is_empty() {
            return Ok(());
        }
        let mut text = Zeroizing::new(String::new());
        for person in &self.unsaved {
            if let Some(key) = self.keys.get(person) {
                text.push_str(&key_file::person_line(*person, key));
            }
        }
        if let Some(disk) = &mut self.disk {
            disk.keys.append(&text)?;
        }
        self.unsaved.clear();
        Ok(())
    }

    /// Writes all keys anew, to a file that replaces the old one.
    fn rewrite(&mut self, secret: &Key) -> Result<(), Error> {
        let Some(disk) = &mut self.disk else {
            return Ok(());
        };
        let mut text = Zeroizing::new(String::new());
        text.push_str(&key_file::secret_line(secret));
        for (person, key) in &self.keys {
            text.push_str(&key_file::person_line(*person, key));
        }
        files::replace(&disk.path, text.as_bytes())?;
        // What is appended from now on belongs into the new file.
        disk.keys = Lines::open(&disk.path, LINE_CHARS)?.0;
        self.unsaved.clear();
        Ok(())
    }
}

fn read_keys(path: &Path, lines: Vec<String>) -> Result<(Key, HashMap<PersonId, Key>), Error> {
    let damaged = |line| Error::Line { path: path.to_owned(), line };
    let mut secret = None;
    let mut keys = HashMap::new();
    for (index, line) in lines.into_iter().map(Zeroizing::new).enumerate() {
        match (index, key_file::parse(path, index + 1, &line)?) {
            (0, Line::Secret(key)) => secret = Some(key),
            (1.., Line::Person(person, key)) => {
                keys.insert(person, key);
            }
            (0, Line::Person(..)) | (1.., Line::Secret(_)) => return Err(damaged(index + 1)),
        }
    }
    Ok((secret.ok_or_else(|| damaged(1))?, keys))
}

fn random_key() -> Result<Key, Error> {
    let mut key = Key::default();
    getrandom::fill(&mut *key).map_err(|source| Error::Random { source })?;
    Ok(key)
}

fn cipher(key: &Key) -> Aes256GcmSiv {
    Aes256GcmSiv::new_from_slice(&**key).expect("the key has 32 bytes")
}

/// The place and the person, each part with its length before it, so that no two places read the
/// same.
fn associated_data(person: PersonId, place: &Place) -> Vec<u8> {
    let mut data = Uuid::from(person).as_bytes().to_vec();
    data.extend_from_slice(&place.position.to_be_bytes());
    for part in [place.stream, place.field] {
        data.extend_from_slice(&(part.len() as u64).to_be_bytes());
        data.extend_from_slice(part.as_bytes());
    }
    data
}
