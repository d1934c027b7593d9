//! What a service brings: its rules, its read models, its tables.

use std::collections::HashMap;

use contracts::{
    Actor, Asker, Command, Commit, Directory, Failure, Position, Query, Recorded, Rejection, Reply,
    ServiceEvent,
};
use eventlog::{Keys, Place};
use serde::de::DeserializeOwned;
use values::{Fingerprint, OrganisationId, PersonId, Sealed, Timestamp, Uuid};

use crate::{Deadlines, Decision};

/// One service, as the runtime sees it.
pub trait Service: Sized + Send + Sync + 'static {
    /// Every event it writes; its name is [`ServiceEvent::SERVICE`].
    type Event: ServiceEvent + std::fmt::Debug;
    /// All its aggregates, and what the deciding needs besides; built from its own events alone.
    type State: Default + Send + Sync;
    /// Its read models; built from acknowledged commits alone.
    type View: Default + Send + Sync;

    /// What can be asked of it from outside.
    fn commands() -> Commands<Self>;

    /// What it does about events of other services.
    fn reactions() -> Reactions<Self> {
        Reactions::default()
    }

    /// Which questions it answers.
    fn queries() -> Queries<Self>;

    /// Folds one event of its own into the state.
    fn evolve(state: &mut Self::State, recorded: &Recorded<Self::Event>);

    /// Whose key goes with this event of its own, as the state before it says. It is destroyed once
    /// the event is on stable storage; after a crash between the two, at the next start.
    fn forgets(state: &Self::State, recorded: &Recorded<Self::Event>) -> Option<PersonId> {
        let _ = (state, recorded);
        None
    }

    /// When the next thing is due by itself.
    fn next_due(state: &Self::State) -> Option<Timestamp> {
        let _ = state;
        None
    }

    /// Where its deadlines are, if it has any: what cannot be decided when it is due is set aside
    /// there, and stops nothing else.
    fn deadlines(state: &mut Self::State) -> Option<&mut Deadlines> {
        let _ = state;
        None
    }

    /// Decides the one thing that is due first; of what concerns many, a part. What has been
    /// decided must move its deadline: what stays due however often it is decided is set aside.
    ///
    /// # Errors
    /// Never in a correct service: what is due is decided. Else it is set aside.
    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        let _ = decision;
        Ok(())
    }

    /// Folds one acknowledged commit of its own into the read models.
    fn view(view: &mut Self::View, commit: &Commit<Self::Event>);

    /// Is this event of `aggregate` told to whoever asks for its history, beside the rule of its
    /// kind ([`ServiceEvent::readers`])? What the service's own questions keep from somebody, a
    /// history keeps from them, too.
    fn tells(question: &Question<'_, Self::View>, aggregate: Uuid, event: &Self::Event) -> bool {
        let _ = (question, aggregate, event);
        true
    }

    /// The registry says anew what `organisation` stands for, or where it works: lists that are
    /// found by that follow it.
    fn settled(view: &mut Self::View, organisation: OrganisationId, directory: &Directory) {
        let _ = (view, organisation, directory);
    }
}

type CommandFn<S> = Box<
    dyn Fn(&mut Decision<'_, S>, &[u8]) -> Result<Result<(), Rejection>, Failure> + Send + Sync,
>;

/// The table of commands: subject → function.
pub struct Commands<S: Service> {
    table: HashMap<&'static str, CommandFn<S>>,
}

impl<S: Service> Default for Commands<S> {
    fn default() -> Self {
        Self { table: HashMap::new() }
    }
}

impl<S: Service> Commands<S> {
    /// Commands with body `C` are judged by `decide`.
    pub fn on<C: Command>(
        mut self,
        decide: impl Fn(&mut Decision<'_, S>, C) -> Result<(), Rejection> + Send + Sync + 'static,
    ) -> Self {
        let function: CommandFn<S> = Box::new(move |decision, body| {
            let command: C = read_body(body)?;
            Ok(decide(decision, command))
        });
        let before = self.table.insert(C::SUBJECT, function);
        assert!(before.is_none(), "{} is in the table twice", C::SUBJECT);
        self
    }

    pub(crate) fn get(&self, subject: &str) -> Option<&CommandFn<S>> {
        self.table.get(subject)
    }

    /// Every subject in the table.
    pub fn subjects(&self) -> impl Iterator<Item = &'static str> {
        self.table.keys().copied()
    }
}

/// Reads the body of a request, naming the place where it cannot be read.
pub(crate) fn read_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).or_else(|_| {
        let mut reader = serde_json::Deserializer::from_slice(body);
        serde_path_to_error::deserialize(&mut reader).map_err(|error| Failure::Unreadable {
            path: error.path().to_string().replace('?', "").trim_matches('.').to_owned(),
            detail: error.inner().to_string(),
        })
    })
}

/// What a service made of an event of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// It never concerns the service: nothing is written down.
    Ignored,
    /// It was judged, whether anything followed or not: that is written down.
    Judged,
}

type ReactionFn<S> =
    Box<dyn Fn(&mut Decision<'_, S>, &[u8]) -> Result<Reaction, ReactionError> + Send + Sync>;

/// Why a followed commit was not reacted to.
#[derive(Debug)]
pub(crate) enum ReactionError {
    /// The commit cannot be read: an event this version does not know.
    Unreadable(serde_json::Error),
    /// A rule is against it; a correct reaction decides for every event.
    Rejected(Rejection),
}

/// The table of reactions: source service → function.
pub struct Reactions<S: Service> {
    table: Vec<(&'static str, ReactionFn<S>)>,
}

impl<S: Service> Default for Reactions<S> {
    fn default() -> Self {
        Self { table: Vec::new() }
    }
}

impl<S: Service> Reactions<S> {
    /// Each event of the service that writes `E` is judged by `react`.
    pub fn to<E: ServiceEvent>(
        self,
        react: impl Fn(&mut Decision<'_, S>, &Recorded<E>) -> Result<Reaction, Rejection>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.to_commits(move |decision, commit: &Commit<E>| {
            let mut reaction = Reaction::Ignored;
            for recorded in &commit.events {
                match react(decision, recorded)? {
                    Reaction::Judged => reaction = Reaction::Judged,
                    Reaction::Ignored => {}
                }
            }
            Ok(reaction)
        })
    }

    /// Each commit of the service that writes `E` is judged by `react` as a whole: where what it
    /// says of one thing is taken in at once.
    pub fn to_commits<E: ServiceEvent>(
        mut self,
        react: impl Fn(&mut Decision<'_, S>, &Commit<E>) -> Result<Reaction, Rejection>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let function: ReactionFn<S> = Box::new(move |decision, bytes| {
            let commit: Commit<E> =
                serde_json::from_slice(bytes).map_err(ReactionError::Unreadable)?;
            react(decision, &commit).map_err(ReactionError::Rejected)
        });
        self.table.push((E::SERVICE, function));
        self
    }

    /// The services that are followed.
    pub fn sources(&self) -> impl Iterator<Item = &'static str> {
        self.table.iter().map(|(source, _)| *source)
    }

    pub(crate) fn get(&self, source: &str) -> Option<(&'static str, &ReactionFn<S>)> {
        self.table
            .iter()
            .find(|(name, _)| *name == source)
            .map(|(name, function)| (*name, function))
    }
}

/// What a query works with.
pub struct Question<'a, V> {
    /// The read models.
    pub view: &'a V,
    /// Who and what is where, as `registry` says.
    pub directory: &'a Directory,
    /// Who asks.
    pub actor: &'a Actor,
    /// When, by the clock.
    pub now: Timestamp,
    keys: &'a Keys,
    stream: &'static str,
}

impl<'a, V> Question<'a, V> {
    /// A question of `asker` to the views of the service that writes `stream`.
    pub fn new(
        view: &'a V,
        asker: Asker<'a>,
        now: Timestamp,
        keys: &'a Keys,
        stream: &'static str,
    ) -> Self {
        let Asker { actor, directory } = asker;
        Self { view, directory, actor, now, keys, stream }
    }

    /// Who asks, and what is known of who and what is where.
    pub fn asker(&self) -> Asker<'a> {
        Asker { actor: self.actor, directory: self.directory }
    }

    /// The keyed fingerprint of a personal value.
    pub fn fingerprint(&self, kind: &str, value: &str) -> Fingerprint {
        self.keys.fingerprint(kind, value)
    }

    /// Opens what was sealed for `field` in the commit at `position`; nothing when erased.
    ///
    /// # Errors
    /// When it was not sealed there.
    pub fn unseal(
        &self,
        position: Position,
        field: &str,
        sealed: &Sealed,
    ) -> Result<Option<String>, eventlog::Error> {
        self.keys.unseal(&Place { stream: self.stream, position, field }, sealed)
    }
}

type QueryFn<S> = Box<
    dyn Fn(&Question<'_, <S as Service>::View>, &[u8]) -> Result<Vec<u8>, Failure> + Send + Sync,
>;

/// The table of queries: subject → function.
pub struct Queries<S: Service> {
    table: HashMap<&'static str, QueryFn<S>>,
}

impl<S: Service> Default for Queries<S> {
    fn default() -> Self {
        Self { table: HashMap::new() }
    }
}

impl<S: Service> Queries<S> {
    /// Questions with body `Q` are answered by `answer`.
    pub fn on<Q: Query>(
        mut self,
        answer: impl Fn(&Question<'_, S::View>, Q) -> Q::Answer + Send + Sync + 'static,
    ) -> Self {
        let function: QueryFn<S> = Box::new(move |question, body| {
            let query: Q = read_body(body)?;
            Ok(encode(&Reply::Done(answer(question, query))))
        });
        let before = self.table.insert(Q::SUBJECT, function);
        assert!(before.is_none(), "{} is in the table twice", Q::SUBJECT);
        self
    }

    /// The reply to the question with `body` on `subject`, as JSON.
    ///
    /// # Errors
    /// When there is no such question, or its body is not what it takes.
    pub fn answer(
        &self,
        question: &Question<'_, S::View>,
        subject: &str,
        body: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        let unknown = || Failure::UnknownSubject { subject: subject.to_owned() };
        self.table.get(subject).ok_or_else(unknown)?(question, body)
    }

    /// Every subject in the table.
    pub fn subjects(&self) -> impl Iterator<Item = &'static str> {
        self.table.keys().copied()
    }
}

pub(crate) fn encode<T: serde::Serialize>(reply: &Reply<T>) -> Vec<u8> {
    serde_json::to_vec(reply).expect("answers have text keys only")
}
