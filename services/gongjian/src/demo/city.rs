//! A whole year of a city of Weihai's size, made by the same commands that people send.
//!
//! Every fact follows from the seed, every command's id from the seed and its place in the year:
//! an interrupted play goes on where it stopped. Each day's stories run side by side, and the clock
//! moves on when all of them have had their day.

mod cast;
mod dice;
mod story;

use std::time::Duration;

use clap::ValueEnum;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};

use super::Stage;
use cast::City;
use dice::Dice;
use story::Story;

/// How large a demonstration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scale {
    /// 虚构的小镇
    Town,
    /// 威海规模的城市一年
    Weihai,
}

const STREETS: u64 = 27;
const COMMUNITIES: u64 = 254;
const UNITS: u64 = 1_218;
const MEMBERS: u64 = 35_000;
const OFFERS: u64 = 5_000;
const PROJECTS: u64 = 12_000;

const DAYS: u64 = 365;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How many stories go on at once.
const SIDE_BY_SIDE: usize = 128;

/// Plays the year that ends now.
pub(crate) async fn play(stage: &mut Stage<'_>, seed: u64) -> anyhow::Result<()> {
    let now = stage.clock.now();
    let begin = now - DAY * u32::try_from(DAYS)?;
    stage.set(begin).await;
    let mut dice = Dice::new(seed);
    let city = City::settle(stage, seed, &mut dice).await?;
    let mut days: Vec<Vec<(usize, story::Scene)>> = (0..DAYS).map(|_| Vec::new()).collect();
    let stories: Vec<Story> =
        (0..PROJECTS).map(|number| Story::invent(seed, number, &city, &mut dice)).collect();
    for (index, story) in stories.iter().enumerate() {
        for (day, scene) in story.scenes() {
            days[usize::try_from(day)?].push((index, scene));
        }
    }
    let bar = progress("全年的认领与项目", DAYS);
    for (day, scenes) in (0_u32..).zip(days) {
        stage.set(begin + DAY * day).await;
        let (stage, city, stories) = (&*stage, &city, &stories);
        side_by_side(
            scenes
                .into_iter()
                .map(async |(index, scene)| stories[index].play(scene, stage, city).await),
        )
        .await?;
        bar.inc(1);
    }
    bar.finish();
    stage.clock.let_go();
    for host in stage.hosts {
        host.clock_moved().await;
    }
    Ok(())
}

/// Does many things at once, but not too many; stops at the first that fails.
async fn side_by_side<F>(all: impl Iterator<Item = F>) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    stream::iter(all).buffer_unordered(SIDE_BY_SIDE).try_collect::<()>().await
}

fn progress(what: &str, steps: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} 剩余 {eta}");
    bar.set_style(style.expect("the template is well-formed"));
    bar.set_message(what.to_owned());
    bar
}
