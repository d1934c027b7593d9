//! 谈约: drafts by any party, until one is signed by all; supplements and renewals afterwards.

use std::collections::BTreeSet;

use contracts::Context;
use contracts::projects::agreement::{
    DRAFTS_MAX, DUTIES_MAX, Duty, Event, PARTIES_MAX, Purpose, Rejection, SIGN_WORKING_DAYS,
    TERM_MONTHS_MAX, Terms,
};
use values::{ClaimId, OrganisationId, PersonId, Unit, time};

use super::{Deed, State};

/// The first draft, or another one by which the parties may change, too.
pub(super) fn draft(
    state: &State,
    context: &Context,
    claim: Option<ClaimId>,
    parties: Vec<OrganisationId>,
    terms: Terms,
) -> Result<Vec<Event>, Rejection> {
    let distinct: BTreeSet<_> = parties.iter().collect();
    if !(2..=PARTIES_MAX).contains(&parties.len()) || distinct.len() < parties.len() {
        return Err(Rejection::PartiesOutOfPlace);
    }
    let party = parties.iter().any(|party| context.may_act_for(*party));
    let by = context.actor.person().filter(|_| party).ok_or(Rejection::NotAuthorised)?;
    match state {
        State::Undrafted => {}
        State::Negotiated(deed) => {
            if deed.is_pending(&parties, &terms) {
                return Ok(vec![]);
            }
            deed.may_be_drafted()?;
        }
        State::InForce(..) | State::Ended(..) => return Err(Rejection::AlreadyConcluded),
        State::Broken(..) => return Err(Rejection::Over),
    }
    drafted(context, by, (claim, parties), Purpose::First, terms)
}

/// A counter-draft, a supplement 补充协议, or a renewal 续签: what begins after the term renews.
pub(super) fn redraft(
    state: &State,
    context: &Context,
    terms: Terms,
) -> Result<Vec<Event>, Rejection> {
    let deed = state.deed().ok_or(Rejection::Unknown)?;
    let by = deed.party_of(context)?;
    if deed.is_pending(&deed.parties, &terms) {
        return Ok(vec![]);
    }
    let purpose = match state {
        State::Undrafted | State::Negotiated(_) => Purpose::First,
        State::Broken(..) => return Err(Rejection::Over),
        State::InForce(_, force) | State::Ended(_, force) => {
            if force.terms == terms {
                return Ok(vec![]);
            }
            if terms.from > force.terms.until {
                Purpose::Renewal
            } else if matches!(state, State::Ended(..)) {
                return Err(Rejection::Over);
            } else {
                in_their_places(&force.terms.duties, &terms.duties)?;
                Purpose::Supplement
            }
        }
    };
    deed.may_be_drafted()?;
    drafted(context, by, (deed.claim, deed.parties.clone()), purpose, terms)
}

impl Deed {
    fn is_pending(&self, parties: &[OrganisationId], terms: &Terms) -> bool {
        let pending = self.pending.as_ref().is_some_and(|pending| pending.terms == *terms);
        pending && self.parties == parties
    }

    fn may_be_drafted(&self) -> Result<(), Rejection> {
        let drafts = usize::try_from(self.drafts).unwrap_or(usize::MAX);
        if drafts < DRAFTS_MAX { Ok(()) } else { Err(Rejection::TooManyDrafts { max: DRAFTS_MAX }) }
    }
}

fn drafted(
    context: &Context,
    by: PersonId,
    (claim, parties): (Option<ClaimId>, Vec<OrganisationId>),
    purpose: Purpose,
    terms: Terms,
) -> Result<Vec<Event>, Rejection> {
    in_place(&parties, &terms)?;
    let limit = context.calendar().add_working_days(context.now, SIGN_WORKING_DAYS);
    Ok(vec![Event::Drafted {
        claim,
        parties,
        purpose,
        terms,
        by,
        sign_until: limit.at,
        holidays_unknown: limit.table_missing,
    }])
}

fn in_place(parties: &[OrganisationId], terms: &Terms) -> Result<(), Rejection> {
    let Terms { duties, responsible, from, until, .. } = terms;
    let answering: BTreeSet<_> = responsible.iter().map(|line| line.party).collect();
    let right = (1..=DUTIES_MAX).contains(&duties.len())
        && duties.iter().all(|duty| parties.contains(&duty.party))
        && answering.len() == responsible.len()
        && answering.iter().all(|party| parties.contains(party));
    if !right {
        return Err(Rejection::DutiesOutOfPlace);
    }
    if until < from || *until >= time::plus_months(*from, TERM_MONTHS_MAX) {
        return Err(Rejection::TermOutOfOrder);
    }
    Ok(())
}

/// Records name duties by their places: a supplement moves none.
fn in_their_places(before: &[Duty], after: &[Duty]) -> Result<(), Rejection> {
    let unit = |duty: &Duty| -> Option<Unit> { duty.amount.map(|amount| amount.unit) };
    let kept = before.len() <= after.len()
        && before.iter().zip(after).all(|(before, after)| {
            before.party == after.party
                && before.kind == after.kind
                && (unit(before).is_none() || unit(before) == unit(after))
        });
    if kept { Ok(()) } else { Err(Rejection::DutiesMoved) }
}
