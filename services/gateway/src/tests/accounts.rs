//! Signing in, and what somebody who is signed in may do.

use std::sync::{Arc, Mutex};

use axum::http::Method;
use contracts::needs::Needs;
use contracts::registry::account::{self, Disabling, Grant};
use contracts::registry::taxonomy::Titles;
use contracts::registry::{
    self, Credential, Invitation, ListTitles, Names, Secret, Standing, Stands, TokenStands,
};
use contracts::resources::offer::List;
use contracts::testing::{OWNER, SOMEBODY, monday};
use contracts::{Actor, Command, Query, Reply, Role};
use serde_json::{Value, json};
use values::{AccountId, CommandId, PersonId, TokenId, Uuid};

use super::app::{Answer, ID, OFFER, Seen, TestApp, need, receipt};
use crate::limits::{EXPORTS_A_MINUTE_MAX, SEARCHES_A_MINUTE_MAX, UPLOADS_A_MINUTE_MAX};
use crate::{AccountOptions, password_hash};

const PASSWORD: &str = "correct horse 7 staple";
const JSON: (&str, &str) = ("content-type", "application/json");
const PERSON: PersonId = PersonId(Uuid::from_u128(0xAA));

/// What a registry with one account, `li.na`, would know of it.
struct Registry {
    stands: Stands,
    /// The token that it knows, as the gateway drew it.
    lent: Option<TokenStands>,
    hash: String,
    locked: bool,
}

type Shared = Arc<Mutex<Registry>>;

fn grant(role: Role) -> Grant {
    Grant { organisation: OWNER, role }
}

async fn app(grants: Vec<Grant>) -> (TestApp, Shared) {
    let stands = Stands {
        person: PERSON,
        login: "li.na".to_owned(),
        name: "李娜".to_owned(),
        grants,
        disabled: None,
        epoch: 1,
        signed_in: None,
        password_until: None,
        totp: false,
    };
    let hash = password_hash(PASSWORD);
    let registry = Registry { stands, lent: None, hash, locked: false };
    let registry = Arc::new(Mutex::new(registry));
    let shared = Arc::clone(&registry);
    let app = TestApp::new(move |seen| Some(answered(&mut shared.lock().unwrap(), seen))).await;
    (app, registry)
}

fn answered(registry: &mut Registry, seen: &Seen) -> Value {
    let secret = || Secret {
        account: AccountId(Uuid::from_u128(1)),
        login: "li.na".to_owned(),
        hashes: vec![registry.hash.clone()],
        totp: None,
    };
    let reply = match seen.subject.as_str() {
        Credential::SUBJECT => {
            serde_json::to_value(Reply::Done((seen.body["login"] == "li.na").then(secret)))
        }
        contracts::registry::Secrets::SUBJECT => serde_json::to_value(Reply::Done(secret())),
        Invitation::SUBJECT => {
            serde_json::to_value(Reply::Done((seen.body["code"] == "0A1B-C3D4-E5F6").then(secret)))
        }
        registry::Token::SUBJECT => serde_json::to_value(Reply::Done(&registry.lent)),
        Standing::SUBJECT => serde_json::to_value(Reply::Done(&registry.stands)),
        Names::SUBJECT => Ok(json!({"done": {OWNER.to_string(): "听涛医院"}})),
        ListTitles::SUBJECT => serde_json::to_value(Reply::Done(Titles::default())),
        account::SignIn::SUBJECT if registry.locked => {
            let locked = contracts::Rejection::Account(account::Rejection::NotNow);
            serde_json::to_value(Reply::<()>::Rejected(locked))
        }
        account::SignIn::SUBJECT => {
            if seen.body["password_right"] == true {
                registry.stands.signed_in = seen.headers.command;
            }
            serde_json::to_value(receipt("account"))
        }
        account::IssueToken::SUBJECT => {
            let sent: account::IssueToken = serde_json::from_value(seen.body.clone()).unwrap();
            registry.lent = Some(TokenStands {
                account: sent.account,
                token: TokenId(Uuid::nil()),
                person: PERSON,
                grant: Grant { organisation: sent.organisation, role: sent.role },
                scopes: sent.scopes,
                until: monday(),
                used_at: None,
            });
            serde_json::to_value(receipt("account"))
        }
        account::SetPassword::SUBJECT => {
            registry.stands.epoch += 1;
            serde_json::to_value(receipt("account"))
        }
        Needs::SUBJECT => Ok(json!({"done": {"items": [need(json!({"id": ID}))], "total": 1}})),
        _others => serde_json::to_value(receipt("offer")),
    };
    reply.unwrap()
}

async fn signing_in(app: &TestApp, login: &str, password: &str) -> Answer {
    let body = json!({"login": login, "password": password}).to_string();
    app.anonymously(Method::POST, "/api/v1/sign-in", &[JSON], &body).await
}

/// The cookie of somebody who has just signed in.
async fn signed_in(app: &TestApp) -> String {
    let answer = signing_in(app, "li.na", PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    sent_back(&answer)
}

/// The cookie as a browser sends it back.
fn sent_back(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn get(app: &TestApp, cookie: &str, path: &str) -> Answer {
    app.anonymously(Method::GET, path, &[("cookie", cookie)], "").await
}

async fn put(app: &TestApp, cookie: &str, path: &str, body: &Value) -> Answer {
    app.anonymously(Method::PUT, path, &[JSON, ("cookie", cookie)], &body.to_string()).await
}

#[tokio::test]
async fn whoever_is_signed_in_acts_in_the_role_that_is_taken() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    let answer = signing_in(&app, "li.na", PASSWORD).await;
    assert_eq!(answer.json["name"], "李娜");
    assert_eq!(answer.json["grant"], json!({"organisation": OWNER, "role": "liaison"}));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-gongjian="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
    let cookie = sent_back(&answer);
    let me = get(&app, &cookie, "/api/v1/me").await;
    let actor = Actor::Person { person: PERSON, organisation: OWNER, role: Role::Liaison };
    assert_eq!(me.json, serde_json::to_value(&actor).unwrap());
    let headers = [JSON, ("cookie", cookie.as_str())];
    let offered = app.anonymously(Method::POST, "/api/v1/offers", &headers, OFFER).await;
    assert_eq!(offered.status, 201);
    assert_eq!(app.seen().last().unwrap().headers.actor, actor);
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let (app, registry) = app(vec![grant(Role::Liaison)]).await;
    let wrong = signing_in(&app, "li.na", "wrong horse 7 staple").await;
    let unknown = signing_in(&app, "li.nb", PASSWORD).await;
    registry.lock().unwrap().locked = true;
    let locked = signing_in(&app, "li.na", PASSWORD).await;
    for answer in [&wrong, &unknown, &locked] {
        answer.is_problem(401, "not_signed_in");
        assert_eq!(answer.header("set-cookie"), "");
        let but_its_id = |answer: &Answer| {
            let mut json = answer.json.clone();
            json["instance"].take();
            json
        };
        assert_eq!(but_its_id(answer), but_its_id(&wrong));
    }
}

#[tokio::test]
async fn no_password_travels_to_a_service() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    let cookie = signed_in(&app).await;
    let new = "another horse 8 staple";
    let body = json!({"old": PASSWORD, "new": new});
    assert_eq!(put(&app, &cookie, "/api/v1/session/password", &body).await.status, 200);
    for seen in app.seen() {
        let text = seen.body.to_string();
        assert!(!text.contains(PASSWORD) && !text.contains(new), "{}: {text}", seen.subject);
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_signed_out() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    let (cookie, other) = (signed_in(&app).await, signed_in(&app).await);
    let headers = [("cookie", cookie.as_str())];
    let out = app.anonymously(Method::POST, "/api/v1/sign-out", &headers, "").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    get(&app, &cookie, "/api/v1/me").await.is_problem(401, "unauthenticated");
    assert_eq!(get(&app, &other, "/api/v1/me").await.status, 200, "others of the account go on");
}

#[tokio::test]
async fn a_session_outlives_its_gateway_until_it_is_signed_out_or_its_account_disabled() {
    let (app, registry) = app(vec![grant(Role::Liaison)]).await;
    let (cookie, other) = (signed_in(&app).await, signed_in(&app).await);
    let anew = |app: TestApp| app.dealing_with(AccountOptions::default());
    let app = anew(app);
    assert_eq!(get(&app, &cookie, "/api/v1/me").await.status, 200);
    // The first thing that it hears of the other is that it goes.
    let app = anew(app);
    let headers = [("cookie", cookie.as_str())];
    let out = app.anonymously(Method::POST, "/api/v1/sign-out", &headers, "").await;
    assert_eq!(out.status, 204);
    let app = anew(app);
    get(&app, &cookie, "/api/v1/me").await.is_problem(401, "unauthenticated");
    registry.lock().unwrap().stands.disabled = Some(Disabling::ByAdministrator);
    let app = anew(app);
    get(&app, &other, "/api/v1/me").await.is_problem(401, "unauthenticated");
    registry.lock().unwrap().stands.disabled = None;
    get(&anew(app), &other, "/api/v1/me").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn somebody_disabled_is_out_within_a_second() {
    let (app, registry) = app(vec![grant(Role::Liaison)]).await;
    let cookie = signed_in(&app).await;
    registry.lock().unwrap().stands.disabled = Some(Disabling::ByAdministrator);
    let out = async {
        while get(&app, &cookie, "/api/v1/me").await.status == 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), out).await.unwrap();
    get(&app, &cookie, "/api/v1/me").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn of_several_roles_one_is_taken_at_a_time() {
    let second = Grant { organisation: SOMEBODY, role: Role::Member };
    let (app, _) = app(vec![grant(Role::Liaison), second]).await;
    let cookie = signed_in(&app).await;
    let path = "/api/v1/session/role";
    let switched = put(&app, &cookie, path, &json!(second)).await;
    assert_eq!(switched.json["grant"], json!(second));
    let me = get(&app, &cookie, "/api/v1/me").await;
    assert_eq!(me.json["person"]["role"], "member");
    let foreign = Grant { organisation: SOMEBODY, role: Role::Liaison };
    put(&app, &cookie, path, &json!(foreign)).await.is_problem(403, "no_role");
}

#[tokio::test]
async fn without_a_role_one_is_signed_in_and_may_do_nothing() {
    let (app, _) = app(vec![]).await;
    let cookie = signed_in(&app).await;
    get(&app, &cookie, "/api/v1/me").await.is_problem(403, "no_role");
    assert_eq!(get(&app, &cookie, "/api/v1/session").await.json["login"], "li.na");
}

#[tokio::test]
async fn an_old_password_is_changed_before_anything_else() {
    let (app, registry) = app(vec![grant(Role::Liaison)]).await;
    registry.lock().unwrap().stands.password_until = Some(monday());
    let cookie = signed_in(&app).await;
    get(&app, &cookie, "/api/v1/me").await.is_problem(403, "must_change_password");
    registry.lock().unwrap().stands.password_until = None;
    let path = "/api/v1/session/password";
    let body = |old: &str, new: &str| json!({"old": old, "new": new});
    let wrong = put(&app, &cookie, path, &body("no", "another horse 8 staple")).await;
    wrong.is_problem(403, "wrong_password");
    for weak in ["short", PASSWORD, "听涛医院听涛医院A-2026"] {
        put(&app, &cookie, path, &body(PASSWORD, weak)).await.is_problem(422, "weak_password");
    }
    let changed = put(&app, &cookie, path, &body(PASSWORD, "another horse 8 staple")).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let fresh = sent_back(&changed);
    assert_ne!(fresh, cookie, "a new token after a new proof");
    assert_eq!(get(&app, &fresh, "/api/v1/me").await.status, 200);
    get(&app, &cookie, "/api/v1/me").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_administrator_sets_up_one_time_codes_first() {
    let (app, _) = app(vec![grant(Role::SystemAdministrator)]).await;
    let cookie = signed_in(&app).await;
    get(&app, &cookie, "/api/v1/me").await.is_problem(403, "must_set_up_totp");
    let path = "/api/v1/session/totp";
    put(&app, &cookie, path, &json!({"code": "000000"})).await.is_problem(403, "wrong_code");
    let headers = [("cookie", cookie.as_str())];
    let begun = app.anonymously(Method::POST, path, &headers, "").await;
    assert_eq!(begun.status, 201);
    let address = begun.json["address"].as_str().unwrap();
    assert!(address.starts_with("otpauth://totp/"), "{address}");
    put(&app, &cookie, path, &json!({"code": "x"})).await.is_problem(403, "wrong_code");
    let told = app.seen().iter().any(|seen| seen.subject == account::SetTotp::SUBJECT);
    assert!(!told, "nothing is set before its code was seen");
}

#[tokio::test]
async fn whoever_has_the_code_of_an_invitation_sets_a_password() {
    let (app, _) = app(vec![]).await;
    let redeem = async |code: &str, password: &str| {
        let body = json!({"code": code, "password": password}).to_string();
        app.anonymously(Method::POST, "/api/v1/invitations/redeem", &[JSON], &body).await
    };
    redeem("XXXX-XXXX-XXXX", "another horse 8 staple").await.is_problem(404, "not_invited");
    redeem("0A1B-C3D4-E5F6", "short").await.is_problem(422, "weak_password");
    let done = redeem("0A1B-C3D4-E5F6", "another horse 8 staple").await;
    assert_eq!(done.json, json!({"login": "li.na"}));
    let seen = app.seen();
    let set = seen.iter().find(|seen| seen.subject == account::SetPassword::SUBJECT).unwrap();
    assert_eq!(set.body["invitation"], "0A1B-C3D4-E5F6");
    assert_eq!(set.headers.actor, Actor::System);
}

#[tokio::test]
async fn an_invitation_is_drawn_here_and_said_once() {
    let (app, _) = app(vec![]).await;
    let id = CommandId(Uuid::from_u128(5));
    let answer = app.post(&format!("/api/v1/accounts/{id}/invite"), "").await;
    assert_eq!(answer.status, 201);
    let code = answer.json["code"].as_str().unwrap();
    let seen = app.seen();
    assert_eq!(seen[0].body, json!({"account": id, "code": code}));
}

#[tokio::test]
async fn what_another_site_makes_a_browser_ask_for_is_refused() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    let cookie = signed_in(&app).await;
    let asking = async |headers: &[(&str, &str)]| {
        let mut all = vec![JSON, ("cookie", cookie.as_str()), ("host", "gongjian.example")];
        all.extend(headers);
        app.anonymously(Method::POST, "/api/v1/offers", &all, OFFER).await
    };
    let evil = ("origin", "https://evil.example");
    asking(&[evil]).await.is_problem(403, "cross_site");
    asking(&[evil, ("sec-fetch-site", "cross-site")]).await.is_problem(403, "cross_site");
    let own = ("origin", "https://gongjian.example");
    assert_eq!(asking(&[own]).await.status, 201);
    assert_eq!(asking(&[own, ("sec-fetch-site", "same-origin")]).await.status, 201);
}

#[tokio::test]
async fn a_token_of_an_account_is_good_for_what_it_was_issued_for() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    let cookie = signed_in(&app).await;
    let wanted = json!({
        "name": "街道网格平台", "organisation": OWNER, "role": "liaison", "days": 30,
        "scopes": ["resources:read", "resources:write", "needs:read"],
    });
    let path = "/api/v1/session/tokens";
    let headers = [JSON, ("cookie", cookie.as_str())];
    let issued = app.anonymously(Method::POST, path, &headers, &wanted.to_string()).await;
    assert_eq!(issued.status, 201, "{}", issued.text);
    let token = issued.json["token"].as_str().unwrap();
    let seen = app.seen();
    let sent = seen.iter().find(|seen| seen.subject == account::IssueToken::SUBJECT).unwrap();
    assert_eq!(sent.headers.actor, Actor::System);
    assert_eq!(sent.body["digest"], json!(values::Hash::of(token.as_bytes())));
    assert!(!sent.body.to_string().contains(token), "the token itself goes nowhere");

    let bearer = format!("Bearer {token}");
    let bearer = ("authorization", bearer.as_str());
    let asking = async |method, path: &str, body: &str| {
        app.anonymously(method, path, &[JSON, bearer], body).await
    };
    let me = asking(Method::GET, "/api/v1/me", "").await;
    assert_eq!(me.json["person"]["person"], json!(PERSON), "{}", me.text);
    assert_eq!(asking(Method::POST, "/api/v1/offers", OFFER).await.status, 201);
    let sent = app.seen().into_iter().find(|seen| seen.subject == List::SUBJECT).unwrap();
    assert_eq!(sent.headers.actor.person(), Some(PERSON));
    let id = Uuid::nil();
    let read = asking(Method::GET, &format!("/api/v1/needs/{id}"), "").await;
    assert_ne!(read.status, 403, "{}", read.text);
    for (method, path) in [
        (Method::POST, "/api/v1/needs".to_owned()),
        (Method::GET, "/api/v1/claims".to_owned()),
        (Method::GET, format!("/api/v1/trace/projects/{id}")),
        (Method::GET, format!("/api/v1/files/{}", values::Hash::of(b"x"))),
    ] {
        asking(method, &path, "{}").await.is_problem(403, "outside_scope");
    }
    let trace = asking(Method::GET, &format!("/api/v1/trace/needs/{id}"), "").await;
    assert_ne!(trace.status, 403, "{}", trace.text);
    // Nothing about the account itself, and no page.
    asking(Method::GET, path, "").await.is_problem(401, "unauthenticated");
    let told = app.seen().iter().filter(|seen| seen.subject == account::UseToken::SUBJECT).count();
    assert_eq!(told, 1, "and its use is told once");
}

#[tokio::test]
async fn only_what_begins_as_ours_is_looked_up() {
    let (app, registry) = app(vec![grant(Role::Liaison)]).await;
    for token in ["x", "gongjian-", "gongjian-0123"] {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        let answer = app.anonymously(Method::GET, "/api/v1/me", &headers, "").await;
        answer.is_problem(401, "unauthenticated");
    }
    let asked = app.seen().iter().filter(|seen| seen.subject == registry::Token::SUBJECT).count();
    assert_eq!(asked, 2, "those that begin as ours do");
    assert!(registry.lock().unwrap().lent.is_none());
}

/// The sealed address of the need list as a table, as a page shows it to whoever is signed in.
async fn table_address(app: &TestApp, cookie: &str) -> String {
    let page = get(app, cookie, "/needs").await;
    let href = page.text.split("href=\"").find(|href| href.starts_with("/needs.csv?"));
    let href = href.unwrap_or_else(|| panic!("{}", page.text));
    href.split('"').next().unwrap().replace("&#38;", "&")
}

async fn opens(app: &TestApp, address: &str) -> bool {
    match app.anonymously(Method::GET, address, &[], "").await.status.as_u16() {
        200 => true,
        303 => false,
        other => panic!("{address}: {other}"),
    }
}

#[tokio::test]
async fn a_sealed_address_works_as_long_as_the_account_stands_as_it_did() {
    let changes: [fn(&mut Registry); 4] = [
        |registry| registry.stands.disabled = Some(Disabling::Unused),
        |registry| registry.stands.epoch += 1,
        |registry| registry.stands.grants.clear(),
        |registry| registry.stands.grants = vec![grant(Role::CommunityClerk)],
    ];
    for change in changes {
        let (app, registry) = app(vec![grant(Role::Liaison)]).await;
        let address = table_address(&app, &signed_in(&app).await).await;
        assert!(opens(&app, &address).await, "{address}");
        change(&mut registry.lock().unwrap());
        assert!(!opens(&app, &address).await, "{:?}", registry.lock().unwrap().stands);
    }
}

#[tokio::test]
async fn a_sealed_address_is_over_after_ten_minutes() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    app.gateway.clock().set(monday());
    let address = table_address(&app, &signed_in(&app).await).await;
    let after =
        |seconds| app.gateway.clock().set(monday() + std::time::Duration::from_secs(seconds));
    after(599);
    assert!(opens(&app, &address).await);
    after(600);
    assert!(!opens(&app, &address).await);
}

#[tokio::test]
async fn an_account_searches_exports_and_uploads_so_often_a_minute() {
    let (app, _) = app(vec![grant(Role::Liaison)]).await;
    let cookie = signed_in(&app).await;
    for (method, path, max) in [
        (Method::GET, "/api/v1/search?text=yz", SEARCHES_A_MINUTE_MAX),
        (Method::GET, "/needs.csv", EXPORTS_A_MINUTE_MAX),
        (Method::POST, "/api/v1/files", UPLOADS_A_MINUTE_MAX),
    ] {
        let send = async || {
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
            app.anonymously(method.clone(), path, &headers, "no file").await
        };
        for n in 0..max {
            assert_ne!(send().await.status, 429, "{path} {n}");
        }
        let refused = send().await;
        assert_eq!(refused.status, 429, "{path}: {}", refused.text);
        assert_eq!(refused.header("retry-after"), "60", "{path}");
    }
    assert_eq!(get(&app, &cookie, "/needs").await.status, 200, "the rest goes on");
    let other = app.get("/api/v1/search?text=yz").await;
    assert_ne!(other.status, 429, "and so do others");
}
