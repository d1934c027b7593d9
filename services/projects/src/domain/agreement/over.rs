//! How an agreement ends: its term is over, by consent of all, or broken by one.

use contracts::Context;
use contracts::projects::agreement::{Event, Rejection};
use values::{OrganisationId, Text};

use super::State;

/// The last party that asks ends it.
pub(super) fn ask_end(
    state: &State,
    context: &Context,
    party: OrganisationId,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let (deed, force) = state.force()?;
    let (by, _) = deed.signatory(context, party)?;
    if force.end_asked.contains(&party) {
        return Ok(vec![]);
    }
    let mut events = vec![Event::EndAsked { party, reason, by }];
    if state.last_to_end(party) {
        events.push(Event::Ended { by_consent: true });
    }
    Ok(events)
}

/// A party declares it broken by another.
pub(super) fn break_off(
    state: &State,
    context: &Context,
    party: OrganisationId,
    breaching: OrganisationId,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let (deed, _) = state.force()?;
    let (by, _) = deed.signatory(context, party)?;
    if !deed.parties.contains(&breaching) {
        return Err(Rejection::NotAParty);
    }
    Ok(vec![Event::Broken { party, breaching, reason, by }])
}

/// A draft that nobody signed in time lapses; what was in force ends with its term. Beside that, a
/// quarter's report is asked for, or is late.
pub(super) fn fall_due(state: &State, context: &Context) -> Vec<Event> {
    let unsigned = state.deed().and_then(|deed| deed.pending.as_ref());
    let over = match unsigned {
        Some(pending) if context.now > pending.sign_until => Some(Event::Lapsed {}),
        None if state.term_over(context.now) => Some(Event::Ended { by_consent: false }),
        Some(_) | None => None,
    };
    let reports = state.reporting().map(|(reporting, until)| reporting.fall_due(context, until));
    over.into_iter().chain(reports.into_iter().flatten()).collect()
}
