//! One plan 匹配方案 as a page of figures: what it reaches, whom it serves before and after, what
//! stays missing and why, and its lines with what is to be answered. Every bar stands in the table
//! of the numbers that it draws.

use contracts::matching::Aim;
use contracts::matching::plan::{
    AimToward, Plan, PlanDetail, PlanFigures, PlanInFigures, PlanLine, PlanLines, PlanStatus,
    PlanUnserved, Served, UnservedNeed,
};
use contracts::{Page, PageRequest, Role};

use super::badge::badge;
use super::deeds::{self, *};
use super::lines::{Line, line_page};
use super::look::{self, Place};
use super::parts::{Button, Cell, Row, Section, Share, WayStep};
use super::{Answer, Visit, asked, lists};
use crate::Shown;
use crate::chinese;

const AIMS: &[&str] = &["目标（按次序）", "达到", "理论上限", "与最优的差距"];
const SERVED: &[&str] = &["", "需要（份）", "方案前已有", "方案再安排", "合计"];
const FAIR: &[&str] = &["社区", "需要（份）", "其中紧急", "方案前", "方案后"];
const KEPT: &[&str] = &["为什么没有安排", "份数", "需求"];
const MISSING: &[&str] = &["需求", "需求方", "还缺", "为什么"];
pub(super) const LINES: &[&str] =
    &["需求", "资源", "数量", "需求方", "供给方", "资源紧不紧", "下一步"];
const DECIDED: &[&str] = &["时间", "谁", "决定"];

/// How much of a plan its own page shows; the rest is a list.
const SHOWN: PageRequest = PageRequest::first(50);

pub(super) async fn show(visit: &Visit) -> Answer {
    let plan = visit.id("plan")?;
    let (one, of_one) = (Plan { plan }, PlanFigures { plan });
    let (of_lines, of_unserved) = (
        PlanLines { plan, organisation: None, need: None, page: SHOWN },
        PlanUnserved { plan, page: SHOWN },
    );
    let (detail, figures, lines, unserved) = tokio::try_join!(
        visit.find(&one),
        visit.find(&of_one),
        visit.ask(&of_lines),
        visit.ask(&of_unserved)
    )?;
    let called = visit.called([]).await?;
    let (name, of) = lists::plans::heading(&detail.summary);
    let line = Line {
        here: Place::Elsewhere,
        kind: "匹配方案",
        heading: format!("{name}（{of}）"),
        badge: Some(badge(detail.summary.status)),
        notice: notice(&detail),
        facts: facts(&detail, &figures),
        way: way(detail.summary.status),
        buttons: buttons(visit, &detail)
            .into_iter()
            .chain(asked::of_plan(visit, &detail))
            .collect(),
        sections: sections(visit, &detail, &figures, (&lines, &unserved)),
        history: format!("/history/matching/{plan}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(detail: &PlanDetail) -> Option<String> {
    let summary = &detail.summary;
    match (summary.status, summary.answer_until) {
        (PlanStatus::Proposed, Some(until)) => Some(format!(
            "请双方在 {} 前逐行答复；没有答复不等于同意，到期未同意的行不再执行",
            look::moment(until)
        )),
        (PlanStatus::Computed, _) => Some("草案：送各方征求意见之前，只有编制方能看到".to_owned()),
        (PlanStatus::Proposed | PlanStatus::Published | PlanStatus::Withdrawn, _) => None,
    }
}

fn facts(detail: &PlanDetail, figures: &PlanInFigures) -> Vec<(&'static str, Cell)> {
    let summary = &detail.summary;
    let all = figures.all;
    let proved = if detail.proved {
        "已证明：没有更好的方案"
    } else {
        "须整体承接、限合作单位数或不作零碎安排，与理论上限有差距，见“目标”"
    };
    vec![
        ("需求", Cell::text(format!("{} 项，{} 份", summary.needs, all.asked))),
        ("安排", Cell::text(format!("{} 行，{} 份", summary.lines, all.planned))),
        ("覆盖", Cell::Share(share(all, all.before + all.planned))),
        ("是否最优", Cell::text(proved)),
        ("生成", Cell::When(look::moment(summary.computed_at))),
    ]
}

fn way(status: PlanStatus) -> Vec<WayStep> {
    let reached = match status {
        PlanStatus::Computed => 1,
        PlanStatus::Proposed => 2,
        PlanStatus::Published => 3,
        PlanStatus::Withdrawn => return Vec::new(),
    };
    let steps = ["生成", "征求意见", "发布并转为认领"].into_iter().zip(1..);
    let step = |(label, n)| WayStep {
        label,
        when: String::new(),
        reached: n <= reached,
        current: n == reached,
    };
    steps.map(step).collect()
}

fn buttons(visit: &Visit, detail: &PlanDetail) -> Vec<Button> {
    if !visit.acts_for(detail.summary.scope.organisation) {
        return Vec::new();
    }
    let (main, others): (&[_], &[_]) = match detail.summary.status {
        PlanStatus::Computed => (&[PLAN_PROPOSE], &[PLAN_WITHDRAW]),
        PlanStatus::Proposed => (&[PLAN_PUBLISH], &[PLAN_WITHDRAW]),
        PlanStatus::Published | PlanStatus::Withdrawn => (&[], &[]),
    };
    deeds::buttons(visit, main, others)
}

fn sections(
    visit: &Visit,
    detail: &PlanDetail,
    figures: &PlanInFigures,
    (lines, unserved): (&Page<PlanLine>, &Page<UnservedNeed>),
) -> Vec<Section> {
    let rows = lines.items.iter().map(|line| line_row(visit, detail, line)).collect();
    let all = format!("/plans/{}/lines", detail.summary.id);
    let sections = [
        Section::new("lines", "方案的每一行", LINES, rows)
            .of(lines.total, all)
            .or("没有安排任何一行"),
        aims(detail),
        coverage(figures),
        fairness(figures),
        kept(figures),
        missing(unserved),
        decisions(detail, &lines.items),
    ];
    sections.into_iter().filter(|one| one.id == "lines" || !one.rows.is_empty()).collect()
}

fn number(figure: u64) -> usize {
    usize::try_from(figure).unwrap_or(usize::MAX)
}

/// `part` of what is asked for, drawn and said in percent.
fn share(served: Served, part: u64) -> Share {
    let share = Share::of(number(part), number(served.asked));
    let said = format!("{part}（{}%）", share.percent);
    share.said_as(said)
}

fn aims(detail: &PlanDetail) -> Section {
    let row = |aim: &AimToward| {
        let reached = aim.reached;
        let reached_cell = match (aim.aim, aim.bound) {
            // Of fairness less is better: a bar would say the contrary.
            (Aim::Fair, _) | (_, None) => Cell::text(reached),
            (Aim::Urgent | Aim::Cover | Aim::Value | Aim::Quality, Some(bound)) => {
                let whole = usize::try_from(bound).unwrap_or(0);
                let share = Share::of(usize::try_from(reached).unwrap_or(0), whole);
                Cell::Share(share.said_as(reached.to_string()))
            }
        };
        let unknown = || "未知：前面的目标没有达到上限".to_owned();
        let bound = Cell::Text(aim.bound.map_or_else(unknown, |bound| bound.to_string()));
        let gap = Cell::Text(chinese::gap(aim));
        Row { cells: vec![Cell::text(aim.aim.chinese()), reached_cell, bound, gap] }
    };
    Section::new("aims", "目标", AIMS, detail.aims.iter().map(row).collect())
}

fn served_row(label: &str, served: Served) -> Row {
    Row {
        cells: vec![
            Cell::text(label),
            Cell::text(served.asked),
            Cell::text(served.before),
            Cell::text(served.planned),
            Cell::Share(share(served, served.before + served.planned)),
        ],
    }
}

/// By urgency and by category.
fn coverage(figures: &PlanInFigures) -> Section {
    let tier = |tier: u8| match tier {
        1 => "紧急",
        2 => "疑难",
        3 => "一般：共性、微心愿",
        _ => "一般：个性",
    };
    let tiers = figures.tiers.iter().map(|one| served_row(tier(one.tier), one.served));
    let categories =
        figures.categories.iter().map(|one| served_row(one.category.chinese(), one.served));
    let rows = tiers.chain(categories).collect();
    Section::new("coverage", "覆盖：按紧急程度和类别", SERVED, rows)
}

fn fairness(figures: &PlanInFigures) -> Section {
    let row = |one: &contracts::matching::plan::OrganisationServed| {
        let served = one.served;
        Row {
            cells: vec![
                Cell::maybe(one.name.as_ref()),
                Cell::text(served.asked),
                Cell::Share(share(served, one.urgent)),
                Cell::Share(share(served, served.before)),
                Cell::Share(share(served, served.before + served.planned)),
            ],
        }
    };
    let rows = figures.organisations.iter().map(row).collect();
    Section::new("fairness", "公平：各需求方得到的份额，最少的在前", FAIR, rows)
}

fn kept(figures: &PlanInFigures) -> Section {
    let most = figures.bottlenecks.iter().map(|one| one.lots).max().unwrap_or(0);
    let row = |one: &contracts::matching::plan::Kept| Row {
        cells: vec![
            Cell::text(chinese::bottleneck(one.bottleneck)),
            Cell::Share(Share::of(number(one.lots), number(most))),
            Cell::text(one.needs),
        ],
    };
    let rows = figures.bottlenecks.iter().map(row).collect();
    Section::new("bottlenecks", "瓶颈", KEPT, rows)
}

fn missing(unserved: &Page<UnservedNeed>) -> Section {
    let row = |one: &UnservedNeed| Row {
        cells: vec![
            Cell::link(format!("/needs/{}", one.need), &one.title),
            Cell::maybe(one.owner_name.as_ref()),
            Cell::text(format!("{} {}", one.quantity, one.unit.chinese())),
            Cell::text(chinese::bottleneck(one.bottleneck)),
        ],
    };
    let rows = unserved.items.iter().map(row).collect();
    let section = Section::new("missing", "还缺什么", MISSING, rows);
    let all = "/missing".to_owned();
    Section { more: Some(all), total: unserved.total, ..section }
}

pub(super) fn line_row(visit: &Visit, detail: &PlanDetail, line: &PlanLine) -> Row {
    let unit = line.unit.map_or("", values::Unit::chinese);
    let title = |title: &Option<values::Text<60>>| {
        title.as_ref().map_or_else(String::new, ToString::to_string)
    };
    let side = |name: &Option<values::Text<60>>, accepted: bool| Cell::Explained {
        text: name.as_ref().map_or_else(String::new, ToString::to_string),
        under: if accepted { "已同意" } else { "未答复" }.to_owned(),
    };
    let next = match (&line.carried_out, detail.summary.status) {
        (Some(carried_out), _) => {
            vec![("查看认领", format!("/claims/{}", carried_out.claim))]
        }
        (None, PlanStatus::Computed | PlanStatus::Proposed) => answers(visit, detail, line),
        (None, PlanStatus::Published | PlanStatus::Withdrawn) => Vec::new(),
    };
    let why = is_concerned(visit, detail, line).then(|| ("为什么", of_line(detail, line)));
    Row {
        cells: vec![
            Cell::link(format!("/needs/{}", line.need), title(&line.need_title)),
            Cell::link(format!("/offers/{}", line.offer), title(&line.offer_title)),
            Cell::text(format!("{} {unit}", line.quantity)),
            side(&line.asking_name, line.accepted.asking),
            side(&line.giving_name, line.accepted.giving),
            Cell::Text(line.price.map(chinese::costs).unwrap_or_default()),
            Cell::Links(next.into_iter().chain(why).collect()),
        ],
    }
}

/// Where one line is explained.
fn of_line(detail: &PlanDetail, line: &PlanLine) -> String {
    format!("/plans/{}/needs/{}/offers/{}", detail.summary.id, line.need, line.offer)
}

fn is_answered_by(visit: &Visit, detail: &PlanDetail, line: &PlanLine) -> bool {
    let sides = [line.asking, line.giving].into_iter().flatten();
    sides.chain([detail.summary.scope.organisation]).any(|one| visit.acts_for(one))
}

/// Whom a line is explained to.
fn is_concerned(visit: &Visit, detail: &PlanDetail, line: &PlanLine) -> bool {
    visit.role() == Some(Role::Auditor) || is_answered_by(visit, detail, line)
}

/// Who plans, and both sides, may answer.
fn answers(visit: &Visit, detail: &PlanDetail, line: &PlanLine) -> Vec<(&'static str, String)> {
    if !is_answered_by(visit, detail, line) {
        return Vec::new();
    }
    let at = |verb: &str| format!("{}/{verb}", of_line(detail, line));
    vec![("同意或改定", at("accept")), ("不同意", at("decline"))]
}

fn decisions(detail: &PlanDetail, lines: &[PlanLine]) -> Section {
    let row = |one: &contracts::matching::plan::PlanDecision| {
        let line =
            lines.iter().find(|line| (line.need, line.offer) == (one.pair.need, one.pair.offer));
        let of = line.and_then(|line| line.need_title.as_ref());
        let of = of.map_or_else(String::new, |title| format!("“{title}”"));
        let decided = match (&one.quantity, &one.reason) {
            (Some(quantity), _) => format!("{of}定为 {quantity}"),
            (None, Some(reason)) => format!("不同意{of}：{reason}"),
            (None, None) => format!("不同意{of}"),
        };
        Row {
            cells: vec![
                Cell::When(look::moment(one.at)),
                Cell::maybe(one.by_name.as_ref()),
                Cell::text(decided),
            ],
        }
    };
    let rows = detail.decisions.iter().map(row).collect();
    let history = format!("/history/matching/{}", detail.summary.id);
    Section::new("decisions", "谁决定了什么", DECIDED, rows).of(detail.decided, history)
}
