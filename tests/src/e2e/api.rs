//! What other systems build on: lists read to their end, and changes of what was seen.

use contracts::Role;
use reqwest::header::{ETAG, HeaderMap, IF_MATCH, LINK};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::system::{Person, System, wait_until};

/// One request with a header of its own, and the headers of its answer.
async fn request(
    system: &System,
    who: &Person,
    (method, path): (Method, &str),
    tag: Option<&str>,
    body: &Value,
) -> (StatusCode, HeaderMap, Value) {
    let url = format!("{}{path}", system.address());
    let mut request = reqwest::Client::new().request(method, url).bearer_auth(&who.token);
    if let Some(tag) = tag {
        request = request.header(IF_MATCH, tag);
    }
    let answer = request.json(body).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.json().await.unwrap())
}

fn titles(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_list_is_read_to_its_end_while_others_add_to_it_and_take_away() {
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let list = async |title: &str| {
        let offer = json!({
            "owner": unit, "title": title, "category": "venue",
            "amount": { "quantity": 3, "unit": "session" },
        });
        system.make(&liaison, "/offers", offer).await
    };
    let mut ids = Vec::new();
    for title in ["一", "二", "三", "四", "五"] {
        ids.push(list(title).await);
    }
    let get =
        async |path: &str| request(&system, &liaison, (Method::GET, path), None, &json!({})).await;
    let (_, headers, first) = get("/api/v1/offers?status=listed&limit=2").await;
    assert_eq!((titles(&first), &first["total"]), (vec!["五", "四"], &json!(5)));
    list("六").await;
    // The line at which the first page ended, and one behind it, are on the list no more.
    for gone in [&ids[3], &ids[1]] {
        system.post(&liaison, &format!("/offers/{gone}/pause"), json!({})).await;
    }
    let link = headers[LINK].to_str().unwrap();
    let next = link.split(['<', '>']).nth(1).unwrap();
    let (_, headers, second) = get(next).await;
    assert_eq!((titles(&second), &second["total"]), (vec!["三", "一"], &json!(4)));
    assert!(!headers.contains_key(LINK) && second["next"].is_null(), "{second}");
    system.stop().await;
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_not_changed_over() {
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let path = format!("/api/v1/organisations/{unit}");
    let headers = wait_until("the unit to be shown", async || {
        let (_, headers, _) =
            request(&system, &liaison, (Method::GET, &path), None, &json!({})).await;
        headers.contains_key(ETAG).then_some(headers)
    })
    .await;
    let seen = headers[ETAG].to_str().unwrap().to_owned();
    let edit = async |tag: &str, name: &str| {
        let body = json!({ "name": name });
        request(&system, &liaison, (Method::PUT, &path), Some(tag), &body).await
    };
    let (status, headers, body) = edit(&seen, "听涛人民医院").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (status, _, body) = edit(&seen, "听涛第一医院").await;
    assert_eq!((status, &body["code"]), (StatusCode::PRECONDITION_FAILED, &json!("changed_since")));
    // The answer to the change is as good as reading it again.
    let (status, _, body) = edit(headers[ETAG].to_str().unwrap(), "听涛第一医院").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    system.stop().await;
}
