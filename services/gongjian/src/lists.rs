//! `gongjian lists`: the three lists as tables.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::ValueEnum;
use contracts::needs::{NeedLine, NeedNames, Needs};
use contracts::projects::claim::Side;
use contracts::projects::{ClaimLine, ClaimStatus, Claims, ProjectLine, Projects};
use contracts::registry::ListTitles;
use contracts::resources::{OfferLine, OfferNames, Offers};
use contracts::{Named, PageRequest};
use runtime::{Client, Settings};
use values::{NeedId, OfferId, time};

use crate::operator::{self, OrganisationNames, ask};
use crate::{table, text};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只看一张清单
    #[arg(long, value_enum, value_name = "清单")]
    only: Option<List>,
    /// 每张清单最多几行（1–200）
    #[arg(long, default_value_t = 20, value_name = "行数", value_parser = limit())]
    limit: u16,
    /// 从第几行之后开始
    #[arg(long, default_value_t = 0, value_name = "行数")]
    offset: usize,
}

fn limit() -> impl clap::builder::TypedValueParser<Value = u16> {
    clap::value_parser!(u16).range(1..=200)
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum List {
    /// 资源清单
    Offers,
    /// 需求清单
    Needs,
    /// 认领
    Claims,
    /// 项目清单
    Projects,
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let client = operator::client(&settings).await?;
    let page = PageRequest::at(args.offset, usize::from(args.limit));
    print(&client, args.only, page).await?;
    Ok(ExitCode::SUCCESS)
}

/// Prints all lists, from their beginning.
pub(crate) async fn print_all(client: &Client, limit: usize) -> anyhow::Result<()> {
    print(client, None, PageRequest::first(limit)).await
}

async fn print(client: &Client, only: Option<List>, page: PageRequest) -> anyhow::Result<()> {
    let wanted = |list| only.is_none_or(|only| only == list);
    let titles = ask(client, &ListTitles {}).await?;
    if wanted(List::Offers) {
        offers(client, &titles.offer_list(), page).await?;
    }
    if wanted(List::Needs) {
        needs(client, &titles.need_list(), page).await?;
    }
    if wanted(List::Claims) {
        claims(client, page).await?;
    }
    if wanted(List::Projects) {
        projects(client, &titles.project_list(), page).await?;
    }
    Ok(())
}

/// The heading of a list, which says how much of it is shown.
fn heading(title: &str, page: PageRequest, shown: usize, total: usize) {
    if total == 0 {
        println!("\n{title}：暂无");
    } else if shown < total {
        let (first, last) = (page.offset + 1, page.offset + shown);
        println!("\n{title}：共 {total} 条，第 {first}–{last} 条（--offset {last} 看下一页）");
    } else {
        println!("\n{title}：共 {total} 条");
    }
}

async fn offers(client: &Client, title: &str, page: PageRequest) -> anyhow::Result<()> {
    let found = ask(client, &Offers { page, ..Offers::default() }).await?;
    let owners = found.items.iter().map(|line| line.owner);
    let names = OrganisationNames::of(client, owners).await?;
    heading(title, page, found.items.len(), found.total);
    let mut rows = table::with(&["编号", "资源", "类别", "提供方", "数量", "占用", "已用", "状态"]);
    for line in &found.items {
        let OfferLine { id, title, category, owner, amount, held, used, status, .. } = line;
        rows.add_row([
            id.to_string(),
            title.to_string(),
            text::category(*category).to_owned(),
            names.get(*owner),
            amount.to_string(),
            held.to_string(),
            used.to_string(),
            text::offer_status(*status).to_owned(),
        ]);
    }
    if !found.items.is_empty() {
        println!("{rows}");
    }
    Ok(())
}

async fn needs(client: &Client, title: &str, page: PageRequest) -> anyhow::Result<()> {
    let found = ask(client, &Needs { page, ..Needs::default() }).await?;
    let owners = found.items.iter().map(|line| line.owner);
    let names = OrganisationNames::of(client, owners).await?;
    heading(title, page, found.items.len(), found.total);
    let mut rows =
        table::with(&["编号", "需求", "类型", "需求方", "数量", "占用", "已交付", "状态"]);
    for line in &found.items {
        let NeedLine { id, title, kind, owner, amount, held, delivered, status, .. } = line;
        rows.add_row([
            id.to_string(),
            title.to_string(),
            text::kind(*kind).to_owned(),
            names.get(*owner),
            amount.to_string(),
            held.to_string(),
            delivered.to_string(),
            text::need_status(*status).to_owned(),
        ]);
    }
    if !found.items.is_empty() {
        println!("{rows}");
    }
    Ok(())
}

async fn claims(client: &Client, page: PageRequest) -> anyhow::Result<()> {
    let found = ask(client, &Claims { page, ..Claims::default() }).await?;
    let wanted = Wanted::of(client, &found.items).await?;
    let other = |line: &ClaimLine| line.counterpart.or(Some(wanted.get(line)?.owner));
    let parties = |line: &ClaimLine| [line.claimer.organisation(), other(line)];
    let concerned = found.items.iter().flat_map(parties).flatten();
    let names = OrganisationNames::of(client, concerned).await?;
    heading("认领", page, found.items.len(), found.total);
    let mut rows = table::with(&["编号", "认领内容", "认领方", "对方", "数量", "状态", "保留至"]);
    for line in &found.items {
        let ClaimLine { id, claimer, amount, status, lease_until, .. } = line;
        let waits = *status == ClaimStatus::Held;
        rows.add_row([
            id.to_string(),
            wanted.get(line).map_or("—".to_owned(), |named| named.title.to_string()),
            names.claimer(*claimer),
            other(line).map_or("—".to_owned(), |other| names.get(other)),
            amount.to_string(),
            text::claim_status(*status).to_owned(),
            lease_until.filter(|_| waits).map_or("—".to_owned(), time::show),
        ]);
    }
    if !found.items.is_empty() {
        println!("{rows}");
    }
    Ok(())
}

/// What is claimed: the other side's lines.
struct Wanted {
    needs: BTreeMap<NeedId, Named>,
    offers: BTreeMap<OfferId, Named>,
}

impl Wanted {
    async fn of(client: &Client, claims: &[ClaimLine]) -> anyhow::Result<Self> {
        let needs = NeedNames { needs: claims.iter().filter_map(|claim| claim.need).collect() };
        let offers = claims.iter().filter_map(|claim| claim.offer).collect();
        let offers = OfferNames { offers };
        Ok(Self { needs: ask(client, &needs).await?, offers: ask(client, &offers).await? })
    }

    fn get(&self, claim: &ClaimLine) -> Option<&Named> {
        match claim.side {
            Side::Giving => self.needs.get(&claim.need?),
            Side::Asking => self.offers.get(&claim.offer?),
        }
    }
}

async fn projects(client: &Client, title: &str, page: PageRequest) -> anyhow::Result<()> {
    let found = ask(client, &Projects { page, ..Projects::default() }).await?;
    let parties = |line: &ProjectLine| [line.giving.organisation(), Some(line.asking)];
    let concerned = found.items.iter().flat_map(parties).flatten();
    let names = OrganisationNames::of(client, concerned).await?;
    heading(title, page, found.items.len(), found.total);
    let columns = ["项目编号", "项目", "供给方", "需求方", "数量", "已确认", "服务记录", "状态"];
    let mut rows = table::with(&columns);
    for line in &found.items {
        let ProjectLine { code, title, giving, asking, amount, delivered, records, status, .. } =
            line;
        rows.add_row([
            code.to_string(),
            title.to_string(),
            names.claimer(*giving),
            names.get(*asking),
            amount.to_string(),
            delivered.to_string(),
            records.to_string(),
            text::project_status(*status).to_owned(),
        ]);
    }
    if !found.items.is_empty() {
        println!("{rows}");
    }
    Ok(())
}
