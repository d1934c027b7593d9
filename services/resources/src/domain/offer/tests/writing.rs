//! Drafts, and what an owner may write later.

use std::sync::Arc;

use contracts::registry::organisation::Level;
use contracts::resources::offer::Fixed;
use contracts::resources::schedule::Schedule;
use contracts::testing::{STRANGER, directory, merged, operator, registered};

use super::slots::{schedule, scheduled, slot};
use super::*;

fn owner() -> Context {
    by(liaison_of(OWNER))
}

fn drafted(offer: List) -> Event {
    Event::Drafted { offer: Box::new(offer) }
}

fn edited(offer: List) -> Event {
    Event::Edited { offer: Box::new(offer) }
}

fn edit(to: List) -> Command {
    Command::Edit { to: Box::new(to) }
}

fn titled(title: &str) -> List {
    List { title: Text::new(title).unwrap(), ..list(10) }
}

fn code(text: &str) -> Option<Text<40>> {
    Some(Text::new(text).unwrap())
}

#[test]
fn a_draft_is_kept_edited_freely_and_listed_for_the_term_that_begins_then() {
    let draft = List { until: until("2026-03-20"), ..list(10) };
    given::<Offer>([])
        .when(&owner(), Command::Draft(Box::new(draft.clone())))
        .then([drafted(draft)]);
    let other = List { category: Category::Goods, price: Some(Money { fen: 1 }), ..list(4) };
    given::<Offer>([drafted(list(10))]).when(&owner(), edit(other.clone())).then([edited(other)]);
    given::<Offer>([drafted(list(10)), edited(list(3))])
        .when(&owner(), Command::ListDraft)
        .then([listed(3)]);
    let past = List { until: until("2026-03-01"), ..list(10) };
    given::<Offer>([drafted(past)])
        .when(&owner(), Command::ListDraft)
        .then_rejected(Rejection::UntilOutOfRange);
}

#[test]
fn a_draft_is_on_no_list() {
    let context = by(liaison_of(SOMEBODY));
    given::<Offer>([drafted(list(10))])
        .when(&context, hold(1, 1))
        .then([refused(1, HoldRefusal::UnknownLine)]);
    for command in [Command::Pause { reason: None }, Command::Renew { until: None }] {
        given::<Offer>([drafted(list(10))])
            .when(&owner(), command)
            .then_rejected(Rejection::NotOnTheList);
    }
}

#[test]
fn a_draft_that_is_thrown_away_stays_so() {
    let thrown = Event::Withdrawn { reason: None };
    let withdraw = Command::Withdraw { reason: None };
    given::<Offer>([drafted(list(10))]).when(&owner(), withdraw.clone()).then([thrown.clone()]);
    let history = || [drafted(list(10)), thrown.clone()];
    given::<Offer>(history()).when(&owner(), withdraw).then_already_so();
    for command in [Command::ListDraft, edit(list(3))] {
        given::<Offer>(history()).when(&owner(), command).then_rejected(Rejection::Withdrawn);
    }
}

#[test]
fn nobody_else_writes_about_an_offer() {
    let somebody = by(liaison_of(SOMEBODY));
    for command in [edit(list(3)), Command::ListDraft] {
        given::<Offer>([drafted(list(10))])
            .when(&somebody, command.clone())
            .then_rejected(Rejection::NotAuthorised);
        given::<Offer>([]).when(&owner(), command).then_rejected(Rejection::Unknown);
    }
    given::<Offer>([])
        .when(&somebody, Command::Draft(Box::new(list(3))))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn what_claims_do_not_rest_on_is_edited_on_the_list() {
    let history = || [listed(10), held(1, 4)];
    let to = List {
        content: Some(Text::new("可坐60人").unwrap()),
        place: Some(Text::new("听涛路3号").unwrap()),
        conditions: vec![Text::new("自带茶水").unwrap()],
        contact: Some(contracts::resources::offer::Contact::Organisation(SOMEBODY)),
        amount: sessions(4),
        ..titled("五楼会议室")
    };
    let state = given::<Offer>(history()).when(&owner(), edit(to.clone())).then([edited(to)]);
    let ledger = state.ledger().unwrap();
    assert_eq!((ledger.offered(), ledger.held(), ledger.holds().len()), (4, 4, 1));
    given::<Offer>(history()).when(&owner(), edit(list(10))).then_already_so();
    let history = [listed(10), held(1, 4), Event::Expired {}];
    given::<Offer>(history).when(&owner(), edit(list(11))).then([edited(list(11))]);
}

#[test]
fn what_claims_rest_on_stays_as_it_was_listed() {
    for (to, field) in [
        (List { owner: SOMEBODY, ..list(10) }, Fixed::Owner),
        (List { category: Category::Goods, ..list(10) }, Fixed::Category),
        (List { amount: Amount::new(10, Unit::Hour).unwrap(), ..list(10) }, Fixed::Unit),
        (List { price: Some(Money { fen: 1 }), ..list(10) }, Fixed::Price),
        (List { area: Some("9901".parse().unwrap()), ..list(10) }, Fixed::Area),
        (List { until: until("2026-03-20"), ..list(10) }, Fixed::Until),
    ] {
        given::<Offer>([listed(10)])
            .when(&owner(), edit(to))
            .then_rejected(Rejection::FixedOnceListed { field });
    }
    given::<Offer>([listed(10), renewed("2026-06-30")])
        .when(&owner(), edit(List { until: until("2026-06-30"), ..titled("五楼会议室") }))
        .then([edited(List { until: until("2026-06-30"), ..titled("五楼会议室") })]);
}

#[test]
fn the_amount_is_never_less_than_what_claims_have() {
    let used = Event::Used { claim: claim(1), quantity: 3 };
    given::<Offer>([listed(10), held(1, 4), used, held(2, 2)])
        .when(&owner(), edit(list(4)))
        .then_rejected(Rejection::AmountTaken { taken: 5 });
}

#[test]
fn a_schedule_is_edited_around_what_is_booked() {
    let listed = || Event::Listed {
        offer: Box::new(scheduled(40, Some(5))),
        stands_to: end_of("2026-09-02"),
    };
    let time = slot("2026-03-06", "18:00", "20:00");
    let booked = |n| held_by(n, SOMEBODY, 2, Some(time));
    let history = || [listed(), booked(1), booked(2)];
    for (capacity, fits) in [(Some(3), false), (None, false), (Some(4), true)] {
        let to = scheduled(40, capacity);
        let asked = given::<Offer>(history()).when(&owner(), edit(to.clone()));
        if fits {
            asked.then([edited(to.clone())]);
        } else {
            asked.then_rejected(Rejection::SlotOverbooked { slot: time });
        }
        given::<Offer>(history()).when(&on("2026-03-07"), edit(to.clone())).then([edited(to)]);
    }
    // What is booked stays, when the day is closed.
    let mut closed = schedule(Some(5));
    closed.closed.push(time.date);
    let to = List { schedule: Some(Box::new(closed)), ..list(40) };
    let state = given::<Offer>(history()).when(&owner(), edit(to.clone())).then([edited(to)]);
    assert_eq!(state.ledger().unwrap().held(), 4);
}

#[test]
fn the_schedule_is_set_by_the_owner_and_whoever_manages_the_offer() {
    let offer = List { manager: Some(SOMEBODY), ..scheduled(40, Some(5)) };
    let stands_to = end_of("2026-09-02");
    let listed = || Event::Listed { offer: Box::new(offer.clone()), stands_to };
    let mut closed = schedule(Some(5));
    closed.closed.push("2026-03-27".parse().unwrap());
    let set = |schedule| Command::SetSchedule { schedule };
    let closed = Some(Box::new(closed));
    for who in [OWNER, SOMEBODY] {
        given::<Offer>([listed()])
            .when(&by(liaison_of(who)), set(closed.clone()))
            .then([edited(List { schedule: closed.clone(), ..offer.clone() })]);
    }
    given::<Offer>([listed()])
        .when(&by(liaison_of(STRANGER)), set(closed))
        .then_rejected(Rejection::NotAuthorised);
    given::<Offer>([listed()]).when(&owner(), set(offer.schedule.clone())).then_already_so();
    let never = Schedule { weekly: vec![], extra: vec![], ..schedule(None) };
    given::<Offer>([listed()])
        .when(&owner(), set(Some(Box::new(never))))
        .then_rejected(Rejection::NeverOpen);
    given::<Offer>([drafted(offer.clone())])
        .when(&by(liaison_of(SOMEBODY)), set(None))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn an_offer_serves_an_area_from_a_grid_to_the_city() {
    for (area, fits) in [("99", false), ("9901", true), ("990101001002001", true)] {
        let offer = List { area: Some(area.parse().unwrap()), ..list(10) };
        let asked = given::<Offer>([]).when(&owner(), Command::Draft(Box::new(offer.clone())));
        if fits {
            asked.then([drafted(offer)]);
        } else {
            asked.then_rejected(Rejection::AreaTooWide);
        }
    }
}

#[test]
fn a_subcategory_is_live_in_its_category() {
    for (category, subcategory, live) in [
        (Category::Venue, "meeting_room", true),
        (Category::Goods, "meeting_room", false),
        (Category::Venue, "no_such_room", false),
    ] {
        let offer = List { category, subcategory: code(subcategory), ..list(10) };
        let asked = given::<Offer>([]).when(&owner(), Command::Draft(Box::new(offer.clone())));
        if live {
            asked.then([drafted(offer)]);
        } else {
            asked.then_rejected(Rejection::UnknownSubcategory);
        }
    }
}

#[test]
fn what_names_a_retired_subcategory_may_keep_it() {
    let old = List { subcategory: code("long_retired"), ..list(10) };
    let stands_to = end_of("2026-09-02");
    let listed = Event::Listed { offer: Box::new(old.clone()), stands_to };
    let to = List { title: Text::new("五楼会议室").unwrap(), ..old.clone() };
    given::<Offer>([listed.clone()]).when(&owner(), edit(to.clone())).then([edited(to)]);
    given::<Offer>([listed])
        .when(&owner(), edit(List { subcategory: code("retired_too"), ..old }))
        .then_rejected(Rejection::UnknownSubcategory);
}

#[test]
fn of_two_organisations_that_were_merged_each_has_what_the_other_offered() {
    let town = directory([
        registered(OWNER, Level::Unit, "990101001002"),
        registered(SOMEBODY, Level::Unit, "990101001002"),
        merged(OWNER, SOMEBODY),
    ]);
    let now = Context { directory: Arc::new(town), ..by(liaison_of(SOMEBODY)) };
    let pause = Command::Pause { reason: None };
    given::<Offer>([listed(10)]).when(&now, pause).then([Event::Paused { reason: None }]);
    given::<Offer>([listed(10)])
        .when(&now, hold(1, 1))
        .then([refused(1, HoldRefusal::YourOwnLine)]);
    let own = Command::Hold {
        claim: claim(1),
        claimer: SOMEBODY.into(),
        own: true,
        amount: sessions(1),
        slot: None,
    };
    let state = given::<Offer>([listed(10)]).when(&now, own).then([Event::Held {
        claim: claim(1),
        claimer: SOMEBODY.into(),
        owner: SOMEBODY,
        category: Category::Venue,
        quantity: 1,
        slot: None,
    }]);
    let ledger = state.ledger().unwrap();
    assert!(ledger.tentative.contains(&claim(1)), "its other line is still asked for");
}

#[test]
fn conditions_are_few() {
    let conditions = vec![Text::new("自带茶水").unwrap(); 11];
    given::<Offer>([])
        .when(&owner(), Command::Draft(Box::new(List { conditions, ..list(10) })))
        .then_rejected(Rejection::TooManyConditions { max: 10 });
}

#[test]
fn whoever_manages_an_offer_says_how_it_stands_and_the_owner_alone_what_it_is() {
    let managed = List { manager: Some(SOMEBODY), ..list(10) };
    given::<Offer>([])
        .when(&owner(), Command::Draft(Box::new(managed.clone())))
        .then_rejected(Rejection::UnknownManager);
    let town = directory([registered(SOMEBODY, Level::Community, "990101001002")]);
    let known = Context { directory: Arc::new(town), ..owner() };
    given::<Offer>([])
        .when(&known, Command::Draft(Box::new(managed.clone())))
        .then([drafted(managed.clone())]);

    let stands_to = end_of("2026-09-02");
    let listed = || Event::Listed { offer: Box::new(managed.clone()), stands_to };
    let paused = Event::Paused { reason: None };
    let pause = Command::Pause { reason: None };
    let manager = by(liaison_of(SOMEBODY));
    given::<Offer>([listed()]).when(&manager, pause.clone()).then([paused.clone()]);
    given::<Offer>([listed(), paused]).when(&manager, Command::Resume).then([Event::Resumed {}]);
    let renew = Command::Renew { until: until("2026-06-30") };
    given::<Offer>([listed()]).when(&manager, renew).then([renewed("2026-06-30")]);
    for command in [edit(titled("五楼会议室")), Command::Withdraw { reason: None }] {
        given::<Offer>([listed()]).when(&manager, command).then_rejected(Rejection::NotAuthorised);
    }
    given::<Offer>([listed()])
        .when(&by(liaison_of(STRANGER)), pause.clone())
        .then_rejected(Rejection::NotAuthorised);
    given::<Offer>([listed()]).when(&by(operator()), pause).then([Event::Paused { reason: None }]);
}
