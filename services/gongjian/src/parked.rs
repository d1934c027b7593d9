//! `gongjian parked`: what the services could not take in or decide when it was due, and put aside;
//! and trying it once more.

use std::process::ExitCode;

use anyhow::bail;
use contracts::{Reply, SERVICES};
use runtime::{Client, Settings};

use crate::operator::{self, actor};
use crate::table;

/// How many of a service's newest dead letters are shown.
const LETTERS_SHOWN: usize = 5;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 把搁置的事件再办一次（先排除原因，如升级程序）
    #[arg(long)]
    replay: bool,
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let bus = operator::bus(&settings).await?;
    let client = Client::new(bus.clone());
    let mut left = 0;
    for service in SERVICES {
        left += if args.replay {
            replay(&client, service).await?
        } else {
            list(&client, service).await?
        };
        let letters = bus.dead_letters(service, LETTERS_SHOWN).await?;
        for letter in &letters {
            println!("{service}：读不懂的消息 {}：{}", letter.subject, letter.reason);
        }
    }
    if left == 0 {
        println!("没有搁置的事件或期限。");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "共搁置 {left} 个事件或期限，同一事物的后续事件排在其后；排除原因后用 --replay 再办一次。"
    );
    Ok(ExitCode::FAILURE)
}

async fn list(client: &Client, service: &str) -> anyhow::Result<usize> {
    let parked = done(client.parked(&actor(), service).await?)?;
    if !parked.is_empty() {
        let mut rows = table::with(&["服务", "来自", "位置", "原因"]);
        for commit in &parked {
            // A deadline is put aside as if it were a commit of the service's own.
            let source = if commit.source == service { "期限" } else { &commit.source };
            rows.add_row([service, source, &commit.position.to_string(), &commit.reason]);
        }
        println!("{rows}");
    }
    Ok(parked.len())
}

async fn replay(client: &Client, service: &str) -> anyhow::Result<usize> {
    let replayed = done(client.replay_parked(&actor(), service).await?)?;
    for commit in &replayed {
        let (source, position) = (&commit.source, commit.position);
        match &commit.failed {
            None => println!("✓ {service}：{source} 的第 {position} 个提交已办理"),
            Some(reason) => {
                println!("✗ {service}：{source} 的第 {position} 个提交仍搁置：{reason}")
            }
        }
    }
    Ok(replayed.iter().filter(|commit| commit.failed.is_some()).count())
}

fn done<T>(reply: Reply<T>) -> anyhow::Result<T> {
    match reply {
        Reply::Done(done) => Ok(done),
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    }
}
