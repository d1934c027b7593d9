//! Every rule of organisations, named by its test.

use contracts::registry::organisation::{Appoint, DISTINGUISHED_MAX, Edit, Nature};
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, operator, person,
    registered as registered_at,
};
use decider::{deciding_again_changes_nothing, given};

use super::*;

fn register(level: Level) -> Register {
    Register {
        name: Text::new("市第一医院").unwrap(),
        level,
        nature: None,
        credit_code: None,
        area: match level {
            Level::Unit => None,
            Level::Grid => Some("371002001001007".parse().unwrap()),
            Level::City
            | Level::District
            | Level::Street
            | Level::Community
            | Level::SectorCommittee
            | Level::AreaBranch => Some("371002001001".parse().unwrap()),
        },
        parent: None,
        address: None,
    }
}

fn registered(level: Level) -> Event {
    Event::Registered(register(level))
}

/// From Monday, 2 March 2026.
fn year() -> Validity {
    Validity::months("2026-03-02".parse().unwrap(), 12)
}

fn certified() -> Event {
    Event::Certified { validity: year() }
}

/// What its registration leads to.
fn known(level: Level) -> Vec<Event> {
    let certified = (level == Level::Unit).then(certified);
    std::iter::once(registered(level)).chain(certified).collect()
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
    use Level::{AreaBranch, City, Community, District, Grid, SectorCommittee, Street, Unit};
    let every = [City, District, Street, Community, Grid, Unit, SectorCommittee, AreaBranch];
    for (role, may) in [
        (Role::Operator, &every[..]),
        (Role::CityOfficer, &every[..]),
        (Role::DistrictOfficer, &[Community, Grid, Unit, SectorCommittee, AreaBranch]),
        (Role::StreetOfficer, &[Community, Grid, Unit, AreaBranch]),
        (Role::CommunitySecretary, &[Unit]),
        (Role::CommunityClerk, &[Unit]),
        (Role::GridWorker, &[]),
        (Role::Member, &[]),
        (Role::Resident, &[]),
        (Role::Auditor, &[]),
    ] {
        for level in every {
            let asked = given::<Organisation>([])
                .when(&by(person(role, OWNER)), Command::Register(register(level)));
            if may.contains(&level) {
                let state = asked.then(known(level));
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
        given::<Organisation>([registered(Level::Unit), certified(), added("市一院")])
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

fn reason() -> Text<200> {
    Text::new("撤并").unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn edit() -> Edit {
    Edit { organisation: SOMEBODY, name: None, nature: None, credit_code: None, address: None }
}

#[test]
fn a_units_own_people_apply_and_whoever_answers_for_it_approves_or_refuses() {
    let applied = || Event::Applied(register(Level::Unit));
    for role in [Role::Liaison, Role::UnitHead] {
        given::<Organisation>([])
            .when(&by(person(role, OWNER)), Command::Register(register(Level::Unit)))
            .then([applied()]);
        given::<Organisation>([])
            .when(&by(person(role, OWNER)), Command::Register(register(Level::Street)))
            .then_rejected(Rejection::NotAuthorised);
    }
    let state = given::<Organisation>([applied()])
        .when(&by(clerk_of(OWNER)), Command::Approve)
        .then(known(Level::Unit));
    assert_eq!(state.level(), Some(Level::Unit));
    let refuse = || Command::Refuse { reason: reason() };
    let refused = Event::Refused { reason: reason() };
    let state = given::<Organisation>([applied()])
        .when(&by(clerk_of(OWNER)), refuse())
        .then([refused.clone()]);
    assert_eq!(state.level(), None);
    for command in [Command::Approve, refuse()] {
        given::<Organisation>([applied()])
            .when(&by(liaison_of(OWNER)), command)
            .then_rejected(Rejection::NotAuthorised);
    }
    given::<Organisation>([applied(), refused])
        .when(&by(operator()), Command::Approve)
        .then_rejected(Rejection::NotApplied);
    given::<Organisation>(known(Level::Unit))
        .when(&by(operator()), refuse())
        .then_rejected(Rejection::NotApplied);
}

#[test]
fn officers_answer_for_what_works_in_their_territory() {
    let mut context = by(person(Role::StreetOfficer, OWNER));
    let here = registered_at(OWNER, Level::Street, "371002001");
    context.directory = std::sync::Arc::new(directory([here]));
    let at = |area: &str| {
        let area = Some(area.parse().unwrap());
        Event::Registered(Register { area, ..register(Level::Unit) })
    };
    let suspend = || Command::Suspend { reason: reason() };
    given::<Organisation>([at("371002001007")])
        .when(&context, suspend())
        .then([Event::Suspended { reason: reason() }]);
    given::<Organisation>([at("371002002007")])
        .when(&context, suspend())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_grid_has_a_uniform_code_of_fifteen_digits() {
    let area = Some("371002001001".parse().unwrap());
    given::<Organisation>([])
        .when(&by(operator()), Command::Register(Register { area, ..register(Level::Grid) }))
        .then_rejected(Rejection::GridCodeOutOfPlace);
}

#[test]
fn a_unit_is_certified_each_year_and_shown_when_it_is_not() {
    let history = || known(Level::Unit);
    let context = |now| at(now, clerk_of(OWNER));
    given::<Organisation>(history()).when(&by(operator()), Command::Certify).then_already_so();
    given::<Organisation>(history())
        .when(&context(year().due_at), Command::Due)
        .then([Event::CertificationDue {}]);
    let due = || [history(), vec![Event::CertificationDue {}]].concat();
    let next = Event::Certified { validity: year().renewed(12) };
    let state = given::<Organisation>(due()).when(&context(year().due_at), Command::Certify);
    assert_eq!(state.then([next]).due_at(), Some(year().renewed(12).due_at));
    let state = given::<Organisation>(due())
        .when(&context(year().ends_at), Command::Due)
        .then([Event::CertificationLapsed {}]);
    assert_eq!(state.due_at(), None);
    assert!(state.is_in_operation(), "it goes on");
    let late = Validity::months(date("2027-03-01"), 12);
    given::<Organisation>([due(), vec![Event::CertificationLapsed {}]].concat())
        .when(&context(year().ends_at), Command::Certify)
        .then([Event::Certified { validity: late }]);
}

#[test]
fn only_what_is_another_is_edited_and_the_old_name_is_still_known() {
    let name = Text::new("市中心医院").unwrap();
    let ask = || Edit { name: Some(name.clone()), nature: Some(Nature::Hospital), ..edit() };
    let edited = Event::Edited {
        name: Some(name.clone()),
        nature: Some(Nature::Hospital),
        credit_code: None,
        address: None,
    };
    for actor in [liaison_of(SOMEBODY), clerk_of(OWNER), operator()] {
        given::<Organisation>(known(Level::Unit))
            .when(&by(actor), Command::Edit(ask()))
            .then([edited.clone()]);
    }
    for actor in [liaison_of(STRANGER), person(Role::Member, SOMEBODY)] {
        given::<Organisation>(known(Level::Unit))
            .when(&by(actor), Command::Edit(ask()))
            .then_rejected(Rejection::NotAuthorised);
    }
    let after = || [known(Level::Unit), vec![edited.clone()]].concat();
    given::<Organisation>(after()).when(&by(operator()), Command::Edit(ask())).then_already_so();
    given::<Organisation>(after()).when(&by(operator()), add("市第一医院")).then_already_so();
}

#[test]
fn units_move_and_belong_elsewhere_from_a_day_on() {
    let area = "371002001007".parse().unwrap();
    let place = |from| Command::Place { area, from: date(from) };
    let placed = |from| Event::Placed { area, from: date(from) };
    given::<Organisation>(known(Level::Unit))
        .when(&by(operator()), place("2026-02-01"))
        .then([placed("2026-02-01")]);
    given::<Organisation>([registered(Level::Unit), placed("2026-02-01")])
        .when(&by(operator()), place("2026-02-15"))
        .then_already_so();
    given::<Organisation>(known(Level::Community))
        .when(&by(operator()), place("2026-02-01"))
        .then_rejected(Rejection::AreaFixed);
    let belong = |parent, from| Command::Affiliate { parent, from: date(from) };
    let belonged = Event::Affiliated { parent: Some(OWNER), from: date("2026-02-01") };
    given::<Organisation>(known(Level::Unit))
        .when(&by(operator()), belong(Some(OWNER), "2026-02-01"))
        .then([belonged.clone()]);
    for from in ["2026-01-31", "2026-03-03"] {
        given::<Organisation>([registered(Level::Unit), belonged.clone()])
            .when(&by(operator()), belong(None, from))
            .then_rejected(Rejection::FromOutOfOrder);
    }
}

#[test]
fn a_unit_names_its_liaison_and_grids_their_worker() {
    let appoint = |office| Appoint {
        organisation: SOMEBODY,
        office,
        person: Some(PersonId(values::Uuid::from_u128(7))),
    };
    let liaison = Command::Appoint(appoint(Office::Liaison));
    let appointed = Event::Appointed {
        office: Office::Liaison,
        person: Some(PersonId(values::Uuid::from_u128(7))),
    };
    given::<Organisation>(known(Level::Unit))
        .when(&by(liaison_of(SOMEBODY)), liaison.clone())
        .then([appointed.clone()]);
    given::<Organisation>([registered(Level::Unit), appointed])
        .when(&by(liaison_of(SOMEBODY)), liaison)
        .then_already_so();
    let worker = Command::Appoint(appoint(Office::GridWorker));
    given::<Organisation>(known(Level::Unit))
        .when(&by(operator()), worker.clone())
        .then_rejected(Rejection::NotAGrid);
    given::<Organisation>(known(Level::Grid)).when(&by(operator()), worker).outcome().unwrap();
    let count = Command::CountHouseholds { households: 420 };
    given::<Organisation>(known(Level::Grid))
        .when(&by(operator()), count.clone())
        .then([Event::HouseholdsCounted { households: 420 }]);
    given::<Organisation>(known(Level::Unit))
        .when(&by(operator()), count)
        .then_rejected(Rejection::NotAGrid);
}

#[test]
fn what_is_suspended_resumes_and_what_ended_does_not() {
    let suspended = || Event::Suspended { reason: reason() };
    let ended = || Event::Ended { reason: reason(), on: date("2026-03-02") };
    let state = given::<Organisation>([registered(Level::Unit), suspended()])
        .when(&by(operator()), Command::Resume)
        .then([Event::Resumed {}]);
    assert!(state.is_in_operation());
    let end = || Command::End { reason: reason() };
    let state = given::<Organisation>([registered(Level::Unit), suspended()])
        .when(&by(operator()), end())
        .then([ended()]);
    assert!(!state.is_in_operation());
    for command in [Command::Resume, Command::Suspend { reason: reason() }, Command::Certify] {
        given::<Organisation>([registered(Level::Unit), ended()])
            .when(&by(operator()), command)
            .then_rejected(Rejection::NotInOperation);
    }
    given::<Organisation>([registered(Level::Unit), ended()])
        .when(&by(operator()), end())
        .then_already_so();
}

#[test]
fn a_unit_is_merged_by_the_street_and_above_and_the_merge_can_be_undone() {
    let merge = || Command::Merge { kept: SOMEBODY };
    let merged = || Event::Merged { kept: SOMEBODY };
    let state = given::<Organisation>(known(Level::Unit))
        .when(&by(person(Role::StreetOfficer, OWNER)), merge())
        .then([merged()]);
    assert!(!state.is_in_operation() && state.due_at().is_none());
    given::<Organisation>(known(Level::Unit))
        .when(&by(clerk_of(OWNER)), merge())
        .then_rejected(Rejection::NotAuthorised);
    given::<Organisation>(known(Level::Community))
        .when(&by(operator()), merge())
        .then_rejected(Rejection::NotToBeMerged);
    let history = || vec![registered(Level::Unit), merged()];
    given::<Organisation>(history()).when(&by(operator()), merge()).then_already_so();
    given::<Organisation>(history())
        .when(&by(operator()), Command::Merge { kept: STRANGER })
        .then_rejected(Rejection::NotInOperation);
    let state = given::<Organisation>(history())
        .when(&by(operator()), Command::Unmerge)
        .then([Event::Unmerged { kept: Some(SOMEBODY) }]);
    assert!(state.is_in_operation());
}

#[test]
fn whoever_may_merge_units_says_once_that_they_are_two_and_takes_it_back() {
    let distinguish = |told| Command::Distinguish { from: SOMEBODY, told };
    let undistinguish = || Command::Undistinguish { from: SOMEBODY };
    let distinguished = || Event::Distinguished { from: SOMEBODY };
    let street = by(person(Role::StreetOfficer, OWNER));
    let state = given::<Organisation>(known(Level::Unit))
        .when(&street, distinguish(false))
        .then([distinguished()]);
    assert!(state.is_in_operation() && state.is_distinguished(SOMEBODY));
    let history = || vec![registered(Level::Unit), distinguished()];
    given::<Organisation>(history()).when(&street, distinguish(false)).then_already_so();
    given::<Organisation>(known(Level::Unit)).when(&street, distinguish(true)).then_already_so();
    let state = given::<Organisation>(history())
        .when(&street, undistinguish())
        .then([Event::Undistinguished { from: SOMEBODY }]);
    assert!(!state.is_distinguished(SOMEBODY));
    given::<Organisation>(known(Level::Unit)).when(&street, undistinguish()).then_already_so();
    for command in [distinguish(false), undistinguish()] {
        given::<Organisation>(history())
            .when(&by(clerk_of(OWNER)), command)
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn only_units_that_still_are_are_told_apart_and_from_so_many_at_most() {
    let other = |n: usize| OrganisationId(values::Uuid::from_u128(0xDD00 + n as u128));
    let distinguish = |n| Command::Distinguish { from: other(n), told: false };
    let operator = by(operator());
    given::<Organisation>(known(Level::Community))
        .when(&operator, distinguish(0))
        .then_rejected(Rejection::NotTwoUnits);
    given::<Organisation>([registered(Level::Unit), Event::Merged { kept: SOMEBODY }])
        .when(&operator, distinguish(0))
        .then_rejected(Rejection::NotInOperation);
    let all = (0..DISTINGUISHED_MAX).map(|n| Event::Distinguished { from: other(n) });
    given::<Organisation>(std::iter::once(registered(Level::Unit)).chain(all))
        .when(&operator, distinguish(DISTINGUISHED_MAX))
        .then_rejected(Rejection::TooManyDistinguished { max: DISTINGUISHED_MAX });
}

/// What may be asked of a unit, by number.
fn command(which: u8, n: u8) -> Command {
    let from = date(if n == 0 { "2026-02-01" } else { "2026-02-15" });
    let of = |n: u8| (n > 0).then_some(if n == 1 { OWNER } else { STRANGER });
    match which {
        0 => Command::Register(register(Level::Unit)),
        1 => Command::Approve,
        2 => Command::Refuse { reason: reason() },
        3 => add(&format!("别名{n}")),
        4 => Command::Certify,
        5 => Command::Due,
        6 => {
            let name = Some(Text::new(&format!("医院{n}")).unwrap());
            Command::Edit(Edit { name, ..edit() })
        }
        7 => Command::Place { area: format!("37100200100{n}").parse().unwrap(), from },
        8 => Command::Affiliate { parent: of(n), from },
        9 => {
            let person = (n > 0).then(|| PersonId(values::Uuid::from_u128(n.into())));
            let office = Office::Liaison;
            Command::Appoint(Appoint { organisation: SOMEBODY, office, person })
        }
        10 => Command::Suspend { reason: reason() },
        11 => Command::Resume,
        12 => Command::End { reason: reason() },
        13 => Command::Merge { kept: of(n).unwrap_or(SOMEBODY) },
        14 => Command::Unmerge,
        15 => Command::Distinguish { from: of(n).unwrap_or(SOMEBODY), told: n > 1 },
        _ => Command::Undistinguish { from: of(n).unwrap_or(SOMEBODY) },
    }
}

proptest::proptest! {
    #[test]
    fn in_its_whole_life_deciding_again_changes_nothing_and_what_is_due_decides_something(
        steps in proptest::collection::vec((0u8..17, 0u8..3, 0u8..4, 0i32..300), 1..60),
    ) {
        let (mut state, mut today) = (State::Unregistered, date("2026-03-02"));
        for (which, n, who, days) in steps {
            // Most things happen close to each other.
            today = time::plus_days(today, if days > 200 { days } else { 0 });
            let actor = match who {
                0 => liaison_of(SOMEBODY),
                1 => person(Role::StreetOfficer, OWNER),
                2 => liaison_of(STRANGER),
                _ => operator(),
            };
            let context = at(time::start_of(today), actor);
            state =
                deciding_again_changes_nothing::<Organisation>(state, &context, command(which, n));
            if let Some(due) = state.due_at() {
                let late = at(due, Actor::System);
                let decided = Organisation::decide(&state, &late, Command::Due).unwrap();
                proptest::prop_assert!(!decided.is_empty());
            }
        }
    }

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
