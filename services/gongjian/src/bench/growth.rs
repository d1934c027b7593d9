//! `gongjian bench growth`: the same commands and queries while one community's lists grow from
//! 1× to 10× and 100×. Nothing may grow faster than the logarithm of what is stored.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use bus::Bus;
use contracts::needs::need::{self, Kind, Outcome, Source};
use contracts::projects::{ClaimStatus, claim, project, record};
use contracts::registry::area;
use contracts::registry::organisation::{self, Level};
use contracts::resources::offer::{self, Category};
use contracts::{Actor, Command, PageRequest, Query, Reply, Role};
use contracts::{needs, projects, registry, resources};
use runtime::{Client, Clock, Host, fresh_command};
use serde::Serialize;
use values::{
    Amount, AreaCode, ClaimId, NeedId, OfferId, OrganisationId, ProjectId, RecordId, Text, Unit,
    Uuid, ids, time,
};

use super::latencies::Latencies;
use super::{OF_THE_LISTS, folder, host, print};
use crate::demo::person;
use crate::operator;
use crate::progress;

/// The lists of one community in a year: offers, needs, claims and projects, as many of each.
const LINES: u64 = 50;
const SCALES: [u64; 3] = [1, 10, 100];
/// What takes this many times as long at 100× is named; the logarithm of the lists only doubles.
const SUSPICIOUS_TIMES: f64 = 3.0;
/// Differences below this are the machine's noise, not growth.
const NOISE_MS: f64 = 0.25;
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

fn samples() -> impl clap::builder::TypedValueParser<Value = u64> {
    clap::value_parser!(u64).range(10..=10_000)
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 每种操作测量多少次
    #[arg(long, value_name = "次数", default_value_t = 200, value_parser = samples())]
    samples: u64,
}

/// Median and p99 at one scale, in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
struct Took {
    scale: u64,
    p50_ms: f64,
    p99_ms: f64,
}

#[derive(Serialize)]
struct Figures {
    lines: u64,
    samples: u64,
    commands: BTreeMap<&'static str, Vec<Took>>,
    queries: BTreeMap<&'static str, Vec<Took>>,
    /// What takes more than three times as long at 100× as at 1×.
    suspicious: Vec<&'static str>,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let mut figures = Figures {
        lines: LINES,
        samples: args.samples,
        commands: BTreeMap::new(),
        queries: BTreeMap::new(),
        suspicious: Vec::new(),
    };
    for scale in SCALES {
        let folder = folder()?;
        let town = Town::open(folder.path()).await?;
        let shown = progress::of_pieces("社区清单", scale * LINES + args.samples);
        let measured = town.grow(scale * LINES, args.samples, &shown).await;
        shown.finish_and_clear();
        let Stopwatch { commands, queries, .. } = measured?;
        add(&mut figures.commands, scale, commands);
        add(&mut figures.queries, scale, queries);
    }
    let all = figures.commands.iter().chain(&figures.queries);
    figures.suspicious = all.filter(|(_, took)| grows(took)).map(|(name, _)| *name).collect();
    print(args.json, &figures, &words(&figures))?;
    Ok(ExitCode::SUCCESS)
}

fn add(all: &mut BTreeMap<&'static str, Vec<Took>>, scale: u64, measured: Measured) {
    for (name, mut latencies) in measured {
        let (p50_ms, p99_ms) = (latencies.percentile(50), latencies.percentile(99));
        all.entry(name).or_default().push(Took { scale, p50_ms, p99_ms });
    }
}

/// Does it take much longer on long lists than on short ones?
fn grows(took: &[Took]) -> bool {
    let (Some(short), Some(long)) = (took.first(), took.last()) else { return false };
    long.p50_ms > SUSPICIOUS_TIMES * short.p50_ms && long.p50_ms - short.p50_ms > NOISE_MS
}

fn words(figures: &Figures) -> String {
    let Figures { lines, samples, commands, queries, suspicious } = figures;
    let mut table = crate::table::with(&["操作", "1×", "10×", "100×"]);
    for (name, took) in commands.iter().chain(queries) {
        let cells = took.iter().map(|took| format!("{:.2} / {:.2}", took.p50_ms, took.p99_ms));
        table.add_row(std::iter::once((*name).to_owned()).chain(cells));
    }
    let verdict = if suspicious.is_empty() {
        "没有任何操作随清单变长而明显变慢".to_owned()
    } else {
        format!("随清单变长明显变慢：{}", suspicious.join("、"))
    };
    format!(
        "{table}\n一个社区的清单各 {lines} 条、十倍、百倍；每种操作 {samples} 次，\
         中位数 / p99（毫秒）\n{verdict}"
    )
}

type Measured = BTreeMap<&'static str, Latencies>;

/// Does things and keeps how long they took.
#[derive(Default)]
struct Stopwatch {
    running: bool,
    commands: Measured,
    queries: Measured,
}

/// One community and one unit, with every service in this process.
struct Town {
    client: Client,
    hosts: Vec<Host>,
    clock: Clock,
    community: OrganisationId,
    unit: OrganisationId,
    area: AreaCode,
    watch: Stopwatch,
}

impl Town {
    async fn open(folder: &Path) -> anyhow::Result<Self> {
        let (bus, clock) = (Bus::memory(), Clock::default());
        let mut hosts = Vec::new();
        for name in OF_THE_LISTS {
            hosts.push(host(folder, name, bus.clone(), &clock).await?);
        }
        let nobody = OrganisationId(Uuid::nil());
        let mut town = Self {
            client: Client::new(bus),
            hosts,
            clock,
            community: nobody,
            unit: nobody,
            area: "990101001001".parse()?,
            watch: Stopwatch::default(),
        };
        town.settle().await?;
        Ok(town)
    }

    async fn settle(&mut self) -> anyhow::Result<()> {
        let operator = operator::actor();
        for (code, name) in
            [("9901", "听涛市"), ("990101001", "听涛街道"), ("990101001001", "望海社区")]
        {
            let add = area::Add { code: code.parse()?, name: Text::new(name)? };
            self.act(&operator, &add).await?;
        }
        self.community = self.register("望海社区党委", Level::Community).await?;
        self.unit = self.register("听涛医院", Level::Unit).await?;
        Ok(())
    }

    async fn register(&mut self, name: &str, level: Level) -> anyhow::Result<OrganisationId> {
        let register = organisation::Register {
            name: Text::new(name)?,
            level,
            nature: None,
            credit_code: None,
            area: Some(self.area),
            parent: None,
            address: None,
        };
        self.make(&operator::actor(), &register).await
    }

    /// Lets the lists grow to `lines`, and measures `samples` lines more, with all that is asked
    /// about them.
    async fn grow(
        mut self,
        lines: u64,
        samples: u64,
        shown: &indicatif::ProgressBar,
    ) -> anyhow::Result<Stopwatch> {
        for line in 0..lines + samples {
            self.watch.running = line >= lines;
            self.line(line).await?;
            shown.inc(1);
        }
        for host in self.hosts {
            host.drain().await?;
        }
        Ok(self.watch)
    }

    /// An offer, a need, and the claim that brings them together, to its end.
    async fn line(&mut self, line: u64) -> anyhow::Result<()> {
        let clerk = person(self.community, Role::CommunityClerk);
        let secretary = person(self.community, Role::CommunitySecretary);
        let liaison = person(self.unit, Role::Liaison);
        let amount = Amount::new(1, Unit::Session)?;
        let offer = self.offer(&liaison, line).await?;
        let need = self.need(&clerk, line).await?;
        let propose = claim::Propose {
            claimer: self.unit.into(),
            side: claim::Side::Giving,
            need: Some(need),
            offer: Some(offer),
            amount,
            area: self.area,
            slot: None,
            message: None,
            wait: false,
        };
        let claim: ClaimId = self.make(&liaison, &propose).await?;
        self.held(claim).await?;
        self.act(&clerk, &claim::Accept { claim }).await?;
        let title = Text::new("义诊共建")?;
        self.act(&clerk, &project::Open { claim, title, agreement: None, kept: None }).await?;
        let project = project::id(claim);
        self.serve(&liaison, &clerk, project).await?;
        self.act(&liaison, &project::AskAcceptance { project }).await?;
        self.act(&secretary, &project::Accept { project }).await?;
        self.delivered(need).await?;
        self.act(&clerk, &need::Close { need, outcome: Outcome::Solved }).await?;
        self.questions(&clerk, offer, need, claim, project).await
    }
}

impl Town {
    async fn offer(&mut self, liaison: &Actor, line: u64) -> anyhow::Result<OfferId> {
        let list = offer::List { owner: self.unit, ..super::lists::offer(line) };
        self.make(liaison, &list).await
    }

    async fn need(&mut self, clerk: &Actor, line: u64) -> anyhow::Result<NeedId> {
        let amount = Amount::new(1, Unit::Session)?;
        let raise = need::Raise {
            owner: self.community,
            title: Text::new(&format!("老人健康体检第{line}期"))?,
            content: None,
            kind: Kind::Common,
            category: Category::Service,
            source: Source::Community,
            amount,
            place: None,
            wanted: None,
        };
        let need: NeedId = self.make(clerk, &raise).await?;
        self.act(clerk, &need::Verify { need, amount }).await?;
        self.act(clerk, &need::Post { need, terms: need::Terms::whole() }).await?;
        Ok(need)
    }

    async fn serve(
        &mut self,
        liaison: &Actor,
        clerk: &Actor,
        project: ProjectId,
    ) -> anyhow::Result<()> {
        let service = record::Service {
            what: Text::new("到社区开展服务")?,
            date: time::date_at(self.clock.now()),
            minutes: 90,
            people: 3,
            attendance: vec![],
            no_shows: vec![],
            quantity: 1,
            duty: None,
        };
        let record: RecordId =
            self.make(liaison, &record::Record { project, service, kept: None }).await?;
        self.act(clerk, &record::Confirm { record, kept: None }).await
    }

    /// Everything that is asked about these lines, each as pages of the lists ask it.
    async fn questions(
        &mut self,
        clerk: &Actor,
        offer: OfferId,
        need: NeedId,
        claim: ClaimId,
        project: ProjectId,
    ) -> anyhow::Result<()> {
        let page = PageRequest::default();
        self.ask(clerk, &resources::Offers { page, ..Default::default() }).await?;
        self.ask(clerk, &resources::Offer { offer }).await?;
        self.ask(clerk, &needs::Needs { owner: Some(self.community), ..Default::default() })
            .await?;
        self.ask(clerk, &needs::Need { need }).await?;
        self.ask(clerk, &projects::Claims { need: Some(need), ..Default::default() }).await?;
        self.ask(clerk, &projects::Claim { claim }).await?;
        self.ask(clerk, &projects::Projects::default()).await?;
        self.ask(clerk, &projects::Project { project }).await?;
        self.ask(clerk, &registry::Organisations::default()).await?;
        self.ask(clerk, &registry::Organisation { organisation: self.unit }).await?;
        self.ask(clerk, &registry::CheckIns::default()).await?;
        Ok(())
    }

    /// Waits for both ledgers; not measured, as it is no request of its own.
    async fn held(&self, claim: ClaimId) -> anyhow::Result<()> {
        let held = |reply: &Reply<Option<projects::ClaimLine>>| match reply {
            Reply::Done(Some(line)) if line.status == ClaimStatus::Held => Some(()),
            Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let query = projects::Claim { claim };
        let seen = self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, held);
        seen.await?.with_context(|| format!("认领 {claim} 未能占用"))
    }

    async fn delivered(&self, need: NeedId) -> anyhow::Result<()> {
        let delivered = |reply: &Reply<Option<needs::NeedLine>>| match reply {
            Reply::Done(Some(line)) if line.held == 0 && line.delivered > 0 => Some(()),
            Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let query = needs::Need { need };
        let seen = self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, delivered);
        seen.await?.with_context(|| format!("需求 {need} 未能交付"))
    }

    async fn act<C: Command>(&mut self, actor: &Actor, body: &C) -> anyhow::Result<()> {
        self.make::<C, Uuid>(actor, body).await.map(|_| ())
    }

    /// Does it, and gives the id of what it made.
    async fn make<C: Command, I: From<Uuid>>(
        &mut self,
        actor: &Actor,
        body: &C,
    ) -> anyhow::Result<I> {
        let (command, asked) = (fresh_command(), Instant::now());
        let reply = self.client.command(actor, command, body).await?;
        if self.watch.running {
            self.watch.commands.entry(C::SUBJECT).or_default().add(asked.elapsed());
        }
        match reply {
            Reply::Done(_) => Ok(ids::derive(command.into(), 0).into()),
            Reply::Rejected(rejection) => bail!("{}：{}", C::SUBJECT, rejection.code()),
            Reply::Failed(failure) => bail!("{}：{failure}", C::SUBJECT),
        }
    }

    async fn ask<Q: Query>(&mut self, actor: &Actor, body: &Q) -> anyhow::Result<()> {
        if !self.watch.running {
            return Ok(());
        }
        let asked = Instant::now();
        let reply = self.client.query(actor, None, body).await?;
        self.watch.queries.entry(Q::SUBJECT).or_default().add(asked.elapsed());
        match reply {
            Reply::Done(_) => Ok(()),
            Reply::Rejected(rejection) => bail!("{}：{}", Q::SUBJECT, rejection.code()),
            Reply::Failed(failure) => bail!("{}：{failure}", Q::SUBJECT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(scale: u64, p50_ms: f64) -> Took {
        Took { scale, p50_ms, p99_ms: p50_ms }
    }

    #[test]
    fn what_takes_much_longer_on_long_lists_is_suspicious_and_noise_is_not() {
        assert!(grows(&[took(1, 0.2), took(10, 0.3), took(100, 0.9)]));
        assert!(!grows(&[took(1, 0.2), took(10, 0.3), took(100, 0.5)]));
        assert!(!grows(&[took(1, 0.01), took(10, 0.02), took(100, 0.1)]), "a tenth of a ms");
        assert!(!grows(&[]));
    }
}
