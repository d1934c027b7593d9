//! Logs open for ever: a data folder that each version wrote, with what was known from it.
//!
//! The samples in `contracts/fixtures` keep the form of each event; this keeps everything around
//! them: sled's files, the frame and the chain of commits, the heads, the keys, the files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::system::System;

/// Where the folders are, as `<version>.tar.gz` beside `<version>.json`.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kept")
}

/// What is kept of a data folder: the broker's streams are filled again, tokens are made anew.
const PARTS: [&str; 2] = ["logs", "attached"];

/// Lists that nothing ever leaves.
const LISTS: [&str; 10] = [
    "accounts",
    "agreements",
    "check-ins",
    "claims",
    "needs",
    "offers",
    "organisations",
    "projects",
    "records",
    "reports",
];

/// The ids on each list, in order.
async fn known(system: &System) -> BTreeMap<String, Vec<String>> {
    let mut known = BTreeMap::new();
    for list in LISTS {
        let page = system.get(&system.operator(), &format!("/{list}?limit=200")).await;
        let items = page["items"].as_array().unwrap();
        assert_eq!(page["total"], items.len(), "{list} fits on one page");
        let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
        let mut ids: Vec<_> = items.iter().map(id).collect();
        ids.sort_unstable();
        known.insert(list.to_owned(), ids);
    }
    known
}

fn tar(arguments: &[&str], folder: &Path) {
    let status = Command::new("tar").args(arguments).arg("-C").arg(folder).args(PARTS).status();
    assert!(status.unwrap().success(), "tar {arguments:?}");
}

fn verify(system: &System) {
    let output = system.run(&["verify"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
async fn what_every_version_wrote_opens() {
    let archives = std::fs::read_dir(home()).unwrap().map(|entry| entry.unwrap().path());
    let archives: Vec<_> =
        archives.filter(|path| path.extension().is_some_and(|end| end == "gz")).collect();
    assert!(!archives.is_empty(), "nothing is kept");
    for archive in archives {
        let mut system = System::on_folder(|folder| {
            tar(&["xzf", archive.to_str().unwrap()], folder);
        });
        verify(&system);
        system.up().await;
        let then = archive.with_extension("").with_extension("json");
        let then: BTreeMap<String, Vec<String>> =
            serde_json::from_slice(&std::fs::read(then).unwrap()).unwrap();
        let now = known(&system).await;
        for (list, ids) in then {
            assert!(!ids.is_empty(), "{list} of {} shows nothing", archive.display());
            // Time goes on, and may add to a list; it takes nothing away.
            let lost: Vec<_> = ids.iter().filter(|id| !now[&list].contains(id)).collect();
            assert!(lost.is_empty(), "{list} of {} lost {lost:?}", archive.display());
        }
        system.stop().await;
        verify(&system);
    }
}

#[tokio::test]
#[ignore = "keeps what a version wrote, once, when it is released"]
async fn keep_what_this_version_wrote() {
    let mut system = System::start_demo().await;
    let known = known(&system).await;
    system.stop().await;
    let file = |end| home().join(format!("{}.{end}", env!("CARGO_PKG_VERSION")));
    let (archive, ids) = (file("tar.gz"), file("json"));
    std::fs::create_dir_all(home()).unwrap();
    tar(&["czf", archive.to_str().unwrap()], system.data());
    std::fs::write(ids, serde_json::to_string_pretty(&known).unwrap() + "\n").unwrap();
}
