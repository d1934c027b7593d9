//! The invariants of `DESIGN.md` and `STYLE.md`, checked over the repository's own files.
//!
//! A check is a function from one file's path and text to findings, tried on a bad sample beside
//! it, so that it is known to be able to fail; then run on every file. Nothing here compiles or
//! runs the code it reads: [`rust`] tells code, strings and comments apart, no more.

mod borders;
mod browsers;
mod effects;
mod figures;
mod fixtures;
mod form;
mod layout;
mod manifest;
mod rust;
mod tree;

use std::fmt;

/// One place that breaks a rule, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    path: String,
    /// From 1; 0 for the file as a whole.
    line: usize,
    remedy: String,
}

impl Finding {
    fn new(path: &str, line: usize, remedy: impl Into<String>) -> Self {
        Finding { path: path.to_owned(), line, remedy: remedy.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.remedy),
            line => write!(f, "{}:{line}: {}", self.path, self.remedy),
        }
    }
}

/// Fails with every finding, one a line.
#[track_caller]
fn assert_none(findings: impl IntoIterator<Item = Finding>) {
    let lines: Vec<_> = findings.into_iter().map(|finding| finding.to_string()).collect();
    assert!(lines.is_empty(), "{} to put right:\n{}", lines.len(), lines.join("\n"));
}

/// The lines of the findings: what the checks on bad samples compare.
fn lines_of(findings: &[Finding]) -> Vec<usize> {
    findings.iter().map(|finding| finding.line).collect()
}

#[test]
#[should_panic(expected = "a/b.rs:7: do it otherwise")]
fn a_finding_fails_the_test_and_names_its_place() {
    assert_none([Finding::new("a/b.rs", 7, "do it otherwise")]);
}
