//! What changes nothing: reading, and editing a unit, as far as its claims go.

use std::collections::BTreeMap;

use contracts::Role;
use reqwest::Method;
use serde_json::{Value, json};
use values::OrganisationId;

use crate::system::{Person, System, wait_until};

/// A need that a unit holds with its own offer.
struct Town {
    system: System,
    operator: Person,
    unit: OrganisationId,
    community: OrganisationId,
    need: String,
    offer: String,
    claim: String,
}

async fn town() -> Town {
    let system = System::start().await;
    let operator = system.operator();
    let community = system.organisation("望海社区党委", "community").await;
    let unit = system.organisation("听涛医院", "unit").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let liaison = system.person(unit, Role::Liaison);
    let amount = json!({ "quantity": 2, "unit": "session" });
    let need = json!({
        "owner": community, "title": "周末义诊", "kind": "common", "category": "service",
        "source": "community", "amount": amount,
    });
    let need = system.make(&clerk, "/needs", need).await;
    system.post(&clerk, &format!("/needs/{need}/verify"), json!({ "amount": amount })).await;
    let terms = json!({ "terms": { "divisible": true, "partners_max": 2 } });
    system.post(&clerk, &format!("/needs/{need}/post"), terms).await;
    let offer = json!({
        "owner": unit, "title": "义诊", "category": "service", "amount": amount,
    });
    let offer = system.make(&liaison, "/offers", offer).await;
    let propose = json!({
        "claimer": { "organisation": unit }, "side": "giving", "need": need, "offer": offer,
        "area": "990101001001", "amount": { "quantity": 1, "unit": "session" },
    });
    let claim = system.post(&liaison, "/claims?wait=10s", propose).await;
    assert_eq!(claim["status"], "held", "{claim}");
    let claim = claim["id"].as_str().unwrap().to_owned();
    Town { system, operator, unit, community, need, offer, claim }
}

impl Town {
    /// The last commit of each service, once each has seen all of the others'.
    async fn settled(&self) -> BTreeMap<String, u64> {
        let ready = format!("{}/readyz", self.system.ops());
        wait_until("nothing to move", async || {
            let ready: Value = reqwest::get(&ready).await.ok()?.json().await.ok()?;
            let services = ready.as_array()?;
            let name = |service: &Value| service["service"].as_str().unwrap().to_owned();
            let head = |service: &Value| (name(service), service["position"].as_u64().unwrap());
            let heads: BTreeMap<_, _> = services.iter().map(head).collect();
            let has_seen_all = |service: &Value| {
                let followed = service["followed"].as_object().unwrap();
                followed.iter().all(|(source, seen)| seen.as_u64() == heads.get(source).copied())
            };
            services.iter().all(has_seen_all).then_some(heads)
        })
        .await
    }

    /// What everybody reads of the claim and its lines.
    async fn lines(&self) -> [Value; 3] {
        let Self { system, operator, need, offer, claim, .. } = self;
        [
            system.get(operator, &format!("/claims/{claim}")).await,
            system.get(operator, &format!("/needs/{need}")).await,
            system.get(operator, &format!("/offers/{offer}")).await,
        ]
    }

    /// Every path that is only read, with what there is in its places.
    async fn paths(&self) -> Vec<String> {
        let api = self.system.get(&self.operator, "/../openapi.json").await;
        let paths = api["paths"].as_object().unwrap().iter();
        let read = paths.filter(|(_, operations)| operations["get"].is_object());
        let filled = read.map(|(path, _)| {
            let path = path.strip_prefix("/api/v1").unwrap_or(path);
            path.replace("{organisation}", &self.unit.to_string())
                .replace("{unit}", &self.unit.to_string())
                .replace("{need}", &self.need)
                .replace("{offer}", &self.offer)
                .replace("{claim}", &self.claim)
                .split('/')
                .map(|part| if part.starts_with('{') { &self.claim } else { part })
                .collect::<Vec<_>>()
                .join("/")
        });
        filled.collect()
    }
}

#[tokio::test]
async fn reading_never_writes() {
    let town = town().await;
    let before = town.settled().await;
    let clerk = town.system.person(town.community, Role::CommunityClerk);
    town.lines().await;
    town.system.get(&clerk, "/me").await;
    let mut answered = 0;
    for path in town.paths().await {
        for who in [&town.operator, &clerk] {
            let sent = town.system.try_send(who, Method::GET, &path, None, None).await;
            let answer = sent.unwrap();
            assert!(!answer.status.is_server_error(), "{path}: {answer:?}");
            answered += u32::from(answer.status.is_success());
        }
    }
    assert!(answered > 60, "only {answered} questions had an answer");
    assert_eq!(town.settled().await, before);
}

#[tokio::test]
async fn editing_a_unit_never_touches_its_claims() {
    let town = town().await;
    let Town { system, operator, unit, community, .. } = &town;
    let (before, lines) = (town.settled().await, town.lines().await);
    let path = format!("/organisations/{unit}");
    let edits = [
        (Method::PUT, "", json!({ "name": "听涛中心医院", "nature": "hospital" })),
        (Method::POST, "/aliases", json!({ "alias": "听涛一院" })),
        (Method::POST, "/place", json!({ "area": "990101001002", "from": "2020-01-01" })),
        (Method::POST, "/affiliate", json!({ "parent": community, "from": "2020-01-01" })),
        (Method::POST, "/suspend", json!({ "reason": "停业整顿" })),
        (Method::POST, "/resume", json!({})),
        (Method::POST, "/certify", json!({})),
    ];
    for (method, verb, body) in edits {
        system.send(operator, method, &format!("{path}{verb}"), Some(body)).await.ok();
    }
    let mut after = town.settled().await;
    assert!(after["registry"] >= before["registry"] + 6, "{after:?}");
    // Of a unit `matching` writes down what it is, to match and find it.
    for service in ["registry", "matching"] {
        after.insert(service.into(), before[service]);
    }
    assert_eq!(after, before, "nobody else wrote anything");
    assert_eq!(town.lines().await, lines);
}
