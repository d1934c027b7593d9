//! The service in process, over a log in memory: what the rules alone cannot show.

mod erased;
mod figures;
mod jobs;
mod promised;
mod recount;
mod recount_all;
mod reports;

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::projects::record::{self, DutyOf, Service as Served};
use contracts::registry::organisation::Level;
use contracts::testing::{directory, monday, operator, registered};
use contracts::{
    Actor, Asker, Command, Commit, Directory, Query, Recorded, Rejection, Reply, ServiceEvent,
    registry, reporting,
};
use eventlog::{Keys, MemoryLog};
use runtime::{Question, Service, Writer};
use values::{CommandId, Hash, OrganisationId, ProjectId, Text, Timestamp, Uuid};

use crate::Reporting;
use crate::views::View;

const CITY: OrganisationId = OrganisationId(Uuid::from_u128(0x37));
const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const COMMUNITY: OrganisationId = OrganisationId(Uuid::from_u128(0xC0));
const FAR: OrganisationId = OrganisationId(Uuid::from_u128(0xFA));
const HOSPITAL: OrganisationId = OrganisationId(Uuid::from_u128(0x40));
const SCHOOL: OrganisationId = OrganisationId(Uuid::from_u128(0x41));

/// The service with its views, told one thing after another.
struct Office {
    writer: Writer<Reporting>,
    keys: Arc<Keys>,
    view: View,
    directory: Directory,
    now: Timestamp,
    followed: BTreeMap<&'static str, (u64, Hash)>,
    commands: u128,
}

impl Office {
    /// A city with two streets, a community in each, a hospital and a school.
    fn new() -> Self {
        let (log, keys) = (Arc::new(MemoryLog::new()), Arc::new(Keys::memory()));
        let mut writer = Writer::replay(log, Arc::clone(&keys), |_| {}).unwrap();
        let town = || {
            [
                registered(CITY, Level::City, "3710"),
                registered(STREET, Level::Street, "371002001"),
                registered(COMMUNITY, Level::Community, "371002001001"),
                registered(FAR, Level::Community, "371003001001"),
                registered(HOSPITAL, Level::Unit, "371002001001"),
                registered(SCHOOL, Level::Unit, "371003001001"),
            ]
        };
        town().iter().for_each(|registered| writer.learn(registered));
        let (view, now, followed) = (View::default(), monday(), BTreeMap::new());
        Self { writer, keys, view, directory: directory(town()), now, followed, commands: 0 }
    }

    /// What `registry` says of who and what is where.
    fn learn(&mut self, recorded: &Recorded<registry::Event>) {
        self.writer.learn(recorded);
        self.directory.apply(recorded);
    }

    /// The id of what the command changed first; none when it was already so.
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

    /// It is `moment` now: whatever was due before is decided.
    fn wait_to(&mut self, moment: Timestamp) {
        self.now = moment;
        let next = self.writer.due(moment).unwrap();
        assert!(next.is_none_or(|next| next > moment), "something due is left");
        self.take_in();
    }

    fn take_in(&mut self) {
        for decided in self.writer.take_decided() {
            self.view.apply(&decided.commit);
            decided.forgotten.iter().for_each(|person| self.keys.erase(*person).unwrap());
        }
    }

    /// What another service says next, in one commit.
    fn follow<E: ServiceEvent>(&mut self, aggregate: impl Into<Uuid>, events: Vec<E>) {
        self.follow_by(Actor::System, aggregate, events);
    }

    /// The same, by somebody.
    fn follow_by<E: ServiceEvent>(
        &mut self,
        actor: Actor,
        aggregate: impl Into<Uuid>,
        events: Vec<E>,
    ) {
        let followed = self.followed.entry(E::SERVICE).or_default();
        let (position, previous) = (followed.0 + 1, followed.1);
        let aggregate = aggregate.into();
        let recorded = |(version, event)| Recorded { aggregate, version, event };
        let commit = Commit {
            position,
            previous,
            command: CommandId(Uuid::from_u128(0xF000 + u128::from(position))),
            request: Hash::default(),
            actor,
            time: self.now,
            cause: None,
            events: (1..).zip(events).map(recorded).collect(),
        };
        let bytes = serde_json::to_vec(&commit).unwrap();
        *followed = (position, Hash::of(&bytes));
        self.writer.follow(self.now, E::SERVICE, position, &bytes);
        assert_eq!(self.writer.parked(), 0, "a reaction was put aside");
        self.take_in();
    }

    /// The answer to a question of `actor`.
    fn ask_as<Q: Query>(&self, actor: &Actor, query: &Q) -> Q::Answer {
        let body = serde_json::to_vec(query).unwrap();
        let asker = Asker { actor, directory: &self.directory };
        let stream = reporting::Event::SERVICE;
        let question = Question::new(&self.view, asker, self.now, &self.keys, stream);
        let answer = Reporting::queries().answer(&question, Q::SUBJECT, &body).unwrap();
        match serde_json::from_slice(&answer).unwrap() {
            Reply::Done(answer) => answer,
            Reply::Rejected(_) | Reply::Failed(_) => panic!("a question was not answered"),
        }
    }

    fn ask<Q: Query>(&self, query: &Q) -> Q::Answer {
        self.ask_as(&operator(), query)
    }
}

/// A service of an hour, in February.
fn service() -> Served {
    Served {
        what: Text::new("义诊").unwrap(),
        date: "2026-02-28".parse().unwrap(),
        minutes: 60,
        people: 1,
        attendance: vec![],
        no_shows: vec![],
        quantity: 1,
        duty: None,
    }
}

/// What the hospital did for the community, as it is recorded.
fn recorded(service: Served, duty: Option<DutyOf>) -> record::Event {
    record::Event::Recorded {
        project: ProjectId(Uuid::from_u128(9)),
        giving: HOSPITAL.into(),
        asking: COMMUNITY,
        service,
        duty,
        by: operator().person(),
        corrects: None,
    }
}
