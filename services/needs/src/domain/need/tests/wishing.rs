//! Wishes: whose they are, what they cost, what came of them; posts.

use contracts::Claimer;
use contracts::needs::need::{PICTURES_MAX, WishForm, Wording};
use contracts::testing::operator;
use values::sealed::Algorithm;
use values::{Hash, Money, Sealed};

use super::*;

const CAP: Money = Money { fen: 50_000 };

fn wish(fen: i64) -> Wish {
    let beneficiary = PersonId(Uuid::from_u128(0xCC));
    let data = "bm9pc2U=".to_owned();
    Wish {
        form: WishForm::Goods,
        value: Money { fen },
        family: Fingerprint("1e".repeat(32)),
        beneficiary,
        name: Sealed { algorithm: Algorithm::Aes256GcmSiv, person: beneficiary, data },
        phone: None,
        address: None,
        minor: false,
        guardian_agreed_on: None,
    }
}

/// Of a minor, whose guardian agreed on that day.
fn of_a_minor(agreed: Option<&str>) -> Wish {
    Wish { minor: true, guardian_agreed_on: agreed.map(date), ..wish(100) }
}

fn verify(wish: Wish) -> Command {
    Command::VerifyWish { wish, cap: CAP }
}

fn verified_wish(wish: Wish) -> Event {
    Event::Verified { amount: sessions(1), wish: Some(wish) }
}

/// Posted, and held by claim 1.
fn held_wish() -> Vec<Event> {
    let terms = Terms::whole();
    vec![raised(Kind::Wish, 1), verified_wish(wish(100)), Event::Posted { terms }, held(1, 1)]
}

fn pictures(count: usize, shows_faces: bool) -> Vec<Picture> {
    vec![Picture { file: Hash::of(b"picture"), shows_faces }; count]
}

#[test]
fn a_wish_costs_something_and_no_more_than_the_cap() {
    given::<Need>([raised(Kind::Wish, 1)])
        .when(&clerk(), verify(wish(CAP.fen)))
        .then([verified_wish(wish(CAP.fen))]);
    for fen in [0, -1, CAP.fen + 1] {
        given::<Need>([raised(Kind::Wish, 1)])
            .when(&clerk(), verify(wish(fen)))
            .then_rejected(Rejection::WishOverCap { max_yuan: 500 });
    }
}

#[test]
fn only_a_wish_has_particulars_and_only_old_lists_have_wishes_without() {
    given::<Need>([raised(Kind::Common, 1)])
        .when(&clerk(), verify(wish(100)))
        .then_rejected(Rejection::NotAWish);
    let plain = || Command::Verify { amount: sessions(1) };
    given::<Need>([raised(Kind::Wish, 1)])
        .when(&clerk(), plain())
        .then_rejected(Rejection::WishParticularsMissing);
    given::<Need>([raised(Kind::Wish, 1)])
        .when(&by(operator()), plain())
        .then([verified_as(sessions(1))]);
}

#[test]
fn the_guardian_of_a_minor_agrees_first() {
    for (agreed, accepted) in
        [(None, false), (Some("2026-03-02"), true), (Some("2026-03-03"), false)]
    {
        let outcome = given::<Need>([raised(Kind::Wish, 1)])
            .when(&clerk(), verify(of_a_minor(agreed)))
            .outcome();
        let expected = if accepted { None } else { Some(Rejection::GuardianMissing) };
        assert_eq!(outcome.err(), expected, "{agreed:?}");
    }
}

#[test]
fn a_text_that_names_somebody_by_a_number_is_not_published() {
    let asked = |kind, content: &str| Raise {
        content: Some(Text::new(content).unwrap()),
        ..raise(kind, 1)
    };
    let told = |kind| Event::Raised { asked: asked(kind, "电话13900000000"), raiser: None };
    given::<Need>([told(Kind::Wish)])
        .when(&clerk(), verify(wish(100)))
        .then_rejected(Rejection::TextNotPublic);
    given::<Need>([told(Kind::Common)])
        .when(&clerk(), Command::Verify { amount: sessions(1) })
        .then_rejected(Rejection::TextNotPublic);
    let wording = Wording {
        title: Text::new("一个新书包").unwrap(),
        content: None,
        amount: sessions(1),
        place: None,
        wanted: None,
    };
    given::<Need>([told(Kind::Wish), Event::Resubmitted { wording }])
        .when(&clerk(), verify(wish(100)))
        .then([verified_wish(wish(100))]);
    let place = Some(text("王家 0631-5220000"));
    given::<Need>(verified(Kind::Common, 1))
        .when(&clerk(), Command::Post { terms: Terms { place, ..in_parts() } })
        .then_rejected(Rejection::TextNotPublic);
}

#[test]
fn a_wish_is_entrusted_to_the_live_claimer_once_and_to_nobody_after() {
    let entrust = || Command::Entrust { claim: claim(1) };
    let system = by(Actor::System);
    let told = Event::WishEntrusted { claim: claim(1) };
    let state = given::<Need>(held_wish()).when(&system, entrust()).then([told.clone()]);
    deciding_again_changes_nothing::<Need>(state, &system, entrust());
    let given_back = with(held_wish(), [told, Event::Released { claim: claim(1) }]);
    given::<Need>(given_back).when(&system, entrust()).then_already_so();
    given::<Need>(with(posted(1), [held(1, 1)])).when(&system, entrust()).then_already_so();
}

#[test]
fn pictures_show_what_was_delivered_few_of_them_and_never_a_minor() {
    let show = |pictures| Command::ShowResult { pictures };
    given::<Need>(held_wish())
        .when(&clerk(), show(pictures(1, false)))
        .then_rejected(Rejection::NothingDelivered);
    let done = with(held_wish(), [delivered(1, 1)]);
    let shown = Event::ResultShown { pictures: pictures(1, true) };
    let state = given::<Need>(done.clone()).when(&clerk(), show(pictures(1, true))).then([shown]);
    deciding_again_changes_nothing::<Need>(state, &clerk(), show(pictures(1, true)));
    given::<Need>(done)
        .when(&clerk(), show(pictures(PICTURES_MAX + 1, false)))
        .then_rejected(Rejection::TooManyPictures { max: PICTURES_MAX });
    let minors = [
        raised(Kind::Wish, 1),
        verified_wish(of_a_minor(Some("2026-03-01"))),
        Event::Posted { terms: Terms::whole() },
        held(1, 1),
        delivered(1, 1),
    ];
    given::<Need>(minors)
        .when(&clerk(), show(pictures(1, true)))
        .then_rejected(Rejection::MinorOnPicture);
}

#[test]
fn whose_wish_it_was_is_erased_once_it_is_closed() {
    let erase = || Command::EraseBeneficiary;
    given::<Need>(held_wish()).when(&clerk(), erase()).then_rejected(Rejection::NotClosed);
    let history = with(held_wish(), [delivered(1, 1), closed(Outcome::Solved)]);
    let state = given::<Need>(history).when(&clerk(), erase()).then([Event::BeneficiaryErased {}]);
    assert_eq!(state.asked().unwrap().beneficiary(), None);
    deciding_again_changes_nothing::<Need>(state, &clerk(), erase());
    given::<Need>(with(posted(1), [closed(unsolved())]))
        .when(&clerk(), erase())
        .then_rejected(Rejection::NothingSealed);
}

#[test]
fn a_post_is_taken_one_place_by_one_volunteer_as_often_as_there_are_places() {
    let place = |quantity| Amount::new(quantity, Unit::Person).unwrap();
    let asked = Raise { amount: place(150), ..raise(Kind::Post, 1) };
    let mut history = vec![
        Event::Raised { asked, raiser: None },
        verified_as(place(150)),
        Event::Posted { terms: Terms::whole() },
    ];
    let take = |n: u128, quantity| Command::Hold {
        claim: claim(n),
        claimer: Claimer::Person(PersonId(Uuid::from_u128(n))),
        own: false,
        amount: place(quantity),
    };
    let reason = HoldRefusal::OneEach { asked: 2, unit: Unit::Person };
    given::<Need>(history.clone())
        .when(&clerk(), take(1, 2))
        .then([Event::HoldRefused { claim: claim(1), reason }]);
    for n in 1..=150 {
        history.extend(Need::decide(&fold::<Need>(&history), &clerk(), take(n, 1)).unwrap());
    }
    assert_eq!(fold::<Need>(&history).ledger().unwrap().held(), 150);
    let reason = HoldRefusal::TooLittleLeft { asked: 1, left: 0, unit: Unit::Person };
    given::<Need>(history)
        .when(&clerk(), take(151, 1))
        .then([Event::HoldRefused { claim: claim(151), reason }]);
}

#[test]
fn only_a_post_asks_for_skills_and_for_so_many() {
    let skills = |count| vec![Text::new("急救").unwrap(); count];
    let post = |count| Command::Post { terms: Terms { skills: skills(count), ..Terms::whole() } };
    given::<Need>(verified(Kind::Common, 1))
        .when(&clerk(), post(1))
        .then_rejected(Rejection::SkillsOutOfPlace { max: 10 });
    given::<Need>(verified(Kind::Post, 1))
        .when(&clerk(), post(11))
        .then_rejected(Rejection::SkillsOutOfPlace { max: 10 });
    assert!(given::<Need>(verified(Kind::Post, 1)).when(&clerk(), post(10)).outcome().is_ok());
}
