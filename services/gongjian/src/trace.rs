//! `gongjian trace`: follows one line through the graph, with its events.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::bail;
use contracts::projects::Claims;
use contracts::{HistoryEntry, PageRequest, Reply, SERVICES};
use runtime::{Client, Settings};
use values::{NeedId, OfferId, Uuid, time};

use crate::operator::{self, ask};
use crate::table;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 资源、需求、认领、协议、项目、单位或报到的编号（见 lists）
    #[arg(value_name = "编号")]
    id: Uuid,
    /// 逐条列出事件内容
    #[arg(long)]
    full: bool,
}

/// How far the graph is followed from the line that was asked for.
const LINES_MAX: usize = 200;

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let client = operator::client(&settings).await?;
    let entries = trace(&client, args.id).await?;
    if entries.is_empty() {
        bail!("没有编号为 {} 的记录；编号可用 gongjian lists 查看", args.id);
    }
    print(&entries, args.full);
    Ok(ExitCode::SUCCESS)
}

/// Everything that happened to `start` and to whatever it is connected with, by time.
async fn trace(client: &Client, start: Uuid) -> anyhow::Result<Vec<(Uuid, HistoryEntry)>> {
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    let mut entries = Vec::new();
    while let Some(id) = open.pop() {
        for service in SERVICES {
            let history = match client.history(&operator::actor(), service, id).await? {
                Reply::Done(history) => history,
                Reply::Rejected(rejection) => bail!("{}", rejection.code()),
                Reply::Failed(failure) => bail!("{service}：{failure}"),
            };
            let mut next = BTreeSet::new();
            for entry in &history {
                connected(entry, &mut next);
            }
            if history.iter().any(|entry| entry.service != "projects") {
                next.extend(claims_on(client, id).await?);
            }
            entries.extend(history.into_iter().map(|entry| (id, entry)));
            for id in next {
                if seen.len() < LINES_MAX && seen.insert(id) {
                    open.push(id);
                }
            }
        }
    }
    entries.sort_by(|(_, a), (_, b)| {
        (a.time, &a.service, a.position).cmp(&(b.time, &b.service, b.position))
    });
    Ok(entries)
}

/// The lines of the graph that an event names; organisations and people are not part of it.
fn connected(entry: &HistoryEntry, found: &mut BTreeSet<Uuid>) {
    if let Some(facts) = entry.data.as_object() {
        for name in ["claim", "need", "offer", "project", "agreement", "record", "roll"] {
            let id = facts.get(name).and_then(|value| value.as_str());
            found.extend(id.and_then(|id| Uuid::parse_str(id).ok()));
        }
    }
}

/// The claims that name a line of either list.
async fn claims_on(client: &Client, line: Uuid) -> anyhow::Result<Vec<Uuid>> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let on_need = Claims { need: Some(NeedId(line)), page, ..Claims::default() };
    let on_offer = Claims { offer: Some(OfferId(line)), page, ..Claims::default() };
    let mut claims = ask(client, &on_need).await?.items;
    claims.extend(ask(client, &on_offer).await?.items);
    Ok(claims.into_iter().map(|claim| claim.id.into()).collect())
}

fn print(entries: &[(Uuid, HistoryEntry)], full: bool) {
    let mut rows = table::with(&["时间", "服务", "位置", "事件", "编号", "内容"]);
    for (id, entry) in entries {
        let data = entry.data.to_string();
        let facts = if full { data } else { shorten(&data) };
        rows.add_row([
            time::show(entry.time),
            entry.service.clone(),
            entry.position.to_string(),
            entry.event.clone(),
            id.to_string(),
            facts,
        ]);
    }
    println!("{rows}");
    println!("共 {} 个事件", entries.len());
}

fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    let short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
