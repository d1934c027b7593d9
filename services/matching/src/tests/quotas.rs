//! What a unit takes on a month at most, kept by suggestions and plans.

use contracts::Claimer;
use contracts::matching::plan;
use contracts::matching::quota::{OfOrganisation, QuotaStanding, Set};
use contracts::testing::{clerk_of, liaison_of};

use super::plans::officer;
use super::*;

impl Office {
    fn takes_on(&mut self, n: u128, lots: Option<u32>, of_service: Option<u32>) {
        let categories = of_service.map(|lots| (Category::Service, lots)).into_iter().collect();
        let set = Set { organisation: HOSPITAL, lots, categories };
        self.send(liaison_of(HOSPITAL), n, &set).unwrap();
    }

    fn holds(&mut self, claim: u128, offer: OfferId, quantity: u64) -> ClaimId {
        let claim = ClaimId(Uuid::from_u128(claim));
        let (claimer, owner) = (Claimer::from(COMMUNITY), HOSPITAL);
        let category = Category::Service;
        let held = offer::Event::Held { claim, claimer, owner, category, quantity, slot: None };
        self.follow(offer, vec![resources::Event::from(held)]);
        claim
    }

    fn of_need(&self, need: NeedId) -> (u64, Option<Bottleneck>) {
        let found = self.ask(&matching::ForNeed { need }).unwrap();
        (found.unserved, found.bottleneck)
    }

    fn standing(&self) -> QuotaStanding {
        self.ask(&OfOrganisation { organisation: HOSPITAL }).unwrap()
    }
}

#[test]
fn no_more_is_suggested_than_a_unit_takes_on_this_month() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 9);
    let first = office.need(1, COMMUNITY, "义诊", 2);
    let second = office.need(2, COMMUNITY, "义诊", 4);
    assert_eq!((office.of_need(first), office.of_need(second)), ((0, None), (0, None)));
    let quantity =
        |office: &Office, need| office.ask(&matching::ForNeed { need }).unwrap().items[0].quantity;
    assert_eq!(quantity(&office, second), 4);
    office.takes_on(1, None, Some(3));
    assert_eq!(quantity(&office, second), 3);
    let missing: u64 = [first, second].map(|need| office.of_need(need).0).iter().sum();
    assert_eq!(missing, 3);
    let lines = office.ask(&Missing::default()).items;
    assert!(lines.iter().all(|line| line.bottleneck == Bottleneck::QuotaReached), "{lines:?}");

    // What claims have of it counts, until it is given back.
    let claim = office.holds(1, offer, 3);
    assert_eq!((office.standing().taken, office.standing().taken_of[&Category::Service]), (3, 3));
    let why = office.ask(&matching::Why { need: first, offer }).unwrap();
    assert_eq!(why.why_not, [WhyNot::QuotaReached]);
    assert_eq!(office.ask(&matching::ForNeed { need: first }).unwrap().total, 0);
    assert_eq!(office.of_need(second), (4, Some(Bottleneck::QuotaReached)));
    office.follow(offer, vec![resources::Event::from(offer::Event::Released { claim })]);
    assert_eq!(office.standing().taken, 0);
    office.holds(2, offer, 1);
    let missing: u64 = [first, second].map(|need| office.of_need(need).0).iter().sum();
    assert_eq!(missing, 4);

    // Another month begins with all of it.
    office.days_later(31);
    office.need(3, FAR, "理发", 1);
    assert_eq!(office.standing().taken, 0);
    let missing: u64 = [first, second].map(|need| office.of_need(need).0).iter().sum();
    assert_eq!(missing, 3);

    office.takes_on(2, None, None);
    assert_eq!((office.of_need(first), office.of_need(second)), ((0, None), (0, None)));
    assert_eq!(office.standing(), QuotaStanding::default());
}

#[test]
fn all_that_a_unit_takes_on_bounds_its_categories_together() {
    let mut office = Office::new();
    office.offer(1, "义诊", 9);
    office.offer(2, "理发", 9);
    let first = office.need(1, COMMUNITY, "义诊", 4);
    let second = office.need(2, COMMUNITY, "理发", 4);
    office.takes_on(1, Some(5), Some(7));
    let missing: u64 = [first, second].map(|need| office.of_need(need).0).iter().sum();
    assert_eq!(missing, 3);
    let set = Set { organisation: HOSPITAL, lots: None, categories: BTreeMap::new() };
    let by_others = office.send(clerk_of(COMMUNITY), 9, &set).unwrap_err();
    assert_eq!(by_others.code(), "quota.not_authorised");
}

#[test]
fn a_plan_keeps_to_what_units_take_on_unless_people_set_more() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 9);
    office.takes_on(1, Some(3), None);
    let need = office.need(1, COMMUNITY, "义诊", 4);
    let id = office.compute(2);
    assert_eq!(office.shares(id), [(need, offer, 3)]);
    let plan = office.ask(&plan::Plan { plan: id }).unwrap();
    assert!(plan.proved);
    let unserved = &office.unserved(id)[0];
    assert_eq!((unserved.quantity, unserved.bottleneck), (1, Bottleneck::QuotaReached));
    let all = plan::Accept { plan: id, need, offer, quantity: 4, slot: None };
    office.send(officer(), 3, &all).unwrap();
    assert_eq!(office.shares(id), [(need, offer, 4)]);
    // What one plan was promised, another does not have.
    let more = office.need(2, COMMUNITY, "义诊", 2);
    let second = office.compute(4);
    assert_eq!(office.shares(second), []);
    let unserved = &office.unserved(second)[0];
    assert_eq!((unserved.need, unserved.quantity), (more, 2));
}

/// What a claim gives with no offer of the list is taken on, too, and found by nobody.
#[test]
fn a_one_off_line_counts() {
    let mut office = Office::new();
    office.offer(1, "理发", 9);
    let need = office.need(1, COMMUNITY, "理发", 4);
    office.takes_on(1, Some(3), None);
    let once = OfferId(Uuid::from_u128(0x2FFF));
    let amount = Amount::new(2, Unit::Session).unwrap();
    let title = Text::new("上门看望").unwrap();
    let list = Box::new(offer::List::new(HOSPITAL, title, Category::Service, amount));
    let claim = ClaimId(Uuid::from_u128(7));
    let listed = offer::Event::ListedOnce { claim, offer: list };
    office.follow(once, vec![resources::Event::from(listed)]);
    assert_eq!((office.standing().taken, office.of_need(need).0), (2, 3));
    assert_eq!(office.ask(&matching::ForOffer { offer: once }), None);
    let (what, category, owner, listed) = (None, None, None, None);
    let page = contracts::PageRequest::default();
    let text = Text::new("上门看望").unwrap();
    let asked = Search { text, what, category, owner, listed, page };
    assert_eq!(office.ask(&asked).total, 0);
    let used = offer::Event::Used { claim, quantity: 1 };
    office.follow(once, vec![resources::Event::from(used)]);
    assert_eq!((office.standing().taken, office.of_need(need).0), (1, 2));
}

/// Another month gives its quota back to every unit in the same order, whoever looks.
#[test]
fn the_turn_of_a_month_leads_a_restart_to_the_same_prices() {
    let mut office = Office::new();
    let units: Vec<_> = (0..12_u128).map(|n| OrganisationId(Uuid::from_u128(0x80 + n))).collect();
    for (n, unit) in (0_u128..).zip(&units) {
        let recorded = registered(*unit, Level::Unit, "371002001001");
        office.directory.apply(&recorded);
        office.writer.learn(&recorded);
        office.follow(*unit, vec![recorded.event]);
        let id = OfferId(Uuid::from_u128(0x3000 + n));
        let amount = Amount::new(4, Unit::Session).unwrap();
        let title = Text::new(["义诊", "义诊，理发", "理发"][n as usize % 3]).unwrap();
        let list = Box::new(offer::List::new(*unit, title, Category::Service, amount));
        let listed = offer::Event::Listed { offer: list, stands_to: monday() };
        office.follow(id, vec![resources::Event::from(listed)]);
        let set = Set { organisation: *unit, lots: Some(2), categories: BTreeMap::new() };
        office.send(liaison_of(*unit), 200 + n, &set).unwrap();
        let claim = ClaimId(Uuid::from_u128(0x70 + n));
        let (claimer, owner, category) = (Claimer::from(COMMUNITY), *unit, Category::Service);
        let held = offer::Event::Held { claim, claimer, owner, category, quantity: 2, slot: None };
        office.follow(id, vec![resources::Event::from(held)]);
    }
    for n in 0..9_u128 {
        let owner = if n % 2 == 0 { COMMUNITY } else { FAR };
        let title = ["义诊", "理发"][n as usize % 2];
        office.need(n, owner, title, 1 + u64::try_from(n % 4).unwrap());
    }
    office.days_later(31);
    office.need(9, COMMUNITY, "义诊", 2);
    for _ in 0..4 {
        let again = office.view_after_a_restart();
        assert_eq!(again.best_whole(), office.view.best_whole());
        for n in 0..10 {
            let need = NeedId(Uuid::from_u128(0x1000 + n));
            assert_eq!(again.for_need(need), office.view.for_need(need));
        }
    }
}

/// The kept reasons are those that a fresh look finds, and a restart finds the same.
#[test]
fn what_is_kept_under_quotas_is_what_a_restart_finds() {
    let mut office = Office::new();
    for n in 0..24_u128 {
        let owner = if n % 3 == 0 { FAR } else { COMMUNITY };
        let title = if n % 2 == 0 { "义诊" } else { "理发" };
        office.need(n, owner, title, 1 + u64::try_from(n % 4).unwrap());
        let offer = office.offer(n, title, 1 + u64::try_from(n % 3).unwrap());
        if n % 4 == 1 {
            office.holds(n, offer, 1);
        }
        if n % 5 == 2 {
            let lots = u32::try_from(n).unwrap();
            office.takes_on(100 + n, Some(lots), (n % 2 == 0).then_some(lots / 2));
        }
        if n == 15 {
            office.days_later(20);
        }
        let mut looked_at: BTreeMap<Bottleneck, (u64, usize)> = BTreeMap::new();
        for n in 0..=n {
            let (unserved, Some(bottleneck)) = office.of_need(NeedId(Uuid::from_u128(0x1000 + n)))
            else {
                continue;
            };
            let sum = looked_at.entry(bottleneck).or_default();
            (sum.0, sum.1) = (sum.0 + unserved, sum.1 + 1);
        }
        let mut kept: BTreeMap<Bottleneck, (u64, usize)> = BTreeMap::new();
        for line in office.ask(&Missing::default()).items {
            let sum = kept.entry(line.bottleneck).or_default();
            (sum.0, sum.1) = (sum.0 + line.quantity, sum.1 + line.needs);
        }
        assert_eq!(kept, looked_at, "after {n}");
        let whole = office.ask(&BestWhole::default());
        assert!(whole.proved, "after {n}");
    }
    let again = office.view_after_a_restart();
    for n in 0..24 {
        let need = NeedId(Uuid::from_u128(0x1000 + n));
        assert_eq!(again.for_need(need), office.view.for_need(need));
    }
}
