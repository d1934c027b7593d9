//! What is missing, kept with each event: the list of resources to go and ask for.

use contracts::matching::MissingLine;
use contracts::needs::need::{Urgency, Window};
use contracts::{Page, PageRequest};
use values::Date;

use super::*;
use crate::engine::model::GROUP_LOTS_MAX;

impl Office {
    fn missing(&self, organisation: Option<OrganisationId>) -> Vec<MissingLine> {
        self.ask(&Missing { organisation, ..Missing::default() }).items
    }

    fn claim_of(&mut self, offer: OfferId, quantity: u64) {
        let (claim, claimer) = (ClaimId(Uuid::from_u128(7)), COMMUNITY.into());
        let (owner, category) = (HOSPITAL, Category::Service);
        let held = offer::Event::Held { claim, claimer, owner, category, quantity, slot: None };
        self.follow(offer, vec![resources::Event::from(held)]);
    }
}

fn by(day: &str) -> Terms {
    let day: Date = day.parse().unwrap();
    let window = Some(Window { from: day, until: day });
    Terms { divisible: true, partners_max: 3, window, ..Terms::whole() }
}

fn quantities(lines: &[MissingLine]) -> Vec<(u64, usize, Bottleneck)> {
    lines.iter().map(|line| (line.quantity, line.needs, line.bottleneck)).collect()
}

#[test]
fn what_is_missing_is_summed_by_street_month_and_reason() {
    let mut office = Office::new();
    office.need_with(1, COMMUNITY, "义诊", 3, by("2026-03-20"));
    office.need_with(2, COMMUNITY, "血压测量", 1, by("2026-03-31"));
    office.need_with(3, COMMUNITY, "义诊", 2, by("2026-04-01"));
    office.need_with(4, FAR, "义诊", 9, by("2026-03-20"));
    let lines = office.missing(None);
    let nothing = Bottleneck::NothingFits;
    assert_eq!(quantities(&lines), [(4, 2, nothing), (9, 1, nothing), (2, 1, nothing)]);
    let months: Vec<_> = lines.iter().map(|line| line.month.as_deref().unwrap()).collect();
    assert_eq!(months, ["2026-03", "2026-03", "2026-04"]);
    assert_eq!((lines[0].street, lines[0].examples[0].planned), (Some(STREET), 3));

    let of_street = office.missing(Some(STREET));
    assert_eq!(quantities(&of_street), [(4, 2, nothing), (2, 1, nothing)]);
    let venues = Missing { category: Some(Category::Venue), ..Missing::default() };
    assert_eq!(office.ask(&venues).total, 0);
    let page = PageRequest::at(1, 1);
    let Page { items, total, next_offset, .. } =
        office.ask(&Missing { page, ..Missing::default() });
    assert_eq!((items[0].quantity, total, next_offset), (9, 3, Some(2)));
    // Nobody knows where it is.
    assert_eq!(office.missing(Some(OrganisationId(Uuid::from_u128(0xDEAD)))), []);
}

#[test]
fn what_comes_and_goes_changes_what_is_missing_and_why() {
    let mut office = Office::new();
    let first = office.need(1, COMMUNITY, "义诊", 3);
    let second = office.need(2, COMMUNITY, "义诊", 3);
    let seen = |office: &Office| quantities(&office.missing(None));
    assert_eq!(seen(&office), [(6, 2, Bottleneck::NothingFits)]);
    let offer = office.offer(1, "义诊", 4);
    assert_eq!(seen(&office), [(2, 1, Bottleneck::OffersSpent)]);
    office.claim_of(offer, 4);
    assert_eq!(seen(&office), [(6, 2, Bottleneck::NothingFits)], "nothing is left of it");
    let claim = ClaimId(Uuid::from_u128(7));
    office.follow(offer, vec![resources::Event::from(offer::Event::Released { claim })]);
    assert_eq!(seen(&office), [(2, 1, Bottleneck::OffersSpent)]);
    let closed = need::Event::Closed {
        outcome: need::Outcome::Solved,
        reopen_until: monday(),
        review_until: None,
    };
    office.follow(second, vec![needs::Event::from(closed)]);
    assert_eq!(seen(&office), []);
    office.follow(offer, vec![resources::Event::from(offer::Event::Withdrawn { reason: None })]);
    assert_eq!(seen(&office), [(3, 1, Bottleneck::NothingFits)]);
    assert_eq!(office.missing(None)[0].examples[0].need, first);
}

#[test]
fn what_is_too_much_for_any_plan_is_missing_too() {
    let mut office = Office::new();
    office.offer(1, "义诊", 5);
    for n in 1..=3 {
        office.need(n, COMMUNITY, "义诊", GROUP_LOTS_MAX / 2);
    }
    let lines = office.missing(None);
    let too_much = lines.iter().find(|line| line.bottleneck == Bottleneck::NothingFits).unwrap();
    assert_eq!((too_much.needs, too_much.quantity), (1, GROUP_LOTS_MAX / 2));
    let closed = need::Event::Closed {
        outcome: need::Outcome::Solved,
        reopen_until: monday(),
        review_until: None,
    };
    office.follow(NeedId(Uuid::from_u128(0x1003)), vec![needs::Event::from(closed)]);
    let lines = office.missing(None);
    assert!(lines.iter().all(|line| line.bottleneck == Bottleneck::OffersSpent), "{lines:?}");
}

#[test]
fn what_is_urgent_comes_first_and_is_told_apart() {
    let mut office = Office::new();
    office.need(1, COMMUNITY, "义诊", 5);
    let urgent = office.need(2, FAR, "义诊", 1);
    let classification = need::Classification {
        kind: Kind::Common,
        category: Category::Service,
        subcategory: None,
        urgency: Urgency::Emergency,
        concerns_many: false,
    };
    let classified = need::Event::Classified { classification };
    office.follow(urgent, vec![needs::Event::from(classified)]);
    let first = office.missing(None).first().map(|line| (line.urgent, line.quantity));
    assert_eq!(first, Some((0, 5)), "its owner alone makes it no emergency");
    let confirmed = need::Event::UrgencyConfirmed { by: STREET };
    office.follow(urgent, vec![needs::Event::from(confirmed)]);
    let lines = office.missing(None);
    let urgent: Vec<_> = lines.iter().map(|line| (line.urgent, line.quantity)).collect();
    assert_eq!(urgent, [(1, 1), (0, 5)]);
}

/// The sums that are kept say what a look at every need says.
#[test]
fn the_sums_are_those_of_all_needs_whatever_came_before() {
    let mut office = Office::new();
    for n in 0..40_u128 {
        let owner = if n % 3 == 0 { FAR } else { COMMUNITY };
        let need = office.need(n, owner, "义诊", 1 + u64::try_from(n % 4).unwrap());
        let offer = office.offer(n, "义诊", 1 + u64::try_from(n % 3).unwrap());
        if n % 4 == 1 {
            office.claim_of(offer, 1);
        }
        if n % 5 == 2 {
            office.follow(
                offer,
                vec![resources::Event::from(offer::Event::Withdrawn { reason: None })],
            );
        }
        if n % 7 == 3 {
            let closed = need::Event::Closed {
                outcome: need::Outcome::Solved,
                reopen_until: monday(),
                review_until: None,
            };
            office.follow(need, vec![needs::Event::from(closed)]);
        }
        let mut looked_at: BTreeMap<Bottleneck, (u64, usize)> = BTreeMap::new();
        for n in 0..=n {
            let need = NeedId(Uuid::from_u128(0x1000 + n));
            let found = office.ask(&matching::ForNeed { need }).unwrap();
            let Some(bottleneck) = found.bottleneck else { continue };
            let sum = looked_at.entry(bottleneck).or_default();
            (sum.0, sum.1) = (sum.0 + found.unserved, sum.1 + 1);
        }
        let mut kept: BTreeMap<Bottleneck, (u64, usize)> = BTreeMap::new();
        for line in office.missing(None) {
            let sum = kept.entry(line.bottleneck).or_default();
            (sum.0, sum.1) = (sum.0 + line.quantity, sum.1 + line.needs);
        }
        assert_eq!(kept, looked_at, "after {n}");
    }
}
