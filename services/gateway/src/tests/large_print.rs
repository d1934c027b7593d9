//! 大字版: a switch on every page, which the browser keeps.

use axum::http::{Method, StatusCode};
use contracts::Reply;
use serde_json::json;

use super::app::{FORM, TestApp};

const OWN: [(&str, &str); 2] = [FORM, ("sec-fetch-site", "same-origin")];

#[tokio::test]
async fn large_print_is_switched_on_and_off_and_leads_back() {
    let app = TestApp::answering(Reply::Done(json!(null))).await;
    let switched = app.anonymously(Method::POST, "/large-print", &OWN, "next=/raise").await;
    assert_eq!(switched.status, StatusCode::SEE_OTHER, "{}", switched.text);
    assert_eq!(switched.header("location"), "/raise");
    let cookie = switched.header("set-cookie");
    assert!(cookie.contains("Max-Age=31536000"), "{cookie}");
    let kept = cookie.split(';').next().unwrap();

    let page = app.anonymously(Method::GET, "/sign-in", &[("cookie", kept)], "").await;
    assert!(page.text.contains("<html lang=\"zh-CN\" class=\"large-print\">"), "{}", page.text);
    assert!(page.text.contains("aria-pressed=\"true\">大字版"), "{}", page.text);
    let plain = app.anonymously(Method::GET, "/sign-in", &[], "").await;
    assert!(plain.text.contains("aria-pressed=\"false\">大字版"), "{}", plain.text);
    assert!(!plain.text.contains("class=\"large-print\""), "{}", plain.text);

    let with = [OWN[0], OWN[1], ("cookie", kept)];
    let off = app.anonymously(Method::POST, "/large-print", &with, "next=/raise").await;
    assert!(off.header("set-cookie").contains("Max-Age=0"), "{}", off.header("set-cookie"));
}

#[tokio::test]
async fn it_leads_to_no_other_site() {
    let app = TestApp::answering(Reply::Done(json!(null))).await;
    for next in ["https://elsewhere.example/", "//elsewhere.example"] {
        let form = format!("next={next}");
        let switched = app.anonymously(Method::POST, "/large-print", &OWN, &form).await;
        assert_eq!(switched.header("location"), "/", "{next}");
    }
}

/// Whatever is measured in letters grows with them.
#[test]
fn the_style_makes_letters_larger() {
    let style = include_str!("../../assets/own/portal.css");
    assert!(style.contains("html.large-print { font-size: 125%; }"));
}
