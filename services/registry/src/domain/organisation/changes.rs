//! What changes of an organisation that is registered. None of it touches what it has claimed.

use contracts::registry::organisation::{
    ALIASES_MAX, Appoint, DISTINGUISHED_MAX, Edit, Event, Level, Office, Rejection,
};
use contracts::registry::validity::Validity;
use contracts::{Actor, Context, Role, Standing};
use values::{AreaCode, Date, OrganisationId, Text, time};

use super::{CERTIFIED_MONTHS, Certified, Known, Next, State, answers_for};

/// Folds a change into what is known.
pub(super) fn apply(known: &mut Known, event: &Event) {
    match event {
        Event::Certified { validity } => {
            known.certified = Some(Certified { validity: *validity, next: Next::FallDue });
        }
        Event::CertificationDue {} => next(known, Next::Lapse),
        Event::CertificationLapsed {} => next(known, Next::BeRenewed),
        Event::AliasAdded { alias } => known.aliases.push(alias.clone()),
        Event::Edited { name, nature, credit_code, address } => {
            let facts = &mut known.facts;
            if let Some(name) = name {
                let old = std::mem::replace(&mut facts.name, name.clone());
                known.aliases.retain(|alias| alias != name);
                if known.aliases.len() < ALIASES_MAX && !known.aliases.contains(&old) {
                    known.aliases.push(old);
                }
            }
            facts.nature = nature.or(facts.nature);
            facts.credit_code = credit_code.or(facts.credit_code);
            facts.address = address.clone().or_else(|| facts.address.take());
        }
        Event::Placed { area, from } => {
            (known.facts.area, known.placed_from) = (Some(*area), Some(*from));
        }
        Event::Affiliated { parent, from } => {
            (known.facts.parent, known.affiliated_from) = (*parent, Some(*from));
        }
        Event::Appointed { office, person } => {
            match person {
                Some(person) => known.offices.insert(*office, *person),
                None => known.offices.remove(office),
            };
        }
        Event::HouseholdsCounted { households } => known.households = Some(*households),
        Event::Suspended { .. } => known.standing = Standing::Suspended,
        Event::Resumed {} | Event::Unmerged { .. } => known.standing = Standing::InOperation,
        Event::Ended { .. } => known.standing = Standing::Ended,
        Event::Merged { kept } => known.standing = Standing::Merged { kept: *kept },
        Event::Distinguished { from } => {
            known.distinguished.insert(*from);
        }
        Event::Undistinguished { from } => {
            known.distinguished.remove(from);
        }
        Event::Applied(_) | Event::Refused { .. } | Event::Registered(_) => {}
    }
}

fn next(known: &mut Known, next: Next) {
    if let Some(certified) = &mut known.certified {
        certified.next = next;
    }
}

/// Neither ended nor merged.
fn still_is(known: &Known) -> Result<(), Rejection> {
    match known.standing {
        Standing::InOperation | Standing::Suspended => Ok(()),
        Standing::Ended | Standing::Merged { .. } => Err(Rejection::NotInOperation),
    }
}

/// From the end of the last year, or from today when that is over.
pub(super) fn certify(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    still_is(known)?;
    let today = time::date_at(context.now);
    let validity = match known.certified {
        Some(Certified { validity, .. }) if context.now < validity.due_at => return Ok(vec![]),
        Some(Certified { validity, .. }) if context.now < validity.ends_at => {
            validity.renewed(CERTIFIED_MONTHS)
        }
        Some(_) | None => Validity::months(today, CERTIFIED_MONTHS),
    };
    Ok(vec![Event::Certified { validity }])
}

/// What the certification asks for at this time.
pub(super) fn due(state: &State, context: &Context) -> Vec<Event> {
    let State::Registered(known) = state else {
        return vec![];
    };
    match known.certified {
        Some(Certified { validity, next: Next::FallDue | Next::Lapse })
            if context.now >= validity.ends_at =>
        {
            vec![Event::CertificationLapsed {}]
        }
        Some(Certified { validity, next: Next::FallDue }) if context.now >= validity.due_at => {
            vec![Event::CertificationDue {}]
        }
        Some(_) | None => vec![],
    }
}

/// Who answers for it, or who speaks for it.
fn for_itself(
    known: &Known,
    context: &Context,
    organisation: OrganisationId,
) -> Result<(), Rejection> {
    let speaks = match &context.actor {
        Actor::System => false,
        Actor::Person { role, .. } => {
            *role != Role::GridWorker && context.may_act_for(organisation)
        }
    };
    if speaks || answers_for(context, &known.facts) {
        still_is(known)
    } else {
        Err(Rejection::NotAuthorised)
    }
}

/// Only what is another than before is told.
pub(super) fn edit(known: &Known, context: &Context, edit: Edit) -> Result<Vec<Event>, Rejection> {
    let Edit { organisation, name, nature, credit_code, address } = edit;
    for_itself(known, context, organisation)?;
    let facts = &known.facts;
    let name = name.filter(|name| *name != facts.name);
    let nature = nature.filter(|nature| Some(*nature) != facts.nature);
    let credit_code = credit_code.filter(|code| Some(*code) != facts.credit_code);
    let address = address.filter(|address| Some(address) != facts.address.as_ref());
    if name.is_none() && nature.is_none() && credit_code.is_none() && address.is_none() {
        return Ok(vec![]);
    }
    Ok(vec![Event::Edited { name, nature, credit_code, address }])
}

/// A stay begins by today, and not before the one it follows.
fn in_order(context: &Context, from: Date, was: Option<Date>) -> Result<(), Rejection> {
    if from > time::date_at(context.now) || Some(from) < was {
        return Err(Rejection::FromOutOfOrder);
    }
    Ok(())
}

pub(super) fn place(
    known: &Known,
    context: &Context,
    area: AreaCode,
    from: Date,
) -> Result<Vec<Event>, Rejection> {
    still_is(known)?;
    if known.facts.level != Level::Unit {
        return Err(Rejection::AreaFixed);
    }
    if known.facts.area == Some(area) {
        return Ok(vec![]);
    }
    in_order(context, from, known.placed_from)?;
    Ok(vec![Event::Placed { area, from }])
}

pub(super) fn affiliate(
    known: &Known,
    context: &Context,
    parent: Option<OrganisationId>,
    from: Date,
) -> Result<Vec<Event>, Rejection> {
    still_is(known)?;
    if known.facts.parent == parent {
        return Ok(vec![]);
    }
    in_order(context, from, known.affiliated_from)?;
    Ok(vec![Event::Affiliated { parent, from }])
}

/// Units name their own head and liaison.
pub(super) fn appoint(
    known: &Known,
    context: &Context,
    Appoint { organisation, office, person }: Appoint,
) -> Result<Vec<Event>, Rejection> {
    for_itself(known, context, organisation)?;
    if office == Office::GridWorker && known.facts.level != Level::Grid {
        return Err(Rejection::NotAGrid);
    }
    if known.offices.get(&office).copied() == person {
        return Ok(vec![]);
    }
    Ok(vec![Event::Appointed { office, person }])
}

pub(super) fn count_households(known: &Known, households: u32) -> Result<Vec<Event>, Rejection> {
    still_is(known)?;
    if known.facts.level != Level::Grid {
        return Err(Rejection::NotAGrid);
    }
    if known.households == Some(households) {
        return Ok(vec![]);
    }
    Ok(vec![Event::HouseholdsCounted { households }])
}

pub(super) fn suspend(known: &Known, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    match known.standing {
        Standing::InOperation => Ok(vec![Event::Suspended { reason }]),
        Standing::Suspended => Ok(vec![]),
        Standing::Ended | Standing::Merged { .. } => Err(Rejection::NotInOperation),
    }
}

pub(super) fn resume(known: &Known) -> Result<Vec<Event>, Rejection> {
    match known.standing {
        Standing::InOperation => Ok(vec![]),
        Standing::Suspended => Ok(vec![Event::Resumed {}]),
        Standing::Ended | Standing::Merged { .. } => Err(Rejection::NotInOperation),
    }
}

pub(super) fn end(
    known: &Known,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    match known.standing {
        Standing::InOperation | Standing::Suspended => {
            Ok(vec![Event::Ended { reason, on: time::date_at(context.now) }])
        }
        Standing::Ended => Ok(vec![]),
        Standing::Merged { .. } => Err(Rejection::NotInOperation),
    }
}

/// Two entries of one unit become one: the street's to say, for it looks over both.
fn may_merge(context: &Context) -> Result<(), Rejection> {
    let above = match &context.actor {
        Actor::System => false,
        Actor::Person { role, .. } => matches!(
            role,
            Role::Operator | Role::StreetOfficer | Role::DistrictOfficer | Role::CityOfficer
        ),
    };
    if above { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

pub(super) fn merge(
    known: &Known,
    context: &Context,
    kept: OrganisationId,
) -> Result<Vec<Event>, Rejection> {
    may_merge(context)?;
    match known.standing {
        Standing::Merged { kept: already } if already == kept => Ok(vec![]),
        Standing::Merged { .. } | Standing::Ended => Err(Rejection::NotInOperation),
        Standing::InOperation | Standing::Suspended if known.facts.level != Level::Unit => {
            Err(Rejection::NotToBeMerged)
        }
        Standing::InOperation | Standing::Suspended => Ok(vec![Event::Merged { kept }]),
    }
}

pub(super) fn unmerge(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    may_merge(context)?;
    match known.standing {
        Standing::Merged { kept } => Ok(vec![Event::Unmerged { kept: Some(kept) }]),
        Standing::InOperation | Standing::Suspended | Standing::Ended => Ok(vec![]),
    }
}

/// For whoever may merge them; once for both, whichever it is said of first.
pub(super) fn distinguish(
    known: &Known,
    context: &Context,
    from: OrganisationId,
    told: bool,
) -> Result<Vec<Event>, Rejection> {
    may_merge(context)?;
    if told || known.distinguished.contains(&from) {
        return Ok(vec![]);
    }
    still_is(known)?;
    if known.facts.level != Level::Unit {
        return Err(Rejection::NotTwoUnits);
    }
    if known.distinguished.len() >= DISTINGUISHED_MAX {
        return Err(Rejection::TooManyDistinguished { max: DISTINGUISHED_MAX });
    }
    Ok(vec![Event::Distinguished { from }])
}

/// For whoever may have said it.
pub(super) fn undistinguish(
    known: &Known,
    context: &Context,
    from: OrganisationId,
) -> Result<Vec<Event>, Rejection> {
    may_merge(context)?;
    let told = known.distinguished.contains(&from);
    Ok(if told { vec![Event::Undistinguished { from }] } else { vec![] })
}
