//! What people ask of the matcher on pages, and nothing changes by it; and what a unit takes on.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, need, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";
const NIL: &str = "00000000-0000-0000-0000-000000000000";

fn summary(id: &str) -> Value {
    json!({
        "id": id, "scope": {"organisation": OWN, "aims": ["cover"]},
        "organisation_name": "鲸园街道", "status": "computed",
        "computed_at": "2026-03-02T01:00:00Z", "needs": 2, "lines": 1, "agreed": 0,
    })
}

fn pair(offer: &str) -> Value {
    json!({
        "need": ID, "need_title": "老年人义诊", "offer": offer, "offer_title": "added",
        "before": 0, "after": 2,
    })
}

async fn town() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.registry.names" => done(json!({})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        "qry.registry.organisation" => done(json!({
            "id": seen.body["organisation"], "name": "听涛医院", "aliases": [],
            "level": "unit", "nature": "hospital", "credit_code": null,
            "credit_code_doubtful": false, "area": "990101001001", "address": null,
            "status": "in_operation", "head": null,
        })),
        "qry.registry.taxonomy" => done(json!([{
            "category": "service",
            "subcategories": [{"code": "free_clinic", "name": "义诊", "retired": false}],
        }])),
        "qry.evaluation.scorecard" | "qry.registry.organisation-edges" | "qry.needs.handling" => {
            done(Value::Null)
        }
        "qry.needs.need" => done(need(json!({
            "id": ID, "title": "老年人义诊", "owner": OTHER, "urgency": "emergency",
        }))),
        "qry.matching.for_organisation" => done(json!({
            "to_give": [], "to_ask": [],
            "near": [{"need": {
                "id": ID, "title": "周末课堂", "owner": OTHER, "owner_name": "望海社区",
                "kind": "common", "urgency": "hard", "category": "service", "subcategory": null,
                "unit": "session", "open": 3, "whole": false,
            }, "nearness": 800, "paired": true}],
        })),
        "qry.matching.plans" => done(json!({"items": [summary(ID), summary(OTHER)], "total": 2})),
        "qry.matching.plan" => done(json!({
            "summary": summary(ID), "as_of": 7, "logs_read": [], "aims": [], "proved": true,
            "decisions": [],
            "weights": [{"category": "service",
                         "weights": [{"part": "nearness", "weight": 210}]}],
            "limited": [{"organisation": OWN, "name": "望海学校"}],
        })),
        "qry.matching.plan_figures" => done(json!({
            "all": {"asked": 8, "before": 2, "planned": 3}, "tiers": [], "categories": [],
            "organisations": [], "bottlenecks": [],
        })),
        "qry.matching.plan_lines" => done(json!({"total": 1, "items": [{
            "need": ID, "offer": ID, "need_title": "老年人义诊", "asking": OTHER,
            "asking_name": "望海社区", "offer_title": "义诊", "giving": OTHER,
            "giving_name": "听涛医院", "quantity": 3, "unit": "session", "fixed": false,
            "accepted": {},
        }]})),
        "qry.matching.plan_trial" => done(json!({
            "aims": [{"aim": "cover", "before": 3, "after": 5},
                     {"aim": "fair", "before": 10, "after": 20},
                     {"aim": "quality", "before": 500, "after": 800}],
            "needs": [{"need": ID, "title": "老年人义诊", "owner": OTHER,
                       "owner_name": "望海社区", "unit": "session", "before": 1, "after": 3}],
            "pairs": [pair(NIL)], "changed": 1,
        })),
        "qry.matching.compare_plans" => done(json!({
            "aims": [{"aim": "cover", "before": 3, "after": 2}], "pairs": [pair(ID)],
            "changed": 1,
        })),
        "qry.matching.search" => done(json!({
            "items": [{"what": "offer", "id": ID, "title": "周末义诊", "owner": OTHER,
                       "owner_name": "听涛医院", "category": "service", "listed": true,
                       "score": 900},
                      {"what": "offer", "id": OTHER, "title": "义诊车", "owner": OTHER,
                       "owner_name": "听涛医院", "category": "service", "listed": true,
                       "score": 800}],
            "total": 12, "facets": {"what": [], "category": [], "listed": 2},
        })),
        "qry.matching.why" => done(match seen.body["offer"] == ID {
            true => json!({"why_not": ["too_little_time", "quota_reached"], "score": 500,
                           "parts": []}),
            false => json!({"why_not": [], "score": 742,
                            "parts": [{"part": "tags", "score": 900, "weight": 100}]}),
        }),
        "qry.matching.prices" => done(json!({"items": [{
            "week": "2026-03-02", "organisation": OTHER, "organisation_name": "鲸园街道",
            "category": "service", "unit": "session", "quantity": 9, "short": 4,
            "price": {"aim": "cover", "by": 1},
        }], "total": 1})),
        "qry.matching.quota" => done(json!({
            "quota": {"lots": 20, "categories": {"service": 4}}, "taken": 3,
            "taken_of": {"service": 3},
        })),
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("quota")).unwrap()),
    })
    .await
}

#[track_caller]
fn says(text: &str, all: &[&str]) {
    for said in all {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[tokio::test]
async fn a_plan_is_tried_with_something_otherwise() {
    let app = town().await;
    let plan = app.get_as(Role::StreetOfficer, &format!("/plans/{ID}")).await;
    says(&plan.text, &[&format!("/plans/{ID}/trial"), &format!("/plans/{ID}/compare")]);
    let path = format!("/plans/{ID}/trial");
    let form = app.get(&path).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    says(&form.text, &["最先的目标", "添一条资源", "改一家单位的每月上限", "距离的权重"]);
    says(&form.text, &["placeholder=\"210\"", "<option value=\"\">请选择</option>"]);
    // What today's limit keeps from every line can be tried, too.
    says(&form.text, &["听涛医院", "望海学校", "服务 · 义诊", "从哪天起可用"]);
    assert!(app.seen().iter().all(|one| one.subject != "qry.matching.plan_trial"));

    let asked = "aims=fair%2Curgent%2Ccover%2Cvalue%2Cquality&added_category=service\
                 &added_quantity=2&added_unit=session&added_area=&time_weight=500\
                 &added_subcategory=free_clinic&added_from=2026-04-01";
    let found = app.get(&format!("{path}?{asked}")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    says(
        &found.text,
        &["更好", "更差", "按今日清单重算", "望海社区", "1 场次", "3 场次", "（试添的资源）"],
    );
    let seen = app.seen();
    let body = &seen.iter().rfind(|one| one.subject == "qry.matching.plan_trial").unwrap().body;
    let expected = json!({
        "plan": ID, "aims": "fair,urgent,cover,value,quality", "added_category": "service",
        "added_quantity": 2, "added_unit": "session", "time_weight": 500,
        "added_subcategory": "free_clinic", "added_from": "2026-04-01",
    });
    assert_eq!(*body, expected);
    let wrong = app.get(&format!("{path}?aims=fairest")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_trial_that_says_too_little_is_told_what_is_missing() {
    let app = town().await;
    let nothing = ["category", "tags", "text", "nearness", "time", "reliability", "preference"];
    let nothing: Vec<_> = nothing.iter().map(|part| format!("{part}_weight=0")).collect();
    let nothing = format!("&{}", nothing.join("&"));
    for (asked, said) in [
        ("", "没有改任何一项"),
        ("&aims=&quota_lots=", "没有改任何一项"),
        ("&added_category=service", "请填写添多少"),
        ("&added_category=service&added_quantity=2", "请选择计量"),
        ("&added_quantity=2&added_unit=session", "请选择添哪一类资源"),
        ("&quota_lots=2", "请选择改哪家单位的上限"),
        (nothing.as_str(), "至少一项权重须大于 0"),
    ] {
        let found = app.get(&format!("/plans/{ID}/trial?asked=1{asked}")).await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        says(&found.text, &[said, "class=\"problem\""]);
    }
    assert!(app.seen().iter().all(|one| one.subject != "qry.matching.plan_trial"));
}

#[tokio::test]
async fn quality_is_not_judged_by_other_weights() {
    let app = town().await;
    let path = format!("/plans/{ID}/trial");
    let by_quota = app.get(&format!("{path}?quota_of={OTHER}&quota_lots=2")).await;
    let by_weight = app.get(&format!("{path}?asked=1&time_weight=500")).await;
    let better = |text: &str| text.matches("更好").count();
    assert_eq!(better(&by_quota.text), better(&by_weight.text) + 1, "{}", by_weight.text);
}

#[tokio::test]
async fn two_plans_are_compared() {
    let app = town().await;
    let path = format!("/plans/{ID}/compare");
    let form = app.get(&path).await;
    assert!(form.text.contains(&format!("value=\"{OTHER}\"")), "{}", form.text);
    assert!(!form.text.contains(&format!("value=\"{ID}\"")), "not with itself");
    let found = app.get(&format!("{path}?other={OTHER}")).await;
    says(&found.text, &["更差", "老年人义诊", "哪些行不一样", "本方案", "另一份"]);
    let seen = app.seen();
    let body = &seen.iter().rfind(|one| one.subject == "qry.matching.compare_plans").unwrap().body;
    assert_eq!(*body, json!({"plan": ID, "other": OTHER}));
}

#[tokio::test]
async fn whether_an_offer_fits_a_need_is_said_with_its_reasons() {
    let app = town().await;
    let found = app.get(&format!("/needs/{ID}/fit?text=%E4%B9%89%E8%AF%8A")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    says(
        &found.text,
        &[
            "周末义诊",
            "只列出前 2 条",
            "不合适",
            "需要的日期内资源的开放时间不够；提供单位本月承接已达上限",
            "74 分",
            "名称相符",
        ],
    );
    let nothing = app.get(&format!("/needs/{ID}/fit")).await;
    assert!(!nothing.text.contains("周末义诊"), "{}", nothing.text);
}

#[tokio::test]
async fn a_unit_without_offers_sees_what_it_can_claim() {
    let app = town().await;
    let home = app.get_as(Role::Liaison, "/").await.text;
    let claim = format!("/needs/{ID}/claim");
    says(&home, &["没有列资源也可以认领", "周末课堂", "已结对，同一街道", "余 3 场次", &claim]);
    let of_community = app.get_as(Role::CommunityClerk, "/").await.text;
    assert!(!of_community.contains("没有列资源也可以认领"), "{of_community}");
}

#[tokio::test]
async fn an_emergency_is_confirmed_by_an_officer() {
    let app = town().await;
    let confirm = format!("/needs/{ID}/confirm-urgency");
    let page = app.get_as(Role::StreetOfficer, &format!("/needs/{ID}")).await;
    says(&page.text, &["紧急（待街道确认", &confirm]);
    let clerk = app.get_as(Role::CommunityClerk, &format!("/needs/{ID}")).await;
    assert!(!clerk.text.contains(&confirm), "{}", clerk.text);
}

#[tokio::test]
async fn what_was_scarce_is_a_list() {
    let app = town().await;
    let prices = app.get("/prices?category=service").await;
    says(
        &prices.text,
        &["2026-03-02", "鲸园街道", "9 场次", "4 场次", "多一份可改善", "满足的需求最多"],
    );
}

#[tokio::test]
async fn a_unit_says_how_much_it_takes_on() {
    let app = town().await;
    let path = format!("/organisations/{OWN}/quota");
    let page = app.get_as(Role::Liaison, &format!("/organisations/{OWN}")).await;
    assert!(page.text.contains(&format!("\"{path}\"")), "{}", page.text);
    let other = app.get_as(Role::Liaison, &format!("/organisations/{OTHER}")).await;
    assert!(!other.text.contains("/quota"), "it is its own word");
    let form = app.get(&path).await;
    says(&form.text, &["本月已承接", "3 份", "其中", "value=\"20\"", "value=\"4\""]);
    let body = app.sent(&path, "lots=12&categories.service=0&categories.goods=").await;
    assert_eq!(body, json!({"organisation": OWN, "lots": 12, "categories": {"service": 0}}));
}
