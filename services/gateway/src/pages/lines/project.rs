//! A project, from its opening to its archive.

use contracts::projects::{
    FundsList, Project, ProjectLine, ProjectStatus, Records, RollLine, Rolls, project::Flow,
};
use contracts::{PageRequest, Role};

use super::{Line, PARTS, live_page, services};
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::{Answer, Visit, areas, lists};
use crate::problem::Problem;

pub(crate) async fn project(visit: &Visit) -> Answer {
    let id = visit.id("project")?;
    let of_project = Project { project: id };
    let of_records = Records { project: Some(id), page: PARTS, ..Default::default() };
    let at = PageRequest::first(10);
    let of_funds = FundsList { project: Some(id), page: at };
    let of_rolls = Rolls { project: Some(id), page: at };
    let (project, records, funds, rolls) = tokio::try_join!(
        visit.find(&of_project),
        visit.ask(&of_records),
        visit.ask(&of_funds),
        visit.ask(&of_rolls),
    )?;
    let parties = lists::projects::parties(std::slice::from_ref(&project));
    let items = [project.need.map(Item::Need), project.offer.map(Item::Offer)];
    let called = visit.called_with(parties, items.into_iter().flatten()).await?;
    let more = format!("/records?project={id}");
    let mut sections = vec![services(&records.items, records.total, more, &called)];
    sections.push(open_rolls(visit, &rolls.items));
    let side = visit.acts_as(project.giving) || visit.acts_for(project.asking);
    let works = |paths: &[&'static str]| match side && is_under_way(project.status) {
        true => deeds::buttons(visit, &[], paths),
        false => Vec::new(),
    };
    let unreached = project.milestones.iter().any(|known| known.reached.is_none());
    let open: &[_] = if unreached { &[REACH_MILESTONE, SET_MILESTONE] } else { &[SET_MILESTONE] };
    sections.push(milestones(&project).with(works(open)));
    sections.push(attachments(&project).with(works(&[ATTACH])));
    let row = |line: &contracts::projects::FundsLine| {
        let flow = match line.flow {
            Flow::Received => "收入",
            Flow::Spent => "支出",
        };
        Row {
            cells: vec![
                Cell::text(&line.funds.what),
                Cell::text(flow),
                Cell::text(line.funds.amount),
                Cell::When(line.funds.date.to_string()),
                Cell::text(line.balance),
            ],
        }
    };
    let columns = &["来源或用途", "收支", "金额", "日期", "结余"];
    let rows = funds.items.iter().map(row).collect();
    let section = Section::new("funds", "经费公示", columns, rows).of(funds.total, "");
    sections.push(section.with(works(&[RECEIVE_FUNDS, SPEND_FUNDS])));
    sections.retain(|section| section.total > 0 || !section.buttons.is_empty());
    let line = Line {
        here: Place::Projects,
        kind: "项目",
        heading: project.title.to_string(),
        badge: Some(badge(project.status)),
        notice: notice(&project),
        facts: facts(&project, &called),
        way: Vec::new(),
        buttons: buttons(visit, &project, by_street(visit, &project).await?),
        sections,
        history: format!("/history/projects/{id}"),
        waits: false,
    };
    let parts = records.items.iter().map(|record| record.id.into());
    Ok(live_page(visit, &called, line, parts))
}

/// Who left the page of a roll finds it again here.
fn open_rolls(visit: &Visit, rolls: &[RollLine]) -> Section {
    let open = rolls.iter().filter(|roll| !roll.closed && visit.now() <= roll.until);
    let row = |roll: &RollLine| Row {
        cells: vec![
            Cell::link(format!("/rolls/{}", roll.id), look::moment(roll.opened_at)),
            Cell::text(format!("{} 人", roll.people.len())),
            Cell::When(look::moment(roll.until)),
        ],
    };
    let rows = open.map(row).collect();
    Section::new("rolls", "进行中的签到", &["开启", "已签到", "截止"], rows)
}

fn milestones(project: &ProjectLine) -> Section {
    let row = |line: &contracts::projects::MilestoneLine| Row {
        cells: vec![
            Cell::text(&line.title),
            Cell::When(line.due.to_string()),
            Cell::When(line.reached.map_or_else(|| "未完成".to_owned(), |day| day.to_string())),
        ],
    };
    let rows = project.milestones.iter().map(row).collect();
    Section::new("milestones", "进度节点", &["节点", "计划", "完成"], rows)
}

/// A file that proves what was done is seen by whoever is signed in.
fn attachments(project: &ProjectLine) -> Section {
    let row = |line: &contracts::projects::AttachmentLine| Row {
        cells: vec![
            Cell::link(
                format!("{}/files/{}", crate::API, line.attachment.file),
                &line.attachment.name,
            ),
            Cell::When(look::moment(line.attached_at)),
        ],
    };
    let rows = project.attachments.iter().map(row).collect();
    Section::new("attachments", "附件", &["文件", "上传"], rows)
}

fn is_under_way(status: ProjectStatus) -> bool {
    match status {
        ProjectStatus::Approved
        | ProjectStatus::Running
        | ProjectStatus::Suspended
        | ProjectStatus::AcceptanceAsked => true,
        ProjectStatus::Proposed
        | ProjectStatus::Refused
        | ProjectStatus::Undecided
        | ProjectStatus::Accepted
        | ProjectStatus::Ended
        | ProjectStatus::Archived => false,
    }
}

fn notice(project: &ProjectLine) -> Option<String> {
    let reason = project.reason.as_ref();
    match project.status {
        ProjectStatus::AcceptanceAsked => {
            let until = project.answer_until.map_or_else(String::new, look::moment);
            Some(format!("等待需求方在 {until} 前验收；逾期由街道决定"))
        }
        ProjectStatus::Running if project.unconfirmed > 0 => {
            Some(format!("有 {} 条服务记录待确认", project.unconfirmed))
        }
        ProjectStatus::Undecided => Some("所属协议已终止，请决定继续或终止".to_owned()),
        ProjectStatus::Refused
        | ProjectStatus::Suspended
        | ProjectStatus::Ended
        | ProjectStatus::Running => reason.map(|reason| format!("原因：{reason}")),
        ProjectStatus::Proposed
        | ProjectStatus::Approved
        | ProjectStatus::Accepted
        | ProjectStatus::Archived => None,
    }
}

fn facts(project: &ProjectLine, called: &Called) -> Vec<(&'static str, Cell)> {
    let to = |item: Option<Item>| item.map_or_else(|| Cell::text(""), |item| called.link(item));
    let agreement = project.agreement.map(|agreement| format!("/agreements/{agreement}"));
    let agreement = agreement.map_or_else(|| Cell::text(""), |to| Cell::link(to, "查看协议"));
    let giving = match project.giving.organisation() {
        Some(organisation) => Cell::link(look::organisation(organisation), called.of(organisation)),
        None => Cell::text(called.claimer(project.giving)),
    };
    let sheet = format!("{}/projects/{}/archive-sheet/print", crate::API, project.id);
    let funds = project.received.fen > 0 || project.spent.fen > 0;
    let funds = funds.then(|| format!("收 {}，支 {}", project.received, project.spent));
    vec![
        ("编号", Cell::text(&project.code)),
        ("交付", Cell::bar(project.amount, 0, project.delivered)),
        ("供给方", giving),
        ("需求方", Cell::link(look::organisation(project.asking), called.of(project.asking))),
        ("认领", Cell::link(format!("/claims/{}", project.claim), "查看认领")),
        ("需求", to(project.need.map(Item::Need))),
        ("资源", to(project.offer.map(Item::Offer))),
        ("协议", agreement),
        ("经费", Cell::maybe(funds)),
        ("立项", Cell::When(look::moment(project.opened_at))),
        ("打印", Cell::link(sheet, "项目归档表")),
    ]
}

/// Is the acceptance the street's, after the silence of the asking side, and the visitor of that
/// street?
async fn by_street(visit: &Visit, project: &ProjectLine) -> Result<bool, Problem> {
    let silent = project.answer_until.is_some_and(|until| visit.now() > until);
    let Some(own) = visit.organisation().filter(|_| silent && is_of_street(visit)) else {
        return Ok(false);
    };
    let street = areas::of(visit, own).await?;
    let asking = areas::of(visit, project.asking).await?;
    Ok(street.zip(asking).is_some_and(|(street, asking)| street.contains(asking)))
}

fn is_of_street(visit: &Visit) -> bool {
    visit.role() == Some(Role::StreetOfficer)
}

fn buttons(visit: &Visit, project: &ProjectLine, by_street: bool) -> Vec<Button> {
    let gives = visit.acts_as(project.giving);
    let asks = visit.acts_for(project.asking);
    let mut main = Vec::new();
    let mut others = Vec::new();
    match project.status {
        ProjectStatus::Proposed if asks => {
            main.push(APPROVE);
            others.push(REFUSE);
        }
        ProjectStatus::Approved if gives || asks => main.push(START),
        ProjectStatus::Running if gives || asks => {
            let ready = project.delivered > 0 && project.unconfirmed == 0;
            let delivered = project.delivered >= project.amount.quantity;
            if ready && delivered {
                main.push(ASK_ACCEPTANCE);
            } else {
                main.extend([RECORD, OPEN_ROLL]);
                others.extend(ready.then_some(ASK_ACCEPTANCE));
            }
            others.extend([ADD_CLAIM, SUSPEND, END]);
        }
        ProjectStatus::Suspended if gives || asks => {
            main.push(RESUME_PROJECT);
            others.push(END);
        }
        ProjectStatus::Undecided if gives || asks => {
            main.push(CONTINUE);
            others.push(END);
        }
        ProjectStatus::AcceptanceAsked if asks || by_street => {
            main.push(ACCEPT_PROJECT);
            others.push(ASK_REWORK);
        }
        ProjectStatus::Accepted | ProjectStatus::Ended if asks => others.push(ARCHIVE),
        ProjectStatus::Proposed
        | ProjectStatus::Refused
        | ProjectStatus::Approved
        | ProjectStatus::Running
        | ProjectStatus::Suspended
        | ProjectStatus::Undecided
        | ProjectStatus::AcceptanceAsked
        | ProjectStatus::Accepted
        | ProjectStatus::Ended
        | ProjectStatus::Archived => {}
    }
    deeds::buttons(visit, &main, &others)
}
