//! Claims that cross, pass to another, or end early.

use contracts::Claimer;
use contracts::projects::claim::{
    AnswerTakeover, AnswerTransfer, AskTakeover, Cancel, Fail, Propose, RefuseCancel, Request,
    RequestKind, Revoke, Side, Transfer,
};
use projects::domain::claim::{State, Taken};
use values::ClaimId;

use super::{Asking, text};
use crate::simulation::book::Sent;

impl Asking<'_> {
    /// The other side claims the pair that a waiting claim names.
    pub(super) fn a_crossing(&mut self) -> Option<Sent> {
        let state = self.city.projects.writer.state();
        let open = |claim: &&ClaimId| state.claims.state(**claim).open_pair().is_some();
        let open: Vec<_> = self.clients.claims.iter().filter(open).copied().collect();
        let claim = *self.random.pick(&open)?;
        let (proposal, claimer) = match state.claims.state(claim) {
            State::Proposed(proposed) => (&proposed.proposal, self.any_organisation()),
            State::Held(held) => (&held.proposal, held.counterpart),
            State::Unproposed
            | State::Accepted(_)
            | State::Agreed { .. }
            | State::Delivered
            | State::Ended(_) => return None,
        };
        let side = match proposal.side {
            Side::Giving => Side::Asking,
            Side::Asking => Side::Giving,
        };
        let crossing = Propose { claimer: claimer.into(), side, ..proposal.clone() };
        let actor = self.somebody_of(claimer);
        Some(Sent::new(self.command, actor, &crossing))
    }

    fn anybody(&mut self) -> Claimer {
        if self.random.one_in(4) {
            self.any_person().into()
        } else {
            self.any_organisation().into()
        }
    }

    /// The claimer asks another to take it, or another asks for it.
    pub(super) fn pass_on(&mut self, claim: ClaimId, claimer: Claimer) -> Sent {
        let other = self.anybody();
        if self.random.one_in(2) {
            let actor = self.somebody_as(claimer);
            Sent::new(self.command, actor, &Transfer { claim, to: other })
        } else {
            let actor = self.somebody_as(other);
            Sent::new(self.command, actor, &AskTakeover { claim, by: other })
        }
    }

    pub(super) fn answer_request(
        &mut self,
        claim: ClaimId,
        claimer: Claimer,
        request: Request,
    ) -> Sent {
        let yes = !self.random.one_in(3);
        match request.kind {
            RequestKind::Transfer => {
                let actor = self.somebody_as(request.to);
                Sent::new(self.command, actor, &AnswerTransfer { claim, accept: yes })
            }
            RequestKind::Takeover => {
                let actor = self.somebody_as(claimer);
                Sent::new(self.command, actor, &AnswerTakeover { claim, hand_over: yes })
            }
        }
    }

    /// Revoked, cancelled by both, or given up as not performed.
    pub(super) fn end_early(&mut self, claim: ClaimId, taken: &Taken) -> Sent {
        let reason = text("另有安排");
        let (claimer, counterpart) = (taken.proposal.claimer, taken.counterpart);
        let [one, other] = [self.somebody_as(claimer), self.somebody_of(counterpart)];
        let either = if self.random.one_in(2) { one } else { other };
        match self.random.weighted(&[6, 1, 4, 1]) {
            0 => Sent::new(self.command, either, &Cancel { claim, reason }),
            1 => Sent::new(self.command, either, &RefuseCancel { claim }),
            2 => Sent::new(self.command, either, &Revoke { claim, reason }),
            _ => Sent::new(self.command, either, &Fail { claim, reason }),
        }
    }
}
