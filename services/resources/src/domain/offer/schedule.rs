//! When an offer is open, and who has booked which time of it.
//!
//! Invariant: at no moment more is booked than may be held at the same time; of an exclusive offer,
//! no two bookings overlap.

use std::collections::BTreeMap;
use std::time::Duration;

use contracts::resources::offer::Rejection;
use contracts::resources::schedule::{SCHEDULE_LINES_MAX, Schedule};
use contracts::{HoldRefusal, Slot};
use values::{Amount, ClaimId, Date, Timestamp, Uuid};

/// No slot is longer.
const SLOT_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// From the first moment to the first one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: Timestamp,
    pub end: Timestamp,
}

impl Span {
    fn of(slot: Slot) -> Self {
        Self { start: slot.starts_at(), end: slot.ends_at() }
    }
}

/// May an offer of `amount` have this schedule?
pub(super) fn check(schedule: &Schedule, amount: Amount) -> Result<(), Rejection> {
    let Schedule { weekly, closed, extra, capacity } = schedule;
    if [weekly.len(), closed.len(), extra.len()].iter().any(|lines| *lines > SCHEDULE_LINES_MAX) {
        return Err(Rejection::ScheduleTooLong { max: SCHEDULE_LINES_MAX as u64 });
    }
    if weekly.is_empty() && extra.is_empty() {
        return Err(Rejection::NeverOpen);
    }
    if capacity.is_some_and(|capacity| capacity == 0 || capacity > amount.quantity) {
        return Err(Rejection::CapacityOutOfRange { max: amount.quantity });
    }
    Ok(())
}

/// The opening times that begin on `date`.
pub fn openings(schedule: &Schedule, date: Date) -> impl Iterator<Item = Span> {
    schedule.openings(date).map(Span::of)
}

/// Who has booked which time: of an offer that is held, and of what was used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bookings {
    by_start: BTreeMap<(Timestamp, ClaimId), Booking>,
    by_claim: BTreeMap<ClaimId, Timestamp>,
}

/// A time that a claim has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booking {
    pub slot: Slot,
    pub quantity: u64,
    end: Timestamp,
}

impl Bookings {
    /// `claim` has `quantity` during `slot`.
    pub fn book(&mut self, claim: ClaimId, slot: Slot, quantity: u64) {
        let Span { start, end } = Span::of(slot);
        self.by_start.insert((start, claim), Booking { slot, quantity, end });
        self.by_claim.insert(claim, start);
    }

    /// `claim` has no time any more.
    pub fn release(&mut self, claim: ClaimId) {
        if let Some(start) = self.by_claim.remove(&claim) {
            self.by_start.remove(&(start, claim));
        }
    }

    /// Of what `claim` has, it used `quantity`; nobody else gets that time.
    pub fn used(&mut self, claim: ClaimId, quantity: u64) {
        if quantity == 0 {
            return self.release(claim);
        }
        let start = self.by_claim.get(&claim).copied();
        let booking = start.and_then(|start| self.by_start.get_mut(&(start, claim)));
        if let Some(booking) = booking {
            booking.quantity = quantity;
        }
    }

    /// Those that have a part of `span`, by their beginning.
    pub fn during(&self, span: Span) -> impl Iterator<Item = (ClaimId, &Booking)> {
        let earliest = span.start.checked_sub(SLOT_MAX).unwrap_or(Timestamp::MIN);
        let first = ClaimId(Uuid::nil());
        self.by_start
            .range((earliest, first)..(span.end, first))
            .filter(move |(_, booking)| booking.end > span.start)
            .map(|((_, claim), booking)| (*claim, booking))
    }

    /// A slot that is not over and holds more than `schedule` lets it.
    pub(super) fn overbooked(&self, schedule: &Schedule, now: Timestamp) -> Option<Slot> {
        let ahead = Span { start: now, end: Timestamp::MAX };
        let too_much = |booking: &Booking| {
            let span = Span::of(booking.slot);
            match schedule.capacity {
                Some(capacity) => self.levels(span).into_values().any(|booked| booked > capacity),
                None => self.during(span).nth(1).is_some(),
            }
        };
        self.during(ahead).map(|(_, booking)| *booking).find(too_much).map(|booking| booking.slot)
    }

    /// How much is booked during `span`, from each moment on at which that changes.
    fn levels(&self, span: Span) -> BTreeMap<Timestamp, u64> {
        let mut changes = BTreeMap::from([(span.start, (0, 0))]);
        for (_, booking) in self.during(span) {
            let start = booking.slot.starts_at().max(span.start);
            changes.entry(start).or_insert((0, 0)).0 += booking.quantity;
            if booking.end < span.end {
                changes.entry(booking.end).or_insert((0, 0)).1 += booking.quantity;
            }
        }
        let mut booked = 0;
        let level = |(moment, (more, less))| {
            booked = booked + more - less;
            (moment, booked)
        };
        changes.into_iter().map(level).collect()
    }

    /// What is free of `span`, piece by piece, of an offer of which `left` is left in all.
    pub fn free(&self, schedule: &Schedule, left: u64, span: Span) -> Vec<(Span, u64)> {
        let mut pieces: Vec<(Span, u64)> = Vec::new();
        let levels: Vec<_> = self.levels(span).into_iter().collect();
        let ends = levels.iter().skip(1).map(|(moment, _)| *moment).chain([span.end]);
        for ((start, booked), end) in levels.iter().copied().zip(ends) {
            let free = match schedule.capacity {
                Some(capacity) => left.min(capacity.saturating_sub(booked)),
                None if booked == 0 => left,
                None => 0,
            };
            match pieces.last_mut() {
                Some((before, same)) if before.end == start && *same == free => before.end = end,
                Some(_) | None => pieces.push((Span { start, end }, free)),
            }
        }
        pieces.retain(|(_, free)| *free > 0);
        pieces
    }

    /// May `asked` be booked during `slot`, as far as others have not booked it?
    fn judge(&self, schedule: &Schedule, slot: Slot, asked: Amount) -> Result<(), HoldRefusal> {
        let during = self.during(Span::of(slot));
        schedule.has_room(during.map(|(_, booking)| (booking.slot, booking.quantity)), slot, asked)
    }
}

/// May `asked` of an offer that stands to the end of `until` be booked during `slot`?
pub(super) fn judge(
    schedule: &Schedule,
    bookings: &Bookings,
    until: Option<Date>,
    now: Timestamp,
    slot: Slot,
    asked: Amount,
) -> Result<(), HoldRefusal> {
    schedule.judge(until, now, slot)?;
    bookings.judge(schedule, slot, asked)
}
