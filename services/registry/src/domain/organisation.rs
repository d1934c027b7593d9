//! One organisation: applied for, registered, certified each year, edited, moved, suspended, ended,
//! or merged into the one that it is the same as; known by further names.
//!
//! Invariant: no name stands twice among its name and aliases, every level but the unit works in
//! an area, and what is no more comes back only by undoing a merge.

use std::collections::{BTreeMap, BTreeSet};

use contracts::registry::organisation::{
    ALIASES_MAX, Command, Event, Level, Office, Register, Rejection,
};
use contracts::registry::validity::Validity;
use contracts::{Actor, Context, Role, Standing};
use decider::{Decider, corrupt};
use values::area::AreaLevel;
use values::{AreaCode, Date, OrganisationId, PersonId, Text, Timestamp, time};

mod changes;
#[cfg(test)]
mod tests;

/// How many months a certification stands 年审.
const CERTIFIED_MONTHS: i32 = 12;

/// The rules of organisations.
pub struct Organisation;

/// Whether an organisation is registered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has registered it.
    #[default]
    Unregistered,
    /// Its own people ask for it.
    Applied(Register),
    /// They were told no.
    Refused,
    /// It exists, or did.
    Registered(Box<Known>),
}

/// What the rules ask about an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As it is now.
    facts: Register,
    aliases: Vec<Text<60>>,
    standing: Standing,
    certified: Option<Certified>,
    placed_from: Option<Date>,
    affiliated_from: Option<Date>,
    offices: BTreeMap<Office, PersonId>,
    households: Option<u32>,
    /// From which other units it was told apart.
    distinguished: BTreeSet<OrganisationId>,
}

/// For how long it is certified, and what was said of it since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Certified {
    validity: Validity,
    next: Next,
}

/// What the certification asks for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    FallDue,
    Lapse,
    BeRenewed,
}

impl State {
    /// Where it stands, once registered.
    pub fn level(&self) -> Option<Level> {
        match self {
            State::Unregistered | State::Applied(_) | State::Refused => None,
            State::Registered(known) => Some(known.facts.level),
        }
    }

    /// Is it registered, and neither suspended, ended nor merged?
    pub fn is_in_operation(&self) -> bool {
        match self {
            State::Unregistered | State::Applied(_) | State::Refused => false,
            State::Registered(known) => known.standing == Standing::InOperation,
        }
    }

    /// Is it a unit, or asks to be one?
    pub fn may_be_unit(&self) -> bool {
        match self {
            State::Unregistered | State::Refused => false,
            State::Applied(applied) => applied.level == Level::Unit,
            State::Registered(known) => known.facts.level == Level::Unit,
        }
    }

    /// Was it told apart from `other`?
    pub fn is_distinguished(&self, other: OrganisationId) -> bool {
        match self {
            State::Unregistered | State::Applied(_) | State::Refused => false,
            State::Registered(known) => known.distinguished.contains(&other),
        }
    }

    /// When its certification asks for something.
    pub fn due_at(&self) -> Option<Timestamp> {
        let State::Registered(known) = self else {
            return None;
        };
        let Certified { validity, next } = known.certified?;
        match (known.standing, next) {
            (Standing::Ended | Standing::Merged { .. }, _) | (_, Next::BeRenewed) => None,
            (Standing::InOperation | Standing::Suspended, Next::FallDue) => Some(validity.due_at),
            (Standing::InOperation | Standing::Suspended, Next::Lapse) => Some(validity.ends_at),
        }
    }
}

impl Decider for Organisation {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Register(organisation) => register(state, context, organisation),
            Command::Approve => approve(state, context),
            Command::Refuse { reason } => refuse(state, context, reason),
            Command::AddAlias { alias } => add_alias(state, context, alias),
            Command::Certify => changes::certify(answered(state, context)?, context),
            Command::Due => Ok(changes::due(state, context)),
            Command::Edit(edit) => changes::edit(known(state)?, context, edit),
            Command::Place { area, from } => {
                changes::place(answered(state, context)?, context, area, from)
            }
            Command::Affiliate { parent, from } => {
                changes::affiliate(answered(state, context)?, context, parent, from)
            }
            Command::Appoint(appoint) => changes::appoint(known(state)?, context, appoint),
            Command::CountHouseholds { households } => {
                changes::count_households(answered(state, context)?, households)
            }
            Command::Suspend { reason } => changes::suspend(answered(state, context)?, reason),
            Command::Resume => changes::resume(answered(state, context)?),
            Command::End { reason } => changes::end(answered(state, context)?, context, reason),
            Command::Merge { kept } => changes::merge(answered(state, context)?, context, kept),
            Command::Unmerge => changes::unmerge(answered(state, context)?, context),
            Command::Distinguish { from, told } => {
                changes::distinguish(answered(state, context)?, context, from, told)
            }
            Command::Undistinguish { from } => {
                changes::undistinguish(answered(state, context)?, context, from)
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Applied(register) => match state {
                State::Unregistered => State::Applied(register.clone()),
                State::Applied(_) | State::Refused | State::Registered(_) => corrupt(&state, event),
            },
            Event::Refused { .. } => match state {
                State::Applied(_) => State::Refused,
                State::Unregistered | State::Refused | State::Registered(_) => {
                    corrupt(&state, event)
                }
            },
            Event::Registered(register) => match state {
                State::Unregistered | State::Applied(_) => {
                    State::Registered(Box::new(Known::of(register)))
                }
                State::Refused | State::Registered(_) => corrupt(&state, event),
            },
            Event::Certified { .. }
            | Event::CertificationDue {}
            | Event::CertificationLapsed {}
            | Event::AliasAdded { .. }
            | Event::Edited { .. }
            | Event::Placed { .. }
            | Event::Affiliated { .. }
            | Event::Appointed { .. }
            | Event::HouseholdsCounted { .. }
            | Event::Suspended { .. }
            | Event::Resumed {}
            | Event::Ended { .. }
            | Event::Merged { .. }
            | Event::Unmerged { .. }
            | Event::Distinguished { .. }
            | Event::Undistinguished { .. } => match state {
                State::Registered(mut known) => {
                    changes::apply(&mut known, event);
                    State::Registered(known)
                }
                State::Unregistered | State::Applied(_) | State::Refused => corrupt(&state, event),
            },
        }
    }
}

impl Known {
    fn of(register: &Register) -> Self {
        Known {
            facts: register.clone(),
            aliases: Vec::new(),
            standing: Standing::InOperation,
            certified: None,
            placed_from: None,
            affiliated_from: None,
            offices: BTreeMap::new(),
            households: None,
            distinguished: BTreeSet::new(),
        }
    }
}

/// What is registered.
fn known(state: &State) -> Result<&Known, Rejection> {
    match state {
        State::Registered(known) => Ok(known),
        State::Unregistered | State::Applied(_) | State::Refused => Err(Rejection::Unknown),
    }
}

/// What is registered, for whoever answers for it.
fn answered<'s>(state: &'s State, context: &Context) -> Result<&'s Known, Rejection> {
    let known = known(state)?;
    if answers_for(context, &known.facts) { Ok(known) } else { Err(Rejection::NotAuthorised) }
}

fn may_register(actor: &Actor, level: Level) -> bool {
    actor.role().is_some_and(|role| level.is_registered_by(role))
}

/// Whoever may register such an organisation answers for those that work in the own territory.
fn answers_for(context: &Context, facts: &Register) -> bool {
    let directory = &context.directory;
    let own = context.actor.organisation().and_then(|own| directory.organisation(own)?.area);
    let in_territory = match (own, facts.area) {
        (Some(own), Some(area)) => own.contains(area),
        // What works nowhere yet is anybody's to take in hand.
        (_, None) => true,
        (None, Some(_)) => false,
    };
    let is_operator = super::authority::is_operator(&context.actor);
    may_register(&context.actor, facts.level) && (is_operator || in_territory)
}

/// A unit's own people apply; everybody else who may registers.
fn register(
    state: &State,
    context: &Context,
    organisation: Register,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unregistered {
        return Err(Rejection::AlreadyRegistered);
    }
    let by_itself = match &context.actor {
        Actor::System => false,
        Actor::Person { role, .. } => matches!(role, Role::Liaison | Role::UnitHead),
    };
    let applies = by_itself && organisation.level == Level::Unit;
    if !applies && !may_register(&context.actor, organisation.level) {
        return Err(Rejection::NotAuthorised);
    }
    match (organisation.level, organisation.area.map(AreaCode::level)) {
        (Level::Unit, _) | (Level::Grid, Some(AreaLevel::Grid)) => {}
        (Level::Grid, Some(_)) => return Err(Rejection::GridCodeOutOfPlace),
        (_, Some(_)) => {}
        (_, None) => return Err(Rejection::AreaMissing),
    }
    Ok(if applies { vec![Event::Applied(organisation)] } else { registered(context, organisation) })
}

/// Units are certified for a year at a time.
fn registered(context: &Context, organisation: Register) -> Vec<Event> {
    let validity = Validity::months(time::date_at(context.now), CERTIFIED_MONTHS);
    let certified = (organisation.level == Level::Unit).then_some(Event::Certified { validity });
    std::iter::once(Event::Registered(organisation)).chain(certified).collect()
}

fn approve(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unregistered => Err(Rejection::Unknown),
        State::Refused => Err(Rejection::NotApplied),
        State::Applied(applied) if answers_for(context, applied) => {
            Ok(registered(context, applied.clone()))
        }
        State::Applied(_) => Err(Rejection::NotAuthorised),
        State::Registered(_) => answered(state, context).map(|_| vec![]),
    }
}

fn refuse(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unregistered => Err(Rejection::Unknown),
        State::Registered(_) => Err(Rejection::NotApplied),
        State::Applied(applied) if answers_for(context, applied) => {
            Ok(vec![Event::Refused { reason }])
        }
        State::Applied(_) => Err(Rejection::NotAuthorised),
        State::Refused => Ok(vec![]),
    }
}

/// Whoever may register such an organisation may say by which other names lists know it.
fn add_alias(state: &State, context: &Context, alias: Text<60>) -> Result<Vec<Event>, Rejection> {
    let Known { facts, aliases, .. } = known(state)?;
    if !may_register(&context.actor, facts.level) {
        return Err(Rejection::NotAuthorised);
    }
    if facts.name == alias || aliases.contains(&alias) {
        return Ok(vec![]);
    }
    if aliases.len() >= ALIASES_MAX {
        return Err(Rejection::TooManyAliases { max: ALIASES_MAX });
    }
    Ok(vec![Event::AliasAdded { alias }])
}
