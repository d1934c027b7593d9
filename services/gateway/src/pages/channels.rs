//! The channels 通知渠道 of one's own organisation: where it is told outside the portal, and whether
//! that arrives.

use askama::Template;
use axum::http::StatusCode;
use contracts::notices::{ChannelLine, ChannelStanding, Channels};

use super::badge::{BAD, Badge, GOOD, OVER, WAITS};
use super::deeds::{self, REMOVE_CHANNEL, SET_CHANNEL, TEST_CHANNEL};
use super::look::{self, Place, Shell};
use super::parts::{Button, Cell, Row, Section, Weight};
use super::{Answer, Visit, html};
use crate::chinese;
use crate::problem::Problem;
use crate::routes::Who;

const COLUMNS: &[&str] = &["渠道", "状态", "发到哪里", "最近送达", "办理", "测试", "删除"];

#[derive(Template)]
#[template(path = "channels.html")]
struct ChannelsPage {
    shell: Shell,
    section: Section,
}

/// May the visitor set them? Whoever may not sees how they stand.
fn manages(visit: &Visit) -> bool {
    visit.role().is_some_and(|role| Who::Answering.roles().contains(&role))
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let organisation = visit.organisation().ok_or_else(Problem::not_found)?;
    let lines = visit.ask(&Channels { organisation }).await?;
    if lines.is_empty() {
        return Err(Problem::not_found());
    }
    let manages = manages(visit);
    let rows = lines.iter().map(|line| row(line, manages)).collect();
    let called = visit.called([organisation]).await?;
    let heading = called.of(organisation).to_owned();
    let section = Section::new("channels", heading, COLUMNS, rows);
    let shell = Shell::new(visit, Place::Elsewhere, "通知渠道", &called);
    Ok(html(StatusCode::OK, &ChannelsPage { shell, section }))
}

fn row(line: &ChannelLine, manages: bool) -> Row {
    let kind = line.kind;
    let ids = [("kind".to_owned(), kind.names().0.to_owned())];
    let act = |path: &str, weight: Weight| -> Button { deeds::button(path, &ids, weight) };
    let when = |may: bool, path: &str, weight: Weight| {
        if may { Cell::Act(act(path, weight)) } else { Cell::text("") }
    };
    let is_set = line.set.is_some();
    let (text, tone) = stands(line);
    let (to, arrived) = match &line.set {
        Some(set) => (explained(set), set.sent_at.map_or_else(String::new, look::moment)),
        None => (Cell::text(""), String::new()),
    };
    Row {
        cells: vec![
            Cell::text(kind.names().1),
            Cell::Badge(Badge { text: text.to_owned(), tone }),
            to,
            Cell::When(arrived),
            when(manages && line.is_open, SET_CHANNEL, Weight::Other),
            when(manages && line.is_open && is_set, TEST_CHANNEL, Weight::Other),
            when(manages && is_set, REMOVE_CHANNEL, Weight::Grave),
        ],
    }
}

fn stands(line: &ChannelLine) -> (&'static str, &'static str) {
    match &line.set {
        _ if !line.is_open => ("本系统未开启", OVER),
        None => ("未设置", OVER),
        Some(set) if set.is_failing => ("无法送达", BAD),
        Some(set) if set.trouble.is_some() => ("正在重试", WAITS),
        Some(_) => ("正常", GOOD),
    }
}

/// Where it goes, and what is the matter with it.
fn explained(set: &ChannelStanding) -> Cell {
    let trouble = set.trouble.map(chinese::trouble);
    let again = set.again_at.map(|at| format!("{} 再发", look::moment(at)));
    let waiting = (set.waiting > 0).then(|| format!("{} 条待发", set.waiting));
    let under: Vec<_> = trouble.into_iter().chain(again).chain(waiting).collect();
    Cell::Explained { text: set.shown.to_string(), under: under.join(" · ") }
}
