//! Scores: by named jurors without a conflict of interest, in whole points, and their mean.
//!
//! The mean of a proposal is taken over the jurors who scored it, in hundredths, rounded half up.
//! A tie goes to the better mean by the criterion with the greatest weight (the first of these),
//! then to who proposed earlier.

use std::cmp::Reverse;

use contracts::Context;
use contracts::projects::tender::{Call, Event, Juror, Ranked, Rejection, SCORE_MAX};
use values::{OrganisationId, Text};

use super::{Bid, Bids, State};

/// Is it a conflict for `juror`, declared or because the juror works there?
fn is_in_conflict(juror: &Juror, proposer: OrganisationId, bid: &Bid) -> bool {
    juror.organisation == proposer || bid.conflicts.get(&juror.person) == Some(&true)
}

/// The proposals that are being scored.
fn being_scored(state: &State) -> Result<&Bids, Rejection> {
    let bids = state.bids()?;
    state.alive()?;
    match state {
        State::Scoring(bids) => Ok(bids),
        State::Uncalled | State::Called(_) => {
            Err(Rejection::Sealed { deadline: bids.call.deadline })
        }
        State::Scored(..) | State::Publicised(..) | State::Awarded(_) | State::Annulled(_) => {
            Err(Rejection::ScoringIsClosed)
        }
    }
}

/// The juror who asks, and the proposal.
fn juror_and_bid<'s>(
    state: &'s State,
    context: &Context,
    proposer: OrganisationId,
) -> Result<(&'s Juror, &'s Bid), Rejection> {
    let bids = being_scored(state)?;
    let person = context.actor.person();
    let mut jurors = bids.call.jurors.iter();
    let juror = jurors.find(|juror| Some(juror.person) == person).ok_or(Rejection::NotAJuror)?;
    let bid = bids.proposals.get(&proposer).ok_or(Rejection::NoProposal)?;
    Ok((juror, bid))
}

/// Who works for the proposer cannot declare that there is no conflict, and none is taken back.
pub(super) fn declare(
    state: &State,
    context: &Context,
    proposer: OrganisationId,
    conflict: bool,
) -> Result<Vec<Event>, Rejection> {
    let (juror, bid) = juror_and_bid(state, context, proposer)?;
    if bid.conflicts.get(&juror.person) == Some(&conflict) {
        return Ok(vec![]);
    }
    let works_there = context.actor.organisation() == Some(proposer);
    if !conflict && (works_there || is_in_conflict(juror, proposer, bid)) {
        return Err(Rejection::InConflict);
    }
    Ok(vec![Event::Declared { juror: juror.person, proposer, conflict }])
}

pub(super) fn score(
    state: &State,
    context: &Context,
    proposer: OrganisationId,
    scores: Vec<u32>,
) -> Result<Vec<Event>, Rejection> {
    let (juror, bid) = juror_and_bid(state, context, proposer)?;
    let works_there = context.actor.organisation() == Some(proposer);
    if works_there || is_in_conflict(juror, proposer, bid) {
        return Err(Rejection::InConflict);
    }
    if !bid.conflicts.contains_key(&juror.person) {
        return Err(Rejection::NotDeclared);
    }
    let criteria = state.bids()?.call.criteria.len();
    if scores.len() != criteria || scores.iter().any(|points| *points > SCORE_MAX) {
        return Err(Rejection::ScoresOutOfRange { criteria, max: SCORE_MAX });
    }
    if bid.scores.get(&juror.person) == Some(&scores) {
        return Ok(vec![]);
    }
    Ok(vec![Event::Scored { juror: juror.person, proposer, scores }])
}

/// A conflict strikes what the juror scored.
pub(super) fn take_in(bids: &mut Bids, event: &Event) {
    if let Event::Declared { juror, proposer, conflict } = event
        && let Some(bid) = bids.proposals.get_mut(proposer)
    {
        bid.conflicts.insert(*juror, *conflict);
        if *conflict {
            bid.scores.remove(juror);
        }
    }
    if let Event::Scored { juror, proposer, scores } = event
        && let Some(bid) = bids.proposals.get_mut(proposer)
    {
        bid.scores.insert(*juror, scores.clone());
    }
}

/// Complete, or before that with a reason.
pub(super) fn close(
    state: &State,
    context: &Context,
    reason: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    state.called_by(context)?;
    let bids = being_scored(state)?;
    let left = missing(bids);
    let reason = reason.filter(|_| left > 0);
    if left > 0 && reason.is_none() {
        return Err(Rejection::NotAllScored { left });
    }
    let ranking = ranking(bids);
    if ranking.is_empty() {
        return Err(Rejection::NobodyRanked);
    }
    Ok(vec![Event::ScoringClosed { ranking, reason }])
}

/// How many scores are missing of jurors without a conflict.
fn missing(bids: &Bids) -> usize {
    let of_bid = |(proposer, bid): (&OrganisationId, &Bid)| {
        let free = |juror: &&Juror| !is_in_conflict(juror, *proposer, bid);
        let unscored = |juror: &&Juror| !bid.scores.contains_key(&juror.person);
        bids.call.jurors.iter().filter(free).filter(unscored).count()
    };
    bids.proposals.iter().map(of_bid).sum()
}

/// The scored proposals, the best first.
fn ranking(bids: &Bids) -> Vec<Ranked> {
    let heaviest = heaviest(&bids.call);
    let scored = bids.proposals.iter().filter(|(_, bid)| !bid.scores.is_empty());
    let mut ranked: Vec<_> = scored
        .map(|(proposer, bid)| {
            let total = |scores: &Vec<u32>| weighted(&bids.call, scores);
            let score = mean(bid, total);
            let by_heaviest = mean(bid, |scores| 100 * points(scores, heaviest));
            (Reverse(score), Reverse(by_heaviest), bid.turn, *proposer)
        })
        .collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .map(|(Reverse(score), .., proposer)| Ranked {
            proposer,
            score: u32::try_from(score).expect("a mean is at most 100 points of 100 hundredths"),
        })
        .collect()
}

/// The place of the first criterion with the greatest weight.
fn heaviest(call: &Call) -> usize {
    let weights = call.criteria.iter().enumerate();
    weights.min_by_key(|(at, one)| (Reverse(one.weight), *at)).map_or(0, |(at, _)| at)
}

fn points(scores: &[u32], criterion: usize) -> u64 {
    scores.get(criterion).copied().map_or(0, u64::from)
}

/// A juror's points by their weights: hundredths, since the weights make 100.
fn weighted(call: &Call, scores: &[u32]) -> u64 {
    let weights = call.criteria.iter().map(|one| u64::from(one.weight));
    weights.zip(scores).map(|(weight, points)| weight * u64::from(*points)).sum()
}

/// The mean over the jurors who scored, rounded half up.
fn mean(bid: &Bid, of: impl Fn(&Vec<u32>) -> u64) -> u64 {
    let sum: u64 = bid.scores.values().map(of).sum();
    let jurors = bid.scores.values().fold(0, |count: u64, _| count + 1);
    (2 * sum + jurors) / (2 * jurors)
}
