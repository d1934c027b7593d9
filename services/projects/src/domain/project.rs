//! One project: opened, its service records counted, accepted, archived; or ended before.
//!
//! Invariant: what its records deliver never exceeds what was claimed, and no more money is spent
//! than was received. Who may record and confirm is a rule of the record; both are decided in one
//! commit.

mod attachments;
mod funds;
mod milestones;
mod opening;
mod records;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::projects::project::{
    ACCEPTANCE_WORKING_DAYS, Attachment, Command, Event, Opened, Rejection,
};
use contracts::registry::organisation::Level;
use contracts::{Claimer, Context};
use decider::{Decider, corrupt};
use values::{ClaimId, Hash, NeedId, OfferId, OrganisationId, RecordId, Text, Timestamp};

/// The rules of projects.
pub struct Project;

/// A project, once it is proposed or opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Neither proposed nor opened.
    #[default]
    Unopened,
    Opened(Box<Work>),
}

/// Where a project stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 立项: it waits to be approved.
    Proposed,
    /// It was not approved; it may be proposed again.
    Refused,
    /// It may start.
    Approved,
    /// Services are rendered and recorded.
    Running,
    /// It rests.
    Suspended,
    /// Its agreement is over, and nobody has said whether it goes on.
    Undecided,
    /// The giving side says it is done; after `answer_until` the street may decide.
    AcceptanceAsked { answer_until: Timestamp },
    /// The asking side says so, too.
    Accepted,
    /// It came to no good end.
    Ended,
    /// Nothing changes any more.
    Archived,
}

/// A project's terms and what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    terms: Opened,
    stage: Stage,
    /// The claims it serves, the first one first.
    claims: Vec<Served>,
    records: BTreeMap<RecordId, Record>,
    milestones: BTreeMap<u8, milestones::Milestone>,
    attachments: BTreeMap<Hash, Attachment>,
    /// What each voucher stands for.
    funds: BTreeMap<Hash, funds::Line>,
    balance_fen: i64,
}

/// A claim, the lines that it names, and how much it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Served {
    claim: ClaimId,
    need: Option<NeedId>,
    offer: Option<OfferId>,
    quantity: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Record {
    quantity: u64,
    confirmed: bool,
}

impl Work {
    fn new(terms: &Opened, stage: Stage) -> Self {
        let Opened { claim, need, offer, amount, .. } = *terms;
        let first = Served { claim, need, offer, quantity: amount.quantity };
        Self {
            claims: vec![first],
            terms: terms.clone(),
            stage,
            records: BTreeMap::new(),
            milestones: BTreeMap::new(),
            attachments: BTreeMap::new(),
            funds: BTreeMap::new(),
            balance_fen: 0,
        }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What it was opened with.
    pub fn terms(&self) -> &Opened {
        &self.terms
    }

    fn recorded(&self) -> u64 {
        self.records.values().map(|record| record.quantity).sum()
    }

    /// The sum of what was confirmed.
    pub fn delivered(&self) -> u64 {
        self.records.values().filter(|record| record.confirmed).map(|record| record.quantity).sum()
    }

    /// How much was claimed, by all the claims it serves.
    pub fn claimed(&self) -> u64 {
        self.claims.iter().map(|served| served.quantity).sum()
    }

    /// Money received and not spent.
    pub fn balance_fen(&self) -> i64 {
        self.balance_fen
    }

    fn unconfirmed(&self) -> u64 {
        self.records.values().filter(|record| !record.confirmed).map(|_| 1).sum()
    }

    /// What each claim gets of what was delivered: the first ones first.
    pub fn shares(&self) -> Vec<(ClaimId, u64)> {
        let mut left = self.delivered();
        let share = |served: &Served| {
            let share = left.min(served.quantity);
            left -= share;
            (served.claim, share)
        };
        self.claims.iter().map(share).collect()
    }

    fn either_party(&self, context: &Context) -> Result<(), Rejection> {
        let Opened { giving, asking, .. } = self.terms;
        let party = context.may_act_as(giving) || context.may_act_for(asking);
        if party { Ok(()) } else { Err(Rejection::NotAuthorised) }
    }

    fn asking_side(&self, context: &Context) -> Result<(), Rejection> {
        if context.may_act_for(self.terms.asking) { Ok(()) } else { Err(Rejection::NotAuthorised) }
    }

    /// Work goes on: services are counted, claims added, acceptance asked.
    fn running(&self) -> Result<(), Rejection> {
        match self.stage {
            Stage::Running => Ok(()),
            Stage::Undecided => Err(Rejection::AgreementOver),
            Stage::Proposed
            | Stage::Refused
            | Stage::Approved
            | Stage::Suspended
            | Stage::AcceptanceAsked { .. }
            | Stage::Accepted
            | Stage::Ended
            | Stage::Archived => Err(Rejection::NotRunning),
        }
    }

    /// Has nobody approved it so far?
    pub fn is_only_proposed(&self) -> bool {
        matches!(self.stage, Stage::Proposed | Stage::Refused)
    }

    /// Is it carried out, and has it not come to its end?
    pub fn is_under_way(&self) -> bool {
        match self.stage {
            Stage::Approved
            | Stage::Running
            | Stage::Suspended
            | Stage::Undecided
            | Stage::AcceptanceAsked { .. } => true,
            Stage::Proposed | Stage::Refused | Stage::Accepted | Stage::Ended | Stage::Archived => {
                false
            }
        }
    }
}

impl State {
    /// What was done, once it is opened.
    pub fn work(&self) -> Option<&Work> {
        match self {
            State::Unopened => None,
            State::Opened(work) => Some(work.as_ref()),
        }
    }

    fn known(&self) -> Result<&Work, Rejection> {
        self.work().ok_or(Rejection::Unknown)
    }

    /// Who gives and who asks.
    ///
    /// # Errors
    /// When it is not opened.
    pub fn parties(&self) -> Result<(Claimer, OrganisationId), Rejection> {
        let work = self.known()?;
        Ok((work.terms.giving, work.terms.asking))
    }
}

impl Decider for Project {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Open(terms) => opening::open(state, terms),
            Command::Propose(terms) => opening::propose(state, context, terms),
            Command::Approve => opening::approve(state.known()?, context),
            Command::Refuse { reason } => opening::refuse(state.known()?, context, reason),
            Command::Start => opening::start(state.known()?, context),
            Command::AddClaim { claim, giving, asking, need, offer, amount } => {
                let added = Served { claim, need, offer, quantity: amount.quantity };
                opening::add_claim(state.known()?, context, added, (giving, asking), amount.unit)
            }
            Command::Suspend { reason } => suspend(state.known()?, context, reason),
            Command::Resume => resume(state.known()?, context),
            Command::TellAgreementOver => Ok(tell_agreement_over(state)),
            Command::Continue => go_on(state.known()?, context),
            Command::End { reason } => end(state.known()?, context, reason),
            Command::EndWithClaim { reason } => Ok(end_with_claim(state, reason)),
            Command::SetMilestone { milestone, title, due } => {
                milestones::set(state.known()?, context, milestone, title, due)
            }
            Command::ReachMilestone { milestone, on } => {
                milestones::reach(state.known()?, context, milestone, on)
            }
            Command::MoveFunds { flow, funds } => {
                funds::move_funds(state.known()?, context, flow, funds)
            }
            Command::Attach(attachment) => attachments::attach(state.known()?, context, attachment),
            Command::Detach { file, reason } => {
                attachments::detach(state.known()?, context, file, reason)
            }
            Command::CountService { record, quantity } => {
                records::count(state.known()?, record, quantity)
            }
            Command::ConfirmService { record } => records::confirm(state.known()?, record),
            Command::CounterService { record, instead } => {
                records::counter(state.known()?, record, instead)
            }
            Command::AskAcceptance => ask_acceptance(state.known()?, context),
            Command::Accept => accept(state.known()?, context),
            Command::AskRework { reason } => ask_rework(state.known()?, context, reason),
            Command::Archive => archive(state.known()?, context),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Opened(terms), State::Unopened) => {
                State::Opened(Box::new(Work::new(terms, Stage::Running)))
            }
            (Event::Proposed(terms), State::Unopened) => {
                State::Opened(Box::new(Work::new(terms, Stage::Proposed)))
            }
            (Event::Proposed(terms), State::Opened(work)) if work.is_only_proposed() => {
                State::Opened(Box::new(Work::new(terms, Stage::Proposed)))
            }
            (Event::Opened(terms), State::Opened(work)) if work.is_only_proposed() => {
                State::Opened(Box::new(Work::new(terms, Stage::Running)))
            }
            (Event::Opened(_) | Event::Proposed(_), state) | (_, state @ State::Unopened) => {
                corrupt(&state, event)
            }
            (event, State::Opened(mut work)) => {
                if change(&mut work, event).is_none() {
                    corrupt(&work, event);
                }
                State::Opened(work)
            }
        }
    }
}

/// Nothing when the event cannot follow.
fn change(work: &mut Work, event: &Event) -> Option<()> {
    let from = work.stage;
    let to = |right: bool, stage: Stage| right.then_some(stage);
    work.stage = match event {
        Event::Opened(_) | Event::Proposed(_) => return None,
        Event::Approved {} => to(from == Stage::Proposed, Stage::Approved)?,
        Event::Refused { .. } => to(from == Stage::Proposed, Stage::Refused)?,
        Event::Started {} => to(from == Stage::Approved, Stage::Running)?,
        Event::Suspended { .. } => to(from == Stage::Running, Stage::Suspended)?,
        Event::Resumed {} => to(from == Stage::Suspended, Stage::Running)?,
        Event::AgreementOver {} => to(work.is_under_way(), Stage::Undecided)?,
        Event::Continued {} => to(from == Stage::Undecided, Stage::Running)?,
        Event::AcceptanceAsked { answer_until, .. } => {
            let answer_until = *answer_until;
            to(from == Stage::Running, Stage::AcceptanceAsked { answer_until })?
        }
        Event::ReworkAsked { .. } => {
            to(matches!(from, Stage::AcceptanceAsked { .. }), Stage::Running)?
        }
        Event::Accepted { .. } => {
            to(matches!(from, Stage::AcceptanceAsked { .. }), Stage::Accepted)?
        }
        Event::Ended { .. } => to(work.is_under_way(), Stage::Ended)?,
        Event::Archived {} => to(matches!(from, Stage::Accepted | Stage::Ended), Stage::Archived)?,
        Event::ClaimAdded { claim, need, offer, amount } => {
            let (claim, need, offer, quantity) = (*claim, *need, *offer, amount.quantity);
            work.claims.push(Served { claim, need, offer, quantity });
            from
        }
        Event::MilestoneSet { milestone, title, due } => {
            milestones::planned(work, *milestone, title, *due);
            from
        }
        Event::MilestoneReached { milestone, on } => {
            milestones::reached(work, *milestone, *on)?;
            from
        }
        Event::Attached(attachment) => {
            work.attachments.insert(attachment.file, attachment.clone());
            from
        }
        Event::Detached { file, .. } => {
            work.attachments.remove(file)?;
            from
        }
        Event::FundsMoved { flow, funds } => {
            funds::moved(work, *flow, funds)?;
            from
        }
        Event::ServiceCounted { .. }
        | Event::ServiceConfirmed { .. }
        | Event::ServiceCountered { .. } => {
            records::changed(work, event)?;
            from
        }
    };
    Some(())
}

fn suspend(work: &Work, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    if work.stage == Stage::Suspended {
        return Ok(vec![]);
    }
    work.running()?;
    Ok(vec![Event::Suspended { reason }])
}

fn resume(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    match work.stage {
        Stage::Running => Ok(vec![]),
        Stage::Suspended => Ok(vec![Event::Resumed {}]),
        Stage::Proposed
        | Stage::Refused
        | Stage::Approved
        | Stage::Undecided
        | Stage::AcceptanceAsked { .. }
        | Stage::Accepted
        | Stage::Ended
        | Stage::Archived => Err(Rejection::NotSuspended),
    }
}

/// Whatever is under way waits until somebody says whether it goes on.
fn tell_agreement_over(state: &State) -> Vec<Event> {
    match state.work() {
        Some(work) if work.is_under_way() && work.stage != Stage::Undecided => {
            vec![Event::AgreementOver {}]
        }
        Some(_) | None => vec![],
    }
}

fn go_on(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    work.asking_side(context)?;
    if work.stage == Stage::Running {
        return Ok(vec![]);
    }
    if work.stage != Stage::Undecided {
        return Err(Rejection::NotRunning);
    }
    Ok(vec![Event::Continued {}])
}

/// What was confirmed stays delivered.
fn end(work: &Work, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    work.asking_side(context)?;
    if work.stage == Stage::Ended {
        return Ok(vec![]);
    }
    if !work.is_under_way() {
        return Err(Rejection::Over);
    }
    Ok(vec![Event::Ended { reason, quantity: work.delivered() }])
}

/// What was never approved, or is over, has nothing to end.
fn end_with_claim(state: &State, reason: Text<200>) -> Vec<Event> {
    match state.work() {
        Some(work) if work.is_under_way() => {
            vec![Event::Ended { reason, quantity: work.delivered() }]
        }
        Some(_) | None => vec![],
    }
}

fn ask_acceptance(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_as(work.terms.giving) {
        return Err(Rejection::NotAuthorised);
    }
    if matches!(work.stage, Stage::AcceptanceAsked { .. }) {
        return Ok(vec![]);
    }
    work.running()?;
    let unconfirmed = work.unconfirmed();
    if unconfirmed > 0 || work.records.is_empty() {
        return Err(Rejection::NotConfirmed { unconfirmed });
    }
    let limit = context.calendar().add_working_days(context.now, ACCEPTANCE_WORKING_DAYS);
    Ok(vec![Event::AcceptanceAsked {
        answer_until: limit.at,
        holidays_unknown: limit.table_missing,
    }])
}

/// The asking side, and after its silence its street.
fn may_judge(work: &Work, context: &Context, answer_until: Timestamp) -> Result<(), Rejection> {
    let street = || context.directory.senior_at(work.terms.asking, Level::Street);
    let silent = context.now > answer_until;
    let by_street = silent && street().is_some_and(|street| context.may_act_for(street));
    if by_street { Ok(()) } else { work.asking_side(context) }
}

fn accept(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    if let Stage::AcceptanceAsked { answer_until } = work.stage {
        may_judge(work, context, answer_until)?;
        return Ok(vec![Event::Accepted { quantity: work.delivered() }]);
    }
    work.asking_side(context)?;
    if work.stage == Stage::Accepted { Ok(vec![]) } else { Err(Rejection::AcceptanceNotAsked) }
}

fn ask_rework(work: &Work, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    if let Stage::AcceptanceAsked { answer_until } = work.stage {
        may_judge(work, context, answer_until)?;
        return Ok(vec![Event::ReworkAsked { reason }]);
    }
    work.asking_side(context)?;
    Err(Rejection::AcceptanceNotAsked)
}

fn archive(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    work.asking_side(context)?;
    match work.stage {
        Stage::Archived => Ok(vec![]),
        Stage::Accepted | Stage::Ended => Ok(vec![Event::Archived {}]),
        Stage::Proposed
        | Stage::Refused
        | Stage::Approved
        | Stage::Running
        | Stage::Suspended
        | Stage::Undecided
        | Stage::AcceptanceAsked { .. } => Err(Rejection::NotOver),
    }
}
