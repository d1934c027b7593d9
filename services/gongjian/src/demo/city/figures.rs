//! The year in figures, as the system itself counts them.

use std::time::Duration;

use anyhow::ensure;
use contracts::needs::{NeedStatus, Needs};
use contracts::projects::{ClaimStatus, Claims, ProjectStatus, Projects};
use contracts::registry::organisation::Level;
use contracts::registry::{Areas, CheckIns, Organisations};
use contracts::resources::{OfferStatus, Offers};
use contracts::{Page, PageRequest, Query};
use indicatif::HumanCount;
use runtime::Client;
use values::Timestamp;
use values::time::date_at;

use super::{CITY, COUNTY, DAY, Size};
use crate::operator::ask;
use crate::{table, text};

/// Prints what there is, and fails when it is not what the play set out to make.
pub(super) async fn show(
    client: &Client,
    size: Size,
    begin: Timestamp,
    took: Duration,
) -> anyhow::Result<()> {
    let level = async |level| {
        total(client, Organisations { level: Some(level), ..Organisations::default() }).await
    };
    let under = Areas { under: Some(COUNTY.parse()?), page: least() };
    let places = total(client, under).await?;
    let (communities, units) = (level(Level::Community).await?, level(Level::Unit).await?);
    // Every unit checks in once, and so does every member.
    let members = total(client, CheckIns::default()).await?.saturating_sub(units);
    let with_status = async |status| {
        let query = Offers { status, page: least(), ..Offers::default() };
        total(client, query).await
    };
    // Whoever claims a need and names no offer gives something once.
    let one_off = with_status(Some(OfferStatus::OneOff)).await?;
    let offers = with_status(None).await?.saturating_sub(one_off);
    let mut needs = Counted::default();
    for status in NEEDS {
        let query = Needs { status: Some(status), page: least(), ..Needs::default() };
        needs.add(text::need_status(status), total(client, query).await?);
    }
    let mut claims = Counted::default();
    for status in CLAIMS {
        let query = Claims { status: Some(status), page: least(), ..Claims::default() };
        claims.add(text::claim_status(status), total(client, query).await?);
    }
    let mut projects = Counted::default();
    for status in PROJECT {
        let query = Projects { status: Some(status), page: least(), ..Projects::default() };
        projects.add(text::project_status(status), total(client, query).await?);
    }
    let streets = places.saturating_sub(communities);
    let (first, last) = (date_at(begin), date_at(begin + DAY * u32::try_from(size.days)?));
    println!("\n{CITY}（虚构）共建，{first} 至 {last}：");
    let mut rows = table::with(&["类别", "数量", "其中"]);
    for (what, count, of) in [
        ("街道", streets, String::new()),
        ("社区", communities, String::new()),
        ("驻区单位", units, "全部报到、结对".to_owned()),
        ("在职党员", members, "全部报到".to_owned()),
        ("资源", offers, format!("另有一次性 {}", HumanCount(one_off))),
        ("需求", needs.all, needs.by_status),
        ("认领", claims.all, claims.by_status),
        ("项目", projects.all, projects.by_status),
    ] {
        rows.add_row([what.to_owned(), HumanCount(count).to_string(), of]);
    }
    println!("{rows}\n全部由与办事人员相同的命令写成，用时 {} 秒。", took.as_secs());
    for (what, found, wanted) in [
        ("街道", streets, size.streets),
        ("社区", communities, size.communities),
        ("驻区单位", units, size.units),
        ("在职党员", members, size.members),
        ("资源", offers, size.offers),
        ("项目", projects.all, size.projects),
    ] {
        ensure!(found == wanted, "{what}应有 {wanted}，实有 {found}：数据目录里另有别的数据？");
    }
    Ok(())
}

const NEEDS: [NeedStatus; 11] = [
    NeedStatus::Closed,
    NeedStatus::Accepted,
    NeedStatus::Delivered,
    NeedStatus::PartlyDelivered,
    NeedStatus::Held,
    NeedStatus::PartlyHeld,
    NeedStatus::Posted,
    NeedStatus::Unclaimed,
    NeedStatus::Verified,
    NeedStatus::Raised,
    NeedStatus::Returned,
];

const CLAIMS: [ClaimStatus; 15] = [
    ClaimStatus::Closed,
    ClaimStatus::Delivered,
    ClaimStatus::Agreed,
    ClaimStatus::Accepted,
    ClaimStatus::Held,
    ClaimStatus::LeaseOver,
    ClaimStatus::Proposed,
    ClaimStatus::Waiting,
    ClaimStatus::Declined,
    ClaimStatus::Withdrawn,
    ClaimStatus::Lapsed,
    ClaimStatus::Revoked,
    ClaimStatus::Cancelled,
    ClaimStatus::Failed,
    ClaimStatus::Refused,
];

const PROJECT: [ProjectStatus; 4] = [
    ProjectStatus::Accepted,
    ProjectStatus::AcceptanceAsked,
    ProjectStatus::Running,
    ProjectStatus::Ended,
];

/// A number of things, told apart by how they stand.
#[derive(Default)]
struct Counted {
    all: u64,
    by_status: String,
}

impl Counted {
    fn add(&mut self, status: &str, count: u64) {
        self.all += count;
        if count > 0 {
            let between = if self.by_status.is_empty() { "" } else { "、" };
            self.by_status.push_str(&format!("{between}{status} {}", HumanCount(count)));
        }
    }
}

/// A page that is asked for its total only.
fn least() -> PageRequest {
    PageRequest::first(1)
}

async fn total<Q: Query<Answer = Page<T>>, T>(client: &Client, query: Q) -> anyhow::Result<u64> {
    Ok(u64::try_from(ask(client, &query).await?.total)?)
}
