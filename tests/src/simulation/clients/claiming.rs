//! Claims: from both sides, with and without an own line, and what becomes of them.

use contracts::projects::claim::{Accept, Decline, Propose, Renew, Side, Withdraw};
use contracts::{Actor, Claimer, Line};
use projects::domain::claim::State;
use resources::domain::offer;
use values::{Amount, AreaCode, ClaimId, OrganisationId, ids};

use super::{Asking, KnownLine, text};
use crate::simulation::book::Sent;

pub(super) const AREAS: [&str; 3] = ["371002001001", "371002001002", "371003005001"];

impl Asking<'_> {
    pub(super) fn a_claim(&mut self) -> Sent {
        if self.random.one_in(10)
            && let Some(sent) = self.a_crossing()
        {
            return sent;
        }
        let side = if self.random.one_in(2) { Side::Giving } else { Side::Asking };
        let is_need = |line| matches!(line, Line::Need(_));
        let gives = side == Side::Giving;
        let Some(wanted) = self.wanted_line(gives) else {
            return self.something_of_a_list();
        };
        let organisation = self.claimer(wanted.owner);
        let person = gives && self.random.one_in(8);
        let own = if person { None } else { self.own_line(&wanted, organisation) };
        let claimer =
            if person { self.any_person().into() } else { Claimer::Organisation(organisation) };
        let amount = self.claimed(&wanted, own.as_ref());
        let named = |need: bool| {
            let lines = [Some(wanted.line), own.map(|known| known.line)];
            lines.into_iter().flatten().find(|line| is_need(*line) == need).map(Line::id)
        };
        let (mut need, mut offer) = (named(true), named(false));
        if self.random.one_in(60) {
            (need, offer) = (None, None);
        }
        let slot = self.a_slot(offer.map(Into::into));
        let area = *self.random.pick(&AREAS).expect("there are three");
        let area: AreaCode = area.parse().expect("it has twelve digits");
        let proposal = Propose {
            claimer,
            side,
            need: need.map(Into::into),
            offer: offer.map(Into::into),
            amount,
            slot,
            area,
            message: None,
            wait: self.random.one_in(2),
        };
        self.clients.claims.push(ClaimId(ids::derive(self.command.into(), 0)));
        let actor = self.somebody_as(claimer);
        Sent::new(self.command, actor, &proposal)
    }

    /// Mostly one that is on its list, and of which something is left.
    fn wanted_line(&mut self, need: bool) -> Option<KnownLine> {
        let all = self.known(|line| matches!(line, Line::Need(_)) == need);
        let open: Vec<_> = all.iter().filter(|known| self.left_of(known) > 0).copied().collect();
        let among = if self.random.one_in(8) { all } else { open };
        self.random.pick(&among).copied()
    }

    /// What a look at the lists says; it may be otherwise when the claim arrives there.
    fn left_of(&self, known: &KnownLine) -> u64 {
        let (needs, offers) = (self.city.needs.writer.state(), self.city.resources.writer.state());
        match known.line {
            Line::Need(need) => needs
                .needs
                .state(need)
                .ledger()
                .map_or(0, |ledger| ledger.asked() - ledger.held() - ledger.delivered()),
            Line::Offer(offer) => match offers.offers.state(offer) {
                offer::State::Listed(ledger) => ledger.offered() - ledger.held() - ledger.used(),
                offer::State::Unlisted
                | offer::State::Draft(_)
                | offer::State::Discarded(_)
                | offer::State::Paused(_)
                | offer::State::Expired(_)
                | offer::State::Dormant(_)
                | offer::State::Withdrawn(_)
                | offer::State::OneOff(_) => 0,
            },
        }
    }

    /// Mostly somebody else than the owner.
    fn claimer(&mut self, owner: OrganisationId) -> OrganisationId {
        let claimer = self.any_organisation();
        if claimer == owner && !self.random.one_in(6) { self.any_organisation() } else { claimer }
    }

    /// Two times in three a line of the claimer's own; now and then any line.
    fn own_line(&mut self, wanted: &KnownLine, claimer: OrganisationId) -> Option<KnownLine> {
        if self.random.one_in(3) {
            return None;
        }
        let need = matches!(wanted.line, Line::Offer(_));
        let all = self.known(|line| matches!(line, Line::Need(_)) == need);
        let fits = |known: &&KnownLine| {
            known.owner == claimer
                && known.amount.unit == wanted.amount.unit
                && self.left_of(known) > 0
                && (!known.whole || known.amount.quantity <= self.left_of(wanted))
                && (!wanted.whole || wanted.amount.quantity <= self.left_of(known))
        };
        let own: Vec<_> = all.iter().filter(fits).copied().collect();
        let among = if self.random.one_in(20) { all } else { own };
        self.random.pick(&among).copied()
    }

    fn claimed(&mut self, wanted: &KnownLine, own: Option<&KnownLine>) -> Amount {
        let lines = || [Some(wanted), own].into_iter().flatten();
        match lines().find(|known| known.whole) {
            Some(known) if !self.random.one_in(8) => known.amount,
            Some(_) | None => {
                let left = lines().map(|known| self.left_of(known)).min().unwrap_or_default();
                let more = u64::from(self.random.one_in(8));
                let quantity = self.random.between(1, left.clamp(1, 4) + more);
                Amount::new(quantity, wanted.amount.unit).expect("it is at least 1")
            }
        }
    }

    /// Something that can be done about one of the claims.
    pub(super) fn a_step_of_a_claim(&mut self) -> Sent {
        let state = self.city.projects.writer.state();
        let all = self.clients.claims.clone();
        let moving = |claim: &&ClaimId| {
            matches!(
                state.claims.state(**claim),
                State::Held(_) | State::Accepted(_) | State::Agreed { .. }
            )
        };
        let moving: Vec<_> = all.iter().filter(moving).copied().collect();
        let begun = |claim: &&ClaimId| matches!(state.claims.state(**claim), State::Agreed { .. });
        let begun: Vec<_> = moving.iter().filter(begun).copied().collect();
        let among = match self.random.below(12) {
            0 => all,
            // What began first is brought to its end, or hardly anything ever would be.
            1..=5 if !begun.is_empty() => vec![begun[0]],
            _ => moving,
        };
        let Some(&claim) = self.random.pick(&among) else {
            let propose = self.random.one_in(3);
            return if propose { self.a_claim() } else { self.something_of_a_list() };
        };
        match state.claims.state(claim) {
            State::Proposed(proposed) => {
                let claimer = proposed.proposal.claimer;
                let counterpart = self.any_organisation();
                self.answer(claim, claimer, counterpart)
            }
            State::Held(held) => match held.request {
                _ if self.random.one_in(12) => self.pass_on(claim, held.proposal.claimer),
                Some(request) if self.random.one_in(2) => {
                    self.answer_request(claim, held.proposal.claimer, request)
                }
                Some(_) | None => self.answer(claim, held.proposal.claimer, held.counterpart),
            },
            State::Accepted(taken) => match taken.request {
                Some(request) if self.random.one_in(3) => {
                    self.answer_request(claim, taken.proposal.claimer, request)
                }
                Some(_) | None if self.random.one_in(12) => {
                    self.pass_on(claim, taken.proposal.claimer)
                }
                Some(_) | None if self.random.one_in(10) => self.end_early(claim, taken),
                Some(_) | None => self.a_step_to_a_project(claim),
            },
            State::Agreed { taken, .. } if self.random.one_in(40) => self.end_early(claim, taken),
            State::Agreed { .. } if self.random.one_in(20) => self.a_step_to_a_project(claim),
            State::Agreed { .. } | State::Delivered => self.a_step_of_a_project(claim),
            State::Unproposed | State::Ended(_) => {
                let anybody = self.any_organisation();
                self.answer(claim, anybody.into(), anybody)
            }
        }
    }

    fn answer(&mut self, claim: ClaimId, claimer: Claimer, counterpart: OrganisationId) -> Sent {
        let reason = text("另有安排");
        match self.random.weighted(&[6, 1, 1, 1]) {
            0 => {
                let actor: Actor = self.somebody_of(counterpart);
                Sent::new(self.command, actor, &Accept { claim })
            }
            1 => {
                let actor = self.somebody_of(counterpart);
                Sent::new(self.command, actor, &Decline { claim, reason })
            }
            2 => {
                let actor = self.somebody_as(claimer);
                Sent::new(self.command, actor, &Withdraw { claim, reason })
            }
            _ => {
                let actor = self.somebody_as(claimer);
                Sent::new(self.command, actor, &Renew { claim })
            }
        }
    }
}
