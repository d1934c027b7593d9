//! One line of the town's life: what is done and asked in it, and how long that took.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use bus::Headers;
use contracts::{Actor, Command, History, Query, Receipt, Reply, Role, subjects};
use serde_json::Value;
use values::{
    Amount, CommandId, Date, NeedId, OrganisationId, PersonId, Text, Timestamp, Unit, Uuid,
};
use values::{ids, time};

use super::super::latencies::Latencies;
use super::town::Town;

/// How long the others may take to hear of what was done before.
const HEARD_WITHIN: Duration = Duration::from_secs(10);
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// How long each subject took, each time it was used.
pub(super) type Measured = BTreeMap<String, Latencies>;

/// Keeps how long things took.
#[derive(Default)]
pub(super) struct Stopwatch(Mutex<Measured>);

impl Stopwatch {
    fn note(&self, subject: &str, took: Duration) {
        let mut measured = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        measured.entry(subject.to_owned()).or_default().add(took);
    }

    pub(super) fn read(self) -> Measured {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happens around one offer and one need: the same in each line, with ids of its own.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) town: &'a Town,
    pub(super) number: u64,
    /// Nobody looks at it while the lists are filled.
    pub(super) watch: Option<&'a Stopwatch>,
}

impl Line<'_> {
    /// What this line calls `key`: for commands, people, numbers that nobody else has.
    pub(super) fn own(&self, key: impl Display) -> Uuid {
        ids::of_text("growth", &format!("{} {key}", self.number))
    }

    /// The id of what was made as `key`.
    pub(super) fn id<I: From<Uuid>>(&self, key: impl Display) -> I {
        ids::derive(self.own(key), 0).into()
    }

    /// Somebody of `organisation`, each line another.
    pub(super) fn somebody(&self, organisation: OrganisationId, role: Role) -> Actor {
        let person = PersonId(self.own(format!("{organisation} {role:?}")));
        Actor::Person { person, organisation, role }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.town.clock.now()
    }

    pub(super) fn today(&self) -> Date {
        time::date_at(self.now())
    }

    /// Does it, as the operator.
    pub(super) async fn run<C: Command>(&self, body: C) -> anyhow::Result<()> {
        self.act(&self.town.operator, body).await
    }

    /// Does it.
    pub(super) async fn act<C: Command>(&self, actor: &Actor, body: C) -> anyhow::Result<()> {
        self.perform(runtime::fresh_command(), actor, body).await.map(drop)
    }

    /// Does it, and gives the id of what it made, by which this line calls it `key`.
    pub(super) async fn make<C: Command, I: From<Uuid>>(
        &self,
        key: impl Display,
        actor: &Actor,
        body: C,
    ) -> anyhow::Result<I> {
        self.perform(CommandId(self.own(&key)), actor, body).await?;
        Ok(self.id(key))
    }

    /// What the others have yet to hear of is against it at first: it is asked again until it is
    /// done, and only that time counts.
    async fn perform<C: Command>(
        &self,
        command: CommandId,
        actor: &Actor,
        body: C,
    ) -> anyhow::Result<Receipt> {
        let begun = Instant::now();
        let mut again = tokio::time::interval(ASK_AGAIN);
        loop {
            again.tick().await;
            let asked = Instant::now();
            match self.town.client.command(actor, command, &body).await? {
                Reply::Done(receipt) if receipt.changed.is_empty() => {
                    bail!("{}：没有改变任何事", C::SUBJECT)
                }
                Reply::Done(receipt) => {
                    self.note(C::SUBJECT, asked);
                    return Ok(receipt);
                }
                Reply::Rejected(rejection) if begun.elapsed() > HEARD_WITHIN => {
                    bail!("{}：{}", C::SUBJECT, rejection.code())
                }
                Reply::Rejected(_) => {}
                Reply::Failed(failure) => bail!("{}：{failure}", C::SUBJECT),
            }
        }
    }

    fn note(&self, subject: &str, since: Instant) {
        if let Some(watch) = self.watch {
            watch.note(subject, since.elapsed());
        }
    }

    /// What happened to a need, and how often, if somebody looks.
    pub(super) async fn see_history(&self, need: NeedId) -> anyhow::Result<()> {
        if self.watch.is_none() {
            return Ok(());
        }
        let asked = History { aggregate: need.into() };
        for subject in [subjects::history(ASKED), subjects::version(ASKED)] {
            let since = Instant::now();
            let headers = Headers::by(self.town.operator.clone());
            match self.town.client.request::<Value>(&subject, &headers, &asked).await? {
                Reply::Done(answer) if says_nothing(&answer) => {
                    bail!("{subject}：答复里什么也没有")
                }
                Reply::Done(_) => self.note(&subject, since),
                Reply::Rejected(rejection) => bail!("{subject}：{}", rejection.code()),
                Reply::Failed(failure) => bail!("{subject}：{failure}"),
            }
        }
        Ok(())
    }

    /// Asks it as the operator, if somebody looks.
    pub(super) async fn see<Q: Query>(&self, query: Q) -> anyhow::Result<()> {
        self.look(&self.town.operator, query).await
    }

    /// The same of a question that is also asked otherwise: what it is found by stands behind its
    /// subject.
    pub(super) async fn see_by<Q: Query>(&self, by: &str, query: Q) -> anyhow::Result<()> {
        let named = format!("{} {by}", Q::SUBJECT);
        match self.watch {
            Some(_) => self.timed(&self.town.operator, query, &named).await.map(drop),
            None => Ok(()),
        }
    }

    /// Asks it, if somebody looks.
    pub(super) async fn look<Q: Query>(&self, actor: &Actor, query: Q) -> anyhow::Result<()> {
        match self.watch {
            Some(_) => self.learn(actor, query).await.map(drop),
            None => Ok(()),
        }
    }

    /// Asks it, whether anybody looks or not.
    pub(super) async fn learn<Q: Query>(
        &self,
        actor: &Actor,
        query: Q,
    ) -> anyhow::Result<Q::Answer> {
        self.timed(actor, query, Q::SUBJECT).await
    }

    /// Asks it until there is an answer with something in it, and then once more by the clock: an
    /// empty answer would measure nothing.
    async fn timed<Q: Query>(
        &self,
        actor: &Actor,
        query: Q,
        named: &str,
    ) -> anyhow::Result<Q::Answer> {
        let answered = |reply: &Reply<Q::Answer>| match reply {
            Reply::Done(answer) if says_nothing(answer) => None,
            Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => Some(()),
        };
        let client = &self.town.client;
        let seen = client.wait_for(actor, None, &query, HEARD_WITHIN, answered).await?;
        seen.with_context(|| format!("{named}：答复里什么也没有"))?;
        let asked = Instant::now();
        let reply = client.query(actor, None, &query).await?;
        self.note(named, asked);
        match reply {
            Reply::Done(answer) => Ok(answer),
            Reply::Rejected(rejection) => bail!("{named}：{}", rejection.code()),
            Reply::Failed(failure) => bail!("{named}：{failure}"),
        }
    }
}

/// The service of which is asked what all answer alike.
pub(super) const ASKED: &str = "needs";

/// Nothing known, nobody named, an empty page?
fn says_nothing(answer: &impl serde::Serialize) -> bool {
    let said = serde_json::to_value(answer).unwrap_or_default();
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    empty(said.get("items").unwrap_or(&said))
}

/// A text that is known to be short and plain.
pub(super) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).expect("it is short and plain")
}

pub(super) fn sessions(quantity: u64) -> Amount {
    Amount { quantity, unit: Unit::Session }
}

/// Names as people give them: two that differ in one character are no twins for that.
pub(super) fn name(number: u64) -> String {
    const SYLLABLES: [&str; 24] = [
        "海", "松", "云", "望", "晨", "蓝", "金", "石", "桥", "泉", "枫", "鹤", "岚", "峰", "荷",
        "竹", "梅", "兰", "星", "月", "江", "湖", "溪", "岩",
    ];
    let digits = std::iter::successors(Some(number + 24), |rest| Some(rest / 24));
    let syllables = digits.take_while(|rest| *rest > 0);
    syllables.map(|rest| SYLLABLES[usize::try_from(rest % 24).unwrap_or_default()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = (0..10_000).map(name).collect();
        assert_eq!(names.len(), 10_000);
    }

    #[test]
    fn an_empty_answer_says_nothing() {
        for empty in ["null", "[]", "{}", r#"{"items": [], "total": 0}"#] {
            assert!(says_nothing(&serde_json::from_str::<Value>(empty).unwrap()), "{empty}");
        }
        for full in ["0", r#"{"items": [1]}"#, r#"{"points": 0}"#] {
            assert!(!says_nothing(&serde_json::from_str::<Value>(full).unwrap()), "{full}");
        }
    }
}
