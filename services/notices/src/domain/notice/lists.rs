//! The two lists: terms of offers that end, and what becomes of a need.

use contracts::needs::need::{Outcome, Urgency};
use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::registry::organisation::Level;
use contracts::resources::offer::{self, List};
use contracts::{Claimer, Context, needs::need};
use values::{OfferId, OrganisationId, Timestamp};

use super::{State, late, settled, told};

pub(super) fn of_offer(state: &State, about: About, event: &offer::Event) -> Vec<Event> {
    use offer::Event as E;
    let until = state.matter.as_ref().and_then(|matter| matter.until);
    match event {
        E::Drafted { offer } | E::Edited { offer } => vec![described(about, offer, until)],
        E::Listed { offer, stands_to } => vec![described(about, offer, Some(*stands_to))],
        E::Renewed { stands_to, .. } => {
            let matter = state.matter.clone().unwrap_or_else(|| Matter::new(about));
            let matter = Matter { until: Some(*stands_to), ..matter };
            [Event::Described { matter }].into_iter().chain(state.only(vec![])).collect()
        }
        E::ExpiryNoticed { days_left: ..=1 } => {
            to_owner(state, NoticeKind::OfferExpiringTomorrow, until)
        }
        E::ExpiryNoticed { .. } => to_owner(state, NoticeKind::OfferExpiring, until),
        E::Expired {} => to_owner(state, NoticeKind::OfferExpired, None),
        E::WentDormant {} => to_owner(state, NoticeKind::OfferDormant, None),
        E::Withdrawn { .. } => state.only(vec![]),
        E::Paused { .. }
        | E::Resumed {}
        | E::ListedOnce { .. }
        | E::Held { .. }
        | E::HoldRefused { .. }
        | E::HoldConfirmed { .. }
        | E::WaitBegun { .. }
        | E::WaitEnded { .. }
        | E::HoldPassedOn { .. }
        | E::Released { .. }
        | E::Used { .. } => vec![],
    }
}

fn described(about: About, offer: &List, until: Option<Timestamp>) -> Event {
    let matter = Matter {
        to: vec![offer.owner],
        offer: Some(OfferId(about.id())),
        amount: Some(offer.amount),
        until,
        ..Matter::new(about)
    };
    Event::Described { matter }
}

fn owner(state: &State) -> Option<OrganisationId> {
    state.matter.as_ref()?.to.first().copied()
}

fn to_owner(state: &State, kind: NoticeKind, by: Option<Timestamp>) -> Vec<Event> {
    owner(state).map(|owner| told(owner, kind, by)).into_iter().collect()
}

pub(super) fn of_need(
    state: &State,
    context: &Context,
    about: About,
    event: &need::Event,
) -> Vec<Event> {
    use need::Event as E;
    let raiser = state.matter.as_ref().and_then(|matter| matter.from);
    let to_raiser = |kind, by| raiser.map(|raiser| told(raiser, kind, by)).into_iter().collect();
    // As long as the need lives, its street is asked whether it is an emergency.
    let only = |events: Vec<Event>| {
        let kind = NoticeKind::EmergencyToConfirm;
        let waiting = state.told(kind).map(|street| told(street, kind, None));
        state.only(events.into_iter().chain(waiting).collect())
    };
    match event {
        E::Raised { asked, raiser } => raised(about, asked, raiser.as_ref()),
        E::Resubmitted { .. } => only(to_owner(state, NoticeKind::NeedToVerify, None)),
        E::Verified { .. } | E::Reopened { .. } | E::UnclaimedEscalated {} => only(vec![]),
        E::Returned { .. } => only(to_raiser(NoticeKind::NeedReturned, None)),
        E::Posted { .. } => only(to_raiser(NoticeKind::NeedPosted, None)),
        E::WentUnclaimed { act_by } => to_owner(state, NoticeKind::NeedUnclaimed, Some(*act_by)),
        E::UnclaimedOverdue {} => {
            let owner = owner(state).into_iter();
            owner
                .flat_map(|owner| late(context, owner, NoticeKind::NeedUnclaimedOverdue, None))
                .collect()
        }
        E::DeliveryAccepted { review_until: Some(until) } => {
            to_raiser(NoticeKind::NeedToReview, Some(*until))
        }
        E::Reviewed { .. } | E::NotReviewed {} => raiser.map(settled).into_iter().collect(),
        E::Closed { review_until, outcome, .. } => {
            let mut events = state.only(to_raiser(NoticeKind::NeedClosed, *review_until));
            // Who has no inbox is told nothing of what it follows, either.
            if let (Outcome::Duplicate { of }, Some(_)) = (outcome, raiser) {
                events.push(Event::Follows { main: Some(*of) });
            }
            events
        }
        E::Classified { classification } => emergency(state, context, classification.urgency),
        E::UrgencyConfirmed { .. } => {
            state.told(NoticeKind::EmergencyToConfirm).map(settled).collect()
        }
        E::SplitOff { .. } => vec![Event::Follows { main: None }],
        E::RaiserErased {}
        | E::WishEntrusted { .. }
        | E::BeneficiaryErased {}
        | E::ResultShown { .. }
        | E::Deliberated { .. }
        | E::PostedOnce { .. }
        | E::Held { .. }
        | E::HoldRefused { .. }
        | E::HoldConfirmed { .. }
        | E::WaitBegun { .. }
        | E::WaitEnded { .. }
        | E::HoldPassedOn { .. }
        | E::Released { .. }
        | E::Delivered { .. }
        | E::DeliveryAccepted { review_until: None }
        | E::DeliveryRefused { .. }
        | E::Distinguished { .. }
        | E::Undistinguished { .. } => vec![],
    }
}

/// A street says whether it is an emergency: until then no plan puts it first. Classified
/// otherwise, nobody has to.
fn emergency(state: &State, context: &Context, urgency: Urgency) -> Vec<Event> {
    let kind = NoticeKind::EmergencyToConfirm;
    match urgency {
        Urgency::Emergency => {
            let street =
                owner(state).and_then(|owner| context.directory.senior_at(owner, Level::Street));
            street.map(|street| told(street, kind, None)).into_iter().collect()
        }
        Urgency::Hard | Urgency::Ordinary => state.told(kind).map(settled).collect(),
    }
}

/// Whoever raised a duplicate is told what becomes of the need that it follows.
pub(super) fn of_main(state: &State, event: &need::Event) -> Vec<Event> {
    use need::Event as E;
    let raiser = state.matter.as_ref().and_then(|matter| matter.from);
    let (kind, by) = if let E::DeliveryAccepted { review_until: Some(until) } = event {
        (NoticeKind::NeedToReview, Some(*until))
    } else if let E::Closed { outcome, review_until, .. } = event
        && !matches!(outcome, Outcome::Duplicate { .. })
    {
        (NoticeKind::NeedClosed, *review_until)
    } else {
        return vec![];
    };
    raiser.map(|raiser| told(raiser, kind, by)).into_iter().collect()
}

/// Who has a look-up code has no inbox. An owner need not be told of what it raised itself.
fn raised(about: About, asked: &need::Raise, raiser: Option<&need::Raiser>) -> Vec<Event> {
    let registered = raiser.filter(|raiser| raiser.code.is_none());
    let matter = Matter {
        from: registered.map(|raiser| Claimer::Person(raiser.person)),
        to: vec![asked.owner],
        need: Some(values::NeedId(about.id())),
        amount: Some(asked.amount),
        ..Matter::new(about)
    };
    let to_verify = raiser.map(|_| told(asked.owner, NoticeKind::NeedToVerify, None));
    [Event::Described { matter }].into_iter().chain(to_verify).collect()
}
