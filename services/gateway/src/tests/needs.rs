//! Needs on pages: what forms say to the service.

use axum::http::{Method, StatusCode};
use contracts::Role;
use serde_json::{Value, json};
use values::Hash;

use super::app::{ID, Seen, TestApp, need, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const COMMUNITY: &str = "00000000-0000-0000-0000-00000000000b";
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

async fn app() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.need" => done(need(json!({
            "id": ID, "owner": OWN, "status": "verified", "subcategory": "lecture",
        }))),
        "qry.registry.taxonomy" => done(json!([{
            "category": "talent", "subcategories": [{"code": "lecture", "name": "讲座"}],
        }])),
        "qry.registry.organisations" => done(json!({
            "items": [{
                "id": COMMUNITY, "name": "望海社区党委", "aliases": [], "level": "community",
                "nature": null, "credit_code": null, "credit_code_doubtful": false,
                "area": "990101001001", "address": null,
            }],
            "total": 1,
        })),
        "qry.registry.members" => {
            done(json!({"items": [{"person": PERSON, "name": "李娜"}], "total": 1}))
        }
        "qry.registry.names" => done(json!({})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("need")).unwrap()),
    })
    .await
}

/// What reached the service of this form, command by command.
async fn sent(app: &TestApp, role: Role, path: &str, form: &str) -> Vec<(String, Value)> {
    let answer = app.sends_as(role, path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let seen = app.seen().into_iter().filter(|seen| seen.subject.starts_with("cmd."));
    seen.map(|seen| (seen.subject, seen.body)).collect()
}

const NEW: &str = "_key=k&title=a&kind=common&category=service&amount.quantity=2\
                   &amount.unit=session&terms.partners_max=1";

#[tokio::test]
async fn what_was_heard_from_somebody_waits_to_be_verified_and_the_own_is_posted_at_once() {
    for (role, said, source, owner, commands) in [
        (Role::CommunityClerk, "&source=community".to_owned(), "community", OWN, 3),
        (Role::CommunityClerk, "&source=meeting".to_owned(), "meeting", OWN, 1),
        (Role::Liaison, String::new(), "unit", OWN, 3),
        (Role::GridWorker, format!("&owner={COMMUNITY}"), "grid_worker", COMMUNITY, 1),
        (Role::Member, format!("&owner={COMMUNITY}"), "resident", COMMUNITY, 1),
    ] {
        let app = app().await;
        let sent = sent(&app, role, "/needs/new", &format!("{NEW}{said}")).await;
        assert_eq!(sent.len(), commands, "{role:?} {source}");
        let (_, raised) = &sent[0];
        assert_eq!((&raised["source"], &raised["owner"]), (&json!(source), &json!(owner)));
    }
}

#[tokio::test]
async fn a_need_is_posted_with_its_days_its_skills_and_who_answers_for_it() {
    let app = app().await;
    let form = format!(
        "_key=k&terms.partners_max=2&terms.window.from=2026-07-01&terms.window.until=2026-07-31\
         &terms.responsible={PERSON}&terms.skills.1=b"
    );
    let sent = sent(&app, Role::CommunityClerk, &format!("/needs/{ID}/post"), &form).await;
    let expected = json!({"need": ID, "terms": {
        "divisible": false, "partners_max": 2, "responsible": PERSON, "skills": ["b"],
        "window": {"from": "2026-07-01", "until": "2026-07-31"},
    }});
    assert_eq!(sent[0].1, expected);
}

#[tokio::test]
async fn classifying_begins_with_the_subcategory_there_is() {
    let app = app().await;
    let page = app.get(&format!("/needs/{ID}/classify")).await;
    let chosen = "<option value=\"lecture\" selected>";
    assert!(page.text.contains(chosen), "{}", page.text);
}

const FIRST: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const SECOND: &str = "2222222222222222222222222222222222222222222222222222222222222222";

/// What came of one need of the visitor's own organisation: two pictures, a face on the second.
async fn with_pictures(status: &str, outcome: Value, first: &str) -> TestApp {
    let need = need(json!({
        "id": ID, "owner": OWN, "status": status, "outcome": outcome, "delivered": 4,
        "pictures": [{"file": first}, {"file": SECOND, "shows_faces": true}],
    }));
    let done = |value: &Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.need" => done(&need),
        "qry.needs.needs" => done(&json!({"items": [need], "total": 1})),
        "qry.needs.handling" => done(&Value::Null),
        "qry.registry.names" => done(&json!({})),
        "qry.registry.list-titles" => {
            done(&json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(&json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("need")).unwrap()),
    })
    .await
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 2).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn what_came_of_a_need_is_shown_in_pictures_and_its_owner_adds_one_or_takes_one_down() {
    let app = with_pictures("delivered", Value::Null, FIRST).await;
    let page = app.get_as(Role::CommunityClerk, &format!("/needs/{ID}")).await;
    for file in [FIRST, SECOND] {
        assert!(page.text.contains(&format!("<img src=\"/api/v1/files/{file}\"")), "{}", page.text);
    }
    assert!(page.text.contains(&format!("href=\"/needs/{ID}/pictures\"")), "{}", page.text);
    let mut body = Vec::new();
    for (head, content) in [
        ("name=\"pictures.2.file\"; filename=\"a.png\"", png()),
        ("name=\"pictures.2.shows_faces\"", b"on".to_vec()),
    ] {
        body.extend(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    let path = format!("/needs/{ID}/pictures");
    let answer = app.send(Method::POST, &path, &headers, body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let sent = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(sent.subject, "cmd.needs.need.show_result");
    let pictures = sent.body["pictures"].as_array().unwrap();
    assert_eq!((pictures.len(), &pictures[0]["file"]), (3, &json!(FIRST)));
    assert_eq!(pictures[2]["shows_faces"], true);

    let which = format!("_key=k&which={FIRST}");
    let down = app.sent(&format!("/needs/{ID}/take-picture-down"), &which).await;
    assert_eq!(down["pictures"], json!([{"file": SECOND, "shows_faces": true}]));
}

#[tokio::test]
async fn the_public_page_shows_what_was_solved_and_nobodys_face() {
    let (first, solved) = (Hash::of(&png()).to_string(), json!({"result": "solved"}));
    let app = with_pictures("closed", solved, &first).await;
    app.files.keep(&png()).unwrap();
    let get = async |app: &TestApp, path: &str| app.anonymously(Method::GET, path, &[], "").await;
    let page = get(&app, "/public").await;
    let picture = |number: u8| format!("/public/needs/{ID}/pictures/{number}");
    assert!(page.text.contains(&format!("<img src=\"{}\"", picture(1))), "{}", page.text);
    assert!(!page.text.contains(&picture(2)), "{}", page.text);
    let asked = app.seen().into_iter().find(|seen| seen.subject == "qry.needs.needs").unwrap();
    assert_eq!((&asked.body["status"], &asked.body["solved"]), (&json!("closed"), &json!(true)));

    let shown = get(&app, &picture(1)).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/png"));
    assert_eq!(get(&app, &picture(2)).await.status, 404, "a face");
    assert_eq!(get(&app, &picture(3)).await.status, 404, "there is none");
    let unsolved = json!({"result": "unsolved", "reason": "没有电源"});
    let app = with_pictures("closed", unsolved, &first).await;
    app.files.keep(&png()).unwrap();
    assert_eq!(get(&app, &picture(1)).await.status, 404, "it is no result");
}
