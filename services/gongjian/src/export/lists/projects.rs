//! The project list 项目清单, its service records 服务记录, and the agreements 共建协议.

use std::collections::HashMap;

use contracts::needs::{NeedLine, Needs};
use contracts::projects::agreement::{Duty, Responsible};
use contracts::projects::fulfilment::percent;
use contracts::projects::record::{Attendance, Service};
use contracts::projects::{
    AgreementLine, AgreementStatus, Agreements, MilestoneLine, ProjectLine, Projects, RecordLine,
    Records,
};
use contracts::resources::{OfferLine, OfferStatus, Offers};
use sheets::kinds::{agreements, projects, records};
use sheets::written::{Cell, Sheet};
use values::{AgreementId, NeedId, OfferId, OrganisationId, ProjectId, Text};

use super::Source;
use crate::operator::OrganisationNames;
use crate::text;

/// Under the columns of the joint-building list, by code.
pub(super) async fn sheet(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let mut lines = all(source).await?;
    lines.sort_by(|a, b| a.code.cmp(&b.code));
    let titles = titles(source, &lines).await?;
    let lists = Lists::of(source, &lines).await?;
    let parties = lines.iter().map(|line| (line.giving.organisation(), line.asking));
    let concerned = parties.flat_map(|(giving, asking)| giving.into_iter().chain([asking]));
    let names = source.names(concerned).await?;
    let row = |line: &ProjectLine| {
        let giving = names.claimer(line.giving);
        vec![
            Cell::text(&line.code),
            Cell::text(&line.title),
            Cell::text(&giving),
            Cell::text(names.get(line.asking)),
            Cell::Number(line.amount.quantity),
            Cell::text(line.amount.unit.chinese()),
            Cell::Number(line.delivered),
            Cell::maybe(line.need.and_then(|need| lists.needs.get(&need))),
            Cell::maybe(line.offer.and_then(|offer| lists.offers.get(&offer))),
            Cell::maybe(line.agreement.and_then(|agreement| titles.get(&agreement))),
            Cell::text(text::project_status(line.status)),
            Cell::maybe(line.reason.as_ref()),
            Cell::Number(line.records),
            Cell::Date(line.opened_on),
            Cell::maybe(milestones(line)),
            Cell::maybe(attachments(line)),
            Cell::text(format!("{giving}认领{}", line.amount)),
            Cell::Empty,
        ]
    };
    let name = source.titles().await?.project_list();
    Ok(Sheet::new(name, PROJECTS, lines.iter().map(row).collect()))
}

const PROJECTS: [&str; 18] = {
    use projects::column::*;
    [
        CODE,
        TITLE,
        GIVING,
        ASKING,
        AMOUNT,
        UNIT,
        DELIVERED,
        NEED,
        OFFER,
        AGREEMENT,
        STATE,
        REASON,
        RECORDS,
        OPENED,
        MILESTONES,
        ATTACHMENTS,
        CLAIMS,
        REMARK,
    ]
};

async fn all(source: &Source<'_>) -> anyhow::Result<Vec<ProjectLine>> {
    let query = |page| Projects { page, ..Projects::default() };
    source.all(query).await
}

/// What the agreements are called under which projects stand.
async fn titles(
    source: &Source<'_>,
    lines: &[ProjectLine],
) -> anyhow::Result<HashMap<AgreementId, Text<60>>> {
    if lines.iter().all(|line| line.agreement.is_none()) {
        return Ok(HashMap::new());
    }
    let query = |page| Agreements { page, ..Agreements::default() };
    let agreements: Vec<AgreementLine> = source.all(query).await?;
    Ok(agreements.into_iter().map(|line| (line.id, line.terms.title)).collect())
}

/// What the lines of the two other lists are called that projects connect. A one-off line 一次性条目
/// is not named: it comes with its claim.
#[derive(Default)]
struct Lists {
    needs: HashMap<NeedId, Text<60>>,
    offers: HashMap<OfferId, Text<60>>,
}

impl Lists {
    async fn of(source: &Source<'_>, lines: &[ProjectLine]) -> anyhow::Result<Self> {
        if lines.is_empty() {
            return Ok(Self::default());
        }
        let needs = |page| Needs { page, ..Needs::default() };
        let needs: Vec<NeedLine> = source.all(needs).await?;
        let offers = |page| Offers { page, ..Offers::default() };
        let offers: Vec<OfferLine> = source.all(offers).await?;
        let needs = needs.into_iter().filter(|line| !line.one_off);
        let offers = offers.into_iter().filter(|line| line.status != OfferStatus::OneOff);
        Ok(Self {
            needs: needs.map(|line| (line.id, line.title)).collect(),
            offers: offers.map(|line| (line.id, line.title)).collect(),
        })
    }
}

/// 序号：计划日期：完成日期：名称, one to a line.
fn milestones(line: &ProjectLine) -> Option<String> {
    let written = |milestone: &MilestoneLine| {
        let MilestoneLine { milestone, title, due, reached } = milestone;
        let reached = reached.map_or_else(String::new, |on| on.to_string());
        format!("{milestone}：{due}：{reached}：{title}")
    };
    let written: Vec<_> = line.milestones.iter().map(written).collect();
    (!written.is_empty()).then(|| written.join("\n"))
}

/// By their names, one to a line.
fn attachments(line: &ProjectLine) -> Option<String> {
    let names = line.attachments.iter().map(|known| known.attachment.name.as_str());
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join("\n"))
}

/// What was done, when and how long, project by project; people are named by their number only.
pub(super) async fn records(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Records { page, ..Records::default() };
    let mut lines: Vec<RecordLine> = source.all(query).await?;
    let projects: HashMap<ProjectId, ProjectLine> =
        all(source).await?.into_iter().map(|line| (line.id, line)).collect();
    let code = |line: &RecordLine| projects.get(&line.project).map(|project| project.code.clone());
    lines.sort_by_cached_key(|line| {
        let service = &line.service;
        (code(line), service.date, service.what.clone(), service.quantity, line.recorded_by)
    });
    let parties = lines.iter().map(|line| (line.giving.organisation(), line.asking));
    let concerned = parties.flat_map(|(giving, asking)| giving.into_iter().chain([asking]));
    let names = source.names(concerned).await?;
    let row = |line: &RecordLine| {
        let project = projects.get(&line.project);
        let duty = line.service.duty;
        vec![
            Cell::text(line.id),
            Cell::maybe(project.map(|project| &project.code)),
            Cell::maybe(project.map(|project| &project.title)),
            Cell::text(names.claimer(line.giving)),
            Cell::text(names.get(line.asking)),
            Cell::Date(line.service.date),
            Cell::text(&line.service.what),
            Cell::Number(u64::from(line.service.minutes)),
            Cell::Number(u64::from(line.service.people)),
            Cell::maybe(attendance(&line.service)),
            Cell::maybe(no_shows(&line.service)),
            Cell::Number(line.service.quantity),
            duty.map_or(Cell::Empty, |duty| Cell::Number(u64::from(duty.number))),
            duty.map_or(Cell::Empty, |duty| Cell::Number(duty.quantity)),
            Cell::text(text::record_status(line.status)),
            Cell::maybe(line.recorded_by),
            Cell::maybe(line.confirmed_by),
            Cell::maybe(line.reason.as_ref()),
            Cell::maybe(project.map(|project| text::project_status(project.status))),
            Cell::maybe(project.and_then(|project| project.reason.as_ref())),
        ]
    };
    Ok(Sheet::new("服务记录", RECORDS, lines.iter().map(row).collect()))
}

/// Who came, and for how long, one to a line: by their numbers only.
fn attendance(service: &Service) -> Option<String> {
    let attended = |attended: &Attendance| format!("{} {}", attended.person, attended.minutes);
    let came: Vec<_> = service.attendance.iter().map(attended).collect();
    (!came.is_empty()).then(|| came.join("\n"))
}

fn no_shows(service: &Service) -> Option<String> {
    let missing: Vec<_> = service.no_shows.iter().map(ToString::to_string).collect();
    (!missing.is_empty()).then(|| missing.join("\n"))
}

const RECORDS: [&str; 20] = {
    use records::column::*;
    [
        ID,
        PROJECT,
        TITLE,
        GIVING,
        ASKING,
        DATE,
        WHAT,
        MINUTES,
        PEOPLE,
        ATTENDANCE,
        NO_SHOWS,
        QUANTITY,
        DUTY,
        DUTY_DONE,
        STATE,
        RECORDED_BY,
        CONFIRMED_BY,
        REASON,
        PROJECT_STATE,
        PROJECT_REASON,
    ]
};

/// Each agreement with its duties, one to a line of its cell; the earliest first.
pub(super) async fn agreements(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Agreements { page, ..Agreements::default() };
    let mut lines: Vec<AgreementLine> = source.all(query).await?;
    let names = source.names(lines.iter().flat_map(|line| line.parties.iter().copied())).await?;
    let shown = |parties: &[OrganisationId]| -> Vec<String> {
        parties.iter().map(|party| names.get(*party)).collect()
    };
    lines.sort_by_cached_key(|line| {
        (line.terms.from, line.terms.title.clone(), shown(&line.parties))
    });
    let row = |line: &AgreementLine| {
        let terms = &line.terms;
        let duties: Vec<_> = terms.duties.iter().map(|duty| written(&names, duty)).collect();
        let party = |place: usize| line.parties.get(place).map(|party| names.get(*party));
        let others = shown(line.parties.get(2..).unwrap_or_default());
        let rate = line.fulfilment.map(percent);
        // What is in force was signed by all, whatever is negotiated beside it.
        let signed = if line.in_force.is_some() { &line.parties } else { &line.signed };
        vec![
            Cell::text(line.id),
            Cell::text(&terms.title),
            Cell::maybe(party(0)),
            Cell::maybe(party(1)),
            Cell::text(others.join("\n")),
            Cell::text(duties.join("\n")),
            Cell::Date(terms.from),
            Cell::Date(terms.until),
            Cell::maybe(terms.plan.as_ref()),
            Cell::maybe(terms.breach.as_ref()),
            Cell::maybe(terms.project.as_ref()),
            Cell::text(responsible(&names, &terms.responsible)),
            Cell::Number(u64::from(line.draft)),
            Cell::text(shown(signed).join("\n")),
            Cell::text(text::agreement_status(line.status)),
            Cell::maybe(reason(line)),
            Cell::maybe(rate),
        ]
    };
    Ok(Sheet::new("共建协议", AGREEMENTS, lines.iter().map(row).collect()))
}

const AGREEMENTS: [&str; 17] = {
    use agreements::column::*;
    [
        ID,
        TITLE,
        FIRST,
        SECOND,
        OTHERS,
        DUTIES,
        FROM,
        UNTIL,
        PLAN,
        BREACH,
        PROJECT,
        RESPONSIBLE,
        DRAFT,
        SIGNED,
        STATE,
        REASON,
        FULFILMENT,
    ]
};

/// 单位：责任领导编号：联络员编号, one to a line: people have no names in a list.
fn responsible(names: &OrganisationNames, lines: &[Responsible]) -> String {
    let written = |line: &Responsible| {
        let Responsible { party, leader, liaison } = line;
        format!("{}：{leader}：{liaison}", names.get(*party))
    };
    lines.iter().map(written).collect::<Vec<_>>().join("\n")
}

/// 单位：种类：内容（数量）
fn written(names: &OrganisationNames, duty: &Duty) -> String {
    let Duty { party, kind, what, amount } = duty;
    let amount = amount.map_or_else(|| text::UNCOUNTED.to_owned(), |amount| amount.to_string());
    format!("{}：{}：{what}（{amount}）", names.get(*party), text::duty(*kind))
}

/// Why it is over; what only asks for the end is not.
fn reason(line: &AgreementLine) -> Option<&Text<200>> {
    match line.status {
        AgreementStatus::Ended | AgreementStatus::Broken => line.reason.as_ref(),
        AgreementStatus::Drafted
        | AgreementStatus::Concluded
        | AgreementStatus::Published
        | AgreementStatus::Lapsed => None,
    }
}
