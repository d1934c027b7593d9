//! 不是同一件: what looks like a duplicate and is none, so that it is not suggested again.

use contracts::Context;
use contracts::needs::need::{DISTINGUISHED_MAX, Event, Rejection};
use values::NeedId;

use super::{State, own};

/// For whoever may close it as a duplicate; once for both, whichever says it first.
pub(super) fn distinguish(
    state: &State,
    context: &Context,
    from: NeedId,
    told: bool,
) -> Result<Vec<Event>, Rejection> {
    let distinguished = &own(state, context)?.distinguished;
    if told || distinguished.contains(&from) {
        return Ok(vec![]);
    }
    if matches!(state, State::Closed(_)) {
        return Err(Rejection::Closed);
    }
    if distinguished.len() >= DISTINGUISHED_MAX {
        return Err(Rejection::TooManyDistinguished { max: DISTINGUISHED_MAX });
    }
    Ok(vec![Event::Distinguished { from }])
}

/// For whoever may have said it.
pub(super) fn undistinguish(
    state: &State,
    context: &Context,
    from: NeedId,
) -> Result<Vec<Event>, Rejection> {
    let known = own(state, context)?.distinguished.contains(&from);
    Ok(if known { vec![Event::Undistinguished { from }] } else { vec![] })
}
