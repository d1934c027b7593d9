//! What is taken whole, and with how many partners: suggestions, the whole and plans offer nothing
//! that the need's own ledger refuses.

use contracts::matching::plan::{self, Rejection};

use super::plans::officer;
use super::*;

fn whole() -> Terms {
    Terms { divisible: false, partners_max: 1, ..Terms::whole() }
}

fn with_partners(partners_max: u32) -> Terms {
    Terms { divisible: true, partners_max, ..Terms::whole() }
}

impl Office {
    /// A claim of somebody holds so much of the need.
    fn holds_of(&mut self, need: NeedId, n: u128, quantity: u64) -> ClaimId {
        let claim = ClaimId(Uuid::from_u128(0x700 + n));
        let (claimer, owner, category) = (HOSPITAL.into(), COMMUNITY, Category::Service);
        let held = need::Event::Held { claim, claimer, owner, category, quantity };
        self.follow(need, vec![needs::Event::from(held)]);
        claim
    }

    fn delivers(&mut self, need: NeedId, claim: ClaimId, quantity: u64) {
        let delivered = need::Event::Delivered { claim, quantity };
        self.follow(need, vec![needs::Event::from(delivered)]);
    }

    fn suggested(&self, need: NeedId) -> (usize, u64, Option<Bottleneck>) {
        let found = self.ask(&matching::ForNeed { need }).unwrap();
        (found.total, found.unserved, found.bottleneck)
    }

    fn reasons(&self, need: NeedId, offer: OfferId) -> Vec<WhyNot> {
        self.ask(&matching::Why { need, offer }).unwrap().why_not
    }
}

#[test]
fn who_has_a_part_of_a_need_or_served_it_is_one_of_its_partners() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 9);
    let need = office.need_with(1, COMMUNITY, "义诊", 9, with_partners(2));
    let held = office.holds_of(need, 1, 1);
    assert_eq!(office.suggested(need), (1, 0, None), "one more may come");
    let served = office.holds_of(need, 2, 2);
    assert_eq!(office.suggested(need), (0, 6, Some(Bottleneck::PartnersFull)));
    assert_eq!(office.reasons(need, offer), [WhyNot::PartnersFull]);
    office.delivers(need, served, 2);
    assert_eq!(office.suggested(need).2, Some(Bottleneck::PartnersFull), "it has served it");
    let missing = office.ask(&Missing::default()).items;
    assert_eq!((missing[0].quantity, missing[0].bottleneck), (6, Bottleneck::PartnersFull));

    // A plan says the same, and so does who answers in it.
    let id = office.compute(1);
    assert!(office.lines(id).is_empty());
    assert_eq!(office.unserved(id)[0].bottleneck, Bottleneck::PartnersFull);
    let set = plan::Accept { plan: id, need, offer, quantity: 1, slot: None };
    let refused = office.send(officer(), 2, &set).unwrap_err();
    assert_eq!(refused, Rejection::TooManyPartners { max: 2 }.into());
    let released = need::Event::Released { claim: held };
    office.follow(need, vec![needs::Event::from(released)]);
    office.send(officer(), 3, &set).unwrap();
    assert_eq!(office.suggested(need), (1, 0, None));
}

#[test]
fn a_plan_gives_a_need_no_more_partners_than_may_still_come() {
    let mut office = Office::new();
    for n in 1..=3 {
        office.offer(n, "义诊", 2);
    }
    let need = office.need_with(1, COMMUNITY, "义诊", 7, with_partners(3));
    office.holds_of(need, 1, 1);
    let id = office.compute(1);
    let shares = office.shares(id);
    assert_eq!(shares.iter().map(|(.., quantity)| *quantity).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn what_is_refused_makes_room_for_a_partner() {
    let mut office = Office::new();
    let need = office.need_with(1, COMMUNITY, "义诊", 4, with_partners(1));
    office.offer(1, "义诊", 9);
    let claim = office.holds_of(need, 1, 2);
    office.delivers(need, claim, 2);
    assert_eq!(office.suggested(need).0, 0);
    let reason = Text::new("不合格").unwrap();
    let refused =
        |quantity| need::Event::DeliveryRefused { claim, quantity, reason: reason.clone() };
    office.follow(need, vec![needs::Event::from(refused(1))]);
    assert_eq!(office.suggested(need), (0, 3, Some(Bottleneck::PartnersFull)));
    office.follow(need, vec![needs::Event::from(refused(1))]);
    assert_eq!(office.suggested(need), (1, 0, None), "nothing of it stands");
}

#[test]
fn a_need_that_is_taken_whole_is_suggested_to_whoever_has_all_of_it() {
    let mut office = Office::new();
    let small = office.offer(1, "义诊", 3);
    let need = office.need_with(1, COMMUNITY, "义诊", 5, whole());
    // Neither to the one nor, together, to both.
    assert_eq!(office.suggested(need), (0, 5, Some(Bottleneck::NoneHasAllOfIt)));
    let other = office.offer(2, "义诊", 4);
    assert_eq!(office.suggested(need), (0, 5, Some(Bottleneck::NoneHasAllOfIt)));
    assert_eq!(office.ask(&matching::ForOffer { offer: other }).unwrap().total, 0);
    let of_unit = matching::ForOrganisation { organisation: HOSPITAL };
    assert_eq!(office.ask(&of_unit).unwrap().to_give, []);
    let missing = office.ask(&Missing::default()).items;
    assert_eq!((missing[0].quantity, missing[0].bottleneck), (5, Bottleneck::NoneHasAllOfIt));
    let whole = office.ask(&BestWhole::default());
    assert!(whole.proved && whole.total == 0, "{whole:?}");
    assert_eq!((whole.served, whole.partly, whole.unserved), (0, 0, 1));

    let large = office.offer(3, "义诊", 6);
    let found = office.ask(&matching::ForNeed { need }).unwrap();
    let offers: Vec<_> = found.items.iter().map(|one| (one.offer.id, one.quantity)).collect();
    assert_eq!((offers, found.unserved), (vec![(large, 5)], 0));
    assert_eq!(office.reasons(need, small), [WhyNot::TooLittleForAWhole]);
    let claim = ClaimId(Uuid::from_u128(9));
    let (claimer, owner, category) = (FAR.into(), HOSPITAL, Category::Service);
    let held = offer::Event::Held { claim, claimer, owner, category, quantity: 2, slot: None };
    office.follow(large, vec![resources::Event::from(held)]);
    assert_eq!(office.suggested(need), (0, 5, Some(Bottleneck::NoneHasAllOfIt)));
    // Who has served a part of it is its one partner.
    let done = office.holds_of(need, 1, 2);
    office.delivers(need, done, 2);
    let rest = office.suggested(need);
    assert_eq!(rest, (0, 3, Some(Bottleneck::PartnersFull)));
}

#[test]
fn nothing_is_proved_of_a_whole_that_splits_what_is_taken_whole() {
    let mut office = Office::new();
    // Either has all of the one need, and the other needs a part of both.
    office.offer(1, "义诊", 4);
    office.offer(2, "义诊", 4);
    let first = office.need_with(1, COMMUNITY, "义诊", 4, whole());
    let proved = office.ask(&BestWhole::default());
    assert!(proved.proved && proved.relaxed == 0, "{proved:?}");
    let second = office.need_with(2, FAR, "义诊", 3, whole());
    let third = office.need_with(3, COMMUNITY, "义诊", 3, whole());
    let relaxed = office.ask(&BestWhole::default());
    assert!(!relaxed.proved && relaxed.relaxed > 0, "{relaxed:?}");
    // Of what is taken whole a part is not served: all of it is missing.
    let unserved = [first, second, third].map(|need| office.suggested(need).1);
    assert!([first, second, third].iter().zip(unserved).all(|(need, unserved)| {
        let all = if *need == first { 4 } else { 3 };
        unserved == 0 || unserved == all
    }));
    assert!(unserved.iter().sum::<u64>() > 0, "{unserved:?}");
    for one in relaxed.items {
        assert!(one.quantity == 0 || one.quantity == one.need.open, "{one:?}");
    }
}

/// A unit's limit, too, may leave too little of it.
#[test]
fn a_whole_need_is_not_suggested_to_a_unit_whose_limit_is_below_it() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 9);
    let need = office.need_with(1, COMMUNITY, "义诊", 5, whole());
    let set = |lots| matching::quota::Set {
        organisation: HOSPITAL,
        lots: Some(lots),
        categories: BTreeMap::new(),
    };
    office.send(contracts::testing::liaison_of(HOSPITAL), 1, &set(4)).unwrap();
    assert_eq!(office.suggested(need).0, 0);
    assert_eq!(office.reasons(need, offer), [WhyNot::QuotaReached]);
    office.send(contracts::testing::liaison_of(HOSPITAL), 2, &set(5)).unwrap();
    assert_eq!(office.suggested(need).0, 1);
    assert_eq!(office.reasons(need, offer), []);
}

/// Whatever comes and goes, what is kept with each event is what a look at everything says.
#[test]
fn what_is_kept_of_whole_needs_is_what_a_fresh_look_says() {
    let mut office = Office::new();
    let mut claims = Vec::new();
    for n in 0..24_u128 {
        let quantity = 1 + u64::try_from(n * 7 % 5).unwrap();
        let terms = if n % 2 == 0 { whole() } else { with_partners(2) };
        let need = office.need_with(n, COMMUNITY, "义诊", quantity, terms);
        let offer = office.offer(n, "义诊", 1 + u64::try_from(n * 3 % 4).unwrap());
        if n % 3 == 0 {
            let claim = ClaimId(Uuid::from_u128(0x800 + n));
            let (claimer, owner) = (FAR.into(), HOSPITAL);
            let held = offer::Event::Held {
                claim,
                claimer,
                owner,
                category: Category::Service,
                quantity: 1,
                slot: None,
            };
            office.follow(offer, vec![resources::Event::from(held)]);
            claims.push((offer, claim));
        }
        if n % 4 == 1 {
            office.holds_of(need, n, 1);
        }
        if n % 5 == 4 {
            let (offer, claim) = claims.remove(0);
            let released = offer::Event::Released { claim };
            office.follow(offer, vec![resources::Event::from(released)]);
        }
    }
    office.follow(
        OfferId(Uuid::from_u128(0x2003)),
        vec![resources::Event::from(offer::Event::Paused { reason: None })],
    );
    let again = office.view_after_a_restart();
    for n in 0..24_u128 {
        let need = NeedId(Uuid::from_u128(0x1000 + n));
        let found = office.view.for_need(need).unwrap();
        assert_eq!(again.for_need(need).as_ref(), Some(&found));
        let left = office.view.line(need.into()).unwrap().left();
        for one in found.items {
            assert!(!one.need.whole || one.quantity == left, "{one:?}");
        }
    }
    let missing = office.ask(&Missing::default());
    let summed: u64 = missing.items.iter().map(|line| line.quantity).sum();
    let asked = (0..24_u128).map(|n| NeedId(Uuid::from_u128(0x1000 + n)));
    let looked_at: u64 = asked.map(|need| office.suggested(need).1).sum();
    assert_eq!(summed, looked_at);
}
