//! Work put on communities from above, on pages: who asks, who judges, who receives.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

fn admission(status: &str, district: &str, received: &[&str]) -> Value {
    json!({
        "id": ID, "department": OTHER, "district": district, "title": "居民信息核对",
        "content": "逐户核对", "kind": "assistance", "money": 500_000, "area": "990101",
        "status": status, "refused": null, "received": received,
        "requested_at": "2026-03-02T01:00:00Z",
    })
}

async fn app(admission: Value) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let area = |code: &str, name: &str| json!({"code": code, "name": name});
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.admission" => done(admission.clone()),
        "qry.needs.admissions" => done(json!({"items": [admission], "total": 1})),
        "qry.registry.names" => done(json!({OWN: "望海区委组织部", OTHER: "市统计局"})),
        "qry.registry.organisation" => done(json!({
            "id": OWN, "name": "望海社区党委", "aliases": [], "level": "community",
            "nature": null, "credit_code": null, "credit_code_doubtful": false,
            "area": "990101001001", "address": null,
        })),
        "qry.registry.areas" => {
            let items = match seen.body["under"].as_str() {
                Some("990100000000") => vec![area("990101", "望海区"), area("990102", "松林区")],
                _under_the_district => vec![
                    area("990101001", "听涛街道"),
                    area("990101001001", "望海社区"),
                    area("990101001001001", "一号网格"),
                ],
            };
            done(json!({"items": items, "total": items.len()}))
        }
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(Value::Null),
        _ => Some(serde_json::to_value(receipt("admission")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn the_district_judges_what_is_asked_for_and_nobody_else_is_offered_to() {
    let path = format!("/admissions/{ID}");
    let judging = app(admission("requested", OWN, &[])).await;
    let page = judging.get_as(Role::DistrictOfficer, &path).await;
    for said in ["同意准入", "不同意", "望海区（990101000000）", "5000.00元", "社区看不到"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    for (role, district) in [(Role::StreetOfficer, OWN), (Role::DistrictOfficer, OTHER)] {
        let app = app(admission("requested", district, &[])).await;
        let page = app.get_as(role, &path).await;
        assert!(!page.text.contains("同意准入"), "{role:?}: {}", page.text);
    }
    let form = judging.get(&format!("{path}/approve")).await;
    assert!(form.text.contains("居民信息核对") && form.text.contains("5000.00元"), "{}", form.text);
    let sent = judging.sends(&format!("{path}/refuse"), "reason=多余", "same-origin").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let seen = judging.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(seen.subject, "cmd.needs.admission.refuse");
    assert_eq!(seen.body, json!({"admission": ID, "reason": "多余"}));
}

#[tokio::test]
async fn a_community_of_the_area_receives_it_once() {
    let path = format!("/admissions/{ID}");
    let approved = app(admission("approved", OTHER, &[])).await;
    let page = approved.get_as(Role::CommunityClerk, &path).await;
    assert!(page.text.contains("签收</a>"), "{}", page.text);
    assert!(!approved.get(&path).await.text.contains("签收</a>"), "a unit receives nothing");
    let sent = approved.sends(&format!("{path}/receive"), "", "same-origin").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let seen = approved.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(seen.body, json!({"admission": ID, "community": OWN}));
    let received = app(admission("approved", OTHER, &[OWN])).await;
    let page = received.get_as(Role::CommunityClerk, &path).await;
    assert!(!page.text.contains("签收</a>") && page.text.contains("望海区委组织部"));
}

#[tokio::test]
async fn work_is_asked_for_in_an_area_of_the_own_district_and_never_from_the_negative_list() {
    let app = app(admission("requested", OTHER, &[])).await;
    let form = app.get("/admissions/new").await;
    for (said, is_there) in [
        ("value=\"990101000000\">望海区", true),
        ("value=\"990101001001\">望海社区", true),
        ("松林区", false),
        ("一号网格", false),
        ("value=\"negative\"", false),
    ] {
        assert_eq!(form.text.contains(said), is_there, "{said}: {}", form.text);
    }
    let said = "title=核对&content=逐户&kind=purchased&money=12.5&area=990101001";
    let sent = app.sends("/admissions/new", said, "same-origin").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let seen = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    let expected = json!({
        "department": OWN, "title": "核对", "content": "逐户", "kind": "purchased",
        "money": 1250, "area": "990101001000",
    });
    assert_eq!(seen.body, expected);
}
