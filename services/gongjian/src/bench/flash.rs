//! `gongjian bench flash`: many people claim few wishes at one moment, through HTTP. Each wish has
//! exactly one winner, and every other claimer a reason; what is measured is how long each waits
//! to hear that the claim was taken, however often it is told to try again.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use contracts::needs::need::{self, Kind, Source, WishForm};
use contracts::projects::claim::{self, Side};
use contracts::projects::{ClaimLine, ClaimStatus, Claims};
use contracts::registry::organisation::{self, Level};
use contracts::resources::offer::Category;
use contracts::{Actor, Claimer, Command, Page, PageRequest, Reply, Role};
use files::Files;
use gateway::{Audit, GatewayOptions, Tokens};
use runtime::{Client, Clock, Host, fresh_command};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio_util::sync::CancellationToken;
use values::{Amount, Money, NeedId, OrganisationId, PersonId, Text, Unit, Uuid, ids};

use super::latencies::Latencies;
use super::wire::Wire;
use super::{OF_THE_LISTS, broker, connect, folder, host, print};
use crate::demo::person;
use crate::operator;
use crate::progress;

const AREA: &str = "990101001001";
/// After how long whoever is turned away tries again.
const AGAIN: Duration = Duration::from_millis(20);
const SETTLED_WITHIN: Duration = Duration::from_secs(120);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 有多少个微心愿
    #[arg(long, value_name = "个数", default_value_t = 249, value_parser = up_to(10_000))]
    wishes: u64,
    /// 有多少人同时认领，不少于心愿数
    #[arg(long, value_name = "人数", default_value_t = 2000, value_parser = up_to(2048))]
    claimers: u64,
}

fn up_to(most: u64) -> impl clap::builder::TypedValueParser<Value = u64> {
    clap::value_parser!(u64).range(1..=most)
}

#[derive(Serialize)]
struct Figures {
    wishes: u64,
    claimers: u64,
    /// Claims that hold their wish.
    winners: u64,
    /// Claims that were refused, each with its reason.
    refused: u64,
    p50_ms: f64,
    p99_ms: f64,
    slowest_ms: f64,
    /// How often somebody was turned away and tried again.
    turned_away: u64,
    /// From the first claim until the last one was judged.
    judged_ms: f64,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let Args { json, wishes, claimers } = args;
    ensure!(claimers >= wishes, "认领的人不少于心愿");
    let folder = folder()?;
    let server = broker(&folder.path().join("nats"), bus::server::Options::default()).await?;
    let street = Street::open(folder.path(), &server.url()).await?;
    let shown = progress::of_pieces("核实并发布心愿", wishes);
    let posted = street.post(wishes, &shown).await;
    shown.finish_and_clear();
    let posted = posted?;

    let tokens = folder.path().join("tokens");
    let people = people(claimers, &tokens)?;
    let listener = TcpListener::bind("127.0.0.1:0").await.context("无法监听本机端口")?;
    let address = listener.local_addr()?;
    let files = Files::in_folder(folder.path().join("attached"));
    let (client, tokens) = (street.client.clone(), Tokens::open(&tokens)?);
    let audit = Audit::open(folder.path().join("access"), Clock::default(), 365)?;
    let options = GatewayOptions::new(listener, client, tokens, files, audit);
    let cancel = CancellationToken::new();
    let served = tokio::spawn(gateway::serve(options, cancel.clone()));
    let rush = rush(address, people, &posted).await?;
    let (winners, refused) = street.judged(claimers).await?;
    let judged_ms = rush.from.elapsed().as_secs_f64() * 1000.0;
    street.check(&posted, winners).await?;

    cancel.cancel();
    served.await?;
    street.close().await?;
    tokio::task::spawn_blocking(move || server.stop()).await??;
    let mut told = rush.told;
    let figures = Figures {
        wishes,
        claimers,
        winners,
        refused,
        p50_ms: told.percentile(50),
        p99_ms: told.percentile(99),
        slowest_ms: told.percentile(100),
        turned_away: rush.turned_away,
        judged_ms,
    };
    ensure!(winners == wishes && refused == claimers - wishes, "赢家应恰好 {wishes} 位");
    print(json, &figures, &words(&figures))?;
    Ok(ExitCode::SUCCESS)
}

fn words(figures: &Figures) -> String {
    let Figures { wishes, claimers, winners, refused, .. } = figures;
    let Figures { p50_ms, p99_ms, slowest_ms, turned_away, judged_ms, .. } = figures;
    format!(
        "{claimers} 人同时认领 {wishes} 个微心愿：{winners} 人领到，{refused} 人各得原因\n\
         认领得到受理：p50 {p50_ms:.1} 毫秒，p99 {p99_ms:.1} 毫秒，最慢 {slowest_ms:.1} 毫秒\
         （其间请稍后重试 {turned_away} 次）\n全部有了结果：{judged_ms:.0} 毫秒"
    )
}

/// Whoever claims: who it is, and with which token.
struct Person {
    id: PersonId,
    token: String,
}

fn people(count: u64, tokens: &Path) -> anyhow::Result<Vec<Person>> {
    let organisation = OrganisationId(ids::of_text("bench", "flash"));
    let one = |n: u64| {
        let id = PersonId(ids::of_text("bench flash", &n.to_string()));
        let actor = Actor::Person { person: id, organisation, role: Role::Member };
        Ok(Person { id, token: Tokens::add(tokens, &actor, None)? })
    };
    (0..count).map(one).collect()
}

/// What came of the rush.
struct Rush {
    from: Instant,
    told: Latencies,
    turned_away: u64,
}

/// Everybody claims at the same moment, each one wish; all wishes are claimed equally often.
async fn rush(address: SocketAddr, people: Vec<Person>, wishes: &[NeedId]) -> anyhow::Result<Rush> {
    let bell = Arc::new(Barrier::new(people.len() + 1));
    let mut tasks = Vec::with_capacity(people.len());
    for (person, wish) in people.into_iter().zip(wishes.iter().cycle()) {
        let wire = Wire::connect(address).await?;
        let body = serde_json::to_string(&propose(person.id, *wish)?)?;
        tasks.push(tokio::spawn(claim(wire, Arc::clone(&bell), person.token, body)));
    }
    bell.wait().await;
    let (from, mut told, mut turned_away) = (Instant::now(), Latencies::default(), 0);
    for task in tasks {
        let (took, away) = task.await??;
        told.add(took);
        turned_away += away;
    }
    Ok(Rush { from, told, turned_away })
}

fn propose(person: PersonId, wish: NeedId) -> anyhow::Result<claim::Propose> {
    Ok(claim::Propose {
        claimer: Claimer::Person(person),
        side: Side::Giving,
        need: Some(wish),
        offer: None,
        amount: Amount::new(1, Unit::Piece)?,
        slot: None,
        area: AREA.parse()?,
        message: None,
        wait: false,
    })
}

/// One claim, sent until it is taken: how long that took, and how often it was turned away.
async fn claim(
    mut wire: Wire,
    bell: Arc<Barrier>,
    token: String,
    body: String,
) -> anyhow::Result<(Duration, u64)> {
    let key = Uuid::from(fresh_command()).to_string();
    bell.wait().await;
    let from = Instant::now();
    let mut again = tokio::time::interval(AGAIN);
    let mut away = 0;
    loop {
        again.tick().await;
        let answer = wire.post("/claims", &token, Some(&key), &body).await?;
        match answer.status {
            202 => return Ok((from.elapsed(), away)),
            429 | 503 => away += 1,
            status => bail!("未能受理：{status} {}", String::from_utf8_lossy(answer.body)),
        }
    }
}

/// A community with wishes, and every service in this process, on a broker of its own.
struct Street {
    client: Client,
    hosts: Vec<Host>,
    community: OrganisationId,
}

impl Street {
    async fn open(folder: &Path, url: &str) -> anyhow::Result<Self> {
        let clock = Clock::default();
        let bus = async |name| connect(url.to_owned(), name).await;
        let mut hosts = Vec::new();
        for name in OF_THE_LISTS {
            hosts.push(host(folder, name, bus(name).await?, &clock).await?);
        }
        let client = Client::new(bus("gateway").await?);
        let register = organisation::Register {
            name: Text::new("望海社区党委")?,
            level: Level::Community,
            nature: None,
            credit_code: None,
            area: Some(AREA.parse()?),
            parent: None,
            address: None,
        };
        let community = make(&client, &operator::actor(), &register).await?;
        Ok(Self { client, hosts, community: OrganisationId(community) })
    }

    async fn close(self) -> anyhow::Result<()> {
        for host in self.hosts {
            host.drain().await?;
        }
        Ok(())
    }

    /// Wishes of as many families, each verified and posted.
    async fn post(
        &self,
        count: u64,
        shown: &indicatif::ProgressBar,
    ) -> anyhow::Result<Vec<NeedId>> {
        let clerk = person(self.community, Role::CommunityClerk);
        let mut posted = Vec::new();
        for n in 0..count {
            let need = NeedId(make(&self.client, &clerk, &self.wish(n)?).await?);
            make(&self.client, &clerk, &verified(need, n)?).await?;
            let terms = need::Terms::whole();
            make(&self.client, &clerk, &need::Post { need, terms }).await?;
            posted.push(need);
            shown.inc(1);
        }
        Ok(posted)
    }

    fn wish(&self, n: u64) -> anyhow::Result<need::Raise> {
        Ok(need::Raise {
            owner: self.community,
            title: Text::new(&format!("一个新书包（{n}）"))?,
            content: None,
            kind: Kind::Wish,
            category: Category::Goods,
            source: Source::Community,
            amount: Amount::new(1, Unit::Piece)?,
            place: None,
            wanted: None,
        })
    }

    /// Waits until every claim is judged: how many hold, and how many were refused.
    async fn judged(&self, claims: u64) -> anyhow::Result<(u64, u64)> {
        let all = usize::try_from(claims)?;
        let with = async |status, enough: &dyn Fn(usize) -> bool| {
            let page = PageRequest::first(1);
            let query = Claims { status: Some(status), page, ..Claims::default() };
            let total = |reply: &Reply<Page<ClaimLine>>| match reply {
                Reply::Done(page) if enough(page.total) => Some(page.total),
                Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
            };
            let found =
                self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, total).await?;
            found.with_context(|| format!("有认领一直没有结果：{status:?}"))
        };
        with(ClaimStatus::Proposed, &|waiting| waiting == 0).await?;
        let held = with(ClaimStatus::Held, &|_| true).await?;
        let refused = with(ClaimStatus::Refused, &|_| true).await?;
        ensure!(held + refused == all, "{all} 个认领中只有 {} 个有结果", held + refused);
        Ok((u64::try_from(held)?, u64::try_from(refused)?))
    }

    /// Each winner has another wish, and each wish says the same.
    async fn check(&self, wishes: &[NeedId], winners: u64) -> anyhow::Result<()> {
        let mut winner_of = HashMap::new();
        let mut offset = 0;
        loop {
            let page = PageRequest::at(offset, PageRequest::LIMIT_MAX);
            let query = Claims { status: Some(ClaimStatus::Held), page, ..Claims::default() };
            let Reply::Done(page) = self.client.query(&Actor::System, None, &query).await? else {
                bail!("无法查询认领");
            };
            winner_of.extend(page.items.iter().map(|line| (line.need, line.claimer)));
            let Some(next) = page.next_offset else { break };
            offset = next;
        }
        let claimers: BTreeSet<_> = winner_of.values().collect();
        let distinct = (winner_of.len(), claimers.len());
        let winners = usize::try_from(winners)?;
        ensure!(distinct == (winners, winners), "一个心愿有两位赢家");
        for wish in wishes {
            let query = contracts::needs::Need { need: *wish };
            let reply = self.client.query(&Actor::System, None, &query).await?;
            let Reply::Done(Some(line)) = reply else { bail!("无法查询心愿 {wish}") };
            let holders: Vec<_> = line.holds.iter().map(|hold| hold.claimer).collect();
            let winner: Vec<_> = winner_of.get(&Some(*wish)).copied().into_iter().collect();
            ensure!(holders == winner, "心愿 {wish} 的两份账目不一致");
        }
        Ok(())
    }
}

fn verified(need: NeedId, n: u64) -> anyhow::Result<need::VerifyWish> {
    Ok(need::VerifyWish {
        need,
        form: WishForm::Goods,
        value: Money { fen: 20_000 },
        family: Text::new(&format!("第{n}户"))?,
        beneficiary: need::Beneficiary { name: Text::new("某人")?, phone: None, address: None },
        minor: false,
        guardian_agreed_on: None,
    })
}

/// Does it, and gives the id of what it made.
async fn make<C: Command>(client: &Client, actor: &Actor, body: &C) -> anyhow::Result<Uuid> {
    let command = fresh_command();
    match client.command(actor, command, body).await? {
        Reply::Done(_) => Ok(ids::derive(command.into(), 0)),
        Reply::Rejected(rejection) => bail!("{}：{}", C::SUBJECT, rejection.code()),
        Reply::Failed(failure) => bail!("{}：{failure}", C::SUBJECT),
    }
}
