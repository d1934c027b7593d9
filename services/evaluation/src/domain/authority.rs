//! Who may do what for whom, in words that several rules share.

use contracts::{Actor, Context, Role};
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
