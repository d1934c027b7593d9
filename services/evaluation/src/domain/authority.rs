//! Who may do what for whom, in words that several rules share.

use contracts::registry::organisation::Level;
use contracts::{Actor, Asker, Claimer, Context, Role};
use values::OrganisationId;

/// Does the actor speak for `senior`, or for whoever runs the machine where there is none?
pub(super) fn speaks_for(context: &Context, senior: Option<OrganisationId>) -> bool {
    match (senior, &context.actor) {
        (Some(senior), _) => context.may_act_for(senior),
        (None, Actor::System) => true,
        (None, Actor::Person { role, .. }) => *role == Role::Operator,
    }
}

/// Does the actor speak for an organisation that stands above `organisation` in the territory, or
/// for whoever runs the machine?
pub(super) fn stands_above(context: &Context, organisation: OrganisationId) -> bool {
    let own = context.directory.resolve(organisation);
    let mut seniors = context.directory.seniors(own);
    speaks_for(context, None) || seniors.any(|senior| context.may_act_for(senior))
}

/// May whoever asks take back what was recorded in error for `organisation`, about `whom`? Whoever
/// recorded it may, and whoever stands above that; nobody of themselves. Where a person is checked
/// in by then is of no account: an error must not stay because somebody moved.
pub(crate) fn corrects(asker: Asker<'_>, organisation: OrganisationId, whom: Claimer) -> bool {
    let Asker { actor, directory } = asker;
    let Actor::Person { person, organisation: own, role } = *actor else { return false };
    let answers = match whom {
        Claimer::Organisation(other) => directory.resolve(own) != directory.resolve(other),
        Claimer::Person(other) => {
            person != other && (role.answers_for_an_area() || role == Role::Operator)
        }
    };
    let recorded = directory.resolve(organisation);
    let mut above = std::iter::once(recorded).chain(directory.seniors(recorded));
    let any = role.decides_for_the_city() || above.any(|one| asker.may_act_for(one));
    answers && any
}

/// Is somebody checked in with a community for which whoever asks answers: the own one, or one
/// below the own organisation? The city answers for all.
pub(crate) fn is_of_own_area(
    asker: Asker<'_>,
    is_checked_in: impl Fn(OrganisationId) -> bool,
) -> bool {
    let Asker { actor, directory } = asker;
    let Actor::Person { organisation, role, .. } = *actor else { return false };
    if role.decides_for_the_city() {
        return true;
    }
    let own = directory.same_as(organisation);
    let areas = own.iter().filter_map(|own| directory.organisation(*own)?.area);
    let there = areas.flat_map(|area| directory.within_at(Level::Community, area));
    let is_below = |one: &OrganisationId| directory.seniors(*one).any(|above| own.contains(&above));
    let communities = there.filter(is_below);
    own.iter().copied().chain(communities).any(is_checked_in)
}
