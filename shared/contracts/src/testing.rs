//! People and moments for the tests of the rules.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use values::{CommandId, OrganisationId, PersonId, Text, Timestamp, Uuid, time};

use crate::registry::organisation::{self, Level, Register};
use crate::registry::{Event, person as people};
use crate::{Actor, Asker, Context, Directory, Recorded, Role};

/// The organisation that owns what a test is about.
pub const OWNER: OrganisationId = OrganisationId(Uuid::from_u128(0xA));
/// Another organisation, on the other side.
pub const SOMEBODY: OrganisationId = OrganisationId(Uuid::from_u128(0xB));
/// A third one, which has no part in it.
pub const STRANGER: OrganisationId = OrganisationId(Uuid::from_u128(0xC));

/// Says that this cannot be tested here; with `GONGJIAN_NO_SKIPS` that is a failure.
///
/// # Panics
/// When nothing may be skipped.
pub fn skipped(why: &str) {
    assert!(std::env::var_os("GONGJIAN_NO_SKIPS").is_none(), "nothing may be skipped: {why}");
    eprintln!("skipped: {why}");
}

/// The Python that `deploy/setup test` made for tests, or the machine's own where it was not run.
pub fn python() -> PathBuf {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.local/python/bin/python");
    if ours.exists() { ours } else { PathBuf::from("python3") }
}

/// Monday, 2 March 2026, 9:00 in Shanghai.
pub fn monday() -> Timestamp {
    "2026-03-02T01:00:00Z".parse().expect("it is an instant")
}

/// A person of `organisation` in `role`: one for each pair of them.
pub fn person(role: Role, organisation: OrganisationId) -> Actor {
    let number = organisation.0.as_u128() << 8 | role as u128;
    Actor::Person { person: PersonId(Uuid::from_u128(number)), organisation, role }
}

/// The liaison of a unit.
pub fn liaison_of(organisation: OrganisationId) -> Actor {
    person(Role::Liaison, organisation)
}

/// The head of a unit, who signs.
pub fn head_of(organisation: OrganisationId) -> Actor {
    person(Role::UnitHead, organisation)
}

/// A clerk of a community.
pub fn clerk_of(organisation: OrganisationId) -> Actor {
    person(Role::CommunityClerk, organisation)
}

/// The secretary of a community, who signs.
pub fn secretary_of(organisation: OrganisationId) -> Actor {
    person(Role::CommunitySecretary, organisation)
}

/// Whoever runs the machine.
pub fn operator() -> Actor {
    person(Role::Operator, OrganisationId(Uuid::from_u128(0xFF)))
}

/// `actor` asks, on Monday morning.
pub fn by(actor: Actor) -> Context {
    at(monday(), actor)
}

/// `actor` asks, at `now`.
pub fn at(now: Timestamp, actor: Actor) -> Context {
    Context { now, actor, command: CommandId(Uuid::from_u128(1)), directory: Arc::default() }
}

/// `actor` asks a question, and nothing was registered.
pub fn asking(actor: &Actor) -> Asker<'_> {
    static NOTHING: LazyLock<Directory> = LazyLock::new(Directory::default);
    Asker { actor, directory: &NOTHING }
}

/// The directory after this was registered.
pub fn directory(registered: impl IntoIterator<Item = Recorded<Event>>) -> Directory {
    let mut directory = Directory::default();
    for recorded in registered {
        directory.apply(&recorded);
    }
    directory
}

/// From then on `kept` stands for `merged`.
pub fn merged(merged: OrganisationId, kept: OrganisationId) -> Recorded<Event> {
    let event = Event::Organisation(organisation::Event::Merged { kept });
    Recorded { aggregate: merged.into(), version: 2, event }
}

/// Somebody works for a unit from then on.
pub fn works_for(person: PersonId, unit: OrganisationId) -> Recorded<Event> {
    let from = time::date_at(monday());
    let event = people::Event::WorkChanged { work_unit: Some(unit), from };
    Recorded { aggregate: person.into(), version: 2, event: Event::Person(event) }
}

/// The registration of an organisation that works in `area`; an empty text is nowhere.
pub fn registered(id: OrganisationId, level: Level, area: &str) -> Recorded<Event> {
    let registered = organisation::Event::Registered(Register {
        name: Text::new("某组织").expect("short and plain"),
        level,
        nature: None,
        credit_code: None,
        area: (!area.is_empty()).then(|| area.parse().expect("an area code")),
        parent: None,
        address: None,
    });
    Recorded { aggregate: id.into(), version: 1, event: Event::Organisation(registered) }
}
