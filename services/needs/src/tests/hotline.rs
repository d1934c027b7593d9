//! Items of the hotline as lists show them.

use contracts::needs::hotline::{Hotline, HotlineItems, Receive, Reply};

use super::*;

fn number(text: &str) -> Text<40> {
    Text::new(text).unwrap()
}

fn call(text: &str) -> Receive {
    Receive {
        number: number(text),
        owner: OWNER,
        title: Text::new("路灯不亮").unwrap(),
        text: Text::new("三号楼前路灯不亮，请回电 13900000000").unwrap(),
        category: None,
        heard_at: monday(),
        until: None,
    }
}

/// The numbers of an owner's items, answered or not.
fn numbers(office: &Office, owner: OrganisationId, replied: Option<bool>) -> Vec<String> {
    let clerk = clerk_of(OWNER);
    let query = HotlineItems { owner: Some(owner), replied, ..HotlineItems::default() };
    let page = office.ask(&clerk, &query);
    assert_eq!(page.total, page.items.len());
    page.items.iter().map(|item| item.number.to_string()).collect()
}

#[test]
fn what_waits_is_found_by_owner_in_the_order_in_which_it_came() {
    let mut office = Office::new();
    for text in ["2026-1", "2026-2", "2026-3"] {
        office.done(clerk_of(OWNER), &call(text));
    }
    let reply = Text::new("已修好").unwrap();
    let reply = Reply { number: number("2026-2"), reply, replied_at: None };
    office.done(clerk_of(OWNER), &reply);
    assert_eq!(numbers(&office, OWNER, Some(false)), ["2026-1", "2026-3"]);
    assert_eq!(numbers(&office, OWNER, Some(true)), ["2026-2"]);
    assert_eq!(numbers(&office, OWNER, None), ["2026-1", "2026-2", "2026-3"]);
    assert!(numbers(&office, STRANGER, None).is_empty());
    office.learn(&registered(STRANGER, Level::Community, "371002001002"));
    office.learn(&merged(OWNER, STRANGER));
    assert_eq!(numbers(&office, STRANGER, Some(true)), ["2026-2"], "it stands for both now");
}

#[test]
fn an_item_is_found_by_its_number_and_read_by_whoever_answers_it() {
    let mut office = Office::new();
    office.done(clerk_of(OWNER), &call("2026-1"));
    let found = |actor: &Actor, text: &str| office.ask(actor, &Hotline { number: number(text) });
    let own = found(&clerk_of(OWNER), "2026-1").unwrap();
    assert!(own.text.unwrap().contains("13900000000"));
    assert_eq!(found(&clerk_of(STRANGER), "2026-1"), None, "it is another's to answer");
    let all = |actor: &Actor| office.ask(actor, &HotlineItems::default()).total;
    assert_eq!([all(&clerk_of(OWNER)), all(&clerk_of(STRANGER))], [1, 0]);
    let auditor = somebody(Role::Auditor, STRANGER);
    let audited = found(&auditor, "2026-1").unwrap();
    assert_eq!((audited.text, audited.title), (None, own.title), "without what was said");
    assert_eq!(found(&clerk_of(OWNER), "2026-2"), None);
}

#[test]
fn what_is_overdue_is_found_by_the_area_of_whoever_is_to_answer_until_it_is_answered() {
    let mut office = Office::new();
    office.learn(&registered(STRANGER, Level::Community, "371002001002"));
    let hours = |hours: u64| std::time::Duration::from_secs(3600 * hours);
    let (heard_at, until) = (monday() - hours(2), Some(monday() - hours(1)));
    office.done(clerk_of(OWNER), &Receive { heard_at, until, ..call("2026-1") });
    let until = Some(monday() + hours(1));
    office.done(clerk_of(OWNER), &Receive { heard_at, until, ..call("2026-2") });
    office.done(clerk_of(OWNER), &call("2026-3"));
    let of = |office: &Office, area: &str, overdue| {
        let (area, overdue) = (Some(area.parse().unwrap()), Some(overdue));
        let asked = HotlineItems { area, overdue, ..HotlineItems::default() };
        let page = office.ask(&clerk_of(OWNER), &asked);
        assert_eq!(page.total, page.items.len());
        page.items.iter().map(|item| item.number.to_string()).collect::<Vec<_>>()
    };
    let nothing: Vec<String> = Vec::new();
    assert_eq!(of(&office, "371002", true), ["2026-1"]);
    assert_eq!(of(&office, "371002", false), ["2026-2", "2026-3"]);
    assert_eq!(of(&office, "371002001002", true), nothing, "of nobody who works there");
    let reply = Text::new("已修好").unwrap();
    let reply = Reply { number: number("2026-1"), reply, replied_at: None };
    office.done(clerk_of(OWNER), &reply);
    assert_eq!(of(&office, "371002", true), nothing);
}
