//! Who takes part in an activity, and who waits for a place.

use std::collections::BTreeMap;

use contracts::projects::activity::{Participant, Presence};

/// The places that are taken, and the waiting list in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    seats: BTreeMap<Participant, Seat>,
    taken: u32,
    /// By the order of signing up.
    waiting: BTreeMap<u64, (Participant, u32)>,
    turns: BTreeMap<Participant, u64>,
    waited_for: u32,
    next_turn: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Seat {
    places: u32,
    attendance: Option<Presence>,
}

impl List {
    pub(super) fn taken(&self) -> u32 {
        self.taken
    }

    /// How many places are waited for.
    pub(super) fn waiting(&self) -> u32 {
        self.waited_for
    }

    /// The places that `who` has or waits for.
    pub(super) fn places_of(&self, who: Participant) -> Option<u32> {
        let waits = || self.turns.get(&who).and_then(|turn| self.waiting.get(turn));
        self.seat(who).or_else(|| waits().map(|(_, places)| *places))
    }

    /// The places that `who` has.
    pub(super) fn seat(&self, who: Participant) -> Option<u32> {
        self.seats.get(&who).map(|seat| seat.places)
    }

    /// Is there room for `places` more without overtaking anybody?
    pub(super) fn has_room(&self, capacity: u32, places: u32) -> bool {
        self.waiting.is_empty() && self.taken + places <= capacity
    }

    /// Who gets a place, in their order, once `leaving` is gone: up to the first for whom there is
    /// no room.
    pub(super) fn promoted_without(&self, leaving: Participant, capacity: u32) -> Vec<Participant> {
        let mut free = capacity - (self.taken - self.seat(leaving).unwrap_or(0));
        let queue = self.waiting.values().filter(|(who, _)| *who != leaving);
        let fits = queue.map_while(|(who, places)| {
            free = free.checked_sub(*places)?;
            Some(*who)
        });
        fits.collect()
    }

    pub(super) fn place(&mut self, who: Participant, places: u32) {
        self.seats.insert(who, Seat { places, attendance: None });
        self.taken += places;
    }

    pub(super) fn queue(&mut self, who: Participant, places: u32) {
        self.waiting.insert(self.next_turn, (who, places));
        self.turns.insert(who, self.next_turn);
        self.waited_for += places;
        self.next_turn += 1;
    }

    pub(super) fn promote(&mut self, who: Participant) {
        if let Some(places) = self.leave_queue(who) {
            self.place(who, places);
        }
    }

    pub(super) fn remove(&mut self, who: Participant) {
        match self.seats.remove(&who) {
            Some(seat) => self.taken -= seat.places,
            None => {
                self.leave_queue(who);
            }
        }
    }

    fn leave_queue(&mut self, who: Participant) -> Option<u32> {
        let turn = self.turns.remove(&who)?;
        let (_, places) = self.waiting.remove(&turn)?;
        self.waited_for -= places;
        Some(places)
    }

    pub(super) fn mark(&mut self, who: Participant, attendance: Presence) {
        if let Some(seat) = self.seats.get_mut(&who) {
            seat.attendance = Some(attendance);
        }
    }

    pub(super) fn attendance(&self, who: Participant) -> Option<Presence> {
        self.seats.get(&who).and_then(|seat| seat.attendance)
    }

    /// Of how many nobody knows whether they came.
    pub(super) fn unmarked(&self) -> usize {
        self.seats.values().filter(|seat| seat.attendance.is_none()).count()
    }
}
