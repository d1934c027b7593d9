//! An agreement: 谈约 签约 亮约 履约 评约.

use contracts::projects::agreement::Responsible;
use contracts::projects::fulfilment::percent;
use contracts::projects::{Agreement, AgreementDrafts, AgreementLine, AgreementStatus, DraftLine};
use contracts::projects::{Projects, QuarterDueLine, QuarterLine, ReviewLine};
use contracts::{Actor, Role};
use values::{PersonId, Timestamp, time};

use super::{Line, PARTS, line_page};
use crate::Shown;
use crate::pages::badge::{badge, report_card};
use crate::pages::called::Called;
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, WayStep};
use crate::pages::{Answer, Visit, lists};

pub(crate) async fn agreement(visit: &Visit) -> Answer {
    let id = visit.id("agreement")?;
    let of_projects = Projects { agreement: Some(id), page: PARTS, ..Default::default() };
    let (of_agreement, of_drafts) =
        (Agreement { agreement: id }, AgreementDrafts { agreement: id });
    let (agreement, drafts, projects) = tokio::try_join!(
        visit.find(&of_agreement),
        visit.find(&of_drafts),
        visit.ask(&of_projects)
    )?;
    let parties = agreement.parties.iter().copied();
    let others = lists::projects::parties(&projects.items);
    let called = visit.called(parties.chain(others)).await?;
    let rows = projects.items.iter().map(|project| lists::projects::row(project, &called));
    let projects = Section::new("projects", "项目", lists::projects::COLUMNS, rows.collect())
        .or("各方签齐后自动立项");
    let mut sections = vec![
        duties(&agreement, &called),
        responsible(&agreement, &called),
        quarters(&agreement),
        reviews(&agreement, &called),
        versions(&drafts.drafts, &called),
    ];
    sections.retain(|section| section.total > 0);
    sections.push(projects);
    let line = Line {
        here: Place::Agreements,
        kind: agreement.purpose.chinese(),
        heading: agreement.terms.title.to_string(),
        badge: Some(badge(agreement.status)),
        notice: notice(&agreement, visit.now()),
        facts: facts(&agreement, &called),
        way: way(&agreement),
        buttons: buttons(visit, &agreement),
        sections,
        history: format!("/history/projects/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(agreement: &AgreementLine, now: Timestamp) -> Option<String> {
    let to_sign = || {
        format!(
            "{}：请各方负责人在 {} 前签署，已签 {} 方、共 {} 方",
            agreement.purpose.chinese(),
            look::moment(agreement.sign_until),
            agreement.signed.len(),
            agreement.parties.len(),
        )
    };
    let to_report = |due: &QuarterDueLine| {
        format!(
            "{}的情况应在 {} 前报街道",
            look::quarter(due.year, due.quarter),
            look::day(due.due_at)
        )
    };
    let pending = agreement.in_force != Some(agreement.draft) && now <= agreement.sign_until;
    let due = agreement.quarters_due.first();
    match agreement.status {
        AgreementStatus::Drafted => Some(to_sign()),
        AgreementStatus::Concluded | AgreementStatus::Published if pending => Some(to_sign()),
        AgreementStatus::Broken | AgreementStatus::Ended => {
            let reason = agreement.reason.as_ref().map(|reason| format!("原因：{reason}"));
            reason.or(due.map(to_report))
        }
        AgreementStatus::Concluded | AgreementStatus::Published => due.map(to_report),
        AgreementStatus::Lapsed => None,
    }
}

fn facts(agreement: &AgreementLine, called: &Called) -> Vec<(&'static str, Cell)> {
    let name = |party: &values::OrganisationId| called.of(*party);
    let names = |parties: &[values::OrganisationId]| {
        Cell::Text(parties.iter().map(name).collect::<Vec<_>>().join("、"))
    };
    let terms = &agreement.terms;
    let mut facts = vec![
        ("签约方", names(&agreement.parties)),
        ("已签署", names(&agreement.signed)),
        ("期限", Cell::When(format!("{} 至 {}", terms.from, terms.until))),
        ("履约率", Cell::maybe(agreement.fulfilment.map(percent))),
        ("共建计划", Cell::maybe(terms.plan.as_ref())),
        ("违约处理", Cell::maybe(terms.breach.as_ref())),
        ("起草", Cell::When(look::moment(agreement.drafted_at))),
    ];
    let claim = agreement.claim.map(|claim| Cell::link(format!("/claims/{claim}"), "查看认领"));
    facts.extend(claim.map(|claim| ("认领", claim)));
    facts
}

fn way(agreement: &AgreementLine) -> Vec<WayStep> {
    let reached = match agreement.status {
        AgreementStatus::Drafted | AgreementStatus::Lapsed => 1,
        AgreementStatus::Concluded => 2,
        AgreementStatus::Published if agreement.reviews.is_empty() => 4,
        AgreementStatus::Published => 5,
        AgreementStatus::Ended | AgreementStatus::Broken => 5,
    };
    let steps = ["谈约", "签约", "亮约", "履约", "评约"].into_iter().zip(1..);
    let step = |(label, n)| WayStep {
        label,
        when: String::new(),
        reached: n <= reached,
        current: n == reached,
    };
    steps.map(step).collect()
}

fn duties(agreement: &AgreementLine, called: &Called) -> Section {
    let row = |line: &contracts::projects::DutyLine| {
        let done = match (line.due, line.rate) {
            (Some(due), Some(rate)) => {
                format!("{} / {due}（{}）", line.done, percent(rate))
            }
            (Some(_) | None, _) => "不计量".to_owned(),
        };
        Row {
            cells: vec![
                Cell::text(&line.duty.what),
                Cell::text(line.duty.kind.chinese()),
                Cell::text(called.of(line.duty.party)),
                Cell::maybe(line.duty.amount.map(|amount| format!("每年 {amount}"))),
                Cell::Text(done),
            ],
        }
    };
    let columns = &["职责", "类别", "承担方", "数量", "履行"];
    Section::new("duties", "各方职责", columns, agreement.duties.iter().map(row).collect())
}

/// Who answers for each party. They are named on their own pages alone, for whoever may know.
fn responsible(agreement: &AgreementLine, called: &Called) -> Section {
    let person = |person: PersonId, label: &str| Cell::link(format!("/people/{person}"), label);
    let row = |line: &Responsible| Row {
        cells: vec![
            Cell::text(called.of(line.party)),
            person(line.leader, "责任领导"),
            person(line.liaison, "联络员"),
        ],
    };
    let rows = agreement.terms.responsible.iter().map(row).collect();
    Section::new("responsible", "责任人", &["签约方", "责任领导", "联络员"], rows)
}

/// What each quarter's report says, with what confirmed records counted; those that are owed first.
fn quarters(agreement: &AgreementLine) -> Section {
    let owed = agreement.quarters_due.iter().map(|due| Row {
        cells: vec![
            Cell::Text(look::quarter(due.year, due.quarter)),
            due.card.map_or_else(|| Cell::text("待报街道"), |card| Cell::Badge(report_card(card))),
            Cell::text(""),
            Cell::When(format!("{} 前", look::day(due.due_at))),
        ],
    });
    let row = |line: &QuarterLine| {
        let done = agreement.duties.iter().zip(&line.done).filter(|(duty, _)| duty.due.is_some());
        let done = done.map(|(duty, done)| format!("{} {done}", duty.duty.what));
        Row {
            cells: vec![
                Cell::Text(look::quarter(line.year, line.quarter)),
                Cell::text(&line.summary),
                Cell::Text(done.collect::<Vec<_>>().join("；")),
                Cell::When(look::moment(line.recorded_at)),
            ],
        }
    };
    let columns = &["季度", "履约情况", "已确认的履行", "登记"];
    let rows = owed.chain(agreement.quarters.iter().map(row)).collect();
    Section::new("quarters", "季度履约", columns, rows)
}

fn reviews(agreement: &AgreementLine, called: &Called) -> Section {
    let row = |line: &ReviewLine| Row {
        cells: vec![
            Cell::Text(format!("{} 年", line.year)),
            Cell::text(called.of(line.party)),
            Cell::text(line.verdict.chinese()),
            Cell::maybe(line.remark.as_ref()),
            Cell::When(look::moment(line.reviewed_at)),
        ],
    };
    let columns = &["年度", "评价方", "评价", "说明", "评约"];
    Section::new("reviews", "评约", columns, agreement.reviews.iter().map(row).collect())
}

/// Every draft there was, the newest first.
fn versions(drafts: &[DraftLine], called: &Called) -> Section {
    let row = |line: &DraftLine| {
        let signed = line.signatures.iter().map(|one| called.of(one.party));
        let outcome = match line.concluded_at {
            Some(at) => format!("{} 签齐", look::moment(at)),
            None => format!("{} 前签署", look::moment(line.sign_until)),
        };
        Row {
            cells: vec![
                Cell::Text(format!("第 {} 稿 · {}", line.number, line.purpose.chinese())),
                Cell::Text(format!("{} 至 {}", line.terms.from, line.terms.until)),
                Cell::text(line.terms.duties.len()),
                Cell::Text(signed.collect::<Vec<_>>().join("、")),
                Cell::When(outcome),
                Cell::maybe(line.fulfilment.map(percent)),
            ],
        }
    };
    let columns = &["稿次", "期限", "职责", "已签署", "签署情况", "履约率"];
    Section::new("versions", "各稿", columns, drafts.iter().rev().map(row).collect())
}

fn buttons(visit: &Visit, agreement: &AgreementLine) -> Vec<Button> {
    let Some(own) = visit.organisation().filter(|own| agreement.parties.contains(own)) else {
        return Vec::new();
    };
    if !visit.acts_for(own) {
        return Vec::new();
    }
    let is_head = matches!(visit.role(), Some(Role::UnitHead | Role::CommunitySecretary));
    let oneself = visit.actor.as_ref().and_then(Actor::person);
    let today = time::date_at(visit.now());
    let mut delegations = agreement.delegations.iter();
    let signs = is_head
        || delegations
            .any(|line| line.party == own && Some(line.person) == oneself && today <= line.until);
    let pending =
        agreement.in_force != Some(agreement.draft) && visit.now() <= agreement.sign_until;
    let broken = agreement.status == AgreementStatus::Broken;
    let unsigned = pending && !broken && !agreement.signed.contains(&own);
    let mut main = Vec::new();
    main.extend((unsigned && signs).then_some(SIGN));
    main.extend((!agreement.quarters_due.is_empty()).then_some(RECORD_QUARTER));
    let mut others = Vec::new();
    match agreement.status {
        AgreementStatus::Drafted | AgreementStatus::Lapsed => others.push(REDRAFT),
        AgreementStatus::Concluded | AgreementStatus::Published => {
            main.extend((agreement.status == AgreementStatus::Concluded).then_some(PUBLISH));
            others.extend([RECORD_QUARTER, REVIEW_AGREEMENT, REDRAFT]);
        }
        AgreementStatus::Ended => others.extend([RECORD_QUARTER, REVIEW_AGREEMENT, REDRAFT]),
        AgreementStatus::Broken => others.extend([RECORD_QUARTER, REVIEW_AGREEMENT]),
    }
    others.retain(|deed| !main.contains(deed));
    others.extend((unsigned && is_head).then_some(DELEGATE));
    let runs = matches!(agreement.status, AgreementStatus::Concluded | AgreementStatus::Published);
    if runs && signs {
        others.extend([ASK_END, BREAK]);
    }
    deeds::buttons(visit, &main, &others)
}
