//! Where a claim stands, and what that means.

use contracts::projects::claim::{Lease, Propose, Rejection, Request, Side, one_off};
use contracts::registry::taxonomy::Category;
use contracts::{Card, Claimer, Line};
use values::{ClaimId, NeedId, OfferId, OrganisationId, ProjectId, Timestamp};

/// Where a claim stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not proposed yet.
    #[default]
    Unproposed,
    /// Its ledgers are asked: the claimer's own first, then the other side's.
    Proposed(Proposed),
    /// All its lines are held; the other side may answer until the lease is over.
    Held(Held),
    /// The other side accepted.
    Accepted(Taken),
    /// A project carries it out.
    Agreed { taken: Taken, project: ProjectId },
    /// What it was for was delivered; both sides may rate, until `evaluation` closes that.
    Delivered,
    /// Refused by a ledger, declined, withdrawn, lapsed, revoked, cancelled, failed, closed. Of
    /// this line it may still be said that it falls short, too.
    Ended(Option<Line>),
}

/// A claim whose ledgers are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    pub proposal: Propose,
    pub(super) own_line_held: bool,
    /// Whose the other side's line is, and of which category, where it is held before the own one.
    pub(super) counterpart: Option<(OrganisationId, Category)>,
    /// 候补: too little is left of a line.
    pub waiting: bool,
    /// Who claimed the same from the other side.
    pub(super) crossed_by: Option<Claimer>,
}

/// A claim that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub proposal: Propose,
    pub counterpart: OrganisationId,
    /// That of the other side's line.
    pub(super) category: Category,
    pub lease: Lease,
    /// How late the other side is, as far as it was noted.
    pub(super) late: Option<Card>,
    /// The lease passed in silence; until then the claimer may renew.
    pub(super) renew_until: Option<Timestamp>,
    pub(super) renewed: bool,
    /// A transfer that waits for its receiver.
    pub request: Option<Request>,
}

/// An accepted claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub proposal: Propose,
    pub counterpart: OrganisationId,
    /// That of the other side's line.
    pub(super) category: Category,
    /// A transfer or a takeover request that waits for its answer.
    pub request: Option<Request>,
    /// Which side asked to end it by consent.
    pub cancel_asked_by: Option<Claimer>,
}

/// The two sides of an accepted claim: persons only give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    pub giving: Claimer,
    pub asking: OrganisationId,
}

impl Sides {
    fn of(proposal: &Propose, counterpart: OrganisationId) -> Self {
        match (proposal.side, proposal.claimer) {
            (Side::Asking, Claimer::Organisation(asking)) => {
                Self { giving: Claimer::Organisation(counterpart), asking }
            }
            (Side::Giving, giving) | (Side::Asking, giving @ Claimer::Person(_)) => {
                Self { giving, asking: counterpart }
            }
        }
    }
}

impl Taken {
    pub(super) fn sides(&self) -> Sides {
        Sides::of(&self.proposal, self.counterpart)
    }

    /// The one-off line of a claimer that named no line of its own. Persons stand on no list.
    pub(super) fn lacks(&self, claim: ClaimId) -> Option<Line> {
        let lacking = self.proposal.own().is_none();
        let organisation = self.proposal.claimer.organisation();
        organisation.filter(|_| lacking).map(|_| one_off(claim, self.proposal.side))
    }
}

impl Held {
    pub(super) fn is_answerable(&self, now: Timestamp) -> Result<(), Rejection> {
        let lease_until = self.lease.until;
        if now > lease_until { Err(Rejection::LeaseOver { lease_until }) } else { Ok(()) }
    }

    pub(super) fn taken(self) -> Taken {
        let Held { proposal, counterpart, category, .. } = self;
        Taken { proposal, counterpart, category, request: None, cancel_asked_by: None }
    }
}

impl State {
    /// The proposal and the two sides, once the claim was accepted and while it is carried out.
    ///
    /// # Errors
    /// Why it is not a claim to be carried out.
    pub fn accepted(&self) -> Result<(&Propose, Sides), Rejection> {
        self.taken().map(|taken| (&taken.proposal, taken.sides()))
    }

    /// The need and the offer that a project on it connects: those that it names, and for a
    /// claimer that names none of its own the one-off line that `claim` gives it.
    ///
    /// # Errors
    /// Why it is not a claim to be carried out.
    pub fn connected(
        &self,
        claim: ClaimId,
    ) -> Result<(Option<NeedId>, Option<OfferId>), Rejection> {
        let taken = self.taken()?;
        let Propose { need, offer, .. } = taken.proposal;
        Ok(match taken.lacks(claim) {
            Some(Line::Need(one_off)) => (Some(one_off), offer),
            Some(Line::Offer(one_off)) => (need, Some(one_off)),
            None => (need, offer),
        })
    }

    pub(super) fn taken(&self) -> Result<&Taken, Rejection> {
        match self {
            State::Accepted(taken) | State::Agreed { taken, .. } => Ok(taken),
            State::Proposed(_) | State::Held(_) => Err(Rejection::NotAccepted),
            State::Unproposed | State::Delivered | State::Ended(_) => Err(self.instead()),
        }
    }

    /// Why nothing that belongs to another stage of its life can be done.
    pub(super) fn instead(&self) -> Rejection {
        match self {
            State::Unproposed => Rejection::Unknown,
            State::Proposed(_) => Rejection::StillPending,
            State::Held(_) => Rejection::NotAccepted,
            State::Accepted(_) => Rejection::AlreadyAccepted,
            State::Agreed { .. } => Rejection::AlreadyAgreed,
            State::Delivered | State::Ended(_) => Rejection::Ended,
        }
    }

    /// The last moment of the time limit that ends next.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Held(held) => {
                let stage = match (held.renew_until, held.late) {
                    (Some(renew_until), _) => renew_until,
                    (None, None) => held.lease.yellow_at,
                    (None, Some(_)) => held.lease.until,
                };
                let request = held.request.map(|request| request.answer_until);
                Some(request.map_or(stage, |request| request.min(stage)))
            }
            State::Accepted(taken) => taken.request.map(|request| request.answer_until),
            State::Unproposed
            | State::Proposed(_)
            | State::Agreed { .. }
            | State::Delivered
            | State::Ended(_) => None,
        }
    }

    /// The pair of lines that it names, while it waits for an answer.
    pub fn open_pair(&self) -> Option<(NeedId, OfferId)> {
        match self {
            State::Proposed(Proposed { proposal, .. }) | State::Held(Held { proposal, .. }) => {
                proposal.pair()
            }
            State::Unproposed
            | State::Accepted(_)
            | State::Agreed { .. }
            | State::Delivered
            | State::Ended(_) => None,
        }
    }
}
