//! `gongjian bench reports`: how many reports the press prints in a second.
//!
//! The press is the real one, with its fonts and templates, as many at once as it prints; a unit's
//! report is PDF, DOCX and annex, a member's the one-page card, sealed, and all are kept on the
//! disk. What they say is made up, each another one; nobody is asked, and nobody told.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use contracts::Claimer;
use contracts::projects::agreement::{Duty, DutyKind};
use contracts::projects::{DutyLine, fulfilment};
use contracts::reporting::course::Counted;
use contracts::reporting::report::{Jam, Print, Standing, StandingItem};
use contracts::reporting::{
    Confirmation, Figure, FigureLine, Proof, ReportDuty, ReportLine, ReportPaper, ReportSection,
    ReportStatus, Signed, Unkept, UnkeptClaim,
};
use indicatif::ProgressBar;
use reporting::{FONT_FOLDERS, Orders, PressError, Room, print_all};
use serde::Serialize;
use values::{
    AgreementId, Amount, ClaimId, Date, OrganisationId, PersonId, ReportId, Text, Timestamp, Unit,
    Uuid, time,
};

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

/// The lines behind a unit's and behind a member's report.
const UNIT_LINES: usize = 120;
const MEMBER_LINES: usize = 15;
/// What a unit owed, and what it did not do.
const DUTIES: usize = 6;
const UNKEPT: usize = 4;

/// Under what a member's card is kept.
const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let figures = measure(&args).await?;
    let words = format!(
        "单位报告（PDF、DOCX、附件）：每秒 {} 份\n个人登记卡：每秒 {} 份\n内存峰值：{} MiB",
        figures.unit_reports_per_s, figures.member_reports_per_s, figures.peak_rss_mib
    );
    print(args.json, &figures, &words)?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args) -> anyhow::Result<Figures> {
    let shown = progress::of_pieces("印制报告", u64::from(args.units) + u64::from(args.members));
    let folder = tempfile::tempdir().context("无法建立临时文件夹")?;
    let files = files::Files::in_folder(folder.path());
    let room = Arc::new(Room::new(FONT_FOLDERS.map(Into::into).to_vec(), files));
    // The fonts are loaded with the first one.
    printed(&room, 1, unit, &ProgressBar::hidden()).await?;
    let units = printed(&room, args.units as usize, unit, &shown).await?;
    let members = printed(&room, args.members as usize, member, &shown).await?;
    shown.finish_and_clear();
    Ok(Figures {
        unit_reports_per_s: rate(args.units.into(), units),
        member_reports_per_s: rate(args.members.into(), members),
        peak_rss_mib: peak_rss_mib()?,
    })
}

/// Prints and keeps so many as the press does; in how many seconds.
async fn printed(
    room: &Arc<Room>,
    count: usize,
    proof: fn(usize) -> Proof,
    shown: &ProgressBar,
) -> anyhow::Result<f64> {
    let orders = MadeUp {
        count,
        proof,
        taken: AtomicUsize::new(0),
        kept: AtomicUsize::new(0),
        jammed: Mutex::new(None),
        shown: shown.clone(),
    };
    let begun = Instant::now();
    print_all(&orders, room).await;
    let seconds = begun.elapsed().as_secs_f64();
    let jammed = orders.jammed.into_inner().unwrap_or_else(PoisonError::into_inner);
    let why = jammed.unwrap_or_else(|| "请看日志".to_owned());
    ensure!(orders.kept.into_inner() == count, "无法印制报告：{why}");
    Ok(seconds)
}

/// What is to be printed, made up as it is asked for; nobody stands behind it.
struct MadeUp {
    count: usize,
    proof: fn(usize) -> Proof,
    taken: AtomicUsize,
    kept: AtomicUsize,
    jammed: Mutex<Option<String>>,
    shown: ProgressBar,
}

impl Orders for MadeUp {
    async fn next(&self, _: &BTreeSet<ReportId>) -> Result<Option<Proof>, PressError> {
        let n = self.taken.fetch_add(1, Ordering::Relaxed);
        Ok((n < self.count).then(|| (self.proof)(n)))
    }

    async fn complete(&self, _: &mut Proof) -> Result<(), PressError> {
        Ok(())
    }

    async fn printed(&self, _: u32, _: Print) -> Result<(), PressError> {
        self.kept.fetch_add(1, Ordering::Relaxed);
        self.shown.inc(1);
        Ok(())
    }

    async fn jammed(&self, _: u32, jam: Jam) -> Result<(), PressError> {
        let mut jammed = self.jammed.lock().unwrap_or_else(PoisonError::into_inner);
        *jammed = Some(jam.reason.to_string());
        Ok(())
    }
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

fn duty(n: usize, at: usize) -> ReportDuty {
    let quantity = 12;
    let amount = Amount::new(quantity, Unit::Session).expect("a few sessions");
    let what = Text::new(&format!("每月一次为老服务之{at}")).expect("it is short");
    let party = OrganisationId(id(1, n));
    let duty = Duty { party, kind: DutyKind::Service, what, amount: Some(amount) };
    let done = ((n + at) % 13) as u64;
    let number = u8::try_from(at + 1).unwrap_or(u8::MAX);
    ReportDuty {
        agreement: AgreementId(id(7, n)),
        title: Text::new(&format!("第{n}号共建协议")).expect("it is short"),
        line: DutyLine {
            number,
            duty,
            due: Some(quantity),
            done,
            rate: Some(fulfilment::rate(done, quantity)),
        },
    }
}

fn unkept(n: usize, at: usize) -> UnkeptClaim {
    UnkeptClaim {
        claim: ClaimId(id(8, n * UNKEPT + at)),
        title: Some(format!("第{n}号楼道照明之{at}")),
        with: Some(OrganisationId(id(2, at % 3))),
        with_name: Some(format!("第{}社区", at % 3)),
        unkept: Unkept::Outstanding,
        on: day(n + at),
    }
}

fn unit(n: usize) -> Proof {
    let subject = OrganisationId(id(1, n)).into();
    let name = Some(format!("第{n}号驻区单位"));
    let mut proof = proof(n, subject, name, lines(&UNIT_FIGURES, UNIT_LINES, n), &UNIT_FIGURES);
    proof.paper.duties = (0..DUTIES).map(|at| duty(n, at)).collect();
    let rates = proof.paper.duties.iter().filter_map(|duty| duty.line.rate);
    proof.paper.fulfilment = fulfilment::mean(rates);
    proof.paper.unkept = (0..UNKEPT).map(|at| unkept(n, at)).collect();
    let item = |title: &str| StandingItem {
        title: Text::new(title).expect("it is short"),
        weight: Some(2_500),
        score: Some(2_000 + number(n % 500)),
    };
    proof.standing = Some(Standing {
        total: Some(8_000 + number(n % 2_000)),
        band: None,
        rules: None,
        items: ["会议和活动", "共建活动", "学习", "服务队伍"].map(item).into(),
        stars: None,
        at: 0,
    });
    proof
}

fn member(n: usize) -> Proof {
    let subject = PersonId(id(4, n)).into();
    let lines = lines(&MEMBER_FIGURES, MEMBER_LINES, n);
    let mut proof = proof(n, subject, None, lines, &MEMBER_FIGURES);
    (proof.name, proof.key) = (Some(format!("第{n}位")), Some(KEY.to_owned()));
    proof
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
        signed: Some(Signed { on: day(364), by: PersonId(id(4, 0)), role: None, plain: false }),
        jammed: None,
        delivered_until: None,
        versions: vec![],
    };
    Proof { paper, lines, standing: None, name: None, key: None }
}
