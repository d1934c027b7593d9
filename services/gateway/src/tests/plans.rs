//! The pages of plans, and of what is missing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::app::{ID, TestApp, receipt};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

fn summary(organisation: &str, status: &str) -> Value {
    json!({
        "id": ID, "scope": {"organisation": organisation, "category": "service",
                            "aims": ["cover", "fair"]},
        "organisation_name": "鲸园街道", "status": status, "computed_at": "2026-03-02T01:00:00Z",
        "answer_until": "2026-03-09T09:00:00Z", "needs": 2, "lines": 1, "agreed": 0,
    })
}

fn detail(organisation: &str, status: &str) -> Value {
    json!({
        "summary": summary(organisation, status), "as_of": 7, "logs_read": [],
        "aims": [{"aim": "cover", "reached": 3, "bound": 4},
                 {"aim": "fair", "reached": 250_000}],
        "proved": false,
        "decided": 120,
        "decisions": [{"at": "2026-03-03T01:00:00Z", "by": OTHER, "by_name": "望海社区",
                       "pair": {"need": ID, "offer": ID}, "quantity": 3}],
    })
}

fn figures() -> Value {
    let served = json!({"asked": 8, "before": 2, "planned": 3});
    json!({
        "all": served, "tiers": [{"tier": 1, "served": served}],
        "categories": [{"category": "service", "served": served}],
        "organisations": [{"organisation": OTHER, "name": "望海社区", "urgent": 4,
                           "served": served}],
        "bottlenecks": [{"bottleneck": "offers_spent", "lots": 1, "needs": 1}],
    })
}

fn lines() -> Value {
    json!({"total": 70, "next": null, "items": [{
        "need": ID, "offer": ID, "need_title": "老年人义诊", "asking": OTHER,
        "asking_name": "望海社区", "offer_title": "义诊", "giving": OWNER,
        "giving_name": "市立医院", "quantity": 3, "unit": "session", "fixed": true,
        "accepted": {"asking": true}, "price": {"aim": "urgent", "by": 7},
    }]})
}

fn unserved() -> Value {
    json!({"total": 80, "items": [{
        "need": ID, "title": "老年人理发", "owner": OTHER, "owner_name": "望海社区",
        "category": "service", "quantity": 1, "unit": "session", "bottleneck": "offers_spent",
    }]})
}

fn explained() -> Value {
    json!({
        "need": ID, "need_title": "老年人义诊", "asking_name": "望海社区", "offer": ID,
        "offer_title": "义诊", "giving_name": "市立医院", "unit": "session", "quantity": 3,
        "now": 2, "fixed": false, "why_not": [], "score": 742,
        "facts": {"same_subcategory": true, "shared_words": ["义诊"], "shared_area": "371002001",
                  "kept": 9, "broken": 1, "together": 4, "paired": false, "agreed": true},
        "parts": [{"part": "nearness", "score": 800, "weight": 200}],
        "price": {"aim": "cover", "by": 1}, "decided": {"aim": "quality", "by": 40},
        "competitors": [{"need": OTHER, "title": "居民义诊", "planned": 1}],
        "alternatives": [
            {"offer": OTHER, "title": "义诊车", "owner": OTHER, "owner_name": "听涛医院",
             "score": 610, "planned": 0, "possible": true, "cost": {"aim": "cover", "by": 2}},
            {"offer": OWNER, "title": "流动诊室", "owner": OTHER, "owner_name": "听涛医院",
             "score": 500, "planned": 0, "possible": false}],
        "fitting": 2,
    })
}

async fn app(organisation: &'static str, status: &'static str) -> TestApp {
    TestApp::new(move |seen| {
        let done = |value: Value| Some(json!({ "done": value }));
        match seen.subject.as_str() {
            "qry.registry.names" => done(json!({})),
            "qry.registry.list-titles" => {
                done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
            }
            "qry.matching.plans" => {
                done(json!({"items": [summary(organisation, status)], "total": 1}))
            }
            "qry.matching.plan" => done(detail(organisation, status)),
            "qry.matching.plan_figures" => done(figures()),
            "qry.matching.plan_lines" => done(lines()),
            "qry.matching.plan_unserved" => done(unserved()),
            "qry.matching.plan_line" => done(explained()),
            "qry.matching.plan_preview" => done(json!({
                "aims": [{"aim": "cover", "before": 3, "after": 2}], "pairs": [], "changed": 4,
            })),
            "qry.matching.missing" => done(json!({"items": [{
                "category": "service", "subcategory": null, "street": OTHER,
                "street_name": "鲸园街道", "month": "2026-03", "unit": "session", "quantity": 5,
                "urgent": 2, "needs": 3, "bottleneck": "nothing_fits",
                "examples": [{"need": ID, "title": "老年人理发", "planned": 5}],
            }], "total": 1})),
            subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
            _ => Some(serde_json::to_value(receipt("plan")).unwrap()),
        }
    })
    .await
}

#[tokio::test]
async fn a_plan_is_a_page_of_figures_each_bar_beside_its_numbers() {
    let app = app(OTHER, "proposed").await;
    let page = app.get(&format!("/plans/{ID}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in [
        "鲸园街道（服务）",
        "没有答复不等于同意",
        "5（62%）",
        "2（25%）",
        "各社区最公平",
        "合适的资源都已安排给其他需求",
        "老年人理发",
        "“老年人义诊”定为 3",
        "未知：前面的目标没有达到上限",
        // What side rules cost at most.
        "至多 1（25.00%）",
        // Of more lines than are shown, where the others are.
        "少满足 7 份紧急需求",
        "全部 70 条",
        &format!("/plans/{ID}/lines"),
        // Of what the community asks for, what a street says is urgent.
        "4（50%）",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let tables = page.text.matches("<table").count();
    assert!(page.text.matches("<svg").count() >= 4 && tables >= 6, "{tables}");
    // One side of the line, and not whoever plans.
    assert!(page.text.contains(&format!("/plans/{ID}/needs/{ID}/offers/{ID}/accept")));
    assert!(!page.text.contains(&format!("/plans/{ID}/publish")));
}

#[tokio::test]
async fn a_plan_s_lines_are_a_list_of_their_own() {
    let app = app(OTHER, "proposed").await;
    let own = format!("/plans/{ID}/lines?organisation={OWNER}");
    let page = app.get(&own).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("老年人义诊") && page.text.contains("70"), "{}", page.text);
    let seen = app.seen();
    let body = &seen.iter().rfind(|one| one.subject == "qry.matching.plan_lines").unwrap().body;
    assert_eq!((&body["plan"], &body["organisation"]), (&json!(ID), &json!(OWNER)));
}

#[tokio::test]
async fn each_line_of_a_plan_is_explained() {
    let app = app(OTHER, "proposed").await;
    let path = format!("/plans/{ID}/needs/{ID}/offers/{ID}");
    let plan = app.get(&format!("/plans/{ID}")).await.text;
    assert!(plan.contains(&format!("\"{path}\"")) && plan.contains("为什么"), "{plan}");
    let page = app.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in [
        "按今日清单重算，这一行为 2 场次",
        "没有这一行：有更合适的去处",
        "少满足 1 份需求",
        "74 分",
        "同一街道",
        "都在区划 371002001000 之内",
        "居民义诊",
        "义诊车",
        "少满足 2 份需求",
        "换不了",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let seen = app.seen();
    let body = &seen.iter().rfind(|one| one.subject == "qry.matching.plan_line").unwrap().body;
    assert_eq!(*body, json!({"plan": ID, "need": ID, "offer": ID}));
}

#[tokio::test]
async fn what_nothing_was_published_of_says_how_it_comes_to_be() {
    let app = app(OTHER, "proposed").await;
    let prices = app.get("/prices").await.text;
    assert!(prices.contains("还没有发布过匹配方案"), "{prices}");
    let narrowed = app.get("/prices?category=service").await.text;
    assert!(narrowed.contains("清除筛选") && !narrowed.contains("还没有发布过匹配方案"));
}

#[tokio::test]
async fn whoever_plans_proposes_publishes_and_takes_back() {
    let draft = app(OWNER, "computed").await.get(&format!("/plans/{ID}")).await.text;
    assert!(draft.contains(&format!("/plans/{ID}/propose")), "{draft}");
    let open = app(OWNER, "proposed").await.get(&format!("/plans/{ID}")).await.text;
    assert!(open.contains(&format!("/plans/{ID}/publish")) && open.contains("撤回"));
    let over = app(OWNER, "published").await.get(&format!("/plans/{ID}")).await.text;
    assert!(!over.contains(&format!("/plans/{ID}/publish")) && !over.contains("/accept"));
}

#[tokio::test]
async fn what_a_change_costs_is_shown_before_it_is_made() {
    let app = app(OTHER, "proposed").await;
    let path = format!("/plans/{ID}/needs/{ID}/offers/{ID}/decline");
    let form = app.get(&path).await.text;
    assert!(form.contains("4 行随之变动；满足的需求最多：3 变为 2"), "{form}");
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let sent = app.send(Method::POST, &path, &headers, "reason=%E5%81%9C%E8%AF%8A").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(sent.header("location").starts_with(&format!("/plans/{ID}?done=plan.decline")));
    let seen = app.seen();
    let body = &seen.iter().rfind(|one| one.subject == "cmd.matching.plan.decline").unwrap().body;
    assert_eq!(*body, json!({"plan": ID, "need": ID, "offer": ID, "reason": "停诊"}));
    let path = path.replace("decline", "accept");
    let sent = app.send(Method::POST, &path, &headers, "quantity=2").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let seen = app.seen();
    let body = &seen.iter().rfind(|one| one.subject == "cmd.matching.plan.accept").unwrap().body;
    assert_eq!((&body["quantity"], &body["slot"]), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn plans_and_what_is_missing_are_lists_like_the_others() {
    let app = app(OTHER, "proposed").await;
    let plans = app.get("/plans?status=proposed").await;
    assert!(plans.text.contains("0 / 1 行") && plans.text.contains("征求意见"), "{}", plans.text);
    let missing = app.get("/missing?category=service").await;
    for said in ["5 场次", "3 项需求", "2 场次", "鲸园街道", "2026-03", "“老年人理发”"]
    {
        assert!(missing.text.contains(said), "{said}: {}", missing.text);
    }
    let seen = app.seen();
    let asked = &seen.iter().rfind(|one| one.subject == "qry.matching.missing").unwrap().body;
    assert_eq!(asked["category"], "service");
    assert!(app.get("/plans/new").await.text.contains("只安排这一类"));
}
