//! Organisations: what concerns more than the one that decides.

use contracts::Rejection;
use contracts::registry::check_in::Who;
use contracts::registry::organisation::{self, Command, Level};
use runtime::Decision;
use values::OrganisationId;

use super::check_ins::close_all;
use super::level;
use crate::Registry;
use crate::domain::Organisation;

type Decided = Result<(), Rejection>;

pub(super) fn register(
    decision: &mut Decision<'_, Registry>,
    register: organisation::Register,
) -> Decided {
    let parent = register.parent;
    let id = decision.id::<OrganisationId>(0);
    decision.decide::<Organisation>(id, Command::Register(register))?;
    if parent.is_some_and(|parent| level(decision.state(), parent).is_none()) {
        return Err(organisation::Rejection::UnknownParent.into());
    }
    Ok(())
}

pub(super) fn add_alias(
    decision: &mut Decision<'_, Registry>,
    organisation::AddAlias { organisation, alias }: organisation::AddAlias,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::AddAlias { alias })
}

pub(super) fn approve(
    decision: &mut Decision<'_, Registry>,
    organisation::Approve { organisation }: organisation::Approve,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Approve)
}

pub(super) fn refuse(
    decision: &mut Decision<'_, Registry>,
    organisation::Refuse { organisation, reason }: organisation::Refuse,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Refuse { reason })
}

pub(super) fn certify(
    decision: &mut Decision<'_, Registry>,
    organisation::Certify { organisation }: organisation::Certify,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Certify)
}

pub(super) fn edit(decision: &mut Decision<'_, Registry>, edit: organisation::Edit) -> Decided {
    decision.decide::<Organisation>(edit.organisation, Command::Edit(edit))
}

pub(super) fn place(
    decision: &mut Decision<'_, Registry>,
    organisation::Place { organisation, area, from }: organisation::Place,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Place { area, from })
}

/// Nothing belongs to itself, be it through others.
pub(super) fn affiliate(
    decision: &mut Decision<'_, Registry>,
    organisation::Affiliate { organisation, parent, from }: organisation::Affiliate,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Affiliate { parent, from })?;
    let Some(parent) = parent else {
        return Ok(());
    };
    if level(decision.state(), parent).is_none() {
        return Err(organisation::Rejection::UnknownParent.into());
    }
    let directory = &decision.state().directory;
    let own = directory.resolve(organisation);
    let mut above =
        std::iter::once(directory.resolve(parent)).chain(directory.affiliations(parent));
    if above.any(|above| above == own) {
        return Err(organisation::Rejection::BelongsToItself.into());
    }
    Ok(())
}

pub(super) fn appoint(
    decision: &mut Decision<'_, Registry>,
    appoint: organisation::Appoint,
) -> Decided {
    let person = appoint.person;
    decision.decide::<Organisation>(appoint.organisation, Command::Appoint(appoint))?;
    let people = &decision.state().people;
    if person.is_some_and(|person| !people.state(person).is_registered()) {
        return Err(organisation::Rejection::UnknownPerson.into());
    }
    Ok(())
}

pub(super) fn count_households(
    decision: &mut Decision<'_, Registry>,
    organisation::CountHouseholds { organisation, households }: organisation::CountHouseholds,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::CountHouseholds { households })
}

pub(super) fn suspend(
    decision: &mut Decision<'_, Registry>,
    organisation::Suspend { organisation, reason }: organisation::Suspend,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Suspend { reason })
}

pub(super) fn resume(
    decision: &mut Decision<'_, Registry>,
    organisation::Resume { organisation }: organisation::Resume,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Resume)
}

pub(super) fn end(
    decision: &mut Decision<'_, Registry>,
    organisation::End { organisation, reason }: organisation::End,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::End { reason })?;
    if decision.is_empty() {
        return Ok(());
    }
    close_all(decision, Who::Unit(organisation), "单位已终止")
}

/// Into another unit that is in operation, so no circle of merges can be.
pub(super) fn merge(
    decision: &mut Decision<'_, Registry>,
    organisation::Merge { organisation, kept }: organisation::Merge,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Merge { kept })?;
    let other = decision.state().organisations.state(kept);
    let fits =
        kept != organisation && other.level() == Some(Level::Unit) && other.is_in_operation();
    if !fits && !decision.is_empty() {
        return Err(organisation::Rejection::NotToBeMerged.into());
    }
    Ok(())
}

pub(super) fn unmerge(
    decision: &mut Decision<'_, Registry>,
    organisation::Unmerge { organisation }: organisation::Unmerge,
) -> Decided {
    decision.decide::<Organisation>(organisation, Command::Unmerge)
}

/// One word for both: it stands with whichever unit it was said of first.
pub(super) fn distinguish(
    decision: &mut Decision<'_, Registry>,
    organisation::Distinguish { organisation, from }: organisation::Distinguish,
) -> Decided {
    let other = decision.state().organisations.state(from);
    let told = other.is_distinguished(organisation);
    decision.decide::<Organisation>(organisation, Command::Distinguish { from, told })?;
    if from == organisation || !other.may_be_unit() {
        return Err(organisation::Rejection::NotTwoUnits.into());
    }
    Ok(())
}

pub(super) fn undistinguish(
    decision: &mut Decision<'_, Registry>,
    organisation::Undistinguish { organisation, from }: organisation::Undistinguish,
) -> Decided {
    let told = decision.state().organisations.state(from).is_distinguished(organisation);
    let (told, from) = if told { (from, organisation) } else { (organisation, from) };
    decision.decide::<Organisation>(told, Command::Undistinguish { from })
}
