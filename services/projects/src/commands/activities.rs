//! Commands about activities.

use contracts::Rejection;
use contracts::projects::activity::{self, COPIES_MAX, Command};
use runtime::{Commands, Decision};
use values::ActivityId;

use crate::Projects;
use crate::domain::Activity;

pub(super) fn add_to(commands: Commands<Projects>) -> Commands<Projects> {
    commands
        .on(plan)
        .on(copy_menu)
        .on(|decision, body: activity::Revise| {
            decide(decision, body.activity, Command::Revise(body.details))
        })
        .on(|decision, body: activity::Publish| decide(decision, body.activity, Command::Publish))
        .on(|decision, body: activity::SignUp| {
            let activity::SignUp { activity, organisation, places } = body;
            decide(decision, activity, Command::SignUp { organisation, places })
        })
        .on(|decision, body: activity::CancelSignUp| {
            let activity::CancelSignUp { activity, organisation } = body;
            decide(decision, activity, Command::CancelSignUp { organisation })
        })
        .on(|decision, body: activity::Postpone| {
            let activity::Postpone { activity, times, reason } = body;
            decide(decision, activity, Command::Postpone { times, reason })
        })
        .on(|decision, body: activity::Cancel| {
            decide(decision, body.activity, Command::Cancel { reason: body.reason })
        })
        .on(|decision, body: activity::RecordAttendance| {
            decide(decision, body.activity, Command::RecordAttendance(body.marks))
        })
        .on(|decision, body: activity::ConfirmAttendance| {
            decide(decision, body.activity, Command::ConfirmAttendance)
        })
}

fn decide(
    decision: &mut Decision<'_, Projects>,
    activity: ActivityId,
    command: Command,
) -> Result<(), Rejection> {
    decision.decide::<Activity>(activity, command)
}

fn plan(decision: &mut Decision<'_, Projects>, body: activity::Plan) -> Result<(), Rejection> {
    let activity::Plan { organiser, details } = body;
    let id = decision.id::<ActivityId>(0);
    decide(decision, id, Command::Plan { organiser, details, copied_from: None })
}

/// All of them or none, in one commit.
fn copy_menu(
    decision: &mut Decision<'_, Projects>,
    activity::CopyMenu { organiser, from, until }: activity::CopyMenu,
) -> Result<(), Rejection> {
    if !decision.context().may_act_for(organiser) {
        return Err(activity::Rejection::NotAuthorised.into());
    }
    let state = decision.state();
    let found = state.menu_of(organiser, from, until).count();
    if found > COPIES_MAX {
        return Err(activity::Rejection::TooManyToCopy { found, max: COPIES_MAX }.into());
    }
    let to_copy = |id: ActivityId| Some((id, state.activities.state(id).to_copy()?));
    let found: Vec<_> = state.menu_of(organiser, from, until).filter_map(to_copy).collect();
    for (original, details) in found {
        let copied_from = Some(original);
        let copy = Command::Plan { organiser, details, copied_from };
        decide(decision, activity::copy_id(original), copy)?;
    }
    Ok(())
}
