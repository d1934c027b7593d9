//! Plans carried out by the real services, over a bus and logs in memory.

use std::sync::Arc;

use bus::{Bus, MirrorPolicy};
use contracts::needs::Needs;
use contracts::projects::{ClaimStatus, Claims};
use contracts::registry::{CheckInStatus, CheckIns, Organisations};
use contracts::resources::Offers;
use contracts::{Actor, PageRequest, Position};
use eventlog::{Keys, Log as _, MemoryLog};
use runtime::{Client, Clock, Host, HostOptions, Service};
use sheets::RowNumber;
use values::{Hash, Timestamp};

use super::*;
use crate::import::carrying_out::Taker;
use crate::import::{Before, Job, Outcome, before, carrying_out, import, roster, take};
use crate::operator::{actor, ask};

const PAGE: PageRequest = PageRequest::first(200);

/// What the lists say is to come, whenever the tests run.
fn now() -> Timestamp {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

/// All services in this process.
pub(super) struct Town {
    pub(super) client: Client,
    actor: Actor,
    logs: Vec<Arc<MemoryLog>>,
    hosts: Vec<Host>,
}

impl Town {
    pub(super) async fn start() -> Self {
        let bus = Bus::memory();
        let mut town =
            Self { client: Client::new(bus.clone()), actor: actor(), logs: vec![], hosts: vec![] };
        town.serve::<registry::Registry>(&bus).await;
        town.serve::<resources::Resources>(&bus).await;
        town.serve::<needs::Needs>(&bus).await;
        town.serve::<projects::Projects>(&bus).await;
        town
    }

    async fn serve<S: Service>(&mut self, bus: &Bus) {
        let log = Arc::new(MemoryLog::new());
        let options = HostOptions {
            bus: bus.clone(),
            log: Arc::clone(&log) as _,
            keys: Arc::new(Keys::memory()),
            clock: Clock::standing_at(now()),
            policy: MirrorPolicy::Embedded,
        };
        self.hosts.push(Host::start::<S>(options).await.unwrap());
        self.logs.push(log);
    }

    pub(super) async fn stop(self) {
        for host in self.hosts {
            host.drain().await.unwrap();
        }
    }

    fn heads(&self) -> Vec<Position> {
        self.logs.iter().map(|log| log.head().position).collect()
    }

    async fn known(&self, job: &Job) -> Known {
        Known::ask(&self.client, job.kind, job.options.under, now()).await.unwrap()
    }

    pub(super) async fn plan(&self, job: &Job) -> Plan {
        let known = self.known(job).await;
        let options = job.options.clone();
        let plan = super::super::kinds::plan(job.kind, &job.table, job.id, &known, options);
        let mut plan = plan.unwrap();
        roster::leave_out_known(&self.client, &self.actor, &mut plan).await.unwrap();
        plan
    }

    /// Imports a list that must be taken whole.
    pub(super) async fn import(&self, job: &Job) -> Plan {
        let plan = self.plan(job).await;
        assert_eq!(refused(&plan), [], "{}", job.kind);
        let outcome = self.take(job, &plan).await;
        assert_eq!(outcome, Outcome { taken: plan.rows, failed: [].into() }, "{}", job.kind);
        plan
    }

    /// Only the first `steps` steps.
    pub(super) async fn import_part(&self, job: &Job, steps: usize) {
        let mut part = self.plan(job).await;
        part.steps.sort_by_key(|step| step.what.stage());
        part.steps.truncate(steps);
        carrying_out::carry_out(self.taker(), &part, &|_, _| ()).await.unwrap();
    }

    async fn take(&self, job: &Job, plan: &Plan) -> Outcome {
        take(self.taker(), job, plan, &|_, _| ()).await.unwrap()
    }

    fn taker(&self) -> Taker<'_> {
        Taker { client: &self.client, actor: &self.actor }
    }

    /// What the lists show, without ids of this run and times.
    async fn shown(&self) -> Vec<String> {
        let organisations = Organisations { page: PAGE, ..Organisations::default() };
        let mut shown: Vec<String> = Vec::new();
        for line in ask(&self.client, &organisations).await.unwrap().items {
            shown.push(format!("{} {} {:?}", line.id, line.name, line.aliases));
        }
        let check_ins = CheckIns { page: PAGE, ..CheckIns::default() };
        for line in ask(&self.client, &check_ins).await.unwrap().items {
            shown.push(format!("{} {:?} {:?} {}", line.id, line.who, line.status, line.primary));
        }
        for line in
            ask(&self.client, &Offers { page: PAGE, ..Offers::default() }).await.unwrap().items
        {
            shown.push(format!("{} {} {} {}", line.id, line.owner, line.title, line.amount));
        }
        for line in
            ask(&self.client, &Needs { page: PAGE, ..Needs::default() }).await.unwrap().items
        {
            shown.push(format!("{} {} {:?} {}", line.id, line.title, line.status, line.held));
        }
        for line in
            ask(&self.client, &Claims { page: PAGE, ..Claims::default() }).await.unwrap().items
        {
            shown.push(format!("{} {:?} {:?}", line.id, line.claimer, line.status));
        }
        shown.sort_unstable();
        shown
    }
}

pub(super) fn job(kind: Kind, text: &str) -> Job {
    let file = Hash::of(text.as_bytes());
    let owned = !matches!(kind, Kind::Areas | Kind::Holidays);
    Job {
        kind,
        id: import::id(kind.name(), file, &actor()),
        file,
        name: format!("{kind}.csv"),
        table: table(text),
        options: if owned { street() } else { Options::default() },
    }
}

/// One list of each kind; earlier ones name what later ones need.
pub(super) fn lists() -> Vec<Job> {
    let mended = JOINT_UNITS.replace("4,,", "4,海三居民区党支部,");
    vec![
        job(Kind::Areas, AREAS),
        job(Kind::Holidays, "date,name,day_off\n2031-01-01,元旦,1\n2031-02-01,春节,1\n"),
        job(Kind::JointUnits, &mended),
        job(Kind::Units, "单位名称,单位性质,报到社区\n海鸥救援队,社会组织,松林社区\n"),
        job(
            Kind::Members,
            "姓名,联系电话,工作单位,居住社区\n王一,13000000001,听涛医院,松林社区\n\
             王二,,海鸥救援队,海湾一村社区\n",
        ),
        job(Kind::Venues, "场地名称,容纳人数\n松林居民区活动室,60\n听涛大厦会议室,30\n"),
        job(
            Kind::HelpClaims,
            "认领单位,帮助对象,帮助形式\n听涛医院,老人,陪诊\n海晨银行,学生,现金\n",
        ),
        job(Kind::SocialOrgs, "社会组织名称,服务项目\n望海社工站,\"1、义诊\n2、义剪\"\n"),
        job(Kind::CultureEvents, "活动名称,时间,参加人数\n渔家号子展演,46083,200\n"),
        job(Kind::FinanceVisits, "居民区名称,金融单位,活动时间\n松林居民区,海晨银行,2026.3\n"),
        job(Kind::ArmyServices, "项目,开展时间,地点\n国防教育,每季度一次,听涛公园\n"),
        job(Kind::MicroWishes, "心愿内容,心愿人群,上报社区\n一个书包,学生,松林居民区党总支\n"),
        job(Kind::Offers, "项目名称,所属单位,拟认领数\n义诊,听涛医院,12\n"),
        job(Kind::Needs, "项目名称,需求方,拟认领数\n理发,松林居民区党总支,3\n"),
    ]
}

#[tokio::test]
async fn every_kind_is_taken_once() {
    let town = Town::start().await;
    for job in lists() {
        assert!(matches!(before(&town.client, job.id).await.unwrap(), Before::Never));
        let plan = town.import(&job).await;
        let after = before(&town.client, job.id).await.unwrap();
        let Before::Finished { taken, failed: 0 } = after else { panic!("{} not done", job.kind) };
        assert_eq!(taken, plan.rows, "{}", job.kind);
        // The same steps once more change nothing, and neither do those of a plan made anew.
        let heads = town.heads();
        town.take(&job, &plan).await;
        town.import(&job).await;
        assert_eq!(town.heads(), heads, "{}", job.kind);
    }
    let claims = ask(&town.client, &Claims { page: PAGE, ..Claims::default() }).await.unwrap();
    assert_eq!(claims.total, 2);
    assert!(claims.items.iter().all(|claim| claim.status == ClaimStatus::Accepted));
    let check_ins =
        ask(&town.client, &CheckIns { page: PAGE, ..CheckIns::default() }).await.unwrap();
    assert_eq!(check_ins.total, 8);
    assert!(check_ins.items.iter().all(|line| line.status == CheckInStatus::Active));
    town.stop().await;
}

#[tokio::test]
async fn an_import_that_was_cut_off_goes_on_to_the_same_end() {
    let lists = lists();
    let (areas, rest) = lists.split_first().unwrap();
    let whole = Town::start().await;
    whole.import(areas).await;
    let kinds = [Kind::JointUnits, Kind::HelpClaims, Kind::SocialOrgs, Kind::FinanceVisits];
    let rest: Vec<_> = rest.iter().filter(|job| kinds.contains(&job.kind)).collect();
    for job in &rest {
        whole.import(job).await;
    }
    let wanted = whole.shown().await;
    whole.stop().await;
    for done in [0, 1, 7, 16] {
        let town = Town::start().await;
        town.import(areas).await;
        for job in &rest {
            town.import_part(job, done).await;
            town.import(job).await;
        }
        assert_eq!(town.shown().await, wanted, "cut off after {done} steps");
        town.stop().await;
    }
}

#[tokio::test]
async fn a_row_that_fails_meanwhile_is_named_and_the_others_are_taken() {
    let town = Town::start().await;
    town.import(&job(Kind::Areas, AREAS)).await;
    let list = "姓名,居住社区\n王一,松林社区\n王二,海湾一村社区\n";
    let job = job(Kind::Members, list);
    // Known when the list was judged, and gone when it is carried out.
    let mut known = town.known(&job).await;
    let gone = organisation("松林社区党委", Level::Community, Some("990101001003"));
    known.organisations.push(gone);
    let plan = super::super::kinds::plan(job.kind, &job.table, job.id, &known, job.options.clone());
    let outcome = town.take(&job, &plan.unwrap()).await;
    assert_eq!((outcome.taken, outcome.failed.len()), (1, 1));
    let reason = &outcome.failed[&RowNumber(2)];
    assert_eq!(reason.code, "person.unknown_organisation");
    assert!(!reason.said.contains(&reason.code) && reason.said.contains('：'), "{}", reason.said);
    let after = before(&town.client, job.id).await.unwrap();
    assert!(matches!(after, Before::Finished { taken: 1, failed: 1 }));
    town.stop().await;
}

#[tokio::test]
async fn many_members_are_taken_and_one_who_fails_keeps_nobody_else_out() {
    let town = Town::start().await;
    town.import(&job(Kind::Areas, AREAS)).await;
    let line = |n| {
        let home = if n == 50 { "海湾一村社区" } else { "松林社区" };
        format!("王一,{},{home}\n", 13_000_000_000_u64 + n)
    };
    let lines: String = (0..100).map(line).collect();
    let job = job(Kind::Members, &format!("姓名,联系电话,居住社区\n{lines}"));
    let mut known = town.known(&job).await;
    let gone = organisation("海湾一村社区党委", Level::Community, Some("990101001001"));
    known.organisations.push(gone);
    let plan = super::super::kinds::plan(job.kind, &job.table, job.id, &known, job.options.clone());
    let plan = plan.unwrap();
    let before = town.heads();
    let outcome = town.take(&job, &plan).await;
    assert_eq!(outcome.taken, 99);
    let failed = outcome.failed.iter().map(|(row, reason)| (*row, reason.code.as_str()));
    assert!(failed.eq([(RowNumber(52), "person.unknown_organisation")]));
    let check_ins = CheckIns { page: PAGE, ..CheckIns::default() };
    let check_ins = ask(&town.client, &check_ins).await.unwrap();
    assert_eq!(check_ins.total, 99);
    assert!(check_ins.items.iter().all(|line| line.status == CheckInStatus::Active));
    // The record of the import, street and community, two whole commands, 39 of one person each.
    let heads = town.heads();
    assert_eq!(heads[0] - before[0], 2 + 2 + 2 + 39);
    town.take(&job, &plan).await;
    assert_eq!(town.heads(), heads);
    town.stop().await;
}

#[tokio::test]
async fn a_unit_with_a_main_community_checks_in_beside_it() {
    let town = Town::start().await;
    town.import(&job(Kind::Areas, AREAS)).await;
    let first = "居民区党组织名称,联建单位名称\n松林居民区党总支,听涛医院\n";
    town.import(&job(Kind::JointUnits, first)).await;
    let second = "居民区党组织名称,联建单位名称\n海湾一村居民区党总支,听涛医院\n";
    town.import(&job(Kind::JointUnits, second)).await;
    let lines = ask(&town.client, &CheckIns { page: PAGE, ..CheckIns::default() }).await.unwrap();
    let primary: Vec<_> = lines.items.iter().map(|line| line.primary).collect();
    assert_eq!(primary, [false, true], "the newest first");
    assert!(lines.items.iter().all(|line| line.status == CheckInStatus::Active));
    town.stop().await;
}

#[tokio::test]
async fn a_file_of_another_name_is_the_same_import() {
    let town = Town::start().await;
    let areas = job(Kind::Areas, AREAS);
    town.import(&areas).await;
    let copy = Job { name: "副本.csv".to_owned(), ..job(Kind::Areas, AREAS) };
    assert!(matches!(before(&town.client, copy.id).await.unwrap(), Before::Finished { .. }));
    town.import(&copy).await;
    town.stop().await;
}
