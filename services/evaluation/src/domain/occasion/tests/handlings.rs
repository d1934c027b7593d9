//! What was sent up and answered: rated by whoever sent it up and whoever raised it.

use values::NeedId;

use super::*;

const DISTRICT: OrganisationId = OrganisationId(Uuid::from_u128(0xD157));
const RAISER: PersonId = PersonId(Uuid::from_u128(0x4A15));

/// The street sent it up to the district.
fn handling() -> About {
    About::Handling { need: NeedId(Uuid::from_u128(0x4EED)), handler: DISTRICT }
}

fn answered() -> Command {
    let (giving, raiser) = (DISTRICT.into(), Some(RAISER));
    let rate_until = until();
    Command::Deliver { about: handling(), giving, asking: STREET, raiser, rate_until }
}

fn opened() -> Vec<Event> {
    let noted = Event::Noted {
        about: handling(),
        giving: DISTRICT.into(),
        asking: STREET,
        reviewer: None,
        service: None,
        raiser: Some(RAISER),
    };
    vec![noted, Event::Opened { rate_until: until() }]
}

/// Without an account, by the code of the need.
fn raiser() -> Actor {
    Actor::Person { person: RAISER, organisation: OWNER, role: Role::Resident }
}

fn by_raiser() -> Pairing {
    Pairing { rater: Rater::Raiser, rated: None }
}

#[test]
fn what_was_answered_is_open_once_and_its_words_are_reviewed_above_who_answered() {
    given::<Occasion>([]).when(&by(Actor::System), answered()).then(opened());
    given::<Occasion>(opened()).when(&by(Actor::System), answered()).then_already_so();
    let city = OrganisationId(Uuid::from_u128(0xC17));
    let town = directory([
        registered(city, Level::City, "3710"),
        registered(DISTRICT, Level::District, "371002"),
    ]);
    let context = Context { directory: town.into(), ..by(Actor::System) };
    let outcome = given::<Occasion>([]).when(&context, answered()).outcome().unwrap();
    let [Event::Noted { reviewer, .. }, _] = outcome.as_slice() else { panic!("{outcome:?}") };
    assert_eq!(*reviewer, Some(city));
}

#[test]
fn whoever_sent_it_up_and_whoever_raised_it_rate_and_nobody_else() {
    for (actor, rated, may) in [
        (person(Role::StreetOfficer, STREET), DISTRICT, true),
        (raiser(), DISTRICT, true),
        (person(Role::DistrictOfficer, DISTRICT), STREET, false),
        (person(Role::DistrictOfficer, DISTRICT), DISTRICT, false),
        (clerk_of(OWNER), DISTRICT, false),
        (volunteer(), DISTRICT, false),
        (raiser(), STREET, false),
        // Nobody speaks for whoever raised it.
        (operator(), STREET, false),
    ] {
        let given = given::<Occasion>(opened()).when(&by(actor.clone()), rate(rated, "快"));
        assert_eq!(given.outcome().is_ok(), may, "{actor:?}");
    }
}

#[test]
fn what_an_organisation_says_is_open_at_once_and_what_the_raiser_says_stays_sealed() {
    let street = by(person(Role::StreetOfficer, STREET));
    let pairing = pairing(STREET, DISTRICT);
    let ratings = vec![Opened { pairing, stars: 4 }];
    let said = [rated(pairing, "快"), Event::RatingsOpened { about: handling(), ratings }];
    given::<Occasion>(opened()).when(&street, rate(DISTRICT, "快")).then(said.clone());
    let history = with(opened(), said);
    given::<Occasion>(history.clone()).when(&street, rate(DISTRICT, "快")).then_already_so();
    given::<Occasion>(history.clone())
        .when(&street, rate(DISTRICT, "慢"))
        .then_rejected(Rejection::AlreadyRated);
    let own = rated(by_raiser(), "好");
    given::<Occasion>(history.clone())
        .when(&by(raiser()), rate(DISTRICT, "好"))
        .then([own.clone()]);
    given::<Occasion>(with(history, [own]))
        .when(&by(raiser()), rate(DISTRICT, "差"))
        .then_rejected(Rejection::AlreadyRated);
}

#[test]
fn whoever_raised_it_rates_as_that_and_leaves_the_organisations_word_to_others() {
    let officer = Actor::Person { person: RAISER, organisation: STREET, role: Role::StreetOfficer };
    let own = rated(by_raiser(), "好");
    given::<Occasion>(opened()).when(&by(officer), rate(DISTRICT, "好")).then([own.clone()]);
    let street = by(person(Role::StreetOfficer, STREET));
    let rate = given::<Occasion>(with(opened(), [own])).when(&street, rate(DISTRICT, "快"));
    let [Event::Rated { pairing: by_street, .. }, _] = &rate.outcome().unwrap()[..] else {
        panic!("it is open at once")
    };
    assert_eq!(*by_street, pairing(STREET, DISTRICT));
}

#[test]
fn what_the_raiser_says_is_no_ballot() {
    let state = fold::<Occasion>(&with(opened(), [rated(by_raiser(), "好")]));
    assert_eq!(state.sheet().unwrap().ballots().count(), 0);
}

#[test]
fn one_who_raised_it_is_no_crowd_and_no_ballots_are_handed_out() {
    let street = by(person(Role::StreetOfficer, STREET));
    given::<Occasion>(opened())
        .when(&street, Command::IssueBallots { ballots: 5 })
        .then_rejected(Rejection::NotAuthorised);
    let history = with(opened(), [rated(by_raiser(), "好")]);
    let residents = Tally { raters: 1, stars: 5 };
    let closed = Event::Closed { about: handling(), rated: true, residents: None };
    given::<Occasion>(history)
        .when(&at(after(), Actor::System), Command::Due { opened: vec![], residents })
        .then([closed]);
}

#[test]
fn both_are_told_that_the_window_is_over_soon_until_they_have_rated() {
    let context = at("2026-03-12T16:00:00Z".parse().unwrap(), Actor::System);
    let due = || Command::Due { opened: vec![], residents: Tally { raters: 0, stars: 0 } };
    let noticed = |raters: &[Claimer]| Event::EndNoticed {
        giving: DISTRICT.into(),
        asking: STREET,
        raters: raters.to_vec(),
        rate_until: until(),
    };
    let both = [STREET.into(), RAISER.into()];
    given::<Occasion>(opened()).when(&context, due()).then([noticed(&both)]);
    given::<Occasion>(with(opened(), [rated(by_raiser(), "好")]))
        .when(&context, due())
        .then([noticed(&both[..1])]);
}
