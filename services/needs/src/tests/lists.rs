//! What the lists find, and how little of them they look at for it.

use std::cell::Cell;
use std::collections::BTreeSet;

use contracts::PageRequest;

use super::*;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x51));

/// Which needs are on the page, how many there are in all, and how many were looked at.
fn looked_at(office: &Office, query: &NeedsQuery) -> (Vec<NeedId>, usize, usize) {
    let seen = Cell::new(0);
    let look = |_| seen.set(seen.get() + 1);
    let page = office.view.needs_looking(&office.directory, query, look);
    (page.items.iter().map(|line| line.id).collect(), page.total, seen.get())
}

#[test]
fn each_filter_finds_the_needs_it_names_and_looks_at_no_others_however_many_there_are() {
    let mut office = Office::new();
    let mut few = Vec::new();
    for n in 0..3 {
        few.push(office.raised_as(&format!("陪{n}号楼的老人看海"), Kind::Individual));
    }
    for n in 0..60 {
        office.raised(&format!("换{n}号楼前的路灯"));
    }
    for need in few.iter().copied() {
        let classification = need::Classification {
            category: Category::Facility,
            subcategory: None,
            kind: Kind::Individual,
            urgency: need::Urgency::Hard,
            concerns_many: false,
        };
        office.done(clerk_of(OWNER), &need::Classify { need, classification });
        office.closed(need, Outcome::Unsolved { reason: reason("没有志愿者") });
    }
    let page = PageRequest::first(2);
    let all = || NeedsQuery { page, ..NeedsQuery::default() };
    let kind = Some(Kind::Individual);
    let text = |text: &str| Some(text.to_owned());
    for query in [
        NeedsQuery { kind, ..all() },
        NeedsQuery { urgency: Some(need::Urgency::Hard), ..all() },
        NeedsQuery { solved: Some(false), ..all() },
        NeedsQuery { kind, overdue: Some(false), ..all() },
        NeedsQuery { kind, status: Some(NeedStatus::Closed), owner: Some(OWNER), ..all() },
        NeedsQuery { kind, area: Some("371002".parse().unwrap()), owner: Some(OWNER), ..all() },
        NeedsQuery { text: text("老人看海"), ..all() },
        NeedsQuery { text: text("看"), area: Some("371002".parse().unwrap()), ..all() },
    ] {
        assert_eq!(looked_at(&office, &query), (vec![few[2], few[1]], 3, 3), "{query:?}");
    }
    for query in [
        NeedsQuery { solved: Some(true), ..all() },
        NeedsQuery { overdue: Some(true), ..all() },
        NeedsQuery { kind, status: Some(NeedStatus::Raised), ..all() },
        NeedsQuery { kind, text: text("路灯"), ..all() },
        NeedsQuery { text: text("老人看路灯"), ..all() },
    ] {
        assert_eq!(looked_at(&office, &query), (vec![], 0, 0), "{query:?}");
    }
    for sound in ["kanhai", "lrkh"] {
        let (shown, total, _) = looked_at(&office, &NeedsQuery { text: text(sound), ..all() });
        assert_eq!((shown, total), (vec![few[2], few[1]], 3), "{sound}");
    }
}

#[test]
fn a_handling_is_found_by_who_has_it_by_who_had_it_and_by_whoever_stands_above() {
    let mut office = Office::new();
    office.learn(&registered(STREET, Level::Street, "371002001"));
    let (clerk, street) = (clerk_of(OWNER), somebody(Role::StreetOfficer, STREET));
    let [kept, sent_up] = ["路灯", "护坡"].map(|title| office.raised(title));
    for need in [kept, sent_up] {
        office.done(clerk.clone(), &handling::Begin { need, class: need::Urgency::Ordinary });
    }
    let escalate = handling::Escalate { need: sent_up, reason: reason("要市政来修") };
    office.done(clerk.clone(), &escalate);
    let found = |office: &Office, actor: &Actor, holder, area: Option<&str>| {
        let area = area.map(|area| area.parse().unwrap());
        let page = office.ask(actor, &Handlings { holder, area, ..Handlings::default() });
        assert_eq!(page.total, page.items.len(), "each counts once");
        page.items.iter().map(|line| line.need).collect::<BTreeSet<_>>()
    };
    let [both, one, other, none]: [BTreeSet<NeedId>; 4] =
        [vec![kept, sent_up], vec![kept], vec![sent_up], vec![]].map(BTreeSet::from_iter);
    assert_eq!(found(&office, &street, None, None), both);
    assert_eq!(found(&office, &clerk, None, None), both, "also what it had before");
    assert_eq!(found(&office, &clerk, Some(STREET), None), other);
    assert_eq!(found(&office, &clerk, Some(STREET), Some("371002001001")), none);
    let here = Some("371002001001");
    for actor in [&street, &clerk] {
        assert_eq!(found(&office, actor, None, here), one);
        assert_eq!(found(&office, actor, Some(OWNER), here), one);
    }
    let stranger = clerk_of(STRANGER);
    assert_eq!(found(&office, &stranger, None, Some("371002")), none);
    // It follows its holder to whatever that is merged into, and to where that works.
    office.learn(&registered(STRANGER, Level::Community, "371002001002"));
    office.learn(&merged(OWNER, STRANGER));
    assert_eq!(found(&office, &street, None, Some("371002001001")), none);
    assert_eq!(found(&office, &street, None, Some("371002001002")), one);
    for holder in [OWNER, STRANGER] {
        assert_eq!(found(&office, &stranger, Some(holder), None), one);
    }
    assert_eq!(found(&office, &stranger, None, None), both);
}
