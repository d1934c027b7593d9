//! The list as people ask for it.

use contracts::registry::organisation::Level;
use contracts::resources::offer::{Category, List};
use contracts::resources::schedule::{Opening, Schedule, Weekday};
use contracts::testing::{
    OWNER, SOMEBODY, asking, directory, liaison_of, merged, monday, registered,
};
use contracts::{Actor, Recorded, Slot};
use values::{Amount, ClaimId, CommandId, Date, Hash, Text, Unit, Uuid};

use super::*;

/// A view to which things happen on the Monday of all tests, each in a commit of its own.
#[derive(Default)]
struct Seen {
    view: View,
    position: u64,
}

impl Seen {
    fn see(&mut self, offer: OfferId, event: offer::Event) {
        self.position += 1;
        let event = Event::Offer(event);
        self.view.apply(&Commit {
            position: self.position,
            previous: Hash::default(),
            command: CommandId(Uuid::from_u128(self.position.into())),
            request: Hash::default(),
            actor: Actor::System,
            time: monday(),
            cause: None,
            events: vec![Recorded { aggregate: offer.into(), version: self.position, event }],
        });
    }
}

fn id(n: u128) -> OfferId {
    OfferId(Uuid::from_u128(n))
}

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(n))
}

fn list() -> List {
    let amount = Amount::new(40, Unit::Session).unwrap();
    List::new(OWNER, Text::new("四楼会议室").unwrap(), Category::Venue, amount)
}

fn listed(offer: List) -> offer::Event {
    let stands_to = "2026-09-02T15:59:59.999Z".parse().unwrap();
    offer::Event::Listed { offer: Box::new(offer), stands_to }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn slot(day: &str, from: &str, to: &str) -> Slot {
    Slot { date: date(day), from: from.parse().unwrap(), to: to.parse().unwrap() }
}

/// Open on Friday evenings.
fn by_time(capacity: Option<u64>) -> List {
    let [from, to] = ["18:00", "22:00"].map(|time| time.parse().unwrap());
    let weekly = vec![Opening { weekday: Weekday::Friday, from, to }];
    let schedule = Schedule { weekly, closed: vec![], extra: vec![], capacity };
    List { schedule: Some(Box::new(schedule)), ..list() }
}

fn booked(n: u128, quantity: u64, slot: Slot) -> offer::Event {
    offer::Event::Held {
        claim: claim(n),
        claimer: SOMEBODY.into(),
        owner: OWNER,
        category: Category::Venue,
        quantity,
        slot: Some(slot),
    }
}

/// The free slots of offer 1, shown as `slot left`, from `from` to `to`.
fn free(seen: &Seen, from: &str, to: &str) -> Vec<String> {
    let query = Slots { offer: id(1), from: date(from), to: Some(date(to)) };
    let slots = slots::of(&seen.view.kept[&id(1)], query);
    slots.free.iter().map(|free| format!("{} {}", free.slot, free.left)).collect()
}

#[test]
fn what_is_free_of_an_exclusive_offer_is_what_nobody_has() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(by_time(None)));
    seen.see(id(1), booked(1, 2, slot("2026-03-06", "19:00", "20:00")));
    let week = || ("2026-03-02", "2026-03-08");
    let expected = ["2026-03-06 18:00–19:00 38", "2026-03-06 20:00–22:00 38"];
    assert_eq!(free(&seen, week().0, week().1), expected);
    assert_eq!(free(&seen, "2026-03-07", "2026-03-12"), [""; 0]);
    seen.see(id(1), offer::Event::Released { claim: claim(1) });
    assert_eq!(free(&seen, week().0, week().1), ["2026-03-06 18:00–22:00 40"]);
    seen.see(id(1), offer::Event::Paused { reason: None });
    assert_eq!(free(&seen, week().0, week().1), [""; 0]);
}

#[test]
fn what_is_free_of_a_shared_offer_is_told_piece_by_piece() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(by_time(Some(5))));
    seen.see(id(1), booked(1, 3, slot("2026-03-06", "18:00", "20:00")));
    seen.see(id(1), booked(2, 2, slot("2026-03-06", "19:00", "21:00")));
    let expected =
        ["2026-03-06 18:00–19:00 2", "2026-03-06 20:00–21:00 3", "2026-03-06 21:00–22:00 5"];
    assert_eq!(free(&seen, "2026-03-06", "2026-03-06"), expected);
    let query = Slots { offer: id(1), from: date("2026-03-06"), to: None };
    let answer = slots::of(&seen.view.kept[&id(1)], query);
    let booked: Vec<_> = answer.booked.iter().map(|b| (b.claim, b.quantity)).collect();
    assert_eq!(booked, [(claim(1), 3), (claim(2), 2)]);
}

#[test]
fn slots_are_told_a_month_at_a_time_and_to_the_end_of_the_term() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(List { until: Some(date("2026-03-13")), ..by_time(None) }));
    let query = Slots { offer: id(1), from: date("2026-03-01"), to: Some(date("2026-12-31")) };
    let answer = slots::of(&seen.view.kept[&id(1)], query);
    let days: Vec<_> = answer.free.iter().map(|free| free.slot.date).collect();
    assert_eq!(days, [date("2026-03-06"), date("2026-03-13")]);
    assert_eq!(answer.next, Some(date("2026-04-01")));
}

fn named(title: &str) -> List {
    List { title: Text::new(title).unwrap(), ..list() }
}

/// The titles of what `query` finds, as `actor` sees it.
fn titles(seen: &Seen, query: &Offers, actor: &Actor) -> Vec<String> {
    let page = seen.view.offers(query, asking(actor));
    assert_eq!(page.total, page.items.len(), "the total is what there is");
    page.items.iter().map(|line| line.title.to_string()).collect()
}

#[test]
fn an_offer_that_serves_a_wider_area_is_found_in_a_narrower_one() {
    let mut seen = Seen::default();
    let areas = [None, Some("9901"), Some("990101001"), Some("990101001002"), Some("990101002")];
    for (n, area) in (1..).zip(areas) {
        let area = area.map(|area| area.parse().unwrap());
        let title = area.map_or("全市".to_owned(), |area: AreaCode| area.short());
        seen.see(id(n), listed(List { area, ..named(&title) }));
    }
    let find = |area: &str, category| {
        let query = Offers { area: Some(area.parse().unwrap()), category, ..Offers::default() };
        titles(&seen, &query, &liaison_of(SOMEBODY))
    };
    let all = ["990101001002", "990101001", "9901", "全市"];
    assert_eq!(find("990101001002", None), all);
    assert_eq!(find("990101001002001", None), all, "a grid of it");
    assert_eq!(find("990101001", Some(Category::Venue)), all[1..]);
    assert_eq!(find("990101001", Some(Category::Goods)), [""; 0]);
    assert_eq!(find("9902", None), all[3..]);
}

#[test]
fn each_filter_finds_what_it_names_and_all_together_what_they_share() {
    let mut seen = Seen::default();
    let code = |text| Some(Text::new(text).unwrap());
    let price = Some(values::Money { fen: 500 });
    seen.see(id(1), listed(List { price, ..named("便宜会议室") }));
    seen.see(id(2), listed(List { subcategory: code("meeting_room"), ..named("会议室") }));
    seen.see(id(3), listed(List { category: Category::Goods, ..named("会议桌") }));
    seen.see(id(4), listed(List { owner: SOMEBODY, price, ..named("别家会议室") }));
    seen.see(id(2), offer::Event::Paused { reason: None });
    let find = |query: Offers| titles(&seen, &query, &liaison_of(SOMEBODY));
    let none = Offers::default;
    let text = |text: &str| Some(text.to_owned());
    let venue = Some(Category::Venue);
    assert_eq!(find(none()), ["别家会议室", "会议桌", "会议室", "便宜会议室"]);
    let found = find(Offers { category: venue, ..none() });
    assert_eq!(found, ["别家会议室", "会议室", "便宜会议室"]);
    let found = find(Offers { owner: Some(OWNER), category: venue, ..none() });
    assert_eq!(found, ["会议室", "便宜会议室"]);
    let room = || code("meeting_room");
    let area = Some("990101001".parse().unwrap());
    for query in [
        none(),
        Offers { area, ..none() },
        Offers { category: venue, ..none() },
        Offers { area, category: venue, ..none() },
        Offers { owner: Some(OWNER), category: venue, area, ..none() },
    ] {
        assert_eq!(find(Offers { subcategory: room(), ..query.clone() }), ["会议室"]);
        let goods = Some(Category::Goods);
        assert_eq!(find(Offers { subcategory: room(), category: goods, ..query }), [""; 0]);
    }
    let found = find(Offers { status: Some(OfferStatus::Listed), category: venue, ..none() });
    assert_eq!(found, ["别家会议室", "便宜会议室"]);
    let found = find(Offers { price: Some(PriceKind::Free), ..none() });
    assert_eq!(found, ["会议桌", "会议室"]);
    let low = Some(PriceKind::Low);
    let found = find(Offers { price: low, text: text("会议室"), owner: Some(OWNER), ..none() });
    assert_eq!(found, ["便宜会议室"]);
}

#[test]
fn a_text_is_looked_for_among_what_has_its_letters_now() {
    let mut seen = Seen::default();
    for n in 1..=40 {
        seen.see(id(n), listed(named(&format!("第{n}会议室"))));
    }
    seen.see(id(41), listed(named("大礼堂")));
    seen.see(id(42), listed(named("小礼堂")));
    let looked_at = |seen: &Seen, text: &str| {
        let count = std::cell::Cell::new(0);
        let look = |_| count.set(count.get() + 1);
        let query = Offers { text: Some(text.to_owned()), ..Offers::default() };
        let liaison = liaison_of(SOMEBODY);
        let page = seen.view.offers_looking(&query, asking(&liaison), look);
        (page.total, count.get())
    };
    assert_eq!(looked_at(&seen, "礼堂"), (2, 2));
    assert_eq!(looked_at(&seen, "大会"), (0, 0), "none has both side by side");
    assert_eq!(["litang", "lt", "ltx"].map(|sound| looked_at(&seen, sound).0), [2, 2, 0]);
    seen.see(id(42), offer::Event::Edited { offer: Box::new(named("小展厅")) });
    assert_eq!(looked_at(&seen, "礼堂"), (1, 1));
    assert_eq!(looked_at(&seen, "展厅"), (1, 1));
}

#[test]
fn what_was_merged_into_an_organisation_offers_what_that_one_offers() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(named("会议室")));
    seen.see(id(2), listed(List { owner: SOMEBODY, ..named("礼堂") }));
    seen.see(id(3), listed(named("展厅")));
    let town = directory([
        registered(OWNER, Level::Unit, ""),
        registered(SOMEBODY, Level::Unit, ""),
        merged(SOMEBODY, OWNER),
    ]);
    seen.view.settle(SOMEBODY, &town);
    let asker = Asker { actor: &Actor::System, directory: &town };
    for owner in [OWNER, SOMEBODY] {
        for category in [None, Some(Category::Venue)] {
            let query = Offers { owner: Some(owner), category, ..Offers::default() };
            let found = seen.view.offers(&query, asker);
            let ids: Vec<_> = found.items.iter().map(|line| line.id).collect();
            assert_eq!((ids, found.total), (vec![id(3), id(2), id(1)], 3));
        }
    }
}

#[test]
fn what_an_organisation_manages_for_others_is_found() {
    let mut seen = Seen::default();
    seen.see(id(1), listed(List { manager: Some(SOMEBODY), ..named("会议室") }));
    seen.see(id(2), listed(named("礼堂")));
    let find = |owner| {
        let query = Offers { manager: Some(SOMEBODY), owner, ..Offers::default() };
        titles(&seen, &query, &liaison_of(SOMEBODY))
    };
    assert_eq!(find(None), ["会议室"]);
    assert_eq!(find(Some(OWNER)), ["会议室"]);
    assert_eq!(find(Some(SOMEBODY)), [""; 0]);
    let unmanaged = offer::Event::Edited { offer: Box::new(named("会议室")) };
    seen.see(id(1), unmanaged);
    let query = Offers { manager: Some(SOMEBODY), ..Offers::default() };
    assert_eq!(titles(&seen, &query, &liaison_of(SOMEBODY)), [""; 0]);
}

#[test]
fn a_draft_is_seen_by_its_owner_alone_and_the_newest_when_it_is_listed() {
    let mut seen = Seen::default();
    let draft = |title| Box::new(named(title));
    seen.see(id(1), offer::Event::Drafted { offer: draft("草稿") });
    seen.see(id(2), listed(named("会议室")));
    let mine = Offers { owner: Some(OWNER), ..Offers::default() };
    assert_eq!(titles(&seen, &mine, &liaison_of(OWNER)), ["会议室", "草稿"]);
    assert_eq!(titles(&seen, &mine, &liaison_of(SOMEBODY)), ["会议室"]);
    assert_eq!(titles(&seen, &Offers::default(), &liaison_of(OWNER)), ["会议室"]);
    assert!(seen.view.seen(id(1), asking(&liaison_of(SOMEBODY))).is_none());
    assert!(seen.view.seen(id(1), asking(&liaison_of(OWNER))).is_some());
    seen.see(id(1), offer::Event::Edited { offer: draft("新草稿") });
    seen.see(id(1), listed(named("新草稿")));
    assert_eq!(titles(&seen, &mine, &liaison_of(SOMEBODY)), ["新草稿", "会议室"]);
    seen.see(id(3), offer::Event::Drafted { offer: draft("不要了") });
    seen.see(id(3), offer::Event::Withdrawn { reason: None });
    assert_eq!(titles(&seen, &mine, &liaison_of(OWNER)), ["新草稿", "会议室"]);
}

#[test]
fn what_happened_to_a_draft_is_told_to_its_owner_alone_also_once_it_was_thrown_away() {
    let mut seen = Seen::default();
    let told = |seen: &Seen| {
        [liaison_of(OWNER), liaison_of(SOMEBODY)]
            .map(|actor| [1, 2].map(|n| seen.view.tells(id(n), asking(&actor))))
    };
    seen.see(id(1), offer::Event::Drafted { offer: Box::new(named("草稿")) });
    seen.see(id(2), listed(named("会议室")));
    assert_eq!(told(&seen), [[true, true], [false, true]]);
    seen.see(id(1), offer::Event::Withdrawn { reason: None });
    assert_eq!(told(&seen), [[true, true], [false, true]]);
}

#[test]
fn what_ends_soon_or_waits_to_be_confirmed_is_found() {
    let mut seen = Seen::default();
    let until = |day| Some(date(day));
    seen.see(id(1), listed(List { until: until("2026-03-10"), ..named("三月") }));
    seen.see(id(2), listed(List { until: until("2026-12-31"), ..named("年底") }));
    seen.see(id(3), listed(named("长期")));
    seen.see(id(4), listed(List { until: until("2026-03-09"), ..named("已到期") }));
    seen.see(id(4), offer::Event::Expired {});
    seen.see(id(5), listed(named("待确认")));
    seen.see(id(5), offer::Event::WentDormant {});
    let find = |query: Offers| titles(&seen, &query, &liaison_of(SOMEBODY));
    let by = |day| Offers { owner: Some(OWNER), ends_by: until(day), ..Offers::default() };
    assert_eq!(find(by("2026-03-09")), [""; 0]);
    assert_eq!(find(by("2026-03-10")), ["三月"]);
    assert_eq!(find(by("2026-09-02")), ["长期", "三月"], "it is to be confirmed on that day");
    let dormant = Offers { status: Some(OfferStatus::Dormant), ..Offers::default() };
    assert_eq!(find(dormant), ["待确认"]);
}

#[test]
fn an_edited_offer_keeps_what_is_held_and_is_found_under_what_it_says_now() {
    let mut seen = Seen::default();
    let held = offer::Event::Held {
        claim: claim(1),
        claimer: SOMEBODY.into(),
        owner: OWNER,
        category: Category::Venue,
        quantity: 3,
        slot: None,
    };
    seen.see(id(1), listed(list()));
    seen.see(id(1), held);
    let code = Text::new("meeting_room").unwrap();
    let edited = List { subcategory: Some(code.clone()), ..named("五楼会议室") };
    seen.see(id(1), offer::Event::Edited { offer: Box::new(edited) });
    let query = Offers { subcategory: Some(code), ..Offers::default() };
    let page = seen.view.offers(&query, asking(&liaison_of(SOMEBODY)));
    let line = page.items.first().unwrap();
    assert_eq!((line.title.as_str(), line.held, line.holds.len()), ("五楼会议室", 3, 1));
    assert!(line.confirm_by.is_some());
}
