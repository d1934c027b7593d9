//! What each organisation asked for in a year, and what of it was delivered: whose needs stayed
//! unserved last year counts for more this year.

use std::collections::HashMap;

use contracts::matching::listing::Particulars;
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
    year: i16,
    asked: u64,
    served: u64,
}

impl Part {
    /// None of an offer, or of a need that never was on its list.
    pub(crate) fn of(line: &Line) -> Option<Part> {
        let listing = line.listing()?;
        let Particulars::Need(_) = listing.particulars else { return None };
        let unit = listing.amount.unit;
        let asked = u64::from(lots::asked(listing.amount.quantity, unit));
        let served = u64::from(lots::asked(line.used(), unit)).min(asked);
        let asked = if line.is_dropped() { served } else { asked };
        Some(Part { owner: listing.owner, year: line.listed_on()?.year(), asked, served })
    }
}

/// The years of every organisation.
#[derive(Default)]
pub(crate) struct Years(HashMap<(OrganisationId, i16), Lots>);

impl Years {
    /// A need's part is `after`, and was `before`.
    pub(crate) fn change(&mut self, before: Option<Part>, after: Option<Part>) {
        if before == after {
            return;
        }
        if let Some(before) = before {
            let lots = self.0.entry((before.owner, before.year)).or_default();
            lots.asked -= before.asked;
            lots.served -= before.served;
        }
        if let Some(after) = after {
            let lots = self.0.entry((after.owner, after.year)).or_default();
            lots.asked += after.asked;
            lots.served += after.served;
        }
    }

    /// What a lot of its needs counts for on that day, in hundredths: 100 to 150, by the share of
    /// last year's that nobody served.
    pub(crate) fn equity(&self, owner: OrganisationId, today: Date) -> u32 {
        let last = self.0.get(&(owner, today.year() - 1)).copied().unwrap_or_default();
        let unserved = last.asked - last.served;
        let more = (UNSERVED_MORE * unserved).checked_div(last.asked).unwrap_or(0);
        SERVED + u32::try_from(more).expect("at most the whole share")
    }
}
