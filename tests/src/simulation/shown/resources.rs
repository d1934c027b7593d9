//! The ledger of offers.

use std::collections::BTreeSet;

use contracts::resources::{OfferLine, OfferStatus, Offers};
use contracts::{Actor, Asker, Directory};
use resources::domain::offer::{self, Span};
use resources::{Resources, State};
use runtime::Service;
use values::{OfferId, Timestamp};

use super::{Shown, aggregates, check_ledger, every_line, json};

impl Shown for Resources {
    fn show(state: &State) -> BTreeSet<String> {
        let holding = state.holding.iter().map(|(claim, offer)| format!("{claim} holds {offer}"));
        aggregates(&state.offers).chain(holding).collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        json(&lines(view)).collect()
    }

    fn check(state: &State) {
        let mut holding = 0;
        for (id, offer) in state.offers.iter() {
            // A refusal is an event, too: of an offer that was never listed it may be the only one.
            let Some(ledger) = offer.ledger() else { continue };
            check_ledger(id, ledger.offered(), ledger.held(), ledger.used(), ledger.holds());
            check_bookings(ledger);
            holding += ledger.holds().len() + ledger.waiting().len();
            for claim in ledger.holds().keys() {
                assert_eq!(state.holding.get(claim), Some(&OfferId(id)), "{claim} is not found");
            }
        }
        assert_eq!(state.holding.len(), holding, "a claim is said to hold what it does not");
    }

    fn check_due(state: &State, now: Timestamp) {
        for (id, offer) in state.offers.iter() {
            let due = offer.due_at();
            assert!(due.is_none_or(|due| due > now), "{id} at {now}: {due:?} was passed over");
        }
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let lines = lines(view);
        let thrown_away = |offer: &offer::State| matches!(offer, offer::State::Discarded(_));
        let written =
            state.offers.iter().filter(|(_, offer)| offer.offer().is_some() && !thrown_away(offer));
        assert_eq!(lines.len(), written.count(), "the list has other offers");
        for line in lines {
            let offer = state.offers.state(line.id);
            let now = offer.offer().expect("it is on the list");
            assert_eq!((&line.title, line.amount), (&now.title, now.amount), "{line:?}");
            if line.status == OfferStatus::Draft {
                assert!(matches!(offer, offer::State::Draft(_)), "{line:?}");
                continue;
            }
            let ledger = offer.ledger().expect("it is on the list");
            assert_eq!((line.held, line.used), (ledger.held(), ledger.used()), "{line:?}");
            let status = match offer {
                offer::State::Unlisted | offer::State::Draft(_) | offer::State::Discarded(_) => {
                    unreachable!("it is on the list")
                }
                offer::State::Listed(_) => OfferStatus::Listed,
                offer::State::Paused(_) => OfferStatus::Paused,
                offer::State::Expired(_) => OfferStatus::Expired,
                offer::State::Dormant(_) => OfferStatus::Dormant,
                offer::State::Withdrawn(_) => OfferStatus::Withdrawn,
                offer::State::OneOff(_) => OfferStatus::OneOff,
            };
            assert_eq!(line.status, status, "{line:?}");
            let holds: Vec<_> = line.holds.iter().map(|hold| (hold.claim, hold.quantity)).collect();
            assert_eq!(holds.len(), ledger.holds().len(), "{line:?}");
            assert!(
                holds.iter().all(|(claim, q)| ledger.holds().get(claim) == Some(q)),
                "{line:?}"
            );
        }
    }
}

/// Of an exclusive offer no two bookings overlap; of another, no more is booked at once than may
/// be.
fn check_bookings(ledger: &offer::Ledger) {
    let always = Span { start: Timestamp::MIN, end: Timestamp::MAX };
    let Some(schedule) = &ledger.offer().schedule else {
        assert_eq!(ledger.bookings().during(always).count(), 0, "it is not booked by time");
        return;
    };
    for (claim, booking) in ledger.bookings().during(always) {
        let span = Span { start: booking.slot.starts_at(), end: booking.slot.ends_at() };
        let others: Vec<_> = ledger.bookings().during(span).collect();
        let begun = others.iter().filter(|(_, other)| other.slot.starts_at() <= span.start);
        match schedule.capacity {
            None => assert_eq!(others.len(), 1, "{claim} shares {} of {schedule:?}", booking.slot),
            Some(capacity) => {
                let booked: u64 = begun.map(|(_, other)| other.quantity).sum();
                assert!(booked <= capacity, "{booked} at {} of {schedule:?}", booking.slot);
            }
        }
    }
}

fn lines(view: &<Resources as Service>::View) -> Vec<OfferLine> {
    let nobody = Directory::default();
    let asker = Asker { actor: &Actor::System, directory: &nobody };
    every_line(|page| view.offers(&Offers { page, ..Offers::default() }, asker))
}
