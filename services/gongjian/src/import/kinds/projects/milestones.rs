//! 进度节点: what was planned, and when it was reached.

use contracts::projects::project::{MILESTONES_MAX, ReachMilestone, SetMilestone};
use sheets::RowNumber;
use sheets::kinds::projects::{ProjectRow, column};
use values::{Date, ProjectId, Text};

use crate::import::plan::Do;
use crate::import::planner::Planner;

/// A milestone as the list writes it.
pub(super) struct Told {
    milestone: u8,
    due: Date,
    reached: Option<Date>,
    title: Text<60>,
}

/// 序号：计划日期：完成日期：名称, one to a line.
pub(super) fn read(
    planner: &mut Planner,
    row: RowNumber,
    project: &ProjectRow,
) -> Option<Vec<Told>> {
    let lines = project.milestones.as_deref().unwrap_or_default().lines();
    let read: Vec<_> = lines.map(|line| (line, milestone(line))).collect();
    for (line, _) in read.iter().filter(|(_, told)| told.is_none()) {
        let message = format!("第{row}行：“{line}”不是进度节点");
        let suggestion = "一行一个，如 1：2026-03-01：2026-03-02：开班；还没有完成的，完成日期空着";
        planner.refuse(row, Some(column::MILESTONES), "milestone_unfit", message, suggestion);
    }
    read.into_iter().map(|(_, told)| told).collect()
}

fn milestone(line: &str) -> Option<Told> {
    let mut parts = line.splitn(4, '：');
    let mut part = || parts.next().map(str::trim);
    let (number, due, reached, title) = (part()?, part()?, part()?, part()?);
    let milestone = number.parse().ok().filter(|number| (1..=MILESTONES_MAX).contains(number))?;
    let reached = match reached {
        "" => None,
        on => Some(on.parse().ok()?),
    };
    Some(Told { milestone, due: due.parse().ok()?, reached, title: Text::new(title).ok()? })
}

/// What was planned and reached of it.
pub(super) fn pass(
    planner: &mut Planner,
    row: RowNumber,
    project: ProjectId,
    milestones: Vec<Told>,
) {
    for Told { milestone, due, reached, title } in milestones {
        let set = SetMilestone { project, milestone, title, due };
        planner.step(row, &format!("milestone {milestone}"), Do::SetMilestone(set));
        if let Some(on) = reached {
            let reach = ReachMilestone { project, milestone, on };
            planner.step(row, &format!("reached {milestone}"), Do::ReachMilestone(reach));
        }
    }
}
