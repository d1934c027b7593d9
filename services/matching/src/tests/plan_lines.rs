//! Each line of a plan explained from the plan's own state.

use contracts::Role;
use contracts::matching::plan::{self, PlanLineExplained, PlanLineWhy};
use contracts::testing::{clerk_of, liaison_of, person};
use values::PlanId;

use super::plans::officer;
use super::*;

impl Office {
    fn explained(&self, plan: PlanId, need: NeedId, offer: OfferId) -> PlanLineExplained {
        self.ask_as(&officer(), &PlanLineWhy { plan, need, offer }).unwrap()
    }
}

#[test]
fn a_line_says_what_decided_it_and_what_another_offer_would_cost() {
    let mut office = Office::new();
    let best = office.offer(1, "义诊，老年人血压测量", 2);
    let other = office.offer(2, "义诊车", 2);
    let need = office.need(1, COMMUNITY, "老年人义诊", 2);
    let rival = office.need(2, COMMUNITY, "居民义诊", 1);
    let id = office.compute(1);
    let line = office.explained(id, need, best);
    assert_eq!((line.quantity, line.now, line.fixed), (2, 2, false));
    assert_eq!((line.parts.len(), &line.why_not[..]), (7, &[][..]));
    // There is enough for both: only how well they fit is lost.
    assert_eq!(line.decided.map(|cost| cost.aim), Some(Aim::Quality));
    let [alternative] = &line.alternatives[..] else { panic!("{line:?}") };
    assert_eq!((alternative.offer, line.fitting, alternative.planned), (other, 1, 0));
    assert!(alternative.possible && alternative.score < line.score);
    assert_eq!(alternative.cost.map(|cost| cost.aim), Some(Aim::Quality));
    let exact = office.ask(&plan::PlanPreview { plan: id, need, offer: other, quantity: 1 });
    let exact = exact.unwrap().aims;
    let lost = exact.iter().find(|aim| aim.aim == Aim::Quality).unwrap();
    assert_eq!(alternative.cost.unwrap().by, lost.before - lost.after, "as the plan would lose");
    let of_rival = office.explained(id, rival, other);
    assert_eq!(of_rival.competitors, []);
}

#[test]
fn what_is_short_has_a_price_competitors_and_no_way_around_it() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 3);
    let first = office.need(1, COMMUNITY, "义诊", 2);
    let second = office.need(2, COMMUNITY, "义诊，量血压", 4);
    let id = office.compute(1);
    let line = office.explained(id, first, offer);
    assert!(line.price.is_some(), "{line:?}");
    assert_eq!((line.alternatives.len(), line.fitting), (0, 0));
    let shares = office.shares(id);
    let of_second = shares.iter().find(|(need, ..)| *need == second).unwrap().2;
    assert_eq!(line.competitors.iter().map(|one| one.planned).collect::<Vec<_>>(), [of_second]);
}

#[test]
fn of_what_is_taken_whole_another_offer_takes_all() {
    let mut office = Office::new();
    let small = office.offer(1, "义诊", 2);
    let one = office.offer(2, "义诊", 4);
    let other = office.offer(3, "义诊，老年人血压测量", 3);
    let need = office.need_with(1, COMMUNITY, "老年人义诊，血压", 3, Terms::whole());
    let id = office.compute(1);
    assert_eq!(office.shares(id), [(need, other, 3)]);
    let line = office.explained(id, need, other);
    let told: Vec<_> = line.alternatives.iter().map(|one| (one.offer, one.possible)).collect();
    assert_eq!(told, [(one, true), (small, false)]);
    let aims = [line.decided, line.alternatives[0].cost].map(|cost| cost.map(|cost| cost.aim));
    assert_eq!(aims, [Some(Aim::Quality); 2]);
}

#[test]
fn a_line_that_people_set_and_one_that_fits_no_more_say_so() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 2);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    let id = office.compute(1);
    let set = plan::Accept { plan: id, need, offer, quantity: 1, slot: None };
    office.send(officer(), 2, &set).unwrap();
    let line = office.explained(id, need, offer);
    assert_eq!((line.quantity, line.now, line.fixed, line.decided), (1, 1, true, None));
    let paused = offer::Event::Paused { reason: None };
    office.follow(offer, vec![resources::Event::from(paused)]);
    let line = office.explained(id, need, offer);
    assert_eq!((line.now, line.why_not), (0, vec![WhyNot::OfferNotListed]));
}

#[test]
fn a_line_is_explained_to_its_sides_who_plans_and_auditors() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 2);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    let id = office.compute(1);
    let why = PlanLineWhy { plan: id, need, offer };
    assert_eq!(office.ask_as(&liaison_of(HOSPITAL), &why), None, "a draft");
    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();
    let auditor = person(Role::Auditor, STREET);
    for may in [officer(), auditor, clerk_of(COMMUNITY), liaison_of(HOSPITAL)] {
        assert!(office.ask_as(&may, &why).is_some());
    }
    assert_eq!(office.ask_as(&clerk_of(FAR), &why), None);
    let no_line = PlanLineWhy { offer: OfferId(Uuid::nil()), ..why };
    assert_eq!(office.ask_as(&officer(), &no_line), None);
}
