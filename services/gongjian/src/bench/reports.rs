//! `gongjian bench reports`: how many reports the press prints in a second.
//!
//! The press is the real one, with its fonts and templates, on two threads; a unit's report is PDF,
//! DOCX and annex, a member's the one-page card. What they say is made up, each another one.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use contracts::Claimer;
use contracts::reporting::course::Counted;
use contracts::reporting::{
    Confirmation, Figure, FigureLine, Proof, ReportLine, ReportPaper, ReportSection, ReportStatus,
    Signed,
};
use indicatif::ProgressBar;
use reporting::{Desk, FONT_FOLDERS};
use serde::Serialize;
use values::{Date, OrganisationId, PersonId, ReportId, Timestamp, Uuid, time};

use super::{peak_rss_mib, print, rate};
use crate::progress;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 单位报告的份数（PDF、DOCX 和附件）
    #[arg(long, value_name = "份数", default_value_t = 1218,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    units: u32,
    /// 个人登记卡的份数（一页 PDF）
    #[arg(long, value_name = "份数", default_value_t = 35_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    members: u32,
}

#[derive(Serialize)]
struct Figures {
    unit_reports_per_s: u64,
    member_reports_per_s: u64,
    peak_rss_mib: u64,
}

/// The cores that the machine of a city has.
const THREADS: usize = 2;

/// The lines behind a unit's and behind a member's report.
const UNIT_LINES: usize = 120;
const MEMBER_LINES: usize = 15;

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let json = args.json;
    let figures = tokio::task::spawn_blocking(move || measure(&args)).await??;
    let words = format!(
        "单位报告（PDF、DOCX、附件）：每秒 {} 份\n个人登记卡：每秒 {} 份\n内存峰值：{} MiB",
        figures.unit_reports_per_s, figures.member_reports_per_s, figures.peak_rss_mib
    );
    print(json, &figures, &words)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(args: &Args) -> anyhow::Result<Figures> {
    let shown = progress::of_pieces("印制报告", u64::from(args.units) + u64::from(args.members));
    let desk = Desk::new(FONT_FOLDERS.map(Into::into).to_vec());
    // The fonts are loaded with the first one.
    desk.print(&unit(0)).context("无法印制报告")?;
    let units = printed(&desk, args.units as usize, unit, &shown)?;
    let members = printed(&desk, args.members as usize, member, &shown)?;
    shown.finish_and_clear();
    Ok(Figures {
        unit_reports_per_s: rate(args.units.into(), units),
        member_reports_per_s: rate(args.members.into(), members),
        peak_rss_mib: peak_rss_mib()?,
    })
}

/// Prints so many on all threads; in how many seconds.
fn printed(
    desk: &Desk,
    count: usize,
    proof: fn(usize) -> Proof,
    shown: &ProgressBar,
) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    let work = || loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= count {
            return Ok::<(), reporting::PressError>(());
        }
        desk.print(&proof(n))?;
        shown.inc(1);
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
    .context("无法印制报告")?;
    Ok(begun.elapsed().as_secs_f64())
}

fn id(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128(kind << 64 | n as u128)
}

fn day(n: usize) -> Date {
    let first = "2026-01-01".parse().expect("a date");
    time::plus_days(first, i32::try_from(n % 365).unwrap_or_default())
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or_default()
}

const UNIT_FIGURES: [Counted; 14] = [
    Counted::CheckIn,
    Counted::OfferListed,
    Counted::OfferUsed,
    Counted::NeedClaimed,
    Counted::NeedDelivered,
    Counted::WishDelivered,
    Counted::NeedSolvedWith,
    Counted::ClaimDelivered,
    Counted::AgreementConcluded,
    Counted::ProjectOpened,
    Counted::Service,
    Counted::ServicePeople,
    Counted::Rating,
    Counted::ResidentRating,
];

const MEMBER_FIGURES: [Counted; 5] = [
    Counted::CheckIn,
    Counted::WishDelivered,
    Counted::Volunteered,
    Counted::ActivityAttended,
    Counted::Rating,
];

fn figures(of: &[Counted], n: usize) -> Vec<Figure> {
    let figure = |(at, counted): (usize, &Counted)| {
        let count = number(1 + (n + at) % 40);
        Figure { counted: *counted, count, amount: 4 * count }
    };
    of.iter().enumerate().map(figure).collect()
}

fn lines(of: &[Counted], count: usize, n: usize) -> Vec<FigureLine> {
    let line = |at: usize| FigureLine {
        subject: None,
        with: Some(OrganisationId(id(2, at % 3))),
        area: None,
        counted: of[at % of.len()],
        on: day(n + at),
        count: 1,
        amount: number(30 + at),
        service: "projects".to_owned(),
        aggregate: id(3, n * count + at),
        position: (n * count + at) as u64,
        title: Some(format!("第{n}号单位为老服务项目之{at}")),
    };
    (0..count).map(line).collect()
}

fn unit(n: usize) -> Proof {
    let subject = OrganisationId(id(1, n)).into();
    let name = Some(format!("第{n}号驻区单位"));
    proof(n, subject, name, lines(&UNIT_FIGURES, UNIT_LINES, n), &UNIT_FIGURES)
}

fn member(n: usize) -> Proof {
    let subject = PersonId(id(4, n)).into();
    let lines = lines(&MEMBER_FIGURES, MEMBER_LINES, n);
    proof(n, subject, None, lines, &MEMBER_FIGURES)
}

fn proof(
    n: usize,
    subject: Claimer,
    name: Option<String>,
    lines: Vec<FigureLine>,
    of: &[Counted],
) -> Proof {
    let section = |at: usize| ReportSection {
        community: OrganisationId(id(2, at)),
        name: Some(format!("第{at}社区")),
        confirmation: Confirmation::Confirmed,
        figures: figures(of, n + at),
    };
    let issuer = OrganisationId(id(5, 0));
    let printed = format!("某街道〔2026〕{}号", n + 1);
    let paper = ReportPaper {
        line: ReportLine {
            id: ReportId(id(6, n)),
            subject,
            name,
            period: "2026".parse().expect("a period"),
            issuer,
            status: ReportStatus::Numbered,
            version: 1,
            number: Some(printed),
            unconfirmed: 0,
            erased: false,
        },
        issuer_name: Some("某街道党工委".to_owned()),
        addressee: Some(OrganisationId(id(5, 1))),
        addressee_name: Some(format!("第{}上级党组织", n % 80)),
        draft: 1,
        at: n as u64,
        followed: [("projects".to_owned(), n as u64)].into(),
        preview_until: Timestamp::UNIX_EPOCH,
        confirm_until: Timestamp::UNIX_EPOCH,
        assented: true,
        figures: figures(of, n),
        before: figures(of, n + 7),
        checked_in: 1 + n % 3,
        duties: vec![],
        fulfilment: None,
        unkept: vec![],
        sections: (0..3).map(section).collect(),
        lines: lines.len(),
        signed: Some(Signed { on: day(364), by: PersonId(id(4, 0)), plain: false }),
        delivered_until: None,
        versions: vec![],
    };
    Proof { paper, lines, standing: None, key: None }
}
