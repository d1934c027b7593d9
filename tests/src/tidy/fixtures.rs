//! Events last for ever: every stored form has a sample, and every sample a form.

use std::collections::BTreeMap;

use super::rust::Source;
use super::{Finding, assert_none, tree};

const HOME: &str = "shared/contracts/fixtures/";

/// `need.posted.v1`.
fn is_tag(text: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(text.split('.').collect::<Vec<_>>()[..], [a, b, v] if word(a) && word(b) && version(v))
}

/// The tags of one file with their lines.
fn tags(text: &str) -> Vec<(usize, String)> {
    let source = Source::new(text);
    let strings = source.strings().into_iter();
    strings.filter(|(line, tag)| is_tag(tag) && !source.is_test(*line)).collect()
}

/// `tags` with their file and line; `samples` are the fixtures' texts by their paths.
fn unpaired(
    tags: &BTreeMap<String, (String, usize)>,
    samples: &BTreeMap<String, String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (tag, (path, line)) in tags {
        let place = format!("{HOME}{tag}.json");
        match samples.get(&place) {
            None => findings.push(Finding::new(path, *line, format!("write its sample, {place}"))),
            Some(text) if !text.contains(&format!("\"{tag}\"")) => {
                findings.push(Finding::new(&place, 1, format!("is no sample of {tag}")));
            }
            Some(_) => {}
        }
    }
    for path in samples.keys() {
        let tag = path.trim_start_matches(HOME).trim_end_matches(".json");
        if !tags.contains_key(tag) {
            let remedy = format!("no event in contracts has the tag {tag:?}; samples are for ever");
            findings.push(Finding::new(path, 0, remedy));
        }
    }
    findings
}

#[test]
fn every_stored_form_has_its_sample() {
    let mut forms = BTreeMap::new();
    let sources = tree::rust_files().filter(|file| !file.is_test);
    for file in sources.filter(|file| file.path.starts_with("shared/contracts/src/")) {
        for (line, tag) in tags(&file.text) {
            forms.entry(tag).or_insert((file.path.clone(), line));
        }
    }
    let files = tree::files().iter().filter(|file| file.path.starts_with(HOME));
    let samples = files.map(|file| (file.path.clone(), file.text.clone())).collect();
    assert!(!forms.is_empty(), "no event in contracts has a tag such as need.posted.v1");
    assert_none(unpaired(&forms, &samples));
}

#[test]
fn tags_are_read_out_of_code() {
    let text =
        "//! `a.b.v1`\n#[serde(rename = \"offer.listed.v12\")]\nx(\"cmd.a.b\", \"a.b.vx\");\n";
    assert_eq!(tags(text), [(2, "offer.listed.v12".to_owned())]);
}

#[test]
fn a_form_without_a_sample_and_a_sample_without_a_form_are_found() {
    let form = |tag: &str| (tag.to_owned(), ("a.rs".to_owned(), 1));
    let sample = |tag: &str, text: &str| (format!("{HOME}{tag}.json"), text.to_owned());
    let forms = [form("a.kept.v1"), form("a.lost.v1"), form("a.mixed.v1")].into();
    let samples = [
        sample("a.kept.v1", "{\"type\": \"a.kept.v1\"}"),
        sample("a.mixed.v1", "{\"type\": \"a.kept.v1\"}"),
        sample("a.stray.v1", "{\"type\": \"a.stray.v1\"}"),
    ];
    assert_eq!(unpaired(&forms, &samples.into()).len(), 3);
}
