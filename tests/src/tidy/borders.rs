//! Who may name what: services, libraries with one home, the pure domain, subjects.

use super::rust::Source;
use super::{Finding, assert_none, lines_of, manifest, tree};

/// They tie the services together, so they alone depend on them.
const TIES_ALL: [&str; 2] = ["services/gongjian/", "tests/"];

/// A library, by the name code uses, and the one crate that names it.
const HOMES: [(&str, &str); 2] = [("sled", "shared/eventlog/"), ("async_nats", "shared/bus/")];

/// `DESIGN.md`: what a service's domain may import.
const DOMAIN_MAY: [&str; 6] = ["std", "core", "alloc", "values", "decider", "contracts"];
const DOMAIN_MAY_TOO: [&str; 1] = ["thiserror"];
/// Tools of its tests, which reach no disk and no net.
const DOMAIN_TESTS_MAY: [&str; 3] = ["proptest", "rstest", "insta"];
/// The parts of `std` that reach out of the process.
const STD_IMPURE: [&str; 7] = ["env", "fs", "io", "net", "os", "process", "thread"];

/// What stands around a service's domain.
const AROUND: [&str; 4] = ["commands", "reactions", "service", "views"];

const SUBJECTS: [&str; 4] = ["cmd.", "qry.", "evt.", "dlq."];

fn service_dependencies(path: &str, text: &str, services: &[String]) -> Vec<Finding> {
    if TIES_ALL.iter().any(|home| path.starts_with(home)) {
        return Vec::new();
    }
    let remedy = |name| {
        format!("depends on the service {name}: follow its stream, or move the type to contracts")
    };
    manifest::dependencies(text)
        .iter()
        .filter(|found| services.contains(&found.name))
        .map(|found| Finding::new(path, found.line, remedy(&found.name)))
        .collect()
}

fn strangers_in_manifest(path: &str, text: &str) -> Vec<Finding> {
    let stranger = |name: &str| {
        HOMES.iter().find(|(library, home)| name == *library && !path.starts_with(home))
    };
    manifest::dependencies(text)
        .iter()
        .filter_map(|found| stranger(&found.name).map(|(_, home)| (found, home)))
        .map(|(found, home)| {
            Finding::new(path, found.line, format!("only {home} depends on {}", found.name))
        })
        .collect()
}

fn strangers_in_code(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for named in Source::new(text).paths() {
        for (library, home) in HOMES {
            if named.root() == library && !path.starts_with(home) {
                let remedy = format!("only {home} names {library}: give it a function for this");
                findings.push(Finding::new(path, named.line, remedy));
            }
        }
    }
    findings
}

fn is_domain(path: &str) -> bool {
    // A `tests.rs` and what is beside it in `tests/` stand behind `#[cfg(test)]`: nobody's rules.
    let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
    path.starts_with("services/") && path.contains("/src/domain") && !is_test
}

/// `dependencies` are those of the service's manifest: no other crate can be named at all.
fn impure_domain(path: &str, text: &str, dependencies: &[manifest::Dependency]) -> Vec<Finding> {
    let source = Source::new(text);
    let mut findings = Vec::new();
    for named in source.paths() {
        let root = named.root();
        let second = named.segments.get(1).map_or("", String::as_str);
        let outside = dependencies.iter().any(|known| known.name == root);
        let may = DOMAIN_MAY.contains(&root)
            || DOMAIN_MAY_TOO.contains(&root)
            || (source.is_test(named.line) && DOMAIN_TESTS_MAY.contains(&root));
        let whole = named.segments.join("::");
        if outside && !may {
            let remedy = format!("{whole}: domain/ is pure; let contracts or the context carry it");
            findings.push(Finding::new(path, named.line, remedy));
        } else if root == "std" && STD_IMPURE.contains(&second) {
            let remedy = format!("{whole}: domain/ reaches nothing outside the process");
            findings.push(Finding::new(path, named.line, remedy));
        } else if (root == "crate" && second != "domain")
            || (root == "super" && named.segments.iter().any(|s| AROUND.contains(&s.as_str())))
        {
            let remedy = format!("{whole}: domain/ knows nothing of what stands around it");
            findings.push(Finding::new(path, named.line, remedy));
        }
    }
    for (line, code) in source.code_lines() {
        let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        if words.any(|word| word == "f32" || word == "f64") {
            let remedy = "no floats in domain/: amounts are integers with a unit";
            findings.push(Finding::new(path, line, remedy));
        }
    }
    findings
}

fn subjects(path: &str, text: &str) -> Vec<Finding> {
    if path.starts_with("shared/contracts/") {
        return Vec::new();
    }
    let source = Source::new(text);
    source
        .strings()
        .into_iter()
        .filter(|(line, _)| !source.is_test(*line))
        .filter(|(_, string)| SUBJECTS.iter().any(|subject| string.starts_with(subject)))
        .map(|(line, string)| {
            Finding::new(path, line, format!("{string:?} is a subject: name it in contracts"))
        })
        .collect()
}

#[test]
fn a_service_never_depends_on_a_service() {
    let services = tree::crates("services");
    let manifests = tree::files().iter().filter(|file| file.is_manifest());
    assert_none(manifests.flat_map(|f| service_dependencies(&f.path, &f.text, &services)));
}

#[test]
fn a_service_that_depends_on_a_service_is_found() {
    let (services, text) = (["needs".to_owned()], "[dependencies]\nneeds.workspace = true\n");
    for path in ["services/projects/Cargo.toml", "shared/runtime/Cargo.toml"] {
        assert_eq!(lines_of(&service_dependencies(path, text, &services)), [2]);
    }
    assert!(service_dependencies("services/gongjian/Cargo.toml", text, &services).is_empty());
}

#[test]
fn only_the_log_names_sled_and_only_the_bus_names_its_client() {
    let manifests = tree::files().iter().filter(|file| file.is_manifest());
    assert_none(manifests.flat_map(|file| strangers_in_manifest(&file.path, &file.text)));
    assert_none(tree::rust_files().flat_map(|file| strangers_in_code(&file.path, &file.text)));
}

#[test]
fn a_stranger_that_names_sled_is_found() {
    let text = "use sled;\nfn f() { sled::open() } // sled::x\nmod sled;\n";
    assert_eq!(lines_of(&strangers_in_code("shared/runtime/src/a.rs", text)), [1, 2]);
    assert!(strangers_in_code("shared/eventlog/src/a.rs", text).is_empty());
    let manifest = "[dev-dependencies]\nasync-nats = \"1\"\n";
    assert_eq!(lines_of(&strangers_in_manifest("tests/Cargo.toml", manifest)), [2]);
}

#[test]
fn the_domain_is_pure() {
    let dependencies = |path: &str| {
        let folder = path.split("/src/").next().unwrap_or("");
        let manifest = tree::files().iter().find(|f| f.path == format!("{folder}/Cargo.toml"));
        manifest::dependencies(&manifest.expect("a service has a manifest").text)
    };
    let files = tree::rust_files().filter(|file| is_domain(&file.path));
    assert_none(files.flat_map(|f| impure_domain(&f.path, &f.text, &dependencies(&f.path))));
}

#[test]
fn a_domain_that_reaches_out_is_found() {
    let manifest = "[dependencies]\nserde_json = 1\ncontracts = 1\ntokio = 1\nproptest = 1\n";
    let text = "use contracts::Actor;\nuse {std::fmt, std::fs::File};\nuse crate::views;\n\
                fn a() { serde_json::to_vec(b.c) }\nlet d: f64;\nuse super::offer;\n\
                #[tokio::test]\n#[cfg(test)]\nmod tests { use proptest::prelude::*; }\n\
                use proptest::x;\n// tokio::e\nuse super::super::views;\n";
    let findings =
        impure_domain("services/a/src/domain/b.rs", text, &manifest::dependencies(manifest));
    assert_eq!(lines_of(&findings), [2, 3, 4, 7, 10, 12, 5]);
    assert!(is_domain("services/a/src/domain/b.rs") && !is_domain("services/a/src/views.rs"));
}

#[test]
fn only_contracts_holds_subjects() {
    let files = tree::rust_files().filter(|file| !file.is_test);
    assert_none(files.flat_map(|file| subjects(&file.path, &file.text)));
}

#[test]
fn a_subject_elsewhere_is_found() {
    let text = "// \"evt.needs\"\nf(\"evt.needs\");\ng(\"levt.\");\nh(\"dlq.{}\");\n";
    assert_eq!(lines_of(&subjects("shared/bus/src/a.rs", text)), [2, 4]);
    assert!(subjects("shared/contracts/src/a.rs", text).is_empty());
}
