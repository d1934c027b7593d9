//! `gongjian import`: takes a list as people keep it, whole or not at all.
//!
//! The list is read and judged row by row before anything is done; every row that cannot be taken
//! is named with the reason and what to do. What is done then is a plan of commands whose ids
//! follow from the file and the row: cut off, it goes on when it is run again, and a file that was
//! taken is not taken twice.
//!
//! On disk: the file under the hash of its content in `files`, unless it names people.

mod carrying_out;
mod directory;
mod kinds;
mod known;
mod ledger;
mod places;
mod plan;
mod planner;
mod portal;
mod roster;
mod show;
mod side_tables;
mod spans;
#[cfg(test)]
mod tests;
mod wording;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use contracts::registry::Names;
use contracts::registry::import::{self, FAILED_MAX, FailedRow, Finish, Start};
use contracts::{Position, Reply};
use runtime::{Client, Settings};
use sheets::{Kind, Limits, Table};
use values::{AreaCode, CommandId, Hash, ImportId, Text, Timestamp, ids};

use crate::node;
use crate::operator::{self, actor};
use crate::progress;
use carrying_out::{Outcome, Taker};
use known::Known;
use plan::Plan;
use planner::{NoPlan, Options};
pub(crate) use portal::Portal;
use side_tables::{Aliases, Variants};

/// The exit code of a list that was not taken.
const REFUSED: u8 = 2;

#[derive(clap::Args)]
#[command(after_long_help = columns())]
pub(crate) struct Args {
    /// 清单的种类
    #[arg(value_name = "种类", value_parser = kind_parser())]
    kind: Kind,
    /// CSV 或 XLSX 文件
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 只核对：说出会导入什么，什么都不导入
    #[arg(long)]
    dry_run: bool,
    /// 社区别名表（list_name, statistical_code）：清单里的叫法和区划代码
    #[arg(long, value_name = "文件")]
    aliases: Option<PathBuf>,
    /// 单位同名表（name_a, name_b, judgement）：哪些名称是同一单位
    #[arg(long, value_name = "文件")]
    same_units: Option<PathBuf>,
    /// 这是谁的清单：组织编号、名称，或区划代码（还没有登记的会一并登记）
    #[arg(long, value_name = "组织")]
    owner: Option<String>,
    /// 社区名称在哪个区划之内查找，如街道的9位代码
    #[arg(long, value_name = "区划代码")]
    under: Option<AreaCode>,
    /// 没有写年份的日期是哪一年的
    #[arg(long, value_name = "年", value_parser = clap::value_parser!(i16).range(1950..=2150))]
    year: Option<i16>,
    /// 清单没有写数量的资源，每项登记多少场次
    #[arg(long, value_name = "场次")]
    sessions: Option<u64>,
    /// 把不能导入的行写成 CSV 文件
    #[arg(long, value_name = "文件")]
    errors: Option<PathBuf>,
}

fn kind_parser() -> impl TypedValueParser<Value = Kind> {
    let known = Kind::ALL.map(|kind| PossibleValue::new(kind.name()).help(kind.chinese()));
    PossibleValuesParser::new(known).map(|name| name.parse().expect("only these are possible"))
}

/// What each kind of list may have in its columns.
fn columns() -> String {
    let kinds = Kind::ALL.map(Kind::help).join("\n");
    format!("表头前面可以有标题；合并单元格、重复的表头、合计行都能识别。\n\n{kinds}")
}

/// A list that was read, and what was said beside it.
struct Job {
    kind: Kind,
    id: ImportId,
    file: Hash,
    name: String,
    table: Table,
    options: Options,
}

/// What became of a file before this run.
enum Before {
    Never,
    /// Begun then, and cut off.
    Begun {
        at: Timestamp,
    },
    Finished {
        taken: u64,
        failed: usize,
    },
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let bytes =
        std::fs::read(&args.file).with_context(|| format!("无法读取 {}", args.file.display()))?;
    let Some(job) = job(&args, &bytes)? else {
        return Ok(ExitCode::from(REFUSED));
    };
    let client = operator::client(&settings).await?;
    let before = before(&client, job.id).await?;
    match before {
        Before::Never => {}
        Before::Begun { .. } => println!("上次导入没有完成，从中断处继续。"),
        Before::Finished { taken, failed } => {
            println!("已导入过：这份文件当时导入了 {taken} 行，{failed} 行没有成功。没有改动。");
            return Ok(ExitCode::SUCCESS);
        }
    }
    let known = Known::ask(&client, job.kind, job.options.under, before.judged_at()).await?;
    let mut plan = match kinds::plan(job.kind, &job.table, job.id, &known, job.options.clone()) {
        Ok(plan) => plan,
        Err(error @ NoPlan::Sheet(_)) => {
            println!("{error}\n什么都没有导入。");
            return Ok(ExitCode::from(REFUSED));
        }
        Err(error) => bail!(error),
    };
    roster::leave_out_known(&client, &actor(), &mut plan).await?;
    show::notices(&plan.notices);
    if !plan.refused.is_empty() {
        show::refusals(&plan.refused);
        if let Some(path) = &args.errors {
            show::write_refusals(path, &portal::refused(&job.table, &plan))?;
        }
        return Ok(ExitCode::from(REFUSED));
    }
    if args.dry_run {
        show::dry_run(&plan);
        return Ok(ExitCode::SUCCESS);
    }
    keep(&job, &bytes, &settings)?;
    let bar = progress::of_pieces("导入", 0);
    let by = Taker { client: &client, actor: &actor() };
    let tell = |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    };
    let outcome = take(by, &job, &plan, &tell).await;
    bar.finish_and_clear();
    let outcome = outcome?;
    show::done(&plan, &outcome, bar.elapsed().as_secs_f64());
    Ok(if outcome.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Before {
    /// When the list is judged: what was in time when it was begun is in time when it goes on.
    fn judged_at(&self) -> Timestamp {
        match self {
            Self::Begun { at } => *at,
            Self::Never | Self::Finished { .. } => runtime::Clock::default().now(),
        }
    }
}

/// Reads the file and the tables beside it; says why and gives none when the file is unreadable.
fn job(args: &Args, bytes: &[u8]) -> anyhow::Result<Option<Job>> {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let table = match Table::read_within(bytes, &name, &Limits::ROSTER) {
        Ok(table) => table,
        Err(error) => {
            println!("{}\n什么都没有导入。", error.chinese());
            return Ok(None);
        }
    };
    let table = match args.year {
        Some(year) => table.in_year(year),
        None => table,
    };
    let aliases = args.aliases.as_deref().map(Aliases::read).transpose()?.unwrap_or_default();
    let variants = args.same_units.as_deref().map(Variants::read).transpose()?.unwrap_or_default();
    // A list whose owner is an area is about what lies in it.
    let owners = args.owner.as_ref().and_then(|owner| owner.parse().ok());
    let options = Options {
        aliases,
        variants,
        owner: args.owner.clone(),
        under: args.under.or(owners),
        sessions: args.sessions,
        roster_only: false,
    };
    let file = Hash::of(bytes);
    let id = import::id(args.kind.name(), file, &actor());
    Ok(Some(Job { kind: args.kind, id, file, name, table, options }))
}

/// What its history says of an import.
async fn before(client: &Client, import: ImportId) -> anyhow::Result<Before> {
    let service = <contracts::registry::Event as contracts::ServiceEvent>::SERVICE;
    let history = match client.history(&actor(), service, import.into()).await? {
        Reply::Done(history) => history,
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    };
    let mut before = Before::Never;
    for entry in history {
        let event = serde_json::json!({ "type": entry.event, "data": entry.data });
        before = match serde_json::from_value(event).context("无法读懂上次导入的记录")? {
            import::Event::Started { .. } => Before::Begun { at: entry.time },
            import::Event::Finished { taken, failed } => {
                Before::Finished { taken, failed: failed.len() }
            }
        };
    }
    Ok(before)
}

/// Keeps the file, where that is ours to do.
fn keep(job: &Job, bytes: &[u8], settings: &Settings) -> anyhow::Result<()> {
    if kinds::names_people(job.kind) {
        println!("清单里有个人信息，不保存原件，只记下它的指纹 {}。", job.file);
    } else if is_here(settings) {
        node::imported(&settings.data).keep(bytes).context("无法保存原件")?;
    } else {
        println!("数据不在这台机器上，不保存原件，只记下它的指纹 {}。", job.file);
    }
    Ok(())
}

/// Whether the data of the system that is asked lies in this machine's data folder.
fn is_here(settings: &Settings) -> bool {
    settings.nats.url.is_empty() || Path::new(&node::logs(&settings.data)).is_dir()
}

/// Does what the plan says, and says so in the log of imports.
async fn take(
    by: Taker<'_>,
    job: &Job,
    plan: &Plan,
    told: &(dyn Fn(u64, u64) + Send + Sync),
) -> anyhow::Result<Outcome> {
    let kept: String = job.name.chars().take(200).collect();
    let start = Start {
        kind: Text::new(job.kind.name())?,
        file: job.file,
        file_name: Text::new(&kept).or_else(|_| Text::new("（无名）"))?,
        rows: plan.rows,
    };
    tell(by, job, "start", &start).await?;
    let outcome = carrying_out::carry_out(by, plan, told).await?;
    let named = outcome.failed.iter().take(FAILED_MAX);
    let failed = named.map(|(row, reason)| {
        let code: String = reason.code.chars().take(80).collect();
        let code = Text::new(&code).or_else(|_| Text::new("unknown"))?;
        anyhow::Ok(FailedRow { row: u64::from(row.0), code })
    });
    let failed = failed.collect::<anyhow::Result<Vec<_>>>()?;
    let finish = Finish { import: job.id, taken: outcome.taken, failed };
    let finished = tell(by, job, "finish", &finish).await?;
    // Whoever asks from now on is told that it is done.
    let nobody = Names { organisations: Vec::new() };
    by.client.query(by.actor, Some(finished), &nobody).await?;
    Ok(outcome)
}

async fn tell<C: contracts::Command>(
    by: Taker<'_>,
    job: &Job,
    what: &str,
    body: &C,
) -> anyhow::Result<Position> {
    // Another name of the file is another request, and the same import.
    let said = serde_json::to_string(body)?;
    let id = CommandId(ids::of_text("import", &format!("{} {what} {said}", job.id)));
    match by.client.command(by.actor, id, body).await? {
        Reply::Done(receipt) => Ok(receipt.position),
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    }
}
