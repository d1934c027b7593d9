//! One posting: entries that sum up to nothing, perhaps taken back by the same the other way round.
//!
//! Invariant: points are neither made nor lost. What a person gains, the issue owes; what a person
//! gives, a reward has.

#[cfg(test)]
mod tests;

use contracts::evaluation::posting::{
    ADJUSTED_MAX, Account, Adjust, Basis, Command, Earned, Entry, Event, PointKind, PointRules,
    Rejection, is_adjusted_by,
};
use contracts::{Actor, Asker, Context};
use decider::{Decider, corrupt};
use values::{Date, OrganisationId, PersonId, RewardId, Text, time};

use super::authority::corrects;

/// The rules of postings.
pub struct Posting;

/// Where a posting stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not posted yet.
    #[default]
    Unposted,
    /// It counts.
    Posted(Standing),
    /// It was taken back.
    Countered(Standing),
}

/// What a posting says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub kind: PointKind,
    pub on: Date,
    basis: Basis,
    pub entries: Vec<Entry>,
}

impl Standing {
    /// What it is for.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }
}

impl State {
    /// Whose points were added or taken by hand, where it is that.
    pub fn adjusted(&self) -> Option<PersonId> {
        let standing = self.said()?;
        let mut persons = standing.entries.iter().filter_map(|entry| match entry.account {
            Account::Person(person) => Some(person),
            Account::Issue | Account::Reward(_) => None,
        });
        let by_hand = matches!(standing.basis, Basis::Adjustment { .. });
        persons.find(|_| by_hand)
    }

    /// What it says, also after it was taken back.
    pub fn said(&self) -> Option<&Standing> {
        match self {
            State::Unposted => None,
            State::Posted(standing) | State::Countered(standing) => Some(standing),
        }
    }
}

impl Decider for Posting {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Award { kind, on, basis, earned, rules } => {
                Ok(award(state, kind, on, basis, &earned, rules))
            }
            Command::Redeem { person, kind, reward, quantity, price, left } => {
                redeem(state, context, person, kind, (reward, quantity, price), left)
            }
            Command::Adjust { adjust, in_area } => by_hand(state, context, adjust, in_area),
            Command::Counter { reason, in_area } => counter(state, context, reason, in_area),
            Command::TakeBack { reason } => Ok(take_back(state, reason)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Posted { kind, on, basis, entries, .. }, State::Unposted) => {
                let (kind, on) = (*kind, *on);
                let (basis, entries) = (basis.clone(), entries.clone());
                State::Posted(Standing { kind, on, basis, entries })
            }
            (Event::Countered { .. }, State::Posted(standing)) => State::Countered(standing),
            (Event::Posted { .. } | Event::Countered { .. }, state) => corrupt(&state, event),
        }
    }
}

/// From one account to others, so that all of it sums up to nothing.
fn from(account: Account, gains: Vec<Entry>) -> Vec<Entry> {
    let sum: i64 = gains.iter().map(|entry| entry.hundredths).sum();
    let gains = gains.into_iter().filter(|entry| entry.hundredths != 0);
    let mut entries = vec![Entry { account, hundredths: -sum }];
    entries.extend(gains);
    entries
}

/// What minutes are worth, in hundredths of a point, before any cap.
pub fn worth(rules: PointRules, minutes: u32, organiser: bool) -> i64 {
    let minutes = i64::from(minutes.min(rules.service_minutes_max));
    let percent = if organiser { rules.organiser_percent } else { 100 };
    minutes * i64::from(percent) / i64::from(rules.minutes_a_point.max(1))
}

fn award(
    state: &State,
    kind: PointKind,
    on: Date,
    basis: Basis,
    earned: &[Earned],
    rules: PointRules,
) -> Vec<Event> {
    if *state != State::Unposted {
        return vec![];
    }
    let mut capped = Vec::new();
    let gain = |earned: &Earned| {
        let worth = worth(rules, earned.minutes, earned.organiser);
        let hundredths = worth.min(earned.room.max(0));
        if hundredths < worth {
            capped.push(earned.person);
        }
        Entry { account: Account::Person(earned.person), hundredths }
    };
    let gains: Vec<_> = earned.iter().map(gain).collect();
    if gains.is_empty() {
        return vec![];
    }
    let entries = from(Account::Issue, gains);
    vec![Event::Posted { kind, on, basis, entries, capped }]
}

fn redeem(
    state: &State,
    context: &Context,
    person: PersonId,
    kind: PointKind,
    (reward, quantity, price): (RewardId, u32, i64),
    left: i64,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unposted if left < price => Err(Rejection::TooFewPoints { left, price }),
        State::Unposted => {
            let gains = vec![Entry { account: Account::Reward(reward), hundredths: price }];
            Ok(vec![Event::Posted {
                kind,
                on: time::date_at(context.now),
                basis: Basis::Redemption { reward, quantity },
                entries: from(Account::Person(person), gains),
                capped: vec![],
            }])
        }
        State::Posted(_) | State::Countered(_) => Ok(vec![]),
    }
}

/// Who may add and take points by hand.
fn adjusts(actor: &Actor) -> Result<PersonId, Rejection> {
    let may = actor.role().is_some_and(is_adjusted_by);
    actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)
}

fn by_hand(
    state: &State,
    context: &Context,
    adjust: Adjust,
    in_area: bool,
) -> Result<Vec<Event>, Rejection> {
    let Adjust { person, kind, hundredths, reason } = adjust;
    if adjusts(&context.actor)? == person {
        return Err(Rejection::OwnPoints);
    }
    if !in_area {
        return Err(Rejection::OutOfArea);
    }
    if hundredths == 0 || !(-ADJUSTED_MAX..=ADJUSTED_MAX).contains(&hundredths) {
        return Err(Rejection::OutOfRange { max: ADJUSTED_MAX });
    }
    if *state != State::Unposted {
        return Ok(vec![]);
    }
    let gains = vec![Entry { account: Account::Person(person), hundredths }];
    Ok(vec![Event::Posted {
        kind,
        on: time::date_at(context.now),
        basis: Basis::Adjustment { reason, organisation: context.actor.organisation() },
        entries: from(Account::Issue, gains),
        capped: vec![],
    }])
}

/// May whoever asks take back what was adjusted of `whose` by `organisation`? Of what was adjusted
/// before that was kept, whether the person is of their own area says so.
///
/// # Errors
/// Why they may not.
pub fn may_counter(
    asker: Asker<'_>,
    organisation: Option<OrganisationId>,
    whose: PersonId,
    in_area: impl FnOnce() -> bool,
) -> Result<(), Rejection> {
    if adjusts(asker.actor)? == whose {
        return Err(Rejection::OwnPoints);
    }
    let may = organisation.map_or_else(in_area, |one| corrects(asker, one, whose.into()));
    if may { Ok(()) } else { Err(Rejection::OutOfArea) }
}

fn counter(
    state: &State,
    context: &Context,
    reason: Text<200>,
    in_area: bool,
) -> Result<Vec<Event>, Rejection> {
    let standing = state.said().ok_or(Rejection::Unknown)?;
    adjusts(&context.actor)?;
    let organisation = match standing.basis {
        Basis::Service { .. } | Basis::Redemption { .. } => return Err(Rejection::NotAnAdjustment),
        Basis::Adjustment { organisation, .. } => organisation,
    };
    let whose = state.adjusted().ok_or(Rejection::Unknown)?;
    let asker = Asker { actor: &context.actor, directory: &context.directory };
    may_counter(asker, organisation, whose, || in_area)?;
    match state {
        State::Posted(_) => Ok(vec![Event::Countered { reason }]),
        State::Unposted | State::Countered(_) => Err(Rejection::Countered),
    }
}

fn take_back(state: &State, reason: Text<200>) -> Vec<Event> {
    match state {
        State::Posted(_) => vec![Event::Countered { reason }],
        State::Unposted | State::Countered(_) => vec![],
    }
}
