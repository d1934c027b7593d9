//! A plan tried with something otherwise, of which nothing stays.

use contracts::Role;
use contracts::matching::plan::{self, ADDED, AimOrder, PlanTrial, TrialOutcome};
use contracts::needs::need::Window;
use contracts::registry::taxonomy::SubcategoryCode;
use contracts::testing::{liaison_of, person};
use values::PlanId;

use super::plans::officer;
use super::*;

impl Office {
    fn tried(&self, trial: &PlanTrial) -> TrialOutcome {
        self.ask_as(&officer(), trial).unwrap()
    }
}

fn gains(outcome: &TrialOutcome) -> Vec<(NeedId, u64, u64)> {
    outcome.needs.iter().map(|need| (need.need, need.before, need.after)).collect()
}

/// Two lots for two needs that ask for more.
fn short() -> (Office, PlanId, OfferId, [NeedId; 2]) {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 2);
    let first = office.need(1, COMMUNITY, "义诊", 2);
    let second = office.need(2, COMMUNITY, "居民量血压，义诊", 3);
    let plan = office.compute(1);
    (office, plan, offer, [first, second])
}

#[test]
fn an_offer_more_is_tried_and_nothing_changes() {
    let (office, plan, _, [first, second]) = short();
    let before = office.shares(plan);
    let trial = PlanTrial {
        added_category: Some(Category::Service),
        added_quantity: Some(2),
        added_unit: Some(Unit::Session),
        ..PlanTrial::of(plan)
    };
    let outcome = office.tried(&trial);
    let cover = outcome.aims.iter().find(|aim| aim.aim == Aim::Cover).unwrap();
    assert_eq!((cover.before, cover.after), (2, 4));
    let gained: u64 = outcome.needs.iter().map(|need| need.after - need.before).sum();
    assert_eq!(gained, 2);
    assert!(outcome.needs.iter().all(|need| [first, second].contains(&need.need)));
    assert!(outcome.pairs.iter().any(|pair| pair.offer == ADDED && pair.after == 2));
    let venue = PlanTrial { added_category: Some(Category::Venue), ..trial.clone() };
    assert_eq!(gains(&office.tried(&venue)), []);
    let elsewhere = PlanTrial { added_area: "371003".parse().ok(), ..trial.clone() };
    assert_eq!(gains(&office.tried(&elsewhere)), []);
    let other = SubcategoryCode::new("free_clinic").unwrap();
    let of_other_kind = PlanTrial { added_subcategory: Some(other), ..trial.clone() };
    assert_eq!(gains(&office.tried(&of_other_kind)), [], "the needs name no such");
    let of_nothing = PlanTrial { added_quantity: None, ..trial };
    assert_eq!(office.ask_as(&officer(), &of_nothing), None);
    assert_eq!(office.shares(plan), before);
    let draft = office.ask_as(&liaison_of(HOSPITAL), &PlanTrial::of(plan));
    assert_eq!(draft, None, "a draft is nobody's but who plans it");
}

#[test]
fn an_offer_that_is_there_too_late_gains_nothing() {
    let mut office = Office::new();
    let day = |day: &str| day.parse().unwrap();
    let window = Some(Window { from: day("2026-03-10"), until: day("2026-03-20") });
    let terms = Terms { divisible: true, partners_max: 3, window, ..Terms::whole() };
    let need = office.need_with(1, COMMUNITY, "义诊", 2, terms);
    let plan = office.compute(1);
    let from = |from: &str| PlanTrial {
        added_category: Some(Category::Service),
        added_quantity: Some(2),
        added_unit: Some(Unit::Session),
        added_from: Some(day(from)),
        ..PlanTrial::of(plan)
    };
    assert_eq!(gains(&office.tried(&from("2026-03-20"))), [(need, 0, 2)]);
    assert_eq!(gains(&office.tried(&from("2026-03-21"))), []);
}

/// To try is to plan twice: everybody reads a plan that was proposed, and few try it.
#[test]
fn what_was_proposed_is_tried_by_who_plans_it_and_by_auditors() {
    let (mut office, plan, _, _) = short();
    office.send(officer(), 5, &plan::Propose { plan }).unwrap();
    let trial = PlanTrial::of(plan);
    let resident = person(Role::Resident, COMMUNITY);
    assert!(office.ask_as(&resident, &plan::Plan { plan }).is_some());
    assert_eq!(office.ask_as(&resident, &trial), None);
    assert_eq!(office.ask_as(&liaison_of(HOSPITAL), &trial), None);
    for may in [officer(), operator(), person(Role::Auditor, STREET)] {
        assert!(office.ask_as(&may, &trial).is_some());
    }
}

#[test]
fn what_a_unit_takes_on_is_tried() {
    let (office, plan, _, _) = short();
    let less = PlanTrial {
        quota_of: Some(HOSPITAL),
        quota_category: Some(Category::Service),
        quota_lots: Some(1),
        ..PlanTrial::of(plan)
    };
    let cover = |trial: &PlanTrial| {
        let aims = office.tried(trial).aims;
        aims.iter().find(|aim| aim.aim == Aim::Cover).map(|aim| (aim.before, aim.after))
    };
    assert_eq!(cover(&less), Some((2, 1)));
    let none = PlanTrial { quota_category: None, quota_lots: None, ..less };
    assert_eq!(cover(&none), Some((2, 2)));
}

#[test]
fn other_aims_and_other_weights_are_tried() {
    let mut office = Office::new();
    // The one is nearer, the other one better called.
    office.offer(1, "义诊", 1);
    let near = office.need(1, COMMUNITY, "慢病讲解，义诊", 1);
    let plan = office.compute(1);
    let same = office.tried(&PlanTrial::of(plan));
    assert_eq!((same.changed, gains(&same)), (0, vec![]));
    assert!(same.aims.iter().all(|aim| aim.before == aim.after));
    let aims = AimOrder::new(vec![Aim::Quality, Aim::Cover]).unwrap();
    let order = office.tried(&PlanTrial { aims: Some(aims), ..PlanTrial::of(plan) });
    let told: Vec<_> = order.aims.iter().map(|aim| aim.aim).collect();
    assert_eq!(told, [Aim::Quality, Aim::Cover]);
    let nearness = PlanTrial {
        category_weight: Some(0),
        tags_weight: Some(0),
        text_weight: Some(0),
        time_weight: Some(0),
        reliability_weight: Some(0),
        preference_weight: Some(0),
        ..PlanTrial::of(plan)
    };
    let quality = office.tried(&nearness).aims;
    let quality = quality.iter().find(|aim| aim.aim == Aim::Quality).unwrap();
    assert_eq!(quality.after, 1000, "both are of one community, and nothing else counts");
    assert!(quality.before < 1000);
    let nothing = PlanTrial { nearness_weight: Some(0), ..nearness.clone() };
    assert_eq!(office.ask_as(&officer(), &nothing), None);
    let too_much = PlanTrial { nearness_weight: Some(1001), ..nearness };
    assert_eq!(office.ask_as(&officer(), &too_much), None);
    assert_eq!(office.shares(plan)[0].0, near);
}
