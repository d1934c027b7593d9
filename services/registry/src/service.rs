//! The wiring.

use std::collections::HashMap;

use contracts::registry::Event;
use contracts::registry::check_in::Who;
use contracts::{Commit, Recorded};
use runtime::{Aggregates, Commands, Queries, Reactions, Service};
use values::{CheckInId, OrganisationId};

use crate::domain::{Area, Calendar, CheckIn, Import, Organisation, Pair, Person, Taxonomy};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Registry;

/// Everybody and everything that is registered.
#[derive(Default)]
pub struct State {
    pub areas: Aggregates<Area>,
    pub calendar: Aggregates<Calendar>,
    pub organisations: Aggregates<Organisation>,
    pub people: Aggregates<Person>,
    pub check_ins: Aggregates<CheckIn>,
    pub pairs: Aggregates<Pair>,
    pub imports: Aggregates<Import>,
    pub taxonomy: Aggregates<Taxonomy>,
    /// Each unit's main check-in 主报到, requested or active.
    pub primary: HashMap<OrganisationId, CheckInId>,
}

runtime::aggregates!(State {
    areas: Area,
    calendar: Calendar,
    organisations: Organisation,
    people: Person,
    check_ins: CheckIn,
    pairs: Pair,
    imports: Import,
    taxonomy: Taxonomy,
});

impl State {
    /// The main community of a unit; people have none.
    pub(crate) fn primary_of(&self, who: Who) -> Option<OrganisationId> {
        let Who::Unit(unit) = who else {
            return None;
        };
        let asked = self.check_ins.state(*self.primary.get(&unit)?).asked()?;
        Some(asked.community())
    }

    /// Notes whether check-in `id` is its unit's main one, after it has changed.
    fn note_primary(&mut self, id: CheckInId) {
        let check_in = self.check_ins.state(id);
        let Some(unit) = check_in.asked().and_then(|asked| asked.unit()) else {
            return;
        };
        if check_in.is_primary() {
            self.primary.insert(unit, id);
        } else if self.primary.get(&unit) == Some(&id) {
            self.primary.remove(&unit);
        }
    }
}

impl Service for Registry {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        reactions::table()
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Area(event) => state.areas.apply(id, version, event),
            Event::Calendar(event) => state.calendar.apply(id, version, event),
            Event::Organisation(event) => state.organisations.apply(id, version, event),
            Event::Person(event) => state.people.apply(id, version, event),
            Event::CheckIn(event) => {
                state.check_ins.apply(id, version, event);
                state.note_primary(CheckInId(id));
            }
            Event::Pair(event) => state.pairs.apply(id, version, event),
            Event::Import(event) => state.imports.apply(id, version, event),
            Event::Taxonomy(event) => state.taxonomy.apply(id, version, event),
        }
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
