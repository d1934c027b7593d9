//! What stands where: the names at the top, the shape of a service, a crate's name.

use std::collections::BTreeMap;

use super::{Finding, assert_none, manifest, tree};

/// `DESIGN.md`, *The shape*. Names that begin with a dot belong to tools.
const TOP: [&str; 8] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "deploy",
    "rust-toolchain.toml",
    "services",
    "shared",
];

/// Where what we compare with or drive speaks Python: the browser's driver, and the solver whose
/// speed the plans are measured against. Everything else is Rust, or a script that starts it.
const PYTHON: [&str; 2] = ["tests/browser/", "services/gongjian/src/bench/matching/"];

/// What the top may hold beside them: the tests, and what git ignores.
const TOP_TOO: [&str; 3] = ["gongjian-data", "target", "tests"];

/// Services without rules of their own: they carry what the others decide.
const WITHOUT_RULES: [&str; 2] = ["gateway", "gongjian"];

const SERVICE_FILES: [&str; 5] =
    ["lib.rs", "commands.rs", "reactions.rs", "views.rs", "service.rs"];

fn stray_names(names: &[String]) -> Vec<Finding> {
    let known =
        |name: &str| name.starts_with('.') || TOP.contains(&name) || TOP_TOO.contains(&name);
    names
        .iter()
        .filter(|name| !known(name))
        .map(|name| Finding::new(name, 0, "does not belong at the top: see DESIGN.md, The shape"))
        .collect()
}

fn missing_names(names: &[String]) -> Vec<Finding> {
    TOP.iter()
        .filter(|name| !names.iter().any(|there| there == *name))
        .map(|name| Finding::new(name, 0, "is missing at the top"))
        .collect()
}

fn wrong_crate_name(path: &str, text: &str) -> Option<Finding> {
    let folder = path.rsplit('/').nth(1)?;
    (manifest::name(text) != Some(folder))
        .then(|| Finding::new(path, 0, format!("name the crate {folder:?}, as its folder")))
}

/// `paths` are all files of the repository.
fn missing_parts(service: &str, paths: &[&str]) -> Vec<Finding> {
    let source = format!("services/{service}/src");
    let mut missing: Vec<_> = SERVICE_FILES
        .iter()
        .map(|name| format!("{source}/{name}"))
        .filter(|path| !paths.contains(&path.as_str()))
        .collect();
    let domain = format!("{source}/domain/");
    if !paths.iter().any(|path| path.starts_with(&domain)) {
        missing.push(domain);
    }
    let remedy = "is missing: every service has the same shape";
    missing.into_iter().map(|path| Finding::new(&path, 0, remedy)).collect()
}

/// `manifests` are the workspace's members, by the crate's name.
fn shared_with_one_user(manifests: &BTreeMap<String, String>, shared: &[String]) -> Vec<Finding> {
    let users = |name: &str| {
        let uses = |text: &String| manifest::dependencies(text).iter().any(|dep| dep.name == name);
        manifests.values().filter(|text| uses(text)).count()
    };
    shared
        .iter()
        .filter(|name| users(name) < 2)
        .map(|name| {
            let path = format!("shared/{name}");
            Finding::new(&path, 0, "has fewer than two users: make it a module of its user")
        })
        .collect()
}

fn stray_python(path: &str) -> Option<Finding> {
    (!PYTHON.iter().any(|folder| path.starts_with(folder)))
        .then(|| Finding::new(path, 0, format!("Python stands in {PYTHON:?} alone")))
}

#[test]
fn nothing_else_stands_at_the_top() {
    assert_none(stray_names(&tree::top_names()));
}

#[test]
fn a_stray_name_at_the_top_is_found() {
    let names = ["docs", ".ci", "services"].map(str::to_owned);
    assert_eq!(stray_names(&names).len(), 1);
}

#[test]
fn everything_that_belongs_at_the_top_is_there() {
    assert_none(missing_names(&tree::top_names()));
}

#[test]
fn a_missing_name_at_the_top_is_found() {
    assert_eq!(missing_names(&TOP.map(str::to_owned)[1..]).len(), 1);
}

#[test]
fn python_stands_where_it_must() {
    let python = tree::files().iter().filter(|file| file.is_python());
    assert_none(python.filter_map(|file| stray_python(&file.path)));
}

#[test]
fn python_elsewhere_is_found() {
    assert!(stray_python("deploy/setup.py").is_some());
    assert!(stray_python("tests/browser/jobs.py").is_none());
}

#[test]
fn a_crate_is_named_as_its_folder() {
    let manifests = tree::files().iter().filter(|file| file.is_manifest());
    assert_none(manifests.filter_map(|file| wrong_crate_name(&file.path, &file.text)));
}

#[test]
fn a_crate_named_otherwise_is_found() {
    assert!(wrong_crate_name("shared/values/Cargo.toml", "name = \"value\"").is_some());
}

#[test]
fn every_service_has_the_same_shape() {
    let paths: Vec<_> = tree::files().iter().map(|file| file.path.as_str()).collect();
    let services = tree::crates("services");
    let with_rules = services.iter().filter(|name| !WITHOUT_RULES.contains(&name.as_str()));
    assert_none(with_rules.flat_map(|service| missing_parts(service, &paths)));
}

#[test]
fn a_service_of_another_shape_is_found() {
    let paths = ["services/a/src/lib.rs", "services/a/src/domain/x.rs"];
    assert_eq!(missing_parts("a", &paths).len(), 4);
    assert_eq!(missing_parts("b", &paths).len(), 6);
}

#[test]
fn a_shared_crate_has_two_users() {
    let manifests = tree::files().iter().filter(|file| file.is_manifest());
    let manifests = manifests.map(|file| (file.path.clone(), file.text.clone())).collect();
    assert_none(shared_with_one_user(&manifests, &tree::crates("shared")));
}

#[test]
fn a_shared_crate_with_one_user_is_found() {
    let manifests = [("a", "[dependencies]\nb.workspace = true"), ("c", "")];
    let manifests = manifests.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    assert_eq!(shared_with_one_user(&manifests, &["b".to_owned()]).len(), 1);
}
