//! The flash of wishes: as many people at the bell as one city had, for as many wishes.

use std::process::Command;

use serde_json::{Value, json};

#[test]
fn of_2000_people_at_once_exactly_249_have_a_wish_and_all_others_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Command::new(env!("CARGO_BIN_EXE_gongjian-under-test"));
    let output = bench.args(["bench", "flash", "--json"]).current_dir(folder.path()).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let figures: Value = serde_json::from_slice(&output.stdout).unwrap();
    eprintln!("{figures}");
    let counts = ["wishes", "claimers", "winners", "refused"].map(|name| figures[name].clone());
    assert_eq!(counts, [json!(249), json!(2000), json!(249), json!(1751)]);
}
