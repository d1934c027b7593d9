//! Public events, as another system follows them.

use std::collections::BTreeSet;

use axum::http::Method;
use bus::{Bus, MemoryStreams};
use contracts::Query;
use contracts::Reply;
use contracts::registry::Names;
use serde_json::{Value, json};

use super::app::{Answer, ID, TestApp};

const UNIT: &str = "00000000-0000-0000-0000-00000000000a";
const COMMUNITY: &str = "00000000-0000-0000-0000-00000000000b";
const PERSON: &str = "00000000-0000-0000-0000-0000000000bb";

/// What a log holds and nobody else should see stands in its commits under this name.
const SECRET: &str = "秘密";

/// Logs that other systems follow.
struct Logs(MemoryStreams);

impl Logs {
    fn new() -> Self {
        Self(MemoryStreams::new())
    }

    /// One more commit of `service`.
    fn commit(&self, service: &str, events: &[Value]) {
        let before = self.0.last(service);
        let recorded = |event| json!({ "aggregate": ID, "version": 1, "event": event });
        let commit = json!({
            "position": before + 1, "previous": "0".repeat(64), "command": ID,
            "request": "0".repeat(64), "time": "2026-03-02T01:00:00Z",
            "actor": { "person": { "person": PERSON, "organisation": UNIT, "role": "liaison" } },
            "events": events.iter().map(recorded).collect::<Vec<_>>(),
        });
        let commit = serde_json::to_vec(&commit).unwrap();
        self.0.publish(service, before, commit.into()).unwrap();
    }

    async fn app(&self) -> TestApp {
        TestApp::on(Bus::over(self.0.clone()), |seen| {
            let named = json!({ ID: { "title": "社区义诊", "owner": COMMUNITY } });
            let names = json!({ UNIT: "听涛医院", COMMUNITY: "望海社区" });
            let known = if seen.subject == Names::SUBJECT { names } else { named };
            Some(json!(Reply::Done(known)))
        })
        .await
    }
}

fn fixture(tag: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/contracts/fixtures");
    let text = std::fs::read_to_string(format!("{folder}/{tag}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn opened_by(giving: Value) -> Value {
    let mut opened = fixture("project.opened.v1");
    opened["data"]["giving"] = giving;
    opened["data"]["asking"] = COMMUNITY.into();
    opened
}

async fn asked(app: &TestApp, path: &str) -> Answer {
    let answer = app.anonymously(Method::GET, path, &[], "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/cloudevents-batch+json");
    answer
}

/// Where the next batch is.
fn next(answer: &Answer) -> &str {
    let link = answer.header("link");
    link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap()
}

/// What happened, by source and id.
fn ids(answer: &Answer) -> Vec<(String, String)> {
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    let events = answer.json.as_array().unwrap().iter();
    events.map(|event| (text(event, "source"), text(event, "id"))).collect()
}

#[tokio::test]
async fn what_is_public_is_told_as_cloud_events_with_the_names_of_organisations() {
    let logs = Logs::new();
    logs.commit("projects", &[opened_by(json!({ "organisation": UNIT }))]);
    let app = logs.app().await;
    let answer = asked(&app, "/api/v1/events").await;
    let expected = json!([{
        "specversion": "1.0", "id": "1.1", "source": "urn:gongjian:projects",
        "type": "project.opened.v1", "subject": ID, "time": "2026-03-02T01:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "title": "社区义诊",
            "organisations": [
                { "id": UNIT, "name": "听涛医院" }, { "id": COMMUNITY, "name": "望海社区" },
            ],
        },
    }]);
    assert_eq!(answer.json, expected);
    let seen = app.seen();
    let projects = seen.iter().find(|seen| seen.subject == "qry.projects.names").unwrap();
    assert_eq!(projects.headers.at_least, Some(1), "no title is older than the event");
}

#[tokio::test]
async fn a_follower_goes_on_where_it_was_and_misses_nothing() {
    let logs = Logs::new();
    let accepted = fixture("project.accepted.v1");
    for _ in 0..250 {
        logs.commit("projects", &[accepted.clone(), accepted.clone()]);
    }
    let app = logs.app().await;
    let (mut told, mut path) = (Vec::new(), "/api/v1/events".to_owned());
    for _ in 0..20 {
        let answer = asked(&app, &path).await;
        told.extend(ids(&answer));
        next(&answer).clone_into(&mut path);
    }
    assert_eq!(told.len(), 500);
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), 500, "none comes twice");
    logs.commit("needs", &[json!({
        "type": "need.closed.v1",
        "data": { "outcome": { "result": "solved" }, "reopen_until": "2026-05-01T15:59:59.999Z" },
    })]);
    logs.commit("projects", &[accepted]);
    let answer = asked(&app, &path).await;
    let source = |name: &str, id: &str| (format!("urn:gongjian:{name}"), id.to_owned());
    assert_eq!(ids(&answer), [source("projects", "251.1"), source("needs", "1.1")]);
    assert_eq!(ids(&asked(&app, &path).await), ids(&answer), "the same again is the same");
    assert!(ids(&asked(&app, next(&answer)).await).is_empty());
}

#[tokio::test]
async fn money_and_recognition_are_told_without_vouchers_and_persons() {
    let logs = Logs::new();
    logs.commit("projects", &[fixture("project.funds_moved.v1")]);
    logs.commit("projects", &[opened_by(json!({ "person": PERSON }))]);
    let app = logs.app().await;
    let answer = asked(&app, "/api/v1/events").await;
    let funds = json!({
        "flow": "received", "amount": 120_050, "what": "街道补助", "date": "2026-03-07",
    });
    assert_eq!(answer.json[0]["data"]["funds"], funds);
    assert_eq!(answer.json[1]["data"]["persons"], 1);
    assert!(!answer.text.contains(PERSON) && !answer.text.contains("abab"), "{}", answer.text);
}

#[tokio::test]
async fn what_is_not_public_is_passed_over() {
    let logs = Logs::new();
    logs.commit("needs", &[fixture("need.closed.v1")]);
    for (service, tag) in [
        ("projects", "claim.proposed.v1"),
        ("projects", "project.refused.v1"),
        ("projects", "agreement.broken.v1"),
        ("needs", "need.raised.v1"),
        ("evaluation", "recognition.published.v1"),
    ] {
        let mut event = fixture(tag);
        event["data"]["reason"] = SECRET.into();
        logs.commit(service, &[event]);
    }
    let app = logs.app().await;
    let answer = asked(&app, "/api/v1/events").await;
    assert_eq!(answer.json, json!([]));
    assert_eq!(next(&answer), "/api/v1/events?cursor=3-2-1");
}

#[tokio::test]
async fn a_cursor_from_after_the_end_is_refused() {
    let app = Logs::new().app().await;
    for cursor in ["1", "0-0-0-0", "x"] {
        let path = format!("/api/v1/events?cursor={cursor}");
        app.anonymously(Method::GET, &path, &[], "").await.is_problem(422, "unreadable");
    }
}

#[tokio::test]
async fn every_public_kind_is_read_as_it_is_stored() {
    let logs = Logs::new();
    let kinds = [
        ("projects", "project.opened.v1"),
        ("projects", "project.started.v1"),
        ("projects", "project.accepted.v1"),
        ("projects", "project.archived.v1"),
        ("projects", "project.funds_moved.v1"),
    ];
    for (service, tag) in kinds {
        logs.commit(service, &[fixture(tag)]);
    }
    let app = logs.app().await;
    assert_eq!(ids(&asked(&app, "/api/v1/events").await).len(), kinds.len());
}
