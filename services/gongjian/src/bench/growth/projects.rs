//! Agreements, and the projects under them: proposed, carried out, recorded, accepted, ended.

use contracts::PageRequest;
use contracts::needs::need::{self, Outcome};
use contracts::projects::claim::{self, Propose as Proposal};
use contracts::projects::project::{
    Accept, AddClaim, Approve, Archive, AskAcceptance, AskRework, Attach, Attachment, Continue,
    Detach, End, Funds, Open, Propose, ReachMilestone, ReceiveFunds, Refuse, Resume, SetMilestone,
    SpendFunds, Start, Suspend,
};
use contracts::projects::record::{
    Attendance, Confirm, Correct, Counter, DutyDone, Record, Service,
};
use contracts::projects::{
    Agreement, AgreementDrafts, Agreements, ArchiveSheet, FundsList, Project, ProjectNames,
    Projects, RecordNames, Records, Roll, RollCode, Rolls, Titled, agreement, project, roll,
};
use values::{AgreementId, Hash, Money, ProjectId, RecordId, RollId, time};

use super::claims::{accepted, proposal};
use super::line::{Line, name, sessions, text};
use super::needs::{member, posted};

/// Once what the unit promised in its agreement.
const DUTY: Option<DutyDone> = Some(DutyDone { number: 1, quantity: 1 });

pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let agreement = agree(line).await?;
    let project = project::id(line.id("claim"));
    plan(line, project).await?;
    money(line, project).await?;
    records(line, project).await?;
    rolls(line, project).await?;
    end_agreement(line, agreement, project).await?;
    finish(line, project).await?;
    proposed(line).await?;
    questions(line, project, agreement).await?;
    broken(line).await?;
    delivered(line).await
}

fn terms(line: &Line<'_>) -> agreement::Terms {
    let duty = |party, what: &str| {
        let (kind, amount) = (agreement::DutyKind::Service, None);
        agreement::Duty { party, kind, what: text(what), amount }
    };
    let from = line.today();
    agreement::Terms {
        title: text(&format!("义诊共建{}", name(line.number))),
        project: None,
        duties: vec![duty(line.town.unit, "每月义诊"), duty(line.town.community, "提供场地")],
        from,
        until: time::plus_months(from, 12),
        responsible: vec![],
        plan: None,
        breach: None,
    }
}

/// Drafted twice, signed by both, published.
async fn agree(line: Line<'_>) -> anyhow::Result<AgreementId> {
    let (town, claim) = (line.town, line.id("claim"));
    let (clerk, agreement) = (town.clerk(), agreement::id(claim));
    let draft = agreement::Draft { claim: Some(claim), parties: vec![], terms: terms(&line) };
    line.act(&clerk, draft).await?;
    let changed = agreement::Terms { plan: Some(text("每月第一周")), ..terms(&line) };
    line.act(&clerk, agreement::Redraft { agreement, terms: changed }).await?;
    let (_, person) = member(&line, town.unit);
    let until = time::plus_months(line.today(), 6);
    let delegate = agreement::Delegate { agreement, party: town.unit, person, until };
    line.act(&town.head(), delegate).await?;
    for (party, head) in [(town.unit, town.head()), (town.community, town.secretary())] {
        line.act(&head, agreement::Sign { agreement, party, draft: 2 }).await?;
    }
    line.act(&clerk, agreement::Publish { agreement }).await?;
    let (party, year) = (town.community, line.today().year());
    let verdict = agreement::Verdict::Fulfilled;
    line.act(&clerk, agreement::Review { agreement, party, year, verdict, remark: None }).await?;
    Ok(agreement)
}

async fn plan(line: Line<'_>, project: ProjectId) -> anyhow::Result<()> {
    let (liaison, on) = (line.town.liaison(), line.today());
    let set = SetMilestone { project, milestone: 1, title: text("首次义诊"), due: on };
    line.act(&liaison, set).await?;
    line.act(&liaison, ReachMilestone { project, milestone: 1, on }).await?;
    let file = Hash::of(line.own("picture").as_bytes());
    let attachment = Attachment { file, name: text("现场.jpg"), record: None };
    line.act(&liaison, Attach { project, attachment }).await?;
    line.act(&liaison, Detach { project, file, reason: text("传错了") }).await
}

async fn money(line: Line<'_>, project: ProjectId) -> anyhow::Result<()> {
    let (clerk, date) = (line.town.clerk(), line.today());
    let funds = |key: &str, fen| Funds {
        amount: Money { fen },
        what: text("义诊耗材"),
        date,
        voucher: Hash::of(line.own(key).as_bytes()),
    };
    line.act(&clerk, ReceiveFunds { project, funds: funds("received", 50_000) }).await?;
    line.act(&clerk, SpendFunds { project, funds: funds("spent", 20_000) }).await?;
    line.see(FundsList { project: None, page: PageRequest::first(20) }).await
}

/// One evening at which a member came.
fn evening(line: &Line<'_>) -> Service {
    let (_, person) = member(line, line.town.unit);
    Service {
        what: text("到社区义诊"),
        date: line.today(),
        minutes: 90,
        people: 3,
        attendance: vec![Attendance { person, minutes: 90 }],
        no_shows: vec![],
        quantity: 1,
        duty: None,
    }
}

/// Recorded wrongly, corrected, confirmed; and one that never was.
async fn records(line: Line<'_>, project: ProjectId) -> anyhow::Result<()> {
    let (liaison, clerk) = (line.town.liaison(), line.town.clerk());
    let extra = Service { quantity: 0, duty: DUTY, ..evening(&line) };
    let record = |service: Service| Record { project, service, kept: None };
    let wrong: RecordId = line.make("wrong", &liaison, record(evening(&line))).await?;
    let service = Service { minutes: 100, ..evening(&line) };
    let correct = Correct { record: wrong, reason: text("时长写错"), service };
    let right: RecordId = line.make("record", &liaison, correct).await?;
    line.act(&clerk, Confirm { record: right, kept: None }).await?;
    let never: RecordId = line.make("never", &liaison, record(extra)).await?;
    line.act(&liaison, Counter { record: never, reason: text("当天未去") }).await?;
    line.see(contracts::projects::Record { record: right }).await?;
    line.see(RecordNames { records: vec![right, wrong] }).await?;
    let page = PageRequest::first(20);
    line.see(Records { organisation: Some(line.town.community), page, ..Default::default() }).await
}

/// Signed in and out by the code that is shown.
async fn rolls(line: Line<'_>, project: ProjectId) -> anyhow::Result<()> {
    let liaison = line.town.liaison();
    let (member, person) = member(&line, line.town.unit);
    let open = roll::Open { project, expected: vec![person] };
    let roll: RollId = line.make("roll", &liaison, open).await?;
    let shown = line.learn(&liaison, RollCode { roll }).await?;
    if let Some(shown) = shown {
        let code = shown.code;
        line.act(&member, roll::SignIn { roll, code: code.clone() }).await?;
        line.act(&member, roll::SignOut { roll, code }).await?;
    }
    line.look(&liaison, Roll { roll }).await?;
    line.look(&liaison, Rolls { project: Some(project), page: PageRequest::first(20) }).await?;
    let (what, duty) = (text("义诊"), DUTY);
    let close = roll::Close { roll, what, quantity: 0, duty, settled: vec![] };
    let record: RecordId = line.make("on the roll", &liaison, close).await?;
    line.act(&line.town.clerk(), Confirm { record, kept: None }).await
}

/// Both want to end it; the project goes on without.
async fn end_agreement(
    line: Line<'_>,
    agreement: AgreementId,
    project: ProjectId,
) -> anyhow::Result<()> {
    let town = line.town;
    for (party, head) in [(town.unit, town.head()), (town.community, town.secretary())] {
        let reason = text("改为长期合作");
        line.act(&head, agreement::AskEnd { agreement, party, reason }).await?;
    }
    line.act(&town.clerk(), Continue { project }).await
}

async fn finish(line: Line<'_>, project: ProjectId) -> anyhow::Result<()> {
    let (liaison, secretary) = (line.town.liaison(), line.town.secretary());
    line.act(&liaison, AskAcceptance { project }).await?;
    line.act(&secretary, AskRework { project, reason: text("还差总结") }).await?;
    line.act(&liaison, AskAcceptance { project }).await?;
    line.act(&secretary, Accept { project }).await?;
    line.act(&secretary, Archive { project }).await
}

/// Refused first, then approved, with a second claim, and ended.
async fn proposed(line: Line<'_>) -> anyhow::Result<()> {
    let (liaison, clerk) = (line.town.liaison(), line.town.clerk());
    let claim = accepted(line, "proposed").await?;
    let project = project::id(claim);
    let propose = |title: &str| Propose { claim, title: text(title), agreement: None, kept: None };
    line.act(&liaison, propose("义诊")).await?;
    line.act(&clerk, Refuse { project, reason: text("请写明地点") }).await?;
    line.act(&liaison, propose("广场义诊")).await?;
    line.act(&clerk, Approve { project }).await?;
    line.act(&liaison, Start { project }).await?;
    line.act(&clerk, Suspend { project, reason: text("天气原因") }).await?;
    line.act(&clerk, Resume { project }).await?;
    let need = posted(line, "more", "量血压", 1).await?;
    let more = Proposal { need: Some(need), offer: None, ..proposal(&line) };
    let claim = line.make("added", &liaison, more).await?;
    line.act(&clerk, claim::Accept { claim }).await?;
    line.act(&clerk, AddClaim { project, claim }).await?;
    line.act(&clerk, End { project, reason: text("不再需要") }).await?;
    let outcome = Outcome::Withdrawn { reason: text("不再需要") };
    line.act(&clerk, need::Close { need, outcome }).await
}

async fn questions(
    line: Line<'_>,
    project: ProjectId,
    agreement: AgreementId,
) -> anyhow::Result<()> {
    let (town, page) = (line.town, PageRequest::first(20));
    line.see(Project { project }).await?;
    line.see(ProjectNames { projects: vec![project] }).await?;
    line.see(ArchiveSheet { project }).await?;
    let all = Projects { page, ..Default::default() };
    line.see(all.clone()).await?;
    line.see_by("organisation", Projects { organisation: Some(town.community), ..all.clone() })
        .await?;
    line.see_by("area", Projects { area: Some(town.area), ..all.clone() }).await?;
    line.see_by("text", Projects { text: Some("义诊".to_owned()), ..all }).await?;
    line.see(Agreement { agreement }).await?;
    line.see(Titled { ids: vec![agreement.into()] }).await?;
    line.look(&town.clerk(), AgreementDrafts { agreement }).await?;
    let all = Agreements { page, ..Default::default() };
    line.see(Agreements { organisation: Some(town.unit), ..all.clone() }).await?;
    line.see_by("area", Agreements { area: Some(town.area), ..all }).await
}

/// Another one, of another claim, that the unit did not keep.
async fn broken(line: Line<'_>) -> anyhow::Result<()> {
    let (town, claim) = (line.town, accepted(line, "not kept").await?);
    let agreement = agreement::id(claim);
    let draft = agreement::Draft { claim: Some(claim), parties: vec![], terms: terms(&line) };
    line.act(&town.clerk(), draft).await?;
    for (party, head) in [(town.unit, town.head()), (town.community, town.secretary())] {
        line.act(&head, agreement::Sign { agreement, party, draft: 1 }).await?;
    }
    let (party, breaching) = (town.community, town.unit);
    let reason = text("多次未到场");
    line.act(&town.secretary(), agreement::Break { agreement, party, breaching, reason }).await
}

/// What was delivered is refused in part; the rest is accepted, and shown.
async fn delivered(line: Line<'_>) -> anyhow::Result<()> {
    let (liaison, clerk) = (line.town.liaison(), line.town.clerk());
    let need = posted(line, "served", "亲子阅读", 40).await?;
    let propose = Proposal { need: Some(need), offer: None, ..proposal(&line) };
    let propose = Proposal { amount: sessions(2), ..propose };
    let claim = line.make("serves", &liaison, propose).await?;
    line.act(&clerk, claim::Accept { claim }).await?;
    let open = Open { claim, title: text("亲子阅读"), agreement: None, kept: None };
    line.act(&clerk, open).await?;
    let (project, service) = (project::id(claim), Service { quantity: 2, ..evening(&line) });
    let record = Record { project, service, kept: None };
    let record: RecordId = line.make("reading", &liaison, record).await?;
    line.act(&clerk, Confirm { record, kept: None }).await?;
    line.act(&liaison, AskAcceptance { project }).await?;
    line.act(&line.town.secretary(), Accept { project }).await?;
    let refuse = need::Refuse { need, claim, stands: 1, reason: text("有一次没有来") };
    line.act(&clerk, refuse).await?;
    line.act(&clerk, need::Accept { need }).await?;
    let file = Hash::of(line.own("result").as_bytes());
    let pictures = vec![need::Picture { file, shows_faces: false }];
    line.act(&clerk, need::ShowResult { need, pictures }).await
}

/// The quarter is over.
pub(super) async fn after_the_quarter(line: Line<'_>) -> anyhow::Result<()> {
    let agreement = agreement::id(line.id("claim"));
    let (year, quarter) = (line.today().year(), 1);
    let summary = text("义诊三次");
    let said = agreement::RecordQuarter { agreement, year, quarter, summary };
    line.act(&line.town.clerk(), said).await
}
