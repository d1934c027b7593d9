//! A tender over the bus: nobody reads a proposal before the deadline, not even in the log.

use ::projects::Projects;
use contracts::projects::tender::{self, Call, Criterion, Juror, Proposal, Propose};
use contracts::projects::{Proposals, Tender, TenderStatus};
use contracts::registry::organisation::{Level, Register};
use contracts::{Page, PageRequest, Rejection};
use registry::Registry;
use values::{Money, TenderId, Timestamp};

use super::*;

const SECRET: &str = "每周三次上门助餐";

async fn serve<S: runtime::Service>(bus: &Bus, clock: &Clock, log: &MemoryLog) -> Host {
    let options = HostOptions {
        bus: bus.clone(),
        log: Arc::new(log.clone()),
        keys: Arc::new(Keys::memory()),
        clock: clock.clone(),
        policy: MirrorPolicy::Embedded,
    };
    Host::start::<S>(options).await.unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn deadline() -> Timestamp {
    moment("2026-03-06T09:00:00Z")
}

fn the_call(caller: OrganisationId) -> Call {
    let area = "990101001001".parse().unwrap();
    let person = PersonId(Uuid::from_u128(7));
    Call {
        caller,
        area,
        title: Text::new("微公益创投").unwrap(),
        purpose: Text::new("为独居老人助餐").unwrap(),
        need: None,
        budget: Money { fen: 5_000_000 },
        criteria: vec![Criterion { name: Text::new("契合").unwrap(), weight: 100 }],
        jurors: vec![Juror { person, organisation: COMMUNITY }],
        deadline: deadline(),
    }
}

fn proposal(tender: TenderId) -> Propose {
    let proposal = Proposal {
        title: Text::new("暖心餐桌").unwrap(),
        content: Text::new(SECRET).unwrap(),
        asked: Money { fen: 4_000_000 },
    };
    Propose { tender, organisation: OWNER, proposal }
}

/// What the operator, who may act for everybody, reads of the proposals.
async fn said(client: &Client, tender: TenderId) -> Vec<Option<String>> {
    let query = Proposals { tender, page: PageRequest::default() };
    let Reply::Done(page) = client.query(&operator(), None, &query).await.unwrap() else {
        panic!("the question is one");
    };
    let page: Page<_> = page;
    page.items.into_iter().map(|line| Some(line.proposal?.content.to_string())).collect()
}

fn holds(log: &MemoryLog, text: &str) -> bool {
    let entries = log.read(1).map(|entry| entry.unwrap());
    entries
        .map(|entry| entry.bytes().to_vec())
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[tokio::test]
async fn a_proposal_is_sealed_until_its_deadline() {
    let bus = Bus::memory();
    let clock = Clock::standing_at(moment("2026-03-02T01:00:00Z"));
    let log = MemoryLog::new();
    let registry = serve::<Registry>(&bus, &clock, &MemoryLog::new()).await;
    let projects = serve::<Projects>(&bus, &clock, &log).await;
    let client = Client::new(bus.clone());

    let register = Register {
        name: Text::new("望海社区").unwrap(),
        level: Level::Community,
        nature: None,
        credit_code: None,
        area: "990101001001".parse().ok(),
        parent: None,
        address: None,
    };
    let registered = client.command(&operator(), command(1), &register).await.unwrap();
    let Reply::Done(Receipt { changed, .. }) = registered else { panic!("{registered:?}") };
    let call = the_call(OrganisationId(changed[0].id));
    // The service follows the registry, and may be a moment behind.
    let tender = wait_until("a call", async || {
        match client.command(&operator(), command(2), &call).await.unwrap() {
            Reply::Done(receipt) => Some(TenderId(receipt.changed[0].id)),
            Reply::Rejected(_) | Reply::Failed(_) => None,
        }
    })
    .await;

    let proposed = client.command(&liaison(), command(3), &proposal(tender)).await.unwrap();
    assert!(matches!(proposed, Reply::Done(_)), "{proposed:?}");
    let again = client.command(&liaison(), command(4), &proposal(tender)).await.unwrap();
    assert!(matches!(&again, Reply::Done(receipt) if receipt.changed.is_empty()), "{again:?}");
    assert_eq!(said(&client, tender).await, [None]);
    assert!(!holds(&log, SECRET), "it stands in the log as everybody can read it");

    clock.set(moment("2026-03-06T09:00:00.001Z"));
    let withdraw = tender::WithdrawProposal { tender, organisation: OWNER };
    let late = client.command(&liaison(), command(5), &withdraw).await.unwrap();
    let passed = Rejection::Tender(tender::Rejection::DeadlinePassed { deadline: deadline() });
    assert!(matches!(&late, Reply::Rejected(rejection) if *rejection == passed), "{late:?}");
    projects.clock_moved().await;
    wait_until("the opening", async || {
        let found = client.query(&operator(), None, &Tender { tender }).await.unwrap();
        let Reply::Done(Some(line)) = found else { panic!("{found:?}") };
        (line.status == TenderStatus::Scoring).then_some(())
    })
    .await;
    assert_eq!(said(&client, tender).await, [Some(SECRET.to_owned())]);
    assert!(!holds(&log, SECRET), "it stays sealed in the log");
    projects.drain().await.unwrap();
    registry.drain().await.unwrap();
}
