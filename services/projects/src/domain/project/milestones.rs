//! 进度节点: planned, planned anew, reached.

use std::collections::btree_map::Entry;

use contracts::Context;
use contracts::projects::project::{Event, MILESTONES_MAX, Rejection};
use values::{Date, Text, time};

use super::Work;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Milestone {
    title: Text<60>,
    due: Date,
    reached: Option<Date>,
}

pub(super) fn set(
    work: &Work,
    context: &Context,
    milestone: u8,
    title: Text<60>,
    due: Date,
) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    if !work.is_under_way() {
        return Err(Rejection::NotRunning);
    }
    let known = work.milestones.get(&milestone);
    if known.is_some_and(|known| known.title == title && known.due == due) {
        return Ok(vec![]);
    }
    let reached = known.is_some_and(|known| known.reached.is_some());
    if reached || !(1..=MILESTONES_MAX).contains(&milestone) {
        return Err(Rejection::MilestoneOutOfRange);
    }
    Ok(vec![Event::MilestoneSet { milestone, title, due }])
}

pub(super) fn reach(
    work: &Work,
    context: &Context,
    milestone: u8,
    on: Date,
) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    let known = work.milestones.get(&milestone).ok_or(Rejection::UnknownMilestone)?;
    if known.reached.is_some() {
        return Ok(vec![]);
    }
    if !work.is_under_way() {
        return Err(Rejection::NotRunning);
    }
    if on > time::date_at(context.now) {
        return Err(Rejection::DateInTheFuture);
    }
    Ok(vec![Event::MilestoneReached { milestone, on }])
}

pub(super) fn planned(work: &mut Work, milestone: u8, title: &Text<60>, due: Date) {
    let planned = Milestone { title: title.clone(), due, reached: None };
    work.milestones.insert(milestone, planned);
}

/// Nothing when there is no such milestone.
pub(super) fn reached(work: &mut Work, milestone: u8, on: Date) -> Option<()> {
    let Entry::Occupied(mut known) = work.milestones.entry(milestone) else { return None };
    known.get_mut().reached = Some(on);
    Some(())
}
