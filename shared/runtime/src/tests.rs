//! A service that tests run, and tests of running it.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bus::{Bus, Headers, MirrorPolicy};
use contracts::resources::offer;
use contracts::testing::{OWNER, monday, person};
use contracts::{
    Actor, Command, Commit, Context, Failure, Receipt, Recorded, Rejection, Reply, Role,
    ServiceEvent,
};
use decider::Decider;
use eventlog::{Chain, Draft, Keys, Log, MemoryLog};
use serde::{Deserialize, Serialize};
use values::{Hash, Timestamp, Uuid};

use crate::{
    Aggregates, Client, Clock, Commands, Deadlines, Decision, Host, HostOptions, Queries, Service,
    aggregates,
};

pub(crate) const SOUND: Uuid = Uuid::from_u128(8);
pub(crate) const LATER: Uuid = Uuid::from_u128(9);
/// Its rule panics.
pub(crate) const BROKEN: Uuid = Uuid::from_u128(3);
/// Its rule is against it.
pub(crate) const REFUSED: Uuid = Uuid::from_u128(4);
/// Its rule decides nothing.
pub(crate) const SILENT: Uuid = Uuid::from_u128(5);
/// Its rule panics until it is mended.
pub(crate) const FRAGILE: Uuid = Uuid::from_u128(6);

/// Its rule never moves its deadline.
pub(crate) const ENDLESS: Uuid = Uuid::from_u128(7);

pub(crate) static MENDED: AtomicBool = AtomicBool::new(false);

/// A service of alarm clocks, some of which cannot ring.
pub(crate) struct Alarms;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Event {
    Set(Timestamp),
    Rung,
    RungOn,
}

impl ServiceEvent for Event {
    const SERVICE: &'static str = "alarms";

    fn aggregate_kind(&self) -> &'static str {
        "alarm"
    }

    fn of_aggregate(&self) -> &dyn std::any::Any {
        self
    }
}

/// Breaks the service.
#[derive(Serialize, Deserialize)]
struct Break {}

impl Command for Break {
    const SUBJECT: &'static str = "cmd.alarms.alarm.break";
}

pub(crate) struct Alarm;

impl Decider for Alarm {
    type State = Option<Timestamp>;
    type Context = Context;
    type Command = Uuid;
    type Event = Event;
    type Rejection = offer::Rejection;

    fn decide(_: &Self::State, _: &Context, id: Uuid) -> Result<Vec<Event>, offer::Rejection> {
        match id {
            BROKEN => panic!("it cannot ring"),
            FRAGILE if !MENDED.load(Ordering::SeqCst) => panic!("it cannot ring yet"),
            REFUSED => Err(offer::Rejection::Unknown),
            SILENT => Ok(vec![]),
            ENDLESS => Ok(vec![Event::RungOn]),
            _ => Ok(vec![Event::Rung]),
        }
    }

    fn evolve(before: Self::State, event: &Event) -> Self::State {
        match event {
            Event::Set(at) => Some(*at),
            Event::Rung => None,
            Event::RungOn => before,
        }
    }
}

#[derive(Default)]
pub(crate) struct State {
    alarms: Aggregates<Alarm>,
    pub(crate) deadlines: Deadlines,
}

aggregates!(State { alarms: Alarm });

impl Service for Alarms {
    type Event = Event;
    type State = State;
    type View = ();

    fn commands() -> Commands<Self> {
        Commands::default().on(|_, Break {}| panic!("it is broken"))
    }

    fn queries() -> Queries<Self> {
        Queries::default()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let id = recorded.aggregate;
        state.alarms.apply(id, recorded.version, &recorded.event);
        state.deadlines.set(id, *state.alarms.state(id));
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.deadlines.next().map(|(at, _)| at)
    }

    fn deadlines(state: &mut State) -> Option<&mut Deadlines> {
        Some(&mut state.deadlines)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        let (_, id) = decision.state().deadlines.next().unwrap();
        decision.decide::<Alarm>(id, id)
    }

    fn view((): &mut (), _: &Commit<Event>) {}
}

pub(crate) fn minute(minute: u64) -> Timestamp {
    monday() + std::time::Duration::from_secs(60 * minute)
}

/// Appends commits that set one alarm each.
pub(crate) fn set(log: &MemoryLog, alarms: &[(Uuid, u64, Timestamp)]) {
    let mut chain = Chain::at(log.head());
    let set = |(aggregate, version, at): &(Uuid, u64, Timestamp)| {
        let draft = Draft {
            command: Uuid::from_u128(u128::from(chain.head().position)).into(),
            request: Hash::default(),
            actor: Actor::System,
            time: monday(),
            cause: None,
            events: vec![Recorded {
                aggregate: *aggregate,
                version: *version,
                event: Event::Set(*at),
            }],
        };
        chain.next(draft).unwrap()
    };
    log.append(&alarms.iter().map(set).collect::<Vec<_>>()).unwrap();
}

async fn start(log: &MemoryLog) -> (Host, Client) {
    let bus = Bus::memory();
    let options = HostOptions {
        bus: bus.clone(),
        log: Arc::new(log.clone()),
        keys: Arc::new(Keys::memory()),
        clock: Clock::default(),
        policy: MirrorPolicy::Embedded,
    };
    (Host::start::<Alarms>(options).await.unwrap(), Client::new(bus))
}

#[tokio::test]
async fn a_service_whose_deadline_cannot_be_decided_says_so_and_tries_it_when_told_to() {
    let log = MemoryLog::new();
    set(&log, &[(BROKEN, 1, minute(1)), (FRAGILE, 1, minute(1)), (SOUND, 1, minute(2))]);
    let (host, client) = start(&log).await;
    let operator = person(Role::Operator, OWNER);
    let parked = async || match client.parked(&operator, "alarms").await.unwrap() {
        Reply::Done(parked) => parked.iter().map(|one| one.aggregates[0]).collect::<Vec<_>>(),
        refused @ (Reply::Rejected(_) | Reply::Failed(_)) => panic!("{refused:?}"),
    };
    assert_eq!(parked().await, [BROKEN, FRAGILE]);
    assert_eq!(host.health().readiness().parked, 2);

    MENDED.store(true, Ordering::SeqCst);
    let replayed = client.replay_parked(&operator, "alarms").await.unwrap();
    let Reply::Done(replayed) = replayed else { panic!("{replayed:?}") };
    let failed: Vec<_> = replayed.iter().map(|one| one.failed.is_some()).collect();
    assert_eq!(failed, [true, false]);
    assert_eq!(parked().await, [BROKEN]);
    assert_eq!(host.health().readiness().parked, 1);
    host.drain().await.unwrap();
    assert_eq!(log.head().position, 5, "the sound one has rung, and the mended one");
}

/// What is logged.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Logged {
    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn what_is_logged_of_a_request_names_it_as_the_outside_world_does() {
    let logged = Logged::default();
    let into = logged.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || into.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
    let (host, client) = start(&MemoryLog::new()).await;
    let request = Uuid::from_u128(0xD);
    let headers = Headers {
        correlation: Some(request),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        ..Headers::command(Uuid::from_u128(1).into(), person(Role::Liaison, OWNER))
    };
    let reply: Reply<Receipt> = client.request(Break::SUBJECT, &headers, &Break {}).await.unwrap();
    assert_eq!(reply, Reply::Failed(Failure::Internal));
    host.drain().await.unwrap();
    let lines = logged.lines();
    let line = lines.iter().find(|line| line.contains("panic while deciding")).unwrap();
    for told in [&request.to_string(), "0af7651916cd43dd8448eb211c80319c", Break::SUBJECT] {
        assert!(line.contains(told), "{line}");
    }
}
