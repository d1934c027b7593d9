//! One organisation: registered once, and known by further names.
//!
//! Invariant: no name stands twice among its name and aliases, and every level but the unit works
//! in an area.

use contracts::registry::organisation::{ALIASES_MAX, Command, Event, Level, Register, Rejection};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::Text;

/// The rules of organisations.
pub struct Organisation;

/// Whether an organisation is registered.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has registered it.
    #[default]
    Unregistered,
    /// It exists.
    Registered(Known),
}

/// What the rules ask about an organisation.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    level: Level,
    name: Text<60>,
    aliases: Vec<Text<60>>,
}

impl State {
    /// Where it stands, once registered.
    pub fn level(&self) -> Option<Level> {
        match self {
            State::Unregistered => None,
            State::Registered(known) => Some(known.level),
        }
    }
}

impl Decider for Organisation {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Register(organisation) => register(state, context, organisation),
            Command::AddAlias { alias } => add_alias(state, context, alias),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Registered(Register { name, level, .. }) => match state {
                State::Unregistered => {
                    State::Registered(Known { level: *level, name: name.clone(), aliases: vec![] })
                }
                State::Registered(_) => corrupt(&state, event),
            },
            Event::AliasAdded { alias } => match state {
                State::Registered(mut known) => {
                    known.aliases.push(alias.clone());
                    State::Registered(known)
                }
                State::Unregistered => corrupt(&state, event),
            },
        }
    }
}

/// Who may put an organisation of `level` into the registry: streets and above are the city's to
/// register, communities and grids the street's, units also the community's.
fn may_register(actor: &Actor, level: Level) -> bool {
    let Actor::Person { role, .. } = actor else {
        return false;
    };
    let city = matches!(role, Role::Operator | Role::CityOfficer);
    let street = city || matches!(role, Role::StreetOfficer | Role::DistrictOfficer);
    match level {
        Level::City | Level::District | Level::Street => city,
        Level::Community | Level::Grid => street,
        Level::Unit => street || matches!(role, Role::CommunityClerk | Role::CommunitySecretary),
    }
}

fn register(
    state: &State,
    context: &Context,
    organisation: Register,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unregistered {
        return Err(Rejection::AlreadyRegistered);
    }
    if !may_register(&context.actor, organisation.level) {
        return Err(Rejection::NotAuthorised);
    }
    if organisation.level != Level::Unit && organisation.area.is_none() {
        return Err(Rejection::AreaMissing);
    }
    Ok(vec![Event::Registered(organisation)])
}

/// Whoever may register such an organisation may say by which other names lists know it.
fn add_alias(state: &State, context: &Context, alias: Text<60>) -> Result<Vec<Event>, Rejection> {
    let State::Registered(Known { level, name, aliases }) = state else {
        return Err(Rejection::Unknown);
    };
    if !may_register(&context.actor, *level) {
        return Err(Rejection::NotAuthorised);
    }
    if *name == alias || aliases.contains(&alias) {
        return Ok(vec![]);
    }
    if aliases.len() >= ALIASES_MAX {
        return Err(Rejection::TooManyAliases { max: ALIASES_MAX });
    }
    Ok(vec![Event::AliasAdded { alias }])
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, by, clerk_of, operator, person};
    use decider::{deciding_again_changes_nothing, given};

    use super::*;

    fn register(level: Level) -> Register {
        Register {
            name: Text::new("市第一医院").unwrap(),
            level,
            nature: None,
            credit_code: None,
            area: (level != Level::Unit).then(|| "371002001001".parse().unwrap()),
            parent: None,
            address: None,
        }
    }

    fn registered(level: Level) -> Event {
        Event::Registered(register(level))
    }

    fn alias(name: &str) -> Text<60> {
        Text::new(name).unwrap()
    }

    fn add(name: &str) -> Command {
        Command::AddAlias { alias: alias(name) }
    }

    fn added(name: &str) -> Event {
        Event::AliasAdded { alias: alias(name) }
    }

    #[test]
    fn each_level_is_registered_from_above() {
        use Level::{City, Community, District, Grid, Street, Unit};
        let every = [City, District, Street, Community, Grid, Unit];
        for (role, may) in [
            (Role::Operator, &every[..]),
            (Role::CityOfficer, &every[..]),
            (Role::DistrictOfficer, &[Community, Grid, Unit]),
            (Role::StreetOfficer, &[Community, Grid, Unit]),
            (Role::CommunitySecretary, &[Unit]),
            (Role::CommunityClerk, &[Unit]),
            (Role::UnitHead, &[]),
            (Role::Liaison, &[]),
            (Role::GridWorker, &[]),
            (Role::Member, &[]),
            (Role::Resident, &[]),
            (Role::Auditor, &[]),
        ] {
            for level in every {
                let asked = given::<Organisation>([])
                    .when(&by(person(role, OWNER)), Command::Register(register(level)));
                if may.contains(&level) {
                    let state = asked.then([registered(level)]);
                    assert_eq!(state.level(), Some(level));
                } else {
                    asked.then_rejected(Rejection::NotAuthorised);
                }
            }
        }
    }

    #[test]
    fn the_system_registers_nothing() {
        given::<Organisation>([])
            .when(&by(Actor::System), Command::Register(register(Level::Unit)))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn every_level_but_the_unit_works_in_an_area() {
        let nowhere = Register { area: None, ..register(Level::Community) };
        given::<Organisation>([])
            .when(&by(operator()), Command::Register(nowhere))
            .then_rejected(Rejection::AreaMissing);
    }

    #[test]
    fn an_identifier_stands_for_one_organisation() {
        given::<Organisation>([registered(Level::Unit)])
            .when(&by(operator()), Command::Register(register(Level::Street)))
            .then_rejected(Rejection::AlreadyRegistered);
    }

    #[test]
    fn an_alias_is_added_once() {
        given::<Organisation>([registered(Level::Unit)])
            .when(&by(clerk_of(OWNER)), add("市一院"))
            .then([added("市一院")]);
        for known in ["市一院", "市第一医院"] {
            given::<Organisation>([registered(Level::Unit), added("市一院")])
                .when(&by(clerk_of(OWNER)), add(known))
                .then_already_so();
        }
    }

    #[test]
    fn what_is_not_registered_has_no_alias() {
        given::<Organisation>([])
            .when(&by(operator()), add("市一院"))
            .then_rejected(Rejection::Unknown);
    }

    #[test]
    fn an_alias_is_added_by_whoever_may_register_the_level() {
        given::<Organisation>([registered(Level::Community)])
            .when(&by(clerk_of(OWNER)), add("和平"))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn aliases_have_a_limit() {
        let names: Vec<_> = (0..=ALIASES_MAX).map(|n| format!("别名{n}")).collect();
        let history = || {
            let aliases = names.iter().take(ALIASES_MAX).map(|name| added(name));
            std::iter::once(registered(Level::Unit)).chain(aliases)
        };
        given::<Organisation>(history())
            .when(&by(operator()), add(&names[ALIASES_MAX]))
            .then_rejected(Rejection::TooManyAliases { max: ALIASES_MAX });
        given::<Organisation>(history()).when(&by(operator()), add(&names[0])).then_already_so();
    }

    proptest::proptest! {
        #[test]
        fn no_name_stands_twice(names in proptest::collection::vec(0u8..30, 0..60)) {
            let context = by(operator());
            let mut state = Organisation::evolve(State::Unregistered, &registered(Level::Unit));
            for n in names {
                let command = add(&format!("别名{n}"));
                state = deciding_again_changes_nothing::<Organisation>(state, &context, command);
                let State::Registered(known) = &state else { unreachable!("it stays registered") };
                let distinct: std::collections::BTreeSet<_> = known.aliases.iter().collect();
                proptest::prop_assert_eq!(distinct.len(), known.aliases.len());
                proptest::prop_assert!(known.aliases.len() <= ALIASES_MAX);
            }
        }
    }
}
