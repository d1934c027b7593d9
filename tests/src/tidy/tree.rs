//! The files of the repository, as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use super::rust;

/// Larger files are data, and no text of ours.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

pub(super) struct File {
    /// From the repository's top, with `/`: `shared/values/src/lib.rs`.
    pub(super) path: String,
    pub(super) text: String,
    /// Compiled for tests alone.
    pub(super) is_test: bool,
}

impl File {
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(super) fn is_manifest(&self) -> bool {
        self.path.ends_with("/Cargo.toml")
    }

    /// Only what drives the browser is written in it.
    pub(super) fn is_python(&self) -> bool {
        self.path.ends_with(".py")
    }

    /// Written by us, by hand: what is held to the form of code.
    pub(super) fn is_code(&self) -> bool {
        self.is_rust() || self.is_python() || self.is_script()
    }

    /// The shell scripts have no extension: they are commands.
    pub(super) fn is_script(&self) -> bool {
        self.text.starts_with("#!")
    }
}

/// Every text file, read once; build output, local tools and git's own files left out.
pub(super) fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = Vec::new();
        read_folder(top(), "", &mut files);
        assert!(files.iter().any(|file| file.path == "Cargo.toml"), "this is not the top folder");
        let tests = test_modules(&files);
        for file in &mut files {
            file.is_test = is_test_path(&file.path, &tests);
        }
        files
    })
}

pub(super) fn rust_files() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is_rust())
}

/// The names that stand at the top, files and folders.
pub(super) fn top_names() -> Vec<String> {
    names(top())
}

pub(super) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests' folder stands in the top one")
}

/// The crates' folders below `services` or `shared`.
pub(super) fn crates(group: &str) -> Vec<String> {
    let group = top().join(group);
    names(&group).into_iter().filter(|name| group.join(name).is_dir()).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder can be listed").file_name())
        .map(|name| name.into_string().expect("file names are UTF-8"))
        .collect();
    names.sort();
    names
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for name in names(folder) {
        let ignored = [".git", ".local", "gongjian-data", "node_modules", "target"];
        if ignored.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        let place = folder.join(&name);
        let about = fs::symlink_metadata(&place).expect("a listed file can be looked at");
        if about.is_dir() {
            read_folder(&place, &format!("{path}/"), files);
        } else if about.is_file() && about.len() <= FILE_BYTES_MAX {
            // What is not UTF-8 is a picture, a font, a spreadsheet.
            if let Ok(text) = fs::read_to_string(&place) {
                files.push(File { path, text, is_test: false });
            }
        }
    }
}

/// The paths, without `.rs`, of modules declared as `#[cfg(test)] mod name;`.
fn test_modules(files: &[File]) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let home = match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            name => format!("{folder}/{}", name.trim_end_matches(".rs")),
        };
        for module in rust::Source::new(&file.text).test_modules {
            modules.insert(format!("{home}/{module}"));
        }
    }
    modules
}

fn is_test_path(path: &str, modules: &BTreeSet<String>) -> bool {
    let beside = |module: &String| {
        path.strip_prefix(module.as_str())
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    path.starts_with("tests/")
        || path.contains("/tests/")
        || path.contains("/benches/")
        || modules.iter().any(beside)
}

#[test]
fn a_module_declared_for_tests_is_a_test_file_and_so_are_those_below_it() {
    let file = |path: &str, text: &str| File {
        path: path.to_owned(),
        text: text.to_owned(),
        is_test: false,
    };
    let modules = test_modules(&[
        file("shared/a/src/lib.rs", "mod b;\n#[cfg(test)]\nmod suite;\n"),
        file("shared/a/src/b.rs", "#[cfg(test)] mod samples;"),
    ]);
    for path in ["shared/a/src/suite.rs", "shared/a/src/suite/x.rs", "shared/a/src/b/samples.rs"] {
        assert!(is_test_path(path, &modules), "{path}");
    }
    for path in ["shared/a/src/b.rs", "shared/a/src/suites.rs", "shared/a/src/lib.rs"] {
        assert!(!is_test_path(path, &modules), "{path}");
    }
}
