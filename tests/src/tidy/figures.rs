//! The figures that dashboards and alarms watch are ones that the system tells.

use std::collections::BTreeSet;

use super::rust::Source;
use super::{Finding, assert_none, tree};

const PREFIX: &str = "gongjian_";

/// The figures named in one line.
fn named(line: &str) -> impl Iterator<Item = String> {
    line.match_indices(PREFIX).map(|(at, _)| {
        let name = line[at..].chars();
        name.take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
    })
}

/// Figures in `text` that are none of `told`.
fn untold(path: &str, text: &str, told: &BTreeSet<String>) -> Vec<Finding> {
    let lines = text.lines().zip(1..);
    let each = lines.flat_map(|(line, number)| named(line).map(move |name| (name, number)));
    each.filter(|(name, _)| !told.contains(name))
        .map(|(name, line)| Finding::new(path, line, format!("nothing tells the figure {name}")))
        .collect()
}

fn told() -> BTreeSet<String> {
    let sources = tree::rust_files().filter(|file| !file.is_test);
    let strings = sources.flat_map(|file| Source::new(&file.text).strings());
    strings.map(|(_, text)| text).filter(|text| text.starts_with(PREFIX)).collect()
}

#[test]
fn what_is_watched_is_told() {
    let told = told();
    assert!(told.contains("gongjian_commands_total"), "{told:?}");
    let watchers = tree::files().iter().filter(|file| file.path.starts_with("deploy/monitoring/"));
    let mut watched = 0;
    assert_none(watchers.flat_map(|file| {
        watched += file.text.matches(PREFIX).count();
        untold(&file.path, &file.text, &told)
    }));
    assert!(watched > 10, "{watched}");
}

#[test]
fn a_figure_that_nobody_tells_is_found() {
    let told = BTreeSet::from(["gongjian_parked".to_owned()]);
    let text = "expr: gongjian_parked > 0\nexpr: rate(gongjian_parkd[5m])";
    assert_eq!(super::lines_of(&untold("a", text, &told)), [2]);
}
