//! People at work while something breaks, and what they were told.

use std::collections::HashSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use values::OrganisationId;

use crate::system::{Person, System, wait_until};

/// How many people work at once.
pub(super) const PEOPLE: usize = 16;

/// What somebody was told.
pub(super) enum Told {
    /// The offer of this key is on the list, under this id.
    Done(String, String),
    /// To send it again later.
    Refused(Value),
}

/// People who list offers, each one after the other, until their connections break or they are
/// sent home.
pub(super) struct Load {
    told: mpsc::UnboundedReceiver<Told>,
    people: JoinSet<()>,
    acknowledged: Vec<(String, String)>,
    refused: usize,
}

fn offer(owner: OrganisationId, title: &str) -> Value {
    json!({
        "owner": owner, "title": title, "category": "venue",
        "amount": { "quantity": 1, "unit": "session" },
    })
}

impl Load {
    /// Their keys, which are the titles of their offers too, begin with `name`.
    pub(super) fn begin(system: &System, liaison: &Person, name: &str) -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        let mut people = JoinSet::new();
        for n in 0..PEOPLE {
            let (api, liaison, tell) = (system.api(), liaison.clone(), tell.clone());
            let name = format!("{name}-{n}");
            people.spawn(async move {
                for m in 0.. {
                    let key = format!("{name}-{m}");
                    let body = offer(liaison.organisation, &key);
                    loop {
                        let sent = api
                            .try_send(&liaison, Method::POST, "/offers", Some(&key), Some(&body))
                            .await;
                        // The connection is lost: this person goes home.
                        let Ok(answer) = sent else { return };
                        let told = if answer.status == StatusCode::CREATED {
                            Told::Done(key.clone(), id_of(&answer.body))
                        } else {
                            Told::Refused(json!({
                                "status": answer.status.as_u16(), "body": answer.body, "key": key,
                            }))
                        };
                        let is_done = matches!(told, Told::Done(..));
                        if tell.send(told).is_err() {
                            return;
                        }
                        if is_done {
                            break;
                        }
                    }
                }
            });
        }
        Self { told, people, acknowledged: Vec::new(), refused: 0 }
    }

    /// Waits until so many more were acknowledged.
    pub(super) async fn until_acknowledged(&mut self, more: usize) {
        let enough = self.acknowledged.len() + more;
        while self.acknowledged.len() < enough {
            assert!(self.hear().await, "everybody went home");
        }
    }

    /// Waits until somebody is sent away.
    pub(super) async fn until_refused(&mut self) {
        let before = self.refused;
        while self.refused == before {
            assert!(self.hear().await, "everybody went home");
        }
    }

    /// Takes in what was told until now.
    pub(super) fn take_in(&mut self) {
        while let Ok(told) = self.told.try_recv() {
            self.note(told);
        }
    }

    /// Nobody begins anything more; what was told until then.
    pub(super) async fn end(mut self) -> Vec<(String, String)> {
        self.people.shutdown().await;
        self.take_in();
        self.acknowledged
    }

    /// Everybody went home, since the connections broke; what was told until then.
    pub(super) async fn broken(mut self) -> Vec<(String, String)> {
        while self.hear().await {}
        self.acknowledged
    }

    async fn hear(&mut self) -> bool {
        let told = self.told.recv().await;
        let is_some = told.is_some();
        told.into_iter().for_each(|told| self.note(told));
        is_some
    }

    /// Whoever is sent away is told when to come again: nothing else goes wrong.
    fn note(&mut self, told: Told) {
        match told {
            Told::Done(key, id) => self.acknowledged.push((key, id)),
            Told::Refused(answer) => {
                assert!([429, 503].contains(&answer["status"].as_u64().unwrap()), "{answer}");
                let names_command = answer["body"]["command"].is_string();
                assert!(answer["status"] == 429 || names_command, "{answer}");
                self.refused += 1;
            }
        }
    }
}

fn id_of(body: &Value) -> String {
    body["id"].as_str().unwrap_or_else(|| panic!("no id: {body}")).to_owned()
}

/// The newest of what was acknowledged, sent again: the same answers.
pub(super) async fn told_the_same(
    system: &System,
    liaison: &Person,
    acknowledged: &[(String, String)],
) {
    for (key, id) in acknowledged.iter().rev().take(PEOPLE) {
        let body = offer(liaison.organisation, key);
        let again = wait_until("an answer", async || {
            let sent = system.try_send(liaison, Method::POST, "/offers", Some(key), Some(&body));
            sent.await.ok().filter(|answer| answer.status == StatusCode::CREATED)
        });
        assert_eq!(again.await.body["id"], **id);
    }
}

/// What was acknowledged is on the list, and nothing twice; and the logs are sound.
pub(super) async fn all_is_there_once(
    system: &mut System,
    liaison: &Person,
    acknowledged: &[(String, String)],
) {
    for (_, id) in acknowledged {
        let line = system.get(liaison, &format!("/offers/{id}")).await;
        assert_eq!(line["id"], **id, "an acknowledged offer is lost");
    }
    let mut titles = HashSet::new();
    let mut offset = 0;
    loop {
        let path = format!("/offers?owner={}&limit=200&offset={offset}", liaison.organisation);
        let page = system.get(liaison, &path).await;
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
