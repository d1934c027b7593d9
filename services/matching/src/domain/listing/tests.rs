use contracts::Actor;
use contracts::needs::need::{self, Kind, Raise, Source, Terms};
use contracts::registry::taxonomy::Category;
use contracts::resources::offer;
use contracts::testing::{OWNER, SOMEBODY, by, monday};
use decider::{fold, given};
use values::{Amount, Text, Unit, Uuid};

use super::*;

fn sessions(quantity: u64) -> Amount {
    Amount::new(quantity, Unit::Session).unwrap()
}

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(n))
}

fn raised() -> need::Event {
    let asked = Raise {
        owner: OWNER,
        title: Text::new("老年人义诊").unwrap(),
        content: None,
        kind: Kind::Common,
        category: Category::Service,
        source: Source::Community,
        amount: sessions(8),
        place: None,
        wanted: None,
    };
    need::Event::Raised { asked, raiser: None }
}

fn posted() -> need::Event {
    need::Event::Posted { terms: Terms::whole() }
}

fn held(n: u128, quantity: u64) -> need::Event {
    let claimer = SOMEBODY.into();
    need::Event::Held {
        claim: claim(n),
        claimer,
        owner: OWNER,
        category: Category::Service,
        quantity,
    }
}

fn after(told: Vec<need::Event>) -> State {
    let context = by(Actor::System);
    let events = Listing::decide(&State::default(), &context, Command::Need(told)).unwrap();
    fold::<Listing>(&events)
}

#[test]
fn a_need_is_matched_from_its_posting_on_with_its_verified_amount() {
    assert!(!after(vec![raised()]).is_listed());
    let verified = need::Event::Verified { amount: sessions(6), wish: None };
    let state = after(vec![raised(), verified, posted()]);
    assert!(state.is_listed());
    assert_eq!(state.left(), 6);
}

#[test]
fn what_claims_hold_and_what_was_delivered_is_not_left() {
    let delivered = need::Event::Delivered { claim: claim(1), quantity: 2 };
    let state = after(vec![raised(), posted(), held(1, 3), held(2, 1)]);
    assert_eq!(state.left(), 4);
    let state = after(vec![raised(), posted(), held(1, 3), held(2, 1), delivered]);
    assert_eq!(state.left(), 5);
    let released = need::Event::Released { claim: claim(2) };
    let state = after(vec![raised(), posted(), held(2, 1), released.clone(), released]);
    assert_eq!(state.left(), 8, "and what was released is released once");
}

#[test]
fn what_is_refused_is_asked_for_again() {
    let reason = Text::new("不合格").unwrap();
    let told = vec![
        raised(),
        posted(),
        held(1, 8),
        need::Event::Delivered { claim: claim(1), quantity: 8 },
        need::Event::DeliveryAccepted { review_until: None },
        need::Event::DeliveryRefused { claim: claim(1), quantity: 3, reason },
    ];
    let state = after(told);
    assert!(state.is_listed());
    assert_eq!(state.left(), 3);
}

#[test]
fn what_was_returned_without_naming_a_claim_leaves_no_partner_counted() {
    let terms = Terms { divisible: true, partners_max: 2, ..Terms::whole() };
    let delivered = |n, quantity| need::Event::Delivered { claim: claim(n), quantity };
    let posted = need::Event::Posted { terms };
    let told = vec![raised(), posted, held(1, 3), delivered(1, 3), held(2, 5), delivered(2, 5)];
    let context = by(Actor::System);
    let mut events = Listing::decide(&State::default(), &context, Command::Need(told)).unwrap();
    assert_eq!(fold::<Listing>(&events).partners_left(), 0);
    let told_before = r#"{"type":"listing.returned.v1","data":{"quantity":3}}"#;
    events.push(serde_json::from_str(told_before).unwrap());
    let state = fold::<Listing>(&events);
    assert_eq!((state.left(), state.partners_left()), (3, 2));
}

fn listed(title: &str) -> offer::Event {
    let title = Text::new(title).unwrap();
    let offer = offer::List::new(SOMEBODY, title, Category::Service, sessions(10));
    offer::Event::Listed { offer: Box::new(offer), stands_to: monday() }
}

#[test]
fn a_paused_offer_comes_back_when_it_is_resumed_and_not_when_it_is_renewed() {
    let context = by(Actor::System);
    let told = |told| Command::Offer(told);
    let renewed = offer::Event::Renewed { until: None, stands_to: monday() };
    let paused = offer::Event::Paused { reason: None };
    let decided =
        Listing::decide(&State::default(), &context, told(vec![listed("义诊"), paused, renewed]));
    let events = decided.unwrap();
    assert!(!fold::<Listing>(&events).is_listed());
    given::<Listing>(events)
        .when(&context, told(vec![offer::Event::Resumed {}]))
        .then([Event::Listed { on: values::time::date_at(monday()) }]);
}

#[test]
fn a_one_off_line_is_held_by_its_claim_and_never_listed() {
    let offer::Event::Listed { offer, .. } = listed("义诊") else { unreachable!() };
    let once = offer::Event::ListedOnce { claim: claim(1), offer };
    let context = by(Actor::System);
    let told = |told| Command::Offer(told);
    let events = Listing::decide(&State::default(), &context, told(vec![once])).unwrap();
    let state = fold::<Listing>(&events);
    assert!(state.listing().is_some() && !state.is_listed());
    assert_eq!(state.left(), 0);
    given::<Listing>(events)
        .when(&context, told(vec![offer::Event::Used { claim: claim(1), quantity: 2 }]))
        .then([Event::Released { claim: claim(1), used: 2 }]);
}

#[test]
fn a_draft_is_not_known_and_the_same_again_changes_nothing() {
    let context = by(Actor::System);
    let offer::Event::Listed { offer, .. } = listed("义诊") else { unreachable!() };
    let drafted = offer::Event::Drafted { offer: offer.clone() };
    let edited = offer::Event::Edited { offer };
    let told = Command::Offer(vec![drafted, edited, offer::Event::Withdrawn { reason: None }]);
    given::<Listing>([]).when(&context, told).then_already_so();
    let told = Command::Offer(vec![listed("义诊")]);
    let events = Listing::decide(&State::default(), &context, told.clone()).unwrap();
    given::<Listing>(events).when(&context, told).then_already_so();
}
