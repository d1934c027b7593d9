//! What is reported of whom, worked in the background, suggested, and told.

use std::collections::{BTreeMap, BTreeSet};

use contracts::matching::quota;
use contracts::matching::{ForNeed, ForOffer, ForOrganisation, Search, Why};
use contracts::notices::channel::{self, ChannelKind, Outcome};
use contracts::notices::notice::Read;
use contracts::notices::{Channels, Inbox, ToSend, Unread};
use contracts::reporting::course::Counted;
use contracts::reporting::job::{
    AskLedgers, AskReports, Cancel, Finish, GiveUp, Keep, Made, Resume,
};
use contracts::reporting::ledger::{Ledger, Part, Scope};
use contracts::reporting::report::{
    self, Assent, Compile, Confirm, Deliver, DeliveryKey, Dispute, Format, Issue, Print, Printed,
    Receive,
};
use contracts::reporting::{
    Check, Delivered, Evidence, FigureLines, Figures, Job, JobToDo, Jobs, Period, Printing, Report,
    ReportDocument, ReportKey, Reportable, Reports, RollUp, Titled, ToForget, ToPrint,
};
use contracts::{Actor, Claimer, PageRequest, Role};
use values::{Hash, JobId, ReportId};

use super::line::{Line, text};

fn first() -> PageRequest {
    PageRequest::first(20)
}

/// The quarter is over: three reports, on the unit of this line, on another, on a member.
pub(super) async fn after_the_quarter(line: Line<'_>) -> anyhow::Result<()> {
    let period: Period = format!("{}Q1", line.today().year()).parse()?;
    let issuer = line.town.street;
    line.see(Reportable { issuer, period, persons: false, page: first() }).await?;
    let [unit, other] = ["unit", "applied"].map(|key| Claimer::Organisation(line.id(key)));
    let received = issued(line, unit, period).await?;
    line.run(Receive { report: received, version: 1, key: None }).await?;
    let disputed = issued(line, other, period).await?;
    let key = key(&line, disputed);
    line.run(Deliver { report: disputed, version: 1, key: key.clone() }).await?;
    line.look(&Actor::System, Delivered { key: key.clone() }).await?;
    let (reason, key) = (text("少记一次服务"), Some(key));
    line.run(Dispute { report: disputed, version: 1, reason, key }).await?;
    let member = issued(line, Claimer::Person(line.id("member")), period).await?;
    line.look(&Actor::System, ReportKey { report: member, version: 1 }).await?;
    questions(line, received, period).await?;
    figures(line, period).await?;
    jobs(line, period).await
}

fn key(line: &Line<'_>, report: ReportId) -> DeliveryKey {
    let slip = text(&line.own(report).simple().to_string());
    DeliveryKey { slip, code: text("ABCD2345EFGH") }
}

/// Compiled, confirmed, seen by whom it is about, signed and printed.
async fn issued(line: Line<'_>, subject: Claimer, period: Period) -> anyhow::Result<ReportId> {
    let (town, officer) = (line.town, line.town.officer());
    line.act(&officer, Compile { subject, period, issuer: town.street }).await?;
    let (report, draft) = (report::id(subject, period), 1);
    let confirm = Confirm { report, community: town.community, draft };
    line.act(&town.clerk(), confirm).await?;
    line.run(Assent { report, draft }).await?;
    let mark = Some(text("听涛街"));
    line.act(&officer, Issue { report, draft, mark, plain: false, to: None }).await?;
    line.look(&Actor::System, ToPrint { but: BTreeSet::new() }).await?;
    let printed = Printed { format: Format::Pdf, file: file(&line, report), bytes: 1, kept: None };
    let print =
        Print { report, version: 1, files: vec![printed], fonts_missing: vec![], standing: None };
    line.act(&Actor::System, print).await?;
    Ok(report)
}

fn file(line: &Line<'_>, report: ReportId) -> Hash {
    Hash::of(line.own(report).as_bytes())
}

async fn questions(line: Line<'_>, report: ReportId, period: Period) -> anyhow::Result<()> {
    let officer = line.town.officer();
    line.look(&officer, Report { report }).await?;
    line.look(&officer, Titled { ids: vec![report.into()] }).await?;
    line.look(&officer, Printing { issuer: line.town.street, period }).await?;
    line.look(&officer, Evidence { report, counted: None, community: None, page: first() }).await?;
    let document = ReportDocument { report, format: Format::Pdf, version: None };
    line.look(&officer, document).await?;
    line.look(&Actor::System, Check { digest: file(&line, report) }).await?;
    line.look(&Actor::System, ToForget { passed_over: 0 }).await?;
    let all = Reports { page: first(), ..Default::default() };
    let organisation = Some(line.town.street);
    line.look(&officer, Reports { organisation, period: Some(period), ..all }).await
}

async fn figures(line: Line<'_>, period: Period) -> anyhow::Result<()> {
    let (from, until) = (period.from(), period.until());
    let (organisation, nature) = (Some(line.town.community), None);
    let of = |area| Figures { organisation, person: None, area, nature, from, until };
    line.see(of(None)).await?;
    let of_area = Figures { organisation: None, ..of(Some(line.town.area)) };
    line.see_by("area", of_area).await?;
    let behind = FigureLines {
        organisation: Some(line.town.unit),
        person: None,
        area: None,
        nature,
        level: None,
        from,
        until,
        counted: Counted::Service,
        page: first(),
    };
    line.see(behind).await?;
    line.see(RollUp { area: line.town.area, nature, from, until }).await
}

/// Ledgers stopped, taken up and finished; reports given up.
async fn jobs(line: Line<'_>, period: Period) -> anyhow::Result<()> {
    let officer = line.somebody(line.town.street, Role::StreetOfficer);
    let ledgers = BTreeSet::from([Ledger::Offers]);
    let ask = AskLedgers { ledgers, scope: Scope::Own };
    let job: JobId = line.make("ledgers", &officer, ask).await?;
    line.look(&officer, Job { job }).await?;
    line.look(&Actor::System, JobToDo {}).await?;
    line.act(&officer, Cancel { job }).await?;
    line.act(&officer, Resume { job }).await?;
    let file = Hash::of(line.own("ledger").as_bytes());
    let part = Part { ledger: Ledger::Offers, lines: 40, file };
    line.act(&Actor::System, Keep { job, part }).await?;
    let made = Made::Ledgers { file, bytes: 1_000 };
    line.act(&Actor::System, Finish { job, made }).await?;
    let ask = AskReports::compile(line.town.street, period, false);
    let job: JobId = line.make("reports", &officer, ask).await?;
    line.act(&Actor::System, GiveUp { job, reason: text("磁盘已满") }).await?;
    line.look(&officer, Jobs { page: first() }).await
}

/// What fits whom, what is missing, who says how much they take on.
pub(super) async fn suggestions(line: Line<'_>) -> anyhow::Result<()> {
    let town = line.town;
    let (need, offer) = (line.id("need"), line.id("offer"));
    line.see(ForNeed { need }).await?;
    line.see(ForOffer { offer }).await?;
    line.look(&town.liaison(), ForOrganisation { organisation: town.unit }).await?;
    line.see(Why { need, offer }).await?;
    let search = Search {
        text: text("社区义诊"),
        what: None,
        category: None,
        owner: None,
        listed: None,
        page: first(),
    };
    line.see(search).await?;
    let organisation = line.id("unit");
    let set = quota::Set { organisation, lots: Some(20), categories: BTreeMap::new() };
    line.run(set).await?;
    line.see(quota::OfOrganisation { organisation }).await
}

/// The community reads what it was told; a unit is told by mail, too.
pub(super) async fn notices(line: Line<'_>) -> anyhow::Result<()> {
    let (clerk, inbox) = (line.town.clerk(), Claimer::from(line.town.community));
    let page = first();
    line.look(&clerk, Unread { inbox }).await?;
    // Nobody looks while lines are played side by side: they would read the same ones.
    if line.watch.is_some() {
        let told = line.learn(&clerk, Inbox { inbox, unread: true, page }).await?;
        let lines = told.items.iter().take(1).map(|told| told.matter.about.id()).collect();
        line.act(&clerk, Read { inbox, lines }).await?;
    }
    let (organisation, kind) = (line.id("unit"), ChannelKind::Mail);
    let address = text(&format!("office{}@example.cn", line.number));
    line.run(channel::Set { organisation, kind, address, secret: None }).await?;
    let test = channel::Test { organisation, kind };
    let message = line.make("message", &line.town.operator, test).await?;
    line.look(&Actor::System, ToSend { max: 20 }).await?;
    line.see(Channels { organisation }).await?;
    let sent = channel::Report { organisation, kind, message, outcome: Outcome::Sent };
    line.act(&Actor::System, sent).await?;
    line.run(channel::Remove { organisation, kind }).await
}
