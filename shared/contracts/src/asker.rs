//! Who asks a question.

use std::iter;

use values::{AreaCode, OrganisationId};

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

    /// Do they see the work of `organisation` (`SECURITY.md`, *Access*)? Its own people do, those
    /// of the communities, streets and above around it, and who sees everything.
    pub fn sees_work_of(self, organisation: OrganisationId) -> bool {
        let organisation = self.directory.resolve(organisation);
        let mut around = iter::once(organisation).chain(self.directory.seniors(organisation));
        self.is_auditor() || around.any(|one| self.may_act_for(one))
    }

    /// Do they see the work of everybody, so that nothing is looked at one by one?
    pub fn sees_all_work(self) -> bool {
        let everywhere = match self.actor {
            Actor::System => true,
            Actor::Person { role, .. } => matches!(role, Role::Auditor | Role::Operator),
        };
        everywhere || self.directory.city().is_some_and(|city| self.may_act_for(city))
    }

    /// For which organisation they act, and whose areas that is the body of: whatever is done there
    /// is done below it. Nothing where they act for none.
    pub fn stands_over(self) -> Option<(OrganisationId, Vec<AreaCode>)> {
        let own = self.actor.organisation().filter(|own| self.may_act_for(*own))?;
        let directory = self.directory;
        let area = |one| {
            let area = directory.organisation(one)?.area?;
            (directory.body_of(area) == Some(one)).then_some(area)
        };
        let areas = directory.same_as(own).into_iter().filter_map(area).collect();
        Some((directory.resolve(own), areas))
    }

    /// Do they see the work of whoever works in `area`?
    pub fn sees_work_in(self, area: AreaCode) -> bool {
        let is_over = |(_, areas): (OrganisationId, Vec<AreaCode>)| {
            areas.iter().any(|over| over.contains(area))
        };
        self.sees_all_work() || self.stands_over().is_some_and(is_over)
    }

    /// Are they the auditor, who sees everything?
    pub fn is_auditor(self) -> bool {
        matches!(self.actor, Actor::Person { role: Role::Auditor, .. })
    }
}
