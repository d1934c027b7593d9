//! `gongjian plan --of`: a plan of what stands on the lists of the running system.
//!
//! Computed as anybody who plans would have it, and shown line by line with the reasons of each,
//! so that one can read it before anybody is asked. Unless it is to be kept, it is withdrawn again.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use contracts::matching::Why;
use contracts::matching::plan::Withdraw;
use contracts::matching::plan::{
    Compute, Plan, PlanDetail, PlanFigures, PlanInFigures, PlanLine, PlanLines, PlanUnserved,
    UnservedNeed,
};
use contracts::registry::Organisations;
use contracts::{Command, PageRequest, Position, Query, Receipt, Reply};
use gateway::Shown as _;
use runtime::{Client, Settings, fresh_command};
use serde::Serialize;
use values::{OrganisationId, PlanId, Text, Uuid};

use crate::operator::{self, actor, ask};
use crate::table;

/// How many organisations that a name may mean are named.
const NAMED_MAX: usize = 5;

/// A line with what speaks for it.
#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    line: PlanLine,
    score: u16,
    reasons: String,
}

#[derive(Serialize)]
struct Output<'o> {
    plan: &'o PlanDetail,
    figures: &'o PlanInFigures,
    lines: &'o [Explained],
    unserved: &'o [UnservedNeed],
}

pub(super) async fn run(
    of: &str,
    keep: bool,
    json: bool,
    settings: &Settings,
) -> anyhow::Result<ExitCode> {
    let client = operator::client(settings).await?;
    let organisation = called(&client, of).await?;
    let compute = Compute { organisation, category: None, by: None, aims: None };
    let receipt = send(&client, &compute).await?;
    let made = receipt.changed.first().context("没有生成方案")?;
    let plan = PlanId(made.id);
    let at = Some(receipt.position);
    let detail = seen(&client, at, &Plan { plan }).await?;
    let figures = seen(&client, at, &PlanFigures { plan }).await?;
    let mut lines = Vec::new();
    for line in &lines_of(&client, plan).await? {
        let why = Why { need: line.need, offer: line.offer };
        let why = ask(&client, &why).await?.context("方案里的一行已不在清单上")?;
        let reasons = gateway::reasons(&why.parts);
        lines.push(Explained { line: line.clone(), score: why.score, reasons });
    }
    let unserved = unserved_of(&client, plan).await?;
    if !keep {
        let reason = Text::new("命令行试算，不留方案").expect("short and plain");
        send(&client, &Withdraw { plan, reason }).await?;
    }
    if json {
        let (plan, figures, lines, unserved) = (&detail, &figures, &lines, &unserved);
        let output = Output { plan, figures, lines, unserved };
        println!("{}", serde_json::to_string(&output)?);
    } else {
        show(&detail, &figures, &lines, &unserved);
        if keep {
            println!("已留作草案：门户 /plans/{plan}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Who is meant: by the id, or by a name that only one bears.
async fn called(client: &Client, said: &str) -> anyhow::Result<OrganisationId> {
    if let Ok(id) = Uuid::parse_str(said) {
        return Ok(OrganisationId(id));
    }
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let asked = Organisations { name: Some(said.to_owned()), page, ..Organisations::default() };
    let found = ask(client, &asked).await?.items;
    let exact = found.iter().filter(|one| *one.name == *said).map(|one| one.id);
    match (exact.collect::<Vec<_>>().as_slice(), found.as_slice()) {
        ([only], _) => Ok(*only),
        (_, [only]) => Ok(only.id),
        (_, []) => bail!("没有名称含“{said}”的组织"),
        (_, several) => {
            let names =
                several.iter().take(NAMED_MAX).map(|one| format!("{}（{}）", one.name, one.id));
            bail!("名称含“{said}”的组织不止一个：{}", names.collect::<Vec<_>>().join("、"))
        }
    }
}

async fn send<C: Command>(client: &Client, command: &C) -> anyhow::Result<Receipt> {
    match client.command(&actor(), fresh_command(), command).await? {
        Reply::Done(receipt) => Ok(receipt),
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    }
}

/// What was made just now.
async fn seen<Q, T>(client: &Client, at: Option<Position>, query: &Q) -> anyhow::Result<T>
where
    Q: Query<Answer = Option<T>>,
{
    match client.query(&actor(), at, query).await? {
        Reply::Done(Some(answer)) => Ok(answer),
        Reply::Done(None) => bail!("方案不见了"),
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    }
}

/// All lines of the plan, page by page.
async fn lines_of(client: &Client, plan: PlanId) -> anyhow::Result<Vec<PlanLine>> {
    let mut lines = Vec::new();
    let mut page = PageRequest::first(PageRequest::LIMIT_MAX);
    loop {
        let asked = PlanLines { plan, organisation: None, need: None, page };
        let found = ask(client, &asked).await?;
        lines.extend(found.items);
        let Some(next) = found.next else { return Ok(lines) };
        page = PageRequest::behind(Some(next), PageRequest::LIMIT_MAX);
    }
}

/// All needs of which it leaves something, page by page.
async fn unserved_of(client: &Client, plan: PlanId) -> anyhow::Result<Vec<UnservedNeed>> {
    let mut unserved = Vec::new();
    let mut page = PageRequest::first(PageRequest::LIMIT_MAX);
    loop {
        let found = ask(client, &PlanUnserved { plan, page }).await?;
        unserved.extend(found.items);
        let Some(next) = found.next else { return Ok(unserved) };
        page = PageRequest::behind(Some(next), PageRequest::LIMIT_MAX);
    }
}

fn show(
    detail: &PlanDetail,
    figures: &PlanInFigures,
    lines: &[Explained],
    unserved: &[UnservedNeed],
) {
    println!("{}", table_of(lines));
    let mut aims = table::with(&["目标", "达到", "上界", "与最优的差距"]);
    for aim in &detail.aims {
        let bound = aim.bound.map_or_else(|| "未知".to_owned(), |bound| bound.to_string());
        let (reached, gap) = (aim.reached.to_string(), gateway::gap(aim));
        aims.add_row([aim.aim.chinese(), &reached, &bound, &gap]);
    }
    println!("{aims}");
    let all = figures.all;
    println!(
        "需求 {} 份：方案前已有 {} 份，方案再安排 {} 份，共 {} 行。",
        all.asked,
        all.before,
        all.planned,
        lines.len()
    );
    if !unserved.is_empty() {
        let mut missing = table::with(&["还缺", "需求", "需求方", "为什么"]);
        for one in unserved {
            missing.add_row([
                format!("{} {}", one.quantity, one.unit.chinese()),
                one.title.to_string(),
                one.owner_name.as_ref().map_or_else(String::new, ToString::to_string),
                gateway::bottleneck(one.bottleneck).to_owned(),
            ]);
        }
        println!("{missing}");
    }
}

/// The best fitting first.
fn table_of(lines: &[Explained]) -> comfy_table::Table {
    let text =
        |text: &Option<Text<60>>| text.as_ref().map_or_else(String::new, ToString::to_string);
    let mut sorted: Vec<_> = lines.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.score));
    let mut table = table::with(&["合适度", "数量", "需求", "资源", "理由"]);
    for Explained { line, score, reasons } in sorted {
        let unit = line.unit.map_or("", values::Unit::chinese);
        table.add_row([
            score.to_string(),
            format!("{} {unit}", line.quantity),
            format!("{}（{}）", text(&line.need_title), text(&line.asking_name)),
            format!("{}（{}）", text(&line.offer_title), text(&line.giving_name)),
            reasons.clone(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use contracts::matching::plan::Accepted;
    use values::{NeedId, OfferId, Unit};

    use super::*;

    #[test]
    fn the_best_fitting_line_comes_first_with_its_reasons() {
        let line = |title: &str, score| Explained {
            line: PlanLine {
                need: NeedId(Uuid::nil()),
                offer: OfferId(Uuid::nil()),
                need_title: Text::new(title).ok(),
                asking: None,
                asking_name: Text::new("望海社区").ok(),
                offer_title: Text::new("义诊").ok(),
                giving: None,
                giving_name: None,
                quantity: 2,
                unit: Some(Unit::Session),
                slot: None,
                fixed: false,
                accepted: Accepted::default(),
                price: None,
                carried_out: None,
            },
            score,
            reasons: "小类相同".to_owned(),
        };
        let shown = table_of(&[line("理发", 500), line("老年人义诊", 900)]).to_string();
        let (first, second) = (shown.find("老年人义诊"), shown.find("理发"));
        assert!(first.is_some() && first < second, "{shown}");
        assert!(shown.contains("2 场次") && shown.contains("小类相同"), "{shown}");
    }
}
