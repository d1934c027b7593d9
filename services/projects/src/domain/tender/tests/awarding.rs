//! From the result to the award.

use contracts::projects::tender::Work;
use values::{Amount, ClaimId, NeedId, Unit};

use super::*;

const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xC1));

/// The grant alone.
fn award() -> Command {
    Command::Award { claim: CLAIM, work: None }
}

/// The end of the fifth working day after Monday, 9 March.
fn until() -> Timestamp {
    moment("2026-03-16T15:59:59.999Z")
}

fn monday() -> Timestamp {
    moment("2026-03-09T01:00:00Z")
}

fn after() -> Timestamp {
    moment("2026-03-16T16:00:00Z")
}

fn clerk(now: Timestamp) -> Context {
    at(now, clerk_of(OWNER))
}

fn ranking() -> Vec<Ranked> {
    vec![Ranked { proposer: STRANGER, score: 9_000 }, Ranked { proposer: SOMEBODY, score: 8_000 }]
}

fn closed() -> Vec<Event> {
    with([Event::ScoringClosed { ranking: ranking(), reason: None }])
}

fn publicised(winner: OrganisationId) -> Event {
    let (grant, until, holidays_unknown) = (money(4_000_000), until(), false);
    Event::Publicised { winner, grant, until, holidays_unknown }
}

fn public(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    closed().into_iter().chain([publicised(STRANGER)]).chain(more).collect()
}

fn publicise(fen: i64, working_days: u32) -> Command {
    Command::Publicise { grant: money(fen), working_days }
}

fn resident() -> Actor {
    person(Role::Resident, THIRD)
}

fn objected() -> Event {
    Event::Objected { by: resident().person().unwrap(), objection: text("有重复项") }
}

fn answered(upheld: bool) -> Event {
    Event::ObjectionAnswered { objection: 1, upheld, answer: text("已核对") }
}

fn answer(upheld: bool) -> Command {
    Command::Answer { objection: 1, upheld, answer: text("已核对") }
}

#[test]
fn the_first_of_the_ranking_is_published_for_five_working_days_or_more() {
    given::<Tender>(closed())
        .when(&clerk(monday()), publicise(4_000_000, 5))
        .then([publicised(STRANGER)]);
    for working_days in [4, 21] {
        given::<Tender>(closed())
            .when(&clerk(monday()), publicise(4_000_000, working_days))
            .then_rejected(Rejection::PublicityOutOfRange { min: 5, max: 20 });
    }
    for fen in [0, 5_000_001] {
        given::<Tender>(closed())
            .when(&clerk(monday()), publicise(fen, 5))
            .then_rejected(Rejection::MoneyOutOfRange { budget_fen: 5_000_000 });
    }
    given::<Tender>(opened())
        .when(&clerk(monday()), publicise(1, 5))
        .then_rejected(Rejection::ScoringIsOpen);
    given::<Tender>(public([]))
        .when(&clerk(monday()), publicise(1, 5))
        .then_rejected(Rejection::PublicityRuns { until: until() });
}

#[test]
fn anybody_objects_while_it_is_published() {
    let object = || Command::Object { objection: text("有重复项") };
    given::<Tender>(public([])).when(&at(until(), resident()), object()).then([objected()]);
    given::<Tender>(public([]))
        .when(&at(after(), resident()), object())
        .then_rejected(Rejection::PublicityOver { until: until() });
    given::<Tender>(closed())
        .when(&at(monday(), resident()), object())
        .then_rejected(Rejection::NotPublicised);
    given::<Tender>(public([]))
        .when(&at(monday(), person(Role::Auditor, THIRD)), object())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn an_objection_is_answered_once_by_the_caller() {
    given::<Tender>(public([objected()]))
        .when(&clerk(after()), answer(false))
        .then([answered(false)]);
    given::<Tender>(public([objected(), answered(false)]))
        .when(&clerk(after()), answer(true))
        .then_rejected(Rejection::AlreadyAnswered);
    given::<Tender>(public([objected(), answered(false)]))
        .when(&clerk(after()), answer(false))
        .then_already_so();
    given::<Tender>(public([]))
        .when(&clerk(after()), answer(false))
        .then_rejected(Rejection::NoObjection);
    given::<Tender>(public([objected()]))
        .when(&at(after(), liaison_of(STRANGER)), answer(false))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn an_objection_upheld_puts_the_next_in_the_first_place() {
    let struck = || public([objected(), answered(true)]);
    given::<Tender>(struck())
        .when(&clerk(after()), award())
        .then_rejected(Rejection::NotPublicised);
    let state = given::<Tender>(struck()).when(&clerk(monday()), publicise(4_000_000, 5));
    state.then([publicised(SOMEBODY)]);
}

#[test]
fn an_old_objection_strikes_nobody_else() {
    let another = Event::Objected { by: juror_id(7), objection: text("不合格") };
    let second = Event::ObjectionAnswered { objection: 2, upheld: true, answer: text("属实") };
    let history = public([objected(), another, answered(true), publicised(SOMEBODY), second]);
    let winner = SOMEBODY;
    given::<Tender>(history).when(&clerk(after()), award()).then([Event::Awarded {
        winner,
        grant: money(4_000_000),
        claim: None,
    }]);
}

#[test]
fn it_is_awarded_after_the_publicity_with_all_objections_answered() {
    let awarded = Event::Awarded { winner: STRANGER, grant: money(4_000_000), claim: None };
    given::<Tender>(public([objected(), answered(false)]))
        .when(&clerk(after()), award())
        .then([awarded.clone()]);
    given::<Tender>(public([awarded])).when(&clerk(after()), award()).then_already_so();
    for (history, now, rejection) in [
        (public([]), until(), Rejection::PublicityRuns { until: until() }),
        (public([objected()]), after(), Rejection::ObjectionsOpen { left: 1 }),
        (closed(), after(), Rejection::NotPublicised),
    ] {
        given::<Tender>(history).when(&clerk(now), award()).then_rejected(rejection);
    }
    given::<Tender>(public([]))
        .when(&at(after(), liaison_of(STRANGER)), award())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn the_winner_takes_on_the_need_that_it_was_called_for() {
    let work = |need| {
        let amount = Amount { quantity: 3, unit: Unit::Hour };
        Work { need: NeedId(Uuid::from_u128(need)), amount }
    };
    let take_on = |need| Command::Award { claim: CLAIM, work: Some(work(need)) };
    let awarded = Event::Awarded { winner: STRANGER, grant: money(4_000_000), claim: Some(CLAIM) };
    let public_for = |need| {
        let called = Event::Called(Call { need, ..the_call() });
        [called].into_iter().chain(public([]).into_iter().skip(1)).collect::<Vec<_>>()
    };
    let public = public_for(Some(work(1).need));
    given::<Tender>(public.clone()).when(&clerk(after()), take_on(1)).then([awarded.clone()]);
    let (proposal, accepted_by) = work_order(&fold::<Tender>(&public), work(1)).unwrap();
    assert_eq!((proposal.claimer, accepted_by), (STRANGER.into(), OWNER));
    assert_eq!((proposal.need, proposal.amount), (Some(work(1).need), work(1).amount));
    // Nobody has proposed to meet what the call does not name.
    for need in [None, Some(work(2).need)] {
        given::<Tender>(public_for(need))
            .when(&clerk(after()), take_on(1))
            .then_rejected(Rejection::OtherNeed);
    }
    let granted = Event::Awarded { winner: STRANGER, grant: money(4_000_000), claim: None };
    given::<Tender>([public_for(None), vec![granted]].concat())
        .when(&clerk(after()), take_on(1))
        .then_rejected(Rejection::AlreadyAwarded);
    let over = [public_for(None), vec![awarded]].concat();
    given::<Tender>(over.clone()).when(&clerk(after()), take_on(1)).then_already_so();
    assert_eq!(work_order(&fold::<Tender>(&over), work(1)), None);
}

#[test]
fn it_is_annulled_with_a_reason_before_the_award_only() {
    let annul = || Command::Annul { reason: text("没有合格的申报") };
    let annulled = Event::Annulled { reason: text("没有合格的申报") };
    for history in [vec![called()], opened(), closed(), public([])] {
        given::<Tender>(history.clone()).when(&clerk(monday()), annul()).then([annulled.clone()]);
        let ended: Vec<_> = history.into_iter().chain([annulled.clone()]).collect();
        given::<Tender>(ended.clone()).when(&clerk(after()), annul()).then_already_so();
        given::<Tender>(ended)
            .when(&at(late(), liaison_of(SOMEBODY)), propose_as(SOMEBODY, 9))
            .then_rejected(Rejection::IsAnnulled);
    }
    let awarded = Event::Awarded { winner: STRANGER, grant: money(4_000_000), claim: None };
    given::<Tender>(public([awarded]))
        .when(&clerk(after()), annul())
        .then_rejected(Rejection::AlreadyAwarded);
}
