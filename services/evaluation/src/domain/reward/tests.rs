//! The rules of rewards.

use contracts::evaluation::posting::PointKind;
use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, liaison_of, person};
use contracts::{Actor, Role};
use decider::{fold, given};
use values::Uuid;

use super::*;

const FIRST: PostingId = PostingId(Uuid::from_u128(1));
const SECOND: PostingId = PostingId(Uuid::from_u128(2));

fn terms(stock: u32) -> RewardTerms {
    let title = Text::new("洗衣液").unwrap();
    RewardTerms {
        owner: OWNER,
        title,
        kind: PointKind::Public,
        points: 20,
        stock,
        donor: Some(SOMEBODY),
    }
}

fn member() -> Actor {
    person(Role::Member, SOMEBODY)
}

fn redeemed(redemption: PostingId, quantity: u32) -> Event {
    Event::Redeemed { redemption, person: member().person().unwrap(), quantity }
}

fn redeem(redemption: PostingId, quantity: u32) -> Command {
    Command::Redeem { redemption, quantity }
}

#[test]
fn a_reward_is_listed_by_its_owner_with_a_price_and_a_stock() {
    let list = |stock| Command::List(terms(stock));
    given::<Reward>([]).when(&by(clerk_of(OWNER)), list(3)).then([Event::Listed(terms(3))]);
    given::<Reward>([])
        .when(&by(liaison_of(SOMEBODY)), list(3))
        .then_rejected(Rejection::NotAuthorised);
    given::<Reward>([])
        .when(&by(clerk_of(OWNER)), list(0))
        .then_rejected(Rejection::OutOfRange { max: STOCK_MAX });
    let shelf = fold::<Reward>(&[Event::Listed(terms(3))]);
    assert_eq!(shelf.shelf().unwrap().price(2), 4_000, "hundredths of a point");
}

#[test]
fn no_more_is_promised_than_there_is() {
    let listed = Event::Listed(terms(3));
    given::<Reward>([listed.clone()])
        .when(&by(member()), redeem(FIRST, 2))
        .then([redeemed(FIRST, 2)]);
    let history = [listed, redeemed(FIRST, 2)];
    given::<Reward>(history.clone())
        .when(&by(member()), redeem(SECOND, 2))
        .then_rejected(Rejection::TooFewLeft { left: 1 });
    given::<Reward>(history.clone()).when(&by(member()), redeem(FIRST, 2)).then_already_so();
    let mut restocked = history.to_vec();
    restocked.push(Event::Restocked { more: 1 });
    assert!(given::<Reward>(restocked).when(&by(member()), redeem(SECOND, 2)).outcome().is_ok());
}

#[test]
fn what_is_called_off_is_there_again_and_what_was_handed_over_is_gone() {
    let call_off = || Command::CallOff { redemption: FIRST, reason: Text::new("改期").unwrap() };
    let reason = Text::new("改期").unwrap();
    let promised = vec![Event::Listed(terms(2)), redeemed(FIRST, 2)];
    let own = member().person().unwrap();
    let called_off = Event::CalledOff { redemption: FIRST, by: own, reason };
    given::<Reward>(promised.clone()).when(&by(member()), call_off()).then([called_off.clone()]);
    given::<Reward>(promised.clone())
        .when(&by(liaison_of(SOMEBODY)), call_off())
        .then_rejected(Rejection::NotAuthorised);
    let mut over = promised.clone();
    over.push(called_off);
    let again = given::<Reward>(over).when(&by(member()), redeem(SECOND, 2));
    assert!(again.outcome().is_ok(), "it is there again");
    let hand_over = || Command::HandOver { redemption: FIRST };
    let handed = Event::HandedOver { redemption: FIRST, by: clerk_of(OWNER).person().unwrap() };
    given::<Reward>(promised.clone())
        .when(&by(clerk_of(OWNER)), hand_over())
        .then([handed.clone()]);
    given::<Reward>(promised.clone())
        .when(&by(member()), hand_over())
        .then_rejected(Rejection::NotAuthorised);
    let mut gone = promised;
    gone.push(handed);
    given::<Reward>(gone).when(&by(member()), call_off()).then_rejected(Rejection::HandedOver);
}

#[test]
fn what_is_withdrawn_nobody_takes_any_more() {
    let history = [Event::Listed(terms(3)), Event::Withdrawn {}];
    given::<Reward>(history.clone())
        .when(&by(member()), redeem(FIRST, 1))
        .then_rejected(Rejection::Withdrawn);
    given::<Reward>(history).when(&by(clerk_of(OWNER)), Command::Withdraw).then_already_so();
}
