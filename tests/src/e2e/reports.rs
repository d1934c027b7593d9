//! A report about a unit: from a service that was confirmed to the receipt.

use contracts::Role;
use contracts::testing::skipped;
use reqwest::Method;
use serde_json::{Value, json};
use values::OrganisationId;

use super::main_job::claim_in;
use crate::system::{Person, System, wait_until};

const COMMUNITY: &str = "990101001001";

pub(super) struct Street {
    pub(super) officer: Person,
    pub(super) clerk: Person,
    pub(super) liaison: Person,
    pub(super) city: Person,
}

pub(super) async fn registered(
    system: &System,
    (name, level, area): (&str, &str, &str),
    parent: Option<OrganisationId>,
) -> OrganisationId {
    let body = json!({ "name": name, "level": level, "area": area, "parent": parent });
    system.make(&system.operator(), "/organisations", body).await.parse().unwrap()
}

impl Street {
    pub(super) async fn of(system: &System) -> Self {
        let city = registered(system, ("临海市委组织部", "city", "9901"), None).await;
        let street = ("听涛街道党工委", "street", "990101001");
        let street = registered(system, street, None).await;
        let community = registered(system, ("望海社区党委", "community", COMMUNITY), None).await;
        let unit = registered(system, ("听涛医院", "unit", COMMUNITY), Some(city)).await;
        Self {
            officer: system.person(street, Role::StreetOfficer),
            clerk: system.person(community, Role::CommunityClerk),
            liaison: system.person(unit, Role::Liaison),
            city: system.person(city, Role::CityOfficer),
        }
    }
}

/// A service of two hours by four people, in February, confirmed.
pub(super) async fn serve(system: &System, street: &Street) {
    let (community, unit) = (street.clerk.organisation, street.liaison.organisation);
    let amount = json!({ "quantity": 2, "unit": "session" });
    let need = json!({
        "owner": community, "title": "老人体检", "kind": "common", "category": "service",
        "source": "community", "amount": amount,
    });
    let need = system.make(&street.clerk, "/needs", need).await;
    let verified = json!({ "amount": amount });
    system.post(&street.clerk, &format!("/needs/{need}/verify"), verified).await;
    let post = json!({ "terms": { "divisible": true, "partners_max": 3 } });
    system.post(&street.clerk, &format!("/needs/{need}/post"), post).await;
    let propose = json!({
        "claimer": { "organisation": unit }, "side": "giving", "need": need, "amount": amount,
        "area": COMMUNITY,
    });
    let claim = system.make(&street.liaison, "/claims", propose).await;
    claim_in(system, &street.clerk, &claim, "held").await;
    system.post(&street.clerk, &format!("/claims/{claim}/accept"), json!({})).await;
    let open = json!({ "claim": claim, "title": "老人体检" });
    let project = system.make(&street.clerk, "/projects", open).await;
    let service = json!({
        "what": "体检一次", "date": "2026-02-05", "minutes": 120, "people": 4, "quantity": 2,
    });
    let record = json!({ "service": service });
    let record =
        system.make(&street.liaison, &format!("/projects/{project}/records"), record).await;
    system.post(&street.clerk, &format!("/records/{record}/confirm"), json!({})).await;
}

async fn report_in(system: &System, who: &Person, report: &str, status: &str) -> Value {
    wait_until(&format!("report {report} to be {status}"), async || {
        let paper = system.get(who, &format!("/reports/{report}")).await;
        (paper["line"]["status"] == status).then_some(paper)
    })
    .await
}

#[tokio::test]
async fn a_report_is_compiled_from_facts_printed_and_found_by_its_digest() {
    let mut system = System::start().await;
    let street = Street::of(&system).await;
    serve(&system, &street).await;
    let unit = street.liaison.organisation;
    let asked = format!("/figures?organisation={unit}&from=2026-01-01&until=2026-03-31");
    wait_until("the service to be counted", async || {
        let line = system.get(&street.liaison, &asked).await;
        let figures = line["figures"].as_array()?.iter();
        let mut service = figures.filter(|figure| figure["counted"] == "service");
        service.next().filter(|figure| figure["amount"] == 480).map(|_| ())
    })
    .await;
    let lines = format!("/figure-lines?area={COMMUNITY}&counted=service&from=2026-01-01");
    let lines = system.get(&street.officer, &format!("{lines}&until=2026-12-31")).await;
    assert_eq!(lines["items"][0]["service"], "projects", "{lines}");

    let subject = json!({ "organisation": unit });
    let compile = json!({
        "subject": subject, "period": "2026Q1", "issuer": street.officer.organisation,
    });
    let report = system.make(&street.officer, "/reports", compile).await;
    let path = |verb: &str| format!("/reports/{report}/{verb}");
    let confirm = json!({ "community": street.clerk.organisation, "draft": 1 });
    system.post(&street.clerk, &path("confirm"), confirm).await;
    system.post(&street.liaison, &path("assent"), json!({ "draft": 1 })).await;
    let issue = json!({ "draft": 1, "mark": "听涛街" });
    system.post(&street.officer, &path("issue"), issue).await;
    let doctor = String::from_utf8(system.run(&["doctor"]).stdout).unwrap();
    if doctor.contains("没有中文字体") {
        return skipped("no Chinese font is here");
    }
    // Whoever is interrupted prints it at the next start.
    system.stop().await;
    system.up().await;
    let paper = report_in(&system, &street.officer, &report, "issued").await;
    assert_eq!(paper["versions"][0]["number"], "听涛街〔2026〕1号", "{paper}");
    let pdf = system.get(&street.city, &path("document?format=pdf")).await;
    let digest = pdf["printed"]["file"].as_str().unwrap();
    let checked = system.get(&street.city, &format!("/public/documents/{digest}")).await;
    assert_eq!((&checked["version"], &checked["superseded"]), (&json!(1), &json!(false)));
    let forged = format!("/public/documents/{}", "0".repeat(64));
    let forged = system.send(&street.city, Method::GET, &forged, None).await;
    assert_eq!(forged.status, reqwest::StatusCode::NOT_FOUND);
    system.post(&street.city, &path("receive"), json!({ "version": 1 })).await;
    report_in(&system, &street.city, &report, "received").await;
    let overlapping = json!({
        "subject": subject, "period": "2026H1", "issuer": street.officer.organisation,
    });
    let refused = system.send(&street.officer, Method::POST, "/reports", Some(overlapping)).await;
    assert_eq!(refused.code(), "report.period_overlaps");
}

#[tokio::test]
async fn all_reports_of_a_period_are_compiled_in_the_background_across_a_restart() {
    let mut system = System::start().await;
    let street = Street::of(&system).await;
    serve(&system, &street).await;
    let issuer = street.officer.organisation;
    let due = format!("/reportable?issuer={issuer}&period=2026Q1");
    wait_until("the service to be counted", async || {
        let due = system.get(&street.officer, &due).await;
        (due["total"] == 1).then_some(())
    })
    .await;
    let ask = json!({ "issuer": issuer, "period": "2026Q1" });
    let stranger = system.send(&street.liaison, Method::POST, "/jobs/reports", Some(ask.clone()));
    assert_eq!(stranger.await.code(), "job.not_authorised");
    let job = system.make(&street.officer, "/jobs/reports", ask.clone()).await;
    // Whatever was not gone through is gone through after the next start.
    system.stop().await;
    system.up().await;
    let finished = async |job: String| {
        wait_until(&format!("job {job} to be finished"), async || {
            let line = system.get(&street.officer, &format!("/jobs/{job}")).await;
            (line["status"] == "finished").then(|| line["made"]["reports"].clone())
        })
        .await
    };
    let outcome = json!({ "subjects": 1, "compiled": 1, "refused": [] });
    assert_eq!(finished(job.clone()).await, outcome);
    let due = system.get(&street.officer, &due).await;
    assert_eq!(due["items"][0]["status"], "compiled", "{due}");
    // Nothing is compiled twice.
    let again = system.make(&street.officer, "/jobs/reports", ask).await;
    assert_eq!(finished(again).await, outcome);
    let report = due["items"][0]["report"].as_str().unwrap();
    let paper = system.get(&street.officer, &format!("/reports/{report}")).await;
    assert_eq!(paper["draft"], 1, "{paper}");
    let cancel = format!("/jobs/{job}/cancel");
    let refused = system.send(&street.officer, Method::POST, &cancel, Some(json!({}))).await;
    assert_eq!(refused.code(), "job.over");
}
