//! People: registered and enrolled, moved, gone, erased.

use contracts::Rejection;
use contracts::registry::check_in::{self, Who};
use contracts::registry::person;
use decider::Decider as _;
use runtime::Decision;
use values::{CheckInId, Fingerprint, PersonId};

use super::accounts::close;
use super::check_ins::close_all;
use super::{is_community, level};
use crate::Registry;
use crate::domain::person::{may_correct, may_register, may_set_membership};
use crate::domain::{CheckIn, Person, phone};

/// The fields of a person that are sealed.
pub(crate) mod field {
    pub(crate) const NAME: &str = "name";
    pub(crate) const PHONE: &str = "phone";
    pub(crate) const MEMBERSHIP: &str = "membership";
    /// And of an account.
    pub(crate) const LOGIN: &str = "login";
    pub(crate) const HASH: &str = "hash";
    pub(crate) const SECRET: &str = "secret";
    pub(crate) const SAVED_VIEW: &str = "saved_view";
    /// What is compared only.
    pub(crate) const INVITATION: &str = "invitation";
}

/// Judged first, then sealed: who may not register anybody makes no key.
pub(super) fn register(
    decision: &mut Decision<'_, Registry>,
    register: person::Register,
) -> Result<(), Rejection> {
    let id = decision.id::<PersonId>(0);
    judge(decision, id, &register)?;
    seal(decision, id, register)
}

/// All are judged before the first is sealed, for the same reason.
pub(super) fn enrol(
    decision: &mut Decision<'_, Registry>,
    person::Enrol { mut people }: person::Enrol,
) -> Result<(), Rejection> {
    let state = decision.state();
    people.retain(|id, _| !state.people.state(*id).is_registered());
    for (id, register) in &people {
        judge(decision, *id, register)?;
        if let Some((check_in, enter)) = at_home(*id, register) {
            CheckIn::decide(state.check_ins.state(check_in), decision.context(), enter)?;
        }
    }
    for (id, register) in people {
        let at_home = at_home(id, &register);
        seal(decision, id, register)?;
        if let Some((check_in, enter)) = at_home {
            decision.decide::<CheckIn>(check_in, enter)?;
        }
    }
    Ok(())
}

/// The check-in of a person with the home community.
fn at_home(
    person: PersonId,
    register: &person::Register,
) -> Option<(CheckInId, check_in::Command)> {
    let (who, community) = (Who::Person(person), register.home_community?);
    let request = check_in::Request::of(who, community);
    Some((check_in::id(who, community), check_in::Command::Enter(request)))
}

fn judge(
    decision: &Decision<'_, Registry>,
    id: PersonId,
    register: &person::Register,
) -> Result<(), Rejection> {
    let person::Register { work_unit, home_community, skills, .. } = register;
    let (work_unit, home_community) = (*work_unit, *home_community);
    let state = decision.state();
    may_register(state.people.state(id), decision.context(), work_unit, home_community, skills)?;
    let is_known = |organisation| level(state, organisation).is_some();
    if !work_unit.is_none_or(is_known) || !home_community.is_none_or(|id| is_community(state, id)) {
        return Err(person::Rejection::UnknownOrganisation.into());
    }
    Ok(())
}

fn seal(
    decision: &mut Decision<'_, Registry>,
    id: PersonId,
    register: person::Register,
) -> Result<(), Rejection> {
    let person::Register { name, phone, work_unit, home_community, skills } = register;
    let sealed = |field, text: &str| {
        decision.seal(id, field, text).expect("a new person's key can be made, and is not erased")
    };
    let registered = person::Registered {
        name: sealed(field::NAME, &name),
        phone: phone.as_ref().map(|phone| sealed(field::PHONE, phone)),
        phone_fingerprint: phone.as_ref().and_then(|phone| fingerprint(decision, phone)),
        work_unit,
        home_community,
        skills,
    };
    decision.decide::<Person>(id, person::Command::Register(registered))
}

fn fingerprint(decision: &Decision<'_, Registry>, phone: &str) -> Option<Fingerprint> {
    phone::normalised(phone).map(|digits| decision.fingerprint(field::PHONE, &digits))
}

/// Judged before it is sealed, as a registration is.
pub(super) fn correct(
    decision: &mut Decision<'_, Registry>,
    person::Correct { person, name, phone }: person::Correct,
) -> Result<(), Rejection> {
    let state = decision.state().people.state(person);
    may_correct(state, decision.context(), name.is_some(), phone.is_some())?;
    let sealed = |field, text: &str| {
        decision.seal(person, field, text).expect("whoever is registered has a key")
    };
    let corrected = person::Corrected {
        name: name.as_ref().map(|name| sealed(field::NAME, name)),
        phone: phone.as_ref().map(|phone| sealed(field::PHONE, phone)),
        phone_fingerprint: phone.as_ref().and_then(|phone| fingerprint(decision, phone)),
    };
    decision.decide::<Person>(person, person::Command::Correct(corrected))
}

/// A member who has no home community checked in where the unit is paired, and does so no more.
pub(super) fn change_work(
    decision: &mut Decision<'_, Registry>,
    person::ChangeWork { person, work_unit, from }: person::ChangeWork,
) -> Result<(), Rejection> {
    decision.decide::<Person>(person, person::Command::ChangeWork { work_unit, from })?;
    let state = decision.state();
    if work_unit.is_some_and(|unit| level(state, unit).is_none()) {
        return Err(person::Rejection::UnknownOrganisation.into());
    }
    let known = state.people.state(person).known();
    let at_home = known.is_some_and(|known| known.home_community().is_some());
    if decision.is_empty() || at_home {
        Ok(())
    } else {
        gone(decision, person, "工作单位变动")
    }
}

pub(super) fn change_home(
    decision: &mut Decision<'_, Registry>,
    person::ChangeHome { person, home_community, from }: person::ChangeHome,
) -> Result<(), Rejection> {
    decision.decide::<Person>(person, person::Command::ChangeHome { home_community, from })?;
    let state = decision.state();
    if home_community.is_some_and(|id| !is_community(state, id)) {
        return Err(person::Rejection::UnknownOrganisation.into());
    }
    if decision.is_empty() { Ok(()) } else { gone(decision, person, "居住社区变动") }
}

pub(super) fn set_skills(
    decision: &mut Decision<'_, Registry>,
    person::SetSkills { person, skills }: person::SetSkills,
) -> Result<(), Rejection> {
    decision.decide::<Person>(person, person::Command::SetSkills { skills })
}

/// Judged first, then sealed.
pub(super) fn set_membership(
    decision: &mut Decision<'_, Registry>,
    person::SetMembership { person, membership }: person::SetMembership,
) -> Result<(), Rejection> {
    may_set_membership(decision.state().people.state(person), decision.context())?;
    let seal = |said: person::Membership| {
        let sealed = decision.seal(person, field::MEMBERSHIP, said.code());
        sealed.expect("whoever is registered has a key, and is not erased")
    };
    let membership = membership.map(seal);
    decision.decide::<Person>(person, person::Command::SetMembership { membership })
}

pub(super) fn leave(
    decision: &mut Decision<'_, Registry>,
    person::Leave { person, reason }: person::Leave,
) -> Result<(), Rejection> {
    decision.decide::<Person>(person, person::Command::Leave { reason })?;
    if decision.is_empty() { Ok(()) } else { gone(decision, person, "已离开") }
}

/// No longer where they checked in.
fn gone(
    decision: &mut Decision<'_, Registry>,
    person: PersonId,
    reason: &str,
) -> Result<(), Rejection> {
    close_all(decision, Who::Person(person), reason)
}

/// Whoever is erased is nowhere any more; their key goes with the event.
pub(super) fn erase(
    decision: &mut Decision<'_, Registry>,
    person::Erase { person }: person::Erase,
) -> Result<(), Rejection> {
    decision.decide::<Person>(person, person::Command::Erase)?;
    if !decision.is_empty() {
        gone(decision, person, "个人信息已删除")?;
        close(decision, person)?;
    }
    Ok(())
}
