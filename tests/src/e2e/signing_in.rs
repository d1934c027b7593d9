//! From an empty folder to a person with a role: invitations, passwords, one-time codes, sessions.

use contracts::Role;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::system::{System, wait_until};

const PASSWORD: &str = "correct horse 7 staple";

/// Somebody's browser: it keeps one cookie.
#[derive(Default)]
struct Browser {
    http: String,
    client: Client,
    cookie: Option<String>,
}

impl Browser {
    fn of(system: &System) -> Self {
        Self { http: system.address().to_owned(), ..Self::default() }
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.http));
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        if let Some(set) = response.headers().get(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next();
            self.cookie = pair.map(str::to_owned);
        }
        let status = response.status();
        let bytes = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    async fn done(&mut self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.send(method, path, body).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    async fn sign_in(&mut self, login: &str, code: Option<&str>) -> (StatusCode, Value) {
        let body = json!({"login": login, "password": PASSWORD, "code": code});
        self.send(Method::POST, "/sign-in", body).await
    }

    /// Sets the first password and signs in with it.
    async fn redeem(&mut self, login: &str, code: &str) {
        let body = json!({"code": code, "password": PASSWORD});
        let redeemed = self.done(Method::POST, "/invitations/redeem", body).await;
        assert_eq!(redeemed["login"], login);
        assert_eq!(self.sign_in(login, None).await.0, StatusCode::OK);
    }
}

/// The code that a device with this secret shows now.
fn shown(secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate_current().to_string()
}

/// One of the first administrators, with a password and a device; and the secret on it.
async fn administrator(system: &System, login: &str) -> (Browser, String) {
    let output = system.run(&["invite", login]);
    assert!(output.status.success(), "{output:?}");
    let code = String::from_utf8(output.stdout).unwrap();
    let mut browser = Browser::of(system);
    browser.redeem(login, code.trim()).await;
    let (status, answer) = browser.send(Method::GET, "/accounts", Value::Null).await;
    assert_eq!((status, &answer["code"]), (StatusCode::FORBIDDEN, &json!("must_set_up_totp")));
    let begun = browser.done(Method::POST, "/session/totp", Value::Null).await;
    let secret = begun["secret"].as_str().unwrap().to_owned();
    browser.done(Method::PUT, "/session/totp", json!({"code": shown(&secret)})).await;
    (browser, secret)
}

#[tokio::test]
async fn three_administrators_make_a_liaison_who_can_work() {
    let system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let (mut accounts, secret) = administrator(&system, "sysadmin").await;
    let (mut roles, _) = administrator(&system, "secadmin").await;

    let open = json!({"login": "Li.Na", "name": "李娜"});
    let opened = accounts.done(Method::POST, "/accounts", open.clone()).await;
    let account = opened["id"].as_str().unwrap();
    let (_, taken) = accounts.send(Method::POST, "/accounts", open).await;
    assert_eq!(taken["code"], "account.already_open");
    let grant = json!({"organisation": unit, "role": Role::Liaison});
    let path = format!("/accounts/{account}/grant");
    let (status, refused) = accounts.send(Method::POST, &path, grant.clone()).await;
    assert_eq!(
        (status, &refused["code"]),
        (403.try_into().unwrap(), &json!("account.not_authorised"))
    );
    roles.done(Method::POST, &path, grant.clone()).await;
    let invite = format!("/accounts/{account}/invite");
    let invited = accounts.done(Method::POST, &invite, Value::Null).await;

    let mut liaison = Browser::of(&system);
    liaison.redeem("li.na", invited["code"].as_str().unwrap()).await;
    assert_eq!(liaison.done(Method::GET, "/session", Value::Null).await["grant"], grant);
    let offer = json!({
        "owner": unit, "title": "会议室", "category": "venue",
        "amount": {"quantity": 5, "unit": "session"},
    });
    liaison.done(Method::POST, "/offers", offer).await;

    // Whoever is disabled is out at once, and nothing tells that the password was right.
    let disable = format!("/accounts/{account}/disable");
    accounts.done(Method::POST, &disable, Value::Null).await;
    wait_until("the liaison to be out", async || {
        let (status, _) = liaison.send(Method::GET, "/session", Value::Null).await;
        (status == StatusCode::UNAUTHORIZED).then_some(())
    })
    .await;
    let (status, answer) = liaison.sign_in("li.na", None).await;
    assert_eq!((status.as_u16(), &answer["code"]), (401, &json!("not_signed_in")));

    // A one-time code is asked for, and the one that set the device up is not taken again.
    let mut again = Browser::of(&system);
    let (status, _) = again.sign_in("sysadmin", None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let listed = accounts.done(Method::GET, "/accounts", Value::Null).await;
    assert_eq!(listed["total"], 4);
    assert!(!listed.to_string().contains(&secret));
}

#[tokio::test]
async fn whoever_is_signed_in_stays_so_across_a_start_and_whoever_went_or_was_disabled_does_not() {
    let mut system = System::start().await;
    let (mut stays, _) = administrator(&system, "sysadmin").await;
    let (mut goes, _) = administrator(&system, "secadmin").await;
    let (mut barred, _) = administrator(&system, "auditadmin").await;
    let signed_in = goes.cookie.clone();
    assert_eq!(goes.send(Method::POST, "/sign-out", Value::Null).await.0, StatusCode::NO_CONTENT);
    goes.cookie = signed_in;
    let listed = stays.done(Method::GET, "/accounts", Value::Null).await;
    let mut accounts = listed["items"].as_array().unwrap().iter();
    let account = accounts.find(|account| account["login"] == "auditadmin").unwrap();
    let disable = format!("/accounts/{}/disable", account["id"].as_str().unwrap());
    stays.done(Method::POST, &disable, Value::Null).await;
    // As a power failure of the process, and as an orderly end.
    system.kill();
    for _ in 0..2 {
        system.up().await;
        for browser in [&mut stays, &mut goes, &mut barred] {
            browser.http = system.address().to_owned();
        }
        let session = stays.done(Method::GET, "/session", Value::Null).await;
        assert_eq!(session["login"], "sysadmin");
        for browser in [&mut goes, &mut barred] {
            let (status, _) = browser.send(Method::GET, "/session", Value::Null).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
        }
        system.stop().await;
    }
}

#[tokio::test]
async fn five_wrong_passwords_lock_an_account_and_an_administrator_lifts_it() {
    let system = System::start().await;
    let (mut accounts, _) = administrator(&system, "sysadmin").await;
    let open = json!({"login": "wang", "name": "王强"});
    let opened = accounts.done(Method::POST, "/accounts", open).await;
    let account = opened["id"].as_str().unwrap();
    let invite = format!("/accounts/{account}/invite");
    let invited = accounts.done(Method::POST, &invite, Value::Null).await;
    let mut browser = Browser::of(&system);
    browser.redeem("wang", invited["code"].as_str().unwrap()).await;
    let wrong = json!({"login": "wang", "password": "wrong horse 7 staple"});
    for _ in 0..5 {
        let (status, _) = browser.send(Method::POST, "/sign-in", wrong.clone()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(browser.sign_in("wang", None).await.0, StatusCode::UNAUTHORIZED);
    let enable = format!("/accounts/{account}/enable");
    accounts.done(Method::POST, &enable, Value::Null).await;
    assert_eq!(browser.sign_in("wang", None).await.0, StatusCode::OK);
}
