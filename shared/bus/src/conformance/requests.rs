//! Request and reply.

use std::time::{Duration, Instant};

use bytes::Bytes;
use contracts::{Actor, Role, Seen, subjects};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use values::{CommandId, OrganisationId, PersonId, Uuid};

use super::on_both;
use super::rig::{PATIENCE, Rig};
use crate::{Bus, Error, Headers, HeadersError};

const POST: &str = "cmd.needs.need.post";

on_both!(
    a_request_arrives_as_sent_and_its_reply_comes_back,
    a_plain_thread_can_answer,
    commands_and_queries_arrive_but_nothing_of_another_service,
    nobody_there_is_told_at_once,
    silence_is_a_timeout_and_the_next_request_is_answered,
    servers_of_one_service_share_its_requests,
    unreadable_headers_are_an_error_of_that_request_only,
    a_stopped_server_hands_out_what_arrived_and_takes_no_more,
    many_at_once_all_get_their_own_reply,
    many_at_once_are_told_that_nobody_is_there,
    one_that_is_answered_late_keeps_no_other_waiting,
);

fn headers() -> Headers {
    Headers {
        command: Some(CommandId(Uuid::from_u128(7))),
        actor: Actor::Person {
            person: PersonId(Uuid::from_u128(1)),
            organisation: OrganisationId(Uuid::from_u128(2)),
            role: Role::CommunityClerk,
        },
        correlation: Some(Uuid::from_u128(3)),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
        at_least: Some(42),
        seen: Some(Seen { aggregate: Uuid::from_u128(5), version: 6 }),
    }
}

async fn a_request_arrives_as_sent_and_its_reply_comes_back(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let asker = rig.another_bus().await;
    let serving = tokio::spawn(async move {
        let request = requests.next().await.unwrap();
        assert_eq!(request.subject, POST);
        assert_eq!(request.headers.as_ref(), Ok(&headers()));
        let reply = [b"got ", &request.body[..]].concat();
        request.respond(reply.into());
    });
    let reply = asker.request(POST, &headers(), Bytes::from_static(b"tea"), PATIENCE).await;
    assert_eq!(reply.unwrap(), "got tea");
    serving.await.unwrap();
}

async fn a_plain_thread_can_answer(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let serving = tokio::spawn(async move {
        let request = requests.next().await.unwrap();
        std::thread::spawn(move || request.respond(Bytes::from_static(b"done"))).join().unwrap();
    });
    let reply = rig.bus.request(POST, &headers(), Bytes::new(), PATIENCE).await;
    assert_eq!(reply.unwrap(), "done");
    serving.await.unwrap();
}

async fn commands_and_queries_arrive_but_nothing_of_another_service(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            let subject = Bytes::from(request.subject.clone());
            request.respond(subject);
        }
    });
    for subject in [POST, "qry.needs.list"] {
        let reply = rig.bus.request(subject, &headers(), Bytes::new(), PATIENCE).await;
        assert_eq!(reply.unwrap(), subject);
    }
    for subject in ["cmd.needy.need.post", "qry.projects.list", "evt.needs"] {
        let reply = rig.bus.request(subject, &headers(), Bytes::new(), PATIENCE).await;
        assert!(matches!(reply, Err(Error::NoResponders { .. })), "{subject}: {reply:?}");
    }
}

async fn nobody_there_is_told_at_once(rig: Rig) {
    let began = Instant::now();
    let reply = rig.bus.request(POST, &headers(), Bytes::new(), PATIENCE).await;
    assert!(matches!(&reply, Err(Error::NoResponders { subject }) if subject == POST), "{reply:?}");
    assert!(began.elapsed() < PATIENCE / 2);
}

async fn silence_is_a_timeout_and_the_next_request_is_answered(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let bus = rig.another_bus().await;
    let short = Duration::from_millis(50);
    let reply = bus.request(POST, &headers(), Bytes::from_static(b"1"), short).await;
    assert!(matches!(reply, Err(Error::Timeout { milliseconds: 50, .. })), "{reply:?}");

    let late = requests.next().await.unwrap();
    late.respond(Bytes::from_static(b"late"));
    let serving = tokio::spawn(async move {
        requests.next().await.unwrap().respond(Bytes::from_static(b"second"));
    });
    let reply = bus.request(POST, &headers(), Bytes::from_static(b"2"), PATIENCE).await;
    assert_eq!(reply.unwrap(), "second");
    serving.await.unwrap();
}

async fn servers_of_one_service_share_its_requests(rig: Rig) {
    let (seen, mut arrived) = mpsc::unbounded_channel();
    for server in 0..2_u8 {
        let mut requests = rig.another_bus().await.serve("needs").await.unwrap();
        let seen = seen.clone();
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                seen.send(server).unwrap();
                request.respond(Bytes::new());
            }
        });
    }
    for _ in 0..100 {
        rig.bus.request(POST, &headers(), Bytes::new(), PATIENCE).await.unwrap();
    }
    let mut counts = [0; 2];
    while let Ok(server) = arrived.try_recv() {
        counts[usize::from(server)] += 1;
    }
    assert_eq!(counts[0] + counts[1], 100, "each request reaches one server: {counts:?}");
    assert!(counts[0] > 0 && counts[1] > 0, "both take their share: {counts:?}");
}

async fn unreadable_headers_are_an_error_of_that_request_only(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            let reply = match &request.headers {
                Ok(_) => "fine".to_owned(),
                Err(HeadersError::Unreadable { name, .. }) => format!("unreadable {name}"),
                Err(HeadersError::Missing { name }) => format!("missing {name}"),
                Err(error @ (HeadersError::NoInbox | HeadersError::Together)) => error.to_string(),
            };
            request.respond(reply.into());
        }
    });
    let system = r#""system""#.to_owned();
    for (sent, expected) in [
        (vec![], "missing Gongjian-Actor"),
        (vec![("Gongjian-Actor", "{".to_owned())], "unreadable Gongjian-Actor"),
        (
            vec![("Gongjian-Actor", system.clone()), ("Gongjian-Command", "x".to_owned())],
            "unreadable Gongjian-Command",
        ),
        (
            vec![("Gongjian-Actor", system.clone()), ("Gongjian-At-Least", "-1".to_owned())],
            "unreadable Gongjian-At-Least",
        ),
        (vec![("Gongjian-Actor", system)], "fine"),
    ] {
        let reply = rig.bus.request_encoded(POST, sent, Bytes::new(), PATIENCE).await;
        assert_eq!(reply.unwrap(), expected);
    }
}

async fn a_stopped_server_hands_out_what_arrived_and_takes_no_more(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let bus = rig.another_bus().await;
    let asking = tokio::spawn({
        let bus = bus.clone();
        async move { bus.request(POST, &headers(), Bytes::new(), PATIENCE).await }
    });
    let first = requests.next().await.unwrap();
    requests.stop().await;
    assert!(requests.next().await.is_none());
    first.respond(Bytes::from_static(b"still answered"));
    assert_eq!(asking.await.unwrap().unwrap(), "still answered");
    let reply = bus.request(POST, &headers(), Bytes::new(), PATIENCE).await;
    assert!(matches!(reply, Err(Error::NoResponders { .. })), "{reply:?}");
}

async fn many_at_once_all_get_their_own_reply(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            let body = request.body.clone();
            request.respond(body);
        }
    });
    let bus = rig.another_bus().await;
    let asking: Vec<_> = (0..2_000_u32)
        .map(|n| {
            let bus = bus.clone();
            tokio::spawn(async move {
                let body = Bytes::from(n.to_string());
                let reply = bus.request(POST, &headers(), body.clone(), PATIENCE).await;
                assert_eq!(reply.unwrap(), body);
            })
        })
        .collect();
    for asked in asking {
        asked.await.unwrap();
    }
    assert_eq!(bus.overflows() + rig.bus.overflows(), 0);
}

/// Asks `count` times at once.
fn ask_at_once(bus: &Bus, count: u32) -> JoinSet<(u32, Result<Bytes, Error>)> {
    (0..count)
        .map(|n| {
            let bus = bus.clone();
            async move {
                let body = Bytes::from(n.to_string());
                (n, bus.request(POST, &headers(), body, PATIENCE).await)
            }
        })
        .collect()
}

async fn many_at_once_are_told_that_nobody_is_there(rig: Rig) {
    let began = Instant::now();
    let mut asking = ask_at_once(&rig.bus, 200);
    while let Some(asked) = asking.join_next().await {
        let (_, reply) = asked.unwrap();
        assert!(matches!(reply, Err(Error::NoResponders { .. })), "{reply:?}");
    }
    assert!(began.elapsed() < PATIENCE / 2);
}

async fn one_that_is_answered_late_keeps_no_other_waiting(rig: Rig) {
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let mut asking = ask_at_once(&rig.another_bus().await, 200);
    let (late, mut held) = mpsc::channel(1);
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if request.body == "7" {
                late.send(request).await.unwrap();
            } else {
                let body = request.body.clone();
                request.respond(body);
            }
        }
    });
    for _ in 1..200 {
        let (n, reply) = asking.join_next().await.unwrap().unwrap();
        assert_eq!(reply.unwrap(), n.to_string());
        assert_ne!(n, 7);
    }
    held.recv().await.unwrap().respond(Bytes::from_static(b"late"));
    let (n, reply) = asking.join_next().await.unwrap().unwrap();
    assert_eq!((n, reply.unwrap()), (7, Bytes::from_static(b"late")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_together_travels_together() {
    let rig = Rig::nats().await;
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let mut messages = rig.every_message("cmd.needs.>").await;
    let mut replies = rig.every_message("_INBOX.other.>").await;
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            let body = request.body.clone();
            request.respond(body);
        }
    });
    let mut asking = ask_at_once(&rig.another_bus().await, 2_000);
    while let Some(asked) = asking.join_next().await {
        let (n, reply) = asked.unwrap();
        assert_eq!(reply.unwrap(), n.to_string());
    }
    // One alone marks the end; it travels as it always did.
    rig.another_bus().await.request(POST, &headers(), Bytes::new(), PATIENCE).await.unwrap();
    let mut together = 0;
    while messages.next().await.unwrap().headers.is_none() {
        together += 1;
    }
    assert!((8..500).contains(&together), "2,000 requests in {together} messages");
    let answers = replies.by_ref().take(together).count();
    assert_eq!(tokio::time::timeout(PATIENCE, answers).await.unwrap(), together);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_or_answered_is_handed_out_and_stops_nobody_else() {
    let rig = Rig::nats().await;
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let stranger = rig.stranger().await;
    let together = subjects::together(POST).unwrap();
    // The last is readable, and of no request.
    for body in ["\u{fffd} rubbish", "\0"] {
        let body = Bytes::from_static(body.as_bytes());
        let inbox = "_INBOX.other.1.2".to_owned();
        stranger.publish_with_reply(together.clone(), inbox, body.clone()).await.unwrap();
        let request = requests.next().await.unwrap();
        assert_eq!(request.subject, together);
        assert_eq!(request.headers, Err(HeadersError::Together));
        assert_eq!(request.body, body);
        request.respond(Bytes::from_static(b"nobody hears this"));
    }
    stranger.publish(POST, Bytes::from_static(b"{}")).await.unwrap();
    let request = requests.next().await.unwrap();
    assert_eq!((&*request.subject, &request.body[..]), (POST, &b"{}"[..]));
    assert_eq!(request.headers, Err(HeadersError::NoInbox));
    request.respond(Bytes::new());

    let asker = rig.another_bus().await;
    let asked = tokio::spawn(async move {
        asker.request(POST, &headers(), Bytes::from_static(b"tea"), PATIENCE).await
    });
    requests.next().await.unwrap().respond(Bytes::from_static(b"got it"));
    assert_eq!(asked.await.unwrap().unwrap(), "got it");
}
