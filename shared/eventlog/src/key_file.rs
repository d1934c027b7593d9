//! How keys stand on disk: fixed lines of text, each with a checksum.
//!
//! `<name>:<64 digits>:<16 digits>\n`, where the name is a person's id, or 36 dashes for the
//! file's own secret, which comes first; then the key; then the start of the SHA-256 of all before
//! it. Lines of one length tell a line torn by a power cut, which is shorter and can be dropped
//! since no commit uses its key yet, from a damaged one, which is an error.

use std::path::Path;

use values::{Hash, PersonId, Uuid};
use zeroize::Zeroizing;

use crate::Error;

/// 256 bits, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

const NAME_CHARS: usize = 36;
/// The length of a line of the key file, without its end.
pub(crate) const LINE_CHARS: usize = NAME_CHARS + 1 + 64 + 1 + 16;

/// The length of a line of the list of erased people, without its end.
pub(crate) const ERASED_LINE_CHARS: usize = NAME_CHARS + 1 + 16;

/// What stands where a person's id would, for the file's own secret.
const SECRET_NAME: &str = "------------------------------------";

/// What a line holds.
#[derive(Debug)]
pub(crate) enum Line {
    Secret(Key),
    Person(PersonId, Key),
}

/// The line, with its end, for the file's own secret.
pub(crate) fn secret_line(key: &Key) -> Zeroizing<String> {
    line(SECRET_NAME, key)
}

/// The line, with its end, for a person's key.
pub(crate) fn person_line(person: PersonId, key: &Key) -> Zeroizing<String> {
    line(&Uuid::from(person).to_string(), key)
}

fn line(name: &str, key: &Key) -> Zeroizing<String> {
    let mut line = Zeroizing::new(format!("{name}:{}:", Hash(**key)));
    let check = checksum(&line);
    line.push_str(&check);
    line.push('\n');
    line
}

fn checksum(text: &str) -> String {
    let mut digits = Hash::of(text.as_bytes()).to_string();
    digits.truncate(16);
    digits
}

/// Reads line `number` (from 1) of the file at `path`.
pub(crate) fn parse(path: &Path, number: usize, line: &str) -> Result<Line, Error> {
    parse_line(line).ok_or_else(|| Error::Line { path: path.to_owned(), line: number })
}

fn parse_line(line: &str) -> Option<Line> {
    if line.len() != LINE_CHARS || !line.is_ascii() {
        return None;
    }
    let (text, check) = line.split_at(LINE_CHARS - 16);
    if checksum(text) != check {
        return None;
    }
    let (name, key) = text.strip_suffix(':')?.split_once(':')?;
    let key = Zeroizing::new(key.parse::<Hash>().ok()?.0);
    if name == SECRET_NAME {
        return Some(Line::Secret(key));
    }
    Some(Line::Person(name.parse().ok()?, key))
}

/// The line, with its end, of the list of erased people.
pub(crate) fn erased_line(person: PersonId) -> String {
    let name = Uuid::from(person).to_string();
    format!("{name}:{}\n", checksum(&name))
}

/// Reads line `number` (from 1) of the list of erased people.
pub(crate) fn parse_erased(path: &Path, number: usize, line: &str) -> Result<PersonId, Error> {
    let person = line.split_once(':').filter(|(name, check)| checksum(name) == *check);
    person
        .and_then(|(name, _)| name.parse().ok())
        .ok_or_else(|| Error::Line { path: path.to_owned(), line: number })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Anything; and what only somebody who knows the form would write.
    fn text() -> impl Strategy<Value = String> {
        let close = "([0-9a-f-]{34,38}|-{36})(:[0-9a-f]{63,65})?:";
        prop_oneof![any::<String>(), close.prop_map(|text| format!("{text}{}", checksum(&text)))]
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(text in text()) {
            drop(parse_line(&text));
            drop(parse_erased(Path::new("needs.keys.erased"), 1, &text));
        }

        #[test]
        fn a_line_is_read_as_it_was_written(person: u128, key: [u8; 32], at: usize, bit in 0..8u8) {
            let (person, key) = (PersonId(Uuid::from_u128(person)), Key::new(key));
            let line = person_line(person, &key);
            let line = line.trim_end();
            let read = parse_line(line);
            prop_assert!(matches!(read, Some(Line::Person(p, k)) if p == person && k == key));
            let mut damaged = line.as_bytes().to_vec();
            let at = at % damaged.len();
            damaged[at] ^= 1 << bit;
            let damaged = String::from_utf8(damaged).ok();
            prop_assert!(damaged.is_none_or(|line| parse_line(&line).is_none()));
        }
    }
}
