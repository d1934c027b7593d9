//! The rules of recognition.

use contracts::evaluation::recognition::Candidate;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, monday, person, registered,
};
use contracts::{Actor, Role};
use decider::given;
use values::{Text, Uuid};

use super::*;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const CITY: OrganisationId = OrganisationId(Uuid::from_u128(0xC1));
const OBJECTION: ObjectionId = ObjectionId(Uuid::from_u128(0x0B));

fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

fn in_town(actor: Actor) -> Context {
    let town = directory([
        registered(CITY, Level::City, "3710"),
        registered(STREET, Level::Street, "371002001"),
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002001001"),
        registered(STRANGER, Level::Unit, "371003001001"),
    ]);
    Context { directory: town.into(), ..at(monday(), actor) }
}

fn list(who: &[Claimer], working_days: u32) -> RecognitionList {
    let merits: Text<300> = Text::new("连续三年开放停车场").unwrap();
    let candidate = |who: &Claimer| Candidate { who: *who, merits: merits.clone() };
    RecognitionList {
        body: STREET,
        title: Text::new("2026 年度好单位").unwrap(),
        candidates: who.iter().map(candidate).collect(),
        working_days,
        year: None,
    }
}

fn both() -> [Claimer; 2] {
    [SOMEBODY.into(), OWNER.into()]
}

fn until() -> Timestamp {
    "2026-03-09T15:59:59.999Z".parse().unwrap()
}

fn published() -> Event {
    let by = officer().person().unwrap();
    Event::Published { list: list(&both(), 5), until: until(), senior: Some(CITY), by }
}

#[test]
fn a_street_recognises_in_its_own_territory_and_shows_it_for_five_working_days() {
    let publish = |list| Command::Publish { list, kept_off: BTreeSet::new() };
    given::<Recognition>([])
        .when(&in_town(officer()), publish(list(&both(), 5)))
        .then([published()]);
    for (actor, list, reason) in [
        (clerk_of(OWNER), list(&both(), 5), Rejection::NotAuthorised),
        (officer(), list(&[STRANGER.into()], 5), Rejection::OutsideTerritory),
        (officer(), list(&[], 5), Rejection::CandidatesOutOfRange { max: 100 }),
        (
            officer(),
            list(&[OWNER.into(), OWNER.into()], 5),
            Rejection::CandidatesOutOfRange { max: 100 },
        ),
        (officer(), list(&both(), 4), Rejection::PublicityOutOfRange { min: 5, max: 20 }),
        (
            officer(),
            RecognitionList { year: Some(2024), ..list(&both(), 5) },
            Rejection::YearOutOfRange { min: 2025, max: 2026 },
        ),
    ] {
        given::<Recognition>([]).when(&in_town(actor), publish(list)).then_rejected(reason);
    }
    let kept_off = BTreeSet::from([Claimer::from(OWNER)]);
    let publish = Command::Publish { list: list(&both(), 5), kept_off: kept_off.clone() };
    given::<Recognition>([])
        .when(&in_town(officer()), publish)
        .then_rejected(Rejection::NotEligible { who: kept_off });
}

#[test]
fn those_against_whom_an_objection_is_upheld_are_not_recognised() {
    let after = until() + std::time::Duration::from_millis(1);
    let confirmed =
        |who: &[Claimer]| Event::Confirmed { recognised: who.iter().copied().collect() };
    given::<Recognition>([published()])
        .when(&at(after, Actor::System), Command::Due)
        .then([confirmed(&both())]);
    let object = |who| Command::Object { who, objection: OBJECTION };
    let objected = Event::Objected { who: OWNER.into(), objection: OBJECTION };
    let stranger = || by(liaison_of(STRANGER));
    given::<Recognition>([published()])
        .when(&stranger(), object(OWNER.into()))
        .then([objected.clone()]);
    given::<Recognition>([published()])
        .when(&stranger(), object(STRANGER.into()))
        .then_rejected(Rejection::Unknown);
    given::<Recognition>([published(), objected.clone()])
        .when(&at(after, Actor::System), Command::Due)
        .then_already_so();
    for (upheld, left) in [(true, &both()[..1]), (false, &both()[..])] {
        let settled = Event::ObjectionSettled { objection: OBJECTION, upheld };
        given::<Recognition>([published(), objected.clone(), settled])
            .when(&at(after, Actor::System), Command::Due)
            .then([confirmed(left)]);
    }
}
