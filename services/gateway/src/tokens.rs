//! Who may ask: a file of tokens, one JSON object a line, each with the digest of a token and the
//! person behind it.
//!
//! A token is 32 random bytes, so its plain SHA-256 gives nothing away, and looking the digest up
//! needs no comparison in constant time. The token itself is shown once and stored nowhere.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use contracts::{Actor, Role};
use serde::{Deserialize, Serialize};
use values::{Hash, OrganisationId, PersonId, Text};

use crate::accounts;

/// Read and written by its owner alone.
const MODE: u32 = 0o600;

/// The tokens of one file. Clones share them.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    path: PathBuf,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    actors: HashMap<Hash, Actor>,
    /// The file that was read last; nothing when there was none.
    stamp: Option<Stamp>,
    /// What is wrong with it, so that the tokens of before go on.
    wrong: Option<Wrong>,
}

/// A line that is no token.
#[derive(Clone)]
struct Wrong {
    line: usize,
    source: Arc<serde_json::Error>,
}

impl Wrong {
    fn of(&self, path: &Path) -> TokensError {
        let Self { line, source } = self.clone();
        TokensError::Line { path: path.to_owned(), line, source }
    }
}

/// Tells one state of the file from another.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    seconds: i64,
    nanoseconds: i64,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sha256: Hash,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
    /// What it was given out for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Text<200>>,
}

/// Why the tokens cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// The file cannot be read.
    #[error("reading the tokens in {}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    /// A line of it is no token.
    #[error("line {line} of the tokens in {}", path.display())]
    Line { path: PathBuf, line: usize, source: Arc<serde_json::Error> },
    /// A token cannot be added.
    #[error("writing the tokens in {}", path.display())]
    Write { path: PathBuf, source: std::io::Error },
    /// Tokens are for people.
    #[error("a token is a person's, never the system's")]
    NoPerson,
}

impl Tokens {
    /// The tokens in the file at `path`; none while there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it is no token.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, TokensError> {
        let tokens = Self(Arc::new(Inner { path: path.into(), known: RwLock::default() }));
        tokens.refresh()?;
        Ok(tokens)
    }

    /// Adds a token for `actor` to the file at `path` and says it, this once. A running gateway
    /// takes it at once.
    ///
    /// # Errors
    /// When `actor` is no person, or the file cannot be written.
    pub fn add(path: &Path, actor: &Actor, note: Option<Text<200>>) -> Result<String, TokensError> {
        let Actor::Person { person, organisation, role } = *actor else {
            return Err(TokensError::NoPerson);
        };
        let token = runtime::fresh_token();
        let sha256 = Hash::of(token.as_bytes());
        let line = Line { sha256, person, organisation, role, note };
        let mut line = serde_json::to_vec(&line).expect("a line has text keys only");
        line.push(b'\n');
        append(path, &line)
            .map_err(|source| TokensError::Write { path: path.to_owned(), source })?;
        Ok(token)
    }

    /// The file.
    #[cfg(test)]
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Who asks with `token`. One that was given out just now is found, too; one that an account
    /// lent is not looked for, for it stands in no file.
    pub fn actor(&self, token: &str) -> Option<Actor> {
        let digest = Hash::of(token.as_bytes());
        self.known(digest).or_else(|| {
            if accounts::is_lent(token) {
                return None;
            }
            // What is wrong with the file is said by whoever looks at it every second.
            drop(self.refresh());
            self.known(digest)
        })
    }

    fn known(&self, digest: Hash) -> Option<Actor> {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        known.actors.get(&digest).cloned()
    }

    /// Is there a token for `actor`?
    pub(crate) fn know(&self, actor: &Actor) -> bool {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        known.actors.values().any(|one| one == actor)
    }

    /// Reads the file again when it is another one than before: new tokens are taken, those that
    /// are gone are refused. Says whether it was. What is wrong with it is said again and again,
    /// and the file read once.
    ///
    /// # Errors
    /// When it cannot be read; the tokens of before go on.
    pub fn refresh(&self) -> Result<bool, TokensError> {
        let path = &self.0.path;
        let stamp = match fs::metadata(path) {
            Ok(file) => Some(Stamp {
                inode: file.ino(),
                length: file.len(),
                seconds: file.mtime(),
                nanoseconds: file.mtime_nsec(),
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(source) => return Err(TokensError::Read { path: path.clone(), source }),
        };
        {
            let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
            if known.stamp == stamp {
                return known.wrong.as_ref().map_or(Ok(false), |wrong| Err(wrong.of(path)));
            }
        }
        let found = match stamp {
            Some(_) => {
                read(path).map_err(|source| TokensError::Read { path: path.clone(), source })?
            }
            None => Ok(HashMap::new()),
        };
        let mut known = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
        known.stamp = stamp;
        match found {
            Ok(actors) => {
                (known.actors, known.wrong) = (actors, None);
                Ok(true)
            }
            Err(wrong) => {
                let error = wrong.of(path);
                known.wrong = Some(wrong);
                Err(error)
            }
        }
    }
}

fn read(path: &Path) -> std::io::Result<Result<HashMap<Hash, Actor>, Wrong>> {
    let text = fs::read(path)?;
    let lines = text.split(|byte| *byte == b'\n').zip(1..);
    let lines = lines.filter(|(line, _)| !line.trim_ascii().is_empty());
    let tokens = lines.map(|(text, line)| {
        let Line { sha256, person, organisation, role, note: _ } = serde_json::from_slice(text)
            .map_err(|source| Wrong { line, source: Arc::new(source) })?;
        Ok((sha256, Actor::Person { person, organisation, role }))
    });
    Ok(tokens.collect())
}

fn append(path: &Path, line: &[u8]) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new().append(true).create(true).mode(MODE).open(path)?;
    file.write_all(line)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, clerk_of, liaison_of};

    use super::*;

    #[test]
    fn a_token_is_known_by_its_digest_and_stands_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let token = Tokens::add(&path, &liaison_of(OWNER), None).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        assert_eq!(tokens.actor(&token), Some(liaison_of(OWNER)));
        assert_eq!(tokens.actor("another"), None);
        assert!(!fs::read_to_string(&path).unwrap().contains(&token));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, MODE);
    }

    #[test]
    fn tokens_come_and_go_with_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let tokens = Tokens::open(&path).unwrap();
        let first = Tokens::add(&path, &liaison_of(OWNER), None).unwrap();
        let note = Text::new("窗口").unwrap();
        let second = Tokens::add(&path, &clerk_of(OWNER), Some(note)).unwrap();
        assert_eq!(tokens.actor(&second), Some(clerk_of(OWNER)), "without being told to look");
        assert!(!tokens.refresh().unwrap());
        fs::remove_file(&path).unwrap();
        assert!(tokens.refresh().unwrap());
        assert_eq!(tokens.actor(&first), None);
    }

    #[test]
    fn an_unreadable_line_is_named_and_the_old_tokens_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let token = Tokens::add(&path, &liaison_of(OWNER), None).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        append(&path, b"\nrubbish\n").unwrap();
        assert_eq!(tokens.actor("another"), None);
        let refreshed = tokens.refresh();
        assert!(matches!(refreshed, Err(TokensError::Line { line: 3, .. })), "it is said again");
        assert_eq!(tokens.actor(&token), Some(liaison_of(OWNER)));
        assert!(Tokens::open(&path).is_err());
    }

    #[test]
    fn a_broken_file_is_read_again_only_once_it_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let tokens = Tokens::open(&path).unwrap();
        let token = Tokens::add(&path, &liaison_of(OWNER), None).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, vec![0xB4; whole.len()]).unwrap();
        assert!(tokens.refresh().is_err(), "not even text");
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        fs::write(&path, &whole).unwrap();
        let touch = |at| {
            let file = OpenOptions::new().append(true).open(&path).unwrap();
            file.set_modified(at).unwrap();
        };
        touch(modified);
        assert_eq!(tokens.actor(&token), None, "by its stamp it is the same");
        assert!(matches!(tokens.refresh(), Err(TokensError::Line { line: 1, .. })));
        touch(modified + std::time::Duration::from_secs(1));
        assert_eq!(tokens.actor(&token), Some(liaison_of(OWNER)), "at once");
        assert!(!tokens.refresh().unwrap());
    }

    #[test]
    fn the_file_is_not_looked_at_for_a_token_that_an_account_lent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let tokens = Tokens::open(&path).unwrap();
        let token = Tokens::add(&path, &liaison_of(OWNER), None).unwrap();
        assert!(!accounts::is_lent(&token));
        assert_eq!(tokens.actor("gongjian-0123"), None);
        assert!(tokens.refresh().unwrap(), "nobody looked before");
        assert_eq!(tokens.actor(&token), Some(liaison_of(OWNER)));
    }

    #[test]
    fn the_system_has_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let added = Tokens::add(&folder.path().join("tokens"), &Actor::System, None);
        assert!(matches!(added, Err(TokensError::NoPerson)));
    }
}
