//! Who asks a question.

use values::OrganisationId;

use crate::{Actor, Claimer, Directory, Role};

/// Who asks a question, where it is known who and what is where.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub actor: &'a Actor,
    pub directory: &'a Directory,
}

impl Asker<'_> {
    /// Do they speak for `owner`, whatever either was merged into?
    pub fn may_act_for(self, owner: OrganisationId) -> bool {
        self.directory.may_act_for(self.actor, owner)
    }

    /// Do they speak for `claimer`, whatever either was merged into?
    pub fn may_act_as(self, claimer: Claimer) -> bool {
        self.directory.may_act_as(self.actor, claimer)
    }

    /// Are they the auditor, who sees everything?
    pub fn is_auditor(self) -> bool {
        matches!(self.actor, Actor::Person { role: Role::Auditor, .. })
    }
}
