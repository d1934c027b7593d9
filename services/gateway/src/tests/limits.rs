//! Who gets in, how much, and what every answer has.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::Method;
use contracts::{Reply, Role};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::app::{ID, OFFER, TestApp, receipt};
use crate::limits::{BODY_BYTES_MAX, FAILURES_OF_ADDRESS_MAX};
use crate::routes::{Rule, table};
use crate::{AccountOptions, Gateway, GatewayOptions, router, serve};

#[tokio::test]
async fn no_route_is_without_a_rule_and_no_rule_without_effect() {
    let app = TestApp::answering(Reply::Done(json!({}))).await;
    let (mut public, mut visited, mut guarded) = (0, 0, 0);
    for route in table() {
        let method = serde_json::to_value(&route.method).unwrap();
        let method = Method::try_from(method.as_str().unwrap().to_uppercase().as_str()).unwrap();
        let path = ["organisation", "offer"]
            .iter()
            .fold(route.path.clone(), |path, name| path.replace(&format!("{{{name}}}"), ID));
        let anonymous = app.anonymously(method.clone(), &path, &[], "").await;
        match route.rule {
            Rule::Public => {
                public += 1;
                assert_ne!(anonymous.status, 401, "{path}");
            }
            Rule::Visitor => {
                visited += 1;
                assert_ne!(anonymous.status, 401, "{path}");
            }
            Rule::Code => {
                anonymous.is_problem(401, "no_code");
            }
            Rule::Session => {
                guarded += 1;
                anonymous.is_problem(401, "unauthenticated");
                let token = format!("Bearer {}", app.token);
                let machine = [("authorization", token.as_str())];
                let machine = app.anonymously(method, &path, &machine, "").await;
                machine.is_problem(401, "unauthenticated");
            }
            Rule::Token | Rule::Audit => {
                guarded += 1;
                anonymous.is_problem(401, "unauthenticated");
                assert_eq!(anonymous.header("www-authenticate"), "Bearer");
                let wrong = [("authorization", "Bearer 0000")];
                let wrong = app.from(address(guarded), method, &path, &wrong, "").await;
                wrong.is_problem(401, "unauthenticated");
            }
        }
    }
    assert!(app.seen().is_empty(), "nothing reached a service");
    assert_eq!(public, 4, "only the pages about the API");
    let visits =
        "a need, a ballot, two answers to a report, a look at a digest, events, coming and going";
    assert_eq!(visited, 9, "{visits}");
    assert!(guarded > 0);
}

/// One of many.
fn address(n: u32) -> IpAddr {
    Ipv4Addr::from_bits(0x0A00_0000 + n).into()
}

#[tokio::test]
async fn an_address_that_keeps_sending_unknown_tokens_waits_before_anything_is_looked_up() {
    let app = TestApp::answering(Reply::Done(json!(null))).await;
    let send = async |from: u32, path: &str, token: &str| {
        let token = format!("Bearer {token}");
        app.from(address(from), Method::GET, path, &[("authorization", &token)], "").await
    };
    let path = "/api/v1/offers";
    for n in 0..FAILURES_OF_ADDRESS_MAX {
        let token = if n % 2 == 0 { "gongjian-0000" } else { "0000" };
        send(1, path, token).await.is_problem(401, "unauthenticated");
    }
    let looked_up = app.seen().len();
    assert_eq!(looked_up, 10, "those that look like tokens");
    let refused = send(1, path, "gongjian-0001").await;
    refused.is_problem(429, "too_often");
    assert_eq!(refused.header("retry-after"), "900");
    for path in [path, "/api/v1/access-log"] {
        send(1, path, "0001").await.is_problem(429, "too_often");
    }
    assert_eq!(app.seen().len(), looked_up, "nothing more reached a service");
    send(2, path, "gongjian-0001").await.is_problem(401, "unauthenticated");
    // What the gateway knows itself is looked up nowhere.
    let known = send(1, "/api/v1/me", &app.token).await;
    assert_eq!(known.status, 200, "{}", known.text);
    // Whoever signs in beside it is not kept from that.
    let typed = json!({"login": "nobody", "password": "wrong-password-1"}).to_string();
    let headers = [("content-type", "application/json")];
    let signed_in = app.from(address(1), Method::POST, "/api/v1/sign-in", &headers, typed).await;
    signed_in.is_problem(401, "not_signed_in");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_before_it_is_read() {
    let app = TestApp::answering(receipt("offer")).await;
    let body = "x".repeat(BODY_BYTES_MAX + 1);
    app.post("/api/v1/offers", &body).await.is_problem(413, "too_large");
    assert!(app.seen().is_empty());
}

#[tokio::test]
async fn a_body_of_unknown_length_is_counted_while_it_comes() {
    let app = TestApp::answering(receipt("offer")).await;
    let (cancel, address) = started(&app).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/offers HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        app.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("{BODY_BYTES_MAX:x}\r\n{}\r\n", " ".repeat(BODY_BYTES_MAX));
    stream.write_all(chunk.as_bytes()).await.unwrap();
    stream.write_all(b"1\r\n \r\n").await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    cancel.cancel();
}

/// A gateway that listens, and answers `/healthz`.
async fn started(app: &TestApp) -> (CancellationToken, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ops = axum::Router::new().route("/healthz", axum::routing::get(async || "ok"));
    let mut options = options_of(app, listener);
    options.ops = Some(ops);
    let cancel = CancellationToken::new();
    tokio::spawn(serve(options, cancel.clone()));
    (cancel, address)
}

fn options_of(app: &TestApp, listener: TcpListener) -> GatewayOptions {
    let (client, tokens) = (app.client.clone(), app.tokens.clone());
    GatewayOptions::new(listener, client, tokens, app.files.clone(), app.audit.clone())
}

#[tokio::test]
async fn more_than_can_be_under_way_is_shed_at_once() {
    let mut app = TestApp::answering(receipt("offer")).await;
    let (client, tokens) = (app.client.clone(), app.tokens.clone());
    let (files, audit) = (app.files.clone(), app.audit.clone());
    app.router =
        router(Gateway::new(client, tokens, AccountOptions::default(), files, audit, None, 0));
    let answer = app.post("/api/v1/offers", OFFER).await;
    answer.is_problem(503, "busy");
    assert_eq!(answer.header("retry-after"), "1");
    assert!(app.seen().is_empty());
}

#[tokio::test]
async fn every_answer_has_an_id_and_the_headers_browsers_heed() {
    let app = TestApp::over(bus::Bus::memory());
    for path in ["/api/v1/me", "/nothing", "/sign-in", "/api/docs/", "/api/openapi.json"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        // A form of a page says where it comes from, to this host alone.
        let referrer = if path == "/sign-in" { "same-origin" } else { "no-referrer" };
        assert_eq!(answer.header("referrer-policy"), referrer);
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!answer.header("content-security-policy").contains("unsafe"));
    }
    let given = |id: &'static str| [("x-request-id", id)];
    let answer = app.send(Method::GET, "/api/v1/me", &given("a.b-7"), "").await;
    assert_eq!(answer.header("x-request-id"), "a.b-7");
    let answer = app.send(Method::GET, "/api/v1/me", &given("a b"), "").await;
    assert_ne!(answer.header("x-request-id"), "a b");
}

#[tokio::test]
async fn the_id_of_the_request_goes_on_to_the_service() {
    let app = TestApp::answering(receipt("offer")).await;
    app.post_with("/api/v1/offers", OFFER, ("x-request-id", ID)).await;
    assert_eq!(app.seen()[0].headers.correlation.unwrap().to_string(), ID);
}

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop() {
    let app = TestApp::over(bus::Bus::memory());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ops = axum::Router::new().route("/healthz", axum::routing::get(async || "ok"));
    let mut options = options_of(&app, listener);
    options.ops = Some(ops);
    let cancel = CancellationToken::new();
    let served = tokio::spawn(serve(options, cancel.clone()));
    for (path, expected) in [("/healthz", "ok"), ("/sign-in", "共建"), ("/nothing", "no_route")] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 ") && answer.contains(expected), "{answer}");
    }
    // One that stays open and idle does not hold up the end.
    let _idle = TcpStream::connect(address).await.unwrap();
    cancel.cancel();
    served.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn administrators_act_from_the_addresses_that_are_set_for_them_alone() {
    let administered_from = vec!["10.0.0.0/8".parse().unwrap()];
    let accounts = AccountOptions { administered_from, ..AccountOptions::default() };
    let empty = Reply::Done(json!({"items": [], "total": 0}));
    let app = TestApp::answering(empty).await.dealing_with(accounts);
    let get = async |role: Role, from: [u8; 4], path: &str| {
        let token = app.bearer(role);
        app.from(from.into(), Method::GET, path, &[("authorization", &token)], "").await
    };
    let (inside, outside, here) = ([10, 1, 2, 3], [203, 0, 113, 7], [127, 0, 0, 1]);
    for (role, path) in [
        (Role::SystemAdministrator, "/api/v1/accounts"),
        (Role::SecurityAdministrator, "/api/v1/accounts"),
        (Role::AuditAdministrator, "/api/v1/access-log"),
        (Role::Operator, "/api/v1/accounts"),
    ] {
        assert_eq!(get(role, inside, path).await.status, 200, "{role:?}");
        assert_eq!(get(role, here, path).await.status, 200, "{role:?} on the machine itself");
        get(role, outside, path).await.is_problem(403, "out_of_reach");
    }
    let page = get(Role::SystemAdministrator, outside, "/accounts").await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("不在允许的网络地址内"), "{}", page.text);
    assert_eq!(get(Role::Liaison, outside, "/api/v1/offers").await.status, 200, "others may");
}
