//! The rules of claims, one after the other.

mod agreeing;
mod answering;
mod crossing;
mod ending;
mod orders;
mod passing_on;
mod waiting;

use std::sync::Arc;

use contracts::projects::claim::{HoldChange, HoldRequest, OneOff, Side, one_off};
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, merged, monday, operator,
    person, registered,
};
use contracts::{Actor, Card, HoldRefusal};
use contracts::{Role, Slot};
use decider::{deciding_again_changes_nothing, fold, given};
use values::{Amount, ClaimId, NeedId, OfferId, PersonId, ProjectId, Text, Unit, Uuid};

use super::*;

const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xc1));
const NEED: NeedId = NeedId(Uuid::from_u128(0x4eed));
const OFFER: OfferId = OfferId(Uuid::from_u128(0x0ffe));
const PROJECT: ProjectId = ProjectId(Uuid::from_u128(0x9));

fn text(text: &str) -> Text<200> {
    Text::new(text).unwrap()
}

fn amount(quantity: u64) -> Amount {
    Amount::new(quantity, Unit::Session).unwrap()
}

/// A unit (SOMEBODY) claims a community's (OWNER's) need.
fn unit_claims_need() -> Propose {
    Propose {
        claimer: SOMEBODY.into(),
        side: Side::Giving,
        need: Some(NEED),
        offer: None,
        amount: amount(2),
        slot: None,
        area: "371002001001".parse().unwrap(),
        message: None,
        wait: false,
    }
}

/// The same, giving from an offer of its own.
fn from_own_offer() -> Propose {
    Propose { offer: Some(OFFER), ..unit_claims_need() }
}

/// A community (SOMEBODY) claims a unit's (OWNER's) offer.
fn community_claims_offer() -> Propose {
    Propose { side: Side::Asking, need: None, offer: Some(OFFER), ..unit_claims_need() }
}

/// From Monday: yellow after Tuesday, over after Thursday, in Shanghai.
fn lease() -> Lease {
    Lease { yellow_at: end_of("03"), until: end_of("05"), holidays_unknown: false }
}

/// The last millisecond of that day of March 2026.
fn end_of(day: &str) -> Timestamp {
    format!("2026-03-{day}T15:59:59.999Z").parse().unwrap()
}

fn after(moment: Timestamp) -> Timestamp {
    moment + std::time::Duration::from_millis(1)
}

fn held_event() -> Event {
    Event::Held { counterpart: OWNER, category: Category::Culture, lease: lease() }
}

/// SOMEBODY named no offer of its own, and gets a one-off line.
fn agreed_event() -> Event {
    Event::Agreed { project: PROJECT, one_off: Some(Box::new(one_off_of(Side::Giving))) }
}

fn one_off_of(side: Side) -> OneOff {
    let (owner, title) = (SOMEBODY, Text::new("陪诊").unwrap());
    let (line, category, amount) = (one_off(CLAIM, side), Category::Culture, amount(2));
    OneOff { line, owner, title, category, amount, area: unit_claims_need().area }
}

fn agree() -> Command {
    Command::Agree { claim: CLAIM, project: PROJECT, title: Text::new("陪诊").unwrap() }
}

fn held() -> Vec<Event> {
    vec![Event::Proposed(unit_claims_need()), held_event()]
}

fn with(mut history: Vec<Event>, event: Event) -> Vec<Event> {
    history.push(event);
    history
}

fn record(line: Line) -> Command {
    Command::RecordHold { line, owner: OWNER, category: Category::Culture }
}

#[test]
fn who_gives_names_a_need_and_who_asks_names_an_offer() {
    for proposal in [
        Propose { need: None, offer: Some(OFFER), ..unit_claims_need() },
        Propose { offer: None, need: Some(NEED), ..community_claims_offer() },
    ] {
        given::<Claim>([])
            .when(&by(liaison_of(SOMEBODY)), Command::Propose(proposal))
            .then_rejected(Rejection::LineMissing);
    }
}

#[test]
fn only_an_offer_has_slots() {
    let time = |text: &str| text.parse().unwrap();
    let date = "2026-03-07".parse().unwrap();
    let slot = Some(Slot { date, from: time("18:00"), to: time("20:00") });
    given::<Claim>([])
        .when(&by(liaison_of(SOMEBODY)), Command::Propose(Propose { slot, ..unit_claims_need() }))
        .then_rejected(Rejection::SlotWithoutOffer);
    let proposal = Propose { slot, ..from_own_offer() };
    given::<Claim>([])
        .when(&by(liaison_of(SOMEBODY)), Command::Propose(proposal.clone()))
        .then([Event::Proposed(proposal)]);
}

#[test]
fn the_slot_goes_to_the_ledger_that_is_asked_second() {
    let time = |text: &str| text.parse().unwrap();
    let date = "2026-03-07".parse().unwrap();
    let slot = Some(Slot { date, from: time("18:00"), to: time("20:00") });
    let proposal = Propose { slot, need: Some(NEED), ..community_claims_offer() };
    let (claimer, amount) = (SOMEBODY.into(), amount(2));
    let (line, own, wait) = (Line::Offer(OFFER), false, false);
    let wanted = HoldRequest { line, claimer, own, amount, slot, wait };
    let (own_line, category) = (Line::Need(NEED), Category::Culture);
    let record_own = Command::RecordHold { line: own_line, owner: SOMEBODY, category };
    given::<Claim>([Event::Proposed(proposal)])
        .when(&by(Actor::System), record_own)
        .then([Event::OwnLineHeld { wanted }]);
}

#[test]
fn of_two_organisations_that_were_merged_each_answers_for_the_other() {
    let town = directory([
        registered(OWNER, Level::Unit, "371002001001"),
        registered(STRANGER, Level::Unit, "371002001001"),
        merged(OWNER, STRANGER),
    ]);
    let kept = Context { directory: Arc::new(town), ..by(liaison_of(STRANGER)) };
    given::<Claim>(held()).when(&kept, Command::Accept).then([Event::Accepted {}]);
    given::<Claim>(held())
        .when(&by(liaison_of(STRANGER)), Command::Accept)
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn nobody_claims_for_another_organisation() {
    given::<Claim>([])
        .when(&by(liaison_of(STRANGER)), Command::Propose(unit_claims_need()))
        .then_rejected(Rejection::NotAuthorised);
}

/// A member of STRANGER, who claims OWNER's wish in their own name.
fn member() -> Actor {
    person(Role::Member, STRANGER)
}

fn member_claims_wish() -> Propose {
    Propose { claimer: id_of(&member()).into(), amount: amount(1), ..unit_claims_need() }
}

fn id_of(actor: &Actor) -> PersonId {
    actor.person().unwrap()
}

#[test]
fn a_person_claims_in_their_own_name_and_nobody_else_for_them() {
    let propose = || Command::Propose(member_claims_wish());
    for actor in [member(), operator()] {
        given::<Claim>([])
            .when(&by(actor), propose())
            .then([Event::Proposed(member_claims_wish())]);
    }
    let (resident, auditor) = (person(Role::Resident, STRANGER), person(Role::Auditor, STRANGER));
    for actor in [liaison_of(STRANGER), clerk_of(OWNER), resident, auditor] {
        given::<Claim>([]).when(&by(actor), propose()).then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn a_person_gives_and_names_no_offer() {
    let asks = Propose { claimer: id_of(&member()).into(), ..community_claims_offer() };
    let from_an_offer = Propose { offer: Some(OFFER), ..member_claims_wish() };
    for proposal in [asks, from_an_offer] {
        given::<Claim>([])
            .when(&by(member()), Command::Propose(proposal))
            .then_rejected(Rejection::NotForPersons);
    }
}

#[test]
fn the_community_reviews_a_members_claim_and_the_member_withdraws_it() {
    let held = || vec![Event::Proposed(member_claims_wish()), held_event()];
    let withdraw = || Command::Withdraw { reason: text("另有安排") };
    given::<Claim>(held()).when(&by(clerk_of(OWNER)), Command::Accept).then([Event::Accepted {}]);
    given::<Claim>(held())
        .when(&by(member()), Command::Accept)
        .then_rejected(Rejection::NotAuthorised);
    given::<Claim>(held())
        .when(&by(member()), withdraw())
        .then([Event::Withdrawn { reason: text("另有安排") }]);
    given::<Claim>(held())
        .when(&by(liaison_of(STRANGER)), withdraw())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_claim_of_one_line_is_held_when_that_line_stands() {
    given::<Claim>([Event::Proposed(unit_claims_need())])
        .when(&by(Actor::System), record(Line::Need(NEED)))
        .then([held_event()]);
    given::<Claim>([Event::Proposed(community_claims_offer())])
        .when(&by(Actor::System), record(Line::Offer(OFFER)))
        .then([held_event()]);
}

#[test]
fn the_claimers_own_line_comes_first_and_then_the_other_sides() {
    let wanted = HoldRequest::wanted(&from_own_offer()).unwrap();
    let own = Event::OwnLineHeld { wanted };
    given::<Claim>([Event::Proposed(from_own_offer())])
        .when(&by(Actor::System), record(Line::Offer(OFFER)))
        .then([own.clone()]);
    given::<Claim>([Event::Proposed(from_own_offer()), own.clone()])
        .when(&by(Actor::System), record(Line::Offer(OFFER)))
        .then_already_so();
    given::<Claim>([Event::Proposed(from_own_offer()), own])
        .when(&by(Actor::System), record(Line::Need(NEED)))
        .then([held_event()]);
}

#[test]
fn a_refused_line_ends_the_claim_with_its_reason() {
    let reason = HoldRefusal::TooLittleLeft { asked: 2, left: 1, unit: Unit::Session };
    let line = Line::Need(NEED);
    given::<Claim>([Event::Proposed(unit_claims_need())])
        .when(&by(Actor::System), Command::RecordRefusal { line, reason: reason.clone() })
        .then([Event::Refused { line, reason, unasked: None }]);
}

#[test]
fn a_claim_whose_own_line_falls_short_hears_of_the_other_one_too() {
    let reason = HoldRefusal::TooLittleLeft { asked: 2, left: 1, unit: Unit::Session };
    let proposal = from_own_offer();
    let (own, wanted) = (proposal.own().unwrap(), HoldRequest::wanted(&proposal).unwrap());
    let refuse = |line| Command::RecordRefusal { line, reason: reason.clone() };
    let refused = Event::Refused { line: own, reason: reason.clone(), unasked: Some(wanted) };
    let also = Event::AlsoRefused { line: wanted.line, reason: reason.clone() };
    assert_eq!((refused.asks(), refused.wonders_about()), (None, Some(wanted)));
    assert_eq!(also.changes_holds(), None, "it is over already");
    let history = vec![Event::Proposed(proposal)];
    given::<Claim>(history.clone()).when(&by(Actor::System), refuse(own)).then([refused.clone()]);
    let history = with(history, refused);
    given::<Claim>(history.clone())
        .when(&by(Actor::System), refuse(wanted.line))
        .then([also.clone()]);
    given::<Claim>(history.clone()).when(&by(Actor::System), refuse(own)).then_already_so();
    given::<Claim>(with(history, also))
        .when(&by(Actor::System), refuse(wanted.line))
        .then_already_so();
}

#[test]
fn a_ledger_that_answers_after_the_end_changes_nothing() {
    let withdrawn =
        || [Event::Proposed(unit_claims_need()), Event::Withdrawn { reason: text("另有安排") }];
    let line = Line::Need(NEED);
    given::<Claim>(withdrawn()).when(&by(Actor::System), record(line)).then_already_so();
    given::<Claim>(withdrawn())
        .when(&by(Actor::System), Command::RecordRefusal { line, reason: HoldRefusal::UnknownLine })
        .then_already_so();
}

#[test]
fn only_the_other_side_accepts() {
    given::<Claim>(held()).when(&by(clerk_of(OWNER)), Command::Accept).then([Event::Accepted {}]);
    for nobody in [SOMEBODY, STRANGER] {
        given::<Claim>(held())
            .when(&by(clerk_of(nobody)), Command::Accept)
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn nothing_is_answered_before_everything_is_held() {
    given::<Claim>([Event::Proposed(unit_claims_need())])
        .when(&by(clerk_of(OWNER)), Command::Accept)
        .then_rejected(Rejection::StillPending);
}

#[test]
fn the_claimer_withdraws_until_it_is_accepted() {
    let withdraw = || Command::Withdraw { reason: text("另有安排") };
    let context = by(liaison_of(SOMEBODY));
    given::<Claim>(held())
        .when(&context, withdraw())
        .then([Event::Withdrawn { reason: text("另有安排") }]);
    given::<Claim>(with(held(), Event::Accepted {}))
        .when(&context, withdraw())
        .then_rejected(Rejection::AlreadyAccepted);
    given::<Claim>(held())
        .when(&by(clerk_of(OWNER)), withdraw())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_lease_into_an_unknown_year_says_so() {
    let last = "2026-12-30T01:00:00Z".parse().unwrap();
    let events = given::<Claim>([Event::Proposed(unit_claims_need())])
        .when(&at(last, Actor::System), record(Line::Need(NEED)))
        .outcome()
        .unwrap();
    let [Event::Held { lease, .. }] = events[..] else { panic!("{events:?}") };
    assert!(lease.holidays_unknown, "{lease:?}");
    assert!(monday() < last);
}
