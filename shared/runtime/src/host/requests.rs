//! Requests in: commands to the writer, queries to the views.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use bus::{Bytes, Headers, Request, Requests, Responder};
use contracts::{
    Actor, Asker, Commit, Failure, History, HistoryEntry, Position, Readers, Reply, Role,
    ServiceEvent, subjects,
};
use eventlog::{Keys, Log};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::field::display;
use tracing::{Instrument, Span};
use values::OrganisationId;

use super::dead_letters::DeadLetters;
use super::parking::Parking;
use super::writing::Input;
use crate::Service;
use crate::clock::Clock;
use crate::service::{Queries, Question, encode, read_body};
use crate::view::Views;
use crate::writer::BODY_BYTES_MAX;

/// How long a query waits for the position it asked for.
const REACH_MAX: Duration = Duration::from_secs(5);

/// The most events of one history.
const HISTORY_MAX: usize = 1000;

pub(super) struct Serving<S: Service> {
    pub(super) requests: Requests,
    pub(super) input: mpsc::Sender<Input>,
    pub(super) parking: Parking,
    pub(super) views: Views<S>,
    pub(super) log: Arc<dyn Log>,
    pub(super) keys: Arc<Keys>,
    pub(super) clock: Clock,
    pub(super) dead_letters: DeadLetters,
    pub(super) drain: CancellationToken,
    /// Where the log ended at the start: nothing is answered from views of less.
    pub(super) replayed: Position,
}

/// The most bytes of the facts of one history: an answer is one message of the broker's.
const FACTS_BYTES_MAX: usize = 512 * 1024;

/// What queries are answered from.
struct Answering<S: Service> {
    views: Views<S>,
    log: Arc<dyn Log>,
    keys: Arc<Keys>,
    clock: Clock,
    queries: Queries<S>,
    history: String,
    version: String,
    replayed: Position,
}

/// Takes requests until it is to drain, and then those that had arrived.
pub(super) async fn serve<S: Service>(serving: Serving<S>) {
    let Serving { mut requests, input, parking, views, log, keys, clock, .. } = serving;
    let Serving { dead_letters, drain, replayed, .. } = serving;
    let service = S::Event::SERVICE;
    let (history, version) = (subjects::history(service), subjects::version(service));
    let queries = S::queries();
    let answering = Answering { views, log, keys, clock, queries, history, version, replayed };
    let answering = Arc::new(answering);
    let queries = TaskTracker::new();
    loop {
        let request = tokio::select! {
            request = requests.next() => request,
            () = drain.cancelled() => break,
        };
        let Some(request) = request else { break };
        take(request, &input, &parking, &answering, &queries, &dead_letters);
    }
    requests.stop().await;
    while let Some(request) = requests.next().await {
        take(request, &input, &parking, &answering, &queries, &dead_letters);
    }
    queries.close();
    queries.wait().await;
}

fn take<S: Service>(
    request: Request,
    input: &mpsc::Sender<Input>,
    parking: &Parking,
    answering: &Arc<Answering<S>>,
    queries: &TaskTracker,
    dead_letters: &DeadLetters,
) {
    let Request { subject, headers, body, responder } = request;
    let headers = match headers {
        Ok(headers) => headers,
        Err(error) => {
            let failure = Failure::Unreadable { path: "headers".into(), detail: error.to_string() };
            return refuse(dead_letters, subject, body, failure, responder);
        }
    };
    if body.len() > BODY_BYTES_MAX {
        let failure = Failure::TooLarge { bytes: body.len(), max: BODY_BYTES_MAX };
        return fail(responder, failure);
    }
    let span = span(&headers, &subject);
    if parking.answers(&subject) {
        let parking = parking.clone();
        let answer = async move {
            responder.respond(parking.answer(&subject, &headers.actor).await);
        };
        queries.spawn(answer.instrument(span));
        return;
    }
    if subject.starts_with(subjects::QUERY) {
        let answering = Arc::clone(answering);
        let dead_letters = dead_letters.clone();
        let answer = async move {
            match answering.answer(&subject, &headers, &body).await {
                Ok(reply) => responder.respond(reply.into()),
                Err(failure) => refuse(&dead_letters, subject, body, failure, responder),
            }
        };
        queries.spawn(answer.instrument(span));
        return;
    }
    let Some(command) = headers.command else {
        let detail = "a command has an id".to_owned();
        let failure = Failure::Unreadable { path: "headers".into(), detail };
        return refuse(dead_letters, subject, body, failure, responder);
    };
    let Headers { actor, seen, .. } = headers;
    let command = Input::Command { actor, command, seen, subject, body, responder, span };
    match input.try_send(command) {
        Ok(()) => {}
        Err(error) => match error.into_inner() {
            Input::Command { responder, .. } => fail(responder, Failure::Busy),
            Input::Commits { .. }
            | Input::Parked { .. }
            | Input::RetryDue
            | Input::ListParked { .. }
            | Input::Registered(_)
            | Input::ClockMoved => unreachable!("a command was sent"),
        },
    }
}

/// In which what is logged of a request stands, under the name by which the gateway logs it, and
/// with the trace to which it belongs; nothing where nobody outside calls it anything.
fn span(headers: &Headers, subject: &str) -> Span {
    let Headers { correlation, traceparent, .. } = headers;
    if correlation.is_none() && traceparent.is_none() {
        return Span::none();
    }
    let (request, traceparent) = (correlation.map(display), traceparent.as_deref());
    tracing::error_span!("asked", request, traceparent, subject)
}

fn fail(responder: Responder, failure: Failure) {
    responder.respond(encode::<()>(&Reply::Failed(failure)).into());
}

/// Tells the caller, and puts what could not be read aside as a dead letter.
fn refuse(
    dead_letters: &DeadLetters,
    subject: String,
    body: Bytes,
    failure: Failure,
    responder: Responder,
) {
    dead_letters.put(subject, body, failure.to_string());
    fail(responder, failure);
}

impl<S: Service> Answering<S> {
    async fn answer(
        &self,
        subject: &str,
        headers: &Headers,
        body: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        let position = headers.at_least.unwrap_or(0).max(self.replayed);
        let reached = tokio::time::timeout(REACH_MAX, self.views.reach(position)).await;
        if !matches!(reached, Ok(true)) {
            return Ok(encode::<()>(&Reply::Failed(Failure::Busy)));
        }
        if subject == self.history {
            return self.history(read_body(body)?, &headers.actor);
        }
        if subject == self.version {
            let History { aggregate } = read_body(body)?;
            let models = self.views.read();
            let version = models.histories.get(&aggregate).map_or(0, |changes| changes.version);
            return Ok(encode(&Reply::Done(version)));
        }
        let models = self.views.read();
        let asker = Asker { actor: &headers.actor, directory: &models.directory };
        let (now, stream) = (self.clock.now(), S::Event::SERVICE);
        let question = Question::new(&models.view, asker, now, &self.keys, stream);
        self.queries.answer(&question, subject, body)
    }

    /// Everything that happened to one aggregate, read from the log.
    fn history(&self, history: History, actor: &Actor) -> Result<Vec<u8>, Failure> {
        let positions: Vec<Position> = {
            let models = self.views.read();
            let known = models.histories.get(&history.aggregate);
            known
                .map_or(Vec::new(), |all| all.positions.iter().take(HISTORY_MAX).copied().collect())
        };
        let mut entries = Vec::with_capacity(positions.len());
        let mut commits = Vec::with_capacity(positions.len());
        for position in positions {
            let Some(Ok(entry)) = self.log.read(position).next() else {
                return Err(Failure::Internal);
            };
            let commit: Commit<Tagged> =
                serde_json::from_slice(entry.bytes()).map_err(|_| Failure::Internal)?;
            let Commit { time, actor, events, .. } = commit;
            commits.push(entry);
            let own = events.into_iter().filter(|event| event.aggregate == history.aggregate);
            entries.extend(own.map(|recorded| HistoryEntry {
                service: S::Event::SERVICE.to_owned(),
                position,
                version: recorded.version,
                time,
                actor: actor.clone(),
                event: recorded.event.tag,
                data: recorded.event.data,
            }));
        }
        let kind = entries.first().and_then(|entry| entry.event.split('.').next());
        let may_read = {
            let models = self.views.read();
            let asker = Asker { actor, directory: &models.directory };
            match kind.map_or(Readers::Everybody, S::Event::readers) {
                Readers::Everybody => true,
                Readers::Named => is_named(asker, &entries),
                Readers::Around => is_named(asker, &entries) || is_around(asker, &entries),
            }
        };
        if !may_read {
            return Ok(encode::<()>(&Reply::Failed(Failure::NotAuthorised)));
        }
        // The views wait for nobody who reads the log.
        let mut own = Vec::with_capacity(entries.len());
        for entry in commits {
            let commit: Commit<S::Event> =
                serde_json::from_slice(entry.bytes()).map_err(|_| Failure::Internal)?;
            own.extend(commit.events.into_iter().filter(|one| one.aggregate == history.aggregate));
        }
        let models = self.views.read();
        let asker = Asker { actor, directory: &models.directory };
        let (now, stream) = (self.clock.now(), S::Event::SERVICE);
        let question = Question::new(&models.view, asker, now, &self.keys, stream);
        let mut told = own.iter().map(|one| S::tells(&question, history.aggregate, &one.event));
        entries.retain(|_| told.next() == Some(true));
        if !own.is_empty() && entries.is_empty() {
            return Ok(encode::<()>(&Reply::Failed(Failure::NotAuthorised)));
        }
        entries.truncate(HISTORY_MAX);
        leave_out_the_largest(&mut entries, FACTS_BYTES_MAX);
        Ok(encode(&Reply::Done(entries)))
    }
}

/// Leaves out the facts of the largest events until all that are left fit into `max` bytes.
fn leave_out_the_largest(entries: &mut [HistoryEntry], max: usize) {
    let mut facts: Vec<_> =
        entries.iter_mut().map(|entry| (entry.data.to_string().len(), &mut entry.data)).collect();
    let mut total: usize = facts.iter().map(|(bytes, _)| bytes).sum();
    facts.sort_by_key(|(bytes, _)| Reverse(*bytes));
    for (bytes, data) in facts {
        if total <= max {
            return;
        }
        *data = serde_json::Value::Null;
        total -= bytes;
    }
}

/// Does a history about persons name whoever asks? It is read by the person, by whoever works in
/// the office of an organisation that it names or that acted in it, and by the auditor.
fn is_named(asker: Asker<'_>, entries: &[HistoryEntry]) -> bool {
    let Actor::Person { person, organisation, role } = *asker.actor else { return true };
    let own = match role {
        Role::Auditor | Role::Operator => return true,
        Role::Resident
        | Role::Member
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => vec![],
        Role::GridWorker
        | Role::Liaison
        | Role::UnitHead
        | Role::CommunityClerk
        | Role::CommunitySecretary
        | Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer => asker.directory.same_as(organisation),
    };
    let names: Vec<_> = own.iter().map(ToString::to_string).chain([person.to_string()]).collect();
    entries.iter().any(|entry| {
        let facts = entry.data.to_string();
        entry.actor.person() == Some(person)
            || entry.actor.organisation().is_some_and(|acted| own.contains(&acted))
            || names.iter().any(|name| facts.contains(name))
    })
}

/// Does whoever asks see the work of an organisation that a history names, or that acted in it?
fn is_around(asker: Asker<'_>, entries: &[HistoryEntry]) -> bool {
    let sees = |organisation| {
        let known = asker.directory.organisation(organisation).is_some();
        known && asker.sees_work_of(organisation)
    };
    asker.sees_all_work()
        || entries.iter().any(|entry| {
            entry.actor.organisation().is_some_and(sees) || names_one(&entry.data, &sees)
        })
}

/// Is there an id among the facts of which this holds?
fn names_one(facts: &serde_json::Value, holds: &impl Fn(OrganisationId) -> bool) -> bool {
    use serde_json::Value::{Array, Bool, Null, Number, Object, String};
    match facts {
        String(text) => text.parse::<OrganisationId>().is_ok_and(holds),
        Array(items) => items.iter().any(|item| names_one(item, holds)),
        Object(fields) => fields.values().any(|field| names_one(field, holds)),
        Null | Bool(_) | Number(_) => false,
    }
}

/// An event of any form: its tag and its facts.
#[derive(serde::Deserialize)]
struct Tagged {
    #[serde(rename = "type")]
    tag: String,
    #[serde(default)]
    data: serde_json::Value,
}

#[cfg(test)]
mod tests {
    use contracts::registry::organisation::Level;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, asking, directory, person, registered};
    use serde_json::json;

    use super::*;

    fn history(data: serde_json::Value) -> Vec<HistoryEntry> {
        vec![HistoryEntry {
            service: "evaluation".to_owned(),
            position: 1,
            version: 1,
            time: "2026-03-02T01:00:00Z".parse().unwrap(),
            actor: Actor::System,
            event: "posting.made.v1".to_owned(),
            data,
        }]
    }

    fn reads(role: Role, data: serde_json::Value) -> bool {
        let actor = person(role, OWNER);
        is_named(asking(&actor), &history(data))
    }

    #[test]
    fn of_a_history_too_large_for_an_answer_the_largest_facts_are_left_out() {
        let of = |bytes: usize| history(json!("x".repeat(bytes))).remove(0);
        let kept = |max| -> Vec<bool> {
            let mut entries = [of(10), of(100), of(1000)];
            leave_out_the_largest(&mut entries, max);
            entries.iter().map(|entry| !entry.data.is_null()).collect()
        };
        assert_eq!(kept(1116), [true, true, true]); // A text has two quotes.
        assert_eq!(kept(1115), [true, true, false]);
        assert_eq!(kept(113), [true, false, false]);
    }

    #[test]
    fn a_history_about_persons_is_read_by_whom_it_names() {
        let themselves = person(Role::Member, OWNER).person().unwrap();
        assert!(reads(Role::Member, json!({ "person": themselves })));
        assert!(!reads(Role::Member, json!({ "person": "somebody else" })));
        assert!(reads(Role::Auditor, json!({ "person": "somebody else" })));
    }

    #[test]
    fn a_history_of_work_is_read_by_the_offices_around_whom_it_names() {
        let directory = directory([
            registered(OWNER, Level::Community, "371002001001"),
            registered(STRANGER, Level::Community, "371002001002"),
            registered(SOMEBODY, Level::Street, "371002001"),
        ]);
        let reads = |role, organisation| {
            let actor = person(role, organisation);
            let asker = Asker { actor: &actor, directory: &directory };
            is_around(asker, &history(json!({ "holder": { "organisation": OWNER } })))
        };
        assert!(reads(Role::CommunityClerk, OWNER) && reads(Role::StreetOfficer, SOMEBODY));
        assert!(reads(Role::Auditor, STRANGER));
        assert!(!reads(Role::CommunityClerk, STRANGER) && !reads(Role::Member, OWNER));
    }

    #[test]
    fn the_office_of_a_named_organisation_reads_it_its_members_do_not() {
        let named = json!({ "to": OWNER });
        assert!(reads(Role::CommunityClerk, named.clone()));
        assert!(!reads(Role::Member, named.clone()) && !reads(Role::SystemAdministrator, named));
        assert!(!reads(Role::CommunityClerk, json!({ "to": SOMEBODY })));
    }
}
