//! The wiring.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::check_in::Who;
use contracts::registry::{Event, account, person};
use contracts::{Commit, Directory, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{AccountId, CheckInId, Fingerprint, OrganisationId, PersonId, Timestamp};

use crate::domain::check_in::Asked;
use crate::domain::{
    Account, Area, Calendar, CheckIn, Excuse, Import, Organisation, Pair, Person, SavedViews, Seat,
    Taxonomy,
};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Registry;

/// Everybody and everything that is registered.
#[derive(Default)]
pub struct State {
    pub accounts: Aggregates<Account>,
    /// Whose login name is which.
    pub logins: HashMap<Fingerprint, AccountId>,
    pub areas: Aggregates<Area>,
    pub calendar: Aggregates<Calendar>,
    pub organisations: Aggregates<Organisation>,
    pub people: Aggregates<Person>,
    pub check_ins: Aggregates<CheckIn>,
    pub pairs: Aggregates<Pair>,
    pub imports: Aggregates<Import>,
    pub taxonomy: Aggregates<Taxonomy>,
    pub excuses: Aggregates<Excuse>,
    pub saved_views: Aggregates<SavedViews>,
    pub seats: Aggregates<Seat>,
    /// Who and what is where, up to this very event.
    pub directory: Directory,
    /// Each unit's main check-in 主报到, requested or active.
    pub primary: HashMap<OrganisationId, CheckInId>,
    /// Everybody's check-ins that are requested or active.
    live: HashMap<Who, BTreeSet<CheckInId>>,
    /// When which account, check-in, excuse, seat or certification asks for something.
    pub(crate) dues: Deadlines,
}

runtime::aggregates!(State {
    accounts: Account,
    areas: Area,
    calendar: Calendar,
    organisations: Organisation,
    people: Person,
    check_ins: CheckIn,
    pairs: Pair,
    imports: Import,
    taxonomy: Taxonomy,
    excuses: Excuse,
    saved_views: SavedViews,
    seats: Seat,
});

impl State {
    /// The main community of a unit; people have none.
    pub(crate) fn primary_of(&self, who: Who) -> Option<OrganisationId> {
        let asked = self.check_ins.state(*self.primary.get(&who.unit()?)?).asked()?;
        Some(asked.community())
    }

    /// The check-ins of `who` that stand, be they still unanswered.
    pub(crate) fn live_check_ins(&self, who: Who) -> impl Iterator<Item = CheckInId> {
        self.live.get(&who).into_iter().flatten().copied()
    }

    /// Notes how check-in `id` stands, after it has changed.
    fn note_check_in(&mut self, id: CheckInId) {
        let check_in = self.check_ins.state(id);
        let Some(who) = check_in.asked().map(Asked::who) else {
            return;
        };
        let live = self.live.entry(who).or_default();
        if check_in.is_live() {
            live.insert(id);
        } else {
            live.remove(&id);
        }
        if live.is_empty() {
            self.live.remove(&who);
        }
        if let Some(unit) = who.unit() {
            if check_in.is_primary() {
                self.primary.insert(unit, id);
            } else if self.primary.get(&unit) == Some(&id) {
                self.primary.remove(&unit);
            }
        }
        self.dues.set(id, check_in.due_at());
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
        state.directory.apply(recorded);
        match &recorded.event {
            Event::Account(event) => {
                if let account::Event::Opened { opened, .. } = event {
                    state.logins.insert(opened.login_fingerprint.clone(), AccountId(id));
                }
                state.accounts.apply(id, version, event);
                state.dues.set(id, state.accounts.state(id).due_at());
            }
            Event::Area(event) => state.areas.apply(id, version, event),
            Event::Calendar(event) => state.calendar.apply(id, version, event),
            Event::Organisation(event) => {
                state.organisations.apply(id, version, event);
                state.dues.set(id, state.organisations.state(id).due_at());
            }
            Event::Person(event) => state.people.apply(id, version, event),
            Event::CheckIn(event) => {
                state.check_ins.apply(id, version, event);
                state.note_check_in(CheckInId(id));
            }
            Event::Excuse(event) => {
                state.excuses.apply(id, version, event);
                state.dues.set(id, state.excuses.state(id).due_at());
            }
            Event::Seat(event) => {
                state.seats.apply(id, version, event);
                state.dues.set(id, state.seats.state(id).due_at());
            }
            Event::SavedViews(event) => state.saved_views.apply(id, version, event),
            Event::Pair(event) => state.pairs.apply(id, version, event),
            Event::Import(event) => state.imports.apply(id, version, event),
            Event::Taxonomy(event) => state.taxonomy.apply(id, version, event),
        }
    }

    /// The key of whoever is erased.
    fn forgets(_: &State, recorded: &Recorded<Event>) -> Option<PersonId> {
        let is_erased = matches!(recorded.event, Event::Person(person::Event::Erased {}));
        is_erased.then(|| recorded.aggregate.into())
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.dues.next().map(|(at, _)| at)
    }

    fn deadlines(state: &mut State) -> Option<&mut Deadlines> {
        Some(&mut state.dues)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
