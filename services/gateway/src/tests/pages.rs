//! Pages and forms: who sees them, what a form sends, and what is said against it.

use axum::http::{Method, StatusCode};
use contracts::{Failure, Reply, needs, projects};
use serde_json::{Value, json};

use super::app::{self, FORM, ID, Seen, TestApp, receipt};
use crate::pages::{Who, table};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";

fn page_of(items: &Value) -> Value {
    json!({"items": items, "total": items.as_array().map_or(0, Vec::len)})
}

/// One of another organisation.
fn need() -> Value {
    app::need(json!({
        "id": ID, "owner": "00000000-0000-0000-0000-00000000000b", "title": "<b>四点半课堂</b>",
        "category": "talent", "amount": {"quantity": 10, "unit": "session"}, "held": 3,
        "divisible": true, "partners_max": 3, "status": "partly_held",
    }))
}

/// One offer of the visitor's own organisation that fits the need.
fn suggestion() -> Value {
    json!({
        "need": {"id": ID, "title": "四点半课堂", "owner": ID, "owner_name": "望海社区党委",
                 "kind": "common", "urgency": "ordinary", "category": "talent",
                 "subcategory": null, "unit": "session", "open": 7, "whole": false},
        "offer": {"id": ID, "title": "英语教师", "owner": OWNER, "owner_name": "市实验中学",
                  "category": "talent", "subcategory": null, "unit": "session", "left": 5,
                  "until": null},
        "quantity": 5, "planned": 3, "score": 874,
        "parts": [{"part": "nearness", "score": 800, "weight": 200}],
        "competitors": [],
    })
}

/// What a small town answers; commands are answered with `receipt`.
fn town(seen: &Seen, receipt: &Value) -> Option<Value> {
    let done = |value: Value| Some(json!({ "done": value }));
    match seen.subject.as_str() {
        "qry.registry.names" => {
            done(json!({"00000000-0000-0000-0000-00000000000b": "望海社区党委"}))
        }
        "qry.registry.list-titles" => {
            done(json!({"offers": "供给", "needs": "需求", "projects": "共建"}))
        }
        "qry.needs.needs" => done(page_of(&json!([need()]))),
        "qry.needs.need" => done(need()),
        "qry.registry.organisation" => done(json!({
            "id": ID, "name": "望海社区党委", "aliases": [], "level": "community", "nature": null,
            "credit_code": null, "credit_code_doubtful": false, "area": "990101001001",
            "address": null,
        })),
        "qry.needs.handling" => done(Value::Null),
        "qry.matching.search" => done(json!({
            "items": [{"what": "need", "id": ID, "title": "四点半课堂", "owner": null,
                       "owner_name": "望海社区党委", "category": "talent", "listed": true,
                       "score": 900}],
            "total": 1,
            "facets": {"what": [["need", 1], ["offer", 3]], "category": [], "listed": 4},
        })),
        "qry.matching.for_need" => done(json!({
            "items": [suggestion()], "total": 1, "unserved": 0,
        })),
        "qry.registry.check-in" => done(json!({
            "id": ID, "who": {"person": ID}, "community": OWNER, "primary": false,
            "status": "requested", "requested_at": "2026-03-02T01:00:00Z",
        })),
        "qry.registry.check-in-form" => done(json!({
            "id": ID, "status": "requested", "community": "望海社区", "primary": false,
            "half_yearly": false, "unit": null, "can_offer": null, "reason": null,
            "receipt": null, "requested_at": "2026-03-02T01:00:00Z",
            "member": {"name": "李娜", "phone": "13800000000", "work_unit": null,
                       "home_community": null, "skills": [], "services": []},
        })),
        "qry.projects.project" => done(json!({
            "id": ID, "code": "990101001001-2026-0001", "title": "义诊", "claim": ID,
            "more_claims": [], "agreement": null, "need": null, "offer": null,
            "giving": {"organisation": OWNER}, "asking": OWNER,
            "amount": {"quantity": 1, "unit": "session"}, "delivered": 0, "records": 0,
            "unconfirmed": 0, "milestones": [], "attachments": [], "received": 0, "spent": 0,
            "status": "running", "reason": null, "answer_until": null,
            "opened_at": "2026-03-02T01:00:00Z", "opened_on": "2026-03-02",
        })),
        subject if subject.starts_with("qry.") => done(page_of(&json!([]))),
        _ => Some(receipt.clone()),
    }
}

async fn app(receipt: Reply<contracts::Receipt>) -> TestApp {
    let receipt = serde_json::to_value(receipt).unwrap();
    TestApp::new(move |seen| town(seen, &receipt)).await
}

/// The address of the page about the one thing that there is.
fn on_this_one(path: &str) -> String {
    let part = |part: &str| match part {
        "{service}" => "needs".to_owned(),
        part if part.starts_with('{') => ID.to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_it_and_back() {
    let app = app(receipt("need")).await;
    for page in table().iter().filter(|page| page.who != Who::Everybody) {
        let path = on_this_one(page.path);
        let method = if page.posts { Method::POST } else { Method::GET };
        let answer = app.anonymously(method, &path, &[FORM], "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in?next=%2F"), "{path}");
    }
    assert!(app.seen().is_empty(), "nobody was asked anything");
}

#[tokio::test]
async fn no_page_holds_scripts_or_styles_of_its_own() {
    let app = app(receipt("need")).await;
    for path in ["/", "/needs", &format!("/needs/{ID}"), &format!("/needs/{ID}/claim"), "/sign-in"]
    {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.text.contains("<style") && !page.text.contains(" style="), "{path}");
        assert!(!page.text.contains("<script>") && !page.text.contains(" onclick"), "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn what_people_wrote_is_never_markup() {
    let page = app(receipt("need")).await.get("/needs").await;
    assert!(page.text.contains("&#60;b&#62;四点半课堂"), "{}", page.text);
    assert!(page.text.contains("望海社区党委") && page.text.contains("共 1 条"));
}

#[tokio::test]
async fn the_three_lists_are_called_as_the_city_calls_them() {
    let app = app(receipt("need")).await;
    for (path, called) in [("/offers", "供给"), ("/needs", "需求"), ("/projects", "共建")] {
        let page = app.get(path).await.text;
        assert!(page.contains(&format!("<h1>{called}清单</h1>")), "{page}");
        for way in ["供给清单", "需求清单", "共建清单"] {
            assert!(page.contains(&format!("<span class=\"wide\">{way}</span>")), "{way} {page}");
        }
    }
}

#[tokio::test]
async fn filters_of_the_address_reach_the_service() {
    let app = app(receipt("need")).await;
    let page = app.get("/needs?status=posted&text=%E8%AF%BE&offset=20").await;
    assert_eq!(page.status, StatusCode::OK);
    let seen = app.seen();
    let asked = &seen.iter().find(|seen| seen.subject == "qry.needs.needs").unwrap().body;
    assert_eq!((&asked["status"], &asked["text"]), (&json!("posted"), &json!("课")));
    assert_eq!(asked["page"], json!({"offset": 20, "limit": 20}));
    assert!(page.text.contains("value=\"posted\" selected"));
    assert!(app.get("/needs?status=lost").await.status.is_client_error());
}

#[tokio::test]
async fn the_order_of_a_list_stays_in_its_address_and_narrows_nothing() {
    let app = app(receipt("need")).await;
    let page = app.get("/needs?order=due&limit=50").await;
    let seen = app.seen();
    let asked = &seen.iter().find(|seen| seen.subject == "qry.needs.needs").unwrap().body;
    assert_eq!(asked["order"], "due");
    assert!(page.text.contains("value=\"due\" selected>期限近的在前"), "{}", page.text);
    assert!(!page.text.contains("清除"), "{}", page.text);
    let table = page.text.split("href=\"").find(|href| href.starts_with("/needs.csv?")).unwrap();
    assert!(table.starts_with("/needs.csv?order=due&#38;"), "{table}");
    assert!(app.get("/needs?order=prettiest").await.status.is_client_error());
}

#[tokio::test]
async fn a_page_is_as_long_as_the_visitor_wants_within_bounds() {
    let many = |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.needs" => Some(json!({"done": {"items": [need()], "total": 300}})),
        _ => town(seen, &Value::Null),
    };
    let app = TestApp::new(many).await;
    let page = app.get("/needs?status=posted&limit=50&offset=100").await;
    let seen = app.seen();
    let asked = &seen.iter().find(|seen| seen.subject == "qry.needs.needs").unwrap().body;
    assert_eq!(asked["page"], json!({"offset": 100, "limit": 50}));
    for kept in [
        "<a href=\"/needs?status=posted&#38;limit=50\" aria-current=\"true\">50</a>",
        "<a href=\"/needs?status=posted&#38;limit=100\">100</a>",
        "rel=\"prev\" href=\"/needs?status=posted&#38;limit=50&#38;offset=50\"",
        "<input type=\"hidden\" name=\"limit\" value=\"50\">",
    ] {
        assert!(page.text.contains(kept), "{kept}: {}", page.text);
    }
    for unfit in ["0", "201", "all"] {
        let page = app.get(&format!("/needs?limit={unfit}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{unfit}");
        assert!(page.text.contains("每页可以有 1 至 200 条"), "{}", page.text);
    }
}

#[tokio::test]
async fn a_form_becomes_its_command_and_leads_to_what_it_made() {
    let app = app(receipt("claim")).await;
    let path = format!("/needs/{ID}/claim");
    let form = "_key=k1&amount.quantity=2&message=%E5%91%A8%E4%B8%80&claimer=somebody";
    let answer = app.sends(&path, form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        format!("/claims/{ID}?done=claim.propose&seen=projects.7")
    );
    let again = app.sends(&path, form, "same-origin").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let seen = app.seen();
    let sent: Vec<_> = seen.iter().filter(|seen| seen.subject.starts_with("cmd.")).collect();
    assert_eq!(sent[0].command(), sent[1].command(), "the same form is the same command");
    let body = &sent[0].body;
    assert_eq!(body["amount"], json!({"quantity": 2, "unit": "session"}));
    assert_eq!((&body["need"], &body["side"]), (&json!(ID), &json!("giving")));
    // Who claims follows from who is signed in, whatever the form says.
    assert_eq!(body["claimer"], json!({"organisation": "00000000-0000-0000-0000-00000000000a"}));
}

#[tokio::test]
async fn a_line_break_arrives_as_one_character_however_the_browser_sends_it() {
    let app = app(receipt("claim")).await;
    let path = format!("/needs/{ID}/claim");
    let form = "_key=k1&amount.quantity=2&message=%E5%91%A8%E4%B8%80%0D%0A%E5%91%A8%E4%BA%8C";
    let answer = app.sends(&path, form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let parts = [part("amount.quantity", "2"), part("message", "周一\r\n周二"), "--b--\r\n".into()];
    let headers = [kind[0], ("sec-fetch-site", "same-origin")];
    let answer = app.send(Method::POST, &path, &headers, parts.concat()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let seen = app.seen();
    let sent: Vec<_> = seen.iter().filter(|seen| seen.subject.starts_with("cmd.")).collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|seen| seen.body["message"] == "周一\n周二"), "{sent:?}");
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let app = app(receipt("claim")).await;
    let answer = app.sends(&format!("/needs/{ID}/claim"), "_key=k1", "cross-site").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(app.seen().is_empty());
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_written_stays() {
    let app = app(receipt("claim")).await;
    let path = format!("/needs/{ID}/claim");
    let form = "_key=k1&amount.quantity=0&message=%E5%91%A8%E4%B8%80";
    let answer = app.sends(&path, form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("数量须在 1 至"), "{}", answer.text);
    assert!(answer.text.contains("aria-describedby=\"amount-quantity-error\""));
    assert!(answer.text.contains("周一") && answer.text.contains("value=\"k1\""));
}

#[tokio::test]
async fn what_a_rule_says_is_shown_with_what_to_do() {
    let rejection = projects::claim::Rejection::NotAuthorised;
    let app = app(Reply::Rejected(rejection.into())).await;
    let path = format!("/needs/{ID}/claim");
    let answer = app.sends(&path, "amount.quantity=2", "same-origin").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("没有权限") && answer.text.contains("role=\"alert\""));
    let gone = needs::need::Rejection::NotRaised;
    let app = self::app(Reply::Rejected(gone.into())).await;
    let answer = app.sends(&format!("/needs/{ID}/accept"), "", "same-origin").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("需求不在待核实状态"));
}

#[tokio::test]
async fn a_page_that_is_nowhere_says_so_as_a_page() {
    let app = app(receipt("need")).await;
    let page = app.send(Method::GET, "/nowhere", &[("accept", "text/html,*/*")], "").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.text.contains("没有这个网址") && page.text.contains("回到首页"));
    app.get("/api/v1/nowhere").await.is_problem(404, "no_route");
}

#[tokio::test]
async fn a_suggestion_says_why_and_opens_its_claim() {
    let app = app(receipt("claim")).await;
    let page = app.get(&format!("/needs/{ID}")).await;
    assert!(page.text.contains("87 分") && page.text.contains("同一街道"), "{}", page.text);
    assert!(page.text.contains("全局最优方案安排 3 场次"));
    let claim = format!("/needs/{ID}/claim?offer={ID}&#38;amount.quantity=5");
    assert!(page.text.contains(&claim), "{}", page.text);
    let form = app.get(&format!("/needs/{ID}/claim?amount.quantity=5")).await;
    assert!(form.text.contains("value=\"5\""), "{}", form.text);
}

#[tokio::test]
async fn one_search_box_finds_everything_and_says_how_many_of_each_sort() {
    let app = app(receipt("claim")).await;
    assert!(app.get("/needs").await.text.contains("action=\"/search\""));
    let page = app.get("/search?text=sdbkt&what=need").await;
    let asked = &app.seen().into_iter().rfind(|one| one.subject == "qry.matching.search").unwrap();
    assert_eq!((&asked.body["text"], &asked.body["what"]), (&json!("sdbkt"), &json!("need")));
    assert!(page.text.contains("/search?text=sdbkt&#38;what=offer"), "{}", page.text);
    assert!(page.text.contains(&format!("/needs/{ID}")));
    assert_eq!(app.get("/search").await.status, StatusCode::OK, "nothing is asked for yet");
}

#[tokio::test]
async fn a_list_is_exported_by_an_address_that_works_without_a_session_for_a_while() {
    let app = app(receipt("claim")).await;
    let page = app.get("/needs?status=posted").await;
    let href = page.text.split("href=\"").find(|href| href.starts_with("/needs.csv?")).unwrap();
    let address = href.split('"').next().unwrap().replace("&#38;", "&");
    let table = app.anonymously(Method::GET, &address, &[], "").await;
    assert_eq!(table.status, StatusCode::OK, "{address}: {}", table.text);
    assert!(table.header("content-type").starts_with("text/csv"));
    assert!(table.text.contains("<b>四点半课堂</b>,共性 · 人才"), "{}", table.text);
    let seen = app.seen();
    let asked = &seen.iter().rfind(|seen| seen.subject == "qry.needs.needs").unwrap().body;
    assert_eq!(asked["status"], "posted");
    let other = address.replace("status=posted", "status=closed");
    for refused in [other.as_str(), "/needs.csv?status=posted"] {
        let answer = app.anonymously(Method::GET, refused, &[], "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{refused}");
    }
}

#[tokio::test]
async fn the_lines_of_a_figure_are_those_of_its_days_on_the_page_and_in_the_table() {
    let app = app(receipt("claim")).await;
    let path = "/figure-lines?area=990101&from=2026-03-01&until=2026-03-31&counted=need_posted";
    let page = app.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let table = app.get(&path.replace("lines?", "lines.csv?")).await;
    assert_eq!(table.status, StatusCode::OK, "{}", table.text);
    let seen = app.seen();
    let asked: Vec<_> =
        seen.iter().filter(|seen| seen.subject == "qry.reporting.figure-lines").collect();
    assert_eq!(asked.len(), 2);
    for asked in asked {
        assert_eq!(asked.body["until"], "2026-03-31");
    }
}

#[tokio::test]
async fn every_page_that_shows_what_is_personal_is_written_down() {
    let app = app(receipt("claim")).await;
    let page = app.get(&format!("/check-ins/{ID}")).await;
    assert!(page.text.contains("李娜") && page.text.contains("13800000000"), "{}", page.text);
    app.audit.break_for_tests();
    let mut personal = Vec::new();
    for page in table().into_iter().filter(|page| page.personal.is_some()) {
        let method = if page.posts { Method::POST } else { Method::GET };
        let path = on_this_one(page.path);
        let headers = [FORM, ("sec-fetch-site", "same-origin")];
        let answer = app.send(method, &path, &headers, "").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(!answer.text.contains("李娜"), "{path}");
        personal.push(page.path);
    }
    let named = [
        "/mine",
        "/check-ins/{check_in}",
        "/needs/{need}/contact",
        "/stars",
        "/people/{person}/stars",
        "/hearings",
        "/hearings/new",
        "/hearings/{hearing}",
        "/rewards/{reward}",
        "/import-jobs/{job}",
        "/import-jobs/{job}/errors",
    ];
    let missing: Vec<_> = named.iter().filter(|path| !personal.contains(path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn a_history_that_is_kept_from_whoever_is_led_to_it_says_so() {
    for reply in [Reply::Failed(Failure::NotAuthorised), Reply::Done(Vec::<u8>::new())] {
        let reply = serde_json::to_value(reply).unwrap();
        let app = TestApp::new(move |seen| match seen.subject.as_str() {
            "qry.registry.history" => Some(reply.clone()),
            _ => town(seen, &Value::Null),
        })
        .await;
        let page = app.get(&format!("/history/registry/{ID}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("没有可以看到的经过"), "{}", page.text);
    }
}

#[tokio::test]
async fn an_objection_names_what_its_path_is_about() {
    let app = app(receipt("objection")).await;
    let path = format!("/facts/{ID}/object");
    let answer = app.sends(&path, "_key=k1&reason=%E4%B8%8D%E5%AE%9E", "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert!(answer.header("location").starts_with(&format!("/objections/{ID}?")));
    let seen = app.seen();
    let sent = seen.iter().rfind(|seen| seen.subject == "cmd.evaluation.objection.raise").unwrap();
    assert_eq!(sent.body, json!({"target": {"fact": ID}, "reason": "不实"}));
}

#[tokio::test]
async fn a_file_comes_with_its_form_and_is_kept() {
    let app = app(receipt("project")).await;
    let png = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(2, 2).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let mut body = Vec::new();
    for (head, content) in [
        ("name=\"attachment.name\"", "现场照片".as_bytes()),
        ("name=\"attachment.file\"; filename=\"a.png\"", png.as_slice()),
    ] {
        body.extend(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    let answer = app.send(Method::POST, &format!("/projects/{ID}/attach"), &headers, body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let seen = app.seen();
    let sent = &seen.iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap().body;
    let file = sent["attachment"]["file"].as_str().unwrap();
    assert!(app.files.read(file.parse().unwrap()).unwrap().is_some(), "it is kept");
    assert_eq!(sent["attachment"]["name"], "现场照片");
}

#[tokio::test]
async fn the_first_page_is_small() {
    let app = app(receipt("need")).await;
    let page = app.get("/needs").await;
    let (mut bytes, mut files) = (0, 0);
    for part in page.text.split(['"']).filter(|part| part.starts_with("/assets/")) {
        let gzip = [("accept-encoding", "gzip")];
        let file = app.anonymously(Method::GET, part, &gzip, "").await;
        assert_eq!(file.status, StatusCode::OK, "{part}");
        assert!(file.header("cache-control").contains("immutable"), "{part}");
        bytes += file.bytes;
        files += 1;
    }
    assert!(files >= 4 && bytes < 90_000, "{files} files, {bytes} bytes");
}

/// Where the open page listens.
fn listens(page: &str) -> Vec<String> {
    let live = page.split("data-live=\"").nth(1).unwrap_or_default();
    let live = live.split('"').next().unwrap().replace("&#38;", "&");
    let of = live.split("of=").nth(1).unwrap_or_default();
    of.split('&').next().unwrap().split(',').map(str::to_owned).collect()
}

#[tokio::test]
async fn open_pages_listen_for_whatever_becomes_of_what_they_show() {
    let app = app(receipt("need")).await;
    for path in ["/needs", "/offers", "/projects", "/claims"] {
        let heard = listens(&app.get(path).await.text);
        assert_eq!(heard[0], OWNER, "{path}: what is new names whose it is");
    }
    assert!(listens(&app.get("/needs").await.text).contains(&ID.to_owned()));
    let need = listens(&app.get(&format!("/needs/{ID}")).await.text);
    let handling = needs::handling::id(values::NeedId(ID.parse().unwrap())).to_string();
    assert_eq!(need, [ID.to_owned(), handling]);
    let home = app.get("/").await.text;
    assert!(home.contains("data-notices=\"true\""), "what waits is what one is told: {home}");
    assert_eq!(listens(&home), [OWNER]);
    assert!(!home.contains("cards=true"));
    let officer = app.get_as(contracts::Role::DistrictOfficer, "/").await.text;
    assert!(officer.contains("cards=true"), "{officer}");
}

#[tokio::test]
async fn a_home_shows_the_year_of_a_unit_or_an_area_and_what_is_in_force() {
    let figures = json!({
        "from": "2026-01-01", "until": "2026-03-02", "before": [], "at": 7,
        "figures": [{"counted": "service", "count": 3, "amount": 90}],
    });
    let app = TestApp::new(move |seen| match seen.subject.as_str() {
        "qry.reporting.figures" => Some(json!({ "done": figures })),
        "qry.projects.agreements" if seen.body["status"] == "published" => Some(json!({
            "done": page_of(&json!([agreement()]))
        })),
        _ => town(seen, &Value::Null),
    })
    .await;
    let home = app.get("/").await.text;
    for said in ["本单位的", "履约中的协议", "阅读角共建协议", "87.50%"] {
        assert!(home.contains(said), "{said}: {home}");
    }
    assert!(home.contains(&format!("/figure-lines?organisation={OWNER}")), "{home}");
    let officer = app.get_as(contracts::Role::StreetOfficer, "/").await.text;
    assert!(officer.contains("辖区的"), "{officer}");
    assert!(officer.contains("/figure-lines?area=990101001001"), "{officer}");
    let district = app.get_as(contracts::Role::DistrictOfficer, "/").await.text;
    assert!(district.contains("cards=true"), "it is the home of an officer: {district}");
    assert!(!district.contains("/figure-lines?area="), "{district}");
}

fn agreement() -> Value {
    json!({
        "id": ID, "claim": null, "parties": [OWNER, ID],
        "terms": {"title": "阅读角共建协议", "duties": [], "from": "2026-01-01",
                  "until": "2026-12-31"},
        "in_force": 1, "draft": 1, "purpose": "first", "signed": [OWNER, ID],
        "sign_until": "2026-03-02T01:00:00Z", "status": "published", "delegations": [],
        "duties": [], "fulfilment": 8750, "quarters": [], "quarters_due": [],
        "reviews": [], "end_asked": [],
        "reason": null, "drafted_at": "2026-01-01T01:00:00Z",
    })
}
