//! All reports of a period, confirmed or issued in the background, as whoever asked.

use std::time::Duration;

use axum::http::StatusCode;
use contracts::reporting::{Confirmation, ReportLine, ReportPaper, ReportSection, ReportStatus};
use contracts::{Claimer, Position};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use values::{OrganisationId, PersonId, ReportId, Timestamp, Uuid};

use super::app::{ID, Seen, TestApp, receipt};
use crate::pages;

const OWN: OrganisationId = OrganisationId(Uuid::from_u128(0xA));
const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(0xB));

/// Three of the own street's about units, the last of which goes to nobody in the system, one about
/// a person, and one of another issuer's.
fn line(n: u128) -> ReportLine {
    let subject = match n {
        3 => Claimer::Person(PersonId(Uuid::from_u128(0x33))),
        n => Claimer::Organisation(OrganisationId(Uuid::from_u128(0xF0 + n))),
    };
    ReportLine {
        id: ReportId(Uuid::from_u128(n)),
        subject,
        name: None,
        period: "2025".parse().unwrap(),
        issuer: if n == 4 { OTHER } else { OWN },
        status: ReportStatus::Compiled,
        version: 1,
        number: None,
        unconfirmed: usize::from(n == 2),
        erased: false,
    }
}

fn paper(n: u128) -> ReportPaper {
    let section = ReportSection {
        community: OWN,
        name: None,
        confirmation: Confirmation::Awaited,
        figures: vec![],
    };
    ReportPaper {
        line: line(n),
        issuer_name: None,
        addressee: (n != 5).then_some(OTHER),
        addressee_name: None,
        draft: 7,
        at: Position::default(),
        followed: [].into(),
        preview_until: Timestamp::UNIX_EPOCH,
        confirm_until: Timestamp::UNIX_EPOCH,
        assented: true,
        figures: vec![],
        before: vec![],
        checked_in: 0,
        duties: vec![],
        fulfilment: None,
        unkept: vec![],
        sections: vec![section],
        lines: 0,
        signed: None,
        jammed: None,
        delivered_until: None,
        versions: vec![],
    }
}

fn answer(seen: &Seen, step: &str) -> Option<Value> {
    let done = |value: Value| Some(json!({ "done": value }));
    let asked = json!({ "reports": {
        "issuer": OWN, "period": "2025", "step": step, "mark": "鲸园街",
    } });
    let job = json!({
        "id": ID, "asked": asked, "asked_at": "2026-03-02T01:00:00Z", "status": "under_way",
        "parts": [],
    });
    let by = json!({"person": {"person": ID, "organisation": OWN, "role": "street_officer"}});
    match seen.subject.as_str() {
        "qry.reporting.job-to-do" => done(json!({"line": job, "by": by})),
        "qry.reporting.job" => done(job),
        "qry.reporting.reports" => {
            let all = [1, 2, 3, 4, 5].map(line);
            done(json!({ "total": all.len(), "items": all }))
        }
        "qry.reporting.report" => {
            let report: Uuid = seen.body["report"].as_str()?.parse().ok()?;
            done(serde_json::to_value(paper(report.as_u128())).unwrap())
        }
        "qry.reporting.printing" => done(json!({
            "waiting": 1, "jammed": 1, "reasons": ["没有中文字体"], "fonts_missing": ["仿宋"],
        })),
        "cmd.reporting.report.issue" if seen.body["report"] == json!(line(2).id) => Some(json!({
            "rejected": { "aggregate": "report", "code": "not_confirmed", "left": 1 },
        })),
        subject if subject.starts_with("qry.") => done(json!(0)),
        _ => Some(serde_json::to_value(receipt("report")).unwrap()),
    }
}

/// What was sent until the job says that it is finished, and what it says.
async fn worked(answer: fn(&Seen) -> Option<Value>) -> (Vec<Seen>, Value) {
    worked_in(&TestApp::new(answer).await).await
}

async fn worked_in(app: &TestApp) -> (Vec<Seen>, Value) {
    let cancel = CancellationToken::new();
    let working = tokio::spawn(pages::work(app.gateway.clone(), cancel.clone()));
    let finished = async {
        loop {
            let seen = app.seen();
            if let Some(at) = seen.iter().position(|one| one.subject == "cmd.reporting.job.finish")
            {
                let made = seen[at].body["made"]["reports"].clone();
                return (seen.into_iter().take(at).collect(), made);
            }
            tokio::task::yield_now().await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(30), finished).await;
    cancel.cancel();
    working.await.unwrap();
    told.expect("it is finished")
}

#[tokio::test]
async fn all_that_are_ready_are_issued_as_whoever_asked_and_the_press_is_waited_for() {
    let (seen, made) = worked(|seen| answer(seen, "issue")).await;
    let issued: Vec<_> =
        seen.iter().filter(|one| one.subject == "cmd.reporting.report.issue").collect();
    let reports: Vec<_> = issued.iter().map(|one| one.body["report"].clone()).collect();
    assert_eq!(reports, [json!(line(1).id), json!(line(2).id)], "of units, and their own");
    assert_eq!(issued[0].body["draft"], 7);
    assert_eq!(issued[0].body["mark"], "鲸园街");
    assert_ne!(issued[0].command(), issued[1].command());
    assert_eq!((&made["subjects"], &made["compiled"]), (&json!(3), &json!(1)));
    let refused = json!([
        { "code": "report.addressee_to_write", "count": 1 },
        { "code": "report.not_confirmed", "count": 1 },
    ]);
    assert_eq!(made["refused"], refused);
    let asked = seen.iter().find(|one| one.subject == "qry.reporting.printing").unwrap();
    assert_eq!(asked.headers.at_least, Some(7), "what was issued is among what is asked about");
    assert_eq!(made["fonts_missing"], json!(["仿宋"]));
    assert_eq!(made["jammed"], json!(["没有中文字体"]));
}

#[tokio::test]
async fn a_community_confirms_those_alone_that_wait_for_it() {
    let (seen, made) = worked(|seen| answer(seen, "confirm")).await;
    let confirmed: Vec<_> =
        seen.iter().filter(|one| one.subject == "cmd.reporting.report.confirm").collect();
    assert_eq!(confirmed.len(), 1);
    let body = json!({ "report": line(2).id, "community": OWN, "draft": 7 });
    assert_eq!(confirmed[0].body, body);
    let asked = seen.iter().find(|one| one.subject == "qry.reporting.reports").unwrap();
    assert_eq!((&asked.body["awaits"], &asked.body["status"]), (&json!(OWN), &json!("compiled")));
    assert_eq!((&made["subjects"], &made["compiled"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn all_that_go_to_nobody_in_the_system_are_delivered_and_whoever_asked_is_told_how() {
    let app = TestApp::new(|seen: &Seen| match seen.subject.as_str() {
        "qry.registry.names" => Some(json!({ "done": {} })),
        "qry.registry.list-titles" => Some(json!({
            "done": {"offers": "资源", "needs": "需求", "projects": "项目"},
        })),
        _ => answer(seen, "deliver"),
    })
    .await;
    let nothing = app.get(&format!("/jobs/{ID}/slips")).await;
    assert!(nothing.text.contains("不再保留"), "{}", nothing.text);
    let (seen, made) = worked_in(&app).await;
    let asked = seen.iter().find(|one| one.subject == "qry.reporting.reports").unwrap();
    assert_eq!(asked.body["status"], "issued");
    let delivered: Vec<_> =
        seen.iter().filter(|one| one.subject == "cmd.reporting.report.deliver").collect();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].body["report"], json!(line(5).id));
    assert_eq!((&made["subjects"], &made["compiled"]), (&json!(3), &json!(1)));
    let refused = json!([{ "code": "report.addressee_in_system", "count": 2 }]);
    assert_eq!(made["refused"], refused);
    let page = app.get(&format!("/jobs/{ID}/slips")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    // The job that is answered here is never over: it may have been worked once more.
    let told = app.seen().into_iter().filter(|one| one.subject == "cmd.reporting.report.deliver");
    let keys = told.map(|one| {
        let key = &one.body["key"];
        ["slip", "code"].map(|part| key[part].as_str().unwrap().to_owned())
    });
    let shown = |[slip, code]: &[String; 2]| {
        page.text.contains(&format!("/delivered/{slip}")) && page.text.contains(code.as_str())
    };
    let [_, code] = keys.into_iter().find(shown).unwrap_or_else(|| panic!("{}", page.text));
    let finished = app.seen().into_iter().filter(|one| one.subject == "cmd.reporting.job.finish");
    let finished: String = finished.map(|one| one.body.to_string()).collect();
    assert!(!finished.contains(&code), "no log has it: {finished}");
}

#[tokio::test]
async fn who_read_a_report_is_written_down_where_it_is_about_somebody() {
    let app = TestApp::new(|seen: &Seen| match seen.subject.as_str() {
        "qry.registry.names" => Some(json!({ "done": {} })),
        "qry.registry.list-titles" => Some(json!({
            "done": {"offers": "资源", "needs": "需求", "projects": "项目"},
        })),
        _ => answer(seen, "issue"),
    })
    .await;
    for n in [1, 3] {
        let report = line(n).id;
        for part in ["", "/evidence"] {
            let answer = app.get(&format!("/api/v1/reports/{report}{part}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        }
    }
    let report = line(1).id;
    let page = app.get(&format!("/reports/{report}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let lines = super::audit::lines(&app).await;
    let read = lines.iter().filter(|line| line["event"] == "access.read.v1");
    let read: Vec<_> = read.map(|line| line["data"]["of"].as_str().unwrap()).collect();
    let about_somebody = format!("/api/v1/reports/{}", line(3).id);
    assert_eq!(read, [about_somebody.clone(), format!("{about_somebody}/evidence")]);
}
