//! Who came: recorded by the organiser, confirmed by somebody else of it 谁组织谁记录.

use contracts::Context;
use contracts::projects::activity::{Event, MARKS_MAX, Mark, Participant, Presence, Rejection};

use super::{Planned, State};

/// Once it has begun, until it is confirmed; a later mark stands in place of an earlier one.
pub(super) fn record(
    state: &State,
    context: &Context,
    marks: Vec<Mark>,
) -> Result<Vec<Event>, Rejection> {
    state.organised(context)?;
    let planned = state.on_the_menu()?;
    let by = context.actor.person().ok_or(Rejection::NotAuthorised)?;
    if context.now < planned.details.times.from {
        return Err(Rejection::NotBegun);
    }
    if !(1..=MARKS_MAX).contains(&marks.len()) {
        return Err(Rejection::MarksOutOfRange { max: MARKS_MAX });
    }
    marks.iter().try_for_each(|mark| check(planned, mark))?;
    let known = |mark: &Mark| planned.list.attendance(mark.who) == Some(mark.attendance);
    if marks.iter().all(known) {
        return Ok(vec![]);
    }
    Ok(vec![Event::AttendanceRecorded { marks, by }])
}

/// Of those who have a place; no more than signed up, no longer than it took.
fn check(planned: &Planned, mark: &Mark) -> Result<(), Rejection> {
    let places = planned.list.seat(mark.who).ok_or(Rejection::NotSignedUp)?;
    let longest = planned.details.times.minutes();
    match mark.attendance {
        Presence::Came { people, minutes }
            if !(1..=places).contains(&people) || !(1..=longest).contains(&minutes) =>
        {
            Err(Rejection::AttendanceOutOfRange { places, minutes: longest })
        }
        Presence::Came { .. } | Presence::Excused | Presence::Absent => Ok(()),
    }
}

/// Whoever earns hours by it, or recorded it, does not confirm it.
pub(super) fn confirm(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let Planned { list, recorded_by, details, .. } = state.organised(context)?;
    let by = context.actor.person().ok_or(Rejection::NotAuthorised)?;
    if matches!(state, State::Held(_)) {
        return Ok(vec![]);
    }
    state.on_the_menu()?;
    if context.now < details.times.from {
        return Err(Rejection::NotBegun);
    }
    let came = matches!(list.attendance(Participant::Person(by)), Some(Presence::Came { .. }));
    if came || recorded_by.contains(&by) {
        return Err(Rejection::OwnAttendance);
    }
    match list.unmarked() {
        0 => Ok(vec![Event::AttendanceConfirmed { by }]),
        left => Err(Rejection::NotAllRecorded { left }),
    }
}
