//! Raised, verified, returned, resubmitted, classified, deliberated.

use contracts::needs::need::Wording;
use contracts::registry::organisation::Level;
use contracts::testing::{directory, registered};

use super::*;

fn wording(title: &str, quantity: u64) -> Wording {
    let (title, amount) = (Text::new(title).unwrap(), sessions(quantity));
    Wording { title, content: None, amount, place: None, wanted: None }
}

#[test]
fn nobody_raises_a_need_for_another_organisation() {
    given::<Need>([])
        .when(
            &by(clerk_of(STRANGER)),
            Command::Raise { asked: raise(Kind::Common, 3), told_by: None },
        )
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_grid_worker_raises_what_it_hears_for_the_community_above_the_grid() {
    let town = directory([
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Grid, "371002001001001"),
        registered(STRANGER, Level::Grid, "371002001002001"),
    ]);
    let town = std::sync::Arc::new(town);
    let worker = |organisation| Context {
        directory: std::sync::Arc::clone(&town),
        ..by(person(Role::GridWorker, organisation))
    };
    let raiser = worker(SOMEBODY).actor.person().map(known);
    let asked = Raise { source: Source::GridWorker, ..raise(Kind::Individual, 1) };
    given::<Need>([])
        .when(&worker(SOMEBODY), Command::Raise { asked: asked.clone(), told_by: None })
        .then([Event::Raised { asked: asked.clone(), raiser }]);
    given::<Need>([])
        .when(&worker(STRANGER), Command::Raise { asked, told_by: None })
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn the_verified_amount_is_what_counts_from_then_on() {
    given::<Need>([raised(Kind::Common, 9)])
        .when(&clerk(), Command::Verify { amount: sessions(2) })
        .then([verified_as(sessions(2))]);
}

#[test]
fn verifying_does_not_change_the_unit() {
    given::<Need>([raised(Kind::Common, 9)])
        .when(&clerk(), Command::Verify { amount: Amount::new(9, Unit::Hour).unwrap() })
        .then_rejected(Rejection::OtherUnit);
}

#[test]
fn a_returned_need_is_neither_verified_nor_posted() {
    let returned = || [raised(Kind::Common, 1), Event::Returned { reason: text("地址不明") }];
    given::<Need>(returned())
        .when(&clerk(), Command::Verify { amount: sessions(1) })
        .then_rejected(Rejection::NotRaised);
    given::<Need>(returned())
        .when(&clerk(), Command::Post { terms: in_parts() })
        .then_rejected(Rejection::NotVerified);
}

#[test]
fn who_raised_a_returned_need_resubmits_it_in_other_words() {
    let returned = || [heard(1), Event::Returned { reason: text("地址不明") }];
    let resubmit = |title| Command::Resubmit { wording: wording(title, 2) };
    let state = given::<Need>(returned())
        .when(&grid_worker(), resubmit("三号楼的路灯"))
        .then([Event::Resubmitted { wording: wording("三号楼的路灯", 2) }]);
    assert_eq!(state.asked().unwrap().amount, sessions(2));
    deciding_again_changes_nothing::<Need>(state, &grid_worker(), resubmit("三号楼的路灯"));
    given::<Need>(returned())
        .when(&by(clerk_of(STRANGER)), resubmit("别人的路灯"))
        .then_rejected(Rejection::NotAuthorised);
    given::<Need>(verified(Kind::Common, 1))
        .when(&clerk(), resubmit("晚了"))
        .then_rejected(Rejection::NotToResubmit);
}

#[test]
fn a_need_is_common_or_individual_and_a_wish_stays_a_wish() {
    let command = || Command::Classify { classification: classification(false) };
    given::<Need>(verified(Kind::Common, 1)).when(&clerk(), command()).then([classified(false)]);
    given::<Need>(verified(Kind::Wish, 1))
        .when(&clerk(), command())
        .then_rejected(Rejection::OtherList);
}

#[test]
fn what_is_on_the_list_is_not_classified_anew() {
    given::<Need>(posted(1))
        .when(&clerk(), Command::Classify { classification: classification(false) })
        .then_rejected(Rejection::AlreadyPosted);
}

#[test]
fn a_meeting_deliberates_what_concerns_many_and_nothing_else() {
    let deliberation =
        |day| Deliberation { held_on: date(day), resolution: Text::new("同意").unwrap() };
    let command = |day| Command::Deliberate { deliberation: deliberation(day) };
    let history = |many| with(verified(Kind::Common, 1), [classified(many)]);
    let state = given::<Need>(history(true))
        .when(&clerk(), command("2026-03-02"))
        .then([Event::Deliberated { deliberation: deliberation("2026-03-02") }]);
    deciding_again_changes_nothing::<Need>(state, &clerk(), command("2026-03-02"));
    given::<Need>(history(true))
        .when(&clerk(), command("2026-03-03"))
        .then_rejected(Rejection::MeetingInTheFuture);
    given::<Need>(history(false))
        .when(&clerk(), command("2026-03-02"))
        .then_rejected(Rejection::NotToDeliberate);
}

#[test]
fn a_resident_tells_a_community_without_an_account() {
    let town = directory([
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002001001"),
    ]);
    let nobody = OrganisationId(Uuid::nil());
    let directory = std::sync::Arc::new(town);
    let resident = Context { directory, ..by(person(Role::Resident, nobody)) };
    let tell = |owner, told_by| {
        let asked = Raise { owner, source: Source::Resident, ..raise(Kind::Individual, 1) };
        Need::decide(&State::Unheard, &resident, Command::Raise { asked, told_by })
    };
    assert!(tell(OWNER, Some(told())).is_ok());
    assert_eq!(tell(SOMEBODY, Some(told())), Err(Rejection::NotACommunity));
    assert_eq!(tell(OWNER, None), Err(Rejection::NotAuthorised), "not under its own name");
}

#[test]
fn a_subcategory_is_one_that_its_category_has() {
    let classify = |category, code: &str| {
        let subcategory = Some(Text::new(code).unwrap());
        let classification = Classification { category, subcategory, ..classification(false) };
        given::<Need>(verified(Kind::Common, 1))
            .when(&clerk(), Command::Classify { classification })
            .outcome()
    };
    assert!(classify(Category::Venue, "meeting_room").is_ok());
    let unknown = Err(Rejection::UnknownSubcategory);
    assert_eq!(classify(Category::Service, "meeting_room"), unknown);
}
