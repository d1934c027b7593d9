//! What happens elsewhere appears on open pages: they listen for events that name what they show,
//! and for what their visitor is told.
//!
//! The streams are followed only while somebody listens, so that it costs nothing otherwise. What
//! is told is that something happened, never its facts: the page asks for them as its visitor.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use contracts::{Claimer, SERVICES, ServiceEvent, notices};
use futures_util::stream;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use values::Uuid;

use super::{Answer, Visit};
use crate::chinese;
use crate::limits::LISTENING_MAX;
use crate::notices::inbox;
use crate::problem::Problem;
use crate::state::Gateway;

/// What a page is told of.
const CHANGE: &str = "change";
const NOTICE: &str = "notice";
/// What a page names: lines, or an organisation.
const OF: &str = "of";
/// How many of them at most: the address fits into what proxies take.
pub(super) const OF_MAX: usize = 200;
/// Whether it is told of cards, whosever they are.
const CARDS: &str = "cards";
/// What says that one was given.
const CARD_GIVEN: [&str; 2] = ["handling.yellow_carded.", "handling.red_carded."];
/// What slow listeners may be behind; they look again anyhow.
const BEHIND_MAX: usize = 256;
const BATCH_MAX: usize = 256;
/// What a notice is about, whom it concerns and what is to be told is no news: that somebody is
/// told is.
const NO_NEWS: [&str; 6] = [
    "notice.described.",
    "notice.concerned.",
    "notice.unconcerned.",
    "notice.announced.",
    "notice.raised.",
    "notice.part_done.",
];
/// How long an id is as a text.
const ID_BYTES: usize = 36;
/// How often it is looked whether anybody still listens.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How often a quiet connection says that it is there: proxies cut silent ones.
const ALIVE_EVERY: Duration = Duration::from_secs(20);

/// A commit: the first thing it says, and whatever it names.
struct Happened {
    what: &'static str,
    /// Somebody is told something, or has read it.
    is_notice: bool,
    is_card: bool,
    ids: HashSet<Uuid>,
}

/// Those who listen.
pub(crate) struct Live {
    told: broadcast::Sender<Arc<Happened>>,
    /// Somebody began to listen.
    wanted: Notify,
    places: Arc<Semaphore>,
    stopped: CancellationToken,
}

impl Default for Live {
    fn default() -> Self {
        let (told, _) = broadcast::channel(BEHIND_MAX);
        let places = Arc::new(Semaphore::new(LISTENING_MAX));
        Self { told, wanted: Notify::new(), places, stopped: CancellationToken::new() }
    }
}

/// Follows all services while somebody listens, until `cancel`; then all listening ends.
pub(crate) async fn follow(gateway: Gateway, cancel: CancellationToken) {
    let following = SERVICES.map(|service| tokio::spawn(follow_one(gateway.clone(), service)));
    cancel.cancelled().await;
    gateway.live().stopped.cancel();
    for one in following {
        if let Err(error) = one.await {
            tracing::error!(%error, "following for open pages ended");
        }
    }
}

async fn follow_one(gateway: Gateway, service: &'static str) {
    let live = gateway.live();
    while !live.stopped.is_cancelled() {
        let wanted = live.wanted.notified();
        if live.told.receiver_count() == 0 {
            tokio::select! {
                () = wanted => {}
                () = live.stopped.cancelled() => return,
            }
        }
        if let Err(error) = while_wanted(&gateway, service).await {
            tracing::warn!(%error, service, "open pages hear nothing for now");
            // Somebody who begins to listen tries it again.
            live.wanted.notified().await;
        }
    }
}

async fn while_wanted(gateway: &Gateway, service: &str) -> Result<(), bus::Error> {
    let live = gateway.live();
    let mut follower = gateway.client().follow_from_now(service).await?;
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            batch = follower.next_batch(BATCH_MAX) => {
                for (_, commit) in batch {
                    tell(live, service, commit);
                }
            }
            _ = look.tick() => {
                if live.told.receiver_count() == 0 {
                    return Ok(());
                }
            }
            () = live.stopped.cancelled() => return Ok(()),
        }
    }
}

fn tell(live: &Live, service: &str, commit: Bytes) {
    if let Some(happened) = Happened::of(service, commit) {
        // Nobody listens any more: nobody is told.
        drop(live.told.send(Arc::new(happened)));
    }
}

/// What the events of a commit are called.
fn tags(commit: &[u8]) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Commit {
        events: Vec<Recorded>,
    }
    #[derive(Deserialize)]
    struct Recorded {
        event: Tag,
    }
    #[derive(Deserialize)]
    struct Tag {
        r#type: String,
    }
    let commit: Commit = serde_json::from_slice(commit).ok()?;
    Some(commit.events.into_iter().map(|recorded| recorded.event.r#type).collect())
}

/// The events of a commit of notices that are news: whoever is named by the others is told nothing.
fn news(commit: &[u8]) -> Option<Bytes> {
    let mut commit: Value = serde_json::from_slice(commit).ok()?;
    let events = commit.get_mut("events")?.as_array_mut()?;
    events.retain(|recorded| {
        let tag = recorded["event"]["type"].as_str().unwrap_or_default();
        !NO_NEWS.iter().any(|silent| tag.starts_with(silent))
    });
    Some(Bytes::from(serde_json::json!({ "events": &*events }).to_string()))
}

impl Happened {
    fn of(service: &str, commit: Bytes) -> Option<Self> {
        let is_notice = service == notices::Event::SERVICE;
        let commit = if is_notice { news(&commit)? } else { commit };
        let tags = tags(&commit)?;
        let what = chinese::event(tags.first()?).unwrap_or("有更新");
        let given = |tag: &String| CARD_GIVEN.iter().any(|card| tag.starts_with(card));
        let is_card = tags.iter().any(given);
        Some(Self { what, is_notice, is_card, ids: ids(&commit) })
    }

    fn names(&self, wanted: &[Uuid]) -> bool {
        wanted.iter().any(|id| self.ids.contains(id))
    }
}

/// Every id that stands in the commit: found once, however many listen.
fn ids(commit: &[u8]) -> HashSet<Uuid> {
    let texts = commit.split(|byte| *byte == b'"').filter(|text| text.len() == ID_BYTES);
    texts.filter_map(|text| Uuid::try_parse_ascii(text).ok()).collect()
}

/// One who listens.
struct Listener {
    told: broadcast::Receiver<Arc<Happened>>,
    wanted: Vec<Uuid>,
    cards: bool,
    /// Whose notices are the visitor's.
    inbox: Vec<Uuid>,
    stopped: CancellationToken,
    _place: OwnedSemaphorePermit,
}

/// Tells what happens to what the page shows, for as long as it is open.
pub(super) async fn listen(visit: &Visit) -> Answer {
    let inbox = inbox(visit.actor()?, false).map(|inbox| match inbox {
        Claimer::Organisation(organisation) => organisation.into(),
        Claimer::Person(person) => person.into(),
    });
    let live = visit.gateway.live();
    let place = Arc::clone(&live.places).try_acquire_owned().map_err(|_| Problem::busy())?;
    let wanted = visit.parameter(OF).unwrap_or_default().split(',');
    let wanted = wanted.filter(|id| !id.is_empty()).take(OF_MAX);
    let wanted = wanted.map(|id| Uuid::parse_str(id).ok()).collect::<Option<_>>();
    let wanted = wanted.ok_or_else(|| Problem::unreadable_parameter(OF))?;
    let cards = visit.parameter(CARDS) == Some("true");
    let inbox = inbox.into_iter().collect();
    let (told, stopped) = (live.told.subscribe(), live.stopped.clone());
    live.wanted.notify_waiters();
    let listener = Listener { told, wanted, cards, inbox, stopped, _place: place };
    Ok(events(listener))
}

fn events(listener: Listener) -> Response {
    let events = stream::unfold(listener, async |mut listener| {
        let (kind, what) = next(&mut listener).await?;
        Some((Ok::<_, Infallible>(Event::default().event(kind).data(what)), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)).into_response()
}

/// What happened next to what is wanted, or that the visitor's notices are others; nothing when it
/// is time to go.
async fn next(listener: &mut Listener) -> Option<(&'static str, &'static str)> {
    loop {
        let told = tokio::select! {
            told = listener.told.recv() => told,
            () = listener.stopped.cancelled() => return None,
        };
        match told {
            Ok(happened) if happened.is_notice => {
                if happened.names(&listener.inbox) {
                    return Some((NOTICE, happened.what));
                }
            }
            Ok(happened) => {
                if happened.names(&listener.wanted) || listener.cards && happened.is_card {
                    return Some((CHANGE, happened.what));
                }
            }
            Err(broadcast::error::RecvError::Lagged(_)) => return Some((CHANGE, "有更新")),
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::needs::handling;
    use values::NeedId;

    use super::*;

    const NEED: Uuid = Uuid::from_u128(0xE1);
    const ORGANISATION: Uuid = Uuid::from_u128(0xA1);

    fn happened(service: &str, commit: &Value) -> Option<Happened> {
        Happened::of(service, Bytes::from(commit.to_string()))
    }

    /// A commit of the form that the fixture of the event has on disk.
    fn fixture(aggregate: Uuid, event: &str) -> Value {
        let path =
            format!("{}/../../shared/contracts/fixtures/{event}.json", env!("CARGO_MANIFEST_DIR"));
        let event: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        serde_json::json!({
            "position": 7,
            "events": [{ "aggregate": aggregate, "version": 2, "event": event }],
        })
    }

    #[test]
    fn a_commit_is_told_to_whoever_shows_what_it_names() {
        assert!(happened("projects", &serde_json::json!({"position": 7, "events": []})).is_none());
        let claim = Uuid::from_u128(0xC1);
        let accepted = happened("projects", &fixture(claim, "claim.accepted.v1")).unwrap();
        assert_eq!((accepted.what, accepted.is_notice), ("接受认领", false));
        assert!(accepted.names(&[NEED, claim]) && !accepted.names(&[NEED]));
    }

    #[test]
    fn a_card_names_neither_the_need_nor_its_owner_and_is_told_all_the_same() {
        let handling = handling::id(NeedId(NEED));
        let card = happened("needs", &fixture(handling, "handling.red_carded.v1")).unwrap();
        assert!(!card.names(&[NEED, ORGANISATION]), "what it is about cannot be told from it");
        assert!(card.names(&[NEED, handling]), "the page of the need listens for its handling");
        assert!(card.is_card, "and homes of officers for any card");
        let claimed = happened("projects", &fixture(NEED, "claim.accepted.v1")).unwrap();
        assert!(!claimed.is_card);
    }

    #[test]
    fn a_notice_is_news_when_somebody_is_told() {
        let commit = |tags: &[&str]| {
            let events = tags.iter().map(|tag| serde_json::json!({ "event": { "type": tag } }));
            let commit = serde_json::json!({ "events": events.collect::<Vec<_>>() });
            Happened::of("notices", Bytes::from(commit.to_string()))
        };
        let told = commit(&["notice.described.v1", "notice.told.v1"]).unwrap();
        assert_eq!((told.what, told.is_notice), ("新通知", true));
        for silent in ["described", "concerned", "unconcerned", "announced", "raised", "part_done"]
        {
            assert!(commit(&[format!("notice.{silent}.v1").as_str()]).is_none(), "{silent}");
        }
    }

    #[test]
    fn who_is_only_concerned_hears_nothing() {
        let commit = serde_json::json!({"position": 7, "events": [
            {"event": {"type": "notice.concerned.v1", "data": {"inboxes": [{"person": NEED}]}}},
            {"event": {"type": "notice.told.v1", "data": {"inbox": {"person": ORGANISATION}}}},
        ]});
        let told = happened("notices", &commit).unwrap();
        assert!(told.names(&[ORGANISATION]) && !told.names(&[NEED]));
    }
}
