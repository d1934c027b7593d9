mod town;

use std::sync::Arc;

use axum::http::StatusCode;
use contracts::notices::Event;
use contracts::notices::channel::{self, ChannelKind, Rejection, Remove, Set, Test, Trouble};
use contracts::registry::organisation::Level;
use contracts::testing::{OWNER, SOMEBODY, monday, registered, secretary_of};
use contracts::{Command, Reply, ServiceEvent};
use eventlog::{Keys, Log, MemoryLog};
use runtime::{Decided, Writer};
use values::{CommandId, Text, Uuid};

use super::signing;
use crate::Notices;
use crate::commands::TARGET;
use town::{Came, PERSON, Receiver, Town, claim, open_outlets};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const WEBHOOK: ChannelKind = ChannelKind::Webhook;

async fn town_with_webhook() -> (Town, Receiver) {
    let (mut town, receiver) = (Town::new().await, Receiver::start().await);
    town.set(WEBHOOK, &receiver.url, Some(SECRET)).await;
    (town, receiver)
}

fn is_signed(came: &Came) -> bool {
    let (id, at) = (came.header("webhook-id"), came.header("webhook-timestamp"));
    let expected = signing::webhook(SECRET, id, at.parse().unwrap(), &came.body);
    Some(came.header("webhook-signature")) == expected.as_deref()
}

#[tokio::test]
async fn what_is_told_within_minutes_comes_as_one_signed_message() {
    let (mut town, receiver) = town_with_webhook().await;
    town.claim([(1, SOMEBODY.into())]).await;
    town.pass(2).await;
    town.claim([(2, PERSON.into())]).await;
    town.pass(1).await;
    let came = receiver.came(1).await.remove(0);
    assert!(is_signed(&came), "{came:?}");
    assert_eq!(came.header("webhook-timestamp"), town.now().as_second().to_string());
    let said = came.json();
    assert_eq!((&said["type"], &said["data"]["more"]), (&"notices.told".into(), &0.into()));
    let notices = said["data"]["notices"].as_array().unwrap();
    let [first, second] = notices.as_slice() else { panic!("{said}") };
    assert_eq!((&first["title"], &first["next"]), (&"四点半课堂".into(), &"接受或婉拒".into()));
    assert_eq!(first["amount"]["quantity"], 2);
    assert_eq!(first["by"], "2026-03-05T09:00:00Z");
    assert_eq!(first["link"], format!("https://gongjian.example/claims/{}", claim(1)));
    assert_eq!((&first["others"][0], &second["others"][0]), (&"某组织".into(), &"个人".into()));
    assert!(!came.body.contains(&PERSON.to_string()), "a person is named: {}", came.body);
    let set = town.wait(WEBHOOK, |set| set.sent_at.is_some()).await;
    assert_eq!((set.waiting, set.trouble, set.is_failing), (0, None, false));
}

#[tokio::test]
async fn what_was_answered_meanwhile_is_told_nobody() {
    let (mut town, receiver) = town_with_webhook().await;
    town.claim([(1, SOMEBODY.into()), (2, SOMEBODY.into())]).await;
    let lines = vec![claim(1).into()];
    town.send(&contracts::notices::notice::Read { inbox: OWNER.into(), lines }).await;
    town.pass(3).await;
    let said = receiver.came(1).await.remove(0).json();
    let notices = said["data"]["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 1, "{said}");
    assert_eq!(notices[0]["about"]["claim"], claim(2).to_string());
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_under_its_id_and_nothing_twice_that_did() {
    let (mut town, receiver) = town_with_webhook().await;
    receiver.answer_next(StatusCode::INTERNAL_SERVER_ERROR);
    town.claim([(1, SOMEBODY.into())]).await;
    town.pass(3).await;
    let first = receiver.came(1).await.remove(0);
    let put_off = town.wait(WEBHOOK, |set| set.again_at.is_some()).await;
    assert_eq!(put_off.trouble, Some(Trouble::Status { status: 500 }));

    let town = town.restart().await;
    town.pass(1).await;
    let again = receiver.came(2).await.remove(1);
    assert_eq!(
        (again.header("webhook-id"), &again.body),
        (first.header("webhook-id"), &first.body)
    );
    assert!(is_signed(&again) && again.header("webhook-timestamp") != "0");
    town.wait(WEBHOOK, |set| set.sent_at.is_some()).await;

    let mut town = town.restart().await;
    town.send(&Test { organisation: OWNER, kind: WEBHOOK }).await;
    let test = receiver.came(3).await.remove(2);
    assert_eq!(test.json()["type"], "notices.test");
}

#[tokio::test]
async fn a_robot_is_told_in_words() {
    let (mut town, receiver) = town_with_webhook().await;
    town.set(ChannelKind::Wecom, &receiver.url, None).await;
    town.set(ChannelKind::Dingtalk, &receiver.url, Some("SECabc")).await;
    let test = |kind| Test { organisation: OWNER, kind };
    town.send(&test(ChannelKind::Wecom)).await;
    let wecom = receiver.came(1).await.remove(0);
    assert_eq!(wecom.uri, "/hook?key=a");
    town.send(&test(ChannelKind::Dingtalk)).await;
    let dingtalk = receiver.came(2).await.remove(1);
    let expected = signing::dingtalk("/hook?key=a", "SECabc", town.now().as_millisecond());
    assert_eq!(dingtalk.uri, expected.as_str());
    for robot in [wecom, dingtalk] {
        let said = robot.json();
        assert_eq!(said["msgtype"], "text");
        assert!(said["text"]["content"].as_str().unwrap().contains("测试消息"), "{said}");
    }
}

#[tokio::test]
async fn a_test_that_does_not_arrive_says_so_at_once_and_is_not_asked_for_too_often() {
    let (mut town, receiver) = town_with_webhook().await;
    receiver.answer_next(StatusCode::MOVED_PERMANENTLY);
    let test = Test { organisation: OWNER, kind: WEBHOOK };
    town.send(&test).await;
    let failing = town.wait(WEBHOOK, |set| set.is_failing).await;
    assert_eq!(failing.trouble, Some(Trouble::Status { status: 301 }), "and it is not followed");
    let refused = town.send(&test).await;
    let from = town.now() + std::time::Duration::from_secs(60);
    assert_eq!(refused, Reply::Rejected(Rejection::TestTooSoon { from }.into()));
    town.pass(1).await;
    town.send(&test).await;
    town.wait(WEBHOOK, |set| !set.is_failing && set.sent_at.is_some()).await;
    receiver.came(2).await;
}

#[tokio::test]
async fn where_it_goes_is_never_written_down_in_the_open() {
    let (mut town, receiver) = town_with_webhook().await;
    let shown = town.standing(WEBHOOK).await.unwrap().shown;
    assert_eq!(&*shown, "127.0.0.1");
    town.set(WEBHOOK, &receiver.url.replace("=a", "=b"), Some(SECRET)).await;
    assert_eq!(town.forgotten(), 1, "what is replaced is gone once that is known");
    town.send(&Remove { organisation: OWNER, kind: WEBHOOK }).await;
    assert_eq!(town.forgotten(), 2);
    assert_eq!(town.standing(WEBHOOK).await, None);
    let written = town.written();
    let secrets = [&receiver.url, "hook?key", SECRET];
    assert!(secrets.iter().all(|secret| !written.contains(*secret)), "{written}");
}

/// The writer without its host, over what is on disk.
fn writer(log: &MemoryLog, keys: &Arc<Keys>) -> Writer<Notices> {
    let mut writer = Writer::replay(Arc::new(log.clone()), Arc::clone(keys), |_| {}).unwrap();
    writer.learn(&registered(OWNER, Level::Community, "371002001001"));
    writer
}

/// Decides `body`; what it decided is to be brought to the disk.
fn decided<C: Command>(writer: &mut Writer<Notices>, n: u128, body: &C) -> Decided<Event> {
    let body = serde_json::to_vec(body).unwrap();
    let id = CommandId(Uuid::from_u128(n));
    let answer = writer.command(monday(), secretary_of(OWNER), id, C::SUBJECT, &body);
    assert!(matches!(answer.reply, Reply::Done(_)), "{:?}", answer.reply);
    writer.take_decided().remove(0)
}

#[test]
fn a_key_goes_after_what_takes_its_channel_away_and_a_crash_in_between_loses_neither() {
    open_outlets();
    let (log, keys) = (MemoryLog::new(), Arc::new(Keys::memory()));
    let mut before = writer(&log, &keys);
    let address = Text::new("http://127.0.0.1:9/hook?key=a").unwrap();
    let secret = Some(Text::new(SECRET).unwrap());
    let set = Set { organisation: OWNER, kind: WEBHOOK, address, secret };
    let set = decided(&mut before, 1, &set);
    log.append(&[set.entry]).unwrap();
    let Event::Channel(channel::Event::Set(place)) = &set.commit.events[0].event else {
        panic!("{:?}", set.commit.events);
    };
    let stands = eventlog::Place { stream: Event::SERVICE, position: 1, field: TARGET };
    let can_be_read = || keys.unseal(&stands, &place.target).unwrap().is_some();
    let remove = Remove { organisation: OWNER, kind: WEBHOOK };

    // It was decided, and nothing of it reached the disk.
    let removed = decided(&mut before, 2, &remove);
    assert_eq!(removed.forgotten, [place.target.person]);
    let mut after = writer(&log, &keys);
    assert!(can_be_read(), "the channel stands, and goes where it went");

    // It is on disk, and the key was not destroyed yet.
    log.append(&[decided(&mut after, 2, &remove).entry]).unwrap();
    assert!(can_be_read());
    drop(writer(&log, &keys));
    assert!(!can_be_read() && keys.erased() == [place.target.person]);
}
