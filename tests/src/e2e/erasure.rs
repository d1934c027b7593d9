//! Who is erased is nowhere any more: not in what the system answers, nor in any of its files.

use std::path::Path;

use contracts::Role;
use reqwest::Method;
use serde_json::json;

use crate::system::{System, wait_until};

/// Nobody else is called so, and nothing else says it.
const PERSON: [&str; 2] = ["欧阳测消", "13987650001"];
const RAISER: [&str; 2] = ["司徒测消", "13987650002"];
const BENEFICIARY: [&str; 3] = ["上官测消", "13987650003", "测消路九十九号"];

/// Every file below the folder in which one of the markers stands, as it is or as JSON escapes it.
fn holding(folder: &Path, markers: &[&str]) -> Vec<String> {
    let escaped = |marker: &&str| -> String {
        marker.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    };
    let wanted = markers.iter().flat_map(|marker| [(*marker).to_owned(), escaped(marker)]);
    let wanted: Vec<String> = wanted.collect();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, markers));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let text = String::from_utf8_lossy(&bytes);
            if wanted.iter().any(|marker| text.contains(marker)) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn a_file_that_holds_a_marker_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("below");
    std::fs::create_dir(&below).unwrap();
    for (name, text) in [("as-it-is", "姓名：欧阳测消"), ("escaped", r"\u6b27\u9633\u6d4b\u6d88")]
    {
        std::fs::write(below.join(name), text).unwrap();
        assert_eq!(holding(folder.path(), &PERSON).len(), 1, "{name}");
        std::fs::remove_file(below.join(name)).unwrap();
    }
    assert!(holding(folder.path(), &PERSON).is_empty());
}

#[tokio::test]
async fn who_is_erased_is_in_no_answer_and_in_no_file() {
    let mut system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let unit = system.organisation("听涛医院", "unit").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let liaison = system.person(unit, Role::Liaison);

    let [name, phone] = PERSON;
    let register = json!({
        "name": name, "phone": phone, "work_unit": unit, "home_community": community,
    });
    let person = system.make(&liaison, "/people", register).await;
    let [name, phone] = RAISER;
    let report = json!({
        "owner": community, "title": "楼道灯不亮", "category": "facility",
        "contact": { "name": name, "phone": phone },
    });
    let told = system.make(&clerk, "/needs/report", report).await;
    let wish = json!({
        "owner": community, "title": "一台收音机", "kind": "wish", "category": "goods",
        "source": "community", "amount": { "quantity": 1, "unit": "piece" },
    });
    let wish = system.make(&clerk, "/needs", wish).await;
    let [name, phone, address] = BENEFICIARY;
    let verified = json!({
        "form": "goods", "value": 20_000, "family": "测试户",
        "beneficiary": { "name": name, "phone": phone, "address": address }, "minor": false,
    });
    system.post(&clerk, &format!("/needs/{wish}/verify-wish"), verified).await;

    let knows = async |system: &System, path: &str, marker: &str| -> bool {
        let answer = system.send(&clerk, Method::GET, path, None).await;
        answer.body.to_string().contains(marker)
    };
    let raiser_of = format!("/needs/{told}/raiser");
    let beneficiary_of = format!("/needs/{wish}/beneficiary");
    let person_of = format!("/people/{person}");
    for (path, marker) in
        [(&raiser_of, RAISER[0]), (&beneficiary_of, BENEFICIARY[0]), (&person_of, PERSON[0])]
    {
        assert!(knows(&system, path, marker).await, "before, {path} says {marker}");
    }
    let operator = system.operator();
    system.post(&operator, &format!("/people/{person}/erase"), json!({})).await;
    system.post(&operator, &format!("/needs/{told}/erase-raiser"), json!({})).await;
    // A wish is delivered to somebody until it is closed.
    let withdrawn = json!({ "outcome": { "result": "withdrawn", "reason": "不再需要" } });
    system.post(&clerk, &format!("/needs/{wish}/close"), withdrawn).await;
    system.post(&clerk, &format!("/needs/{wish}/erase-beneficiary"), json!({})).await;
    for restarted in [false, true] {
        if restarted {
            system.stop().await;
            system.up().await;
        }
        for (path, marker) in
            [(&raiser_of, RAISER[0]), (&beneficiary_of, BENEFICIARY[0]), (&person_of, PERSON[0])]
        {
            wait_until("it to be forgotten", async || {
                (!knows(&system, path, marker).await).then_some(())
            })
            .await;
        }
    }
    system.stop().await;
    for markers in [&PERSON[..], &RAISER, &BENEFICIARY] {
        assert_eq!(holding(system.data(), markers), Vec::<String>::new());
    }
    let verified = system.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
