//! What is kept of a person, told to that person and to nobody else.

use contracts::registry::account::{GrantRole, Open};
use contracts::registry::excuse::{self, ExcuseReason};
use contracts::registry::organisation::{Appoint, Office as Post};
use contracts::registry::saved_views::Save;
use contracts::registry::{Held, HeldExcuse, PersonExcuse, UnitExcuse, seat};
use contracts::testing::{head_of, person as in_role};
use values::AccountId;

use super::*;

#[test]
fn people_are_told_everything_that_is_kept_of_them_and_nobody_else_is() {
    let mut office = Office::new();
    let unit = office.organisation("市第一医院", Level::Unit);
    let community = office.organisation("和平社区", Level::Community);
    let (work_unit, home_community) = (Some(unit), Some(community));
    let register = person::Register { work_unit, home_community, ..somebody("某甲", "139-0000") };
    let person = office.person(&register);
    let itself = Actor::Person { person, organisation: unit, role: Role::Member };
    let nothing = office.ask(&itself, &Held { person }).unwrap();
    assert_eq!((nothing.account, nothing.excuse), (None, None));

    let (login, name) = (text("mou.jia"), text("某甲"));
    let open = Open { login, name, person: Some(person) };
    let account = AccountId(office.done(operator(), &open));
    let role = Role::Member;
    office.done(operator(), &GrantRole { account, organisation: unit, role });
    let who = Who::Person(person);
    let can_offer = Some(text("周末义诊"));
    let request = check_in::Request { can_offer, ..check_in::Request::of(who, community) };
    office.done(itself.clone(), &request);
    let until = "2026-12-31".parse().unwrap();
    let reason = ExcuseReason::Away;
    office.done(clerk_of(community), &excuse::Grant { who, reason, until });
    let appoint = Appoint { organisation: unit, office: Post::Liaison, person: Some(person) };
    office.done(head_of(unit), &appoint);
    office.done(clerk_of(community), &seat::Fill { body: community, unit, person, until });
    let (name, address) = (text("待认领"), text("/needs?status=posted"));
    office.done(itself.clone(), &Save { person, name, address });

    let held = office.ask(&itself, &Held { person }).unwrap();
    let registered = held.registered.unwrap();
    assert_eq!(registered.name.as_deref(), Some("某甲"));
    assert_eq!(registered.stays.len(), 2);
    assert_eq!(held.excuse, Some(HeldExcuse { reason, until }));
    let [came] = &held.check_ins[..] else { panic!("{:?}", held.check_ins) };
    assert_eq!((came.line.community, came.can_offer.clone()), (community, Some(text("周末义诊"))));
    assert_eq!((held.offices[0].organisation, held.offices[0].office), (unit, Post::Liaison));
    assert_eq!(held.seats[0].body, community);
    let account = held.account.unwrap();
    assert_eq!((account.login.as_deref(), account.grants.len()), (Some("mou.jia"), 1));
    assert_eq!(held.saved_views[0].name, text("待认领"));

    let others = [operator(), clerk_of(community), head_of(unit), Actor::System];
    for actor in others {
        assert_eq!(office.ask(&actor, &Held { person }), None, "{actor:?}");
    }
}

#[test]
fn of_whoever_was_erased_nothing_readable_is_kept() {
    let mut office = Office::new();
    let person = office.person(&somebody("某甲", "139-0000"));
    let itself = Actor::Person { person, organisation: STRANGER, role: Role::Member };
    let (login, name) = (text("mou.jia"), text("某甲"));
    office.done(operator(), &Open { login, name, person: Some(person) });
    office.done(itself.clone(), &person::Erase { person });
    let held = office.ask(&itself, &Held { person }).unwrap();
    assert_eq!(held.registered, None);
    let account = held.account.unwrap();
    assert_eq!((account.login, account.name), (None, None));
}

#[test]
fn why_somebody_is_excused_only_they_and_whoever_answers_for_them_learn() {
    let mut office = Office::new();
    let (home, other) = (
        office.organisation("和平社区", Level::Community),
        office.organisation("外地", Level::City),
    );
    let under =
        organisation::Register { parent: Some(home), ..register("市第一医院", Level::Unit) };
    let unit = OrganisationId(office.done(operator(), &under));
    let (work_unit, home_community) = (Some(unit), Some(home));
    let person =
        office.person(&person::Register { work_unit, home_community, ..somebody("某甲", "1") });
    let (reason, until) = (ExcuseReason::Health, "2026-12-31".parse().unwrap());
    let excuse = Some(HeldExcuse { reason, until });
    let who = Who::Person(person);
    office.done(clerk_of(home), &excuse::Grant { who, reason, until });
    let itself = Actor::Person { person, organisation: unit, role: Role::Member };
    for (actor, told) in [
        (itself, true),
        (liaison_of(unit), true),
        (clerk_of(home), true),
        (clerk_of(other), false),
        (in_role(Role::Auditor, unit), false),
    ] {
        let found = office.ask(&actor, &PersonExcuse { person });
        assert_eq!(found, excuse.filter(|_| told), "{actor:?}");
    }
    let who = Who::Unit(unit);
    office.done(clerk_of(home), &excuse::Grant { who, reason, until });
    for (actor, told) in
        [(liaison_of(unit), true), (clerk_of(home), true), (liaison_of(other), false)]
    {
        let found = office.ask(&actor, &UnitExcuse { organisation: unit });
        assert_eq!(found, excuse.filter(|_| told), "{actor:?}");
    }
    office.done(clerk_of(home), &excuse::Lift { who });
    assert_eq!(office.ask(&liaison_of(unit), &UnitExcuse { organisation: unit }), None);
}
