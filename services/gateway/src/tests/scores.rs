//! Scorecards on pages: what was counted and what somebody wrote down are told apart. What was said
//! of a body above the communities, whoever said it.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{Seen, TestApp, receipt};

const UNIT: &str = "00000000-0000-0000-0000-00000000000b";
const STREET: &str = "00000000-0000-0000-0000-00000000000c";

async fn app() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let item =
        |key: &str, rule: Value| json!({"key": key, "title": key, "weight": 50, "rule": rule});
    let unit = json!({
        "item": [
            item("study", json!({"count": {"measure": "learning", "each": 5, "per": 1}})),
            item("year_end", json!({"entered": {"measure": "year_end"}})),
        ],
        "bonus": [{"title": "全年全勤", "measure": "attended_all", "each": 3}],
        "band": [],
    });
    let none = json!({"item": [], "band": []});
    let in_force = json!({
        "version": "test", "year": 2026, "unit": unit, "community": none, "member": none,
        "stars": {"hours": [100], "publicity_working_days": 5},
        "points": {"minutes_a_point": 60, "service_minutes_max": 120, "organiser_percent": 120,
                   "day_max": 6, "month_max": 60},
    });
    let line = |key: &str, basis: &str| {
        json!({"key": key, "title": key, "weight": 5000, "score": 500, "facts": 1,
               "basis": basis})
    };
    let card = json!({
        "card": "unit", "who": {"organisation": UNIT}, "year": 2026, "version": "test", "at": 7,
        "closed": false, "items": [line("study", "both"), line("year_end", "entered")],
        "bonus": [{"title": "全年全勤", "hundredths": 0, "facts": 2, "basis": "counted"}],
        "deductions": [], "total": 900, "band": null, "vetoed": false,
    });
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.evaluation.scorecard" => done(card.clone()),
        "qry.evaluation.rules" => {
            done(json!({"in_force": in_force, "proposed": null, "text": "x", "closed_at": null}))
        }
        "qry.registry.organisation" => done(json!({
            "id": seen.body["organisation"], "name": "听涛医院", "aliases": [],
            "level": if seen.body["organisation"] == STREET { "street" } else { "unit" },
            "nature": "hospital", "credit_code": null, "credit_code_doubtful": false,
            "area": "990101001", "address": null, "status": "in_operation", "head": null,
        })),
        "qry.registry.organisation-edges" => done(Value::Null),
        "qry.evaluation.rating-sums" => done(json!({
            "raters": 0, "stars": 0, "by_stars": [0, 0, 0, 0, 0], "residents": 0,
            "resident_stars": 0, "occasions": 6, "raisers": 5, "raiser_stars": 21,
            "raiser_words": ["办得快"], "unrated": 0,
        })),
        "qry.registry.names" => done(json!({UNIT: "听涛医院"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("fact")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn a_card_says_what_was_counted_and_what_somebody_wrote_down() {
    let app = app().await;
    let page = app.get(&format!("/scorecard?card=unit&organisation={UNIT}&year=2026")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["怎么来的", "按记录计算，另可登记", "人工登记", "全年全勤"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert_eq!(page.text.matches("人工登记").count(), 1, "the rest is counted");
}

#[tokio::test]
async fn only_what_counts_and_nobody_knows_is_written_down() {
    let app = app().await;
    let path = format!("/organisations/{UNIT}/enter-fact");
    let form = app.get_as(Role::StreetOfficer, &path).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    for measure in ["study", "year_end"] {
        assert!(form.text.contains(&format!("value=\"{measure}\"")), "{measure}: {}", form.text);
    }
    for measure in ["learning", "attended_all", "full_attendance", "volunteer_team"] {
        assert!(!form.text.contains(&format!("value=\"{measure}\"")), "{measure}: {}", form.text);
    }
}

#[tokio::test]
async fn what_raisers_said_stands_on_the_page_of_who_handled_it_and_not_beside_their_needs() {
    let app = app().await;
    let page = app.get_as(Role::StreetOfficer, &format!("/organisations/{STREET}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["今年提出人的评价", "今年提出人的评语", "办得快"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let unit = app.get_as(Role::StreetOfficer, &format!("/organisations/{UNIT}")).await;
    assert!(!unit.text.contains("今年提出人"), "{}", unit.text);
}
