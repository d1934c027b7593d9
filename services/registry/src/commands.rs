//! Request → command → reply.

use contracts::Rejection;
use contracts::registry::check_in::Who;
use contracts::registry::organisation::Level;
use contracts::registry::{area, calendar, check_in, import, organisation, pair, person, taxonomy};
use decider::Decider as _;
use runtime::{Commands, Decision};
use values::{CheckInId, OrganisationId, PersonId};

use crate::domain::person::may_register;
use crate::domain::{Area, Calendar, CheckIn, Import, Organisation, Pair, Person, Taxonomy, phone};
use crate::{Registry, State};

/// The fields of a person that are sealed.
pub(crate) mod field {
    pub(crate) const NAME: &str = "name";
    pub(crate) const PHONE: &str = "phone";
}

pub(crate) fn table() -> Commands<Registry> {
    Commands::default()
        .on(add_area)
        .on(set_year)
        .on(set_category)
        .on(register_organisation)
        .on(add_alias)
        .on(register_person)
        .on(enrol)
        .on(erase_person)
        .on(request_check_in)
        .on(accept_check_in)
        .on(return_check_in)
        .on(end_check_in)
        .on(make_pair)
        .on(end_pair)
        .on(start_import)
        .on(finish_import)
}

fn add_area(decision: &mut Decision<'_, Registry>, add: area::Add) -> Result<(), Rejection> {
    decision.decide::<Area>(area::id(add.code), add)
}

fn set_year(
    decision: &mut Decision<'_, Registry>,
    set: calendar::SetYear,
) -> Result<(), Rejection> {
    decision.decide::<Calendar>(calendar::id(), set)
}

fn set_category(
    decision: &mut Decision<'_, Registry>,
    set: taxonomy::SetCategory,
) -> Result<(), Rejection> {
    decision.decide::<Taxonomy>(taxonomy::id(), set)
}

fn register_organisation(
    decision: &mut Decision<'_, Registry>,
    register: organisation::Register,
) -> Result<(), Rejection> {
    let parent = register.parent;
    let id = decision.id::<OrganisationId>(0);
    decision.decide::<Organisation>(id, organisation::Command::Register(register))?;
    if parent.is_some_and(|parent| level(decision.state(), parent).is_none()) {
        return Err(organisation::Rejection::UnknownParent.into());
    }
    Ok(())
}

fn add_alias(
    decision: &mut Decision<'_, Registry>,
    organisation::AddAlias { organisation, alias }: organisation::AddAlias,
) -> Result<(), Rejection> {
    decision.decide::<Organisation>(organisation, organisation::Command::AddAlias { alias })
}

/// Judged first, then sealed: who may not register anybody makes no key.
fn register_person(
    decision: &mut Decision<'_, Registry>,
    register: person::Register,
) -> Result<(), Rejection> {
    let id = decision.id::<PersonId>(0);
    judge(decision, id, &register)?;
    seal(decision, id, register)
}

/// All are judged before the first is sealed, for the same reason.
fn enrol(
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
    let request = check_in::Request { who, community, primary: false, can_offer: None };
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
    let seal = |field, text| {
        decision.seal(id, field, text).expect("a new person's key can be made, and is not erased")
    };
    let registered = person::Registered {
        name: seal(field::NAME, &name),
        phone: phone.as_ref().map(|phone| seal(field::PHONE, phone)),
        phone_fingerprint: phone
            .as_ref()
            .and_then(|phone| phone::normalised(phone))
            .map(|digits| decision.fingerprint(field::PHONE, &digits)),
        work_unit,
        home_community,
        skills,
    };
    decision.decide::<Person>(id, person::Command::Register(registered))
}

/// The key goes before the event stands: a crash between them loses a fact that is asked for
/// again, never an erasure.
fn erase_person(
    decision: &mut Decision<'_, Registry>,
    person::Erase { person }: person::Erase,
) -> Result<(), Rejection> {
    decision.decide::<Person>(person, person::Command::Erase)?;
    if let Err(error) = decision.erase(person) {
        // From now on the keys in memory say "erased" while those on disk may not: an error for
        // this command alone would make its retry a lie.
        tracing::error!(%error, "cannot destroy a key: stopping");
        std::process::abort();
    }
    Ok(())
}

/// Authority is judged first: nobody else learns where a unit's main community is.
fn request_check_in(
    decision: &mut Decision<'_, Registry>,
    request: check_in::Request,
) -> Result<(), Rejection> {
    let check_in::Request { who, community, primary, .. } = request;
    let id = check_in::id(who, community);
    decision.decide::<CheckIn>(id, check_in::Command::Request(request))?;
    let state = decision.state();
    let is_known = match who {
        check_in::Who::Unit(unit) => level(state, unit) == Some(Level::Unit),
        check_in::Who::Person(person) => state.people.state(person).is_registered(),
    };
    if !is_known {
        return Err(check_in::Rejection::UnknownWho.into());
    }
    if !is_community(state, community) {
        return Err(check_in::Rejection::NotACommunity.into());
    }
    match primary.then(|| state.primary_of(who)).flatten() {
        Some(main) if main != community => {
            Err(check_in::Rejection::PrimaryElsewhere { community: main }.into())
        }
        Some(_) | None => Ok(()),
    }
}

fn accept_check_in(
    decision: &mut Decision<'_, Registry>,
    check_in::Accept { check_in }: check_in::Accept,
) -> Result<(), Rejection> {
    decide_check_in(decision, check_in, check_in::Command::Accept)
}

fn return_check_in(
    decision: &mut Decision<'_, Registry>,
    check_in::Return { check_in, reason }: check_in::Return,
) -> Result<(), Rejection> {
    decide_check_in(decision, check_in, check_in::Command::Return { reason })
}

fn end_check_in(
    decision: &mut Decision<'_, Registry>,
    check_in::End { check_in, reason }: check_in::End,
) -> Result<(), Rejection> {
    decide_check_in(decision, check_in, check_in::Command::End { reason })
}

fn decide_check_in(
    decision: &mut Decision<'_, Registry>,
    id: CheckInId,
    command: check_in::Command,
) -> Result<(), Rejection> {
    decision.decide::<CheckIn>(id, command)
}

fn make_pair(decision: &mut Decision<'_, Registry>, make: pair::Make) -> Result<(), Rejection> {
    let pair::Make { unit, community } = make;
    decision.decide::<Pair>(pair::id(unit, community), pair::Command::Make(make))?;
    let state = decision.state();
    if level(state, unit) != Some(Level::Unit) || !is_community(state, community) {
        return Err(pair::Rejection::UnknownParty.into());
    }
    Ok(())
}

fn end_pair(
    decision: &mut Decision<'_, Registry>,
    pair::End { unit, community, reason }: pair::End,
) -> Result<(), Rejection> {
    decision.decide::<Pair>(pair::id(unit, community), pair::Command::End { reason })
}

fn start_import(
    decision: &mut Decision<'_, Registry>,
    start: import::Start,
) -> Result<(), Rejection> {
    let id = import::id(&start.kind, start.file);
    decision.decide::<Import>(id, import::Command::Start(start))
}

fn finish_import(
    decision: &mut Decision<'_, Registry>,
    import::Finish { import, taken, failed }: import::Finish,
) -> Result<(), Rejection> {
    decision.decide::<Import>(import, import::Command::Finish { taken, failed })
}

fn level(state: &State, organisation: OrganisationId) -> Option<Level> {
    state.organisations.state(organisation).level()
}

fn is_community(state: &State, organisation: OrganisationId) -> bool {
    level(state, organisation) == Some(Level::Community)
}
