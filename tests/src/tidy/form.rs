//! How files look: their size, their width, no word about one machine, no switch without a reason.

use super::rust::Source;
use super::{Finding, assert_none, lines_of, tree};

const LINES_MAX: usize = 600;
const COLUMNS_MAX: usize = 100;

fn too_long(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    let remedy = format!("{lines} lines, at most {LINES_MAX}: it is two files");
    (lines > LINES_MAX).then(|| Finding::new(path, LINES_MAX + 1, remedy))
}

/// Characters, a Chinese one counted as one: so does rustfmt.
fn too_wide(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let columns = line.chars().count();
        if columns > COLUMNS_MAX {
            let remedy = format!("{columns} columns, at most {COLUMNS_MAX}: break the line");
            findings.push(Finding::new(path, index + 1, remedy));
        }
    }
    findings
}

/// `#[allow(…)]` and `#[expect(…)]` that do not say why.
fn unexplained(path: &str, text: &str) -> Vec<Finding> {
    let source = Source::new(text);
    let mut findings = Vec::new();
    for mark in ["[allow(", "[expect("] {
        for (at, _) in source.code.match_indices(mark) {
            let attribute = source.code[at..].split(']').next().unwrap_or("");
            if !attribute.contains("reason") {
                let line = source.code[..at].matches('\n').count() + 1;
                let remedy = "say why: #[expect(…, reason = \"…\")]";
                findings.push(Finding::new(path, line, remedy));
            }
        }
    }
    findings
}

/// Folders of the machine somebody works on. Put together here, so that this file names none.
fn machine_paths(path: &str, text: &str) -> Vec<Finding> {
    let folders = ["work", "root", "home"].map(|name| format!("/{name}/"));
    let begins = |before: Option<char>| {
        before
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '/' | '}' | '~'))
    };
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for folder in &folders {
            let mut places = line.match_indices(folder.as_str());
            if places.any(|(at, _)| begins(line[..at].chars().next_back())) {
                let remedy = format!("{folder} is a folder of one machine: say it without");
                findings.push(Finding::new(path, index + 1, remedy));
            }
        }
    }
    findings
}

/// Package managers are used as they are set up; a script that names a host breaks behind a mirror.
fn hosts(path: &str, text: &str) -> Vec<Finding> {
    let remedy = "a script names no host: use the package manager as it is set up";
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| line.contains("://"))
        .map(|(index, _)| Finding::new(path, index + 1, remedy))
        .collect()
}

#[test]
fn no_file_is_longer_than_it_should_be() {
    let files = tree::files().iter().filter(|file| file.is_code());
    assert_none(files.filter_map(|file| too_long(&file.path, &file.text)));
}

#[test]
fn a_file_that_is_too_long_is_found() {
    assert!(too_long("a.rs", &"x\n".repeat(LINES_MAX)).is_none());
    assert!(too_long("a.rs", &"x\n".repeat(LINES_MAX + 1)).is_some());
}

#[test]
fn no_line_is_wider_than_it_should_be() {
    let files = tree::files().iter().filter(|file| file.is_code());
    assert_none(files.flat_map(|file| too_wide(&file.path, &file.text)));
}

#[test]
fn a_line_that_is_too_wide_is_found() {
    let text = format!("{}\n{}\n", "共".repeat(COLUMNS_MAX), "x".repeat(COLUMNS_MAX + 1));
    assert_eq!(lines_of(&too_wide("a.rs", &text)), [2]);
}

#[test]
fn a_lint_is_never_silenced_without_a_reason() {
    assert_none(tree::rust_files().flat_map(|file| unexplained(&file.path, &file.text)));
}

#[test]
fn a_lint_silenced_without_a_reason_is_found() {
    let text = "#[allow(a)]\n#[allow(\n  b,\n  reason = \"c\"\n)]\n#![expect(d)]\n// #[allow(e)]\n";
    assert_eq!(lines_of(&unexplained("a.rs", text)), [1, 6]);
}

#[test]
fn nothing_names_a_folder_of_one_machine() {
    assert_none(tree::files().iter().flat_map(|file| machine_paths(&file.path, &file.text)));
}

#[test]
fn a_folder_of_one_machine_is_found() {
    let (work, home) = (["/wo", "rk/x"].concat(), ["/ho", "me/y"].concat());
    let text = format!("see {work}\ncd a{work}\n\"{home}\"\n~{home}\n");
    assert_eq!(lines_of(&machine_paths("README.md", &text)), [1, 3]);
}

#[test]
fn no_script_names_a_host() {
    let scripts = tree::files().iter().filter(|file| file.is_script());
    assert_none(scripts.flat_map(|file| hosts(&file.path, &file.text)));
}

#[test]
fn a_script_that_names_a_host_is_found() {
    assert_eq!(lines_of(&hosts("deploy/x", "a\ncurl https://b\n")), [2]);
}
