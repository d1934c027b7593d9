//! What each organisation asked for in a year, and what of it was delivered: whose needs stayed
//! unserved last year counts for more this year.

use std::collections::HashMap;

use contracts::matching::listing::Particulars;
use contracts::needs::need::Kind;
use values::{Date, OrganisationId};

use crate::domain::listing::State as Line;
use crate::lots;

/// Of a lot, in hundredths: what was served in full last year, and what was not served at all.
const SERVED: u32 = 100;
const UNSERVED_MORE: u64 = 50;

#[derive(Debug, Clone, Copy, Default)]
struct Lots {
    asked: u64,
    served: u64,
}

/// A need's part of its owner's year: the year in which it came on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    owner: OrganisationId,
    kind: Kind,
    year: i16,
    /// It is on its list no more.
    is_over: bool,
    asked: u64,
    served: u64,
}

impl Part {
    /// None of an offer, or of a need that never was on its list.
    pub(crate) fn of(line: &Line) -> Option<Part> {
        let listing = line.listing()?;
        let Particulars::Need(need) = &listing.particulars else { return None };
        let unit = listing.amount.unit;
        let asked = u64::from(lots::asked(listing.amount.quantity, unit));
        let served = u64::from(lots::asked(line.used(), unit)).min(asked);
        let asked = if line.is_dropped() { served } else { asked };
        let (owner, kind, year) = (listing.owner, need.kind, line.listed_on()?.year());
        Some(Part { owner, kind, year, is_over: !line.is_listed(), asked, served })
    }

    fn of_kind(&self) -> (OrganisationId, Kind, i16) {
        (self.owner, self.kind, self.year)
    }

    /// What nobody served of it, and nobody can any more.
    fn missed(&self) -> u64 {
        if self.is_over { self.asked - self.served } else { 0 }
    }
}

/// The years of every organisation.
#[derive(Default)]
pub(crate) struct Years {
    lots: HashMap<(OrganisationId, i16), Lots>,
    /// Of each kind of needs, what nobody served of those that are over.
    missed: HashMap<(OrganisationId, Kind, i16), u64>,
}

impl Years {
    /// A need's part is `after`, and was `before`.
    pub(crate) fn change(&mut self, before: Option<Part>, after: Option<Part>) {
        if before == after {
            return;
        }
        if let Some(before) = before {
            *self.missed.entry(before.of_kind()).or_default() -= before.missed();
            let lots = self.lots.entry((before.owner, before.year)).or_default();
            lots.asked -= before.asked;
            lots.served -= before.served;
        }
        if let Some(after) = after {
            *self.missed.entry(after.of_kind()).or_default() += after.missed();
            let lots = self.lots.entry((after.owner, after.year)).or_default();
            lots.asked += after.asked;
            lots.served += after.served;
        }
    }

    /// What of needs of this kind stayed unserved in the same year, and is asked for no more: it is
    /// carried over into what is fair.
    pub(crate) fn carried(&self, (owner, kind): (OrganisationId, Kind), today: Date) -> u64 {
        self.missed.get(&(owner, kind, today.year())).copied().unwrap_or(0)
    }

    /// What a lot of its needs counts for on that day, in hundredths: 100 to 150, by the share of
    /// last year's that nobody served.
    pub(crate) fn equity(&self, owner: OrganisationId, today: Date) -> u32 {
        let last = self.lots.get(&(owner, today.year() - 1)).copied().unwrap_or_default();
        let unserved = last.asked - last.served;
        let more = (UNSERVED_MORE * unserved).checked_div(last.asked).unwrap_or(0);
        SERVED + u32::try_from(more).expect("at most the whole share")
    }
}
