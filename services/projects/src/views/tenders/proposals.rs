//! The proposals of one tender: nobody reads them before they are opened.

use std::collections::{BTreeMap, HashMap};

use contracts::projects::tender::{Event, Proposal};
use contracts::projects::{JurorScores, ProposalLine, TenderLine, TenderStatus};
use contracts::{Asker, Page, PageRequest, Place, Position, oldest_first};
use values::{OrganisationId, PersonId, Sealed, Timestamp};

use super::may_see_all;

#[derive(Default)]
pub(super) struct Bids {
    /// By the order in which they came.
    bids: BTreeMap<u64, Bid>,
    turns: HashMap<OrganisationId, u64>,
    next_turn: u64,
    /// The deadline has passed, and that stands in the log.
    opened: bool,
}

struct Bid {
    proposer: OrganisationId,
    content: Sealed,
    /// Where it was sealed, and when.
    position: Position,
    time: Timestamp,
    jurors: BTreeMap<PersonId, JurorScores>,
}

impl Bids {
    pub(super) fn len(&self) -> usize {
        self.bids.len()
    }

    pub(super) fn apply(&mut self, event: &Event, position: Position, time: Timestamp) {
        match event {
            Event::Proposed { organisation, content, .. } => {
                self.remove(*organisation);
                let (proposer, content) = (*organisation, content.clone());
                let jurors = BTreeMap::new();
                let bid = Bid { proposer, content, position, time, jurors };
                self.bids.insert(self.next_turn, bid);
                self.turns.insert(proposer, self.next_turn);
                self.next_turn += 1;
            }
            Event::ProposalWithdrawn { organisation } => self.remove(*organisation),
            Event::Opened {} => self.opened = true,
            Event::Declared { juror, proposer, conflict } => {
                self.of_juror(*juror, *proposer, |line| {
                    line.conflict = Some(*conflict);
                    if *conflict {
                        line.scores.clear();
                    }
                });
            }
            Event::Scored { juror, proposer, scores } => {
                self.of_juror(*juror, *proposer, |line| line.scores.clone_from(scores));
            }
            Event::Called(_)
            | Event::ScoringClosed { .. }
            | Event::Publicised { .. }
            | Event::Objected { .. }
            | Event::ObjectionAnswered { .. }
            | Event::Awarded { .. }
            | Event::Annulled { .. } => {}
        }
    }

    fn remove(&mut self, organisation: OrganisationId) {
        if let Some(turn) = self.turns.remove(&organisation) {
            self.bids.remove(&turn);
        }
    }

    fn of_juror(
        &mut self,
        juror: PersonId,
        proposer: OrganisationId,
        change: impl FnOnce(&mut JurorScores),
    ) {
        let turn = self.turns.get(&proposer);
        if let Some(bid) = turn.and_then(|turn| self.bids.get_mut(turn)) {
            let line = JurorScores { juror, conflict: None, scores: Vec::new() };
            change(bid.jurors.entry(juror).or_insert(line));
        }
    }

    /// The caller and the jurors read them once they are opened.
    pub(super) fn are_read_by(&self, asker: Asker<'_>, tender: &TenderLine) -> bool {
        let person = asker.actor.person();
        let is_juror = tender.call.jurors.iter().any(|one| Some(one.person) == person);
        self.opened && (may_see_all(asker, tender) || is_juror)
    }

    /// Of whoever reads them all of them, of everybody else the own.
    pub(super) fn page(
        &self,
        asker: Asker<'_>,
        tender: &TenderLine,
        page: PageRequest,
        open: impl Fn(Position, &Sealed) -> Option<Proposal>,
    ) -> Page<ProposalLine> {
        let sees_all = may_see_all(asker, tender);
        let line = |bid: &Bid| ProposalLine {
            proposer: bid.proposer,
            proposed_at: bid.time,
            proposal: self.opened.then(|| open(bid.position, &bid.content)).flatten(),
            scores: scores(bid, asker, sees_all && is_scored(tender.status)),
        };
        if self.are_read_by(asker, tender) {
            let bids = self.bids.iter().map(|(turn, bid)| (Place::numbered(*turn), bid));
            return Page::of(page, bids, line);
        }
        let own = own(asker).and_then(|own| self.bids.get(self.turns.get(&own)?));
        Page::of(page, oldest_first(own), line)
    }
}

/// Whose proposal is their own.
pub(super) fn own(asker: Asker<'_>) -> Option<OrganisationId> {
    asker.actor.organisation().filter(|own| asker.may_act_for(*own))
}

/// All of them, or the own ones.
fn scores(bid: &Bid, asker: Asker<'_>, all: bool) -> Vec<JurorScores> {
    let shown = |line: &&JurorScores| all || Some(line.juror) == asker.actor.person();
    bid.jurors.values().filter(shown).cloned().collect()
}

pub(super) fn is_scored(status: TenderStatus) -> bool {
    match status {
        TenderStatus::Called | TenderStatus::Scoring => false,
        TenderStatus::Scored
        | TenderStatus::Publicised
        | TenderStatus::Awarded
        | TenderStatus::Annulled => true,
    }
}
