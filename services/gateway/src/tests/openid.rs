//! Signing in with a provider of OpenID Connect, which runs beside the test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use contracts::access::Event;
use contracts::registry::account::{self, Disabling, Grant};
use contracts::registry::{Credential, Names, Secret, Standing, Stands};
use contracts::testing::{OWNER, monday};
use contracts::{Actor, Command, Query, Reply, Role};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use values::{AccountId, PersonId, Timestamp, Uuid};

use super::app::{Answer, FORM, Seen, TestApp, receipt};
use crate::accounts::openid::OpenIdOptions;
use crate::{AccountOptions, audit};

const PORTAL: &str = "https://gongjian.example";
const CLIENT: &str = "gong:jian";
const SECRET: &str = "hush %20";

/// What the provider is like just now.
struct Provider {
    issuer: String,
    kid: &'static str,
    key: EcdsaKeyPair,
    /// What its tokens say beside, or in place of, what they should.
    claims: Value,
    /// What it says at `/userinfo`.
    more: Value,
    down: bool,
    silent: bool,
    /// How often it was looked up.
    found: usize,
    /// The nonce of the last question, and its challenge.
    asked: Option<(String, String)>,
}

type Shared = Arc<Mutex<Provider>>;

fn fresh_key() -> EcdsaKeyPair {
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap()
}

async fn provider() -> Shared {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shared = Arc::new(Mutex::new(Provider {
        issuer: format!("http://{}", listener.local_addr().unwrap()),
        kid: "first",
        key: fresh_key(),
        claims: json!({}),
        more: json!({}),
        down: false,
        silent: false,
        found: 0,
        asked: None,
    }));
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(found))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .with_state(Arc::clone(&shared));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    shared
}

async fn found(State(provider): State<Shared>) -> Response {
    let (issuer, silent) = {
        let mut provider = provider.lock().unwrap();
        provider.found += 1;
        if provider.down {
            return StatusCode::BAD_GATEWAY.into_response();
        }
        (provider.issuer.clone(), provider.silent)
    };
    if silent {
        std::future::pending::<()>().await;
    }
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize?tenant=1"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
    }))
    .into_response()
}

async fn keys(State(provider): State<Shared>) -> Json<Value> {
    let provider = provider.lock().unwrap();
    let point = provider.key.public_key().as_ref();
    let part = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    let (x, y) = (part(&point[1..33]), part(&point[33..]));
    let elliptic = json!({
        "kty": "EC", "crv": "P-256", "kid": provider.kid, "use": "sig", "x": x, "y": y,
    });
    Json(json!({"keys": [{"kty": "later", "kid": 7}, elliptic]}))
}

/// Gives a token for the code, to whoever shows the secret and the verifier.
async fn token(
    State(provider): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let field = |name: &str| form.iter().find(|(found, _)| found == name).unwrap().1.clone();
    let provider = provider.lock().unwrap();
    let (nonce, challenge) = provider.asked.clone().unwrap();
    let basic = format!("Basic {}", STANDARD.encode("gong%3Ajian:hush+%2520"));
    assert_eq!(headers["authorization"], basic);
    assert_eq!(field("grant_type"), "authorization_code");
    assert_eq!(field("redirect_uri"), format!("{PORTAL}/sign-in/openid/back"));
    let verifier = field("code_verifier");
    assert!((43..=128).contains(&verifier.len()), "RFC 7636, 4.1");
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), challenge);
    if field("code") != "good" {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
    }
    let now = Timestamp::now().as_second();
    let claims = json!({
        "iss": provider.issuer, "aud": CLIENT, "sub": "1", "nonce": nonce, "iat": now,
        "exp": now + 300, "preferred_username": "li.na",
    });
    let (Value::Object(mut claims), Value::Object(others)) = (claims, &provider.claims) else {
        unreachable!("both are objects")
    };
    claims.extend(others.clone());
    claims.retain(|_, value| !value.is_null());
    let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let head = json!({"alg": "ES256", "kid": provider.kid});
    let message = format!("{}.{}", part(&head), part(&Value::Object(claims)));
    let signature = provider.key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
    Json(json!({"id_token": token, "access_token": "t", "token_type": "Bearer"})).into_response()
}

async fn userinfo(State(provider): State<Shared>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "Bearer t");
    Json(provider.lock().unwrap().more.clone())
}

/// What `registry` says of the one account that there is, `li.na`.
struct Registry {
    stands: Stands,
    locked: bool,
}

type Known = Arc<Mutex<Registry>>;

fn answered(registry: &mut Registry, seen: &Seen) -> Value {
    let secret = || Secret {
        account: AccountId(Uuid::from_u128(1)),
        login: "li.na".to_owned(),
        hashes: vec![],
        totp: None,
    };
    let reply = match seen.subject.as_str() {
        Credential::SUBJECT => {
            serde_json::to_value(Reply::Done((seen.body["login"] == "li.na").then(secret)))
        }
        Standing::SUBJECT => serde_json::to_value(Reply::Done(&registry.stands)),
        Names::SUBJECT => Ok(json!({"done": {OWNER.to_string(): "听涛医院"}})),
        account::SignIn::SUBJECT if registry.locked || registry.stands.disabled.is_some() => {
            let closed = contracts::Rejection::Account(account::Rejection::NotNow);
            serde_json::to_value(Reply::<()>::Rejected(closed))
        }
        account::SignIn::SUBJECT => {
            assert_eq!(seen.body["password_right"], true);
            registry.stands.signed_in = seen.headers.command;
            serde_json::to_value(receipt("account"))
        }
        _others => serde_json::to_value(receipt("offer")),
    };
    reply.unwrap()
}

/// A portal, the provider beside it, and what `registry` knows.
struct Office {
    app: TestApp,
    provider: Shared,
    registry: Known,
}

impl Office {
    async fn new() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut OpenIdOptions)) -> Self {
        let provider = provider().await;
        let issuer = provider.lock().unwrap().issuer.clone();
        let mut options = OpenIdOptions::new(&issuer, CLIENT, PORTAL);
        options.client_secret = Some(SECRET.to_owned());
        change(&mut options);
        let stands = Stands {
            person: PersonId(Uuid::from_u128(0xAA)),
            login: "li.na".to_owned(),
            name: "李娜".to_owned(),
            grants: vec![Grant { organisation: OWNER, role: Role::Liaison }],
            disabled: None,
            epoch: 1,
            signed_in: None,
            password_until: None,
            totp: false,
        };
        let registry = Arc::new(Mutex::new(Registry { stands, locked: false }));
        let known = Arc::clone(&registry);
        let reply = move |seen: &Seen| Some(answered(&mut known.lock().unwrap(), seen));
        let app = TestApp::new(reply).await;
        let accounts = AccountOptions { openid: Some(options), ..AccountOptions::default() };
        Self { app: app.dealing_with(accounts), provider, registry }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.app.anonymously(Method::GET, path, &[("cookie", cookie)], "").await
    }

    /// Goes to the provider, which remembers what it is asked: the cookie and the state.
    async fn led(&self, next: &str) -> (String, String) {
        let led = self.get(&format!("/sign-in/openid?next={next}"), "").await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{}", led.text);
        let (at, query) = led.header("location").split_once("?tenant=1&").unwrap();
        let issuer = self.provider.lock().unwrap().issuer.clone();
        assert_eq!(at, format!("{issuer}/authorize"));
        let asked: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let asked = |name: &str| asked.iter().find(|(found, _)| found == name).unwrap().1.clone();
        assert_eq!((asked("response_type"), asked("client_id")), ("code".into(), CLIENT.into()));
        assert_eq!(asked("redirect_uri"), format!("{PORTAL}/sign-in/openid/back"));
        assert_eq!(asked("code_challenge_method"), "S256");
        let question = (asked("nonce"), asked("code_challenge"));
        self.provider.lock().unwrap().asked = Some(question);
        (sent_back(&led), asked("state"))
    }

    async fn comes_back(&self, cookie: &str, state: &str, code: &str) -> Answer {
        self.get(&format!("/sign-in/openid/back?state={state}&code={code}"), cookie).await
    }

    /// All of it, from the button on.
    async fn signing_in(&self) -> Answer {
        let (cookie, state) = self.led("/needs").await;
        self.comes_back(&cookie, &state, "good").await
    }

    /// The provider's tokens say this, too.
    fn says(&self, claims: Value) {
        self.provider.lock().unwrap().claims = claims;
    }

    async fn me(&self, answer: &Answer) -> Answer {
        self.get("/api/v1/me", &session(answer)).await
    }

    fn told_to_sign_in(&self) -> bool {
        self.app.seen().iter().any(|seen| seen.subject == account::SignIn::SUBJECT)
    }

    /// The last line about signing in of the audit of access.
    async fn written(&self) -> Event {
        let page = audit::lines(&self.app.gateway, None, None).await.unwrap();
        let mut told = page.items.iter().rev().filter_map(audit::AccessLine::told);
        let signs =
            |event: &Event| matches!(event, Event::SignedIn { .. } | Event::SignInFailed { .. });
        told.find(signs).expect("it was written down")
    }
}

/// The first cookie that is set, as a browser sends it back.
fn sent_back(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The cookie of the session that was begun.
#[track_caller]
fn session(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let cookie = sent_back(answer);
    assert!(cookie.starts_with("__Host-gongjian="), "{cookie}");
    cookie
}

/// It is the page with the form, with this status and these words above it.
#[track_caller]
fn is_form(answer: &Answer, status: StatusCode, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.text.contains(words), "{}", answer.text);
    assert!(answer.text.contains("name=\"password\""), "the form is there: {}", answer.text);
    assert!(!answer.header("set-cookie").starts_with("__Host-gongjian="));
}

const NOT_SIGNED_IN: (StatusCode, &str) = (StatusCode::UNAUTHORIZED, "登录未成功");
const UNTRUE: (StatusCode, &str) = (StatusCode::BAD_GATEWAY, "统一身份认证答复有误");
const AWAY: (StatusCode, &str) = (StatusCode::SERVICE_UNAVAILABLE, "统一身份认证暂不可用");
const LAPSED: (StatusCode, &str) = (StatusCode::FORBIDDEN, "登录请求已失效");
const HERE: (StatusCode, &str) = (StatusCode::FORBIDDEN, "请用登录名和密码登录");

#[tokio::test]
async fn whom_the_provider_vouches_for_is_signed_in_and_comes_to_where_they_wanted() {
    let office = Office::new().await;
    let (cookie, state) = office.led("%2Fneeds%3Fkind%3Dwish").await;
    let back = office.comes_back(&cookie, &state, "good").await;
    assert_eq!(back.header("location"), "/needs?kind=wish");
    let cookies: Vec<_> = back.headers.get_all("set-cookie").iter().collect();
    let forgotten = "__Host-gongjian-openid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
    assert_eq!(cookies[1], forgotten);
    let actor = Actor::Person {
        person: PersonId(Uuid::from_u128(0xAA)),
        organisation: OWNER,
        role: Role::Liaison,
    };
    assert_eq!(office.me(&back).await.json, serde_json::to_value(&actor).unwrap());
    assert!(office.told_to_sign_in(), "it is one of the account's own sign-ins");
    let account = AccountId(Uuid::from_u128(1));
    let written = office.written().await;
    assert!(matches!(written, Event::SignedIn { account: of, .. } if of == account));
}

#[tokio::test]
async fn the_cookie_of_a_sign_in_is_bound_to_the_host_and_short_lived() {
    let office = Office::new().await;
    let led = office.get("/sign-in/openid", "").await;
    let cookie = led.header("set-cookie");
    assert!(cookie.starts_with("__Host-gongjian-openid="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), "{cookie}");
    assert_eq!(led.header("cache-control"), "no-store");
}

#[tokio::test]
async fn one_comes_back_to_pages_of_this_portal_only() {
    let office = Office::new().await;
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let (cookie, state) = office.led(next).await;
        let back = office.comes_back(&cookie, &state, "good").await;
        assert_eq!(back.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_for_this_sign_in_lets_nobody_in() {
    let office = Office::new().await;
    let now = Timestamp::now().as_second();
    for claims in [
        json!({"nonce": "of another"}),
        json!({"nonce": null}),
        json!({"aud": "another"}),
        json!({"aud": [CLIENT, "another"]}),
        json!({"iss": "https://another.example"}),
        json!({"exp": now - 61}),
        json!({"exp": null}),
        json!({"sub": null}),
    ] {
        office.says(claims.clone());
        let (status, words) = UNTRUE;
        is_form(&office.signing_in().await, status, words);
        let written = office.written().await;
        assert!(matches!(written, Event::SignInFailed { account: None, .. }), "{claims}");
    }
    assert!(!office.told_to_sign_in());
}

#[tokio::test]
async fn a_key_that_is_not_the_providers_lets_nobody_in() {
    let office = Office::new().await;
    session(&office.signing_in().await);
    office.provider.lock().unwrap().key = fresh_key();
    let (status, words) = UNTRUE;
    is_form(&office.signing_in().await, status, words);
}

#[tokio::test]
async fn a_provider_changes_its_keys_and_is_looked_up_again() {
    let office = Office::new().await;
    session(&office.signing_in().await);
    session(&office.signing_in().await);
    assert_eq!(office.provider.lock().unwrap().found, 1, "what it said is believed");
    {
        let mut provider = office.provider.lock().unwrap();
        (provider.kid, provider.key) = ("second", fresh_key());
    }
    session(&office.signing_in().await);
    assert_eq!(office.provider.lock().unwrap().found, 2);
}

#[tokio::test]
async fn whoever_may_not_is_refused_in_the_words_for_a_wrong_password() {
    let office = Office::new().await;
    let unknown = "login=li.nb&password=wrong+horse+7+staple";
    let typed = office.app.anonymously(Method::POST, "/sign-in", &[FORM], unknown).await;
    let (status, words) = NOT_SIGNED_IN;
    is_form(&typed, status, words);
    let said = |answer: &Answer| {
        let (_, said) = answer.text.split_once("role=\"alert\"").unwrap();
        said.split_once("</div>").unwrap().0.to_owned()
    };
    let refused = async |office: &Office| {
        let answer = office.signing_in().await;
        is_form(&answer, status, words);
        assert_eq!(said(&answer), said(&typed));
        office.written().await
    };
    let account = AccountId(Uuid::from_u128(1));
    for name in ["li.nb", "", "no login name at all, as it is much too long for one"] {
        office.says(json!({"preferred_username": name}));
        let written = refused(&office).await;
        assert!(matches!(written, Event::SignInFailed { account: None, .. }), "{name}");
    }
    office.says(json!({}));
    office.registry.lock().unwrap().locked = true;
    let written = refused(&office).await;
    assert!(matches!(written, Event::SignInFailed { account: Some(of), .. } if of == account));
    office.registry.lock().unwrap().locked = false;
    office.registry.lock().unwrap().stands.disabled = Some(Disabling::ByAdministrator);
    let written = refused(&office).await;
    assert!(matches!(written, Event::SignInFailed { account: Some(of), .. } if of == account));
    let opens = |seen: &Seen| seen.subject == account::Open::SUBJECT;
    assert!(!office.app.seen().iter().any(opens), "no account is opened");
}

#[tokio::test]
async fn a_sign_in_is_taken_up_once_by_the_browser_that_began_it() {
    let office = Office::new().await;
    let (status, words) = LAPSED;
    let (cookie, state) = office.led("/").await;
    let (other, _) = office.led("/").await;
    is_form(&office.comes_back("", &state, "good").await, status, words);
    is_form(&office.comes_back(&other, &state, "good").await, status, words);
    is_form(&office.comes_back(&cookie, "another", "good").await, status, words);
    is_form(&office.get("/sign-in/openid/back", &cookie).await, status, words);
    let (cookie, state) = office.led("/").await;
    session(&office.comes_back(&cookie, &state, "good").await);
    is_form(&office.comes_back(&cookie, &state, "good").await, status, words);
}

#[tokio::test]
async fn a_code_that_was_used_and_a_visitor_who_would_not_are_told_apart() {
    let office = Office::new().await;
    let (cookie, state) = office.led("/").await;
    let (status, words) = LAPSED;
    is_form(&office.comes_back(&cookie, &state, "used").await, status, words);
    let (cookie, state) = office.led("/").await;
    let path = format!("/sign-in/openid/back?state={state}&error=access_denied");
    let (status, words) = NOT_SIGNED_IN;
    is_form(&office.get(&path, &cookie).await, status, words);
    let (cookie, state) = office.led("/").await;
    let path = format!("/sign-in/openid/back?state={state}&code=good&iss=https://another.example");
    let (status, words) = UNTRUE;
    is_form(&office.get(&path, &cookie).await, status, words);
}

#[tokio::test]
async fn a_provider_that_is_away_stops_nobody_and_is_asked_again() {
    let office = Office::new().await;
    office.provider.lock().unwrap().down = true;
    let (status, words) = AWAY;
    let away = office.get("/sign-in/openid?next=%2Fneeds", "").await;
    is_form(&away, status, words);
    assert!(away.text.contains("value=\"/needs\""), "where one wanted to go is kept");
    let form = office.get("/sign-in?next=%2Fneeds", "").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text.contains("href=\"/sign-in/openid?next=%2Fneeds\""), "{}", form.text);
    assert!(form.text.contains("统一身份认证登录"));
    office.provider.lock().unwrap().down = false;
    session(&office.signing_in().await);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_waited_for_so_long() {
    let office = Office::with(|options| options.patience = Duration::from_millis(100)).await;
    office.provider.lock().unwrap().silent = true;
    let (status, words) = AWAY;
    is_form(&office.get("/sign-in/openid", "").await, status, words);
}

#[tokio::test]
async fn a_provider_that_calls_itself_otherwise_is_not_believed() {
    let office = Office::with(|options| options.issuer.push('/')).await;
    let (status, words) = UNTRUE;
    is_form(&office.get("/sign-in/openid", "").await, status, words);
}

#[tokio::test]
async fn administrators_and_whoever_has_one_time_codes_sign_in_here() {
    let office = Office::new().await;
    let (status, words) = HERE;
    office.registry.lock().unwrap().stands.totp = true;
    is_form(&office.signing_in().await, status, words);
    office.registry.lock().unwrap().stands.totp = false;
    let administrator = Grant { organisation: OWNER, role: Role::SecurityAdministrator };
    office.registry.lock().unwrap().stands.grants.push(administrator);
    is_form(&office.signing_in().await, status, words);
    assert!(!office.told_to_sign_in(), "no failure is counted against the account");
}

#[tokio::test]
async fn a_session_by_the_providers_word_does_not_become_an_administrators() {
    let office = Office::new().await;
    let begun = office.signing_in().await;
    let cookie = session(&begun);
    let path = "/api/v1/session/totp";
    let totp = office.app.anonymously(Method::POST, path, &[("cookie", &cookie)], "").await;
    totp.is_problem(403, "sign_in_here");
    let administrator = Grant { organisation: OWNER, role: Role::SystemAdministrator };
    office.registry.lock().unwrap().stands.grants.push(administrator);
    let out = async {
        while office.me(&begun).await.status == 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), out).await.unwrap();
    office.me(&begun).await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn whoever_does_not_sign_in_by_password_is_not_asked_for_a_new_one() {
    let office = Office::new().await;
    office.registry.lock().unwrap().stands.password_until = Some(monday());
    let begun = office.signing_in().await;
    assert_eq!(office.me(&begun).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_for() {
    let office = Office::with(|options| options.login_claim = "email".to_owned()).await;
    let (status, words) = NOT_SIGNED_IN;
    let says = |more: Value| office.provider.lock().unwrap().more = more;
    says(json!({"sub": "1", "email": "li.na"}));
    session(&office.signing_in().await);
    says(json!({"sub": "1", "email": "li.na", "email_verified": false}));
    is_form(&office.signing_in().await, status, words);
    says(json!({"sub": "1"}));
    is_form(&office.signing_in().await, status, words);
    says(json!({"sub": "2", "email": "li.na"}));
    let (status, words) = UNTRUE;
    is_form(&office.signing_in().await, status, words);
}

#[tokio::test]
async fn without_a_provider_there_is_no_button_and_no_way() {
    let app = TestApp::new(|_| None).await;
    let form = app.anonymously(Method::GET, "/sign-in", &[], "").await;
    assert!(!form.text.contains("/sign-in/openid"));
    for path in ["/sign-in/openid", "/sign-in/openid/back"] {
        let answer = app.anonymously(Method::GET, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
