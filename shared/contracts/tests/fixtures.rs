//! Every stored form of every event still reads, and is written as it was read; and from the day it
//! is frozen its sample stays as it was.
//!
//! `frozen.txt` names what is frozen, a digest and a tag a line. A release adds its forms:
//! `cargo nextest run -p contracts --run-ignored only freeze_what_this_version_stores`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use contracts::{
    ServiceEvent, access, evaluation, matching, needs, notices, projects, registry, reporting,
    resources,
};
use serde_json::Value;

/// Each fixture's text by the tag it is named for.
fn fixtures() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = fs::read_dir(&folder).expect("the folder of fixtures is there");
    let mut fixtures = BTreeMap::new();
    for file in files {
        let path = file.expect("the folder can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("tags are ASCII");
        let tag = name.strip_suffix(".json").unwrap_or_else(|| panic!("{name} is no fixture"));
        fixtures.insert(tag.to_owned(), fs::read_to_string(&path).expect("a fixture is text"));
    }
    fixtures
}

/// The event in `text`, written again.
fn read_as<E: ServiceEvent>(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_str::<E>(text)?)
}

/// What `text` becomes when the service that writes `tag` has read it.
fn read(tag: &str, text: &str) -> Result<Value, String> {
    let written = match tag.split('.').next().unwrap_or_default() {
        "account" | "area" | "calendar" | "check_in" | "excuse" | "import" | "organisation"
        | "pair" | "person" | "saved_views" | "seat" | "taxonomy" => {
            read_as::<registry::Event>(text)
        }
        "access" => read_as::<access::Event>(text),
        "offer" => read_as::<resources::Event>(text),
        "admission" | "family" | "handling" | "hotline" | "limits" | "need" | "wish_cap" => {
            read_as::<needs::Event>(text)
        }
        "activity" | "agreement" | "claim" | "project" | "record" | "roll" | "serial"
        | "tender" => read_as::<projects::Event>(text),
        "belonging" | "exclusion" | "fact" | "gathering" | "hearing" | "leave" | "matter"
        | "merger" | "objection" | "occasion" | "posting" | "recognition" | "reward" | "rules"
        | "star" => read_as::<evaluation::Event>(text),
        "bond" | "listing" | "plan" | "party" | "promise" | "quota" | "venture" => {
            read_as::<matching::Event>(text)
        }
        "batch" | "bundle" | "course" | "dossier" | "numbering" | "report" => {
            read_as::<reporting::Event>(text)
        }
        "channel" | "notice" => read_as::<notices::Event>(text),
        other => return Err(format!("no service has events of {other:?}")),
    };
    written.map_err(|error| error.to_string())
}

/// What is wrong with one fixture.
fn judge(tag: &str, text: &str) -> Result<(), String> {
    let stored: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if stored["type"] != tag {
        return Err(format!("is of type {}", stored["type"]));
    }
    let written = read(tag, text)?;
    if written != stored {
        return Err(format!("is written as {written}"));
    }
    Ok(())
}

#[test]
fn every_fixture_reads_and_is_written_as_it_was() {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty(), "there are no fixtures");
    let wrong: Vec<_> = fixtures
        .iter()
        .filter_map(|(tag, text)| judge(tag, text).err().map(|why| format!("{tag}: {why}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fixture_that_does_not_fit_is_found() {
    for (tag, text) in [
        // another tag than its name, an unknown version, an unknown aggregate
        ("pair.made.v1", r#"{"type": "person.erased.v1", "data": {}}"#),
        ("person.erased.v9", r#"{"type": "person.erased.v9", "data": {}}"#),
        ("ship.sunk.v1", r#"{"type": "ship.sunk.v1", "data": {}}"#),
        // a fact that is missing, one that is lost
        ("pair.ended.v1", r#"{"type": "pair.ended.v1", "data": {}}"#),
        ("pair.ended.v1", r#"{"type": "pair.ended.v1", "data": {"reason": "x", "by": "y"}}"#),
    ] {
        assert!(judge(tag, text).is_err(), "{tag}: {text}");
    }
    judge("person.erased.v1", r#"{"type": "person.erased.v1", "data": {}}"#).unwrap();
}

fn frozen_list() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("frozen.txt")
}

/// The digest of each frozen sample by its tag.
fn frozen() -> BTreeMap<String, String> {
    let Ok(text) = fs::read_to_string(frozen_list()) else { return BTreeMap::new() };
    let entry = |line: &str| {
        let (digest, tag) = line.split_once("  ").expect("a line is a digest and a tag");
        (tag.to_owned(), digest.to_owned())
    };
    text.lines().map(entry).collect()
}

/// Which of `frozen` are not among `fixtures` as they were.
fn changed<'f>(
    frozen: &'f BTreeMap<String, String>,
    fixtures: &BTreeMap<String, String>,
) -> Vec<&'f str> {
    let same = |(tag, digest): &(&String, &String)| {
        let now = fixtures.get(*tag).map(|text| values::Hash::of(text.as_bytes()).to_string());
        now.as_ref() == Some(digest)
    };
    frozen.iter().filter(|entry| !same(entry)).map(|(tag, _)| tag.as_str()).collect()
}

#[test]
fn a_frozen_form_keeps_its_sample_for_ever() {
    let (frozen, fixtures) = (frozen(), fixtures());
    let changed = changed(&frozen, &fixtures);
    assert!(changed.is_empty(), "put back, and make a new version of: {}", changed.join(", "));
}

#[test]
fn a_sample_that_was_altered_or_removed_is_found() {
    let fixtures = |texts: &[(&str, &str)]| -> BTreeMap<String, String> {
        texts.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect()
    };
    let digest = |text: &str| values::Hash::of(text.as_bytes()).to_string();
    let frozen: BTreeMap<_, _> =
        ["kept", "altered", "removed"].map(|tag| (tag.to_owned(), digest("{}"))).into();
    let now = fixtures(&[("kept", "{}"), ("altered", "{ }"), ("new", "{}")]);
    assert_eq!(changed(&frozen, &now), ["altered", "removed"]);
}

#[test]
#[ignore = "freezes the forms that a version stores, once, when it is released"]
fn freeze_what_this_version_stores() {
    let mut frozen = frozen();
    for (tag, text) in fixtures() {
        frozen.entry(tag).or_insert_with(|| values::Hash::of(text.as_bytes()).to_string());
    }
    let lines: Vec<_> = frozen.iter().map(|(tag, digest)| format!("{digest}  {tag}\n")).collect();
    fs::write(frozen_list(), lines.concat()).unwrap();
}
