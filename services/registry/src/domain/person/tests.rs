//! Every rule of people, named by its test.

use contracts::testing::{OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of, operator};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use values::sealed::Algorithm;
use values::{Sealed, Uuid};

use super::*;

const PERSON: PersonId = PersonId(Uuid::from_u128(7));

fn itself() -> Actor {
    Actor::Person { person: PERSON, organisation: STRANGER, role: Role::Member }
}

/// Works for OWNER, lives with SOMEBODY.
fn facts() -> Registered {
    let data = "bm9pc2U=".to_owned();
    Registered {
        name: Sealed { algorithm: Algorithm::Aes256GcmSiv, person: PERSON, data },
        phone: None,
        phone_fingerprint: None,
        work_unit: Some(OWNER),
        home_community: Some(SOMEBODY),
        skills: vec![],
    }
}

fn registered() -> Event {
    Event::Registered(facts())
}

fn register() -> Command {
    Command::Register(facts())
}

#[test]
fn a_person_is_registered_by_its_organisations_or_the_operator() {
    for actor in [liaison_of(OWNER), clerk_of(SOMEBODY), operator()] {
        given::<Person>([]).when(&by(actor), register()).then([registered()]);
    }
}

#[test]
fn nobody_else_registers_a_person() {
    given::<Person>([])
        .when(&by(clerk_of(STRANGER)), register())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn only_the_operator_registers_people_of_no_organisation() {
    let alone = Registered { work_unit: None, home_community: None, ..facts() };
    for (actor, may) in [(operator(), true), (clerk_of(SOMEBODY), false)] {
        let asked =
            given::<Person>([]).when(&by(actor), Command::Register(alone.clone())).outcome();
        assert_eq!(asked.is_ok(), may);
    }
}

#[test]
fn skills_have_a_limit() {
    let skills = |n| vec![Text::new("急救").unwrap(); n];
    let with = |n| Command::Register(Registered { skills: skills(n), ..facts() });
    given::<Person>([])
        .when(&by(operator()), with(SKILLS_MAX + 1))
        .then_rejected(Rejection::TooManySkills { max: SKILLS_MAX });
    assert!(given::<Person>([]).when(&by(operator()), with(SKILLS_MAX)).outcome().is_ok());
}

#[test]
fn an_identifier_stands_for_one_person_even_after_the_erasure() {
    given::<Person>([registered()])
        .when(&by(operator()), register())
        .then_rejected(Rejection::AlreadyRegistered);
    given::<Person>([registered(), Event::Erased {}])
        .when(&by(operator()), register())
        .then_rejected(Rejection::Erased);
}

#[test]
fn people_erase_themselves_and_the_operator_erases_for_them() {
    for actor in [itself(), operator()] {
        let state = given::<Person>([registered()])
            .when(&by(actor), Command::Erase)
            .then([Event::Erased {}]);
        assert!(!state.is_registered());
    }
}

#[test]
fn nobody_else_erases_them_not_even_their_unit() {
    for history in [vec![registered()], vec![registered(), Event::Erased {}]] {
        given::<Person>(history)
            .when(&by(liaison_of(OWNER)), Command::Erase)
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn an_unknown_person_cannot_be_erased() {
    given::<Person>([]).when(&by(operator()), Command::Erase).then_rejected(Rejection::Unknown);
}

#[test]
fn party_membership_is_kept_sealed_and_said_by_whoever_speaks_for_the_person() {
    let sealed = || Some(facts().name);
    for membership in [sealed(), None] {
        for actor in [itself(), liaison_of(OWNER), clerk_of(SOMEBODY), operator()] {
            given::<Person>([registered()])
                .when(&by(actor), Command::SetMembership { membership: membership.clone() })
                .then([Event::MembershipSet { membership: membership.clone() }]);
        }
    }
    given::<Person>([registered()])
        .when(&by(clerk_of(STRANGER)), Command::SetMembership { membership: sealed() })
        .then_rejected(Rejection::NotAuthorised);
    given::<Person>([registered(), Event::Erased {}])
        .when(&by(operator()), Command::SetMembership { membership: sealed() })
        .then_rejected(Rejection::Erased);
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn work(unit: Option<OrganisationId>, from: &str) -> (Command, Event) {
    let (work_unit, from) = (unit, date(from));
    (Command::ChangeWork { work_unit, from }, Event::WorkChanged { work_unit, from })
}

fn home(community: Option<OrganisationId>, from: &str) -> (Command, Event) {
    let (home_community, from) = (community, date(from));
    (Command::ChangeHome { home_community, from }, Event::HomeChanged { home_community, from })
}

fn corrected(name: bool, phone: bool) -> Corrected {
    let sealed = |is: bool| is.then(|| facts().name);
    Corrected { name: sealed(name), phone: sealed(phone), phone_fingerprint: None }
}

#[test]
fn a_name_is_corrected_by_those_who_may_register_and_a_phone_by_the_person_too() {
    let left = Event::Left { reason: LeavingReason::Mistake, on: date("2026-03-02") };
    for history in [vec![registered()], vec![registered(), left]] {
        for (actor, name, phone) in [
            (liaison_of(OWNER), true, true),
            (clerk_of(SOMEBODY), true, true),
            (operator(), true, true),
            (itself(), false, true),
            (clerk_of(STRANGER), false, false),
        ] {
            for (asks_name, asks_phone) in [(true, false), (false, true), (true, true)] {
                let correction = corrected(asks_name, asks_phone);
                let asked = given::<Person>(history.clone())
                    .when(&by(actor.clone()), Command::Correct(correction.clone()));
                if (!asks_name || name) && (!asks_phone || phone) {
                    asked.then([Event::Corrected(correction)]);
                } else {
                    asked.then_rejected(Rejection::NotAuthorised);
                }
            }
        }
    }
}

#[test]
fn a_correction_corrects_something_and_leaves_where_somebody_stands() {
    given::<Person>([registered()])
        .when(&by(operator()), Command::Correct(corrected(false, false)))
        .then_rejected(Rejection::NothingCorrected);
    given::<Person>([])
        .when(&by(operator()), Command::Correct(corrected(true, false)))
        .then_rejected(Rejection::Unknown);
    let left = Event::Left { reason: LeavingReason::MovedAway, on: date("2026-03-02") };
    let state = given::<Person>([registered(), left])
        .when(&by(liaison_of(OWNER)), Command::Correct(corrected(true, true)))
        .then([Event::Corrected(corrected(true, true))]);
    assert!(!state.is_registered(), "whoever left is not on the roster again by it");
}

#[test]
fn a_move_is_told_by_the_person_or_either_place() {
    for (actor, may) in [
        (itself(), true),
        (operator(), true),
        (liaison_of(OWNER), true),
        (liaison_of(STRANGER), true),
        (clerk_of(SOMEBODY), false),
    ] {
        let (command, event) = work(Some(STRANGER), "2026-02-01");
        let asked = given::<Person>([registered()]).when(&by(actor), command);
        if may {
            let state = asked.then([event]);
            let known = state.known().unwrap();
            assert_eq!(
                (known.work_unit(), known.home_community()),
                (Some(STRANGER), Some(SOMEBODY))
            );
        } else {
            asked.then_rejected(Rejection::NotAuthorised);
        }
    }
    let (command, event) = home(None, "2026-03-02");
    given::<Person>([registered()]).when(&by(clerk_of(SOMEBODY)), command).then([event]);
}

#[test]
fn a_stay_begins_by_today_and_not_before_the_one_it_follows() {
    let (_, moved) = home(Some(OWNER), "2026-01-15");
    for from in ["2026-03-03", "2026-01-14"] {
        given::<Person>([registered(), moved.clone()])
            .when(&by(operator()), home(Some(STRANGER), from).0)
            .then_rejected(Rejection::FromOutOfOrder);
    }
    given::<Person>([registered(), moved])
        .when(&by(operator()), home(Some(OWNER), "2026-02-01").0)
        .then_already_so();
}

#[test]
fn who_left_is_off_the_roster_until_they_work_here_again() {
    let left = Event::Left { reason: LeavingReason::MovedAway, on: date("2026-03-02") };
    let leave = Command::Leave { reason: LeavingReason::MovedAway };
    let state = given::<Person>([registered()])
        .when(&by(liaison_of(OWNER)), leave.clone())
        .then([left.clone()]);
    assert!(!state.is_registered());
    given::<Person>([registered(), left.clone()])
        .when(&by(operator()), leave.clone())
        .then_already_so();
    given::<Person>([registered()])
        .when(&by(clerk_of(STRANGER)), leave)
        .then_rejected(Rejection::NotAuthorised);
    let (command, event) = work(Some(OWNER), "2026-03-02");
    let state = given::<Person>([registered(), left]).when(&by(operator()), command).then([event]);
    assert!(state.is_registered());
}

#[test]
fn skills_are_set_as_a_whole() {
    let skills = || vec![Text::new("急救").unwrap()];
    let set = Command::SetSkills { skills: skills() };
    given::<Person>([registered()])
        .when(&by(itself()), set.clone())
        .then([Event::SkillsSet { skills: skills() }]);
    given::<Person>([registered(), Event::SkillsSet { skills: skills() }])
        .when(&by(itself()), set)
        .then_already_so();
    let many = Command::SetSkills { skills: vec![Text::new("急救").unwrap(); SKILLS_MAX + 1] };
    given::<Person>([registered()])
        .when(&by(itself()), many)
        .then_rejected(Rejection::TooManySkills { max: SKILLS_MAX });
}

#[test]
fn nothing_follows_an_erasure() {
    let (work, home) = (work(None, "2026-03-02").0, home(None, "2026-03-02").0);
    let leave = Command::Leave { reason: LeavingReason::OwnWish };
    let correct = Command::Correct(corrected(true, true));
    for command in [work, home, leave, correct, Command::SetSkills { skills: vec![] }] {
        given::<Person>([registered(), Event::Erased {}])
            .when(&by(operator()), command)
            .then_rejected(Rejection::Erased);
    }
}

#[test]
fn deciding_again_changes_nobody() {
    for history in [vec![], vec![registered()], vec![registered(), Event::Erased {}]] {
        let moves = [work(None, "2026-03-01").0, home(Some(OWNER), "2026-03-01").0];
        for command in [register(), Command::Erase].into_iter().chain(moves) {
            let state = fold::<Person>(&history);
            deciding_again_changes_nothing::<Person>(state, &by(operator()), command);
        }
    }
}

proptest::proptest! {
    #[test]
    fn in_a_whole_life_deciding_again_changes_nothing(
        steps in proptest::collection::vec((0u8..6, 0u8..3, 0u8..4), 1..60),
    ) {
        let mut state = State::Unregistered;
        for (which, n, who) in steps {
            let place = [None, Some(OWNER), Some(STRANGER)][usize::from(n)];
            let from = ["2026-02-01", "2026-02-15", "2026-03-01"][usize::from(n)];
            let command = match which {
                0 => register(),
                1 => work(place, from).0,
                2 => home(place, from).0,
                3 => {
                    let skill = Text::new(&format!("特长{n}")).unwrap();
                    Command::SetSkills { skills: vec![skill] }
                }
                4 => Command::Leave { reason: LeavingReason::Retired },
                // Once it is over, nothing follows: it does not come often.
                _ if who == 3 && n == 2 => Command::Erase,
                _ => register(),
            };
            let actor = match who {
                0 => itself(),
                1 => liaison_of(OWNER),
                2 => clerk_of(STRANGER),
                _ => operator(),
            };
            let erased = matches!(state, State::Erased(_));
            state = deciding_again_changes_nothing::<Person>(state, &by(actor), command);
            proptest::prop_assert!(!erased || matches!(state, State::Erased(_)));
        }
    }
}
