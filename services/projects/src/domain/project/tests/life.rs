//! 立项, 暂停, 终止, 归档; milestones and funds.

use contracts::Actor;
use contracts::projects::project::{CLAIMS_MAX, Flow, Funds};
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, person, registered,
    secretary_of,
};
use contracts::{Claimer, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use proptest::prelude::*;
use values::{Amount, Date, Money, OrganisationId, Unit, Uuid};

use super::super::*;
use super::{answer_until, asked, confirmed, count, counted, opened, reason};

fn terms() -> Opened {
    let Event::Opened(terms) = opened() else { unreachable!() };
    terms
}

fn proposed() -> Event {
    Event::Proposed(terms())
}

#[test]
fn the_giving_side_proposes_and_the_asking_side_approves() {
    given::<Project>([])
        .when(&by(liaison_of(SOMEBODY)), Command::Propose(terms()))
        .then([proposed()]);
    given::<Project>([])
        .when(&by(liaison_of(STRANGER)), Command::Propose(terms()))
        .then_rejected(Rejection::NotAuthorised);
    given::<Project>([proposed()])
        .when(&by(clerk_of(OWNER)), Command::Approve)
        .then([Event::Approved {}]);
    given::<Project>([proposed()])
        .when(&by(liaison_of(SOMEBODY)), Command::Approve)
        .then_rejected(Rejection::NotAuthorised);
    given::<Project>([proposed(), Event::Approved {}])
        .when(&by(liaison_of(SOMEBODY)), Command::Start)
        .then([Event::Started {}]);
}

#[test]
fn what_was_refused_is_proposed_again_or_opened() {
    let refused = Event::Refused { reason: reason() };
    given::<Project>([proposed()])
        .when(&by(clerk_of(OWNER)), Command::Refuse { reason: reason() })
        .then([refused.clone()]);
    given::<Project>([proposed(), refused.clone()])
        .when(&by(clerk_of(OWNER)), Command::Approve)
        .then_rejected(Rejection::NotProposed);
    given::<Project>([proposed(), refused.clone()])
        .when(&by(liaison_of(SOMEBODY)), Command::Propose(terms()))
        .then([proposed()]);
    given::<Project>([proposed(), refused])
        .when(&by(clerk_of(OWNER)), Command::Open(terms()))
        .then([opened()]);
}

#[test]
fn nothing_is_recorded_before_it_runs_nor_while_it_rests() {
    let suspended = Event::Suspended { reason: reason() };
    for history in
        [vec![proposed()], vec![proposed(), Event::Approved {}], vec![opened(), suspended.clone()]]
    {
        given::<Project>(history)
            .when(&by(clerk_of(OWNER)), count(1))
            .then_rejected(Rejection::NotRunning);
    }
    given::<Project>([opened()])
        .when(&by(liaison_of(SOMEBODY)), Command::Suspend { reason: reason() })
        .then([suspended.clone()]);
    given::<Project>([opened(), suspended])
        .when(&by(clerk_of(OWNER)), Command::Resume)
        .then([Event::Resumed {}]);
    given::<Project>([opened()])
        .when(&by(liaison_of(STRANGER)), Command::Suspend { reason: reason() })
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn once_its_agreement_is_over_it_is_continued_or_ended() {
    let over = || vec![opened(), counted(2), confirmed(), Event::AgreementOver {}];
    given::<Project>(over())
        .when(&by(clerk_of(OWNER)), count(1))
        .then_rejected(Rejection::AgreementOver);
    given::<Project>(over())
        .when(&by(clerk_of(OWNER)), Command::Continue)
        .then([Event::Continued {}]);
    let end = || Command::End { reason: reason() };
    let state = given::<Project>(over())
        .when(&by(clerk_of(OWNER)), end())
        .then([Event::Ended { reason: reason(), quantity: 2 }]);
    assert_eq!(state.work().unwrap().shares(), [(terms().claim, 2)]);
    given::<Project>(over())
        .when(&by(liaison_of(SOMEBODY)), end())
        .then_rejected(Rejection::NotAuthorised);
    given::<Project>([opened(), counted(2), confirmed(), asked(), Event::Accepted { quantity: 2 }])
        .when(&by(clerk_of(OWNER)), end())
        .then_rejected(Rejection::Over);
}

#[test]
fn what_is_over_is_archived_and_nothing_else() {
    let ended = Event::Ended { reason: reason(), quantity: 0 };
    given::<Project>([opened(), ended.clone()])
        .when(&by(clerk_of(OWNER)), Command::Archive)
        .then([Event::Archived {}]);
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), Command::Archive)
        .then_rejected(Rejection::NotOver);
    given::<Project>([opened(), ended, Event::Archived {}])
        .when(&by(clerk_of(OWNER)), Command::Archive)
        .then_already_so();
}

#[test]
fn after_five_silent_working_days_the_street_decides() {
    let street = OrganisationId(Uuid::from_u128(0xD));
    let town = directory([
        registered(street, Level::Street, "990101001"),
        registered(OWNER, Level::Community, "990101001001"),
    ]);
    let officer = person(Role::StreetOfficer, street);
    let history = || [opened(), counted(2), confirmed(), asked()];
    let late = answer_until() + std::time::Duration::from_millis(1);
    let known = std::sync::Arc::new(town);
    let context = |now, actor| Context { directory: known.clone(), ..at(now, actor) };
    given::<Project>(history())
        .when(&context(late, officer.clone()), Command::Accept)
        .then([Event::Accepted { quantity: 2 }]);
    given::<Project>(history())
        .when(&context(answer_until(), officer), Command::Accept)
        .then_rejected(Rejection::NotAuthorised);
    given::<Project>(history())
        .when(&context(late, secretary_of(OWNER)), Command::Accept)
        .then([Event::Accepted { quantity: 2 }]);
}

fn add(n: u128, giving: OrganisationId, unit: Unit) -> Command {
    let (claim, asking) = (ClaimId(Uuid::from_u128(n)), OWNER);
    let amount = Amount::new(2, unit).unwrap();
    let (need, offer) = (Some(NeedId(claim.0)), None);
    let giving = Claimer::Organisation(giving);
    Command::AddClaim { claim, giving, asking, need, offer, amount }
}

fn added(n: u128) -> Event {
    let amount = Amount::new(2, Unit::Session).unwrap();
    let claim = ClaimId(Uuid::from_u128(n));
    Event::ClaimAdded { claim, need: Some(NeedId(claim.0)), offer: None, amount }
}

#[test]
fn it_serves_other_claims_of_the_same_sides_and_shares_out_what_was_done() {
    let state = given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), add(9, SOMEBODY, Unit::Session))
        .then([added(9)]);
    assert_eq!(state.work().unwrap().claimed(), 5);
    for other in [add(9, STRANGER, Unit::Session), add(9, SOMEBODY, Unit::Hour)] {
        given::<Project>([opened()])
            .when(&by(clerk_of(OWNER)), other)
            .then_rejected(Rejection::OtherClaim);
    }
    let again = Command::AddClaim {
        claim: ClaimId(Uuid::from_u128(10)),
        giving: Claimer::Organisation(SOMEBODY),
        asking: OWNER,
        need: Some(NeedId(Uuid::from_u128(9))),
        offer: None,
        amount: Amount::new(2, Unit::Session).unwrap(),
    };
    given::<Project>([opened(), added(9)])
        .when(&by(clerk_of(OWNER)), again)
        .then_rejected(Rejection::LineServed);
    let record = RecordId(Uuid::from_u128(7));
    let done = [
        Event::ServiceCounted { record, quantity: 4 },
        Event::ServiceConfirmed { record, quantity: 4 },
    ];
    let history: Vec<_> = [opened(), added(9)].into_iter().chain(done).collect();
    let shares = fold::<Project>(&history).work().unwrap().shares();
    assert_eq!(shares, [(terms().claim, 3), (ClaimId(Uuid::from_u128(9)), 1)]);
    let many = (10..).take(CLAIMS_MAX - 1).map(added);
    given::<Project>([opened()].into_iter().chain(many))
        .when(&by(clerk_of(OWNER)), add(9, SOMEBODY, Unit::Session))
        .then_rejected(Rejection::TooManyClaims { max: CLAIMS_MAX });
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn milestones_are_planned_moved_and_reached() {
    let set = |due: &str| Command::SetMilestone {
        milestone: 1,
        title: Text::new("首次义诊").unwrap(),
        due: date(due),
    };
    let planned = |due: &str| Event::MilestoneSet {
        milestone: 1,
        title: Text::new("首次义诊").unwrap(),
        due: date(due),
    };
    let reach = |on: &str| Command::ReachMilestone { milestone: 1, on: date(on) };
    let reached = Event::MilestoneReached { milestone: 1, on: date("2026-03-01") };
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), set("2026-04-30"))
        .then([planned("2026-04-30")]);
    given::<Project>([opened(), planned("2026-04-30")])
        .when(&by(liaison_of(SOMEBODY)), set("2026-05-31"))
        .then([planned("2026-05-31")]);
    given::<Project>([opened(), planned("2026-04-30")])
        .when(&by(clerk_of(OWNER)), reach("2026-03-01"))
        .then([reached.clone()]);
    given::<Project>([opened(), planned("2026-04-30")])
        .when(&by(clerk_of(OWNER)), reach("2026-03-03"))
        .then_rejected(Rejection::DateInTheFuture);
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), reach("2026-03-01"))
        .then_rejected(Rejection::UnknownMilestone);
    given::<Project>([opened(), planned("2026-04-30"), reached])
        .when(&by(clerk_of(OWNER)), set("2026-05-31"))
        .then_rejected(Rejection::MilestoneOutOfRange);
}

fn funds(fen: i64, voucher: u8) -> Funds {
    Funds {
        amount: Money { fen },
        what: Text::new("街道补助").unwrap(),
        date: date("2026-03-01"),
        voucher: Hash([voucher; 32]),
    }
}

fn moving(flow: Flow, fen: i64, voucher: u8) -> Command {
    Command::MoveFunds { flow, funds: funds(fen, voucher) }
}

fn received() -> Event {
    Event::FundsMoved { flow: Flow::Received, funds: funds(100, 1) }
}

#[test]
fn no_more_is_spent_than_was_received() {
    given::<Project>([opened()])
        .when(&by(liaison_of(SOMEBODY)), moving(Flow::Received, 100, 1))
        .then([received()]);
    given::<Project>([opened(), received()])
        .when(&by(clerk_of(OWNER)), moving(Flow::Spent, 101, 2))
        .then_rejected(Rejection::TooLittleFunds { left_fen: 100 });
    given::<Project>([opened(), received()])
        .when(&by(clerk_of(OWNER)), moving(Flow::Spent, 100, 2))
        .then([Event::FundsMoved { flow: Flow::Spent, funds: funds(100, 2) }]);
}

#[test]
fn a_voucher_stands_for_one_line() {
    given::<Project>([opened(), received()])
        .when(&by(clerk_of(OWNER)), moving(Flow::Received, 100, 1))
        .then_already_so();
    for (flow, fen) in [(Flow::Received, 99), (Flow::Spent, 100)] {
        given::<Project>([opened(), received()])
            .when(&by(clerk_of(OWNER)), moving(flow, fen, 1))
            .then_rejected(Rejection::VoucherUsed);
    }
}

#[test]
fn money_has_an_amount_a_party_and_a_day() {
    for fen in [0, -1, i64::MAX] {
        given::<Project>([opened()])
            .when(&by(clerk_of(OWNER)), moving(Flow::Received, fen, 1))
            .then_rejected(Rejection::AmountOutOfRange);
    }
    given::<Project>([opened()])
        .when(&by(clerk_of(STRANGER)), moving(Flow::Received, 1, 1))
        .then_rejected(Rejection::NotAuthorised);
    let tomorrow = Funds { date: date("2026-03-03"), ..funds(1, 1) };
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), Command::MoveFunds { flow: Flow::Received, funds: tomorrow })
        .then_rejected(Rejection::DateInTheFuture);
}

proptest! {
    /// The balance is never negative, and every decision made again changes nothing.
    #[test]
    fn deciding_a_project_again_changes_nothing(
        steps in prop::collection::vec((0..12_u8, 1..60_i64, 0..20_u8), 1..40),
    ) {
        let mut state = State::default();
        for (step, fen, voucher) in steps {
            let (clerk, liaison) = (clerk_of(OWNER), liaison_of(SOMEBODY));
            let (actor, command) = match step {
                0 => (liaison, Command::Propose(terms())),
                1 => (clerk, Command::Open(terms())),
                2 => (clerk, Command::Approve),
                3 => (clerk, Command::Start),
                4 => (clerk, Command::Suspend { reason: reason() }),
                5 => (clerk, Command::Resume),
                6 => (Actor::System, Command::TellAgreementOver),
                7 => (clerk, Command::Continue),
                8 => (clerk, moving(Flow::Spent, fen, voucher)),
                9 if fen > 50 => (clerk, Command::End { reason: reason() }),
                10 => (clerk, Command::Archive),
                _ => (clerk, moving(Flow::Received, fen, voucher)),
            };
            state = deciding_again_changes_nothing::<Project>(state, &by(actor), command);
            prop_assert!(state.work().is_none_or(|work| work.balance_fen() >= 0));
        }
    }
}
