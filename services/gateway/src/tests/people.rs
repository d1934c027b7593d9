//! People in the portal: the roster of an organisation, and one person, as far as each may know.

use axum::http::{Method, StatusCode};
use contracts::{Reply, Role};
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";
const HOME: &str = "00000000-0000-0000-0000-00000000000b";

/// What is said of the one person there is, to somebody who is told so much.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Names,
    Places,
    IdAlone,
}

fn somebody(told: Told, left: bool) -> Value {
    let (names, places) = (told == Told::Names, told != Told::IdAlone);
    let said = |is: bool, what: Value| if is { what } else { Value::Null };
    let stays = json!([{"kind": "work", "organisation": OWNER, "from": null},
                       {"kind": "home", "organisation": HOME, "from": "2026-02-01"}]);
    json!({
        "id": ID, "name": said(names, json!("李娜")), "phone": said(names, json!("139-0000-0000")),
        "work_unit": said(places, json!(OWNER)), "home_community": said(places, json!(HOME)),
        "skills": if places { json!(["急救"]) } else { json!([]) },
        "membership": said(names, json!("working")),
        "stays": if names { stays } else { json!([]) }, "left": left,
    })
}

/// A town with one person; commands are answered with `reply`.
async fn town(told: Told, left: bool, reply: Reply<contracts::Receipt>) -> TestApp {
    let reply = serde_json::to_value(reply).unwrap();
    TestApp::new(move |seen: &Seen| {
        let done = |value: Value| Some(json!({ "done": value }));
        match seen.subject.as_str() {
            "qry.registry.person" => done(somebody(told, left)),
            "qry.registry.held" => done(json!({
                "registered": match told {
                    Told::Names => somebody(told, left),
                    Told::Places | Told::IdAlone => Value::Null,
                },
                "excuse": {"reason": "away", "until": "2026-12-31"},
                "check_ins": [{
                    "id": ID, "who": {"person": ID}, "community": HOME, "primary": false,
                    "status": "active", "requested_at": "2026-03-02T01:00:00Z",
                    "services": ["health"], "can_offer": "周末义诊",
                }],
                "offices": [{"organisation": OWNER, "office": "liaison"}], "seats": [],
                "account": {
                    "id": ID, "person": ID, "login": "li.na", "name": "李娜",
                    "grants": [{"organisation": OWNER, "role": "liaison"}], "disabled": null,
                    "locked_until": null, "invited_until": null, "active": true, "totp": true,
                    "signed_in_at": null,
                },
                "tokens": [], "saved_views": [],
            })),
            "qry.reporting.figures" => done(json!({
                "from": "2026-01-01", "until": "2026-03-02", "before": [], "at": 7,
                "figures": [{"counted": "volunteered", "count": 2, "amount": 90}],
            })),
            "qry.registry.roster" => {
                let mut line = somebody(told, left);
                line["person"] = line["id"].clone();
                done(json!({"items": [line], "total": 1}))
            }
            "qry.registry.check-ins" => done(json!({"items": [{
                "id": ID, "who": {"person": ID}, "community": HOME, "primary": false,
                "status": "active", "requested_at": "2026-03-02T01:00:00Z",
            }], "total": 1})),
            "qry.registry.organisation" => done(json!({
                "id": seen.body["organisation"], "name": "市实验中学", "aliases": [],
                "level": "unit", "nature": "school", "credit_code": null,
                "credit_code_doubtful": false, "area": "990101001001", "address": null,
                "status": "in_operation",
            })),
            "qry.registry.names" => done(json!({OWNER: "市实验中学", HOME: "和平社区"})),
            "qry.registry.list-titles" => {
                done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
            }
            "qry.registry.organisation-edges" | "qry.evaluation.scorecard" => done(Value::Null),
            subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
            _ => Some(reply.clone()),
        }
    })
    .await
}

async fn sees(told: Told) -> TestApp {
    town(told, false, receipt("person")).await
}

#[tokio::test]
async fn a_roster_is_searched_paged_and_exported_and_each_reading_is_written_down() {
    let app = sees(Told::Names).await;
    let path = format!("/organisations/{OWNER}/people");
    let page = app.get(&format!("{path}?kind=work&name=%E6%9D%8E&skill=%E6%80%A5&limit=50")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let person = format!("<a class=\"to\" href=\"/people/{ID}\">李娜</a>");
    for shown in ["市实验中学：名册", &person, "和平社区", "急救"] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    assert!(!page.text.contains("139-0000-0000"), "a list shows no telephone");
    let seen = app.seen();
    let asked = &seen.iter().rfind(|seen| seen.subject == "qry.registry.roster").unwrap().body;
    assert_eq!(
        *asked,
        json!({"organisation": OWNER, "kind": "work", "name": "李", "skill": "急", "left": false,
               "page": {"offset": 0, "limit": 50}})
    );
    let own = app.get("/roster").await;
    assert_eq!(own.header("location"), path);

    let table = page.text.split("href=\"").find(|href| href.contains("/people.csv?")).unwrap();
    let table = table.split('"').next().unwrap().replace("&#38;", "&");
    let table = app.anonymously(Method::GET, &table, &[], "").await;
    assert!(table.text.contains("李娜,市实验中学,和平社区,急救"), "{}", table.text);
    let read = super::audit::lines(&app).await;
    let read = read.iter().filter(|line| line["data"]["purpose"] == "查看名册").count();
    assert_eq!(read, 2, "the page, and the table");
}

#[tokio::test]
async fn whoever_sees_no_names_searches_by_none() {
    let app = sees(Told::Places).await;
    let path = format!("/organisations/{HOME}/people");
    let page = app.get_as(Role::StreetOfficer, &path).await;
    assert!(page.text.contains("个人（不公开姓名）"), "{}", page.text);
    assert!(!page.text.contains("姓名含"), "{}", page.text);
}

#[tokio::test]
async fn a_roster_is_found_from_the_page_of_its_organisation_by_whom_it_concerns() {
    let app = sees(Told::Names).await;
    let roster = format!("\"/organisations/{OWNER}/people\"");
    for (role, leads) in [(Role::Liaison, true), (Role::Auditor, true), (Role::Member, false)] {
        let page = app.get_as(role, &format!("/organisations/{OWNER}")).await;
        assert_eq!(page.text.contains(&roster), leads, "{role:?} {}", page.text);
    }
}

#[tokio::test]
async fn a_persons_page_shows_what_its_visitor_is_told() {
    let path = format!("/people/{ID}");
    let page = sees(Told::Names).await.get(&path).await;
    for shown in ["李娜", "139-0000-0000", "在职党员", "2026-02-01", "登记时", "急救", "已报到"]
    {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let page = sees(Told::Places).await.get(&path).await;
    assert!(page.text.contains("和平社区") && page.text.contains("已报到"), "{}", page.text);
    assert!(page.text.contains("姓名和电话只有本人"), "{}", page.text);
    let page = sees(Told::IdAlone).await.get(&path).await;
    assert!(page.text.contains("个人（不公开姓名）"), "{}", page.text);
    assert!(!page.text.contains("已报到") && !page.text.contains("在册"), "{}", page.text);
}

/// What the form sent.
fn sent(app: &TestApp) -> Option<Value> {
    let seen = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd."));
    seen.map(|seen| seen.body)
}

fn leads_to(page: &super::app::Answer, person: &str, deed: &str) -> bool {
    page.text.contains(&format!("\"/people/{person}/{deed}\""))
}

#[tokio::test]
async fn somebody_is_registered_from_the_roster_by_where_they_work() {
    let app = sees(Told::Names).await;
    let path = format!("/organisations/{OWNER}/people");
    let new = format!("{path}/new");
    assert!(app.get(&path).await.text.contains(&format!("href=\"{new}\"")));
    let of_another = app.get(&format!("/organisations/{HOME}/people")).await;
    assert!(!of_another.text.contains("/people/new"), "{}", of_another.text);
    let form = "_key=k&name=%E6%9D%8E%E5%A8%9C&phone=139&skills.1=%E6%80%A5%E6%95%91&work_unit=x";
    let form = format!("{form}&home_community={HOME}");
    let answer = app.sends(&new, &form, "same-origin").await;
    let to = format!("/people/{ID}?done=person.register&seen=registry.7");
    assert_eq!(answer.header("location"), to, "{}", answer.text);
    let body = json!({"name": "李娜", "phone": "139", "work_unit": OWNER, "home_community": HOME,
                      "skills": ["急救"]});
    assert_eq!(sent(&app).unwrap(), body, "the unit is the one in the path");
}

#[tokio::test]
async fn what_may_be_done_about_somebody_depends_on_who_looks_and_how_they_stand() {
    let moves = ["correct", "change-work", "change-home"];
    let roster = ["set-skills", "set-membership", "leave"];
    let own = contracts::testing::liaison_of(contracts::testing::OWNER).person().unwrap();
    let own = own.to_string();
    for (told, left, person, may_move, may_tell, may_erase) in [
        (Told::Names, false, ID, true, true, false),
        (Told::Names, false, own.as_str(), true, true, true),
        (Told::Names, true, ID, true, false, false),
        (Told::IdAlone, false, ID, false, false, false),
    ] {
        let app = town(told, left, receipt("person")).await;
        let page = app.get(&format!("/people/{person}")).await;
        let leads = |deed: &str| leads_to(&page, person, deed);
        assert!(moves.iter().all(|deed| leads(deed) == may_move), "{}", page.text);
        assert!(roster.iter().all(|deed| leads(deed) == may_tell), "{}", page.text);
        assert_eq!(leads("erase"), may_erase, "{}", page.text);
    }
    let page = sees(Told::Names).await.get_as(Role::Auditor, &format!("/people/{own}")).await;
    assert!(!leads_to(&page, &own, "leave"), "who reads everything changes nothing");
}

#[tokio::test]
async fn a_move_shows_where_somebody_is_and_says_what_is_wrong_beside_its_day() {
    let rejected = Reply::Rejected(contracts::registry::person::Rejection::FromOutOfOrder.into());
    let app = town(Told::Names, false, rejected).await;
    let path = format!("/people/{ID}/change-home");
    let form = app.get(&path).await;
    assert!(form.text.contains("李娜") && form.text.contains("和平社区"), "{}", form.text);
    assert!(form.text.contains(&format!("value=\"{HOME}\" selected")), "{}", form.text);
    let answer = app.sends(&path, "_key=k&from=2036-01-01", "same-origin").await;
    assert!(answer.text.contains("aria-describedby=\"from-error\""), "{}", answer.text);
    let nowhere = json!({"person": ID, "home_community": null, "from": "2036-01-01"});
    assert_eq!(sent(&app).unwrap(), nowhere);
}

#[tokio::test]
async fn whoever_leaves_all_skills_empty_has_none() {
    let app = sees(Told::Names).await;
    let path = format!("/people/{ID}/set-skills");
    assert!(app.get(&path).await.text.contains("value=\"急救\""));
    assert_eq!(app.sent(&path, "_key=k").await, json!({"person": ID, "skills": []}));
    let some = app.sent(&path, "_key=l&skills.0=%E6%80%A5%E6%95%91").await;
    assert_eq!(some, json!({"person": ID, "skills": ["急救"]}));
}

#[tokio::test]
async fn somebody_leaves_for_a_reason_that_is_chosen() {
    let app = sees(Told::Names).await;
    let path = format!("/people/{ID}/leave");
    let none = app.sends(&path, "_key=k", "same-origin").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = app.sent(&path, "_key=k&reason=moved_away").await;
    assert_eq!(body, json!({"person": ID, "reason": "moved_away"}));
}

#[tokio::test]
async fn nobody_is_erased_before_they_were_told_what_it_does_and_agreed() {
    let app = sees(Told::Names).await;
    let path = format!("/people/{ID}/erase");
    let form = app.get(&path).await;
    for told in
        ["永远不能恢复", "立即停用", "仍然保留", "name=\"understood\" value=\"on\" required"]
    {
        assert!(form.text.contains(told), "{told}: {}", form.text);
    }
    let refused = app.sends(&path, "_key=k", "same-origin").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("请先勾选，再提交"), "{}", refused.text);
    assert_eq!(sent(&app), None);
    let answer = app.sends(&path, "_key=k&understood=on", "same-origin").await;
    assert_eq!(answer.header("location"), "/public?done=person.erase&seen=registry.7");
    assert_eq!(sent(&app).unwrap(), json!({"person": ID}));
}

#[tokio::test]
async fn what_is_wrong_is_corrected_and_one_corrects_ones_own_telephone_alone() {
    let app = sees(Told::Names).await;
    let path = format!("/people/{ID}/correct");
    let form = app.get(&path).await;
    assert!(form.text.contains("正确的姓名") && form.text.contains("139-0000-0000"));
    let body = app.sent(&path, "_key=k&name=%E6%9D%8E%E5%A8%9C").await;
    assert_eq!(body, json!({"person": ID, "name": "李娜", "phone": null}), "what is empty stays");
    let form = app.get_as(Role::Member, &path).await;
    assert!(!form.text.contains("正确的姓名"), "{}", form.text);

    let rejected = contracts::registry::person::Rejection::NothingCorrected;
    let app = town(Told::Names, false, Reply::Rejected(rejected.into())).await;
    let answer = app.sends(&path, "_key=k", "same-origin").await;
    assert!(answer.text.contains("aria-describedby=\"phone-error\""), "{}", answer.text);
}

#[tokio::test]
async fn people_see_all_that_is_kept_of_them_and_take_it_along() {
    let app = sees(Told::Names).await;
    let own = contracts::testing::liaison_of(contracts::testing::OWNER).person().unwrap();
    let page = app.get("/my-data").await;
    for shown in
        ["李娜", "139-0000-0000", "li.na", "周末义诊", "长期外派、外出", "联络员", "登记时"]
    {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    for deed in ["correct", "change-home", "leave", "erase"] {
        assert!(leads_to(&page, &own.to_string(), deed), "{deed}: {}", page.text);
    }
    let seen = app.seen();
    let asked = seen.iter().rfind(|seen| seen.subject == "qry.registry.held").unwrap();
    assert_eq!(asked.body, json!({"person": own}), "nobody asks about anybody else");

    let file = app.get("/my-data.json").await;
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.json["held"]["registered"]["phone"], "139-0000-0000");
    assert_eq!(file.json["organisations"][HOME], "和平社区");
    let read = super::audit::lines(&app).await;
    let purposes: Vec<_> =
        read.iter().filter_map(|line| line["data"]["purpose"].as_str()).collect();
    assert!(purposes.contains(&"查看本人资料") && purposes.contains(&"导出本人资料"), "{read:?}");
}

#[tokio::test]
async fn whoever_is_on_no_roster_sees_the_account_and_has_nothing_to_erase() {
    let app = sees(Told::IdAlone).await;
    let page = app.get("/my-data").await;
    assert!(page.text.contains("不在任何组织的名册上"), "{}", page.text);
    assert!(page.text.contains("li.na") && !page.text.contains("/erase\""), "{}", page.text);
}

#[tokio::test]
async fn a_members_home_says_what_they_did_this_year_and_a_units_what_it_offers() {
    let app = sees(Told::Names).await;
    let home = app.get_as(Role::Member, "/").await;
    for shown in ["1.5小时", "counted=volunteered", "\"/mine\"", "\"/my-data\""] {
        assert!(home.text.contains(shown), "{shown}: {}", home.text);
    }
    let home = app.get_as(Role::Liaison, "/").await;
    assert!(home.text.contains("本单位在列的资源"), "{}", home.text);
    let asked = app.seen().into_iter().filter(|seen| seen.subject == "qry.resources.offers");
    assert!(asked.into_iter().any(|seen| seen.body["status"] == "listed"));
}
