//! What a decision may know beside the state.

use std::sync::Arc;

use values::{Calendar, CommandId, OrganisationId, PersonId, Timestamp, Uuid, ids};

use crate::{Actor, Claimer, Directory};

/// What every decision is told: when, by whom, for which command, and who and what is where.
#[derive(Debug, Clone)]
pub struct Context {
    /// Never before the time of an earlier commit of the same log; whole milliseconds.
    pub now: Timestamp,
    pub actor: Actor,
    pub command: CommandId,
    pub directory: Arc<Directory>,
}

impl Context {
    /// The working days.
    pub fn calendar(&self) -> &Calendar {
        self.directory.calendar()
    }

    /// May the actor change what belongs to `owner`? Of organisations that were merged, each stands
    /// for the one that is kept.
    pub fn may_act_for(&self, owner: OrganisationId) -> bool {
        self.directory.may_act_for(&self.actor, owner)
    }

    /// May the actor act as `claimer`, merged organisations likewise?
    pub fn may_act_as(&self, claimer: Claimer) -> bool {
        self.directory.may_act_as(&self.actor, claimer)
    }

    /// The person who asks, where they may act in their own name.
    pub fn oneself(&self) -> Option<PersonId> {
        self.actor.person().filter(|person| self.may_act_as((*person).into()))
    }

    /// May the actor sign for `owner`, merged organisations likewise?
    pub fn may_sign_for(&self, owner: OrganisationId) -> bool {
        self.directory.resolved(&self.actor).may_sign_for(self.directory.resolve(owner))
    }

    /// Is it one and the same who claims and who owns, merged organisations likewise?
    pub fn is_same(&self, claimer: Claimer, owner: OrganisationId) -> bool {
        self.directory.resolved_claimer(claimer) == self.directory.resolve(owner).into()
    }

    /// The `n`-th id that follows from the command: the same one when it is sent again.
    pub fn id<I: From<Uuid>>(&self, n: u64) -> I {
        ids::derive(self.command.into(), n).into()
    }
}
