//! The rules of needs, one after the other.

mod confirming;
mod distinguishing;
mod ending;
mod ledger;
mod once;
mod orders;
mod posting;
mod raising;
mod waiting;
mod wishing;

use contracts::needs::need::{
    Classification, Deliberation, Kind, Outcome, Picture, Raise, Raiser, Source, Terms, Urgency,
    Wish,
};
use contracts::resources::offer::Category;
use contracts::testing::{OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, monday, person};
use contracts::{Actor, Claimer, HoldRefusal, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use values::{
    Amount, ClaimId, Date, Fingerprint, OrganisationId, PersonId, Text, Timestamp, Unit, Uuid, time,
};

use super::posting::NEXT;
use super::*;

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(n))
}

fn sessions(quantity: u64) -> Amount {
    Amount::new(quantity, Unit::Session).unwrap()
}

fn text(text: &str) -> Text<200> {
    Text::new(text).unwrap()
}

fn date(date: &str) -> Date {
    date.parse().unwrap()
}

fn raise(kind: Kind, quantity: u64) -> Raise {
    Raise {
        owner: OWNER,
        title: Text::new("周末义诊").unwrap(),
        content: None,
        kind,
        category: Category::Service,
        source: Source::Community,
        amount: sessions(quantity),
        place: None,
        wanted: None,
    }
}

fn raised(kind: Kind, quantity: u64) -> Event {
    Event::Raised { asked: raise(kind, quantity), raiser: None }
}

/// A grid worker of the community, who raised what was heard at a door.
fn grid_worker() -> Context {
    by(person(Role::GridWorker, OWNER))
}

/// Raised by the grid worker.
fn heard(quantity: u64) -> Event {
    let asked = Raise { source: Source::GridWorker, ..raise(Kind::Individual, quantity) };
    let person = grid_worker().actor.person().unwrap();
    Event::Raised { asked, raiser: Some(known(person)) }
}

fn known(person: PersonId) -> Raiser {
    Raiser { person, code: None, name: None, phone: None }
}

/// Somebody without an account.
fn told() -> Raiser {
    let code = Some(Fingerprint("ab".repeat(32)));
    Raiser { code, ..known(PersonId(Uuid::from_u128(0xBB))) }
}

fn verified(kind: Kind, quantity: u64) -> Vec<Event> {
    vec![raised(kind, quantity), verified_as(sessions(quantity))]
}

fn verified_as(amount: Amount) -> Event {
    Event::Verified { amount, wish: None }
}

fn classified(concerns_many: bool) -> Event {
    Event::Classified { classification: classification(concerns_many) }
}

fn classification(concerns_many: bool) -> Classification {
    Classification {
        category: Category::Facility,
        subcategory: None,
        kind: Kind::Individual,
        urgency: Urgency::Hard,
        concerns_many,
    }
}

fn in_parts() -> Terms {
    Terms { divisible: true, partners_max: 3, ..Terms::whole() }
}

/// Posted in parts for up to three partners.
fn posted(quantity: u64) -> Vec<Event> {
    let mut events = verified(Kind::Common, quantity);
    events.push(Event::Posted { terms: in_parts() });
    events
}

/// Heard by the grid worker, posted, and delivered whole by claim 1.
fn heard_and_delivered(quantity: u64) -> Vec<Event> {
    vec![
        heard(quantity),
        verified_as(sessions(quantity)),
        classified(false),
        Event::Posted { terms: in_parts() },
        held(1, quantity),
        delivered(1, quantity),
    ]
}

fn held(n: u128, quantity: u64) -> Event {
    held_by(n, SOMEBODY.into(), quantity)
}

fn held_by(n: u128, claimer: Claimer, quantity: u64) -> Event {
    let (claim, owner, category) = (claim(n), OWNER, Category::Service);
    Event::Held { claim, claimer, owner, category, quantity }
}

fn delivered(n: u128, quantity: u64) -> Event {
    Event::Delivered { claim: claim(n), quantity }
}

fn hold(n: u128, quantity: u64) -> Command {
    let amount = sessions(quantity);
    Command::Hold { claim: claim(n), claimer: SOMEBODY.into(), own: false, amount }
}

fn clerk() -> Context {
    by(clerk_of(OWNER))
}

/// The clerk, days later at the same hour.
fn clerk_after(days: u64) -> Context {
    at(after(days), clerk_of(OWNER))
}

fn after(days: u64) -> Timestamp {
    monday() + std::time::Duration::from_secs(days * 24 * 60 * 60)
}

/// The end of the day that lies so many days after Monday.
fn end_after(days: i32) -> Timestamp {
    time::end_of(time::plus_days(time::date_at(monday()), days))
}

fn with(mut history: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    history.extend(more);
    history
}

/// In force since Monday.
fn closed(outcome: Outcome) -> Event {
    Event::Closed { outcome, reopen_until: end_after(30), review_until: None }
}

fn unsolved() -> Outcome {
    Outcome::Unsolved { reason: text("没有可用的地块") }
}
