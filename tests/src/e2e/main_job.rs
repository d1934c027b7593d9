//! The main job, once each way: from a line of a list to an accepted project.

use contracts::Role;
use reqwest::Method;
use serde_json::{Value, json};
use values::OrganisationId;

use crate::system::{Person, System, wait_until};

/// Both sides of a claim with their people.
pub(super) struct Town {
    pub(super) clerk: Person,
    secretary: Person,
    pub(super) liaison: Person,
    head: Person,
}

impl Town {
    pub(super) async fn of(system: &System) -> Self {
        let community = system.organisation("望海社区党委", "community").await;
        let unit = system.organisation("听涛医院", "unit").await;
        let town = Self::with(system, community, unit);
        let who = json!({ "unit": unit });
        let request = json!({ "who": who, "community": community, "primary": true });
        let check_in = system.make(&town.liaison, "/check-ins", request).await;
        system.post(&town.clerk, &format!("/check-ins/{check_in}/accept"), json!({})).await;
        town
    }

    /// The people of a community and a unit that are there already.
    pub(super) fn with(system: &System, community: OrganisationId, unit: OrganisationId) -> Self {
        Self {
            clerk: system.person(community, Role::CommunityClerk),
            secretary: system.person(community, Role::CommunitySecretary),
            liaison: system.person(unit, Role::Liaison),
            head: system.person(unit, Role::UnitHead),
        }
    }

    fn community(&self) -> OrganisationId {
        self.clerk.organisation
    }

    pub(super) fn unit(&self) -> OrganisationId {
        self.liaison.organisation
    }
}

pub(super) fn sessions(quantity: u64) -> Value {
    json!({ "quantity": quantity, "unit": "session" })
}

async fn list_offer(system: &System, town: &Town) -> String {
    let offer = json!({
        "owner": town.unit(), "title": "社区义诊", "category": "service", "amount": sessions(12),
    });
    system.make(&town.liaison, "/offers", offer).await
}

pub(super) async fn post_need(system: &System, town: &Town) -> String {
    let need = json!({
        "owner": town.community(), "title": "老人体检", "kind": "common", "category": "service",
        "source": "community", "amount": sessions(3),
    });
    let need = system.make(&town.clerk, "/needs", need).await;
    let verified = json!({ "amount": sessions(2) });
    system.post(&town.clerk, &format!("/needs/{need}/verify"), verified).await;
    let post = json!({ "terms": { "divisible": true, "partners_max": 3 } });
    system.post(&town.clerk, &format!("/needs/{need}/post"), post).await;
    need
}

pub(super) async fn claim_in(system: &System, who: &Person, claim: &str, status: &str) -> Value {
    wait_until(&format!("claim {claim} to be {status}"), async || {
        let line = system.get(who, &format!("/claims/{claim}")).await;
        (line["status"] == status).then_some(line)
    })
    .await
}

/// The head of the unit signs in and out by the code that the liaison shows: hands back the record.
async fn signed_in_and_out(system: &System, town: &Town, project: &str, quantity: u64) -> String {
    let roll = system.make(&town.liaison, &format!("/projects/{project}/rolls"), json!({})).await;
    let (way_in, way_out) = (format!("/rolls/{roll}/sign-in"), format!("/rolls/{roll}/sign-out"));
    let guessed = Some(json!({ "code": "0123456789abcdef" }));
    let refused = system.send(&town.head, Method::POST, &way_in, guessed).await;
    assert_eq!(refused.code(), "roll.code_not_good", "a code was guessed");
    let shown = system.get(&town.liaison, &format!("/rolls/{roll}/code")).await;
    let code = json!({ "code": shown["code"] });
    system.post(&town.head, &way_in, code.clone()).await;
    system.post(&town.head, &way_out, code).await;
    let close = json!({ "what": "义诊一次", "quantity": quantity });
    let record = system.make(&town.liaison, &format!("/rolls/{roll}/close"), close).await;
    let line = system.get(&town.clerk, &format!("/records/{record}")).await;
    assert_eq!(line["service"]["attendance"][0]["minutes"], 1, "{line}");
    record
}

/// From an accepted claim to an accepted project: signed by both, recorded, confirmed, accepted.
pub(super) async fn carry_out(system: &System, town: &Town, claim: &str, quantity: u64) -> Value {
    let duty = |party: OrganisationId, what: &str| {
        let amount = sessions(4);
        json!({ "party": party, "kind": "service", "what": what, "amount": amount })
    };
    let terms = json!({
        "title": "义诊共建协议", "project": "社区义诊", "from": "2026-01-01", "until": "2026-12-31",
        "duties": [duty(town.unit(), "派出医生"), duty(town.community(), "提供场地")],
    });
    let draft = json!({ "claim": claim, "terms": terms });
    let agreement = system.make(&town.clerk, "/agreements", draft).await;
    let open = json!({ "claim": claim, "title": "不签协议先立项" });
    let refused = system.api().send(&town.clerk, Method::POST, "/projects", Some(open)).await;
    assert_eq!(refused.body["code"], "project.agreement_out", "{:?}", refused.body);
    let sign = format!("/agreements/{agreement}/sign");
    system.post(&town.head, &sign, json!({ "party": town.unit(), "draft": 1 })).await;
    system.kill_broker().await;
    claim_in(system, &town.clerk, claim, "accepted").await;
    system.post(&town.secretary, &sign, json!({ "party": town.community(), "draft": 1 })).await;
    let agreed = claim_in(system, &town.clerk, claim, "agreed").await;
    let project = agreed["project"].as_str().unwrap().to_owned();
    let opened = system.get(&town.clerk, &format!("/projects/{project}")).await;
    assert_eq!(opened["title"], "社区义诊", "{opened}");
    let service = |date: &str| {
        json!({
            "what": "义诊一次", "date": date, "minutes": 120, "people": 4, "quantity": quantity,
            "duty": { "number": 1, "quantity": 1 },
        })
    };
    let wrong = signed_in_and_out(system, town, &project, quantity).await;
    let correct = json!({ "service": service("2026-01-05"), "reason": "日期写错" });
    let record = system.make(&town.liaison, &format!("/records/{wrong}/correct"), correct).await;
    let countered = system.get(&town.clerk, &format!("/records/{wrong}")).await;
    assert_eq!(countered["status"], "countered", "{countered}");
    assert_eq!(countered["instead"], record, "{countered}");
    let confirm = format!("/records/{record}/confirm");
    let own = system.send(&town.liaison, Method::POST, &confirm, Some(json!({}))).await;
    assert_eq!(own.code(), "record.not_authorised", "whoever recorded it confirmed it");
    system.post(&town.clerk, &confirm, json!({})).await;
    wait_until("what was confirmed to count", async || {
        let line = system.get(&town.clerk, &format!("/agreements/{agreement}")).await;
        let done = [&line["duties"][0]["rate"], &line["duties"][1]["rate"], &line["fulfilment"]];
        (done == [&json!(2_500), &json!(0), &json!(1_250)]).then_some(())
    })
    .await;
    system.post(&town.liaison, &format!("/projects/{project}/ask-acceptance"), json!({})).await;
    system.post(&town.secretary, &format!("/projects/{project}/accept"), json!({})).await;
    claim_in(system, &town.clerk, claim, "delivered").await;
    system.get(&town.clerk, &format!("/projects/{project}")).await
}

#[tokio::test]
async fn a_unit_claims_a_need_and_it_becomes_an_accepted_project() {
    let system = System::start().await;
    let town = Town::of(&system).await;
    let (offer, need) = (list_offer(&system, &town).await, post_need(&system, &town).await);
    let propose = json!({
        "claimer": { "organisation": town.unit() }, "side": "giving", "need": need, "offer": offer,
        "amount": sessions(2), "area": "990101001001",
    });
    let held = system.post(&town.liaison, "/claims?wait=9s", propose).await;
    assert_eq!(held["status"], "held", "{held}");
    let claim = held["id"].as_str().unwrap();
    system.kill_broker().await;
    system.post(&town.clerk, &format!("/claims/{claim}/accept"), json!({})).await;
    let project = carry_out(&system, &town, claim, 2).await;
    assert_eq!(project["status"], "accepted", "{project}");
    assert!(project["code"].as_str().unwrap().starts_with("990101001001-"), "{project}");

    wait_until("the need to be delivered", async || {
        let line = system.get(&town.clerk, &format!("/needs/{need}")).await;
        (line["status"] == "delivered").then_some(())
    })
    .await;
    let solved = json!({ "outcome": { "result": "solved" } });
    system.post(&town.clerk, &format!("/needs/{need}/close"), solved).await;
    wait_until("the offer to be used", async || {
        let line = system.get(&town.clerk, &format!("/offers/{offer}")).await;
        (line["used"] == 2 && line["held"] == 0).then_some(())
    })
    .await;
    let traced = system.run(&["trace", &need]);
    let traced = String::from_utf8(traced.stdout).unwrap();
    for event in ["offer.listed.v1", "need.posted.v1", "claim.held.v1", "project.accepted.v1"] {
        assert!(traced.contains(event), "{event} is not in the trace:\n{traced}");
    }
}

#[tokio::test]
async fn a_community_claims_an_offer_and_it_becomes_an_accepted_project() {
    let mut system = System::start().await;
    let town = Town::of(&system).await;
    let offer = list_offer(&system, &town).await;
    let propose = json!({
        "claimer": { "organisation": town.community() }, "side": "asking", "offer": offer,
        "amount": sessions(2),
        "area": "990101001001",
    });
    let claim = system.make(&town.clerk, "/claims", propose).await;
    claim_in(&system, &town.clerk, &claim, "held").await;
    system.stop().await;
    system.up().await;
    system.post(&town.liaison, &format!("/claims/{claim}/accept"), json!({})).await;
    let project = carry_out(&system, &town, &claim, 2).await;
    assert_eq!(project["status"], "accepted", "{project}");
    rate_each_other(&system, &town, &claim).await;
}

/// Both sides rate, neither sees the other's before, and the claim is closed by it.
async fn rate_each_other(system: &System, town: &Town, claim: &str) {
    let asked = format!("/occasions?organisation={}&status=open", town.unit());
    let occasion = wait_until("the occasion to rate", async || {
        let page = system.get(&town.liaison, &asked).await;
        let lines = page["items"].as_array()?;
        let line = lines.iter().find(|line| line["about"]["claim"]["claim"] == claim)?;
        Some(line["id"].as_str()?.to_owned())
    })
    .await;
    let rate = format!("/occasions/{occasion}/ratings");
    let ratings = format!("/ratings?occasion={occasion}");
    let of = |rated: OrganisationId, stars: u8| {
        let rated = json!({ "organisation": rated });
        json!({ "rated": rated, "stars": stars })
    };
    system.post(&town.clerk, &rate, of(town.unit(), 4)).await;
    assert_eq!(system.get(&town.liaison, &ratings).await["total"], 0, "it is sealed");
    let own = system.send(&town.clerk, Method::POST, &rate, Some(of(town.community(), 5))).await;
    assert_eq!(own.code(), "occasion.not_authorised");
    system.post(&town.liaison, &rate, of(town.community(), 5)).await;
    let opened = system.get(&town.liaison, &ratings).await;
    assert_eq!((&opened["total"], &opened["items"][1]["stars"]), (&json!(2), &json!(4)));
    claim_in(system, &town.clerk, claim, "closed").await;
}
