//! Who has an account, as others than the administrators may know.

use contracts::registry::Holders;
use contracts::registry::account::{Disable, GrantRole, Open};
use contracts::registry::organisation::Register;
use contracts::testing::person as somebody;
use values::AccountId;

use super::*;

/// A community or a unit in its area.
fn placed(office: &mut Office, name: &str, level: Level, area: &str) -> OrganisationId {
    let area = Some(area.parse().unwrap());
    OrganisationId(office.done(operator(), &Register { area, ..register(name, level) }))
}

fn account(office: &mut Office, login: &str, grants: &[(OrganisationId, Role)]) -> AccountId {
    let person = PersonId(Uuid::from_u128(login.bytes().map(u128::from).sum()));
    let (login, name) = (Text::new(login).unwrap(), Text::new(&format!("{login} 女士")).unwrap());
    let account = AccountId(office.done(operator(), &Open { login, name, person: Some(person) }));
    for (organisation, role) in grants {
        let (organisation, role) = (*organisation, *role);
        office.done(operator(), &GrantRole { account, organisation, role });
    }
    account
}

#[test]
fn who_does_business_in_an_area_is_known_to_whoever_answers_for_it() {
    let mut office = Office::new();
    let street = placed(&mut office, "听涛街道", Level::Street, "990101001");
    let community = placed(&mut office, "望海社区", Level::Community, "990101001001");
    let unit = placed(&mut office, "听涛医院", Level::Unit, "990101001001");
    let elsewhere = placed(&mut office, "外来单位", Level::Unit, "990101002001");
    account(&mut office, "li.na", &[(unit, Role::Liaison), (unit, Role::UnitHead)]);
    account(&mut office, "wang.min", &[(community, Role::CommunityClerk)]);
    account(&mut office, "zhao.lei", &[(elsewhere, Role::Liaison)]);
    account(&mut office, "audit", &[(street, Role::Auditor)]);
    let gone = account(&mut office, "sun.li", &[(unit, Role::Liaison)]);
    office.done(operator(), &Disable { account: gone });
    let ask = |office: &Office, actor: &Actor, area: &str, page: PageRequest| {
        office.ask(actor, &Holders { area: area.parse().unwrap(), page })
    };
    let officer = somebody(Role::StreetOfficer, street);
    let found = ask(&office, &officer, "990101001", PageRequest::default()).unwrap();
    let said: Vec<_> = found
        .items
        .iter()
        .map(|one| (one.organisation, one.role, one.name.as_deref().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            (unit, Role::Liaison, "li.na 女士"),
            (unit, Role::UnitHead, "li.na 女士"),
            (community, Role::CommunityClerk, "wang.min 女士"),
        ]
    );
    assert_eq!(found.total, 3);
    let second = ask(&office, &officer, "990101001", PageRequest::at(1, 1)).unwrap();
    assert_eq!(second.items[0].role, Role::UnitHead);
    for (actor, area) in [(liaison_of(unit), "990101001001"), (officer, "9901")] {
        assert_eq!(ask(&office, &actor, area, PageRequest::default()), None, "{actor:?}");
    }
}
