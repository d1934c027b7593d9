//! Who may do what for whom, in words that several rules share.

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
