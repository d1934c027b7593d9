//! One visit: somebody asks for one page, or sends one form.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::LazyLock;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, RawPathParams, Request};
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use bus::Headers;
use contracts::{Actor, Claimer, Command, Directory, Position, Query, Receipt, Role, subjects};
use values::{AccountId, CommandId, OrganisationId, Text, Timestamp, Uuid, ids};

use super::exports;
use crate::accounts::{self, Current};
use crate::audit;
use crate::commands::{ask, done};
use crate::exchange;
use crate::limits::{BODY_SECONDS_MAX, FILE_BYTES_MAX, FILE_SECONDS_MAX};
use crate::problem::Problem;
use crate::queries;
use crate::residents::{self, somebody};
use crate::state::Gateway;

/// The cookie of whoever reads large print 大字版.
pub(super) const LARGE: &str = "large";

/// The parameter that says what was done just now: the name of a deed.
pub(super) const DONE: &str = "done";
/// The parameter that says from which position of which service on: `projects.12`.
pub(super) const SEEN: &str = "seen";
/// The field with the id of a form's command.
pub(super) const KEY: &str = "_key";

/// Knows of no merges: a button may be missing for somebody of a merged organisation, who is shown
/// it once they are signed in for the one that stands for it.
static NOBODY: LazyLock<Directory> = LazyLock::new(Directory::default);

/// Names and texts as they came.
pub(crate) type Pairs = Vec<(String, String)>;

/// A file that came with a form.
pub(crate) struct Upload {
    /// The field it came in.
    field: String,
    /// What it is called where it came from.
    pub(crate) name: String,
    pub(crate) content: Bytes,
}

/// One visit to one page.
pub(crate) struct Visit {
    pub(crate) gateway: Gateway,
    /// Who is signed in, be it without a role.
    pub(crate) current: Option<Current>,
    /// With which account, also where its address is sealed.
    pub(super) account: Option<AccountId>,
    /// As whom the visitor acts.
    pub(crate) actor: Option<Actor>,
    /// From which address.
    pub(crate) address: IpAddr,
    /// The page, without its parameters.
    pub(crate) path: String,
    /// The parameters of its address, but for those of [`DONE`], [`SEEN`] and a seal.
    pub(crate) parameters: Pairs,
    /// The fields of the form that was sent.
    pub(crate) form: Pairs,
    /// The files that came with it, by their fields.
    files: Vec<Upload>,
    pub(crate) headers: HeaderMap,
    pub(crate) large: bool,
    pub(crate) done: Option<String>,
    ids: Pairs,
    origin: String,
    seen: Option<(String, Position)>,
    onward: Headers,
}

impl Visit {
    /// Reads what a request says. A visit whose form cannot be read is handed back with the reason.
    pub(super) async fn of(
        gateway: Gateway,
        mut request: Request,
    ) -> Result<Self, (Box<Self>, Problem)> {
        let ids = match request.extract_parts::<RawPathParams>().await {
            Ok(ids) => ids.iter().map(|(name, id)| (name.to_owned(), id.to_owned())).collect(),
            Err(_) => Vec::new(),
        };
        let (current, actor) = who(&gateway, request.headers()).await;
        let account = current.as_ref().map(|current| current.account);
        let (actor, account) = match actor {
            Some(actor) => (Some(actor), account),
            None => match exports::sealed_for(&gateway, request.uri()).await {
                Some((actor, account)) => (Some(actor), account),
                None => (None, account),
            },
        };
        let mut visit = Self {
            current,
            account,
            actor: actor.clone(),
            address: residents::address(&request),
            path: request.uri().path().to_owned(),
            parameters: pairs(request.uri().query().unwrap_or_default().as_bytes()),
            form: Vec::new(),
            files: Vec::new(),
            headers: request.headers().clone(),
            large: cookie(request.headers(), LARGE).is_some(),
            done: None,
            ids,
            origin: origin(request.headers()),
            seen: None,
            onward: exchange::onward(&request, actor.unwrap_or_else(somebody)),
            gateway,
        };
        for name in exports::SEALED {
            visit.take(name);
        }
        visit.done = visit.take(DONE);
        visit.seen = visit.take(SEEN).and_then(|seen| {
            let (service, position) = seen.split_once('.')?;
            Some((service.to_owned(), position.parse().ok()?))
        });
        if request.method() == axum::http::Method::POST {
            match form(request).await {
                Ok((form, files)) => (visit.form, visit.files) = (form, files),
                Err(problem) => return Err((Box::new(visit), problem)),
            }
        }
        Ok(visit)
    }

    /// Nobody's browser: lists are read as `actor` sees them, in the background, for what stands
    /// at `path`.
    pub(super) fn in_the_background(gateway: Gateway, actor: Actor, path: String) -> Self {
        Self {
            current: None,
            account: None,
            actor: Some(actor.clone()),
            address: std::net::Ipv4Addr::UNSPECIFIED.into(),
            path,
            parameters: Vec::new(),
            form: Vec::new(),
            files: Vec::new(),
            headers: HeaderMap::new(),
            large: false,
            done: None,
            ids: Vec::new(),
            origin: String::new(),
            seen: None,
            onward: Headers::by(actor),
            gateway,
        }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.parameters.iter().position(|(found, _)| found == name)?;
        Some(self.parameters.remove(at).1)
    }

    /// May somebody in the visitor's role act from there?
    pub(super) fn reaches(&self) -> Result<(), Problem> {
        let taken = self.current.as_ref().and_then(|current| current.grant);
        let role = self.role().or(taken.map(|grant| grant.role));
        accounts::reaches(&self.gateway, role, self.address)
    }

    /// Who is signed in; a page that needs somebody is not shown to anybody else.
    pub(crate) fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(Problem::unauthenticated)
    }

    /// The visitor's role.
    pub(crate) fn role(&self) -> Option<Role> {
        self.actor.as_ref().and_then(Actor::role)
    }

    /// The organisation for which the visitor acts.
    pub(crate) fn organisation(&self) -> Option<OrganisationId> {
        self.actor.as_ref().and_then(Actor::organisation)
    }

    /// May the visitor act for it, as far as a button is concerned?
    pub(crate) fn acts_for(&self, organisation: OrganisationId) -> bool {
        self.actor.as_ref().is_some_and(|actor| NOBODY.may_act_for(actor, organisation))
    }

    /// The same, for what a grid worker does not say for the own organisation.
    pub(crate) fn speaks_for(&self, organisation: OrganisationId) -> bool {
        self.acts_for(organisation) && self.role() != Some(Role::GridWorker)
    }

    /// May the visitor act as whoever claims, as far as a button is concerned?
    pub(crate) fn acts_as(&self, claimer: Claimer) -> bool {
        match claimer {
            Claimer::Organisation(organisation) => self.acts_for(organisation),
            Claimer::Person(person) => self.actor.as_ref().and_then(Actor::person) == Some(person),
        }
    }

    /// The id in the path under this name.
    pub(crate) fn id<I: From<Uuid>>(&self, name: &str) -> Result<I, Problem> {
        let id = self.in_path(name).and_then(|text| Uuid::parse_str(text).ok());
        id.map(I::from).ok_or_else(Problem::not_found)
    }

    /// What stands in the path under this name.
    pub(crate) fn in_path(&self, name: &str) -> Option<&str> {
        found(&self.ids, name)
    }

    /// All that stands in the path, by its names.
    pub(crate) fn ids(&self) -> &[(String, String)] {
        &self.ids
    }

    /// The parameter of this name, where it says something.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        found(&self.parameters, name)
    }

    /// The field of this name, where it says something.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        found(&self.form, name)
    }

    /// The file of this field, where one came.
    pub(crate) fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|upload| upload.field == field)
    }

    /// The id under which the form's command is sent: the same form is the same command.
    pub(crate) fn command(&self) -> CommandId {
        let person = self.actor.as_ref().and_then(Actor::person);
        match (self.field(KEY), person) {
            (Some(key), Some(person)) => {
                CommandId(ids::of_text("form", &format!("{person} {key}")))
            }
            (Some(key), None) => CommandId(ids::of_text("form", key)),
            (None, _) => runtime::fresh_command(),
        }
    }

    /// Sends one command as `actor`, and waits until it is on stable storage.
    pub(crate) async fn send_as<C: Command + Sync>(
        &self,
        actor: Actor,
        command: CommandId,
        body: &C,
    ) -> Result<Receipt, Problem> {
        let headers = Headers { command: Some(command), actor, ..self.onward.clone() };
        done(ask(self.gateway.client().request(C::SUBJECT, &headers, body).await)?)
    }

    /// Sends one command as the visitor.
    pub(crate) async fn send<C: Command + Sync>(
        &self,
        command: CommandId,
        body: &C,
    ) -> Result<Receipt, Problem> {
        self.send_as(self.actor()?.clone(), command, body).await
    }

    /// Asks as the visitor; what the visitor has just done is in the answer.
    pub(crate) async fn ask<Q: Query + Sync>(&self, question: &Q) -> Result<Q::Answer, Problem> {
        self.ask_as(self.onward.actor.clone(), question).await
    }

    /// The same as `actor`.
    pub(crate) async fn ask_as<Q: Query + Sync>(
        &self,
        actor: Actor,
        question: &Q,
    ) -> Result<Q::Answer, Problem> {
        queries::ask_with(&self.gateway, &self.asking::<Q>(actor), question).await
    }

    /// What `ids` are called, or whatever else is asked of them.
    pub(crate) async fn ask_in_bulk<Q, I, N>(
        &self,
        ids: BTreeSet<I>,
        question: fn(Vec<I>) -> Q,
    ) -> Result<BTreeMap<I, N>, Problem>
    where
        Q: Query<Answer = BTreeMap<I, N>> + Sync,
        I: Ord + Copy,
    {
        let headers = self.asking::<Q>(self.onward.actor.clone());
        queries::in_bulk(&self.gateway, &headers, ids, question).await
    }

    /// How `actor` asks `Q`: what the visitor has just done is in the answer.
    fn asking<Q: Query>(&self, actor: Actor) -> Headers {
        let service = subjects::service_of(Q::SUBJECT);
        let seen = self.seen.as_ref().filter(|(known, _)| Some(known.as_str()) == service);
        let at_least = seen.map(|(_, position)| *position);
        Headers { at_least, actor, ..self.onward.clone() }
    }

    /// The same for what must be there.
    pub(crate) async fn find<Q, T>(&self, question: &Q) -> Result<T, Problem>
    where
        Q: Query<Answer = Option<T>> + Sync,
    {
        self.ask(question).await?.ok_or_else(Problem::not_found)
    }

    /// Writes down that the visitor reads what is personal on this page, and what for; of a report
    /// about a unit nothing is.
    pub(super) async fn reads(
        &self,
        operation: Text<200>,
        purpose: &'static str,
    ) -> Result<(), Problem> {
        let report = self.id(audit::REPORT).ok();
        if audit::is_of_a_unit(&self.gateway, report).await {
            return Ok(());
        }
        let reader = (self.actor()?.clone(), self.address);
        audit::read(&self.gateway, reader, operation, purpose, &self.path).await
    }

    /// This portal's own address, as the visitor's browser knows it.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// What time it is, for what runs out.
    pub(crate) fn now(&self) -> Timestamp {
        self.gateway.clock().now()
    }
}

fn found<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    let text = pairs.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_str());
    text.filter(|text| !text.is_empty())
}

/// Names and texts, without those that say nothing.
fn pairs(text: &[u8]) -> Pairs {
    let pairs = form_urlencoded::parse(text).filter(|(_, text)| !text.is_empty());
    pairs.map(|(name, text)| (name.into_owned(), text.into_owned())).collect()
}

/// Who is signed in, and as whom; a token stands for somebody, too. Nobody, when that cannot be
/// found out: the page then leads to where one signs in.
async fn who(gateway: &Gateway, headers: &HeaderMap) -> (Option<Current>, Option<Actor>) {
    if let Some(token) = exchange::token(headers) {
        return (None, gateway.tokens().actor(token));
    }
    let current = accounts::current(gateway, headers).await.ok().flatten();
    let actor = current.as_ref().and_then(|current| current.actor().ok());
    (current, actor)
}

/// What a form says, and the files that came with it.
type Sent = (Pairs, Vec<Upload>);

async fn form(request: Request) -> Result<Sent, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let read = tokio::time::timeout(FILE_SECONDS_MAX, parts(request)).await;
        return read.map_err(|_| Problem::body_slow())?;
    }
    let read = tokio::time::timeout(BODY_SECONDS_MAX, Bytes::from_request(request, &())).await;
    let body = read.map_err(|_| Problem::body_slow())?.map_err(|_| Problem::body_broken())?;
    let form = pairs(&body).into_iter().map(|(name, text)| (name, written(&text)));
    Ok((form.collect(), Vec::new()))
}

/// What somebody wrote: browsers send a line break as two characters, a text holds one.
fn written(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The fields and files of a form in parts; a file without a name was not chosen.
async fn parts(request: Request) -> Result<Sent, Problem> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::body_too_large(FILE_BYTES_MAX),
        _ => Problem::body_broken(),
    };
    let (mut form, mut files) = (Vec::new(), Vec::new());
    let mut parts =
        Multipart::from_request(request, &()).await.map_err(|_| Problem::body_broken())?;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let content = part.bytes().await.map_err(broken)?;
        match (file, content.is_empty()) {
            (_, true) => {}
            (Some(file), false) => files.push(Upload { field: name, name: file, content }),
            (None, false) => {
                let text = std::str::from_utf8(&content).map_err(|_| Problem::body_broken())?;
                form.push((name, written(text)));
            }
        }
    }
    Ok((form, files))
}

/// The cookie of this name.
fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';'));
    cookies.find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// What a code that leads here begins with. A proxy in front says which scheme it was asked by.
fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https");
    format!("{}://{host}", scheme.unwrap_or("http"))
}
