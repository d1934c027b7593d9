//! Agreements by id.

use std::collections::HashMap;

use contracts::projects::agreement::Event;
use contracts::projects::{AgreementLine, AgreementStatus};
use values::{AgreementId, ClaimId};

#[derive(Default)]
pub(super) struct Agreements {
    lines: HashMap<AgreementId, AgreementLine>,
}

impl Agreements {
    pub(super) fn get(&self, agreement: AgreementId) -> Option<AgreementLine> {
        self.lines.get(&agreement).cloned()
    }

    pub(super) fn claim_of(&self, agreement: AgreementId) -> Option<ClaimId> {
        self.lines.get(&agreement).map(|line| line.claim)
    }

    pub(super) fn apply(&mut self, id: AgreementId, event: &Event) {
        match event {
            Event::Drafted { claim, parties, title, duties, from, until, sign_until, .. } => {
                let draft = self.lines.get(&id).map_or(1, |line| line.draft + 1);
                self.lines.insert(
                    id,
                    AgreementLine {
                        id,
                        claim: *claim,
                        parties: *parties,
                        title: title.clone(),
                        duties: duties.clone(),
                        from: *from,
                        until: *until,
                        draft,
                        signed: Vec::new(),
                        sign_until: *sign_until,
                        status: AgreementStatus::Drafted,
                    },
                );
            }
            Event::Signed { party, .. } => {
                if let Some(line) = self.lines.get_mut(&id) {
                    line.signed.push(*party);
                }
            }
            Event::Concluded {} => self.set_status(id, AgreementStatus::Concluded),
            Event::Lapsed {} => self.set_status(id, AgreementStatus::Lapsed),
        }
    }

    fn set_status(&mut self, id: AgreementId, status: AgreementStatus) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.status = status;
        }
    }
}
