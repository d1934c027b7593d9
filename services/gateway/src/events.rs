//! Public events 公开事件: what anybody may know happened, as CloudEvents 1.0, for other systems.
//!
//! A batch at a time, in the order of the logs, behind a cursor that says how far each log was
//! read: whoever keeps it goes on from there, whatever happened meanwhile, and misses nothing.
//! `source` and `id` of an event never change, so what came twice can be told. Nothing is kept
//! here: the logs are read again.
//!
//! It tells what the page for everybody tells. Persons are counted, never named.

mod fact;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bus::Headers;
use contracts::evaluation::Recognition;
use contracts::needs::NeedNames;
use contracts::projects::{Agreement, ProjectNames, project};
use contracts::registry::Names;
use contracts::{Actor, Commit, Named, Position};
use futures_util::future::try_join_all;
use serde::Serialize;
use values::{Date, Money, OrganisationId, Text, Timestamp, Uuid};

use crate::commands::{json, no_answer};
use crate::problem::Problem;
use crate::queries::{ask_as_system, in_bulk, link};
use crate::state::Gateway;
use crate::{exchange, reading};
use fact::{Fact, Subject, Told};

/// The media type of a batch of CloudEvents.
pub(crate) const BATCH_JSON: &str = "application/cloudevents-batch+json";

/// The parameter that says how far the logs were read.
pub(crate) const CURSOR: &str = "cursor";

/// Whose logs hold something public. A new one goes to the end: cursors know them by their places.
const SOURCES: [&str; 3] = ["projects", "needs", "evaluation"];

/// With how many events a batch is full; the commit that it comes to is never torn.
const EVENTS_ENOUGH: usize = 100;

/// How many commits of a log are read for one batch, whatever is public of them.
const COMMITS_MAX: u64 = 2_000;

/// How many commits are taken at once.
const TAKEN_MAX: usize = 256;

/// 公开事件（CloudEvents 1.0）
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublicEvent {
    #[schema(value_type = String, example = "1.0")]
    specversion: &'static str,
    /// 在 `source` 内不重复，重复收到时据此去重
    #[schema(example = "120.1")]
    id: String,
    #[schema(example = "urn:gongjian:projects")]
    source: String,
    /// 发生了什么
    #[serde(rename = "type")]
    #[schema(example = "project.accepted.v1")]
    kind: String,
    /// 协议、项目、需求或名单的编号
    subject: Uuid,
    time: Timestamp,
    #[schema(value_type = String, example = "application/json")]
    datacontenttype: &'static str,
    data: PublicData,
}

/// 公开事件的内容，不含个人信息
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub(crate) struct PublicData {
    /// 名称
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Text<60>>,
    /// 有关的组织
    organisations: Vec<Party>,
    /// 有关的个人有几位
    #[serde(skip_serializing_if = "Option::is_none")]
    persons: Option<usize>,
    /// 收支
    #[serde(skip_serializing_if = "Option::is_none")]
    funds: Option<PublicFunds>,
    /// 交付的数量
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u64>,
}

/// 有关的组织
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Party {
    id: OrganisationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<60>>,
}

/// 一笔收支
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublicFunds {
    flow: project::Flow,
    amount: Money,
    /// 来源或用途
    what: Text<100>,
    date: Date,
}

/// How far each log was read, in the order of [`SOURCES`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cursor([Position; SOURCES.len()]);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.map(|position| position.to_string()).join("-"))
    }
}

/// That a text is no cursor.
struct NoCursor;

impl FromStr for Cursor {
    type Err = NoCursor;

    /// One from before a log was added begins at its beginning.
    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let mut cursor = Self::default();
        let mut places = cursor.0.iter_mut();
        for position in text.split('-') {
            let place = places.next().ok_or(NoCursor)?;
            *place = position.parse().map_err(|_| NoCursor)?;
        }
        Ok(cursor)
    }
}

/// The events behind the cursor, and where to go on: now, or when there may be more.
pub(crate) async fn page(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let uri = request.uri().clone();
    let mut texts = reading::parameters(uri.query());
    let cursor = reading::take(&mut texts, CURSOR, |text| text.parse::<Cursor>().ok())?;
    exchange::nothing_left(&texts)?;
    let mut cursor = cursor.unwrap_or_default();
    let mut found = Vec::new();
    for (source, place) in SOURCES.into_iter().zip(&mut cursor.0) {
        read(&gateway, source, place, &mut found).await?;
    }
    let known = known(&gateway, cursor, &found).await?;
    let events: Vec<_> = found.into_iter().map(|one| one.told(&known)).collect();
    let mut response = json(StatusCode::OK, &events);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(BATCH_JSON));
    headers.insert(LINK, link(&uri, cursor));
    Ok(response)
}

/// Something public in a log.
struct Found {
    source: &'static str,
    position: Position,
    /// The how manieth event of its commit: 1, 2, …
    nth: usize,
    time: Timestamp,
    kind: String,
    fact: Fact,
}

/// Reads on in the log of `source`, until there is enough or no more.
async fn read(
    gateway: &Gateway,
    source: &'static str,
    place: &mut Position,
    found: &mut Vec<Found>,
) -> Result<(), Problem> {
    let client = gateway.client();
    let head = client.head(source).await.map_err(|error| no_answer(&error))?;
    // It was restored from before: what happened since then never did.
    if *place > head {
        return Err(Problem::unreadable_parameter(CURSOR));
    }
    let until = head.min(*place + COMMITS_MAX);
    if *place == until {
        return Ok(());
    }
    let mut follower = client.follow(source, *place + 1);
    while *place < until {
        for (position, commit) in follower.next_batch(TAKEN_MAX).await {
            if position > until || found.len() >= EVENTS_ENOUGH {
                return Ok(());
            }
            take(source, &commit, found).map_err(|error| no_answer(&error))?;
            *place = position;
        }
    }
    Ok(())
}

/// Takes what is public of one commit.
fn take(
    source: &'static str,
    commit: &[u8],
    found: &mut Vec<Found>,
) -> Result<(), serde_json::Error> {
    let Commit { position, time, events, .. } = serde_json::from_slice::<Commit<Told<'_>>>(commit)?;
    for (recorded, nth) in events.into_iter().zip(1..) {
        if let Some(fact) = fact::of(recorded.aggregate, &recorded.event)? {
            let kind = recorded.event.kind.into_owned();
            found.push(Found { source, position, nth, time, kind, fact });
        }
    }
    Ok(())
}

impl Found {
    fn told(self, known: &Known) -> PublicEvent {
        let Self { source, position, nth, time, kind, fact } = self;
        let Fact { subject, parties, persons, funds, quantity } = fact;
        let line = known.lines.get(&subject.id());
        let parties: BTreeSet<_> = parties
            .into_iter()
            .chain(line.into_iter().flat_map(|line| &line.parties).copied())
            .collect();
        let named = |id| Party { id, name: known.names.get(&id).cloned() };
        let data = PublicData {
            title: line.map(|line| line.title.clone()),
            organisations: parties.into_iter().map(named).collect(),
            persons: Some(persons).filter(|persons| *persons > 0),
            funds,
            quantity,
        };
        PublicEvent {
            specversion: "1.0",
            id: format!("{position}.{nth}"),
            source: format!("urn:gongjian:{source}"),
            kind,
            subject: subject.id(),
            time,
            datacontenttype: "application/json",
            data,
        }
    }
}

/// What the events are about.
struct Line {
    title: Text<60>,
    parties: Vec<OrganisationId>,
}

/// What everything is called.
struct Known {
    lines: BTreeMap<Uuid, Line>,
    names: BTreeMap<OrganisationId, Text<60>>,
}

/// Asks what is found is about, as it is called at least since then.
async fn known(gateway: &Gateway, cursor: Cursor, found: &[Found]) -> Result<Known, Problem> {
    let [in_projects, in_needs, in_evaluation] = cursor.0;
    let (mut projects, mut needs) = (BTreeSet::new(), BTreeSet::new());
    let (mut agreements, mut recognitions) = (BTreeSet::new(), BTreeSet::new());
    for one in found {
        match one.fact.subject {
            Subject::Project(project) => projects.insert(project),
            Subject::Need(need) => needs.insert(need),
            Subject::Agreement(agreement) => agreements.insert(agreement),
            Subject::Recognition(recognition) => recognitions.insert(recognition),
        };
    }
    let agreements = agreements.into_iter().map(|agreement| async move {
        ask_as_system(gateway, Some(in_projects), &Agreement { agreement }).await
    });
    let recognitions = recognitions.into_iter().map(|recognition| async move {
        ask_as_system(gateway, Some(in_evaluation), &Recognition { recognition }).await
    });
    let since = |position| Headers { at_least: Some(position), ..Headers::by(Actor::System) };
    let (of_projects, of_needs) = (since(in_projects), since(in_needs));
    let (projects, needs, agreements, recognitions) = tokio::try_join!(
        in_bulk(gateway, &of_projects, projects, |projects| ProjectNames { projects }),
        in_bulk(gateway, &of_needs, needs, |needs| NeedNames { needs }),
        try_join_all(agreements),
        try_join_all(recognitions),
    )?;
    let agreements = agreements.into_iter().flatten();
    let agreements = agreements
        .map(|line| (line.id.into(), Line { title: line.terms.title, parties: line.parties }));
    let recognitions = recognitions.into_iter().flatten();
    let recognitions = recognitions.map(|line| {
        (line.id.into(), Line { title: line.list.title, parties: vec![line.list.body] })
    });
    let projects = projects.into_iter().map(|(id, named)| (id.into(), Line::from(named)));
    let needs = needs.into_iter().map(|(id, named)| (id.into(), Line::from(named)));
    let lines: BTreeMap<Uuid, Line> =
        agreements.chain(recognitions).chain(projects).chain(needs).collect();
    let parties = found.iter().flat_map(|one| &one.fact.parties);
    let parties = parties.chain(lines.values().flat_map(|line| &line.parties)).copied().collect();
    let names =
        in_bulk(gateway, &since(0), parties, |organisations| Names { organisations }).await?;
    Ok(Known { lines, names })
}

impl From<Named> for Line {
    fn from(Named { title, owner }: Named) -> Self {
        Self { title, parties: vec![owner] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written_and_an_older_one_begins_what_it_did_not_know() {
        let read = |text: &str| text.parse::<Cursor>().ok();
        assert_eq!(read("3-0-12"), Some(Cursor([3, 0, 12])));
        assert_eq!(Cursor([3, 0, 12]).to_string(), "3-0-12");
        assert_eq!(read("3"), Some(Cursor([3, 0, 0])));
        assert!(["", "x", "3--1", "1-2-3-4", "-1"].iter().all(|text| read(text).is_none()));
    }
}
