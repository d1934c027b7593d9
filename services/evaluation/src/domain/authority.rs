//! Who may do what for whom, in words that several rules share.

use contracts::{Actor, Claimer, Context, Role};
use values::OrganisationId;

/// May the actor act as `party`? Of merged organisations each stands for the one that is kept.
pub(super) fn may_act_as(context: &Context, party: Claimer) -> bool {
    match party {
        Claimer::Organisation(organisation) => context.may_act_for(organisation),
        Claimer::Person(_) => context.actor.may_act_as(party),
    }
}

/// Does the actor speak for `senior`, or for whoever runs the machine where there is none?
pub(super) fn speaks_for(context: &Context, senior: Option<OrganisationId>) -> bool {
    match (senior, &context.actor) {
        (Some(senior), _) => context.may_act_for(senior),
        (None, Actor::System) => true,
        (None, Actor::Person { role, .. }) => *role == Role::Operator,
    }
}
