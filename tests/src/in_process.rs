//! A service in this process, over a bus and a log in memory: what goes wrong on purpose.

mod choking;
mod once;
mod parking;
mod poison;
mod tenders;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use bus::{Bus, Bytes, Headers, MemoryStreams, MirrorPolicy};
use contracts::projects::claim;
use contracts::resources::offer::{Category, List};
use contracts::{Actor, Commit, Failure, Position, Receipt, Recorded, Reply, Role, projects};
use eventlog::{Entry, Head, Keys, Log, MemoryLog};
use futures_util::future::join_all;
use resources::Resources;
use runtime::{Client, Clock, Host, HostOptions, Service};
use values::{
    Amount, ClaimId, CommandId, Hash, OfferId, OrganisationId, PersonId, Text, Unit, Uuid,
};

use crate::system::wait_until;

const OWNER: OrganisationId = OrganisationId(Uuid::from_u128(0xA));
const COMMUNITY: OrganisationId = OrganisationId(Uuid::from_u128(0xB));

fn liaison() -> Actor {
    let person = PersonId(Uuid::from_u128(1));
    Actor::Person { person, organisation: OWNER, role: Role::Liaison }
}

fn operator() -> Actor {
    let person = PersonId(Uuid::from_u128(2));
    Actor::Person { person, organisation: OWNER, role: Role::Operator }
}

fn command(n: u64) -> CommandId {
    values::ids::of_text("in process", &n.to_string()).into()
}

fn list(title: &str) -> List {
    let amount = Amount::new(10, Unit::Session).unwrap();
    List::new(OWNER, Text::new(title).unwrap(), Category::Venue, amount)
}

async fn start(bus: &Bus, log: Arc<dyn Log>) -> Host {
    start_as::<Resources>(bus, log).await
}

async fn start_as<S: Service>(bus: &Bus, log: Arc<dyn Log>) -> Host {
    let options = HostOptions {
        bus: bus.clone(),
        log,
        keys: Arc::new(Keys::memory()),
        clock: Clock::default(),
        policy: MirrorPolicy::Embedded,
    };
    Host::start::<S>(options).await.unwrap()
}

/// A log whose disk stands still until it is let go.
struct Stuck {
    log: MemoryLog,
    stuck: Arc<(Mutex<bool>, Condvar)>,
}

impl Log for Stuck {
    fn head(&self) -> Head {
        self.log.head()
    }

    fn append(&self, entries: &[Entry]) -> Result<(), eventlog::Error> {
        let (stuck, let_go) = &*self.stuck;
        drop(let_go.wait_while(stuck.lock().unwrap(), |stuck| *stuck).unwrap());
        self.log.append(entries)
    }

    fn read(
        &self,
        from: Position,
    ) -> Box<dyn Iterator<Item = Result<Entry, eventlog::Error>> + Send + '_> {
        self.log.read(from)
    }

    fn has_room(&self) -> bool {
        self.log.has_room()
    }
}

#[tokio::test]
async fn a_full_channel_says_busy_and_what_is_sent_again_is_done_once() {
    const COMMANDS: u64 = 20_000;
    let (bus, stuck) = (Bus::memory(), Arc::new((Mutex::new(true), Condvar::new())));
    let log = MemoryLog::new();
    let host = start(&bus, Arc::new(Stuck { log: log.clone(), stuck: Arc::clone(&stuck) })).await;
    let client = Client::new(bus.clone());
    let send = async |n: u64| client.command(&liaison(), command(n), &list("会议室")).await;
    let (turned_away, again) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let all = join_all((0..COMMANDS).map(async |n| match send(n).await {
        Ok(Reply::Done(_)) => {}
        Ok(Reply::Failed(Failure::Busy)) => {
            turned_away.fetch_add(1, Ordering::Relaxed);
            again.lock().unwrap().push(n);
            // The first that is turned away shows that the channel is full: the disk goes on.
            let (stuck, let_go) = &*stuck;
            *stuck.lock().unwrap() = false;
            let_go.notify_all();
        }
        // No answer in time: nobody knows whether it was done.
        Err(_) => again.lock().unwrap().push(n),
        Ok(other) => panic!("{other:?}"),
    }));
    all.await;
    assert!(turned_away.into_inner() > 0, "the channel was never full");
    for n in again.into_inner().unwrap() {
        wait_until("a turn", async || matches!(send(n).await, Ok(Reply::Done(_))).then_some(()))
            .await;
    }
    assert_eq!(log.head().position, COMMANDS);
    host.drain().await.unwrap();
}

/// A stream of `projects` of our own making.
struct Projects {
    streams: MemoryStreams,
    last: Head,
}

impl Projects {
    fn new(streams: &MemoryStreams) -> Self {
        Self { streams: streams.clone(), last: Head::default() }
    }

    /// Publishes one commit with claims that ask for offers.
    fn propose(&mut self, claims: &[(ClaimId, OfferId)]) {
        let propose = |offer| claim::Propose {
            claimer: COMMUNITY.into(),
            side: claim::Side::Asking,
            need: None,
            offer: Some(offer),
            amount: Amount::new(1, Unit::Session).unwrap(),
            slot: None,
            area: "990101001001".parse().unwrap(),
            message: None,
            wait: false,
        };
        let event = |offer| projects::Event::Claim(claim::Event::Proposed(propose(offer)));
        let events = claims.iter().map(|(claim, offer)| (claim.0, 1, event(*offer))).collect();
        self.publish(events);
    }

    fn withdraw(&mut self, claim: ClaimId) {
        let reason = Text::new("另有安排").unwrap();
        let event = projects::Event::Claim(claim::Event::Withdrawn { reason });
        self.publish(vec![(claim.0, 2, event)]);
    }

    fn publish(&mut self, events: Vec<(Uuid, u64, projects::Event)>) {
        let recorded = |(aggregate, version, event)| Recorded { aggregate, version, event };
        let commit = Commit {
            position: self.last.position + 1,
            previous: self.last.hash,
            command: command(self.last.position),
            request: Hash::default(),
            actor: Actor::System,
            time: values::Timestamp::UNIX_EPOCH,
            cause: None,
            events: events.into_iter().map(recorded).collect(),
        };
        self.publish_bytes(serde_json::to_vec(&commit).unwrap());
    }

    fn publish_bytes(&mut self, bytes: Vec<u8>) {
        let hash = Hash::of(&bytes);
        let last = self.last.position;
        self.streams.publish("projects", last, Bytes::from(bytes)).unwrap();
        self.last = Head { position: last + 1, hash };
    }
}

#[tokio::test]
async fn an_event_of_an_unknown_version_stops_that_follower_and_says_so() {
    let streams = MemoryStreams::new();
    let bus = Bus::over(streams.clone());
    let host = start(&bus, Arc::new(MemoryLog::new())).await;
    let mut projects = Projects::new(&streams);
    projects.withdraw(ClaimId(Uuid::from_u128(1)));
    let text = r#"{"position":2,"previous":"P","command":"C","request":"P","actor":"system",
        "time":"2026-03-02T01:00:00Z","events":[{"aggregate":"C","version":1,
        "event":{"type":"claim.abolished.v9","data":{}}}]}"#;
    let text = text.replace('P', &Hash::default().to_string());
    projects.publish_bytes(text.replace("\"C\"", &format!("\"{}\"", Uuid::nil())).into_bytes());
    wait_until("the follower to stop", async || (!host.health().is_ready()).then_some(())).await;
    let stopped = host.health().readiness().stopped;
    assert!(stopped["projects"].contains("claim.abolished.v9"), "{stopped:?}");
    let client = Client::new(bus);
    let listed = client.command(&liaison(), command(1), &list("会议室")).await.unwrap();
    assert!(matches!(listed, Reply::Done(_)), "its own work goes on: {listed:?}");
    host.drain().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_kept_as_a_dead_letter() {
    let bus = Bus::memory();
    let host = start(&bus, Arc::new(MemoryLog::new())).await;
    let send = async |subject: &str, body: &'static str| -> Reply<Receipt> {
        let headers = Headers::command(command(1), liaison());
        let body = Bytes::from_static(body.as_bytes());
        let reply = bus.request(subject, &headers, body, Duration::from_secs(5)).await.unwrap();
        serde_json::from_slice(&reply).unwrap()
    };
    let listing = <List as contracts::Command>::SUBJECT;
    let unreadable = send(listing, "{\"owner\":").await;
    assert!(matches!(unreadable, Reply::Failed(Failure::Unreadable { .. })), "{unreadable:?}");
    let unknown = send(&listing.replace("list", "abolish"), "{}").await;
    assert!(matches!(unknown, Reply::Failed(Failure::UnknownSubject { .. })), "{unknown:?}");
    let letters = wait_until("the dead letters", async || {
        let letters = bus.dead_letters("resources", 10).await.unwrap();
        (letters.len() == 2).then_some(letters)
    })
    .await;
    assert!(letters.iter().any(|letter| letter.subject == listing), "{letters:?}");
    host.drain().await.unwrap();
}
