//! `gongjian bench growth`: every command and query while one community's lists grow from 1× to
//! 10× and 100×. Nothing may grow faster than the logarithm of what is stored.
//!
//! One line of the lists is everything that happens around one offer and one need, from the unit
//! that registers to the report on it ([`registry`], [`needs`], …): played unwatched until the
//! lists are as long as they are to be, then with a stopwatch. So each thing stands as often as
//! the others, and no second set of things has to be made for measuring. A subject that no line
//! uses, and that [`elsewhere`] does not name either, is an error.

mod accounts;
mod claims;
mod elsewhere;
mod honours;
mod line;
mod menu;
mod needs;
mod projects;
mod registry;
mod reports;
mod resources;
mod town;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;
use contracts::subjects;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use runtime::Service;
use serde::Serialize;
use values::{DayTime, Timestamp, time};

use super::{folder, peak_rss_mib, print};
use crate::progress;
use elsewhere::{ELSEWHERE, WHOLE};
use line::{Line, Measured, Stopwatch};
use town::Town;

/// What takes this many times as long on the longest lists is named; the logarithm of a hundred
/// times as much only doubles.
const SUSPICIOUS_TIMES: f64 = 3.0;
/// Differences below this are the machine's noise, not growth.
const NOISE_MS: f64 = 0.25;

/// How many lines are played at once while nobody watches.
const AT_ONCE: usize = 32;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 一个社区一年的清单各有多少条
    #[arg(long, value_name = "条数", default_value_t = 50,
          value_parser = clap::value_parser!(u64).range(1..=1_000))]
    lines: u64,
    /// 清单增长到多少倍
    #[arg(long, value_name = "倍数", value_delimiter = ',', default_values_t = [1, 10, 100],
          value_parser = clap::value_parser!(u64).range(1..=1_000))]
    scales: Vec<u64>,
    /// 每种操作至少测量多少次
    #[arg(long, value_name = "次数", default_value_t = 50,
          value_parser = clap::value_parser!(u64).range(1..=10_000))]
    samples: u64,
}

/// Median and p99 at one scale, in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
struct Took {
    scale: u64,
    p50_ms: f64,
    p99_ms: f64,
}

type Table = BTreeMap<String, Vec<Took>>;

#[derive(Serialize)]
struct Figures {
    lines: u64,
    samples: u64,
    commands: Table,
    queries: Table,
    /// What is asked for is the whole of a list, and so it may take as long as the list is.
    whole: BTreeMap<&'static str, &'static str>,
    /// What is not measured here, and why.
    elsewhere: BTreeMap<&'static str, &'static str>,
    /// What grows faster than it may.
    suspicious: Vec<String>,
    peak_rss_mib: u64,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let mut took = Table::new();
    for &scale in &args.scales {
        for (named, mut latencies) in measure(&args, scale).await? {
            let (p50_ms, p99_ms) = (latencies.percentile(50), latencies.percentile(99));
            took.entry(named).or_default().push(Took { scale, p50_ms, p99_ms });
        }
    }
    complete(&took.keys().map(|named| subject(named)).collect())?;
    let suspicious = took.iter().filter(|(named, took)| grows(subject(named), took));
    let suspicious = suspicious.map(|(named, _)| named.clone()).collect();
    let is_command = |named: &String| subjects::aggregate_of(subject(named)).is_some();
    let (commands, queries) = took.into_iter().partition(|(subject, _)| is_command(subject));
    let figures = Figures {
        lines: args.lines,
        samples: args.samples,
        commands,
        queries,
        whole: WHOLE.into_iter().collect(),
        elsewhere: ELSEWHERE.into_iter().collect(),
        suspicious,
        peak_rss_mib: peak_rss_mib()?,
    };
    print(args.json, &figures, &words(&figures))?;
    Ok(ExitCode::SUCCESS)
}

/// When something of a line happens.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// On one day.
    FirstDay,
    /// The lease of what nobody answered is over, and may be renewed.
    LeaseOver,
    /// What was done can be reported on; the tender's deadline and the activity are over.
    QuarterOver,
    /// What stands for a year is due.
    YearLater,
}

impl Act {
    const ALL: [Self; 4] = [Self::FirstDay, Self::LeaseOver, Self::QuarterOver, Self::YearLater];

    /// How many hours after the first.
    fn hours(self) -> u32 {
        match self {
            Self::FirstDay => 0,
            Self::LeaseOver => 5 * 24 + 12,
            Self::QuarterOver => 20 * 24,
            Self::YearLater => 345 * 24,
        }
    }

    async fn play(self, line: Line<'_>) -> anyhow::Result<()> {
        match self {
            Self::FirstDay => {
                registry::begin(line).await?;
                accounts::begin(line).await?;
                resources::begin(line).await?;
                needs::begin(line).await?;
                reports::suggestions(line).await?;
                claims::begin(line).await?;
                projects::begin(line).await?;
                menu::begin(line).await?;
                honours::begin(line).await?;
                claims::finish(line).await?;
                reports::notices(line).await
            }
            Self::LeaseOver => claims::after_the_lease(line).await,
            Self::QuarterOver => {
                claims::after_the_quarter(line).await?;
                projects::after_the_quarter(line).await?;
                menu::after_it_was_held(line).await?;
                reports::after_the_quarter(line).await
            }
            Self::YearLater => {
                registry::a_year_later(line).await?;
                menu::after_publicity(line).await?;
                honours::after_publicity(line).await
            }
        }
    }
}

/// Fills the lists of a new town and measures some lines more.
async fn measure(args: &Args, scale: u64) -> anyhow::Result<Measured> {
    let (folder, filled) = (folder()?, scale * args.lines);
    let shown = progress::of_pieces("社区清单", (filled + args.samples) * 4);
    let town = Town::open(folder.path(), begins(0)?).await?;
    play(&town, 0..filled, 0, None, &shown).await?;
    let watch = Stopwatch::default();
    play(&town, filled..filled + args.samples, 1, Some(&watch), &shown).await?;
    shown.finish_and_clear();
    town.close().await?;
    Ok(watch.read())
}

/// In March, so that a quarter ends soon; in years whose holidays are known.
fn begins(year: i16) -> anyhow::Result<Timestamp> {
    let morning = DayTime::new(10, 0).expect("there is such an hour");
    Ok(time::at(format!("{}-03-20", 2024 + year).parse()?, morning))
}

/// Plays these lines through a year, side by side unless somebody watches.
async fn play(
    town: &Town,
    lines: std::ops::Range<u64>,
    year: i16,
    watch: Option<&Stopwatch>,
    shown: &ProgressBar,
) -> anyhow::Result<()> {
    let at_once = if watch.is_some() { 1 } else { AT_ONCE };
    for act in Act::ALL {
        town.set(begins(year)? + Duration::from_secs(3600) * act.hours()).await;
        let plays = stream::iter(lines.clone()).map(|number| async move {
            act.play(Line { town, number, watch }).await?;
            shown.inc(1);
            anyhow::Ok(())
        });
        plays.buffer_unordered(at_once).try_collect::<()>().await?;
    }
    Ok(())
}

/// The subject of what was measured, without what it was found by.
fn subject(named: &str) -> &str {
    named.split(' ').next().unwrap_or(named)
}

/// Is every subject measured, or named with a reason why not?
fn complete(measured: &BTreeSet<&str>) -> anyhow::Result<()> {
    let named: BTreeSet<&str> = ELSEWHERE.iter().map(|(subject, _)| *subject).collect();
    let known = known();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    let missing: Vec<_> =
        known.iter().filter(|one| !measured.contains(*one) && !named.contains(*one)).collect();
    let stale: Vec<_> =
        named.iter().filter(|one| measured.contains(*one) || !known.contains(*one)).collect();
    if missing.is_empty() && stale.is_empty() {
        return Ok(());
    }
    bail!("没有测量，也没有说明原因：{missing:?}；不必再说明：{stale:?}")
}

/// Every subject that a service answers; of those that all answer alike, one service's.
fn known() -> BTreeSet<String> {
    fn of<S: Service>() -> Vec<&'static str> {
        S::commands().subjects().chain(S::queries().subjects()).collect()
    }
    let services = [
        of::<::registry::Registry>(),
        of::<::resources::Resources>(),
        of::<::needs::Needs>(),
        of::<::projects::Projects>(),
        of::<::matching::Matching>(),
        of::<::evaluation::Evaluation>(),
        of::<::reporting::Reporting>(),
        of::<::notices::Notices>(),
    ];
    let alike = [subjects::history(line::ASKED), subjects::version(line::ASKED)];
    services.into_iter().flatten().map(str::to_owned).chain(alike).collect()
}

/// Does it take much longer on long lists than on short ones?
fn grows(subject: &str, took: &[Took]) -> bool {
    let (Some(short), Some(long)) = (took.first(), took.last()) else {
        return false;
    };
    let whole = WHOLE.iter().any(|(named, _)| *named == subject);
    let more = if whole { long.scale as f64 / short.scale as f64 } else { 1.0 };
    let much = long.p50_ms > SUSPICIOUS_TIMES * more * short.p50_ms;
    much && long.p50_ms - short.p50_ms > NOISE_MS
}

fn words(figures: &Figures) -> String {
    let Figures { lines, samples, commands, queries, elsewhere, suspicious, .. } = figures;
    let scales = commands.values().next().into_iter().flatten();
    let heads: Vec<_> = scales.map(|took| format!("{}×", took.scale)).collect();
    let heads: Vec<_> = std::iter::once("操作").chain(heads.iter().map(String::as_str)).collect();
    let mut table = crate::table::with(&heads);
    for (subject, took) in commands.iter().chain(queries) {
        let cells = took.iter().map(|took| format!("{:.2} / {:.2}", took.p50_ms, took.p99_ms));
        table.add_row(std::iter::once(subject.clone()).chain(cells));
    }
    let verdict = if suspicious.is_empty() {
        "没有任何操作随清单变长而明显变慢".to_owned()
    } else {
        format!("随清单变长明显变慢：{}", suspicious.join("、"))
    };
    let reasons =
        elsewhere.iter().map(|(subject, reason)| format!("不在此测量：{subject}，{reason}"));
    let reasons = reasons.collect::<Vec<_>>().join("\n");
    format!(
        "{table}\n一个社区的清单各 {lines} 条及其倍数；每种操作至少 {samples} 次，\
         中位数 / p99（毫秒）\n{reasons}\n{verdict}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(scale: u64, p50_ms: f64) -> Took {
        Took { scale, p50_ms, p99_ms: p50_ms }
    }

    #[test]
    fn what_takes_much_longer_on_long_lists_is_suspicious_and_noise_is_not() {
        let grows = |took: &[Took]| grows("", took);
        assert!(grows(&[took(1, 0.2), took(10, 0.3), took(100, 0.9)]));
        assert!(!grows(&[took(1, 0.2), took(10, 0.3), took(100, 0.5)]));
        assert!(!grows(&[took(1, 0.01), took(10, 0.02), took(100, 0.1)]), "a tenth of a ms");
        assert!(!grows(&[]));
    }

    #[test]
    fn what_asks_for_the_whole_may_take_as_long_as_the_whole_is() {
        let (whole, _) = WHOLE[0];
        assert!(!grows(whole, &[took(1, 0.2), took(100, 40.0)]));
        assert!(grows(whole, &[took(1, 0.2), took(100, 80.0)]), "the square of it");
    }

    #[test]
    fn a_subject_that_nobody_measures_and_nobody_names_is_missing() {
        let known = known();
        let named = |subject: &&str| ELSEWHERE.iter().any(|(named, _)| named == subject);
        let all: BTreeSet<_> = known.iter().map(String::as_str).collect();
        let measured: BTreeSet<_> = all.iter().copied().filter(|one| !named(one)).collect();
        complete(&measured).unwrap();
        let but_one = measured.iter().copied().skip(1).collect();
        assert!(complete(&but_one).is_err());
        assert!(complete(&all).is_err(), "what is measured needs no reason");
    }
}
