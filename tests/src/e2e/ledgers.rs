//! Ledgers 台账 of a whole area: made in the background across a restart, whole, with an index.

use std::collections::BTreeSet;
use std::io::Read as _;

use contracts::Role;
use contracts::reporting::ledger::Ledger;
use reqwest::Method;
use serde_json::{Value, json};
use sheets::Table;
use values::{Hash, PersonId};

use super::reports::{Street, registered, serve};
use crate::system::{Person, System, wait_until};

/// What is in the zip, by name.
async fn unpacked(system: &System, who: &Person, job: &str) -> Vec<(String, Vec<u8>)> {
    let address = format!("{}/jobs/{job}/file", system.address());
    let sent = reqwest::Client::new().get(address).bearer_auth(&who.token).send().await.unwrap();
    let bytes = sent.error_for_status().unwrap().bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let entry = |at| {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..count).map(entry).collect()
}

async fn job_in(system: &System, who: &Person, job: &str, status: &str) -> Value {
    wait_until(&format!("job {job} to be {status}"), async || {
        let line = system.get(who, &format!("/jobs/{job}")).await;
        (line["status"] == status).then_some(line)
    })
    .await
}

/// Whoever else takes part: a district above the street, the head and a member of the unit.
struct Others {
    district: Person,
    head: Person,
    member: Person,
}

/// Something for every list that a service alone does not fill.
async fn fill(system: &System, street: &Street) -> Others {
    let (community, unit) = (street.clerk.organisation, street.liaison.organisation);
    let body = street.officer.organisation;
    let district = registered(system, ("临海区委组织部", "district", "990101"), None).await;
    let district = system.person(district, Role::DistrictOfficer);
    let operator = system.operator();
    let person = json!({ "name": "李娜", "work_unit": unit, "home_community": community });
    let person = system.make(&operator, "/people", person).await;
    let member = system.person_called(PersonId(person.parse().unwrap()), unit, Role::Member);
    let head = system.person(unit, Role::UnitHead);

    let call = json!({
        "number": "12345-1", "owner": community, "title": "路灯不亮", "text": "三号楼前路灯不亮",
        "heard_at": "2026-02-05T01:00:00Z",
    });
    system.post(&street.clerk, "/hotline-items", call).await;
    let work = json!({
        "department": body, "title": "居民信息核对", "content": "逐户核对", "kind": "assistance",
        "money": 10_000, "area": "990101001",
    });
    system.make(&street.officer, "/admissions", work).await;
    let times = json!({
        "from": "2099-03-02T01:00:00Z", "until": "2099-03-02T03:00:00Z",
        "sign_up_until": "2099-03-01T01:00:00Z",
    });
    let details = json!({
        "theme": "health", "title": "社区义诊", "area": "990101001001", "place": "社区活动室",
        "times": times, "capacity": 30, "open_to": ["members"],
    });
    let plan = json!({ "organiser": community, "details": details });
    system.make(&street.clerk, "/activities", plan).await;
    let today = values::time::date_at(runtime::Clock::default().now());
    let tender = json!({
        "caller": body, "area": "990101001", "title": "微公益创投", "purpose": "助餐",
        "budget": 1_000_000, "criteria": [{ "name": "可行", "weight": 100 }],
        "jurors": [{ "person": person, "organisation": unit }],
        "deadline": values::time::start_of(values::time::plus_days(today, 30)),
    });
    system.make(&street.officer, "/tenders", tender).await;
    let until = values::time::plus_months(today, 12);
    let seat = json!({ "body": body, "unit": unit, "person": person, "until": until });
    system.post(&street.officer, "/seats", seat).await;
    let reward = json!({
        "owner": community, "title": "雨伞", "kind": "public", "points": 1, "stock": 10,
    });
    let reward = system.make(&street.clerk, "/rewards", reward).await;
    let points = json!({
        "person": person, "kind": "public", "hundredths": 500, "reason": "协助文明劝导",
    });
    system.make(&operator, "/postings", points).await;
    let redeem = json!({ "quantity": 1 });
    system.make(&member, &format!("/rewards/{reward}/redemptions"), redeem).await;
    let who = json!({ "organisation": unit });
    let list = json!({
        "body": body, "title": "好单位", "working_days": 5,
        "candidates": [{ "who": who, "merits": "周周义诊" }],
    });
    let list = system.make(&street.officer, "/recognitions", list).await;
    let objection = json!({
        "target": { "candidate": { "recognition": list, "who": who } }, "reason": "次数不实",
    });
    system.make(&street.liaison, "/objections", objection).await;
    let letter = json!({
        "unit": unit, "person": person, "community": community, "purpose": "admission",
        "letter": "听涛医院函〔2026〕1号", "from": "2026-01-01",
    });
    system.make(&head, "/hearings", letter).await;
    Others { district, head, member }
}

/// How many lines each ledger has that `who` asks for.
async fn made_for(system: &System, who: &Person, scope: Value) -> impl Fn(&str) -> u64 {
    let ask = json!({ "ledgers": Ledger::ALL, "scope": scope });
    let job = system.make(who, "/jobs/ledgers", ask).await;
    let line = job_in(system, who, &job, "finished").await;
    move |ledger| lines_of(&line, ledger)
}

#[track_caller]
fn lines_of(job: &Value, ledger: &str) -> u64 {
    let mut parts = job["parts"].as_array().unwrap().iter();
    let found = parts.find(|part| part["ledger"] == ledger);
    found.unwrap_or_else(|| panic!("no {ledger}: {job}"))["lines"].as_u64().unwrap()
}

#[tokio::test]
async fn every_ledger_holds_what_its_list_shows_to_whoever_asks() {
    let system = System::start().await;
    let street = Street::of(&system).await;
    serve(&system, &street).await;
    let others = fill(&system, &street).await;

    let lists = [
        ("offers", "/offers"),
        ("needs", "/needs"),
        ("hotline_items", "/hotline-items"),
        ("admissions", "/admissions"),
        ("projects", "/projects"),
        ("claims", "/claims"),
        ("agreements", "/agreements"),
        ("records", "/records"),
        ("activities", "/activities"),
        ("tenders", "/tenders"),
        ("check_ins", "/check-ins"),
        ("seats", "/seats"),
        ("occasions", "/occasions"),
        ("rewards", "/rewards"),
        ("recognitions", "/recognitions"),
        ("reports", "/reports"),
        ("organisations", "/organisations"),
    ];
    for who in [&street.clerk, &street.liaison, &others.member] {
        let made = made_for(&system, who, json!("everything")).await;
        for (ledger, list) in lists {
            let listed = system.get(who, &format!("{list}?limit=1")).await;
            assert_eq!(listed["total"], made(ledger), "{ledger} as {}", who.organisation);
        }
    }
    // What others do not see of the persons, their own lists do.
    let of_clerk = made_for(&system, &street.clerk, json!("own")).await;
    let seen = ["activities", "rewards", "redemptions", "hearings", "hotline_items", "points"];
    assert_eq!(seen.map(of_clerk), [1, 1, 1, 1, 1, 0]);
    let of_member = made_for(&system, &others.member, json!("everything")).await;
    assert_eq!(["points", "redemptions", "hearings"].map(of_member), [2, 1, 1]);
    let of_head = made_for(&system, &others.head, json!("own")).await;
    assert_eq!(["seats", "recognitions", "hearings", "activities"].map(of_head), [1, 1, 1, 0]);
    let of_liaison = made_for(&system, &street.liaison, json!("everything")).await;
    assert_eq!(["objections", "redemptions", "activities"].map(of_liaison), [1, 0, 0]);
    let of_officer = made_for(&system, &street.officer, json!("own")).await;
    assert_eq!(["admissions", "tenders", "seats", "recognitions"].map(of_officer), [1; 4]);
    let of_district = made_for(&system, &others.district, json!("own")).await;
    assert_eq!(["admissions", "objections"].map(of_district), [1, 1]);
}

#[tokio::test]
async fn an_archive_has_every_line_of_its_area_and_no_other() {
    let mut system = System::start().await;
    let street = Street::of(&system).await;
    serve(&system, &street).await;
    fill(&system, &street).await;
    let far = registered(&system, ("远岸社区党委", "community", "990102002001"), None).await;
    let clerk = system.person(far, Role::CommunityClerk);
    let need = json!({
        "owner": far, "title": "远处的需求", "kind": "common", "category": "service",
        "source": "community", "amount": { "quantity": 1, "unit": "session" },
    });
    system.make(&clerk, "/needs", need).await;

    let ledgers = Ledger::ALL;
    let ask = json!({ "ledgers": ledgers, "scope": { "area": "990101001" } });
    let job = system.make(&street.officer, "/jobs/ledgers", ask).await;
    // Whatever is not finished is made after the next start.
    system.stop().await;
    system.up().await;
    let line = job_in(&system, &street.officer, &job, "finished").await;
    let lines = |ledger| lines_of(&line, ledger);
    let counts = ["needs", "projects", "claims", "records", "organisations"].map(lines);
    assert_eq!(counts, [2, 1, 1, 1, 3], "{line}");
    let counts = ["hotline_items", "admissions", "activities", "tenders", "seats"].map(lines);
    assert_eq!(counts, [1, 1, 0, 1, 1], "a draft is its organiser's own: {line}");
    assert_eq!(["rewards", "recognitions"].map(lines), [1, 1], "{line}");

    let files = unpacked(&system, &street.officer, &job).await;
    let (name, index) = &files[0];
    let index = Table::read(index, name).unwrap();
    assert_eq!(files.len(), 1 + ledgers.len());
    for (at, (name, content)) in files.iter().enumerate().skip(1) {
        let row = &index.rows()[at];
        assert_eq!(row.cell(2).text(), *name);
        assert_eq!(row.cell(4).text(), Hash::of(content).to_string());
        let told: usize = row.cell(3).text().parse().unwrap();
        assert_eq!(Table::read(content, name).unwrap().rows().len(), 1 + told, "{name}");
    }
    let (name, needs) = files.iter().find(|(name, _)| name == "需求台账.xlsx").unwrap();
    let needs = Table::read(needs, name).unwrap();
    let titles: BTreeSet<_> = needs.rows()[1..].iter().map(|row| row.cell(0).text()).collect();
    assert_eq!(titles, ["老人体检", "路灯不亮"].map(str::to_owned).into());

    let path = format!("/jobs/{job}");
    let others = system.send(&clerk, Method::GET, &path, None).await;
    assert_eq!(others.status, reqwest::StatusCode::NOT_FOUND);
    let cancel = format!("{path}/cancel");
    let refused = system.send(&street.officer, Method::POST, &cancel, Some(json!({}))).await;
    assert_eq!(refused.code(), "job.over");
}
