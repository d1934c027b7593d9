//! What is free and what is booked of an offer, day by day.

use contracts::Slot;
use contracts::resources::{BookedSlot, FreeSlot, OfferSlots, OfferStatus, SLOT_DAYS_MAX, Slots};
use values::{Date, time};

use super::Kept;
use crate::domain::offer::{Span, openings};

/// How many days are told when nobody says how many.
const WEEK_DAYS: i32 = 7;

pub(super) fn of(kept: &Kept, query: Slots) -> OfferSlots {
    let Slots { from, to, .. } = query;
    let to = to.unwrap_or(time::plus_days(from, WEEK_DAYS - 1));
    let last = to.min(time::plus_days(from, SLOT_DAYS_MAX - 1));
    let next = (last < to).then(|| time::plus_days(last, 1));
    OfferSlots { free: free(kept, from, last), booked: booked(kept, from, last), next }
}

/// Only what is on the list takes bookings, and only to the end of its term.
fn free(kept: &Kept, from: Date, last: Date) -> Vec<FreeSlot> {
    let Some(schedule) = &kept.line.schedule else { return Vec::new() };
    if kept.line.status != OfferStatus::Listed {
        return Vec::new();
    }
    let last = kept.line.until.map_or(last, |until| until.min(last));
    let left = kept.line.amount.quantity - kept.line.held - kept.line.used;
    let spans = days(from, last).flat_map(|date| openings(schedule, date));
    let pieces = spans.flat_map(|span| kept.bookings.free(schedule, left, span));
    pieces
        .map(|(Span { start, end }, left)| FreeSlot { slot: Slot::between(start, end), left })
        .collect()
}

fn booked(kept: &Kept, from: Date, last: Date) -> Vec<BookedSlot> {
    let span = Span { start: time::start_of(from), end: time::start_of(time::plus_days(last, 1)) };
    kept.bookings
        .during(span)
        .map(|(claim, booking)| BookedSlot {
            slot: booking.slot,
            claim,
            quantity: booking.quantity,
        })
        .collect()
}

fn days(from: Date, last: Date) -> impl Iterator<Item = Date> {
    (0..SLOT_DAYS_MAX)
        .map(move |days| time::plus_days(from, days))
        .take_while(move |date| *date <= last)
}
