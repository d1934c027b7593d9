//! Agreements, projects and the lines of the two lists that are there already, by what lists call
//! them.

use std::collections::HashMap;

use contracts::needs::{NeedLine, NeedStatus};
use contracts::projects::{AgreementLine, ClaimLine, ProjectLine};
use contracts::resources::{OfferLine, OfferStatus};
use values::{Amount, ClaimId, NeedId, OfferId, OrganisationId, Uuid};

use super::known::Known;

/// What a list of projects or of records may name.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    agreements: HashMap<String, Vec<AgreementLine>>,
    projects: HashMap<String, ProjectLine>,
    needs: HashMap<(OrganisationId, String), Vec<NeedLine>>,
    offers: HashMap<(OrganisationId, String), Vec<OfferLine>>,
    claims: HashMap<ClaimId, ClaimLine>,
    /// What this import takes of a line, claim by claim.
    taken: HashMap<Uuid, Vec<u64>>,
}

impl Ledger {
    pub(super) fn of(known: &Known) -> Self {
        let mut ledger = Self::default();
        for line in &known.agreements {
            for name in [line.terms.title.to_string(), line.id.to_string()] {
                ledger.agreements.entry(name).or_default().push(line.clone());
            }
        }
        for line in &known.needs {
            let called = (line.owner, line.title.to_string());
            ledger.needs.entry(called).or_default().push(line.clone());
        }
        for line in &known.offers {
            let called = (line.owner, line.title.to_string());
            ledger.offers.entry(called).or_default().push(line.clone());
        }
        ledger.claims = known.claims.iter().map(|line| (line.id, line.clone())).collect();
        let projects = known.projects.iter();
        ledger.projects = projects.map(|line| (line.code.to_string(), line.clone())).collect();
        ledger
    }

    /// The agreements of this title or number.
    pub(super) fn agreements(&self, name: &str) -> &[AgreementLine] {
        self.agreements.get(name).map_or(&[], Vec::as_slice)
    }

    /// The project of this code.
    pub(super) fn project(&self, code: &str) -> Option<&ProjectLine> {
        self.projects.get(code)
    }

    /// A claim that an earlier run made.
    pub(super) fn claim(&self, claim: ClaimId) -> Option<&ClaimLine> {
        self.claims.get(&claim)
    }

    /// The need of `owner` that is called so and has room for `amount`, which is taken; but for
    /// `made`, which an earlier run of this import made for the same row.
    pub(super) fn take_need(
        &mut self,
        owner: OrganisationId,
        name: &str,
        amount: Amount,
        made: NeedId,
    ) -> Option<NeedId> {
        let called = self.needs.get(&(owner, name.to_owned()))?;
        let of = |line: &&NeedLine| line.id != made && self.has_room(line, amount);
        let need = called.iter().find(of)?.id;
        self.taken.entry(need.into()).or_default().push(amount.quantity);
        Some(need)
    }

    /// The offer of `owner` that is called so and has room for `amount`, which is taken; `booked`
    /// says whether it may be one that is booked by time.
    pub(super) fn take_offer(
        &mut self,
        owner: OrganisationId,
        name: &str,
        amount: Amount,
        booked: bool,
    ) -> Option<OfferId> {
        let called = self.offers.get(&(owner, name.to_owned()))?;
        let of = |line: &&OfferLine| {
            let gone = line.held + line.used + self.taken(line.id.into()).iter().sum::<u64>();
            line.status == OfferStatus::Listed
                && line.amount.unit == amount.unit
                && amount.quantity <= line.amount.quantity.saturating_sub(gone)
                && (booked || line.schedule.is_none())
        };
        let offer = called.iter().find(of)?.id;
        self.taken.entry(offer.into()).or_default().push(amount.quantity);
        Some(offer)
    }

    fn has_room(&self, line: &NeedLine, amount: Amount) -> bool {
        let taken = self.taken(line.id.into());
        let gone = line.held + line.delivered + taken.iter().sum::<u64>();
        let left = line.amount.quantity.saturating_sub(gone);
        let partners = line.holds.len() + taken.len();
        let free = u32::try_from(partners).is_ok_and(|partners| partners < line.partners_max);
        let quantity = amount.quantity;
        let fits = if line.divisible { quantity <= left } else { quantity == left };
        is_open(line.status) && free && fits && line.amount.unit == amount.unit
    }

    fn taken(&self, line: Uuid) -> &[u64] {
        self.taken.get(&line).map_or(&[], Vec::as_slice)
    }
}

/// May a claim be made on it?
fn is_open(status: NeedStatus) -> bool {
    match status {
        NeedStatus::Posted | NeedStatus::PartlyHeld | NeedStatus::PartlyDelivered => true,
        NeedStatus::Raised
        | NeedStatus::Returned
        | NeedStatus::Verified
        | NeedStatus::Unclaimed
        | NeedStatus::Held
        | NeedStatus::Delivered
        | NeedStatus::Accepted
        | NeedStatus::Closed => false,
    }
}
