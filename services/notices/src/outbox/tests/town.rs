//! What stands around the outbox in its tests: the service over a bus and a log in memory, whoever
//! knows what needs are called, and the other end of a channel.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use bus::{Bus, Bytes, MemoryStreams, MirrorPolicy};
use contracts::notices::channel::{ChannelKind, Set};
use contracts::notices::{ChannelStanding, Channels};
use contracts::projects::claim;
use contracts::registry::organisation::Level;
use contracts::testing::{OWNER, SOMEBODY, monday, registered, secretary_of};
use contracts::{
    Actor, Claimer, Command, Commit, Named, Position, Receipt, Recorded, Reply, ServiceEvent,
    projects, registry,
};
use eventlog::{Keys, MemoryLog};
use runtime::{Client, Clock, Host, HostOptions};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;
use values::{Amount, ClaimId, CommandId, Hash, NeedId, PersonId, Text, Timestamp, Unit, Uuid};

use crate::Notices;
use crate::outbox::{Outlets, outbox, use_outlets};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) const NEED: NeedId = NeedId(Uuid::from_u128(0xD1));

/// What came to the other end.
#[derive(Debug, Clone)]
pub(super) struct Came {
    pub(super) headers: HeaderMap,
    pub(super) uri: Uri,
    pub(super) body: String,
}

impl Came {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("{name}: {self:?}")).to_str().unwrap()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The other end of a channel: it notes what comes, and answers as it was told to, else well.
pub(super) struct Receiver {
    pub(super) url: String,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
    came: watch::Receiver<Vec<Came>>,
    _serving: AbortOnDropHandle<()>,
}

type Noted = (Arc<Mutex<VecDeque<StatusCode>>>, watch::Sender<Vec<Came>>);

async fn note(
    State((answers, came)): State<Noted>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, &'static str) {
    came.send_modify(|came| came.push(Came { headers, uri, body }));
    let status = answers.lock().unwrap().pop_front().unwrap_or(StatusCode::OK);
    (status, r#"{"errcode": 0, "errmsg": "ok"}"#)
}

impl Receiver {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?key=a", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let (noting, came) = watch::channel(Vec::new());
        let router = axum::Router::new().fallback(note).with_state((Arc::clone(&answers), noting));
        let serving = async { axum::serve(listener, router).await.unwrap() };
        let _serving = AbortOnDropHandle::new(tokio::spawn(serving));
        Self { url, answers, came, _serving }
    }

    /// The next time it answers so.
    pub(super) fn answer_next(&self, status: StatusCode) {
        self.answers.lock().unwrap().push_back(status);
    }

    /// All that came, when it is so many.
    pub(super) async fn came(&self, count: usize) -> Vec<Came> {
        let mut came = self.came.clone();
        let enough = came.wait_for(|came| came.len() >= count);
        let came = tokio::time::timeout(PATIENCE, enough).await;
        let came = came.unwrap_or_else(|_| panic!("{:?} came", self.came.borrow())).unwrap();
        assert_eq!(came.len(), count, "{came:?}");
        came.clone()
    }
}

/// The service, its outbox, and who stands around them.
pub(super) struct Town {
    streams: MemoryStreams,
    log: MemoryLog,
    keys: Arc<Keys>,
    clock: Clock,
    /// Where `projects` stands.
    last: (Position, Hash),
    sent: u128,
    /// What the secretary saw done.
    seen: Option<Position>,
    running: Running,
}

struct Running {
    client: Client,
    host: Host,
    _outbox: AbortOnDropHandle<()>,
    _needs: AbortOnDropHandle<()>,
}

fn commit<E: ServiceEvent>(last: (Position, Hash), events: Vec<Recorded<E>>) -> Vec<u8> {
    let commit = Commit {
        position: last.0 + 1,
        previous: last.1,
        command: CommandId(Uuid::from_u128(0xF000 + u128::from(last.0))),
        request: Hash::default(),
        actor: Actor::System,
        time: monday(),
        cause: None,
        events,
    };
    serde_json::to_vec(&commit).unwrap()
}

/// What may go out goes to this machine alone.
pub(super) fn open_outlets() {
    use_outlets(Outlets {
        web: true,
        mail: None,
        private_addresses: true,
        plain_http: true,
        portal: "https://gongjian.example".to_owned(),
    });
}

impl Town {
    /// What may leave it goes to this machine alone.
    pub(super) async fn new() -> Self {
        open_outlets();
        let streams = MemoryStreams::new();
        let area = "371002001001";
        let town =
            [registered(OWNER, Level::Community, area), registered(SOMEBODY, Level::Unit, area)];
        let bytes = commit::<registry::Event>((0, Hash::default()), town.into());
        streams.publish(registry::Event::SERVICE, 0, Bytes::from(bytes)).unwrap();
        let (log, keys) = (MemoryLog::new(), Arc::new(Keys::memory()));
        let clock = Clock::standing_at(monday());
        let running = start(&streams, &log, &keys, &clock).await;
        let last = (0, Hash::default());
        Self { streams, log, keys, clock, last, sent: 0, seen: None, running }
    }

    /// Ends, and begins again with what is on disk.
    pub(super) async fn restart(self) -> Self {
        let Self { streams, log, keys, clock, last, sent, seen, running } = self;
        let Running { host, _outbox, _needs, .. } = running;
        drop((_outbox, _needs));
        host.drain().await.unwrap();
        let running = start(&streams, &log, &keys, &clock).await;
        Self { streams, log, keys, clock, last, sent, seen, running }
    }

    pub(super) async fn pass(&self, minutes: u64) {
        self.clock.set(self.clock.now() + Duration::from_secs(60 * minutes));
        self.running.host.clock_moved().await;
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// As the secretary of the community.
    pub(super) async fn send<C: Command + Sync>(&mut self, body: &C) -> Reply<Receipt> {
        self.sent += 1;
        let id = CommandId(Uuid::from_u128(self.sent));
        let reply = self.running.client.command(&secretary_of(OWNER), id, body).await.unwrap();
        if let Reply::Done(receipt) = &reply {
            self.seen = Some(receipt.position);
        }
        reply
    }

    pub(super) async fn set(&mut self, kind: ChannelKind, address: &str, secret: Option<&str>) {
        let address = Text::new(address).unwrap();
        let secret = secret.map(|secret| Text::new(secret).unwrap());
        let set = Set { organisation: OWNER, kind, address, secret };
        let reply = self.send(&set).await;
        assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    }

    /// These claims, of the unit or of somebody, wait for the answer of the community, and all of
    /// that is taken in.
    pub(super) async fn claim(&mut self, claims: impl IntoIterator<Item = (u128, Claimer)>) {
        let mut events = Vec::new();
        for (n, claimer) in claims {
            let proposed = claim::Propose {
                claimer,
                side: claim::Side::Giving,
                need: Some(NEED),
                offer: None,
                amount: Amount::new(2, Unit::Session).unwrap(),
                slot: None,
                area: "371002001001".parse().unwrap(),
                message: None,
                wait: false,
            };
            let lease = claim::Lease {
                yellow_at: monday(),
                until: "2026-03-05T09:00:00Z".parse().unwrap(),
                holidays_unknown: false,
            };
            let category = registry::taxonomy::Category::Service;
            let held = claim::Event::Held { counterpart: OWNER, category, lease };
            for (version, event) in (1..).zip([claim::Event::Proposed(proposed), held]) {
                let (aggregate, event) = (claim(n).into(), projects::Event::Claim(event));
                events.push(Recorded { aggregate, version, event });
            }
        }
        let count = events.len() / 2;
        let waiting = self.standing(ChannelKind::Webhook).await.map_or(0, |set| set.waiting);
        let bytes = commit(self.last, events);
        let hash = Hash::of(&bytes);
        let service = projects::Event::SERVICE;
        self.streams.publish(service, self.last.0, Bytes::from(bytes)).unwrap();
        self.last = (self.last.0 + 1, hash);
        self.wait(ChannelKind::Webhook, |set| set.waiting == waiting + count).await;
    }

    pub(super) async fn standing(&self, kind: ChannelKind) -> Option<ChannelStanding> {
        let (query, actor) = (Channels { organisation: OWNER }, secretary_of(OWNER));
        let reply = self.running.client.query(&actor, self.seen, &query).await.unwrap();
        found(&reply, kind)
    }

    /// The channel, when it stands so.
    pub(super) async fn wait(
        &self,
        kind: ChannelKind,
        stands: impl Fn(&ChannelStanding) -> bool,
    ) -> ChannelStanding {
        let (query, actor) = (Channels { organisation: OWNER }, secretary_of(OWNER));
        let enough = |reply: &_| found(reply, kind).filter(|set| stands(set));
        let waiting = self.running.client.wait_for(&actor, None, &query, PATIENCE, enough);
        waiting.await.unwrap().expect("it comes to stand so")
    }

    /// How many keys were destroyed.
    pub(super) fn forgotten(&self) -> usize {
        self.keys.erased().len()
    }

    /// Everything that was written down.
    pub(super) fn written(&self) -> String {
        use eventlog::Log;
        let entries = self.log.read(1).map(|entry| entry.unwrap().bytes().to_vec());
        entries.map(|bytes| String::from_utf8(bytes).unwrap()).collect()
    }
}

pub(super) fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(0xC100 + n))
}

/// A natural person who claims.
pub(super) const PERSON: PersonId = PersonId(Uuid::from_u128(0x5EC2E7));

fn found(
    reply: &Reply<Vec<contracts::notices::ChannelLine>>,
    kind: ChannelKind,
) -> Option<ChannelStanding> {
    let Reply::Done(lines) = reply else { return None };
    lines.iter().find(|line| line.kind == kind)?.set.clone()
}

async fn start(
    streams: &MemoryStreams,
    log: &MemoryLog,
    keys: &Arc<Keys>,
    clock: &Clock,
) -> Running {
    let bus = Bus::over(streams.clone());
    let options = HostOptions {
        bus: bus.clone(),
        log: Arc::new(log.clone()),
        keys: Arc::clone(keys),
        clock: clock.clone(),
        policy: MirrorPolicy::Embedded,
    };
    let host = Host::start::<Notices>(options).await.unwrap();
    host.health().mirrored().await;
    let _needs = AbortOnDropHandle::new(tokio::spawn(needs(bus.clone())));
    let _outbox = AbortOnDropHandle::new(tokio::spawn(outbox(bus.clone(), clock.clone())));
    Running { client: Client::new(bus), host, _outbox, _needs }
}

/// Says what the need is called, whatever it is asked.
async fn needs(bus: Bus) {
    let mut requests = bus.serve("needs").await.unwrap();
    while let Some(request) = requests.next().await {
        let named = Named { title: Text::new("四点半课堂").unwrap(), owner: OWNER };
        let named = std::collections::BTreeMap::from([(NEED, named)]);
        request.respond(Bytes::from(serde_json::to_vec(&Reply::Done(named)).unwrap()));
    }
}
