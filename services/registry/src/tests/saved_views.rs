//! What people saved: read by themselves alone, replaced under its name, gone with the person.

use contracts::registry::saved_views::{Delete, Rejection as Refused, Save, SavedViews};

use super::*;

fn save(person: PersonId, name: &str, address: &str) -> Save {
    Save { person, name: Text::new(name).unwrap(), address: Text::new(address).unwrap() }
}

fn seen(office: &Office, actor: &Actor, person: PersonId) -> Vec<(String, String)> {
    let found = office.ask(actor, &SavedViews { person }).into_iter();
    found.map(|line| (line.name.to_string(), line.address.to_string())).collect()
}

#[test]
fn a_view_is_its_persons_own_and_is_replaced_under_its_name() {
    let mut office = Office::new();
    let (own, other) = (clerk_of(STRANGER), liaison_of(STRANGER));
    let person = own.person().unwrap();
    for (name, address) in
        [("我的需求", "/needs?status=posted"), ("本月", "/claims"), ("我的需求", "/needs?text=a")]
    {
        office.done(own.clone(), &save(person, name, address));
    }
    let expected = [("我的需求", "/needs?text=a"), ("本月", "/claims")]
        .map(|(name, address)| (name.to_owned(), address.to_owned()));
    assert_eq!(seen(&office, &own, person), expected);
    for somebody_else in [other, operator()] {
        assert!(seen(&office, &somebody_else, person).is_empty(), "{somebody_else:?}");
    }
    let again = save(person, "本月", "/claims");
    assert_eq!(office.send(own.clone(), &again), Ok(None), "it was saved so");
    let unfit = save(person, "别处", "//elsewhere.example");
    assert_eq!(office.send(own.clone(), &unfit), Err(Refused::AddressUnfit.into()));
    let stored: String =
        office.commits.iter().map(|commit| serde_json::to_string(&**commit).unwrap()).collect();
    assert!(!stored.contains("我的需求") && !stored.contains("/needs"), "{stored}");
    let view = office.ask(&own, &SavedViews { person })[0].view;
    office.done(own.clone(), &Delete { person, view });
    assert_eq!(seen(&office, &own, person), expected[1..]);
}
