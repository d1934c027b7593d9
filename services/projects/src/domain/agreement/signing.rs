//! 签约: by heads, or by whom a head has named.

use contracts::Context;
use contracts::projects::agreement::{Event, Rejection};
use values::{Date, OrganisationId, PersonId, time};

use super::State;
use super::reporting::Reporting;

/// A head names who may sign: who, by whom, until when.
pub(super) fn delegate(
    state: &State,
    context: &Context,
    party: OrganisationId,
    person: PersonId,
    until: Date,
) -> Result<Vec<Event>, Rejection> {
    let deed = state.deed().ok_or(Rejection::Unknown)?;
    if !deed.parties.contains(&party) {
        return Err(Rejection::NotAParty);
    }
    let by = context.actor.person().filter(|_| context.may_sign_for(party));
    let by = by.ok_or(Rejection::NotAuthorised)?;
    let today = time::date_at(context.now);
    if !(today..=time::plus_months(today, 12)).contains(&until) {
        return Err(Rejection::DelegationOutOfRange);
    }
    if deed.delegates.get(&party) == Some(&(person, until)) {
        return Ok(vec![]);
    }
    Ok(vec![Event::Delegated { party, person, until, by }])
}

/// The last signature concludes.
pub(super) fn sign(
    state: &State,
    context: &Context,
    party: OrganisationId,
    draft: u32,
) -> Result<Vec<Event>, Rejection> {
    let deed = state.deed().ok_or(Rejection::Unknown)?;
    let (by, delegated) = deed.signatory(context, party)?;
    if deed.drafts != draft {
        return Err(Rejection::OtherDraft { current: deed.drafts });
    }
    let Some(pending) = &deed.pending else {
        return match state {
            // The draft that is in force was signed by all.
            State::InForce(_, force) if force.version == draft => Ok(vec![]),
            State::Undrafted | State::Negotiated(_) | State::InForce(..) => Err(Rejection::Lapsed),
            State::Ended(..) | State::Broken(..) => Err(Rejection::Over),
        };
    };
    if pending.signed.contains(&party) {
        return Ok(vec![]);
    }
    if context.now > pending.sign_until {
        return Err(Rejection::Lapsed);
    }
    let mut events = vec![Event::Signed { party, by, delegated }];
    if let Some(terms) = state.last_to_sign(party) {
        events.push(Event::Concluded {});
        events.extend(Reporting::begun(state, context, terms));
    }
    Ok(events)
}
