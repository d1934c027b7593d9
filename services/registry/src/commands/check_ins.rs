//! Check-ins and excuses.

use contracts::Rejection;
use contracts::registry::check_in::{self, Who};
use contracts::registry::organisation::Level;
use contracts::registry::{excuse, pair};
use runtime::Decision;
use values::{CheckInId, OrganisationId, Text};

use super::{is_community, level};
use crate::domain::person::Known;
use crate::domain::{CheckIn, Excuse};
use crate::{Registry, State};

/// Authority is judged first: nobody else learns where a unit's main community is.
pub(super) fn request(
    decision: &mut Decision<'_, Registry>,
    request: check_in::Request,
) -> Result<(), Rejection> {
    let check_in::Request { who, community, primary, .. } = request;
    let id = check_in::id(who, community);
    decision.decide::<CheckIn>(id, check_in::Command::Request(request))?;
    let state = decision.state();
    match who {
        Who::Unit(unit) if level(state, unit) == Some(Level::Unit) => {}
        Who::Person(person) if state.people.state(person).is_registered() => {}
        Who::Unit(_) | Who::Person(_) => return Err(check_in::Rejection::UnknownWho.into()),
    }
    if who.unit().is_some_and(|unit| !state.organisations.state(unit).is_in_operation()) {
        return Err(check_in::Rejection::NotInOperation.into());
    }
    if !is_community(state, community) {
        return Err(check_in::Rejection::NotACommunity.into());
    }
    let member = who.person().and_then(|person| state.people.state(person).known());
    if member.is_some_and(|member| !is_theirs(state, member, community)) {
        return Err(check_in::Rejection::NotTheirCommunity.into());
    }
    match primary.then(|| state.primary_of(who)).flatten() {
        Some(main) if main != community => {
            Err(check_in::Rejection::PrimaryElsewhere { community: main }.into())
        }
        Some(_) | None => Ok(()),
    }
}

/// The home community; without one, a community that the work unit builds jointly with
/// (`DOMAIN.md`, *Check-in*).
fn is_theirs(state: &State, member: &Known, community: OrganisationId) -> bool {
    match member.home_community() {
        Some(home) => home == community,
        None => member.work_unit().is_some_and(|unit| {
            state.primary_of(Who::Unit(unit)) == Some(community)
                || state.pairs.state(pair::id(unit, community)).is_made()
        }),
    }
}

pub(super) fn accept(
    decision: &mut Decision<'_, Registry>,
    check_in::Accept { check_in }: check_in::Accept,
) -> Result<(), Rejection> {
    decision.decide::<CheckIn>(check_in, check_in::Command::Accept)
}

pub(super) fn send_back(
    decision: &mut Decision<'_, Registry>,
    check_in::Return { check_in, reason }: check_in::Return,
) -> Result<(), Rejection> {
    decision.decide::<CheckIn>(check_in, check_in::Command::Return { reason })
}

pub(super) fn renew(
    decision: &mut Decision<'_, Registry>,
    check_in::Renew { check_in }: check_in::Renew,
) -> Result<(), Rejection> {
    decision.decide::<CheckIn>(check_in, check_in::Command::Renew)
}

pub(super) fn end(
    decision: &mut Decision<'_, Registry>,
    check_in::End { check_in, reason }: check_in::End,
) -> Result<(), Rejection> {
    decision.decide::<CheckIn>(check_in, check_in::Command::End { reason })
}

/// Whoever checked in is no longer there: so are their check-ins, and their place as the main one.
pub(super) fn close_all(
    decision: &mut Decision<'_, Registry>,
    who: Who,
    reason: &str,
) -> Result<(), Rejection> {
    let reason: Text<200> = Text::new(reason).expect("the reasons of the system are short");
    let live: Vec<CheckInId> = decision.state().live_check_ins(who).collect();
    for check_in in live {
        let close = check_in::Command::Close { reason: reason.clone() };
        decision.decide::<CheckIn>(check_in, close)?;
    }
    Ok(())
}

pub(super) fn grant_excuse(
    decision: &mut Decision<'_, Registry>,
    grant: excuse::Grant,
) -> Result<(), Rejection> {
    let answerable = answerable(decision.state(), grant.who)?;
    let id = excuse::id(grant.who);
    decision.decide::<Excuse>(id, excuse::Command::Grant { grant, answerable })
}

pub(super) fn lift_excuse(
    decision: &mut Decision<'_, Registry>,
    excuse::Lift { who }: excuse::Lift,
) -> Result<(), Rejection> {
    let answerable = answerable(decision.state(), who)?;
    decision.decide::<Excuse>(excuse::id(who), excuse::Command::Lift { answerable })
}

/// Who answers for them: of a member the work unit and the home community, of a unit whom it works
/// under and whom it belongs to, never itself.
fn answerable(state: &State, who: Who) -> Result<Vec<OrganisationId>, excuse::Rejection> {
    match who {
        Who::Unit(unit) if level(state, unit) == Some(Level::Unit) => {
            let directory = &state.directory;
            Ok(directory.seniors(unit).chain(directory.affiliations(unit)).collect())
        }
        Who::Unit(_) => Err(excuse::Rejection::UnknownWho),
        Who::Person(person) => {
            let known = state.people.state(person).known();
            let known = known.ok_or(excuse::Rejection::UnknownWho)?;
            Ok([known.work_unit(), known.home_community()].into_iter().flatten().collect())
        }
    }
}
