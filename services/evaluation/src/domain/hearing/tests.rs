//! The rules of answers to written requests.

use contracts::evaluation::hearing::HearingPurpose;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, head_of, liaison_of, monday, person,
    registered, works_for,
};
use contracts::{Actor, Role};
use decider::given;
use values::OrganisationId;

use super::*;

fn member() -> Actor {
    person(Role::Member, SOMEBODY)
}

fn request(from: &str) -> HearingRequest {
    HearingRequest {
        unit: SOMEBODY,
        person: member().person().unwrap(),
        community: OWNER,
        purpose: HearingPurpose::Admission,
        letter: Text::new("组字〔2026〕3号").unwrap(),
        from: from.parse().unwrap(),
    }
}

fn in_town(actor: Actor) -> Context {
    in_town_of(actor, Level::Community, SOMEBODY)
}

/// Who answers is of that level; the person works for that unit.
fn in_town_of(actor: Actor, level: Level, unit: OrganisationId) -> Context {
    let person = member().person().unwrap();
    let town = directory([registered(OWNER, level, "371002001001"), works_for(person, unit)]);
    Context { directory: town.into(), ..by(actor) }
}

fn asked() -> Event {
    Event::Asked { asked: request("2025-03-01"), by: head_of(SOMEBODY).person().unwrap() }
}

fn confirmed() -> ConfirmedService {
    let day = |day: &str| day.parse().ok();
    ConfirmedService {
        services: 2,
        minutes: 180,
        first: day("2025-05-01"),
        last: day("2025-06-01"),
    }
}

/// Monday, 9 March 2026.
fn until() -> Timestamp {
    "2026-03-09T15:59:59.999Z".parse().unwrap()
}

fn compiled() -> Event {
    let by = clerk_of(OWNER).person().unwrap();
    Event::Compiled { confirmed: confirmed(), by, reply_until: until() }
}

fn issued(words: Option<&str>, last: &str) -> Event {
    let words = words.map(|words| Text::new(words).unwrap());
    Event::Issued { words, expires_at: time::end_of(last.parse().unwrap()) }
}

#[test]
fn the_head_of_a_unit_asks_a_community_in_writing() {
    let ask = |from| Command::Ask(request(from));
    given::<Hearing>([]).when(&in_town(head_of(SOMEBODY)), ask("2025-03-01")).then([asked()]);
    given::<Hearing>([])
        .when(&in_town(liaison_of(SOMEBODY)), ask("2025-03-01"))
        .then_rejected(Rejection::NotAuthorised);
    given::<Hearing>([])
        .when(&by(head_of(SOMEBODY)), ask("2025-03-01"))
        .then_rejected(Rejection::NotACommunity);
    let of = |level, unit| in_town_of(head_of(SOMEBODY), level, unit);
    let street = of(Level::Street, SOMEBODY);
    given::<Hearing>([]).when(&street, ask("2025-03-01")).then([asked()]);
    given::<Hearing>([])
        .when(&of(Level::District, SOMEBODY), ask("2025-03-01"))
        .then_rejected(Rejection::NotACommunity);
    given::<Hearing>([])
        .when(&of(Level::Community, STRANGER), ask("2025-03-01"))
        .then_rejected(Rejection::NotOfTheUnit);
    for from in ["2026-03-03", "2021-03-01"] {
        given::<Hearing>([])
            .when(&in_town(head_of(SOMEBODY)), ask(from))
            .then_rejected(Rejection::PeriodOutOfRange { years_max: 5 });
    }
}

#[test]
fn the_person_sees_it_first_and_may_reply() {
    let compile = Command::Compile { confirmed: confirmed() };
    given::<Hearing>([asked()]).when(&by(clerk_of(OWNER)), compile.clone()).then([compiled()]);
    given::<Hearing>([asked()])
        .when(&by(head_of(SOMEBODY)), compile)
        .then_rejected(Rejection::NotAuthorised);
    let reply = || Command::Reply { words: Some(Text::new("另有服务未登记").unwrap()) };
    given::<Hearing>([asked(), compiled()])
        .when(&by(member()), reply())
        .then([issued(Some("另有服务未登记"), "2027-03-02")]);
    given::<Hearing>([asked(), compiled()])
        .when(&by(clerk_of(OWNER)), reply())
        .then_rejected(Rejection::NotAuthorised);
    given::<Hearing>([asked()]).when(&by(member()), reply()).then_rejected(Rejection::OutOfTurn);
}

#[test]
fn silence_holds_nothing_up_and_the_answer_expires_in_a_year() {
    let system = |now| at(now, Actor::System);
    let with_the_person = || [asked(), compiled()];
    given::<Hearing>(with_the_person()).when(&system(until()), Command::Due).then_already_so();
    let after = until() + std::time::Duration::from_millis(1);
    given::<Hearing>(with_the_person())
        .when(&system(after), Command::Due)
        .then([issued(None, "2027-03-10")]);
    let history = [asked(), compiled(), issued(None, "2027-03-02")];
    given::<Hearing>(history.clone()).when(&system(monday()), Command::Due).then_already_so();
    let year_later: Timestamp = "2027-03-03T00:00:00Z".parse().unwrap();
    given::<Hearing>(history).when(&system(year_later), Command::Due).then([Event::Expired {}]);
}
