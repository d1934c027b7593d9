//! The project list as `gongjian export` writes it: each line a claim on the need or the offer that
//! it names, accepted, and the project that carries it out, under the code that it had.
//!
//! What a project comes to by its service records, it comes to when those are imported.

mod connecting;
mod milestones;

use contracts::projects::claim::{Accept, Propose as Claim, Side};
use contracts::projects::project::{
    self, Approve, Archive, AskAcceptance, AskRework, Code, End, Kept, Open, Propose, Refuse,
    Suspend,
};
use contracts::projects::{AgreementStatus, ProjectStatus};
use sheets::kinds::projects::{self, ProjectRow, column};
use sheets::{RowNumber, Table};
use values::{AgreementId, ClaimId, OrganisationId, ProjectId, Text};

use super::fields::{amount, maybe, word};
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};
use crate::text;

const STATES: [ProjectStatus; 10] = [
    ProjectStatus::Proposed,
    ProjectStatus::Refused,
    ProjectStatus::Approved,
    ProjectStatus::Running,
    ProjectStatus::Suspended,
    ProjectStatus::Undecided,
    ProjectStatus::AcceptanceAsked,
    ProjectStatus::Accepted,
    ProjectStatus::Ended,
    ProjectStatus::Archived,
];

/// What a person gives stands under this name.
const PERSON: &str = "个人";

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let rows = planner.take(projects::read(table).map_err(NoPlan::Sheet)?);
    for (row, project) in planner.distinct("项目", rows, |project| project.code.clone()) {
        take(planner, row, &project);
    }
    Ok(())
}

/// How far a project has come, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    status: ProjectStatus,
    reason: Option<Text<200>>,
}

impl Standing {
    /// Reads it; running, where the list says nothing.
    pub(super) fn read(
        planner: &mut Planner,
        row: RowNumber,
        (column, said): (&str, Option<&str>),
        (why, reason): (&str, Option<&str>),
    ) -> Option<Self> {
        let status = word(planner, row, column, said, &STATES, text::project_status);
        let reason = maybe(planner, row, why, reason)?;
        Some(Self { status: status?.unwrap_or(ProjectStatus::Running), reason })
    }

    /// Does it take confirmed records to come so far?
    fn takes_records(&self) -> bool {
        match self.status {
            ProjectStatus::AcceptanceAsked | ProjectStatus::Accepted => true,
            // What was ended says why; so does what was sent back.
            ProjectStatus::Archived => self.reason.is_none(),
            ProjectStatus::Running => self.reason.is_some(),
            ProjectStatus::Proposed
            | ProjectStatus::Refused
            | ProjectStatus::Approved
            | ProjectStatus::Suspended
            | ProjectStatus::Undecided
            | ProjectStatus::Ended => false,
        }
    }

    /// Must all its records be confirmed to come so far?
    pub(super) fn takes_confirmed_records(&self) -> bool {
        self.takes_records() && self.status != ProjectStatus::Running
    }

    /// Was it never carried out?
    fn is_before_start(&self) -> bool {
        matches!(
            self.status,
            ProjectStatus::Proposed | ProjectStatus::Refused | ProjectStatus::Approved
        )
    }

    /// The steps from running to where it stands.
    pub(super) fn go_on(&self, planner: &mut Planner, row: RowNumber, project: ProjectId) {
        let unknown = || Text::new("原台账没有写明原因").expect("it is short");
        let reason = self.reason.clone();
        let mut step = |label: &str, what: Do| {
            planner.step(row, &format!("{label} {project}"), what);
        };
        let ask = Do::AskAcceptance(AskAcceptance { project });
        let accept = Do::AcceptProject(project::Accept { project });
        let archive = Do::ArchiveProject(Archive { project });
        match (self.status, reason) {
            (ProjectStatus::Running, Some(reason)) => {
                step("ask", ask);
                step("rework", Do::AskRework(AskRework { project, reason }));
            }
            (ProjectStatus::Suspended, reason) => {
                let reason = reason.unwrap_or_else(unknown);
                step("suspend", Do::SuspendProject(Suspend { project, reason }));
            }
            (ProjectStatus::AcceptanceAsked, _) => step("ask", ask),
            (ProjectStatus::Accepted, _) => {
                step("ask", ask);
                step("accept", accept);
            }
            (ProjectStatus::Archived, None) => {
                step("ask", ask);
                step("accept", accept);
                step("archive", archive);
            }
            (ProjectStatus::Archived, Some(reason)) => {
                step("end", Do::EndProject(End { project, reason }));
                step("archive", archive);
            }
            (ProjectStatus::Ended, reason) => {
                let reason = reason.unwrap_or_else(unknown);
                step("end", Do::EndProject(End { project, reason }));
            }
            (ProjectStatus::Running, None)
            | (ProjectStatus::Undecided, _)
            | (ProjectStatus::Proposed | ProjectStatus::Refused | ProjectStatus::Approved, _) => {}
        }
    }
}

/// Every fault of a row is named: what stands in it is looked at before any of it is used.
fn take(planner: &mut Planner, row: RowNumber, project: &ProjectRow) -> Option<()> {
    if project.giving == PERSON {
        let message = "个人认领的项目，清单不写是谁，不导入；请由本人重新认领。";
        planner.gather(row, "person_unnamed", message);
        return None;
    }
    let giving = planner.employer(row, column::GIVING, &project.giving);
    let asking = planner.employer(row, column::ASKING, &project.asking);
    let title = planner.text(row, column::TITLE, &project.title);
    let amount = amount(planner, row, project.amount, project.unit.as_deref());
    let said = (column::STATE, project.state.as_deref());
    let why = (column::REASON, project.reason.as_deref());
    let standing = Standing::read(planner, row, said, why);
    let kept = kept(planner, row, project);
    let (giving, asking) = (giving?, asking?);
    let agreement = agreement(planner, row, project, [giving, asking]);
    let area = planner.directory.by_id(asking).and_then(|asking| asking.area);
    let Some(area) = area.or(planner.options.under) else {
        let message = format!("第{row}行：“{}”没有登记区划", project.asking);
        let suggestion = "请用 --under 写明在哪里开展";
        planner.refuse(row, Some(column::ASKING), "area_missing", message, suggestion);
        return None;
    };
    let (title, amount, standing) = (title?, amount?, standing?);
    let (kept, agreement) = (kept?, agreement?);
    let milestones = milestones::read(planner, row, project)?;
    let connects = connecting::connects(planner, row, (giving, asking), project, amount)?;
    let (side, need, offer) = (connects.side(), connects.need, connects.offer);
    let claimer = if side == Side::Giving { giving } else { asking }.into();
    let (slot, message, wait) = (None, None, false);
    let claim = Claim { claimer, side, need, offer, amount, slot, area, message, wait };
    let claim: ClaimId = planner.make(row, "claim", Do::Propose(Box::new(claim)));
    planner.step(row, "accept-claim", Do::AcceptClaim(Accept { claim }));
    if project.code.is_some() {
        new_code(planner, row, project, claim)?;
    }
    open(planner, row, (claim, title, agreement, Some(kept)), &standing);
    if !standing.is_before_start() {
        milestones::pass(planner, row, project::id(claim), milestones);
    }
    if standing.status == ProjectStatus::Undecided {
        let message = "协议终止而去留未定的，登记为执行中，请补办继续或终止。";
        planner.gather(row, "undecided", message);
    }
    let recorded = project.records.is_some_and(|records| records > 0);
    let waits = standing.takes_records() || (recorded && standing.status != ProjectStatus::Running);
    if waits && !standing.is_before_start() && standing.status != ProjectStatus::Undecided {
        planner.gather(
            row,
            "waits_for_records",
            "有服务记录的项目先登记为执行中；导入服务记录（import records）时办到现在的一步。",
        );
    } else if !standing.is_before_start() {
        standing.go_on(planner, row, project::id(claim));
    }
    Some(())
}

type Opening = (ClaimId, Text<60>, Option<AgreementId>, Option<Kept>);

/// Opened by the asking side, or proposed to it where nobody has approved it so far.
fn open(
    planner: &mut Planner,
    row: RowNumber,
    (claim, title, agreement, kept): Opening,
    standing: &Standing,
) {
    let project = project::id(claim);
    if !standing.is_before_start() {
        planner.step(row, "open", Do::OpenProject(Open { claim, title, agreement, kept }));
        return;
    }
    planner.step(row, "propose", Do::ProposeProject(Propose { claim, title, agreement, kept }));
    match standing.status {
        ProjectStatus::Approved => {
            planner.step(row, "approve", Do::ApproveProject(Approve { project }));
        }
        ProjectStatus::Refused => {
            let unknown = || Text::new("原台账没有写明原因").expect("it is short");
            let reason = standing.reason.clone().unwrap_or_else(unknown);
            planner.step(row, "refuse", Do::RefuseProject(Refuse { project, reason }));
        }
        ProjectStatus::Proposed
        | ProjectStatus::Running
        | ProjectStatus::Suspended
        | ProjectStatus::Undecided
        | ProjectStatus::AcceptanceAsked
        | ProjectStatus::Accepted
        | ProjectStatus::Ended
        | ProjectStatus::Archived => {}
    }
}

fn kept(planner: &mut Planner, row: RowNumber, project: &ProjectRow) -> Option<Kept> {
    let opened_on = project.opened;
    let Some(code) = &project.code else { return Some(Kept { code: None, opened_on }) };
    if Code::read(code).is_none() {
        let message = format!("第{row}行：“{code}”不是项目编号");
        let suggestion = "应为 区划-年份-序号，如 371002001001-2025-0001；留空则新编";
        planner.refuse(row, Some(column::CODE), "code_unfit", message, suggestion);
        return None;
    }
    let code = planner.text(row, column::CODE, code)?;
    Some(Kept { code: Some(code), opened_on })
}

/// No other project has the code: not one that was there before.
fn new_code(
    planner: &mut Planner,
    row: RowNumber,
    project: &ProjectRow,
    claim: ClaimId,
) -> Option<()> {
    let code = project.code.as_deref()?;
    let known = planner.ledger.project(code).filter(|known| known.id != project::id(claim));
    let Some(known) = known else { return Some(()) };
    let message = format!("第{row}行：项目编号{code}已属于“{}”", known.title);
    let suggestion = "已经登记过的项目请从清单里删去；确是另一个项目的，编号请留空";
    planner.refuse(row, Some(column::CODE), "code_known", message, suggestion);
    None
}

/// The agreement of both sides that the list names; one that is over carries nothing any more.
fn agreement(
    planner: &mut Planner,
    row: RowNumber,
    project: &ProjectRow,
    sides: [OrganisationId; 2],
) -> Option<Option<AgreementId>> {
    let Some(name) = project.agreement.as_deref() else { return Some(None) };
    let all = planner.ledger.agreements(name);
    let theirs: Vec<_> =
        all.iter().filter(|line| sides.iter().all(|side| line.parties.contains(side))).collect();
    let in_force = |line: &&&contracts::projects::AgreementLine| match line.status {
        AgreementStatus::Concluded | AgreementStatus::Published => true,
        AgreementStatus::Drafted
        | AgreementStatus::Lapsed
        | AgreementStatus::Ended
        | AgreementStatus::Broken => false,
    };
    let standing: Vec<_> = theirs.iter().filter(in_force).map(|line| line.id).collect();
    match (standing.as_slice(), theirs.is_empty()) {
        ([only], _) => Some(Some(*only)),
        ([], false) => {
            let message = "协议已不在履行中，项目照常登记，不再挂在协议名下。";
            planner.gather(row, "agreement_over", message);
            Some(None)
        }
        ([], true) => {
            let message = format!("第{row}行：供需双方之间没有登记过协议“{name}”");
            let suggestion = "请先用 import agreements 导入协议，或更正名称";
            let column = Some(column::AGREEMENT);
            planner.refuse(row, column, "agreement_unknown", message, suggestion);
            None
        }
        (several, _) => {
            let numbers: Vec<_> = several.iter().map(ToString::to_string).collect();
            let message = format!("第{row}行：供需双方之间有{}份协议叫“{name}”", several.len());
            let suggestion = format!("请改填协议的编号：{}", numbers.join("、"));
            let column = Some(column::AGREEMENT);
            planner.refuse(row, column, "agreement_ambiguous", message, &suggestion);
            None
        }
    }
}
