//! Ledgers 台账 of a whole area: made in the background across a restart, whole, with an index.

use std::io::Read as _;

use contracts::Role;
use reqwest::Method;
use serde_json::{Value, json};
use sheets::Table;
use values::Hash;

use super::reports::{Street, registered, serve};
use crate::system::{Person, System, wait_until};

/// What is in the zip, by name.
async fn unpacked(system: &System, who: &Person, bundle: &str) -> Vec<(String, Vec<u8>)> {
    let address = format!("{}/ledgers/{bundle}/file", system.address());
    let sent = reqwest::Client::new().get(address).bearer_auth(&who.token).send().await.unwrap();
    let bytes = sent.error_for_status().unwrap().bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let entry = |at| {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..count).map(entry).collect()
}

async fn bundle_in(system: &System, who: &Person, bundle: &str, status: &str) -> Value {
    wait_until(&format!("bundle {bundle} to be {status}"), async || {
        let line = system.get(who, &format!("/bundles/{bundle}")).await;
        (line["status"] == status).then_some(line)
    })
    .await
}

#[tokio::test]
async fn an_archive_has_every_line_of_its_area_and_no_other() {
    let mut system = System::start().await;
    let street = Street::of(&system).await;
    serve(&system, &street).await;
    let far = registered(&system, ("远岸社区党委", "community", "990101002001"), None).await;
    let clerk = system.person(far, Role::CommunityClerk);
    let need = json!({
        "owner": far, "title": "远处的需求", "kind": "common", "category": "service",
        "source": "community", "amount": { "quantity": 1, "unit": "session" },
    });
    system.make(&clerk, "/needs", need).await;

    let ledgers = [
        "offers",
        "needs",
        "projects",
        "claims",
        "agreements",
        "records",
        "check_ins",
        "occasions",
        "reports",
        "organisations",
    ];
    let ask = json!({ "ledgers": ledgers, "scope": { "area": "990101001" } });
    let bundle = system.make(&street.officer, "/bundles", ask).await;
    // Whatever is not finished is made after the next start.
    system.stop().await;
    system.up().await;
    let line = bundle_in(&system, &street.officer, &bundle, "finished").await;
    let parts = line["parts"].as_array().unwrap();
    let lines = |ledger: &str| {
        let found = parts.iter().find(|part| part["ledger"] == ledger);
        found.unwrap_or_else(|| panic!("no {ledger}: {line}"))["lines"].as_u64().unwrap()
    };
    let counts = ["needs", "projects", "claims", "records", "organisations"].map(lines);
    assert_eq!(counts, [1, 1, 1, 1, 3], "{line}");

    let files = unpacked(&system, &street.officer, &bundle).await;
    let (name, index) = &files[0];
    let index = Table::read(index, name).unwrap();
    assert_eq!(files.len(), 1 + ledgers.len());
    for (at, (name, content)) in files.iter().enumerate().skip(1) {
        let row = &index.rows()[at];
        assert_eq!(row.cell(2).text(), *name);
        assert_eq!(row.cell(4).text(), Hash::of(content).to_string());
        let told: usize = row.cell(3).text().parse().unwrap();
        assert_eq!(Table::read(content, name).unwrap().rows().len(), 1 + told, "{name}");
    }
    let (name, needs) = files.iter().find(|(name, _)| name == "需求台账.xlsx").unwrap();
    let needs = Table::read(needs, name).unwrap();
    assert_eq!(needs.rows()[1].cell(0).text(), "老人体检");

    let path = format!("/bundles/{bundle}");
    let others = system.send(&clerk, Method::GET, &path, None).await;
    assert_eq!(others.status, reqwest::StatusCode::NOT_FOUND);
    let cancel = format!("{path}/cancel");
    let refused = system.send(&street.officer, Method::POST, &cancel, Some(json!({}))).await;
    assert_eq!(refused.code(), "bundle.over");
}
