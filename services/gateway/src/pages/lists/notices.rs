//! Notices 通知: what one's own organisation, or oneself, is told; the newest first.

use std::collections::BTreeMap;

use contracts::notices::notice::{Matter, READ_MAX, Read};
use contracts::notices::{Inbox, NoticeLine, Thing};
use contracts::{Claimer, PageRequest};
use values::Uuid;

use super::{Filter, Found, List, question};
use crate::notices::{OwnNotices, inbox};
use crate::pages::badge::{Badge, OVER, WAITS};
use crate::pages::called::{Called, Item, claimers};
use crate::pages::parts::{Button, Cell, Row, Weight};
use crate::pages::{Answer, Visit, look, see_other};
use crate::problem::Problem;

const COLUMNS: &[&str] = &["通知", "状态", "下一步", "期限", "对方", "时间", "办理"];

/// The parameter that asks for what one is told oneself.
const PERSONAL: &str = "personal";

pub(super) async fn notices(visit: &Visit, at: Option<PageRequest>) -> Found {
    let OwnNotices { personal, unread, page } = question(visit, at)?;
    let inbox = inbox(visit.actor()?, personal).ok_or_else(Problem::not_found)?;
    let found = visit.ask(&Inbox { inbox, unread, page }).await?;
    let others: Vec<_> = found.items.iter().filter_map(other).collect();
    let items: Vec<_> = found.items.iter().filter_map(|line| item(&line.matter)).collect();
    let called = visit.called_with(claimers(others), items).await?;
    let yes = || "true".to_owned();
    let mut filters = vec![Filter::check(visit, "unread", "只看未读的", yes())];
    if inbox.organisation().is_some() || personal {
        filters.push(Filter::check(visit, PERSONAL, "只看发给本人的", yes()));
    }
    let any_unread = found.items.iter().any(|line| line.read_at.is_none());
    let all_read = any_unread.then(|| button("全部标为已读", "/notices/read", personal));
    let list = List {
        heading: "通知".to_owned(),
        about: "要办的事和办理结果；发给组织的，一人读过即可",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|line| row(line, personal, &called)).collect(),
        total: found.total,
        shows_notices: true,
        buttons: all_read.into_iter().chain(inbox.organisation().map(|_| channels())).collect(),
        empty: Some("没有通知；有事要办时会出现在这里".to_owned()),
        ..List::default()
    };
    Ok((called, page, list))
}

/// Where else the organisation is told.
fn channels() -> Button {
    let href = "/notices/channels".to_owned();
    Button { label: "通知渠道", href, key: None, weight: Weight::Other }
}

fn button(label: &'static str, path: &str, personal: bool) -> Button {
    let key = Some(runtime::fresh_command().to_string());
    let href = if personal { format!("{path}?{PERSONAL}=true") } else { path.to_owned() };
    Button { label, href, key, weight: Weight::Other }
}

/// What it concerns that has a name.
fn item(matter: &Matter) -> Option<Item> {
    matter.thing().and_then(|thing| match thing {
        Thing::Need(need) => Some(Item::Need(need)),
        Thing::Offer(offer) => Some(Item::Offer(offer)),
        Thing::Project(project) => Some(Item::Project(project)),
        Thing::Record(record) => Some(Item::Record(record)),
        Thing::Agreement(agreement) => Some(Item::Agreement(agreement)),
        Thing::Activity(activity) => Some(Item::Activity(activity)),
        Thing::Tender(tender) => Some(Item::Tender(tender)),
        Thing::Admission(admission) => Some(Item::Admission(admission)),
        Thing::Report(report) => Some(Item::Report(report)),
        Thing::Objection(objection) => Some(Item::Objection(objection)),
        Thing::Recognition(recognition) => Some(Item::Recognition(recognition)),
        // It stands as the other side.
        Thing::Organisation(_) => None,
    })
}

/// With whom: who began it, unless that is whoever is told.
fn other(line: &NoticeLine) -> Option<Claimer> {
    let to = line.matter.to.iter().copied().map(Claimer::from);
    line.matter.from.into_iter().chain(to).find(|side| *side != line.inbox)
}

fn row(line: &NoticeLine, personal: bool, called: &Called) -> Row {
    let (what, next) = line.kind.words();
    let matter = &line.matter;
    let named = item(matter).map(|item| called.item(item));
    let amount = matter.amount.map(|amount| amount.to_string());
    let under: Vec<_> = named.into_iter().chain(amount).collect();
    let (state, tone) = if line.read_at.is_none() { ("未读", WAITS) } else { ("已读", OVER) };
    let href = matter.path(line.inbox);
    let read = format!("/notices/{}/read", matter.about.id());
    let read = line.read_at.is_none().then(|| Cell::Act(button("标为已读", &read, personal)));
    Row {
        cells: vec![
            Cell::Link { text: what.to_owned(), under: under.join(" · "), href },
            Cell::Badge(Badge { text: state.to_owned(), tone }),
            Cell::text(next),
            Cell::When(line.by.map_or_else(String::new, look::moment)),
            Cell::maybe(other(line).map(|other| called.claimer(other))),
            Cell::When(look::moment(line.told_at)),
            read.unwrap_or_else(|| Cell::text("")),
        ],
    }
}

/// Marks what is unread as read: that of the line in the path, or all.
pub(crate) async fn read(visit: &Visit) -> Answer {
    let only: Option<Uuid> = visit.in_path("line").map(|_| visit.id("line")).transpose()?;
    let personal = visit.parameter(PERSONAL) == Some("true");
    let inbox = inbox(visit.actor()?, personal).ok_or_else(Problem::not_found)?;
    let mut position = 0;
    let mut page = PageRequest::first(READ_MAX);
    loop {
        let found = visit.ask(&Inbox { inbox, unread: true, page }).await?;
        let mut told: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in &found.items {
            let id = line.matter.about.id();
            if only.is_none_or(|only| only == id) {
                told.entry(line.inbox).or_default().push(id);
            }
        }
        for (inbox, lines) in told {
            position = visit.send(runtime::fresh_command(), &Read { inbox, lines }).await?.position;
        }
        // One line is told once.
        if found.next.is_none() || only.is_some() && position > 0 {
            let personal = if personal { "&personal=true" } else { "" };
            return Ok(see_other(&format!("/notices?seen=notices.{position}{personal}")));
        }
        page = PageRequest::behind(found.next, READ_MAX);
    }
}
