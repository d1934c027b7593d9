//! `gongjian plan`: the best plan of an instance file, with its certificate; or, with `--of`, of
//! what stands on the lists of the running system, line by line (see [`lists`]).
//!
//! Of a file it reads no settings and talks to nobody: a file in, figures out. Exit code 2 for a
//! file that is no instance, 130 for a run that was cancelled.

mod figures;
mod lists;
mod report;
mod wording;

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use matching::engine::certificate::{self, Proof};
use matching::engine::explanation::Explanation;
use matching::engine::instance;
use matching::engine::levels::{self, Options};
use matching::engine::model::Model;
use matching::engine::objective::{Level, NoLevel, Policy};
use matching::engine::plan::{Cancelled, Plan, Progress};
use runtime::Settings;

use crate::table;
use figures::{Figures, LevelFigures, Seconds};

/// The exit code of a file that is no instance.
const REFUSED: u8 = 2;
/// The exit code of a run that was cancelled, as shells have it.
const CANCELLED: u8 = 130;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 实例文件（每行一项：u 单位、o 资源、n 需求、e 可匹配、g 结转、f 已确认）
    #[arg(long, value_name = "文件", required_unless_present = "of", conflicts_with = "of")]
    instance: Option<PathBuf>,
    /// 为这个组织（名称或编号）辖区内清单上的需求编制方案：逐行列出，说明理由
    #[arg(long, value_name = "组织")]
    of: Option<String>,
    /// 与 --of 一起用：留作草案，在门户里继续；不写则只算不留
    #[arg(long, requires = "of")]
    keep: bool,
    /// 目标的次序，逗号分隔：urgent、cover、fair、value、quality、tie
    #[arg(long, value_name = "目标", default_value_t = all_levels(), value_parser = policy,
          conflicts_with = "of")]
    policy: String,
    /// 把计划写成文件（每行 x 需求 资源 份数）
    #[arg(long, value_name = "文件", conflicts_with = "of")]
    out: Option<PathBuf>,
    /// 把图表写成一个网页文件
    #[arg(long, value_name = "文件", conflicts_with = "of")]
    report: Option<PathBuf>,
    /// 定价时每次比较多少条（不影响结果）
    #[arg(long, value_name = "条数", conflicts_with = "of")]
    block: Option<usize>,
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
}

fn all_levels() -> String {
    Level::ALL.map(Level::name).join(",")
}

fn policy(names: &str) -> Result<String, String> {
    let parsed: Result<Policy, NoLevel> = names.parse();
    let told = "目标为 urgent、cover、fair、value、quality、tie，以逗号分隔，每个至多一次";
    parsed.map(|_| names.to_owned()).map_err(|_| told.to_owned())
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    if let Some(of) = &args.of {
        return lists::run(of, args.keep, args.json, &settings).await;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            asked.store(true, Ordering::Relaxed);
        }
    });
    let work = tokio::task::spawn_blocking(move || work(&args, &stop)).await?;
    listening.abort();
    work
}

/// A plan that was made and proved.
struct Made {
    model: Model,
    plan: Plan,
    proofs: Vec<Proof>,
    seconds: Seconds,
}

fn work(args: &Args, stop: &AtomicBool) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let path = args.instance.as_ref().context("没有写 --instance")?;
    let bytes = std::fs::read(path).with_context(|| format!("无法读取 {}", path.display()))?;
    if let Some(fault) = no_text(&bytes) {
        eprintln!("{}：{fault}", path.display());
        return Ok(ExitCode::from(REFUSED));
    }
    let model = match instance::read(&bytes) {
        Ok(model) => model,
        Err(error) => {
            let words = wording::of(error.wrong);
            eprintln!("{} 第 {} 行：{words}", path.display(), error.line);
            return Ok(ExitCode::from(REFUSED));
        }
    };
    drop(bytes);
    let read = started.elapsed();
    let policy: Policy = args.policy.parse()?;
    let cancelled = || {
        eprintln!("已取消，没有写出任何文件。");
        Ok(ExitCode::from(CANCELLED))
    };
    let Ok(made) = make(model, &policy, args.block, read, stop)? else { return cancelled() };
    // What the report compares with is solved, too, before anything is written.
    let before = match args.report {
        Some(_) => without_fairness(&made.model, &policy, stop),
        None => Ok(None),
    };
    let Ok(before) = before else { return cancelled() };
    if let Some(path) = &args.out {
        write(path, |out| instance::write_plan(&made.plan.lines, out))?;
    }
    if let Some(path) = &args.report {
        let page = report::page(&made.model, &made.plan, &made.proofs, before.as_ref());
        write(path, |out| out.write_all(page.as_bytes()))?;
    }
    let figures = figures_of(&made);
    if args.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        show(&made, &figures);
    }
    Ok(ExitCode::SUCCESS)
}

/// Why a file is no instance whatever its lines say.
fn no_text(bytes: &[u8]) -> Option<&'static str> {
    const GZIP: &[u8] = &[0x1f, 0x8b];
    if bytes.starts_with(GZIP) {
        Some("是 gzip 压缩文件，请先用 gunzip -k 解压")
    } else if bytes.trim_ascii().is_empty() {
        Some("是空文件，一项也没有")
    } else {
        None
    }
}

/// Solves and proves. The inner error is a run that was cancelled.
fn make(
    model: Model,
    policy: &Policy,
    block: Option<usize>,
    read: Duration,
    stop: &AtomicBool,
) -> anyhow::Result<Result<Made, Cancelled>> {
    let started = Instant::now();
    let mut built = None;
    let options = Options { block, ..Options::default() };
    let solved = solve(&model, policy, options, stop, &mut || {
        built.get_or_insert_with(|| started.elapsed());
    });
    let plan = match solved {
        Ok(plan) => plan,
        Err(cancelled) => return Ok(Err(cancelled)),
    };
    let build = built.unwrap_or_default();
    let solve = started.elapsed().saturating_sub(build);
    let proofs = certificate::check(&model, &plan)
        .map_err(|fault| anyhow!("证书不成立，计划作废（{fault}）：这是程序的错误，请报告"))?;
    let seconds = Seconds {
        read: read.as_secs_f64(),
        build: build.as_secs_f64(),
        solve: solve.as_secs_f64(),
    };
    Ok(Ok(Made { model, plan, proofs, seconds }))
}

/// With a bar that says how far it is; `seen` is called with each step of it.
fn solve(
    model: &Model,
    policy: &Policy,
    options: Options,
    stop: &AtomicBool,
    seen: &mut (dyn FnMut() + Send),
) -> Result<Plan, Cancelled> {
    let bar = bar(policy.levels().len());
    let mut watch = |progress: Progress| {
        seen();
        bar.set_position(progress.done as u64);
        bar.set_message(format!("{} {} 步", name(progress.level), progress.pivots));
        !stop.load(Ordering::Relaxed)
    };
    let solved = levels::solve(model, policy, options, &mut watch);
    bar.finish_and_clear();
    solved
}

fn bar(levels: usize) -> ProgressBar {
    let style = "{wide_bar} {pos}/{len} {msg} {elapsed}（Ctrl-C 取消）";
    let style = ProgressStyle::with_template(style).expect("a fixed template that is one");
    ProgressBar::new(levels as u64).with_style(style)
}

/// The plan that would be made if nobody asked for fairness: what the report compares with. None
/// where nothing else is asked for.
fn without_fairness(
    model: &Model,
    policy: &Policy,
    stop: &AtomicBool,
) -> Result<Option<Plan>, Cancelled> {
    let others = policy.levels().iter().copied().filter(|level| *level != Level::Fair);
    let others = Policy::new(others.collect());
    others.map(|others| solve(model, &others, Options::default(), stop, &mut || {})).transpose()
}

fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<std::fs::File>) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let written = || {
        let mut out = BufWriter::new(std::fs::File::create(path)?);
        content(&mut out)?;
        out.flush()
    };
    written().with_context(|| format!("无法写入 {}", path.display()))
}

fn figures_of(made: &Made) -> Figures {
    let level = |proof: &Proof| LevelFigures {
        name: match proof.round {
            0 => proof.level.name().to_owned(),
            round => format!("{}{}", proof.level.name(), round + 1),
        },
        value: proof.value,
        dual: proof.dual,
    };
    let fills = figures::fills(&made.model, &made.plan);
    let least = fills.iter().filter_map(|fill| fill.share()).reduce(f64::min);
    Figures {
        levels: made.proofs.iter().map(level).collect(),
        certificate: "ok",
        seconds: made.seconds,
        lots: made.plan.lines.iter().map(|line| u64::from(line.lots)).sum(),
        min_group_fill: least.unwrap_or(1.0),
    }
}

fn show(made: &Made, figures: &Figures) {
    let mut levels = table::with(&["目标", "达到", "上界（对偶）"]);
    for (proof, level) in made.proofs.iter().zip(&figures.levels) {
        let name = format!("{}（{}）", name(proof.level), level.name);
        levels.add_row([name, level.value.to_string(), level.dual.to_string()]);
    }
    println!("{levels}");
    let asked: u64 = made.model.needs().iter().map(|need| u64::from(need.lots)).sum();
    let explanation = Explanation::new(&made.model, &made.plan);
    let missing = explanation.missing();
    println!(
        "共 {} 份需求，安排 {} 份，{} 行；最低的一组得到 {:.1}%。每个目标都等于其上界：证书成立。",
        asked,
        figures.lots,
        made.plan.lines.len(),
        100.0 * figures.min_group_fill
    );
    for (bottleneck, lots) in figures::by_bottleneck(&missing) {
        println!("没有安排的 {lots} 份：{}", wording::of_bottleneck(bottleneck));
    }
    let Seconds { read, build, solve } = figures.seconds;
    println!("读取 {read:.3} 秒，准备 {build:.3} 秒，求解 {solve:.3} 秒。");
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Urgent => "紧急",
        Level::Cover => "覆盖",
        Level::Fair => "公平",
        Level::Value => "价值",
        Level::Quality => "质量",
        Level::Tie => "定序",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWN: &str = "u 0 4\no 0 0 3\no 1 0 3\nn 0 0 1 2 8\nn 1 1 3 4 2\ne 0 0 900\ne 1 0 400\n\
                        e 1 1 500\n";

    struct Tried {
        code: ExitCode,
        out: Option<String>,
        report: Option<String>,
    }

    fn tried(instance: &str, is_stopped: bool) -> Tried {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("instance"), instance).unwrap();
        let args = Args {
            instance: Some(file("instance")),
            of: None,
            keep: false,
            policy: all_levels(),
            out: Some(file("plan")),
            report: Some(file("page.html")),
            block: None,
            json: true,
        };
        let code = work(&args, &AtomicBool::new(is_stopped)).unwrap();
        let text = |name| std::fs::read_to_string(file(name)).ok();
        Tried { code, out: text("plan"), report: text("page.html") }
    }

    #[test]
    fn a_plan_and_its_page_are_written() {
        let done = tried(TOWN, false);
        assert_eq!(done.code, ExitCode::SUCCESS);
        assert_eq!(done.out.unwrap(), "x 0 0 2\nx 1 1 2\n");
        let page = done.report.unwrap();
        // What is missing of need 1, and why; nothing from elsewhere is loaded.
        assert!(page.contains("<td>匹配的资源还有，但单位已达限额</td><td>2</td>"));
        assert!(page.contains("安排 4 份") && !page.contains("http"));
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    }

    #[test]
    fn a_file_that_is_no_instance_makes_nothing() {
        let refused = tried(&format!("{TOWN}e 0 0 1\n"), false);
        assert_eq!(refused.code, ExitCode::from(REFUSED));
        assert_eq!((refused.out, refused.report), (None, None));
    }

    #[test]
    fn an_empty_file_and_a_compressed_one_are_no_instances() {
        for bytes in ["", " \n\n"] {
            let refused = tried(bytes, false);
            assert_eq!((refused.code, refused.out), (ExitCode::from(REFUSED), None));
        }
        assert!(no_text(&[0x1f, 0x8b, 8, 0]).unwrap().contains("gunzip"));
        assert_eq!(no_text(TOWN.as_bytes()), None);
    }

    /// What goes for a file goes for nothing that stands on the lists: it is refused.
    #[test]
    fn what_is_said_of_a_file_is_not_said_of_the_lists() {
        use clap::Parser as _;
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            args: Args,
        }
        let read = |more: &[&str]| Line::try_parse_from([&["plan", "--of", "鲸园"], more].concat());
        for more in [["--policy", "fair"], ["--out", "x"], ["--report", "x"], ["--block", "7"]] {
            let refused = read(&more).err().unwrap().kind();
            assert_eq!(refused, clap::error::ErrorKind::ArgumentConflict, "{more:?}");
        }
        assert_eq!(read(&["--keep"]).ok().unwrap().args.of.as_deref(), Some("鲸园"));
    }

    /// The plan is there, the one that its page compares it with is not.
    #[test]
    fn a_report_that_is_cancelled_is_cancelled() {
        let model = instance::read(TOWN.as_bytes()).unwrap();
        let policy = Policy::default();
        assert!(without_fairness(&model, &policy, &AtomicBool::new(true)).is_err());
        let before = without_fairness(&model, &policy, &AtomicBool::new(false)).unwrap();
        assert!(before.unwrap().levels.iter().all(|solved| solved.level != Level::Fair));
        let fair = "fair".parse().unwrap();
        assert!(without_fairness(&model, &fair, &AtomicBool::new(false)).unwrap().is_none());
    }

    #[test]
    fn a_run_that_is_cancelled_makes_nothing() {
        let cancelled = tried(TOWN, true);
        assert_eq!(cancelled.code, ExitCode::from(CANCELLED));
        assert_eq!((cancelled.out, cancelled.report), (None, None));
    }
}
