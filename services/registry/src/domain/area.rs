//! One area: put on the map, and given another name.
//!
//! Invariant: an area that is on the map has one name.

use contracts::registry::area::{Add, Event, Rejection};
use contracts::{Actor, Context};
use decider::{Decider, corrupt};
use values::{AreaCode, Text};

use super::authority::is_operator;

/// The rules of areas.
pub struct Area;

/// Whether an area is on the map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not on the map.
    #[default]
    Unknown,
    /// On the map, under this name.
    Known { name: Text<60> },
}

impl Decider for Area {
    type State = State;
    type Context = Context;
    type Command = Add;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, add: Add) -> Result<Vec<Event>, Rejection> {
        let Add { code, name } = add;
        if !may_edit(context, code) {
            return Err(Rejection::NotAuthorised);
        }
        match state {
            State::Unknown => Ok(vec![Event::Added { code, name }]),
            State::Known { name: known } if *known == name => Ok(vec![]),
            State::Known { .. } => Ok(vec![Event::Renamed { name }]),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Added { name, .. }, State::Unknown)
            | (Event::Renamed { name }, State::Known { .. }) => State::Known { name: name.clone() },
            (Event::Added { .. }, State::Known { .. })
            | (Event::Renamed { .. }, State::Unknown) => corrupt(&state, event),
        }
    }
}

/// Whoever decides for the city edits its map; the operator every map.
fn may_edit(context: &Context, code: AreaCode) -> bool {
    let Actor::Person { organisation, role, .. } = context.actor else { return false };
    let own = || context.directory.organisation(organisation)?.area;
    is_operator(&context.actor)
        || role.decides_for_the_city() && own().is_some_and(|own| own.contains(code))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contracts::Role;
    use contracts::registry::organisation::Level;
    use contracts::testing::{OWNER, by, clerk_of, directory, operator, person, registered};
    use decider::{deciding_again_changes_nothing, fold, given};

    use super::*;

    fn add(name: &str) -> Add {
        Add { code: "371002001001".parse().unwrap(), name: Text::new(name).unwrap() }
    }

    fn added(name: &str) -> Event {
        let Add { code, name } = add(name);
        Event::Added { code, name }
    }

    #[test]
    fn the_operator_puts_areas_on_the_map() {
        given::<Area>([]).when(&by(operator()), add("和平社区")).then([added("和平社区")]);
    }

    #[test]
    fn an_officer_of_the_city_does_on_its_own_map() {
        let in_role = |role, area| {
            let known = directory([registered(OWNER, Level::City, area)]);
            Context { directory: Arc::new(known), ..by(person(role, OWNER)) }
        };
        given::<Area>([])
            .when(&in_role(Role::CityOfficer, "3710"), add("和平社区"))
            .then([added("和平社区")]);
        for (role, area) in [
            (Role::CityOfficer, "3702"),
            (Role::CityOfficer, ""),
            (Role::DistrictOfficer, "3710"),
            (Role::StreetOfficer, "371002001"),
        ] {
            given::<Area>([])
                .when(&in_role(role, area), add("和平社区"))
                .then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn nobody_else_does() {
        for actor in [clerk_of(OWNER), Actor::System] {
            given::<Area>([])
                .when(&by(actor), add("和平社区"))
                .then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn another_name_renames_it() {
        let renamed = Event::Renamed { name: Text::new("团结社区").unwrap() };
        given::<Area>([added("和平社区")])
            .when(&by(operator()), add("团结社区"))
            .then([renamed.clone()]);
        given::<Area>([added("和平社区"), renamed])
            .when(&by(operator()), add("团结社区"))
            .then_already_so();
    }

    #[test]
    fn deciding_again_changes_no_area() {
        for history in [vec![], vec![added("团结社区")], vec![added("和平社区")]] {
            let state = fold::<Area>(&history);
            deciding_again_changes_nothing::<Area>(state, &by(operator()), add("和平社区"));
        }
    }
}
