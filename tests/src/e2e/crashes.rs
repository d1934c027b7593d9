//! Killed under load: what was acknowledged is there, once.

use std::collections::HashSet;

use contracts::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::system::{System, wait_until};

/// How many people work at once.
const PEOPLE: usize = 16;

/// How often it is killed, unless said otherwise.
const ROUNDS: u64 = 20;

/// How many acknowledgements a round sees before the kill, at least; the rounds differ.
const ACKNOWLEDGED_MIN: usize = 20;

fn rounds() -> u64 {
    std::env::var("GONGJIAN_ROUNDS").map_or(ROUNDS, |text| text.parse().expect("a number"))
}

fn offer(owner: values::OrganisationId, title: &str) -> Value {
    json!({
        "owner": owner, "title": title, "category": "venue",
        "amount": { "quantity": 1, "unit": "session" },
    })
}

#[tokio::test]
async fn killed_under_load_nothing_acknowledged_is_lost_or_doubled() {
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    system.get(&liaison, "/me").await;
    let mut acknowledged: Vec<(String, String)> = Vec::new();
    for round in 0..rounds() {
        let (told, mut tell) = mpsc::unbounded_channel();
        for n in 0..PEOPLE {
            let (api, liaison, told) = (system.api(), liaison.clone(), told.clone());
            tokio::spawn(async move {
                for m in 0.. {
                    let key = format!("{round}-{n}-{m}");
                    let body = offer(unit, &key);
                    let sent =
                        api.try_send(&liaison, Method::POST, "/offers", Some(&key), Some(&body));
                    // The one that is killed under us is tried again below, and none after it.
                    let Ok(answer) = sent.await else { break };
                    if answer.status == StatusCode::CREATED {
                        let id = answer.body["id"].as_str().unwrap().to_owned();
                        told.send((key, id)).unwrap();
                    }
                }
            });
        }
        drop(told);
        let enough = ACKNOWLEDGED_MIN + usize::try_from(round * 37 % 200).unwrap();
        for _ in 0..enough {
            acknowledged.push(tell.recv().await.expect("the system runs"));
        }
        system.kill();
        while let Some(late) = tell.recv().await {
            acknowledged.push(late);
        }
        system.up().await;
        system.get(&liaison, "/me").await;
        // The newest ones, again: the same answer, and no second effect.
        for (key, id) in acknowledged.iter().rev().take(PEOPLE) {
            let body = offer(unit, key);
            let again = wait_until("an answer", async || {
                let sent =
                    system.try_send(&liaison, Method::POST, "/offers", Some(key), Some(&body));
                sent.await.ok().filter(|answer| answer.status == StatusCode::CREATED)
            });
            assert_eq!(again.await.body["id"], **id);
        }
    }
    for (_, id) in &acknowledged {
        let line = system.get(&liaison, &format!("/offers/{id}")).await;
        assert_eq!(line["id"], **id, "an acknowledged offer is lost");
    }
    let mut titles = HashSet::new();
    let mut offset = 0;
    loop {
        let path = format!("/offers?owner={unit}&limit=200&offset={offset}");
        let page = system.get(&liaison, &path).await;
        for line in page["items"].as_array().unwrap() {
            assert!(titles.insert(line["title"].to_string()), "{line} is there twice");
        }
        match page["next_offset"].as_u64() {
            Some(next) => offset = next,
            None => break,
        }
    }
    assert!(titles.len() >= acknowledged.len());
    system.stop().await;
    let verified = system.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
