//! Who waits for an amount of a line 候补.

use values::ClaimId;

use crate::projects::claim::HoldRequest;

/// The claims that wait for one line, in the order in which they came. Whoever fits first is
/// promoted first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitingList {
    waiting: Vec<(ClaimId, HoldRequest)>,
}

impl WaitingList {
    /// The most claims that wait for one line.
    pub const MAX: usize = 100;

    /// Does `claim` wait?
    pub fn contains(&self, claim: ClaimId) -> bool {
        self.waiting.iter().any(|(waits, _)| *waits == claim)
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Does nobody wait?
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Who waits, the first first.
    pub fn claims(&self) -> impl Iterator<Item = ClaimId> {
        self.waiting.iter().map(|(claim, _)| *claim)
    }

    /// `claim` waits behind all others.
    pub fn push(&mut self, claim: ClaimId, request: HoldRequest) {
        self.waiting.push((claim, request));
    }

    /// `claim` waits no more; says whether it did.
    pub fn remove(&mut self, claim: ClaimId) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|(waits, _)| *waits != claim);
        self.waiting.len() < before
    }

    /// What becomes of everybody who waits now that the line is in `state`: each is judged in turn,
    /// by what those before it have left.
    pub fn settle<S, E>(
        &self,
        mut state: S,
        judge: impl Fn(&S, ClaimId, &HoldRequest) -> Option<E>,
        evolve: impl Fn(S, &E) -> S,
    ) -> Vec<E> {
        let mut events = Vec::new();
        for (claim, request) in &self.waiting {
            if let Some(event) = judge(&state, *claim, request) {
                state = evolve(state, &event);
                events.push(event);
            }
        }
        events
    }
}
