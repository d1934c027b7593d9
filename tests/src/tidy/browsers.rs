//! What the portal sends to browsers works in Chromium 90: nothing newer stands in its own styles
//! and scripts, and nothing refuses it when it does.

use super::{Finding, assert_none, tree};

const OWN: &str = "services/gateway/assets/own/";

/// What is newer, in styles and in scripts, and missed where it is not known: a colour of boxes to
/// tick is not.
const IN_STYLES: [&str; 20] = [
    ":has(",
    "color-mix(",
    "oklch(",
    "oklab(",
    "lab(",
    "@layer",
    "@container",
    "@scope",
    "@starting-style",
    "subgrid",
    "text-wrap",
    "scrollbar-gutter",
    "light-dark(",
    "anchor-name",
    "dvh",
    "svh",
    "cqw",
    "(width >",
    "(width <",
    "color-scheme: only",
];
const IN_SCRIPTS: [&str; 14] = [
    ".at(",
    ".findLast",
    ".toSorted(",
    ".toReversed(",
    ".with(",
    "Object.hasOwn(",
    "Object.groupBy(",
    "structuredClone(",
    "randomUUID(",
    "static {",
    "showPopover(",
    "startViewTransition(",
    "AbortSignal.timeout(",
    ".replaceChildren(...",
];

/// A rule within a rule: Chromium reads that from 112 on.
fn is_nested(line: &str) -> bool {
    line.trim_start().starts_with('&') || line.contains("{ &") || line.contains("; &")
}

fn too_new(path: &str, text: &str) -> Vec<Finding> {
    let newer: &[&str] = if path.ends_with(".css") { &IN_STYLES } else { &IN_SCRIPTS };
    let lines = text.lines().zip(1..);
    let each = lines.filter_map(|(line, number)| {
        let named = newer.iter().copied().find(|one| line.contains(one));
        let nested = path.ends_with(".css") && is_nested(line);
        let named = named.or(nested.then_some("a rule within a rule"))?;
        Some(Finding::new(path, number, format!("Chromium 90 does not know {named}")))
    });
    each.collect()
}

#[test]
fn nothing_is_newer_than_the_browsers_that_people_have() {
    let own = tree::files().iter().filter(|file| file.path.starts_with(OWN));
    let mut looked_at = 0;
    assert_none(own.flat_map(|file| {
        looked_at += 1;
        too_new(&file.path, &file.text)
    }));
    assert!(looked_at >= 3, "{looked_at}");
}

#[test]
fn what_is_newer_is_found() {
    let styles = ".a { color: red; }\n.b:has(.c) { top: 0; }\n.d { color: oklch(50% 0 0); }\n\
                  .e {\n  & .f { top: 0; }\n}\n.g { color: color-mix(in srgb, red, blue); }";
    assert_eq!(super::lines_of(&too_new("a.css", styles)), [2, 3, 5, 7]);
    let scripts = "rows[0];\nrows.at(-1);\nObject.hasOwn(a, 'b');";
    assert_eq!(super::lines_of(&too_new("a.js", scripts)), [2, 3]);
}

/// The names that stand between `before` and `after`, one a line at most.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
    let pieces = text.split(before).skip(1).filter_map(|rest| rest.split(after).next());
    let mut names: Vec<_> = pieces.collect();
    names.sort_unstable();
    names
}

#[test]
fn the_pictures_that_the_readme_shows_are_those_that_are_made() {
    let text = |path: &str| &tree::files().iter().find(|file| file.path == path).unwrap().text;
    let shown = between(text("README.md"), "(deploy/pictures/", ".png)");
    let made = between(text("tests/browser/screenshots.py"), "\n    (\"", "\", ");
    assert_eq!(shown, made);
    assert!(made.len() >= 6, "{made:?}");
}
