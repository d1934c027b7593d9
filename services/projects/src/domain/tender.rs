//! One tender: called, proposals sealed until the deadline, scored, published, awarded.
//!
//! Invariant: no proposal comes, changes or goes after the deadline, and no score counts of a
//! juror who has a conflict of interest with the proposal.

mod proposing;
mod publicity;
mod scoring;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::Context;
use contracts::projects::tender::{
    CRITERIA_MAX, Call, Command, Event, JURORS_MAX, Ranked, Rejection,
};
use contracts::registry::organisation::Level;
use decider::{Decider, corrupt};
use values::{ClaimId, Fingerprint, Money, OrganisationId, PersonId, Text, Timestamp, time};

pub use proposing::may_propose;
pub use publicity::work_order;

/// The rules of tenders.
pub struct Tender;

/// How far ahead a deadline may lie.
const DEADLINE_DAYS_MAX: i32 = 366;

/// Where a tender stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has called it.
    #[default]
    Uncalled,
    /// 征集中: proposals come in, sealed.
    Called(Bids),
    /// 评审中: they are opened and scored.
    Scoring(Bids),
    /// 已评审, or the first was taken off the ranking: somebody is to be published.
    Scored(Bids, Vec<Ranked>),
    /// 公示中
    Publicised(Bids, Vec<Ranked>, Publicity),
    /// 已立项资助
    Awarded(Bids),
    /// 已废标
    Annulled(Bids),
}

/// What was called, who proposed, who objected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bids {
    call: Call,
    proposals: BTreeMap<OrganisationId, Bid>,
    next_turn: u64,
    objections: Vec<Objection>,
    /// By which the winner takes on a need.
    claim: Option<ClaimId>,
}

/// One proposal, and what the jurors say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bid {
    /// The order in which they came; a replaced one came when it was replaced.
    turn: u64,
    digest: Fingerprint,
    conflicts: BTreeMap<PersonId, bool>,
    scores: BTreeMap<PersonId, Vec<u32>>,
}

/// The result that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicity {
    grant: Money,
    until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Objection {
    by: PersonId,
    /// Who was first on the ranking when it was made.
    about: OrganisationId,
    objection: Text<500>,
    answered: Option<(bool, Text<500>)>,
}

impl State {
    fn bids(&self) -> Result<&Bids, Rejection> {
        match self {
            State::Uncalled => Err(Rejection::Unknown),
            State::Called(bids)
            | State::Scoring(bids)
            | State::Scored(bids, _)
            | State::Publicised(bids, ..)
            | State::Awarded(bids)
            | State::Annulled(bids) => Ok(bids),
        }
    }

    /// Itself, for who may act for its caller.
    fn called_by(&self, context: &Context) -> Result<&Bids, Rejection> {
        let bids = self.bids()?;
        let may = context.may_act_for(bids.call.caller);
        if may { Ok(bids) } else { Err(Rejection::NotAuthorised) }
    }

    /// Why nothing more can be done to it, if so.
    fn alive(&self) -> Result<(), Rejection> {
        match self {
            State::Awarded(_) => Err(Rejection::AlreadyAwarded),
            State::Annulled(_) => Err(Rejection::IsAnnulled),
            State::Uncalled
            | State::Called(_)
            | State::Scoring(_)
            | State::Scored(..)
            | State::Publicised(..) => Ok(()),
        }
    }
}

impl Decider for Tender {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Call(body) => call(state, context, body),
            Command::Propose { organisation, content, digest, asked } => {
                may_propose(state, context, organisation, &digest, asked)?;
                Ok(proposing::propose(state, organisation, content, digest))
            }
            Command::WithdrawProposal { organisation } => {
                proposing::withdraw(state, context, organisation)
            }
            Command::Open => Ok(proposing::open(state, context)),
            Command::Declare { proposer, conflict } => {
                scoring::declare(state, context, proposer, conflict)
            }
            Command::Score { proposer, scores } => scoring::score(state, context, proposer, scores),
            Command::CloseScoring { reason } => scoring::close(state, context, reason),
            Command::Publicise { grant, working_days } => {
                publicity::publicise(state, context, grant, working_days)
            }
            Command::Object { objection } => publicity::object(state, context, objection),
            Command::Answer { objection, upheld, answer } => {
                publicity::answer(state, context, objection, upheld, answer)
            }
            Command::Award { claim, work } => publicity::award(state, context, claim, work),
            Command::Annul { reason } => annul(state, context, reason),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Called(call), State::Uncalled) => State::Called(Bids {
                call: call.clone(),
                proposals: BTreeMap::new(),
                next_turn: 0,
                objections: Vec::new(),
                claim: None,
            }),
            (Event::Proposed { organisation, digest, .. }, State::Called(mut bids)) => {
                bids.propose(*organisation, digest.clone());
                State::Called(bids)
            }
            (Event::ProposalWithdrawn { organisation }, State::Called(mut bids)) => {
                bids.proposals.remove(organisation);
                State::Called(bids)
            }
            (Event::Opened {}, State::Called(bids)) => State::Scoring(bids),
            (Event::Declared { .. } | Event::Scored { .. }, State::Scoring(mut bids)) => {
                scoring::take_in(&mut bids, event);
                State::Scoring(bids)
            }
            (Event::ScoringClosed { ranking, .. }, State::Scoring(bids)) => {
                State::Scored(bids, ranking.clone())
            }
            (Event::Publicised { grant, until, .. }, State::Scored(bids, ranking)) => {
                State::Publicised(bids, ranking, Publicity { grant: *grant, until: *until })
            }
            (
                Event::Objected { .. } | Event::ObjectionAnswered { .. },
                State::Publicised(bids, ranking, publicity),
            ) => publicity::take_in(bids, ranking, publicity, event),
            // Objections to whom was taken off the ranking are answered between two publicities.
            (Event::ObjectionAnswered { .. }, State::Scored(mut bids, ranking)) => {
                publicity::note_answer(&mut bids, event);
                State::Scored(bids, ranking)
            }
            (Event::Awarded { claim, .. }, State::Publicised(bids, ..)) => {
                State::Awarded(Bids { claim: *claim, ..bids })
            }
            (
                Event::Annulled { .. },
                State::Called(bids)
                | State::Scoring(bids)
                | State::Scored(bids, _)
                | State::Publicised(bids, ..),
            ) => State::Annulled(bids),
            (
                Event::Called(_)
                | Event::Proposed { .. }
                | Event::ProposalWithdrawn { .. }
                | Event::Opened {}
                | Event::Declared { .. }
                | Event::Scored { .. }
                | Event::ScoringClosed { .. }
                | Event::Publicised { .. }
                | Event::Objected { .. }
                | Event::ObjectionAnswered { .. }
                | Event::Awarded { .. }
                | Event::Annulled { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn call(state: &State, context: &Context, call: Call) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_for(call.caller) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Uncalled => {}
        State::Called(bids) if bids.call == call => return Ok(vec![]),
        State::Called(_)
        | State::Scoring(_)
        | State::Scored(..)
        | State::Publicised(..)
        | State::Awarded(_)
        | State::Annulled(_) => return Err(Rejection::AlreadyCalled),
    }
    in_own_area(context, &call)?;
    if call.budget.fen < 1 {
        return Err(Rejection::MoneyOutOfRange { budget_fen: call.budget.fen });
    }
    let names: BTreeSet<&str> = call.criteria.iter().map(|one| one.name.as_str()).collect();
    // In 64 bits no ten weights are too much.
    let weights: u64 = call.criteria.iter().map(|one| u64::from(one.weight)).sum();
    let weighty = call.criteria.iter().all(|one| one.weight > 0);
    let in_place = (1..=CRITERIA_MAX).contains(&call.criteria.len());
    if !in_place || names.len() < call.criteria.len() || !weighty || weights != 100 {
        return Err(Rejection::CriteriaOutOfPlace { max: CRITERIA_MAX });
    }
    let people: BTreeSet<PersonId> = call.jurors.iter().map(|juror| juror.person).collect();
    if !(1..=JURORS_MAX).contains(&call.jurors.len()) || people.len() < call.jurors.len() {
        return Err(Rejection::JurorsOutOfPlace { max: JURORS_MAX });
    }
    let latest = time::plus_days(time::date_at(context.now), DEADLINE_DAYS_MAX);
    let to_the_minute = call.deadline.as_millisecond() % 60_000 == 0
        && call.deadline.subsec_nanosecond() % 1_000_000 == 0;
    if !to_the_minute || call.deadline <= context.now || time::date_at(call.deadline) > latest {
        return Err(Rejection::DeadlineOutOfPlace);
    }
    Ok(vec![Event::Called(call)])
}

/// Communities, streets, districts and the city call; nobody else does.
fn in_own_area(context: &Context, call: &Call) -> Result<(), Rejection> {
    let known = context.directory.organisation(call.caller).ok_or(Rejection::OutsideTerritory)?;
    let calls = match known.level {
        Level::City | Level::District | Level::Street | Level::Community => true,
        Level::Grid | Level::Unit | Level::SectorCommittee | Level::AreaBranch => false,
    };
    if calls && known.area.is_some_and(|own| own.contains(call.area)) {
        Ok(())
    } else {
        Err(Rejection::OutsideTerritory)
    }
}

fn annul(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    state.called_by(context)?;
    match state {
        State::Annulled(_) => Ok(vec![]),
        State::Awarded(_) => Err(Rejection::AlreadyAwarded),
        State::Uncalled
        | State::Called(_)
        | State::Scoring(_)
        | State::Scored(..)
        | State::Publicised(..) => Ok(vec![Event::Annulled { reason }]),
    }
}
