//! The result is published 公示, objections are answered, and then it is awarded.

use contracts::projects::claim::{Propose, Side};
use contracts::projects::tender::{
    Event, OBJECTIONS_MAX, PUBLICITY_WORKING_DAYS_MAX, PUBLICITY_WORKING_DAYS_MIN, Ranked,
    Rejection, Work,
};
use contracts::{Actor, Context, Role};
use values::{ClaimId, Money, OrganisationId, Text};

use super::{Bids, Objection, Publicity, State};

/// At least five working days, from the next one on.
pub(super) fn publicise(
    state: &State,
    context: &Context,
    grant: Money,
    working_days: u32,
) -> Result<Vec<Event>, Rejection> {
    let bids = state.called_by(context)?;
    state.alive()?;
    let ranking = match state {
        State::Publicised(_, _, publicity) if publicity.grant == grant => return Ok(vec![]),
        State::Scored(_, ranking) => ranking,
        State::Publicised(_, _, Publicity { until, .. }) => {
            return Err(Rejection::PublicityRuns { until: *until });
        }
        State::Uncalled
        | State::Called(_)
        | State::Scoring(_)
        | State::Awarded(_)
        | State::Annulled(_) => return Err(Rejection::ScoringIsOpen),
    };
    let winner = ranking.first().ok_or(Rejection::NobodyRanked)?.proposer;
    let budget_fen = bids.call.budget.fen;
    if !(1..=budget_fen).contains(&grant.fen) {
        return Err(Rejection::MoneyOutOfRange { budget_fen });
    }
    let (min, max) = (PUBLICITY_WORKING_DAYS_MIN, PUBLICITY_WORKING_DAYS_MAX);
    if !(min..=max).contains(&working_days) {
        return Err(Rejection::PublicityOutOfRange { min, max });
    }
    let end = context.calendar().add_working_days(context.now, working_days);
    let (until, holidays_unknown) = (end.at, end.table_missing);
    Ok(vec![Event::Publicised { winner, grant, until, holidays_unknown }])
}

/// Anybody may; the auditor changes nothing.
pub(super) fn object(
    state: &State,
    context: &Context,
    objection: Text<500>,
) -> Result<Vec<Event>, Rejection> {
    let by = match context.actor {
        Actor::Person { role: Role::Auditor, .. } | Actor::System => {
            return Err(Rejection::NotAuthorised);
        }
        Actor::Person { person, .. } => person,
    };
    let bids = state.bids()?;
    let State::Publicised(_, _, Publicity { until, .. }) = state else {
        state.alive()?;
        return Err(Rejection::NotPublicised);
    };
    if bids.objections.iter().any(|known| known.by == by && known.objection == objection) {
        return Ok(vec![]);
    }
    if context.now > *until {
        return Err(Rejection::PublicityOver { until: *until });
    }
    if bids.objections.len() >= OBJECTIONS_MAX {
        return Err(Rejection::TooManyObjections { max: OBJECTIONS_MAX });
    }
    Ok(vec![Event::Objected { by, objection }])
}

pub(super) fn answer(
    state: &State,
    context: &Context,
    objection: u32,
    upheld: bool,
    answer: Text<500>,
) -> Result<Vec<Event>, Rejection> {
    let bids = state.called_by(context)?;
    let at = usize::try_from(objection).unwrap_or(usize::MAX).checked_sub(1);
    let known = at.and_then(|at| bids.objections.get(at)).ok_or(Rejection::NoObjection)?;
    match &known.answered {
        Some((was_upheld, said)) if *was_upheld == upheld && *said == answer => Ok(vec![]),
        Some(_) => Err(Rejection::AlreadyAnswered),
        None => {
            state.alive()?;
            Ok(vec![Event::ObjectionAnswered { objection, upheld, answer }])
        }
    }
}

pub(super) fn award(
    state: &State,
    context: &Context,
    claim: ClaimId,
    work: Option<Work>,
) -> Result<Vec<Event>, Rejection> {
    let bids = state.called_by(context)?;
    let (ranking, Publicity { grant, until }) = match state {
        // What was awarded without work is not given any afterwards.
        State::Awarded(bids) if work.is_some() && bids.claim.is_none() => {
            return Err(Rejection::AlreadyAwarded);
        }
        State::Awarded(_) => return Ok(vec![]),
        State::Annulled(_) => return Err(Rejection::IsAnnulled),
        State::Uncalled | State::Called(_) | State::Scoring(_) | State::Scored(..) => {
            return Err(Rejection::NotPublicised);
        }
        State::Publicised(_, ranking, publicity) => (ranking, publicity),
    };
    if context.now <= *until {
        return Err(Rejection::PublicityRuns { until: *until });
    }
    match bids.objections.iter().filter(|objection| objection.answered.is_none()).count() {
        0 => {}
        left => return Err(Rejection::ObjectionsOpen { left }),
    }
    let winner = ranking.first().ok_or(Rejection::NobodyRanked)?.proposer;
    // The winner has proposed to meet the need of the call, and no other.
    if work.is_some_and(|work| bids.call.need != Some(work.need)) {
        return Err(Rejection::OtherNeed);
    }
    Ok(vec![Event::Awarded { winner, grant: *grant, claim: work.map(|_| claim) }])
}

/// What the winner claims with the award, and who accepts it by that; nothing while there is no
/// winner, and after the award.
pub fn work_order(state: &State, work: Work) -> Option<(Propose, OrganisationId)> {
    let State::Publicised(bids, ranking, _) = state else { return None };
    let proposal = Propose {
        claimer: ranking.first()?.proposer.into(),
        side: Side::Giving,
        need: Some(work.need),
        offer: None,
        amount: work.amount,
        slot: None,
        area: bids.call.area,
        message: None,
        wait: false,
    };
    Some((proposal, bids.call.caller))
}

/// An objection upheld ends the publicity and takes the first off the ranking, if it is about it.
pub(super) fn take_in(
    mut bids: Bids,
    mut ranking: Vec<Ranked>,
    publicity: Publicity,
    event: &Event,
) -> State {
    let first = ranking.first().map(|first| first.proposer);
    if let (Event::Objected { by, objection }, Some(about)) = (event, first) {
        let (by, objection) = (*by, objection.clone());
        bids.objections.push(Objection { by, about, objection, answered: None });
    }
    match note_answer(&mut bids, event) {
        Some(struck) if first == Some(struck) => {
            ranking.remove(0);
            State::Scored(bids, ranking)
        }
        Some(_) | None => State::Publicised(bids, ranking, publicity),
    }
}

/// Whom an answer takes off the ranking.
pub(super) fn note_answer(bids: &mut Bids, event: &Event) -> Option<OrganisationId> {
    let Event::ObjectionAnswered { objection, upheld, answer } = event else { return None };
    let at = usize::try_from(*objection).ok()?.checked_sub(1)?;
    let known = bids.objections.get_mut(at)?;
    known.answered = Some((*upheld, answer.clone()));
    upheld.then_some(known.about)
}
