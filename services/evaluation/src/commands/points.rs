//! Points: earned by confirmed services, given for rewards, corrected by counter-entries.

use contracts::evaluation::occasion::{self, About};
use contracts::evaluation::posting::{
    self, Account, Adjust, Basis, Command, Counter, Earned, PointKind,
};
use contracts::evaluation::reward::{
    self, CallOff, HandOver, Redeem, Restock, RewardTerms, Withdraw,
};
use contracts::registry::check_in::{self, Who};
use contracts::{Asker, Rejection};
use runtime::{Commands, Decision};
use values::{OrganisationId, PersonId, PostingId, RecordId, RewardId, Text, time};

use crate::Evaluation;
use crate::domain::occasion::Parties;
use crate::domain::{self, Posting, Reward};

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table
        .on(adjust)
        .on(counter)
        .on(|decision, terms: RewardTerms| {
            decision.decide::<Reward>(decision.id::<RewardId>(0), reward::Command::List(terms))
        })
        .on(|decision, Restock { reward, more }: Restock| {
            decision.decide::<Reward>(reward, reward::Command::Restock { more })
        })
        .on(|decision, Withdraw { reward }: Withdraw| {
            decision.decide::<Reward>(reward, reward::Command::Withdraw)
        })
        .on(redeem)
        .on(|decision, HandOver { reward, redemption }: HandOver| {
            decision.decide::<Reward>(reward, reward::Command::HandOver { redemption })
        })
        .on(call_off)
}

/// Which of the two kinds a service for `community` earns `person`.
fn kind_of(
    decision: &Decision<'_, Evaluation>,
    person: PersonId,
    community: OrganisationId,
) -> PointKind {
    let check_in = check_in::id(Who::Person(person), community);
    let stands = *decision.state().belongings.state(check_in);
    if stands { PointKind::CheckIn } else { PointKind::Public }
}

/// A record was confirmed: who came earns, each in the account where it belongs.
pub(crate) fn award(
    decision: &mut Decision<'_, Evaluation>,
    record: RecordId,
    parties: &Parties,
) -> Result<(), Rejection> {
    let About::Service { date: on, .. } = parties.about else { return Ok(()) };
    let rules = decision.state().point_rules(on.year());
    for kind in [PointKind::CheckIn, PointKind::Public] {
        let earns = |(person, minutes): (PersonId, u32)| Earned {
            person,
            minutes,
            organiser: parties.organiser == Some(person),
            room: decision.state().ledger.room(person, on, rules),
        };
        let of_kind =
            |(person, _): &(PersonId, u32)| kind_of(decision, *person, parties.asking) == kind;
        let earned: Vec<_> = parties.people().filter(of_kind).map(earns).collect();
        let basis = Basis::Service { record, occasion: occasion::of_record(record) };
        let award = Command::Award { kind, on, basis, earned, rules };
        decision.decide::<Posting>(posting::of_record(record, kind), award)?;
    }
    Ok(())
}

/// A record was countered: what it earned is taken back.
pub(crate) fn take_back(
    decision: &mut Decision<'_, Evaluation>,
    record: RecordId,
    reason: &Text<200>,
) -> Result<(), Rejection> {
    for kind in [PointKind::CheckIn, PointKind::Public] {
        let take_back = Command::TakeBack { reason: reason.clone() };
        decision.decide::<Posting>(posting::of_record(record, kind), take_back)?;
    }
    Ok(())
}

/// Does the actor answer for where the person is checked in?
pub(super) fn is_of_own_area(decision: &Decision<'_, Evaluation>, person: PersonId) -> bool {
    let (context, belongings) = (decision.context(), &decision.state().belongings);
    let asker = Asker { actor: &context.actor, directory: &context.directory };
    domain::is_of_own_area(asker, |community| {
        *belongings.state(check_in::id(Who::Person(person), community))
    })
}

fn adjust(decision: &mut Decision<'_, Evaluation>, adjust: Adjust) -> Result<(), Rejection> {
    let in_area = is_of_own_area(decision, adjust.person);
    decision.decide::<Posting>(decision.id::<PostingId>(0), Command::Adjust { adjust, in_area })
}

fn counter(
    decision: &mut Decision<'_, Evaluation>,
    Counter { posting, reason }: Counter,
) -> Result<(), Rejection> {
    let adjusted = decision.state().postings.state(posting).adjusted();
    let in_area = adjusted.is_some_and(|person| is_of_own_area(decision, person));
    decision.decide::<Posting>(posting, Command::Counter { reason, in_area })
}

/// The reward and the points go by the same commit: the redemption is the posting.
fn redeem(
    decision: &mut Decision<'_, Evaluation>,
    Redeem { reward, quantity }: Redeem,
) -> Result<(), Rejection> {
    let redemption: PostingId = decision.id(0);
    let command = reward::Command::Redeem { redemption, quantity };
    decision.decide::<Reward>(reward, command)?;
    let shelf = decision.state().rewards.state(reward).shelf()?;
    let (kind, price) = (shelf.terms.kind, shelf.price(quantity));
    let context = decision.context();
    let person = context.actor.person().ok_or(reward::Rejection::NotAuthorised)?;
    let year = time::date_at(context.now).year();
    let left = decision.state().ledger.balance(kind, year, Account::Person(person));
    let command = Command::Redeem { person, kind, reward, quantity, price, left };
    decision.decide::<Posting>(redemption, command)
}

fn call_off(
    decision: &mut Decision<'_, Evaluation>,
    CallOff { reward, redemption, reason }: CallOff,
) -> Result<(), Rejection> {
    let command = reward::Command::CallOff { redemption, reason: reason.clone() };
    decision.decide::<Reward>(reward, command)?;
    decision.decide::<Posting>(redemption, Command::TakeBack { reason })
}
