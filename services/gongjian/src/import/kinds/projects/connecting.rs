//! Which need and which offer a project connects: those that the list names, or a need of its own.

use contracts::needs::need::Kind;
use contracts::projects::claim::Side;
use contracts::resources::offer::Category;
use sheets::RowNumber;
use sheets::kinds::projects::{ProjectRow, column};
use values::{Amount, ClaimId, NeedId, OfferId, OrganisationId};

use super::super::needs::Line;
use crate::import::planner::Planner;
use crate::import::wording::Content;

/// The lines that a project connects: at least one of them.
pub(super) struct Connects {
    pub(super) need: Option<NeedId>,
    pub(super) offer: Option<OfferId>,
}

impl Connects {
    /// Who asks claims an offer where no need is named: that becomes a one-off line.
    pub(super) fn side(&self) -> Side {
        if self.need.is_some() { Side::Giving } else { Side::Asking }
    }
}

/// The need and the offer that the list names, where they are there and have room. What neither
/// is there for gets a need of its own.
pub(super) fn connects(
    planner: &mut Planner,
    row: RowNumber,
    (giving, asking): (OrganisationId, OrganisationId),
    project: &ProjectRow,
    amount: Amount,
) -> Option<Connects> {
    let made: NeedId = planner.made(row, "need");
    let claim: ClaimId = planner.made(row, "claim");
    let before = planner.ledger.claim(claim).map(|line| (line.side, line.need, line.offer));
    let (need, offer) = match before {
        // An earlier run claimed it: one-off lines are not named by a claim.
        Some((Side::Giving, need, offer)) => (need, offer.filter(|_| project.offer.is_some())),
        Some((Side::Asking, need, offer)) => (need.filter(|_| project.need.is_some()), offer),
        None => {
            let ledger = &mut planner.ledger;
            let named = project.need.as_deref();
            let need = named.and_then(|name| ledger.take_need(asking, name, amount, made));
            let booked = named.is_some();
            let named = project.offer.as_deref();
            let offer = named.and_then(|name| ledger.take_offer(giving, name, amount, booked));
            (need, offer)
        }
    };
    if need.is_some_and(|need| need != made) || (project.need.is_none() && offer.is_some()) {
        return Some(Connects { need, offer });
    }
    if project.need.is_some() {
        let message = "清单写的需求没有登记，或余量不够，另立一条。";
        planner.gather(row, "need_made", message);
    }
    let line = Line {
        owner: asking,
        column: column::TITLE,
        title: project.need.as_deref().unwrap_or(&project.title),
        content: Content::default().say("原项目编号", project.code.as_deref()),
        kind: Kind::Common,
        category: Category::Service,
        amount,
    };
    let need = Some(planner.posted(row, line)?);
    Some(Connects { need, offer })
}
