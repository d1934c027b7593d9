//! What homes are put together from.

use contracts::PageRequest;
use contracts::needs::hotline::{HotlineItem, HotlineItems};
use contracts::needs::{AdmissionLine, Admissions, HandlingLine};
use contracts::projects::{
    AgreementLine, Agreements, ClaimLine, ClaimStatus, Claims, ProjectStatus, Projects,
    QuarterDueLine, RecordStatus, Records,
};
use contracts::registry::CheckInLine;
use values::OrganisationId;

use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{handling_card, report_card};
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, CHECK_IN};
use crate::pages::lists::{admissions, agreements, check_ins, claims, hotline, projects, records};
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Row, Section};

/// What a home shows.
pub(super) struct Duties {
    pub(super) called: Called,
    pub(super) buttons: Vec<Button>,
    pub(super) todo: Vec<Section>,
    pub(super) rest: Vec<Section>,
}

/// How many lines of each kind a home shows.
pub(super) const FEW: PageRequest = PageRequest::first(5);

pub(super) fn claims_in(own: OrganisationId, status: ClaimStatus) -> Claims {
    Claims { organisation: Some(own), status: Some(status), page: FEW, ..Default::default() }
}

pub(super) fn projects_in(own: OrganisationId, status: ProjectStatus) -> Projects {
    Projects { organisation: Some(own), status: Some(status), page: FEW, ..Default::default() }
}

pub(super) fn records_in(own: OrganisationId) -> Records {
    let status = Some(RecordStatus::Recorded);
    Records { organisation: Some(own), status, page: FEW, ..Default::default() }
}

pub(super) fn agreements_in(own: OrganisationId) -> Agreements {
    Agreements { unsigned_by: Some(own), page: FEW, ..Default::default() }
}

/// Those of which a quarter is to be reported.
pub(super) fn unreported(own: OrganisationId) -> Agreements {
    Agreements { unreported_by: Some(own), page: FEW, ..Default::default() }
}

/// Those that wait for the own answer.
pub(super) fn to_answer(own: OrganisationId) -> Claims {
    let status = Some(ClaimStatus::Held);
    Claims { answered_by: Some(own), status, page: FEW, ..Default::default() }
}

/// Those that somebody else answers.
pub(super) fn made(own: OrganisationId, status: ClaimStatus) -> Claims {
    Claims { made_by: Some(own), status: Some(status), page: FEW, ..Default::default() }
}

pub(super) fn claim_section(
    id: &'static str,
    heading: &'static str,
    page: &contracts::Page<ClaimLine>,
    role: &'static str,
    status: ClaimStatus,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|claim| claims::row(claim, called)).collect();
    let more = format!("/claims?{role}={own}&status={}", status.code());
    Section::new(id, heading, claims::COLUMNS, rows).of(page.total, more)
}

pub(super) fn project_section(
    id: &'static str,
    heading: &'static str,
    page: &contracts::Page<contracts::projects::ProjectLine>,
    status: ProjectStatus,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|project| projects::row(project, called)).collect();
    let more = format!("/projects?organisation={own}&status={}", status.code());
    Section::new(id, heading, projects::COLUMNS, rows).of(page.total, more)
}

/// Those that somebody is to approve, or to give up.
pub(super) fn proposed_section(
    page: &contracts::Page<contracts::projects::ProjectLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    project_section("proposed", "待立项的项目", page, ProjectStatus::Proposed, own, called)
}

/// Those whose agreement is over: somebody is to say whether they go on.
pub(super) fn undecided_section(
    page: &contracts::Page<contracts::projects::ProjectLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let heading = "协议已止、待定去留的项目";
    project_section("undecided", heading, page, ProjectStatus::Undecided, own, called)
}

pub(super) fn record_section(
    page: &contracts::Page<contracts::projects::RecordLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|record| records::row(record, called)).collect();
    let more = format!("/records?organisation={own}&status=recorded");
    Section::new("recorded", "待确认的服务记录", records::COLUMNS, rows).of(page.total, more)
}

pub(super) fn agreement_section(
    page: &contracts::Page<AgreementLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|agreement| agreements::row(agreement, called)).collect();
    let more = format!("/agreements?unsigned_by={own}");
    Section::new("drafted", "待签署的协议", agreements::COLUMNS, rows).of(page.total, more)
}

/// Each quarter that is owed, the way to report it, and how late it is.
pub(super) fn report_section(
    visit: &Visit,
    page: &contracts::Page<AgreementLine>,
    own: OrganisationId,
) -> Section {
    let row = |agreement: &AgreementLine, due: &QuarterDueLine| Row {
        cells: vec![
            Cell::link(format!("/agreements/{}", agreement.id), &agreement.terms.title),
            Cell::link(
                format!("/agreements/{}/record-quarter", agreement.id),
                look::quarter(due.year, due.quarter),
            ),
            due.card.map_or_else(|| Cell::text(""), |card| Cell::Badge(report_card(card))),
            Cell::When(look::until(due.due_at, visit.now())),
        ],
    };
    let each = page.items.iter();
    let rows = each.flat_map(|one| one.quarters_due.iter().map(move |due| row(one, due))).collect();
    let columns = &["协议", "季度", "督办", "期限"];
    Section::new("unreported", "待报街道的协议季度", columns, rows)
        .of(page.total, format!("/agreements?unreported_by={own}"))
}

pub(super) fn check_in_section(
    page: &contracts::Page<CheckInLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|check_in| check_ins::row(check_in, called)).collect();
    let more = format!("/check-ins?community={own}&status=requested");
    Section::new("requested", "待接收的报到", check_ins::COLUMNS, rows).of(page.total, more)
}

pub(super) fn handling_section(
    visit: &Visit,
    page: &contracts::Page<HandlingLine>,
    more: impl ToString,
    called: &Called,
) -> Section {
    let row = |line: &HandlingLine| Row {
        cells: vec![
            called.link(Item::Need(line.need)),
            Cell::text(line.step.chinese()),
            line.card.map_or_else(|| Cell::text(""), |card| Cell::Badge(handling_card(card))),
            Cell::When(look::until(line.clock.due_at, visit.now())),
        ],
    };
    let rows = page.items.iter().map(row).collect();
    Section::new("handling", "办理时限", &["需求", "步骤", "督办", "期限"], rows)
        .of(page.total, more)
}

/// Work from above that waits for the own judgement or receipt.
pub(super) fn admissions_in(own: OrganisationId) -> Admissions {
    Admissions { awaits: Some(own), page: FEW, ..Default::default() }
}

pub(super) fn admission_section(
    heading: &'static str,
    page: &contracts::Page<AdmissionLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|one| admissions::row(one, called)).collect();
    let more = format!("/admissions?awaits={own}");
    Section::new("admissions", heading, admissions::COLUMNS, rows).of(page.total, more)
}

/// Those of the hotline that wait for the own answer.
pub(super) fn hotline_in(own: OrganisationId) -> HotlineItems {
    HotlineItems { owner: Some(own), replied: Some(false), page: FEW, ..HotlineItems::default() }
}

pub(super) fn hotline_section(
    visit: &Visit,
    page: &contracts::Page<HotlineItem>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|one| hotline::row(one, visit.now(), called)).collect();
    let more = format!("/hotline-items?owner={own}&replied=false");
    Section::new("hotline", "待答复的热线件", hotline::COLUMNS, rows).of(page.total, more)
}

pub(super) fn cards_section(
    id: &'static str,
    heading: &'static str,
    page: &contracts::Page<HandlingLine>,
    called: &Called,
) -> Section {
    let row = |line: &HandlingLine| Row {
        cells: vec![
            called.link(Item::Need(line.need)),
            Cell::text(called.of(line.holder.organisation)),
            Cell::text(line.step.chinese()),
            Cell::When(look::moment(line.clock.due_at)),
        ],
    };
    let rows = page.items.iter().map(row).collect();
    Section::new(id, heading, &["需求", "办理单位", "步骤", "期限"], rows).of(page.total, "")
}

/// The needs that are handled.
pub(super) fn handled(lines: &[HandlingLine]) -> impl Iterator<Item = Item> {
    lines.iter().map(|line| Item::Need(line.need))
}

/// The own check-ins; where there is none, the way to begin.
pub(super) fn own_check_ins(
    visit: &Visit,
    page: &contracts::Page<CheckInLine>,
    more: String,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|check_in| check_ins::row(check_in, called)).collect();
    let begin = if page.total == 0 { deeds::buttons(visit, &[CHECK_IN], &[]) } else { Vec::new() };
    Section::new("check-ins", "我的报到", check_ins::COLUMNS, rows)
        .of(page.total, more)
        .or("还没有到社区报到")
        .with(begin)
}
