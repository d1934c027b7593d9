//! A whole year of a city of Weihai's size, or a quarter of one street, made by the same commands
//! that people send.
//!
//! Every fact follows from the seed, every command's id from the seed and its place in the year:
//! an interrupted play goes on where it stopped, and a finished one changes nothing. Each day the
//! communities' stories run side by side, and the clock moves on when all of them have had their
//! day: only the order of communities within a day differs from one play to another.

mod cast;
mod figures;
mod story;

use std::collections::BTreeMap;
use std::time::Duration;

use clap::ValueEnum;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use runtime::{Clock, Random};
use values::time::date_at;

use super::Stage;
use crate::progress;
use cast::City;
pub(crate) use cast::KINDS;
use story::{Scene, Story};

/// How large a demonstration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scale {
    /// 虚构的小镇
    Town,
    /// 一条街道一个季度
    Street,
    /// 威海规模的城市一年
    Weihai,
}

const CITY: &str = "观澜市";
/// The one county in which everything lies.
const COUNTY: &str = "990201";

impl Scale {
    /// How much of a city that is; the town is none.
    pub(crate) fn city(self) -> Option<Size> {
        match self {
            Scale::Town => None,
            Scale::Street => Some(STREET),
            Scale::Weihai => Some(WEIHAI),
        }
    }
}

/// How much of a city is played, and for how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    streets: u64,
    pub(crate) communities: u64,
    pub(crate) units: u64,
    members: u64,
    offers: u64,
    projects: u64,
    days: u64,
}

pub(crate) const WEIHAI: Size = Size {
    streets: 27,
    communities: 254,
    units: 1_218,
    members: 35_000,
    offers: 5_000,
    projects: 12_000,
    days: 365,
};
const STREET: Size = Size {
    streets: 1,
    communities: 9,
    units: 45,
    members: 200,
    offers: 180,
    projects: 110,
    days: 90,
};

/// After how many days units say that what they offer still stands.
const CONFIRMED_EVERY: u32 = 150;
/// On which day of a quarter the one before is reported to the street.
const QUARTER_REPORTED_ON: i8 = 8;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How many stories go on at once.
const SIDE_BY_SIDE: usize = 128;

/// Plays the time that ends now, or goes on with the one that was begun.
pub(crate) async fn play(stage: &mut Stage<'_>, size: Size, seed: u64) -> anyhow::Result<()> {
    // The stage's clock shows the play's time, this one the machine's.
    let machine = Clock::default();
    let started = machine.now();
    let length = DAY * u32::try_from(size.days)?;
    let begin = stage.began - length;
    stage.set(begin).await?;
    let mut dice = Random::from_seed(seed);
    let city = City::settle(stage, size, seed, &mut dice).await?;
    let stories = Story::year(seed, &city, &mut dice);
    // What one community does in a day it does in order: its projects are numbered.
    let mut days: Vec<BTreeMap<usize, Vec<(&Story, Scene)>>> =
        vec![BTreeMap::new(); usize::try_from(size.days)?];
    for story in &stories {
        for (day, scene) in story.scenes(size) {
            let day = &mut days[usize::try_from(day)?];
            day.entry(story.community()).or_default().push((story, scene));
        }
    }
    let bar = counted("各日的认领与项目", size.days);
    for (day, scenes) in (0_u32..).zip(days) {
        let now = begin + DAY * day;
        stage.set(now).await?;
        let date = date_at(now);
        if bar.is_hidden() && date.day() == 1 {
            println!("　{}年{}月", date.year(), date.month());
        }
        let (stage, city) = (&*stage, &city);
        if day > 0 && day % CONFIRMED_EVERY == 0 {
            city.confirm_offers(stage, seed, day).await?;
        }
        if date.day() == QUARTER_REPORTED_ON && date.month() % 3 == 1 {
            city.report_quarters(stage, seed).await?;
        }
        side_by_side(scenes.into_values().map(async |scenes| {
            for (story, scene) in scenes {
                story.play(scene, stage, city).await?;
            }
            Ok(())
        }))
        .await?;
        bar.inc(1);
    }
    bar.finish();
    stage.end().await;
    let took = Duration::try_from(machine.now().duration_since(started))?;
    figures::show(&stage.client, size, begin, took).await
}

/// Does many things at once, but not too many; stops at the first that fails.
async fn side_by_side<F>(all: impl Iterator<Item = F>) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    stream::iter(all).buffer_unordered(SIDE_BY_SIDE).try_collect::<()>().await
}

/// A bar on a terminal; elsewhere a line says what begins.
fn counted(what: &'static str, steps: u64) -> ProgressBar {
    let bar = progress::of_pieces(what, steps);
    if bar.is_hidden() {
        println!("{what}：{steps}");
    }
    bar
}
