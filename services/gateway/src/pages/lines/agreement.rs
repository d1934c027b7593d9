//! An agreement: 谈约 签约 亮约 履约 评约.

use contracts::projects::{Agreement, AgreementLine, AgreementStatus, Projects};
use contracts::{Actor, Role};

use super::{Line, PARTS, line_page};
use crate::Shown;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, WayStep};
use crate::pages::{Answer, Visit, lists};

pub(crate) async fn agreement(visit: &Visit) -> Answer {
    let id = visit.id("agreement")?;
    let of_projects = Projects { agreement: Some(id), page: PARTS, ..Default::default() };
    let of_agreement = Agreement { agreement: id };
    let (agreement, projects) =
        tokio::try_join!(visit.find(&of_agreement), visit.ask(&of_projects))?;
    let parties = agreement.parties.iter().copied();
    let others = lists::projects::parties(&projects.items);
    let called = visit.called(parties.chain(others)).await?;
    let rows = projects.items.iter().map(|project| lists::projects::row(project, &called));
    let projects = Section::new("projects", "项目", lists::projects::COLUMNS, rows.collect())
        .or("各方签齐后自动立项");
    let line = Line {
        here: Place::Agreements,
        kind: agreement.purpose.chinese(),
        heading: agreement.terms.title.to_string(),
        badge: Some(badge(agreement.status)),
        notice: notice(&agreement),
        facts: facts(&agreement, &called),
        way: way(&agreement),
        buttons: buttons(visit, &agreement),
        sections: vec![duties(&agreement, &called), projects],
        history: format!("/history/projects/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(agreement: &AgreementLine) -> Option<String> {
    match agreement.status {
        AgreementStatus::Drafted => Some(format!(
            "请各方负责人在 {} 前签署，已签 {} 方、共 {} 方",
            look::moment(agreement.sign_until),
            agreement.signed.len(),
            agreement.parties.len(),
        )),
        AgreementStatus::Broken | AgreementStatus::Ended => {
            agreement.reason.as_ref().map(|reason| format!("原因：{reason}"))
        }
        AgreementStatus::Concluded | AgreementStatus::Published | AgreementStatus::Lapsed => None,
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
        ("履约率", Cell::maybe(agreement.fulfilment.map(lists::agreements::percent))),
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
        AgreementStatus::Published => 4,
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
                format!("{} / {due}（{}）", line.done, lists::agreements::percent(rate))
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

fn buttons(visit: &Visit, agreement: &AgreementLine) -> Vec<Button> {
    let Some(own) = visit.organisation().filter(|own| agreement.parties.contains(own)) else {
        return Vec::new();
    };
    let head = match &visit.actor {
        Some(Actor::Person { role: Role::UnitHead | Role::CommunitySecretary, .. }) => true,
        Some(Actor::Person { person, .. }) => {
            let mut delegations = agreement.delegations.iter();
            delegations.any(|line| line.party == own && line.person == *person)
        }
        Some(Actor::System) | None => false,
    };
    let (main, others): (&[_], &[_]) = match agreement.status {
        AgreementStatus::Drafted if head && !agreement.signed.contains(&own) => (&[SIGN], &[]),
        AgreementStatus::Concluded => (&[PUBLISH], if head { &[ASK_END] } else { &[] }),
        AgreementStatus::Published => (&[], if head { &[ASK_END] } else { &[] }),
        AgreementStatus::Drafted
        | AgreementStatus::Lapsed
        | AgreementStatus::Ended
        | AgreementStatus::Broken => (&[], &[]),
    };
    deeds::buttons(visit, main, others)
}
