//! A gateway over services that answer what the test says.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bus::{Bus, Headers};
use contracts::testing::{OWNER, liaison_of, person};
use contracts::{Changed, Failure, Receipt, Rejection, Reply, Role, SERVICES, subjects};
use files::Files;
use runtime::{Client, Clock};
use serde_json::{Value, json};
use tower::ServiceExt;
use values::{CommandId, Uuid};

use crate::residents::Peer;
use crate::{AccountOptions, Audit, Gateway, Tokens, router};

/// Somebody.
pub(super) const PERSON: &str = "00000000-0000-0000-0000-000000000001";

/// The version of whatever is asked for.
pub(super) const VERSION: u64 = 3;

/// A request that reached a service.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) subject: String,
    pub(super) headers: Headers,
    pub(super) body: Value,
}

impl Seen {
    pub(super) fn command(&self) -> CommandId {
        self.headers.command.expect("it was a command")
    }
}

pub(super) struct TestApp {
    pub(super) router: Router,
    pub(super) gateway: Gateway,
    pub(super) client: Client,
    pub(super) tokens: Tokens,
    pub(super) audit: Audit,
    pub(super) files: Files,
    pub(super) token: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Where the tokens are: gone with the folder, they would be refused.
    folder: tempfile::TempDir,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    /// How many came over the wire.
    pub(super) bytes: usize,
    /// `null` when it is no JSON.
    pub(super) json: Value,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// It is a problem with this status and code, in Chinese.
    #[track_caller]
    pub(super) fn is_problem(&self, status: u16, code: &str) -> &Value {
        assert_eq!((self.status.as_u16(), &self.json["code"]), (status, &Value::from(code)));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json["status"], status);
        assert_eq!(self.json["type"], format!("urn:gongjian:problem:{code}"));
        assert_eq!(self.json["instance"], self.header("x-request-id"));
        assert!(is_chinese(&self.json["title"]) && is_chinese(&self.json["detail"]));
        &self.json
    }
}

pub(super) fn is_chinese(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)))
}

impl TestApp {
    /// Services that answer what `reply` says; nothing is no answer.
    pub(super) async fn new(
        reply: impl Fn(&Seen) -> Option<Value> + Clone + Send + 'static,
    ) -> Self {
        Self::on(Bus::memory(), reply).await
    }

    /// The same on this bus.
    pub(super) async fn on(
        bus: Bus,
        reply: impl Fn(&Seen) -> Option<Value> + Clone + Send + 'static,
    ) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        for service in SERVICES {
            let mut requests = bus.serve(service).await.unwrap();
            let (seen, reply) = (Arc::clone(&seen), reply.clone());
            tokio::spawn(async move {
                let mut unanswered = Vec::new();
                while let Some(request) = requests.next().await {
                    let one = Seen {
                        subject: request.subject.clone(),
                        headers: request.headers.clone().unwrap(),
                        body: serde_json::from_slice(&request.body).unwrap(),
                    };
                    let is_version = one.subject == subjects::version(service);
                    let version = || serde_json::to_value(Reply::Done(VERSION)).ok();
                    let reply = if is_version { version() } else { reply(&one) };
                    seen.lock().unwrap().push(one);
                    match reply {
                        Some(reply) => request.respond(serde_json::to_vec(&reply).unwrap().into()),
                        None => unanswered.push(request),
                    }
                }
            });
        }
        let mut app = Self::over(bus);
        app.seen = seen;
        app
    }

    /// No service at all.
    pub(super) fn over(bus: Bus) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let token = Tokens::add(&path, &liaison_of(OWNER), None).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        let client = Client::new(bus);
        let files = Files::in_folder(folder.path().join("files"));
        let audit = Audit::open(folder.path().join("logs"), Clock::default(), 365).unwrap();
        let gateway = gateway(&client, &tokens, AccountOptions::default(), &files, &audit);
        let (router, seen) = (router(gateway.clone()), Arc::default());
        Self { router, gateway, client, tokens, audit, files, token, seen, folder }
    }

    /// The same with accounts dealt with otherwise.
    pub(super) fn dealing_with(mut self, accounts: AccountOptions) -> Self {
        self.gateway = gateway(&self.client, &self.tokens, accounts, &self.files, &self.audit);
        self.router = router(self.gateway.clone());
        self
    }

    /// Where its tokens are.
    pub(super) fn token_file(&self) -> &std::path::Path {
        self.tokens.path()
    }

    /// Services that all answer `reply`.
    pub(super) async fn answering<T: serde::Serialize>(reply: Reply<T>) -> Self {
        let reply = serde_json::to_value(reply).unwrap();
        Self::new(move |_| Some(reply.clone())).await
    }

    pub(super) async fn rejecting(rejection: impl Into<Rejection>) -> Self {
        Self::answering(Reply::<()>::Rejected(rejection.into())).await
    }

    pub(super) async fn failing(failure: Failure) -> Self {
        Self::answering(Reply::<()>::Failed(failure)).await
    }

    /// Somebody changes what is kept, behind the gateway's back.
    pub(super) fn alter_file(&self, digest: &str) {
        let path = self.folder.path().join("files").join(digest);
        std::fs::write(path, "something else").unwrap();
    }

    /// What reached the services.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub(super) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/json")], body).await
    }

    pub(super) async fn post_with(&self, path: &str, body: &str, header: (&str, &str)) -> Answer {
        let headers = [("content-type", "application/json"), header];
        self.send(Method::POST, path, &headers, body).await
    }

    /// Sends a form as a browser does, from a page of `site`.
    pub(super) async fn sends(&self, path: &str, form: &str, site: &str) -> Answer {
        self.send(Method::POST, path, &[FORM, ("sec-fetch-site", site)], form).await
    }

    /// What reached the service of a form that a page leads on from.
    pub(super) async fn sent(&self, path: &str, form: &str) -> Value {
        let answer = self.sends(path, form, "same-origin").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        self.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap().body
    }

    /// The page, as somebody of the same organisation in this role is shown it.
    pub(super) async fn get_as(&self, role: Role, path: &str) -> Answer {
        let token = self.bearer(role);
        self.anonymously(Method::GET, path, &[("authorization", &token)], "").await
    }

    /// What becomes of a form that somebody in this role sends from a page.
    pub(super) async fn sends_as(&self, role: Role, path: &str, form: &str) -> Answer {
        let token = self.bearer(role);
        let headers = [("authorization", token.as_str()), FORM, ("sec-fetch-site", "same-origin")];
        self.anonymously(Method::POST, path, &headers, form).await
    }

    pub(super) fn bearer(&self, role: Role) -> String {
        let token = Tokens::add(self.token_file(), &person(role, OWNER), None).unwrap();
        assert!(self.tokens.refresh().unwrap());
        format!("Bearer {token}")
    }

    /// Sends it with the token.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let token = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", token.as_str())];
        all.extend(headers);
        self.anonymously(method, path, &all, body).await
    }

    pub(super) async fn anonymously(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        self.from(Ipv4Addr::UNSPECIFIED.into(), method, path, headers, body).await
    }

    /// Sends it from an address.
    pub(super) async fn from(
        &self,
        address: IpAddr,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.extension(Peer::at(address, &[]));
        let request = request.body(Body::from(body.as_ref().to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: bytes.len(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }
}

fn gateway(
    client: &Client,
    tokens: &Tokens,
    accounts: AccountOptions,
    files: &Files,
    audit: &Audit,
) -> Gateway {
    let (client, tokens, files) = (client.clone(), tokens.clone(), files.clone());
    Gateway::new(client, tokens, accounts, files, audit.clone(), None, 8)
}

pub(super) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

pub(super) const ID: &str = "0190a5a5-0000-7abc-8def-0123456789ab";

/// The receipt of a command that changed one aggregate, at position 7.
pub(super) fn receipt(kind: &str) -> Reply<Receipt> {
    let id = Uuid::parse_str(ID).unwrap();
    let changed = vec![Changed { aggregate: kind.to_owned(), id, version: 1 }];
    Reply::Done(Receipt { position: 7, changed })
}

/// An offer, as somebody lists it.
pub(super) const OFFER: &str = r#"{
    "owner": "00000000-0000-0000-0000-00000000000a", "title": "会议室", "category": "venue",
    "amount": {"quantity": 10, "unit": "session"}
}"#;

/// A claim, as somebody proposes it.
pub(super) const CLAIM: &str = r#"{
    "claimer": {"organisation": "00000000-0000-0000-0000-00000000000a"}, "side": "giving",
    "need": "0190a5a5-0000-7abc-8def-0123456789ab",
    "amount": {"quantity": 3, "unit": "session"}, "area": "371002001001"
}"#;

/// A need on the list of the visitor's own organisation, with what a test says of it instead.
pub(super) fn need(said: Value) -> Value {
    let mut need: Value = serde_json::from_str(NEED).unwrap();
    let Value::Object(said) = said else { panic!("{said}") };
    need.as_object_mut().unwrap().extend(said);
    need
}

const NEED: &str = r#"{
    "owner": "00000000-0000-0000-0000-00000000000a", "title": "路灯坏了", "content": null,
    "kind": "common", "category": "facility", "subcategory": null, "urgency": "ordinary",
    "concerns_many": false, "deliberation": null, "source": "community", "one_off": false,
    "has_raiser": false, "amount": {"quantity": 4, "unit": "piece"}, "held": 0, "delivered": 0,
    "divisible": false, "partners_max": 1, "place": null, "wanted": null, "window": null,
    "deadline": null, "responsible": null, "skills": [], "act_by": null, "overdue": false,
    "escalated": false, "status": "posted", "returned": null, "review": null, "outcome": null,
    "reopen_until": null, "reopened": 0, "follows": null, "follows_outcome": null,
    "duplicates": 0, "distinguished": [], "wish_form": null, "wish_value": null, "pictures": [],
    "holds": [], "steps": [], "raised_at": "2026-03-02T01:00:00Z"
}"#;

/// Whoever is checked in with the visitor's community, where that is what is asked.
pub(super) fn checked_in(seen: &Seen) -> Option<Value> {
    let answer = match seen.subject.as_str() {
        "qry.registry.person-names" => json!({PERSON: "李娜"}),
        "qry.registry.check-in" => json!({
            "id": ID, "who": {"person": PERSON}, "community": OWNER, "primary": true,
            "status": "active", "requested_at": "2026-03-02T01:00:00Z",
        }),
        "qry.registry.check-in-form" => json!({
            "id": ID, "status": "active", "community": "望海社区", "primary": true,
            "half_yearly": false, "unit": null, "can_offer": null, "reason": null,
            "receipt": null, "requested_at": "2026-03-02T01:00:00Z", "member": null,
        }),
        "qry.registry.list-titles" => {
            json!({"offers": "资源", "needs": "需求", "projects": "项目"})
        }
        _ => return None,
    };
    Some(json!({ "done": answer }))
}
