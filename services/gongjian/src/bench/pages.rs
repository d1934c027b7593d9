//! `gongjian bench pages`: how fast the portal's pages are over the demonstration, in a process of
//! its own, with the load generator on the same cores.
//!
//! The pages are the ones that people open: the homes of a clerk, a liaison and an officer, the
//! lists, a search, the lines that the lists lead to, the figures, and what is public.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::ValueEnum as _;
use contracts::Role;
use contracts::registry::Organisations;
use contracts::registry::organisation::Level;
use gateway::Tokens;
use runtime::Client;
use serde::Serialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::MissedTickBehavior;

use super::latencies::Latencies;
use super::wire::Wire;
use super::{connect, folder, print, rate};
use crate::demo::{Scale, person};
use crate::node;
use crate::operator::{Running, ask};
use crate::progress;

const CONNECTIONS: u64 = 64;
const WARM_UP: Duration = Duration::from_secs(2);
/// What the demonstration says last.
const PLAYED: &str = "gongjian trace";
/// How often it is asked whether the gateway knows the new tokens.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Whose pages are opened, and where in the town they are.
const VISITORS: [(Role, Level); 3] = [
    (Role::CommunityClerk, Level::Community),
    (Role::Liaison, Level::Unit),
    (Role::StreetOfficer, Level::Street),
];
/// What each of them opens, beside some lines of the lists.
const PAGES: [&str; 11] = [
    "/",
    "/needs",
    "/offers?status=listed",
    "/projects",
    "/claims",
    "/agreements",
    "/records",
    "/occasions",
    "/search?text=yz",
    "/figures",
    "/public",
];
/// The lists from which lines are opened, and how many of each.
const LISTS: [&str; 3] = ["/needs", "/offers", "/projects"];
const LINES: usize = 5;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 演示的规模：weihai 为一座城市的一整年
    #[arg(long, value_enum, default_value = "town", value_name = "规模")]
    scale: Scale,
    /// 每秒打开多少页
    #[arg(long, value_name = "页数", default_value_t = 500,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    per_second: u32,
    /// 测量多少秒（另有 2 秒预热）
    #[arg(long, value_name = "秒", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
}

#[derive(Serialize)]
struct Figures {
    pages_per_s: u64,
    p50_ms: f64,
    p99_ms: f64,
    /// Answers that were no page.
    errors: u64,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let folder = folder()?;
    let mut town = up(folder.path(), args.scale).await?;
    let running = Running::read(folder.path())?;
    let address = running.http.trim_start_matches("http://").parse().context("没有网页地址")?;
    let visits = visits(folder.path(), &running, address).await?;
    let length = Duration::from_secs(args.seconds);
    let pause = Duration::from_secs(CONNECTIONS) / args.per_second;
    let shown = progress::of_time("打开网页", WARM_UP + length);
    let mut opened = drive(address, &Arc::from(visits), pause, length).await?;
    drop(shown);
    town.kill().await.context("无法停止演示")?;
    let figures = Figures {
        pages_per_s: rate(opened.pages.count(), length.as_secs_f64()),
        p50_ms: opened.pages.percentile(50),
        p99_ms: opened.pages.percentile(99),
        errors: opened.errors,
    };
    let Figures { pages_per_s, p50_ms, p99_ms, errors } = &figures;
    let words = format!(
        "网页：{pages_per_s} 页/秒，p50 {p50_ms:.1} 毫秒，p99 {p99_ms:.1} 毫秒，{errors} 页出错"
    );
    print(args.json, &figures, &words)?;
    Ok(ExitCode::SUCCESS)
}

/// `gongjian up --demo` in a process of its own, once the demonstration is over.
async fn up(data: &Path, scale: Scale) -> anyhow::Result<Child> {
    let program = std::env::current_exe().context("不知道自己的程序在哪里")?;
    let scale = scale.to_possible_value().context("没有这个规模")?;
    let mut town = Command::new(program)
        .arg("--data")
        .arg(data)
        .args(["--log", "warn", "up", "--demo", "--scale", scale.get_name()])
        .args(["--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("无法启动演示")?;
    let said = town.stdout.take().context("演示没有输出")?;
    let mut lines = BufReader::new(said).lines();
    loop {
        let line = lines.next_line().await?.context("演示没有完成就结束了")?;
        if line.contains(PLAYED) {
            break;
        }
    }
    // What it says later is read, so that it never waits for that.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(town)
}

/// One page, and as whom it is opened.
struct Visit {
    path: String,
    token: Arc<str>,
}

/// All visits, in the order in which they are made.
async fn visits(data: &Path, running: &Running, address: SocketAddr) -> anyhow::Result<Vec<Visit>> {
    let client = Client::new(connect(running.nats.clone(), "operator").await?);
    let mut visits = Vec::new();
    for (role, level) in VISITORS {
        let at = Organisations { level: Some(level), ..Organisations::default() };
        let found = ask(&client, &at).await?.items;
        let organisation = found.first().context("演示里没有这一级的组织")?.id;
        let token = Tokens::add(&node::tokens(data), &person(organisation, role), None)?;
        let token: Arc<str> = token.into();
        let mut wire = Wire::connect(address).await?;
        // The gateway looks at its tokens now and then.
        let mut look = tokio::time::interval(LOOK_EVERY);
        while wire.get("/", &token).await?.status != 200 {
            look.tick().await;
        }
        let mut paths: Vec<String> = PAGES.map(str::to_owned).to_vec();
        for list in LISTS {
            let page = wire.get(list, &token).await?;
            paths.extend(lines(&String::from_utf8_lossy(page.body), list));
        }
        let visit = |path| Visit { path, token: Arc::clone(&token) };
        visits.extend(paths.into_iter().map(visit));
    }
    Ok(visits)
}

/// The first lines to which a list leads.
fn lines(page: &str, list: &str) -> Vec<String> {
    let begin = format!("href=\"{list}/");
    let ids = page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
    ids.take(LINES).map(|id| format!("{list}/{id}")).collect()
}

/// What came of it.
#[derive(Default)]
struct Opened {
    pages: Latencies,
    errors: u64,
}

/// Opens pages over all connections, one at a time on each, a new one every `pause` at most.
async fn drive(
    address: SocketAddr,
    visits: &Arc<[Visit]>,
    pause: Duration,
    length: Duration,
) -> anyhow::Result<Opened> {
    ensure!(!visits.is_empty(), "没有可以打开的网页");
    let from = Instant::now() + WARM_UP;
    let (mut all, mut tasks) = (Opened::default(), Vec::new());
    for connection in 0..CONNECTIONS {
        let visits = Arc::clone(visits);
        tasks.push(tokio::spawn(open(address, visits, connection, pause, (from, from + length))));
    }
    for task in tasks {
        let Opened { pages, errors } = task.await??;
        all.pages.append(pages);
        all.errors += errors;
    }
    Ok(all)
}

async fn open(
    address: SocketAddr,
    visits: Arc<[Visit]>,
    connection: u64,
    pause: Duration,
    (from, to): (Instant, Instant),
) -> anyhow::Result<Opened> {
    let mut opened = Opened::default();
    let mut wire = Wire::connect(address).await?;
    let mut tick = tokio::time::interval(pause);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Each connection begins elsewhere, so that all pages are opened at all times.
    let begin = usize::try_from(connection).unwrap_or_default() * 7 % visits.len();
    for visit in visits.iter().cycle().skip(begin) {
        tick.tick().await;
        let asked = Instant::now();
        if asked >= to {
            break;
        }
        let status = wire.get(&visit.path, &visit.token).await?.status;
        let answered = Instant::now();
        if answered >= from && answered < to {
            match status {
                200 => opened.pages.add(answered - asked),
                _ => opened.errors += 1,
            }
        }
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_list_are_found_by_their_links() {
        let page = r#"<a href="/needs?status=posted">…</a><a class="to" href="/needs/7">灯</a>"#;
        assert_eq!(lines(page, "/needs"), ["/needs/7"]);
        assert!(lines(page, "/offers").is_empty());
    }
}
