//! What an officer sees of the own area, and nobody else is asked about.

use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp};

const STREET: &str = "990101001000";

async fn town() -> TestApp {
    TestApp::new(|seen: &Seen| {
        let done = |value: Value| Some(json!({ "done": value }));
        let area = |code: &str, name: &str| json!({"code": code, "name": name});
        match seen.subject.as_str() {
            "qry.registry.organisation" => done(json!({
                "id": seen.body["organisation"], "name": "听涛街道", "aliases": [],
                "level": "street", "nature": null, "credit_code": null,
                "credit_code_doubtful": false, "area": "990101001", "address": null,
                "status": "in_operation",
            })),
            "qry.registry.areas" => {
                let items = [area("990101001", "听涛街道"), area("990101001001", "望海社区")];
                done(json!({"items": items, "total": 2}))
            }
            "qry.registry.names" => done(json!({ID: "望海社区"})),
            "qry.registry.list-titles" => {
                done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
            }
            "qry.reporting.roll-up" => done(Value::Null),
            _ => done(json!({"items": [], "total": 0})),
        }
    })
    .await
}

fn asked(app: &TestApp, subject: &str) -> Vec<Value> {
    let seen = app.seen().into_iter().filter(|seen| seen.subject == subject);
    seen.map(|seen| seen.body["area"].clone()).collect()
}

#[tokio::test]
async fn an_officer_narrows_every_list_to_an_area_of_the_own() {
    for (list, subject) in [
        ("needs", "qry.needs.needs"),
        ("offers", "qry.resources.offers"),
        ("claims", "qry.projects.claims"),
        ("projects", "qry.projects.projects"),
        ("agreements", "qry.projects.agreements"),
        ("check-ins", "qry.registry.check-ins"),
    ] {
        let app = town().await;
        let path = format!("/{list}?area=990101001001");
        let page = app.get_as(Role::StreetOfficer, &path).await;
        let chosen = "<option value=\"990101001001\" selected>望海社区";
        assert!(page.text.contains(chosen), "{list}: {}", page.text);
        assert_eq!(asked(&app, subject), ["990101001001"], "{list}");
        let page = app.get_as(Role::Liaison, &format!("/{list}")).await;
        assert!(!page.text.contains("name=\"area\""), "{list}: {}", page.text);
    }
}

#[tokio::test]
async fn a_body_sees_the_figures_of_its_own_area() {
    let app = town().await;
    let page = app.get_as(Role::StreetOfficer, "/figures").await;
    assert!(page.text.contains("看板：听涛街道"), "{}", page.text);
    for subject in ["qry.needs.needs", "qry.projects.claims", "qry.projects.projects"] {
        let asked = asked(&app, subject);
        assert!(!asked.is_empty() && asked.iter().all(|area| *area == STREET), "{asked:?}");
    }
}

#[tokio::test]
async fn an_officer_is_told_of_the_acceptances_of_the_own_area_alone() {
    let app = town().await;
    app.get_as(Role::StreetOfficer, "/").await;
    assert_eq!(asked(&app, "qry.projects.projects"), [STREET]);
}
