//! `gongjian bench matching`: the optimiser on cities of Weihai's size, beside OR-tools.
//!
//! Instances are made from a seed. Every plan that is timed is proved, and the peer must reach the
//! same optimum, or the bench fails; so must those of as many other seeds as one asks for. The
//! peer is OR-tools' Python package, installed into the bench's own folder; without it (no Python,
//! no package registry) its figure is null. What no flow can say has a section of its own, with
//! the gap that is proven; growth is that from one city to many.

mod asked;
mod ortools;
mod recall;
mod repair;
mod rules;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use ::matching::engine::certificate::{self, Proof};
use ::matching::engine::generator::{TOWN, WEIHAI, cities};
use ::matching::engine::levels::{self, Options};
use ::matching::engine::model::Model;
use ::matching::engine::objective::Policy;
use ::matching::engine::plan::Plan;
use anyhow::{anyhow, ensure};
use indicatif::ProgressBar;
use serde::Serialize;

use super::{folder, peak_rss_mib, print};
use crate::progress;

/// Of so many runs the median counts.
const RUNS: usize = 3;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 实例的种子
    #[arg(long, value_name = "种子", default_value_t = 11)]
    seed: u64,
    /// 大实例由多少个城市组成
    #[arg(long, value_name = "个数", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(1..=100))]
    cities: u32,
    /// 再核对多少个其他种子的城市：证书、OR-tools、不同的定价块
    #[arg(long, value_name = "个数", default_value_t = 0)]
    more_seeds: u32,
    /// 不安装、不比较 OR-tools
    #[arg(long)]
    no_peer: bool,
    /// 已知需求与资源配对的文字集所在的文件夹（nepal_needs.csv 等）；不写则不测召回
    #[arg(long, value_name = "文件夹")]
    texts: Option<PathBuf>,
    /// 只用小镇规模，看得出能不能跑，量不出快慢
    #[arg(long)]
    town: bool,
}

#[derive(Serialize)]
struct Figures {
    w1: Size,
    w10: Size,
    repair_p50_ms: f64,
    repair_p95_ms: f64,
    /// Of a need among 100,000 offers, or of an offer.
    top20_p99_ms: f64,
    /// On the lists of a city of Weihai's size.
    search_p99_ms: f64,
    side_rules: rules::Rules,
    growth: Growth,
    peak_rss_mib: u64,
    recall: Option<recall::Recall>,
    /// Instances of other seeds that were proved, and equal to the peer's.
    seeds_checked: u32,
}

#[derive(Serialize)]
struct Size {
    needs: usize,
    edges: usize,
    value_quality_s: f64,
    all_levels_s: f64,
    ortools_s: Option<f64>,
}

/// So many times as much asks for so many times as long.
#[derive(Serialize)]
struct Growth {
    edges_times: f64,
    value_quality_times: f64,
    all_levels_times: f64,
}

impl Growth {
    fn between(one: &Size, many: &Size) -> Growth {
        Growth {
            edges_times: many.edges as f64 / one.edges.max(1) as f64,
            value_quality_times: many.value_quality_s / one.value_quality_s,
            all_levels_times: many.all_levels_s / one.all_levels_s,
        }
    }
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let json = args.json;
    let figures = tokio::task::spawn_blocking(move || measure(&args)).await??;
    let words = format!(
        "{}\n{}\n修复一次变更（价值与质量）：中位 {:.2} 毫秒，p95 {:.2} 毫秒\n\
         十万条资源中推荐前 20：p99 {:.2} 毫秒；一个城市的清单中搜索：p99 {:.2} 毫秒\n\
         {}\n实例大 {:.1} 倍，价值与质量慢 {:.1} 倍，全部目标慢 {:.1} 倍；内存峰值 {} MiB\n\
         {}\n其他种子的实例核对无误：{} 个",
        figures.w1.words("一个城市"),
        figures.w10.words("多个城市"),
        figures.repair_p50_ms,
        figures.repair_p95_ms,
        figures.top20_p99_ms,
        figures.search_p99_ms,
        figures.side_rules.words(),
        figures.growth.edges_times,
        figures.growth.value_quality_times,
        figures.growth.all_levels_times,
        figures.peak_rss_mib,
        figures
            .recall
            .as_ref()
            .map_or_else(|| "召回：没有给出文字集".to_owned(), |one| one.words()),
        figures.seeds_checked
    );
    print(json, &figures, &words)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(args: &Args) -> anyhow::Result<Figures> {
    let pieces = 4 * RUNS as u64 + u64::from(args.more_seeds) + 6;
    let (city_size, offers, lists) = match args.town {
        true => (TOWN, asked::TOWN, asked::TOWN),
        false => (WEIHAI, asked::MANY_OFFERS, asked::WEIHAI),
    };
    let made = |cities_of: u32, seed| cities(city_size, cities_of, seed);
    let shown = progress::of_pieces("测量匹配引擎", pieces);
    let folder = folder()?;
    let peer = if args.no_peer { None } else { ortools::install(folder.path()) };
    shown.inc(1);
    let city = made(1, args.seed);
    let (w1, plan) = size(&city, peer.as_ref(), &shown)?;
    let mut repaired = repair::measure(&city, &value_quality()?, &plan, args.seed)?;
    shown.inc(1);
    let side_rules = rules::measure(&city, &value_quality()?)?;
    shown.inc(1);
    let (w10, _) = size(&made(args.cities, args.seed), peer.as_ref(), &shown)?;
    for more in 1..=args.more_seeds {
        let city = made(1, args.seed + u64::from(more));
        check(&city, peer.as_ref())?;
        shown.inc(1);
    }
    let mut top20 = asked::Lists::of(offers)?.suggestions()?;
    shown.inc(1);
    let mut searches = asked::Lists::of(lists)?.searches()?;
    shown.finish_and_clear();
    let recall = args.texts.as_deref().map(recall::measure).transpose()?;
    Ok(Figures {
        growth: Growth::between(&w1, &w10),
        side_rules,
        peak_rss_mib: peak_rss_mib()?,
        recall,
        w1,
        w10,
        repair_p50_ms: repaired.percentile(50),
        repair_p95_ms: repaired.percentile(95),
        top20_p99_ms: top20.percentile(99),
        search_p99_ms: searches.percentile(99),
        seeds_checked: args.more_seeds,
    })
}

/// Value before quality: what the peer can do, too, and what repair is timed with.
fn value_quality() -> anyhow::Result<Policy> {
    Ok("value,quality".parse()?)
}

/// Times one instance; also its best plan for value before quality.
fn size(
    model: &Model,
    peer: Option<&ortools::Peer>,
    shown: &ProgressBar,
) -> anyhow::Result<(Size, Plan)> {
    let two = value_quality()?;
    let (value_quality_s, plan) = timed(model, &two, shown)?;
    let proofs =
        certificate::check(model, &plan).map_err(|fault| anyhow!("证书不成立：{fault}"))?;
    let (all_levels_s, _) = timed(model, &Policy::default(), shown)?;
    let ortools_s = match peer.map(|peer| peer.solve(model)) {
        None => None,
        Some(answer) => {
            let answer = answer?;
            agree(&answer, &proofs)?;
            Some(answer.seconds)
        }
    };
    let (needs, edges) = (model.needs().len(), model.edge_count());
    Ok((Size { needs, edges, value_quality_s, all_levels_s, ortools_s }, plan))
}

/// Another instance: proved on every level, the same plan whatever is compared in one step, and as
/// good as the peer's.
fn check(model: &Model, peer: Option<&ortools::Peer>) -> anyhow::Result<()> {
    let solved = |policy: &Policy, block| {
        let plan =
            levels::solve(model, policy, Options { block, ..Options::default() }, &mut |_| true)?;
        let proofs =
            certificate::check(model, &plan).map_err(|fault| anyhow!("证书不成立：{fault}"))?;
        anyhow::Ok((plan.lines, proofs))
    };
    let (lines, _) = solved(&Policy::default(), None)?;
    for block in [7, 1000] {
        ensure!(solved(&Policy::default(), Some(block))?.0 == lines, "定价块 {block} 改变了计划");
    }
    let Some(peer) = peer else { return Ok(()) };
    let (_, proofs) = solved(&value_quality()?, None)?;
    agree(&peer.solve(model)?, &proofs)
}

fn agree(answer: &ortools::Answer, proofs: &[Proof]) -> anyhow::Result<()> {
    let same = (answer.value, answer.quality) == (proofs[0].value, proofs[1].value);
    ensure!(same, "OR-tools 的最优值不同：{answer:?}，这里 {proofs:?}");
    Ok(())
}

/// The median of several runs, and the plan, which is proved.
fn timed(model: &Model, policy: &Policy, shown: &ProgressBar) -> anyhow::Result<(f64, Plan)> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let plan = levels::solve(model, policy, Options::default(), &mut |_| true)?;
        runs.push((started.elapsed().as_secs_f64(), plan));
        shown.inc(1);
    }
    runs.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let (seconds, plan) = runs.swap_remove(RUNS / 2);
    certificate::check(model, &plan).map_err(|fault| anyhow!("证书不成立：{fault}"))?;
    Ok((seconds, plan))
}

impl Size {
    fn words(&self, what: &str) -> String {
        let peer = self.ortools_s.map_or_else(|| "没有".to_owned(), |s| format!("{s:.3} 秒"));
        format!(
            "{what}（{} 项需求，{} 对）：价值与质量 {:.3} 秒（OR-tools {peer}），全部目标 {:.3} 秒",
            self.needs, self.edges, self.value_quality_s, self.all_levels_s
        )
    }
}
