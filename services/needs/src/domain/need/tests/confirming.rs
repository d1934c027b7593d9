//! An emergency is one when a street says so, too.

use contracts::registry::organisation::Level;
use contracts::testing::{directory, registered};

use super::*;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const OTHER_STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x58));
const CITY: OrganisationId = OrganisationId(Uuid::from_u128(0xC1));

fn of(organisation: OrganisationId, role: Role) -> Context {
    let mut context = by(person(role, organisation));
    context.directory = std::sync::Arc::new(directory([
        registered(CITY, Level::City, "3710"),
        registered(STREET, Level::Street, "371002001"),
        registered(OTHER_STREET, Level::Street, "371002002"),
        registered(OWNER, Level::Community, "371002001001"),
    ]));
    context
}

fn officer() -> Context {
    of(STREET, Role::StreetOfficer)
}

fn called(urgency: Urgency) -> Event {
    let classification = Classification { urgency, ..classification(false) };
    Event::Classified { classification }
}

fn emergency() -> Vec<Event> {
    vec![raised(Kind::Individual, 2), called(Urgency::Emergency)]
}

fn confirmed(by: OrganisationId) -> Event {
    Event::UrgencyConfirmed { by }
}

#[test]
fn a_street_above_its_owner_confirms_an_emergency_once() {
    given::<Need>(emergency()).when(&officer(), Command::ConfirmUrgency).then([confirmed(STREET)]);
    let city = of(CITY, Role::CityOfficer);
    given::<Need>(emergency()).when(&city, Command::ConfirmUrgency).then([confirmed(CITY)]);
    let known = [emergency(), vec![confirmed(STREET)]].concat();
    given::<Need>(known).when(&city, Command::ConfirmUrgency).then_already_so();
}

#[test]
fn neither_its_owner_nor_another_street_confirms_it() {
    let others = [of(OWNER, Role::CommunityClerk), of(OTHER_STREET, Role::StreetOfficer)];
    for other in others {
        given::<Need>(emergency())
            .when(&other, Command::ConfirmUrgency)
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn what_is_classified_anew_is_confirmed_anew_and_nothing_else_is() {
    let hard = vec![raised(Kind::Individual, 2), called(Urgency::Hard)];
    for history in [hard, vec![raised(Kind::Individual, 2)]] {
        given::<Need>(history)
            .when(&officer(), Command::ConfirmUrgency)
            .then_rejected(Rejection::NotAnEmergency);
    }
    let anew =
        [emergency(), vec![confirmed(STREET), called(Urgency::Hard), called(Urgency::Emergency)]];
    given::<Need>(anew.concat())
        .when(&officer(), Command::ConfirmUrgency)
        .then([confirmed(STREET)]);
}
