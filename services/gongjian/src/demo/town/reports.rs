//! The reports on the last quarter, each at another step.

use anyhow::Context as _;
use contracts::needs::need::Kind;
use contracts::projects::{claim, project};
use contracts::reporting::course::Counted;
use contracts::reporting::report::{self, Assent, Compile, Confirm, Issue};
use contracts::reporting::{Figures, FiguresLine, Period};
use contracts::resources::offer::Category;
use contracts::{Actor, Claimer, Reply, Role};
use values::{Date, OrganisationId, ReportId, Text, Unit};

use super::super::SETTLED_WITHIN;
use super::{Cast, Side, Stage, give, person, post, serve};

/// The quarter before the one that runs.
pub(super) fn last_quarter(today: Date) -> Period {
    let over = |period: &Period| period.until() < today;
    let quarters = (0..2).flat_map(|ago| {
        ["Q4", "Q3", "Q2", "Q1"].map(|part| format!("{}{part}", today.year() - ago))
    });
    let mut quarters = quarters.filter_map(|text| text.parse().ok()).filter(over);
    quarters.next().expect("the last year had quarters")
}

/// One evening by the school and one by the bank, confirmed.
pub(super) async fn last_services(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, songlin, school, bank, .. } = cast;
    for (unit, community, title) in
        [(school, songlin, "四点半课堂"), (bank, wanghai, "金融知识讲座")]
    {
        let amount = (1, Unit::Session);
        let need = post(stage, community, title, Kind::Common, Category::Service, amount).await?;
        let claim = give(stage, unit, community, need, None, amount).await?;
        stage.act(&community.clerk, &claim::Accept { claim }).await?;
        let open = project::Open { claim, title: Text::new(title)?, agreement: None, kept: None };
        stage.act(&community.clerk, &open).await?;
        serve(stage, project::id(claim), unit, community, 1).await?;
    }
    Ok(())
}

/// The bank's is compiled; the school's is confirmed, too; the hospital's is signed.
pub(super) async fn play(stage: &mut Stage<'_>, cast: &Cast, period: Period) -> anyhow::Result<()> {
    let officer = person(cast.street, Role::StreetOfficer);
    for unit in [&cast.hospital, &cast.school, &cast.bank] {
        counted(stage, unit.id, period).await?;
        let compile = Compile { subject: unit.id.into(), period, issuer: cast.street };
        stage.act(&officer, &compile).await?;
    }
    for unit in [&cast.hospital, &cast.school] {
        confirm(stage, cast, of(unit, period)).await?;
    }
    sign(stage, &cast.hospital, &officer, of(&cast.hospital, period)).await
}

fn of(unit: &Side, period: Period) -> ReportId {
    report::id(Claimer::from(unit.id), period)
}

async fn confirm(stage: &mut Stage<'_>, cast: &Cast, report: ReportId) -> anyhow::Result<()> {
    for community in [&cast.wanghai, &cast.songlin] {
        let confirm = Confirm { report, community: community.id, draft: 1 };
        stage.act(&community.clerk, &confirm).await?;
    }
    Ok(())
}

async fn sign(
    stage: &mut Stage<'_>,
    unit: &Side,
    officer: &Actor,
    report: ReportId,
) -> anyhow::Result<()> {
    stage.act(&unit.head, &Assent { report, draft: 1 }).await?;
    let mark = Some(Text::new("听涛街")?);
    stage.act(officer, &Issue { report, draft: 1, mark, plain: false, to: None }).await?;
    Ok(())
}

/// Waits until the unit's service is counted.
async fn counted(stage: &Stage<'_>, unit: OrganisationId, period: Period) -> anyhow::Result<()> {
    let query = Figures {
        organisation: Some(unit),
        person: None,
        area: None,
        nature: None,
        from: period.from(),
        until: period.until(),
    };
    let served = |reply: &Reply<Option<FiguresLine>>| match reply {
        Reply::Done(Some(line)) => {
            line.figures.iter().any(|figure| figure.counted == Counted::Service).then_some(())
        }
        Reply::Done(None) | Reply::Rejected(_) | Reply::Failed(_) => None,
    };
    let seen = stage.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, served).await?;
    seen.with_context(|| format!("nothing was counted of {unit}"))
}
