//! Lines by what they are, in the order that is asked for.

use contracts::registry::organisation::{self, Level};
use contracts::testing::{OWNER, SOMEBODY, directory, merged, registered};
use contracts::{Recorded, registry};

use super::*;

#[test]
fn a_line_is_found_by_what_it_is_now_newest_first() {
    let mut index = Index::default();
    let places: Vec<_> = [("a", 1), ("a", 2), ("b", 1), ("a", 1)]
        .into_iter()
        .zip(1..)
        .map(|(kind, id)| index.add(id, [kind]))
        .collect();
    index.refile(places[1], vec![("a", 2)], vec![("a", 3)]);
    index.refile(places[1], vec![("a", 3)], vec![("a", 3)]);
    let found = |kinds: &[(&'static str, i32)]| {
        let (total, ids) = index.newest(kinds.iter().copied());
        let ids: Vec<_> = ids.map(|(_, id)| id).collect();
        assert_eq!(total, ids.len());
        ids
    };
    assert_eq!(found(&[("a", 1), ("a", 2), ("a", 3), ("b", 1)]), [4, 3, 2, 1]);
    assert_eq!(found(&[("a", 1), ("a", 3)]), [4, 2, 1]);
    assert_eq!(found(&[("a", 2)]), [0; 0]);
    assert_eq!(found(&[]), [0; 0]);
}

#[test]
fn a_line_of_two_kinds_comes_once() {
    let mut index = Index::default();
    for id in 1..=3 {
        index.add(id, if id == 2 { vec!["a", "b"] } else { vec!["a"] });
    }
    let (total, ids) = index.newest(["a", "b"]);
    let ids: Vec<_> = ids.map(|(_, id)| id).collect();
    assert_eq!((total, ids), (4, vec![3, 2, 1]));
}

#[test]
fn what_is_asked_for_at_once_is_found_of_each_and_counted() {
    let mut index = Index::default();
    for (id, kinds) in
        [(1, vec!["all", "a"]), (2, vec!["all", "b", "x"]), (3, vec!["all", "a", "x"])]
    {
        index.add(id, kinds);
    }
    let found = |asked: &[&'static str]| {
        let (total, ids) = index.find(ListOrder::Newest, asked.iter().copied(), "all");
        (total, ids.map(|(_, id)| id).collect::<Vec<_>>())
    };
    assert_eq!(found(&[]), (3, vec![3, 2, 1]));
    assert_eq!(found(&["a"]), (2, vec![3, 1]));
    assert_eq!(found(&["x", "a"]), (1, vec![3]));
    assert_eq!(found(&["none"]), (0, vec![]));
    assert_eq!(found(&["x", "none"]), (0, vec![]));
    let (total, ids) = index.find_any(ListOrder::Oldest, [vec!["a", "x"], vec!["b"]]);
    assert_eq!((total, ids.map(|(_, id)| id).collect::<Vec<_>>()), (2, vec![2, 3]));
}

#[test]
fn lines_come_in_the_order_that_is_asked_for_and_keep_their_places_in_it() {
    let mut index = Index::default();
    let at = |seconds| Some(Timestamp::from_second(seconds).unwrap());
    for (id, due) in [(1, at(30)), (2, None), (3, at(20)), (4, at(30)), (5, None), (6, at(5))] {
        let kinds = if id == 3 { vec!["all", "x"] } else { vec!["all"] };
        let order = index.add(id, kinds.clone());
        index.set_due(order, kinds, due);
    }
    index.take_out(5, ["all"]);
    index.set_due(0, ["all"], at(40));
    index.set_due(3, ["all"], None);
    index.refile(0, vec!["all"], vec!["all", "y"]);
    let found = |order, asked: &[&'static str]| {
        let (total, lines) = index.find(order, asked.iter().copied(), "all");
        let lines: Vec<_> = lines.collect();
        assert!(lines.is_sorted_by(|one, other| one.0 < other.0), "{lines:?}");
        // Page by page behind each line, it is the same again.
        let mut request = PageRequest::first(1);
        for (place, id) in &lines {
            let asked = (asked.iter().copied(), "all");
            let page = index.page(request, order, asked, Some, |id| id);
            assert_eq!((page.items, page.total), (vec![*id], total), "{order:?}");
            request = PageRequest::behind(Some(*place), 1);
        }
        (total, lines.into_iter().map(|(_, id)| id).collect::<Vec<_>>())
    };
    assert_eq!(found(ListOrder::Newest, &[]), (5, vec![5, 4, 3, 2, 1]));
    assert_eq!(found(ListOrder::Oldest, &[]), (5, vec![1, 2, 3, 4, 5]));
    assert_eq!(found(ListOrder::Due, &[]), (5, vec![3, 1, 5, 4, 2]));
    assert_eq!(found(ListOrder::Due, &["all", "x"]), (1, vec![3]));
    assert_eq!(found(ListOrder::Due, &["y"]), (1, vec![1]));
    assert_eq!(found(ListOrder::Oldest, &["x"]), (1, vec![3]));
}

#[test]
fn what_may_be_found_for_two_reasons_comes_and_counts_once_page_by_page() {
    let mut index = Index::default();
    for (id, kinds) in
        [(1, vec!["a"]), (2, vec!["a", "b"]), (3, vec!["b", "c"]), (4, vec!["d"]), (5, vec!["a"])]
    {
        index.add(id, kinds);
    }
    let found = |asked: Vec<Vec<&'static str>>| {
        let mut request = PageRequest::first(1);
        let mut all = Vec::new();
        loop {
            let order = ListOrder::Newest;
            let page = index.page_of_either(request, order, asked.clone(), Some, |id| id);
            all.extend(page.items);
            let Some(next) = page.next else {
                assert_eq!(page.total, all.len(), "each once");
                return all;
            };
            request = PageRequest::behind(Some(next), 1);
        }
    };
    assert_eq!(found(vec![vec!["a"], vec!["b"]]), [5, 3, 2, 1]);
    assert_eq!(found(vec![vec!["b"], vec!["c"], vec!["a", "b"]]), [3, 2]);
    assert_eq!(found(vec![vec!["c"], vec!["none"]]), [3]);
    assert_eq!(found(vec![vec!["none"]]), [0; 0]);
    assert_eq!(found(vec![]), [0; 0]);
}

#[test]
fn a_text_is_found_by_its_letters_and_by_each_two_of_them() {
    let of = |text| letters(text).collect::<Vec<_>>();
    assert_eq!(of(""), []);
    assert_eq!(of("海"), [Letters('海', None)]);
    let expected = [Letters('听', None), Letters('听', Some('海')), Letters('海', None)];
    assert_eq!(of("听海"), expected);
    assert!(of("听海医院").starts_with(&expected), "a text has the letters of its parts");
}

#[test]
fn what_is_taken_out_is_found_no_more_and_keeps_no_room() {
    let mut index = Index::default();
    let place = index.add(7, ["a", "b"]);
    index.take_out(place, ["a", "b"]);
    assert_eq!(index.newest(["a", "b"]).0, 0);
    assert!(index.filed.is_empty());
}

/// What an organisation has, and what is done in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Of(OrganisationId),
    In(AreaCode),
}

impl Kind for Whose {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Of(organisation) => Some(*organisation),
            Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Of(_) => Self::Of(organisation),
            Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        self.whose().map(|_| Self::In(area))
    }
}

fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

fn happened(
    directory: &mut Directory,
    recorded: &Recorded<registry::Event>,
) -> Vec<OrganisationId> {
    directory.apply(recorded);
    directory.resettled(recorded)
}

fn moved(organisation: OrganisationId, to: &str) -> Recorded<registry::Event> {
    let moved = organisation::Event::Placed { area: area(to), from: "2026-03-02".parse().unwrap() };
    let event = registry::Event::Organisation(moved);
    Recorded { aggregate: organisation.into(), version: 3, event }
}

fn parted(organisation: OrganisationId) -> Recorded<registry::Event> {
    let event = registry::Event::Organisation(organisation::Event::Unmerged { kept: None });
    Recorded { aggregate: organisation.into(), version: 4, event }
}

#[test]
fn lines_follow_whose_they_are_when_that_is_moved_merged_and_parted_again() {
    let mut town = directory([
        registered(OWNER, Level::Unit, "990101001001"),
        registered(SOMEBODY, Level::Unit, "990101001002"),
    ]);
    let mut index = Index::default();
    [OWNER, SOMEBODY].into_iter().for_each(|one| index.settle(one, &town));
    let at = Timestamp::from_second(30).unwrap();
    for (id, parties) in [(1, vec![OWNER]), (2, vec![OWNER, SOMEBODY]), (3, vec![SOMEBODY])] {
        let kinds: Vec<_> = parties.into_iter().map(Whose::Of).collect();
        let order = index.add(id, kinds.clone());
        index.set_due(order, kinds, Some(at));
    }
    let found = |index: &Index<i32, Whose>, kind| {
        let mut request = PageRequest::first(2);
        let mut all = Vec::new();
        loop {
            let asked = [vec![kind]];
            let page = index.page_of_any(request, ListOrder::Due, asked, Some, |id| id);
            all.extend(page.items);
            let Some(next) = page.next else {
                assert_eq!(page.total, all.len(), "each once");
                return all;
            };
            request = PageRequest::behind(Some(next), 2);
        }
    };
    let (here, there) = (Whose::In(area("990101001001")), Whose::In(area("990101001002")));
    let street = Whose::In(area("990101001"));
    let (owner, somebody) = (Whose::Of(OWNER), Whose::Of(SOMEBODY));
    let all = |index: &Index<i32, Whose>| {
        [here, there, street, owner, somebody].map(|kind| found(index, kind))
    };
    let begun = [vec![1, 2], vec![2, 3], vec![1, 2, 3], vec![1, 2], vec![2, 3]];
    assert_eq!(all(&index), begun);
    for (recorded, then) in [
        (moved(OWNER, "990102001001"), [vec![], vec![2, 3], vec![2, 3], vec![1, 2], vec![2, 3]]),
        (merged(OWNER, SOMEBODY), [vec![], vec![1, 2, 3], vec![1, 2, 3], vec![], vec![1, 2, 3]]),
        (
            moved(SOMEBODY, "990101001001"),
            [vec![1, 2, 3], vec![], vec![1, 2, 3], vec![], vec![1, 2, 3]],
        ),
        (parted(OWNER), [vec![2, 3], vec![], vec![2, 3], vec![1, 2], vec![2, 3]]),
        (moved(SOMEBODY, "990101001002"), [vec![], vec![2, 3], vec![2, 3], vec![1, 2], vec![2, 3]]),
        (moved(OWNER, "990101001001"), begun.clone()),
    ] {
        for one in happened(&mut town, &recorded) {
            index.settle(one, &town);
        }
        assert_eq!(all(&index), then, "{recorded:?}");
    }
    index.take_out(1, [owner, somebody]);
    index.take_out(0, [owner]);
    index.take_out(2, [somebody]);
    assert!(index.filed.is_empty() && index.own.is_empty(), "nothing keeps any room");
}

/// How many lines are looked at for a page in the middle of a long list.
#[test]
fn a_page_looks_at_no_more_of_a_long_list_than_of_a_short_one() {
    let town = directory([
        registered(OWNER, Level::Unit, "990101001001"),
        registered(SOMEBODY, Level::Unit, "990101001002"),
    ]);
    let looked_at = |lines: usize, order| {
        let mut index = Index::default();
        [OWNER, SOMEBODY].into_iter().for_each(|one| index.settle(one, &town));
        for id in 0..lines {
            let kinds = [Whose::Of(OWNER), Whose::Of(SOMEBODY)];
            let number = index.add(id, kinds);
            let due = i64::try_from(id % 7).unwrap();
            index.set_due(number, kinds, Timestamp::from_second(due).ok().filter(|_| id % 2 == 0));
        }
        let (_, mut all) = index.find(order, [], Whose::In(area("990101001")));
        let (middle, _) = all.nth(lines / 2).unwrap();
        let seen = std::cell::Cell::new(0);
        let look = |id| {
            seen.set(seen.get() + 1);
            Some(id)
        };
        let request = PageRequest::behind(Some(middle), 10);
        let asked = [vec![Whose::In(area("990101001"))]];
        let page = index.page_of_any(request, order, asked, look, |id| id);
        assert_eq!((page.items.len(), page.total), (10, lines));
        seen.get()
    };
    for order in [ListOrder::Newest, ListOrder::Oldest, ListOrder::Due] {
        assert_eq!(looked_at(100, order), 11, "{order:?}");
        assert_eq!(looked_at(10_000, order), 11, "{order:?}");
    }
}

/// How much of a long list is looked at for what is of two kinds, of which one has few.
#[test]
fn what_is_of_a_common_and_of_a_rare_kind_is_looked_for_among_the_rare() {
    let mut index = Index::default();
    for id in 0..10_000 {
        index.add(id, if id % 1_000 == 0 { vec!["common", "rare"] } else { vec!["common"] });
    }
    let seen = std::cell::Cell::new(0);
    let look = |id| {
        seen.set(seen.get() + 1);
        Some(id)
    };
    let asked = (["common", "rare"], "common");
    let request = PageRequest::first(3);
    let page = index.page(request, ListOrder::Newest, asked, look, |id| id);
    assert_eq!((page.items, page.total), (vec![9_000, 8_000, 7_000], 10));
    assert_eq!(seen.get(), 4, "and the first of the next page");
}
