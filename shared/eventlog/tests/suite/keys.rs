//! Sealing: what opens where, what erasure destroys, and what a damaged key file does.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use eventlog::{Chain, Error, GroupCommit, Keys, Place, SledLog, verify};
use proptest::prelude::*;
use values::{PersonId, Sealed, Uuid};

use crate::support::{draft, files_in};

const PLACE: Place<'static> = Place { stream: "needs", position: 7, field: "phone" };
const PHONE: &str = "13800000000";

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

#[test]
fn what_was_sealed_opens_also_after_opening_the_file_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("needs.keys");
    let keys = Keys::open(&path).unwrap();
    let sealed = keys.seal(person(1), &PLACE, PHONE).unwrap();
    assert_eq!(keys.unseal(&PLACE, &sealed).unwrap().as_deref(), Some(PHONE));
    keys.sync().unwrap();
    let fingerprint = keys.fingerprint("phone", PHONE);
    drop(keys);
    let keys = Keys::open(&path).unwrap();
    assert_eq!(keys.unseal(&PLACE, &sealed).unwrap().as_deref(), Some(PHONE));
    assert_eq!(keys.fingerprint("phone", PHONE), fingerprint);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_sealed_text_opens_at_no_other_place_for_no_other_person_and_not_altered() {
    let keys = Keys::memory();
    let sealed = keys.seal(person(1), &PLACE, PHONE).unwrap();
    keys.seal(person(2), &PLACE, PHONE).unwrap();
    let foreign = |place: &Place, sealed: &Sealed| {
        let opened = keys.unseal(place, sealed);
        assert!(matches!(opened, Err(Error::Unseal { .. })), "{place:?} {sealed:?}: {opened:?}");
    };
    foreign(&Place { stream: "registry", ..PLACE }, &sealed);
    foreign(&Place { position: 8, ..PLACE }, &sealed);
    foreign(&Place { field: "name", ..PLACE }, &sealed);
    foreign(&Place { stream: "needsp", field: "hone", ..PLACE }, &sealed);
    foreign(&PLACE, &Sealed { person: person(2), ..sealed.clone() });
    foreign(&PLACE, &Sealed { data: "AAAA".to_owned(), ..sealed.clone() });
    foreign(&PLACE, &Sealed { data: "no base64".to_owned(), ..sealed.clone() });
    let other = if sealed.data.starts_with('A') { "B" } else { "A" };
    foreign(&PLACE, &Sealed { data: format!("{other}{}", &sealed.data[1..]), ..sealed });
}

#[test]
fn fingerprints_are_equal_for_equal_values_of_one_kind_in_one_file() {
    let (keys, others) = (Keys::memory(), Keys::memory());
    let fingerprint = keys.fingerprint("phone", PHONE);
    assert_eq!(keys.fingerprint("phone", PHONE), fingerprint);
    assert_ne!(keys.fingerprint("phone", "13800000001"), fingerprint);
    assert_ne!(keys.fingerprint("family", PHONE), fingerprint);
    assert_ne!(keys.fingerprint("phon", &format!("e{PHONE}")), fingerprint);
    assert_ne!(others.fingerprint("phone", PHONE), fingerprint);
    assert_eq!(fingerprint.0.len(), 64);
}

#[test]
fn an_erased_person_is_gone_for_ever_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("needs.keys");
    let keys = Keys::open(&path).unwrap();
    let first = keys.seal(person(1), &PLACE, "one").unwrap();
    let second = keys.seal(person(2), &PLACE, "two").unwrap();
    keys.sync().unwrap();
    let backup = fs::read(&path).unwrap();
    keys.erase(person(1)).unwrap();
    keys.erase(person(1)).unwrap();
    let third = keys.seal(person(3), &PLACE, "three").unwrap();
    keys.sync().unwrap();

    let is_gone = |keys: &Keys| {
        assert_eq!(keys.unseal(&PLACE, &first).unwrap(), None);
        let sealed = keys.seal(person(1), &PLACE, "again");
        assert!(matches!(sealed, Err(Error::Erased { .. })), "{sealed:?}");
        assert_eq!(keys.erased(), [person(1)]);
        assert_eq!(keys.unseal(&PLACE, &second).unwrap().as_deref(), Some("two"));
        let file = fs::read_to_string(&path).unwrap();
        assert!(!file.contains(&person(1).to_string()));
    };
    is_gone(&keys);
    drop(keys);
    let keys = Keys::open(&path).unwrap();
    is_gone(&keys);
    assert_eq!(keys.unseal(&PLACE, &third).unwrap().as_deref(), Some("three"));
    drop(keys);

    // A backup of the keys is put back: the list erases again, and what the backup has not is an
    // error instead of an erasure.
    fs::write(&path, backup).unwrap();
    let keys = Keys::open(&path).unwrap();
    is_gone(&keys);
    let lost = keys.unseal(&PLACE, &third);
    assert!(matches!(lost, Err(Error::KeyMissing { .. })), "{lost:?}");
}

#[test]
fn a_key_that_was_never_written_is_erased_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("needs.keys");
    let keys = Keys::open(&path).unwrap();
    let sealed = keys.seal(person(1), &PLACE, PHONE).unwrap();
    keys.erase(person(1)).unwrap();
    keys.sync().unwrap();
    assert_eq!(keys.unseal(&PLACE, &sealed).unwrap(), None);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 1);
}

#[test]
fn a_torn_last_line_is_dropped_at_whatever_byte_and_a_damaged_line_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("needs.keys");
    let keys = Keys::open(&path).unwrap();
    let first = keys.seal(person(1), &PLACE, "one").unwrap();
    keys.sync().unwrap();
    let whole = fs::read(&path).unwrap();
    keys.seal(person(2), &PLACE, "two").unwrap();
    keys.sync().unwrap();
    drop(keys);
    let both = fs::read(&path).unwrap();
    for cut in whole.len()..both.len() {
        fs::write(&path, &both[..cut]).unwrap();
        let keys = Keys::open(&path).unwrap();
        assert_eq!(keys.unseal(&PLACE, &first).unwrap().as_deref(), Some("one"), "cut at {cut}");
        assert_eq!(fs::read(&path).unwrap(), whole, "cut at {cut}");
        drop(keys);
        // The same with the file's length already noted and zeros where the data should be.
        let mut zeros = both[..cut].to_vec();
        zeros.resize(both.len() + 500, 0);
        fs::write(&path, zeros).unwrap();
        Keys::open(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole, "zeros from {cut}");
    }
    for index in 0..both.len() {
        let mut damaged = both.clone();
        damaged[index] ^= 2;
        fs::write(&path, damaged).unwrap();
        let opened = Keys::open(&path);
        assert!(matches!(opened, Err(Error::Line { .. })), "byte {index}: {opened:?}");
    }
}

#[test]
fn zeros_before_good_keys_are_damage_and_many_keys_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("needs.keys");
    let keys = Keys::open(&path).unwrap();
    let seal = |n| keys.seal(person(n), &PLACE, "text").unwrap();
    let sealed: Vec<Sealed> = (0..200).map(seal).collect();
    keys.sync().unwrap();
    drop(keys);
    let keys = Keys::open(&path).unwrap();
    for sealed in &sealed {
        assert_eq!(keys.unseal(&PLACE, sealed).unwrap().as_deref(), Some("text"));
    }
    drop(keys);
    let mut content = fs::read(&path).unwrap();
    content[4096..8192].fill(0);
    fs::write(&path, content).unwrap();
    assert!(matches!(Keys::open(&path), Err(Error::Line { .. })));
}

#[test]
fn a_key_file_is_open_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("needs.keys");
    let keys = Keys::open(&path).unwrap();
    assert!(matches!(Keys::open(&path), Err(Error::Locked { .. })));
    keys.erase(person(1)).unwrap();
    assert!(matches!(Keys::open(&path), Err(Error::Locked { .. })));
    drop(keys);
    Keys::open(&path).unwrap();
}

/// Commits 200 sealed texts, of 20 people, and closes everything.
fn fill(folder: &Path) {
    let log = Arc::new(SledLog::open(folder, "needs").unwrap());
    let keys = Arc::new(Keys::open(&folder.join("needs.keys")).unwrap());
    let group = GroupCommit::spawn(log, Some(keys.clone()), |_| {}, |error| panic!("{error}"));
    let mut chain = Chain::at(eventlog::Head::default());
    for n in 0..200 {
        let place = Place { position: chain.head().position + 1, ..PLACE };
        let sealed = keys.seal(person(n % 20), &place, "标记MARKER").unwrap();
        group.push(chain.next(draft(&sealed.data)).unwrap());
    }
    group.close();
}

#[test]
fn no_file_holds_what_was_sealed_and_the_chain_verifies_after_an_erasure() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let keys = Keys::open(&folder.path().join("needs.keys")).unwrap();
    keys.erase(person(3)).unwrap();
    drop(keys);
    assert_eq!(verify(folder.path(), "needs", &[]).unwrap().commits, 200);
    for file in files_in(folder.path()) {
        let content = fs::read(&file).unwrap();
        let holds = |text: &str| content.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!holds("MARKER") && !holds("标记"), "{}", file.display());
    }
    let keys = fs::read_to_string(folder.path().join("needs.keys")).unwrap();
    assert_eq!(keys.lines().count(), 1 + 19);
}

proptest! {
    #[test]
    fn any_text_at_any_place_comes_back(
        text in ".{0,400}", stream in "[a-z]{0,9}", position: u64, field in ".{0,9}", who: u128,
    ) {
        let keys = Keys::memory();
        let place = Place { stream: &stream, position, field: &field };
        let sealed = keys.seal(person(who), &place, &text).unwrap();
        prop_assert_eq!(keys.unseal(&place, &sealed).unwrap(), Some(text));
    }
}
