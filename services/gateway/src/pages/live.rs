//! What happens elsewhere appears on open pages: they listen for events that name what they show,
//! and for what their visitor is told.
//!
//! The streams are followed only while somebody listens, so that it costs nothing otherwise. What
//! is told is that something happened, never its facts: the page asks for them as its visitor.

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
/// How many of them at most.
const OF_MAX: usize = 30;
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
/// How often it is looked whether anybody still listens.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How often a quiet connection says that it is there: proxies cut silent ones.
const ALIVE_EVERY: Duration = Duration::from_secs(20);

/// A commit, and the first thing it says.
struct Happened {
    what: &'static str,
    /// Somebody is told something, or has read it.
    is_notice: bool,
    commit: Bytes,
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
        let what = chinese::event(tags(&commit)?.first()?).unwrap_or("有更新");
        Some(Self { what, is_notice, commit })
    }

    fn names(&self, wanted: &[String]) -> bool {
        let text = std::str::from_utf8(&self.commit).unwrap_or_default();
        wanted.iter().any(|id| text.contains(id.as_str()))
    }
}

/// One who listens.
struct Listener {
    told: broadcast::Receiver<Arc<Happened>>,
    wanted: Vec<String>,
    /// Whose notices are the visitor's.
    inbox: Vec<String>,
    stopped: CancellationToken,
    _place: OwnedSemaphorePermit,
}

/// Tells what happens to what the page shows, for as long as it is open.
pub(super) async fn listen(visit: &Visit) -> Answer {
    let inbox = inbox(visit.actor()?, false).map(|inbox| match inbox {
        Claimer::Organisation(organisation) => organisation.to_string(),
        Claimer::Person(person) => person.to_string(),
    });
    let live = visit.gateway.live();
    let place = Arc::clone(&live.places).try_acquire_owned().map_err(|_| Problem::busy())?;
    let wanted = visit.parameter(OF).unwrap_or_default().split(',');
    let wanted = wanted.filter(|id| !id.is_empty()).take(OF_MAX);
    let wanted = wanted.map(|id| Uuid::parse_str(id).ok().map(|id| id.to_string()));
    let wanted = wanted.collect::<Option<_>>();
    let wanted = wanted.ok_or_else(|| Problem::unreadable_parameter(OF))?;
    let inbox = inbox.into_iter().collect();
    let (told, stopped) = (live.told.subscribe(), live.stopped.clone());
    live.wanted.notify_waiters();
    let listener = Listener { told, wanted, inbox, stopped, _place: place };
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
            Ok(happened) if happened.names(&listener.wanted) => {
                return Some((CHANGE, happened.what));
            }
            Ok(_) => {}
            Err(broadcast::error::RecvError::Lagged(_)) => return Some((CHANGE, "有更新")),
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_told_to_whoever_shows_what_it_names() {
        let commit = r#"{"position":7,"events":[{"aggregate":"a","version":1,
            "event":{"type":"claim.accepted.v1","data":{"claim":"c"}}}]}"#;
        let happened = |service, commit: &'static str| {
            Happened::of(service, Bytes::from_static(commit.as_bytes()))
        };
        assert!(happened("projects", r#"{"position":7,"events":[]}"#).is_none());
        let happened = happened("projects", commit).unwrap();
        assert_eq!((happened.what, happened.is_notice), ("接受认领", false));
        assert!(happened.names(&["x".to_owned(), "\"c\"".to_owned()]));
        assert!(!happened.names(&["x".to_owned()]));
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
        let commit = r#"{"position":7,"events":[
            {"event":{"type":"notice.concerned.v1","data":{"inboxes":[{"person":"p"}]}}},
            {"event":{"type":"notice.told.v1","data":{"inbox":{"organisation":"o"}}}}]}"#;
        let told = Happened::of("notices", Bytes::from_static(commit.as_bytes())).unwrap();
        assert!(told.names(&["\"o\"".to_owned()]) && !told.names(&["\"p\"".to_owned()]));
    }
}
