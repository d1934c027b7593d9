//! Rules are proposed, adopted, and fixed with their year.

use contracts::Role;
use contracts::testing::{OWNER, at, by, operator, person, secretary_of};
use decider::given;
use values::Timestamp;

use super::*;

fn rules(version: &str) -> Box<RuleSet> {
    let mut rules = crate::rules::shipped(2026).clone();
    rules.version = Text::new(version).unwrap();
    Box::new(rules)
}

fn written() -> Text<20_000> {
    Text::new("version = …").unwrap()
}

fn officer() -> Actor {
    person(Role::CityOfficer, OWNER)
}

fn proposed(version: &str) -> Event {
    let by = officer().person().unwrap();
    Event::Proposed { rules: rules(version), text: written(), by }
}

fn adopted(version: &str) -> Event {
    Event::Adopted { rules: rules(version), by: officer().person().unwrap() }
}

fn adopt(version: &str) -> Command {
    Command::Adopt { version: Text::new(version).unwrap() }
}

#[test]
fn rules_are_proposed_and_then_adopted_by_the_city_alone() {
    let propose = || Command::Propose { rules: rules("a"), text: written() };
    given::<Rules>([]).when(&by(officer()), propose()).then([proposed("a")]);
    given::<Rules>([])
        .when(&by(secretary_of(OWNER)), propose())
        .then_rejected(Rejection::NotAuthorised);
    given::<Rules>([proposed("a")]).when(&by(officer()), propose()).then_already_so();
    given::<Rules>([]).when(&by(officer()), adopt("a")).then_rejected(Rejection::NothingProposed);
    given::<Rules>([proposed("a")]).when(&by(officer()), adopt("a")).then([adopted("a")]);
    let twice = [proposed("a"), adopted("a")];
    given::<Rules>(twice).when(&by(officer()), adopt("a")).then_already_so();
    let newer = Text::new("b").unwrap();
    given::<Rules>([proposed("a"), proposed("b")])
        .when(&by(officer()), adopt("a"))
        .then_rejected(Rejection::OtherVersion { proposed: newer });
}

#[test]
fn a_year_is_closed_once_it_is_over_and_then_its_rules_stay() {
    let close = || Command::Close { year: 2026, at: 7, rules: rules("a") };
    given::<Rules>([]).when(&by(operator()), close()).then_rejected(Rejection::YearNotOver);
    let new_year: Timestamp = "2026-12-31T16:00:00Z".parse().unwrap();
    let context = at(new_year, operator());
    let by = operator().person().unwrap();
    let (rules, no_shows, last_counts, city_quota) = (rules("a"), true, true, true);
    let (year, at) = (2026, 7);
    let closed = Event::YearClosed { year, at, rules, by, no_shows, last_counts, city_quota };
    given::<Rules>([proposed("a")]).when(&context, close()).then([closed.clone()]);
    given::<Rules>([closed.clone()]).when(&context, close()).then_already_so();
    given::<Rules>([closed]).when(&context, adopt("a")).then_rejected(Rejection::YearClosed);
}
