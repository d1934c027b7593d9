//! The service in process, over a log in memory: what the rules alone cannot show.

mod cards;
mod counterparts;
mod fairness;
mod gatherings;
mod handlings;
mod honours;
mod leaves;
mod points;
mod ratings;
mod standings;

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::evaluation::rules;
use contracts::registry::organisation::Level;
use contracts::testing::{OWNER, SOMEBODY, directory, monday, operator, registered};
use contracts::{
    Actor, Asker, Command, Commit, Directory, Query, Recorded, Rejection, Reply, ServiceEvent,
    evaluation, needs, projects, registry,
};
use eventlog::{Keys, MemoryLog};
use runtime::{Question, Service, Writer};
use values::{CommandId, Hash, OrganisationId, Timestamp, Uuid};

use crate::Evaluation;
use crate::views::View;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));

/// The service with its views, told one thing after another.
struct Office {
    writer: Writer<Evaluation>,
    keys: Arc<Keys>,
    view: View,
    commands: u128,
    now: Timestamp,
    directory: Directory,
    /// Where each followed service stands, and the hash of what was followed last.
    followed: BTreeMap<&'static str, (u64, Hash)>,
    /// Every commit of its own, as it stands on disk.
    bytes: Vec<Vec<u8>>,
}

impl Office {
    fn new() -> Self {
        let keys = Arc::new(Keys::memory());
        let log = Arc::new(MemoryLog::new());
        let mut writer = Writer::replay(log, Arc::clone(&keys), |_| {}).unwrap();
        let town = || {
            [
                registered(STREET, Level::Street, "371002001"),
                registered(OWNER, Level::Community, "371002001001"),
                registered(SOMEBODY, Level::Unit, "371002001001"),
            ]
        };
        town().iter().for_each(|registered| writer.learn(registered));
        let directory = directory(town());
        let (followed, bytes) = (BTreeMap::new(), Vec::new());
        let (mut view, commands, now) = (View::default(), 0, monday());
        [STREET, OWNER, SOMEBODY].into_iter().for_each(|one| view.settle(one, &directory));
        Self { writer, keys, view, commands, now, directory, followed, bytes }
    }

    /// What its directory says besides.
    fn learn(&mut self, recorded: &Recorded<registry::Event>) {
        self.writer.learn(recorded);
        self.directory.apply(recorded);
        for organisation in self.directory.resettled(recorded) {
            self.view.settle(organisation, &self.directory);
        }
    }

    /// 2026 is closed, as it was by a version to which no-shows were facts, or not, and a band's
    /// quota the city's, or not.
    fn closed_as_then(&mut self, no_shows: bool, city_quota: bool) {
        let (year, at, by) = (2026, 1_000, operator().person().unwrap());
        let (rules, last_counts) = (Box::new(crate::rules::shipped(year).clone()), true);
        let closed =
            rules::Event::YearClosed { year, at, rules, by, no_shows, last_counts, city_quota };
        self.view.apply(&Commit {
            position: at + 1,
            previous: Hash::default(),
            command: CommandId(Uuid::nil()),
            request: Hash::default(),
            actor: Actor::System,
            time: self.now,
            cause: None,
            events: vec![Recorded { aggregate: rules::id(year), version: 1, event: closed.into() }],
        });
    }

    /// The id of what the command changed; none when it was already so.
    fn send<C: Command>(&mut self, actor: Actor, command: &C) -> Result<Option<Uuid>, Rejection> {
        self.commands += 1;
        let id = CommandId(Uuid::from_u128(self.commands));
        let body = serde_json::to_vec(command).unwrap();
        let answer = self.writer.command(self.now, actor, id, C::SUBJECT, &body);
        self.take_in();
        match answer.reply {
            Reply::Done(receipt) => Ok(receipt.changed.first().map(|changed| changed.id)),
            Reply::Rejected(rejection) => Err(rejection),
            Reply::Failed(failure) => panic!("{} failed: {failure}", C::SUBJECT),
        }
    }

    /// Sends a command that must change something.
    #[track_caller]
    fn done<C: Command>(&mut self, actor: Actor, command: &C) -> Uuid {
        self.send(actor, command).unwrap().expect("it changes something")
    }

    /// What `projects` says next.
    fn follow(&mut self, aggregate: impl Into<Uuid>, event: impl Into<projects::Event>) {
        self.follow_any::<projects::Event>(aggregate.into(), event.into());
    }

    /// What `needs` says next.
    fn follow_needs(&mut self, aggregate: impl Into<Uuid>, event: impl Into<needs::Event>) {
        self.follow_any::<needs::Event>(aggregate.into(), event.into());
    }

    /// What `registry` says next.
    fn follow_registry(&mut self, aggregate: impl Into<Uuid>, event: impl Into<registry::Event>) {
        self.follow_any::<registry::Event>(aggregate.into(), event.into());
    }

    fn follow_any<E: ServiceEvent>(&mut self, aggregate: Uuid, event: E) {
        let followed = self.followed.entry(E::SERVICE).or_default();
        let (position, previous) = (followed.0 + 1, followed.1);
        let commit = Commit {
            position,
            previous,
            command: CommandId(Uuid::from_u128(0xF000 + u128::from(position))),
            request: Hash::default(),
            actor: Actor::System,
            time: self.now,
            cause: None,
            events: vec![Recorded { aggregate, version: position, event }],
        };
        let bytes = serde_json::to_vec(&commit).unwrap();
        *followed = (position, Hash::of(&bytes));
        self.writer.follow(self.now, E::SERVICE, position, &bytes);
        assert_eq!(self.writer.parked(), 0, "a reaction was put aside");
        self.take_in();
    }

    /// It is `moment` now: whatever was due before is decided.
    fn wait_to(&mut self, moment: Timestamp) {
        self.now = moment;
        let next = self.writer.due(moment).unwrap();
        assert!(next.is_none_or(|next| next > moment), "something due is left");
        self.take_in();
    }

    fn take_in(&mut self) {
        for decided in self.writer.take_decided() {
            self.bytes.push(decided.entry.bytes().to_vec());
            self.view.apply(&decided.commit);
        }
    }

    /// Does any commit hold `text` in clear?
    fn tells(&self, text: &str) -> bool {
        let holds = |bytes: &Vec<u8>| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        self.bytes.iter().any(holds)
    }

    /// The answer to a question of `actor`.
    fn ask<Q: Query>(&self, actor: &Actor, query: &Q) -> Q::Answer {
        let body = serde_json::to_vec(query).unwrap();
        let stream = evaluation::Event::SERVICE;
        let question = Question::new(
            &self.view,
            Asker { actor, directory: &self.directory },
            self.now,
            &self.keys,
            stream,
        );
        let answer = Evaluation::queries().answer(&question, Q::SUBJECT, &body).unwrap();
        match serde_json::from_slice(&answer).unwrap() {
            Reply::Done(answer) => answer,
            Reply::Rejected(_) | Reply::Failed(_) => panic!("a question was not answered"),
        }
    }
}
