//! The outbox: what channels are to be told goes out, and what became of it is told.
//!
//! It stands beside the service, follows its mirror only to know when to look, and what it must
//! remember stands in the log: a message is sent until its channel says that it arrived. When it
//! does not hear that it was heard, it says the same again; only a crash between the two sends a
//! message twice, and then under the same id.

mod mail;
pub(crate) mod signing;
#[cfg(test)]
mod tests;
mod web;
mod wording;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bus::Bus;
use contracts::needs::NeedNames;
use contracts::notices::channel::{ChannelKind, Outcome, Report, Trouble};
use contracts::notices::{Event, Outgoing, Thing, ToSend};
use contracts::projects::ProjectNames;
use contracts::registry::Names;
use contracts::resources::OfferNames;
use contracts::{
    Actor, Named, Position, Query, Receipt, Reply, ServiceEvent, evaluation, needs, projects,
    reporting,
};
use futures_util::future::join_all;
use runtime::{Client, ClientError, Clock};
use values::{CommandId, Text, Uuid, ids};

use crate::domain::channel::{Address, Url};
pub use mail::MailServer;
use mail::{Mail, Mailer};
use web::Web;

/// After so long it looks again, whatever it heard.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How many commits of the mirror it takes at once.
const BATCH: usize = 256;

/// How many messages it asks for at once, and sends at the same time.
const AT_ONCE: usize = 8;

/// What may leave this system: nothing, unless the settings say so. A part of the installation, as
/// the program itself is, and no part of any state.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Outlets {
    /// Are webhooks and robots told?
    pub web: bool,
    /// Who takes mail; nobody: none is sent.
    pub mail: Option<MailServer>,
    /// May webhooks and robots be at addresses inside the network?
    pub private_addresses: bool,
    /// May they be reached without TLS?
    pub plain_http: bool,
    /// How people reach the portal, `https://…`, without a slash at its end.
    pub portal: String,
}

static OUTLETS: OnceLock<Outlets> = OnceLock::new();
static CLOSED: Outlets = Outlets {
    web: false,
    mail: None,
    private_addresses: false,
    plain_http: false,
    portal: String::new(),
};

/// From now on this may leave the process. What was said first stays.
pub fn use_outlets(outlets: Outlets) {
    let mail = outlets.mail.is_some();
    tracing::info!(web = outlets.web, mail, "what leaves the portal");
    if let Err(outlets) = OUTLETS.set(outlets)
        && OUTLETS.get() != Some(&outlets)
    {
        tracing::warn!("the outlets in use stay");
    }
}

impl Outlets {
    pub(crate) fn in_use() -> &'static Self {
        OUTLETS.get().unwrap_or(&CLOSED)
    }

    /// Does anything go out that way?
    pub(crate) fn is_open(&self, kind: ChannelKind) -> bool {
        match kind {
            ChannelKind::Mail => self.mail.is_some(),
            ChannelKind::Webhook | ChannelKind::Wecom | ChannelKind::Dingtalk => self.web,
        }
    }

    /// May a channel be set to go there? Where a name leads is seen when something is sent.
    pub(crate) fn may_be_set(&self, address: &Address) -> bool {
        match address {
            Address::Mail(_) => true,
            Address::Web(url) => self.plain_http || !url.is_plain,
        }
    }
}

/// Why the outbox stopped before all was sent; it goes on the next time.
#[derive(Debug, thiserror::Error)]
enum OutboxError {
    /// A service did not answer.
    #[error("cannot ask")]
    Client(#[from] ClientError),
    /// It was asked something that it does not answer.
    #[error("{subject} is not answered")]
    NoAnswer { subject: &'static str },
    /// The service does not take what became of a message.
    #[error("not taken: {0:?}")]
    Refused(Reply<Receipt>),
}

/// Sends whatever is to go, for as long as the process runs.
pub async fn outbox(bus: Bus, clock: Clock) {
    let client = Client::new(bus);
    let outbox = Outbox::new(client.clone(), clock);
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let mut follower = loop {
        again.tick().await;
        match client.follow_from_now(Event::SERVICE).await {
            Ok(follower) => break follower,
            Err(error) => tracing::warn!(%error, "the outbox does not hear of anything yet"),
        }
    };
    let mut seen: Option<Position> = None;
    loop {
        if let Err(error) = outbox.send_all(seen).await {
            let source = std::error::Error::source(&error);
            tracing::error!(%error, ?source, "the outbox goes on later");
        }
        if let Ok(batch) = tokio::time::timeout(LOOK_AGAIN, follower.next_batch(BATCH)).await {
            seen = batch.last().map(|(position, _)| *position);
        }
    }
}

struct Outbox {
    client: Client,
    clock: Clock,
    outlets: &'static Outlets,
    web: Web,
    mailer: Option<Mailer>,
    /// What became of messages and was not heard, by how often each had been tried before.
    unheard: Mutex<HashMap<(Uuid, u32), Outcome>>,
}

/// Of which things a service is asked what they are called.
#[derive(Debug, Default)]
struct Asked(BTreeMap<Uuid, Thing>);

impl Asked {
    fn add(&mut self, id: Uuid, thing: Thing) {
        self.0.insert(id, thing);
    }

    /// None: it is not asked.
    fn ids(&self) -> Option<Vec<Uuid>> {
        (!self.0.is_empty()).then(|| self.0.keys().copied().collect())
    }

    fn entitled(
        &self,
        titles: BTreeMap<Uuid, Text<60>>,
    ) -> impl Iterator<Item = (Thing, Text<60>)> {
        titles.into_iter().filter_map(move |(id, title)| Some((*self.0.get(&id)?, title)))
    }
}

/// What the things are called that messages are about.
#[derive(Debug, Default)]
pub(crate) struct Titles(BTreeMap<Thing, Text<60>>);

impl Titles {
    pub(crate) fn of(&self, thing: Thing) -> Option<&Text<60>> {
        self.0.get(&thing)
    }
}

impl Outbox {
    fn new(client: Client, clock: Clock) -> Self {
        let outlets = Outlets::in_use();
        let (web, mailer) = (Web::new(outlets), outlets.mail.as_ref().map(MailServer::mailer));
        Self { client, clock, outlets, web, mailer, unheard: Mutex::default() }
    }

    /// Everything that is to go, of a state that contains `seen`.
    async fn send_all(&self, mut seen: Option<Position>) -> Result<(), OutboxError> {
        loop {
            let going = self.ask(seen, &ToSend { max: AT_ONCE }).await?;
            if going.is_empty() {
                return Ok(());
            }
            let titles = self.titles(&going).await;
            let mut sending = Vec::with_capacity(going.len());
            for outgoing in &going {
                sending.push(self.send(outgoing, &titles));
            }
            for position in join_all(sending).await {
                // What was heard is not sent again: the next question is behind it.
                seen = seen.max(Some(position?));
            }
        }
    }

    async fn ask<Q: Query>(
        &self,
        at_least: Option<Position>,
        query: &Q,
    ) -> Result<Q::Answer, OutboxError> {
        match self.client.query(&Actor::System, at_least, query).await? {
            Reply::Done(answer) => Ok(answer),
            Reply::Rejected(_) | Reply::Failed(_) => {
                Err(OutboxError::NoAnswer { subject: Q::SUBJECT })
            }
        }
    }

    /// What things are called; nothing while the service does not answer: the message goes without.
    async fn named<Q: Query<Answer: Default>>(&self, query: &Q) -> Q::Answer {
        self.ask(None, query).await.unwrap_or_else(|error| {
            let source = std::error::Error::source(&error);
            tracing::warn!(%error, ?source, subject = Q::SUBJECT, "messages go without titles");
            Q::Answer::default()
        })
    }

    async fn titles(&self, going: &[Outgoing]) -> Titles {
        let pieces = going.iter().flat_map(|outgoing| &outgoing.notices);
        let things: BTreeSet<_> = pieces.filter_map(|piece| piece.matter.thing()).collect();
        let (mut needs, mut offers, mut projects) = (vec![], vec![], vec![]);
        let (mut organisations, mut admissions) = (vec![], Asked::default());
        let (mut agreed, mut judged, mut reports) =
            (Asked::default(), Asked::default(), Asked::default());
        for thing in things {
            match thing {
                Thing::Need(need) => needs.push(need),
                Thing::Offer(offer) => offers.push(offer),
                Thing::Project(project) => projects.push(project),
                Thing::Agreement(id) => agreed.add(id.into(), thing),
                Thing::Activity(id) => agreed.add(id.into(), thing),
                Thing::Tender(id) => agreed.add(id.into(), thing),
                Thing::Admission(id) => admissions.add(id.into(), thing),
                Thing::Recognition(id) => judged.add(id.into(), thing),
                Thing::Objection(id) => judged.add(id.into(), thing),
                Thing::Report(id) => reports.add(id.into(), thing),
                Thing::Organisation(organisation) => organisations.push(organisation),
                // What was done is told in words that nobody has looked over.
                Thing::Record(_) => {}
            }
        }
        let mut titles = BTreeMap::new();
        if !needs.is_empty() {
            let named = self.named(&NeedNames { needs }).await;
            titles.extend(entitled(named, Thing::Need));
        }
        if !offers.is_empty() {
            let named = self.named(&OfferNames { offers }).await;
            titles.extend(entitled(named, Thing::Offer));
        }
        if !projects.is_empty() {
            let named = self.named(&ProjectNames { projects }).await;
            titles.extend(entitled(named, Thing::Project));
        }
        if !organisations.is_empty() {
            // Whoever applies is in no directory yet.
            let named = self.named(&Names { organisations }).await;
            titles.extend(named.into_iter().map(|(id, name)| (Thing::Organisation(id), name)));
        }
        if let Some(ids) = agreed.ids() {
            titles.extend(agreed.entitled(self.named(&projects::Titled { ids }).await));
        }
        if let Some(ids) = admissions.ids() {
            titles.extend(admissions.entitled(self.named(&needs::Titled { ids }).await));
        }
        if let Some(ids) = judged.ids() {
            titles.extend(judged.entitled(self.named(&evaluation::Titled { ids }).await));
        }
        if let Some(ids) = reports.ids() {
            titles.extend(reports.entitled(self.named(&reporting::Titled { ids }).await));
        }
        Titles(titles)
    }

    /// Sends one, unless that was done already, and tells what became of it.
    async fn send(&self, outgoing: &Outgoing, titles: &Titles) -> Result<Position, OutboxError> {
        let Outgoing { organisation, kind, message, tried, .. } = *outgoing;
        let known = self.unheard().get(&(message, tried)).copied();
        let outcome = match known {
            Some(outcome) => outcome,
            None => self.outcome(outgoing, titles).await,
        };
        self.unheard().insert((message, tried), outcome);
        let report = Report { organisation, kind, message, outcome };
        let id = ids::of_text("channel report", &format!("{message} {tried} {outcome:?}"));
        match self.client.command(&Actor::System, CommandId(id), &report).await? {
            Reply::Done(receipt) => {
                self.unheard().remove(&(message, tried));
                Ok(receipt.position)
            }
            refused @ (Reply::Rejected(_) | Reply::Failed(_)) => Err(OutboxError::Refused(refused)),
        }
    }

    fn unheard(&self) -> MutexGuard<'_, HashMap<(Uuid, u32), Outcome>> {
        self.unheard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn outcome(&self, outgoing: &Outgoing, titles: &Titles) -> Outcome {
        if !self.outlets.is_open(outgoing.kind) {
            return Outcome::Withheld;
        }
        match self.deliver(outgoing, titles).await {
            Ok(()) => Outcome::Sent,
            Err(trouble) => {
                let (kind, message) = (outgoing.kind, outgoing.message);
                tracing::warn!(?kind, %message, ?trouble, "a message did not arrive");
                Outcome::Failed(trouble)
            }
        }
    }

    async fn deliver(&self, outgoing: &Outgoing, titles: &Titles) -> Result<(), Trouble> {
        let target = outgoing.target.as_ref().ok_or(Trouble::Gone)?;
        let address = Address::read(outgoing.kind, &target.address).ok_or(Trouble::Gone)?;
        let secret = target.secret.as_deref();
        let letter = wording::Letter { outgoing, titles, portal: &self.outlets.portal };
        match (outgoing.kind, address) {
            (ChannelKind::Webhook, Address::Web(url)) => {
                let body = letter.payload();
                let id = outgoing.message.to_string();
                let at = self.clock.now().as_second();
                let signature = signing::webhook(secret.unwrap_or_default(), &id, at, &body);
                let headers = [
                    ("webhook-id", id),
                    ("webhook-timestamp", at.to_string()),
                    ("webhook-signature", signature.ok_or(Trouble::Gone)?),
                ];
                self.web.post(&url, &headers, body).await.map(drop)
            }
            (ChannelKind::Wecom, Address::Web(url)) => {
                self.tell_robot(&url, &letter.text(wording::WECOM_BYTES_MAX)).await
            }
            (ChannelKind::Dingtalk, Address::Web(mut url)) => {
                if let Some(secret) = secret {
                    let at = self.clock.now().as_millisecond();
                    url.rest = signing::dingtalk(&url.rest, secret, at);
                }
                self.tell_robot(&url, &letter.text(wording::DINGTALK_BYTES_MAX)).await
            }
            (ChannelKind::Mail, Address::Mail(to)) => {
                let mailer = self.mailer.as_ref().ok_or(Trouble::Gone)?;
                let (id, at) = (outgoing.message, self.clock.now());
                let subject = letter.subject();
                let text = letter.text(wording::MAIL_BYTES_MAX);
                mailer.send(Mail { to: &to, id, at, subject, text }).await
            }
            (ChannelKind::Mail, Address::Web(_))
            | (
                ChannelKind::Webhook | ChannelKind::Wecom | ChannelKind::Dingtalk,
                Address::Mail(_),
            ) => Err(Trouble::Gone),
        }
    }

    /// Both kinds of robots take the same, and say 0 when they did.
    async fn tell_robot(&self, url: &Url, text: &str) -> Result<(), Trouble> {
        #[derive(serde::Deserialize)]
        struct Answer {
            errcode: i64,
        }
        let body = serde_json::json!({"msgtype": "text", "text": {"content": text}});
        let answer = self.web.post(url, &[], body.to_string()).await?;
        match serde_json::from_slice::<Answer>(&answer) {
            Ok(Answer { errcode: 0 }) => Ok(()),
            Ok(Answer { errcode }) => Err(Trouble::Refused { answer: errcode }),
            Err(_) => Err(Trouble::Refused { answer: -1 }),
        }
    }
}

fn entitled<I>(
    named: BTreeMap<I, Named>,
    thing: fn(I) -> Thing,
) -> impl Iterator<Item = (Thing, Text<60>)> {
    named.into_iter().map(move |(id, named)| (thing(id), named.title))
}
