//! What organisations did with what they were asked, and what their communities missed last year.

use contracts::matching::{DECLINED_DAYS, ForNeed, UNANSWERED_MAX, Why, WhyNot};
use contracts::projects::claim::{self, Lease, Propose, Side};
use contracts::registry::taxonomy::Category;
use values::time;

use super::*;

fn claim(n: u32) -> ClaimId {
    ClaimId(Uuid::from_u128(0xC1000 + u128::from(n)))
}

fn asked_for(offer: OfferId) -> [projects::Event; 2] {
    let proposed = Propose {
        claimer: COMMUNITY.into(),
        side: Side::Asking,
        need: None,
        offer: Some(offer),
        amount: Amount::new(1, Unit::Session).unwrap(),
        slot: None,
        area: "371002001001".parse().unwrap(),
        message: None,
        wait: false,
    };
    let lease = Lease { yellow_at: monday(), until: monday(), holidays_unknown: false };
    let held = claim::Event::Held { counterpart: HOSPITAL, category: Category::Service, lease };
    [claim::Event::Proposed(proposed), held].map(projects::Event::from)
}

impl Office {
    fn fitting(&self, need: NeedId) -> usize {
        self.ask(&ForNeed { need }).unwrap().total
    }

    fn why_not(&self, need: NeedId, offer: OfferId) -> Vec<WhyNot> {
        self.ask(&Why { need, offer }).unwrap().why_not
    }

    pub(super) fn days_later(&mut self, days: i32) {
        self.now = time::start_of(time::plus_days(time::date_at(self.now), days));
    }
}

#[test]
fn who_was_turned_down_lately_is_not_suggested_again_until_the_time_is_over() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 5);
    let other = office.offer(2, "义诊，血压测量", 5);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    let reason = Text::new("时间不合适").unwrap();
    let declined = projects::Event::from(claim::Event::Declined { reason });
    office.follow(claim(1), [asked_for(offer).to_vec(), vec![declined]].concat());
    assert_eq!(office.why_not(need, offer), [WhyNot::DeclinedLately]);
    let found = office.ask(&ForNeed { need }).unwrap();
    assert_eq!((found.total, found.items[0].offer.id), (1, other));
    // A need that comes later, of the same community.
    let later = office.need(2, COMMUNITY, "义诊", 1);
    let elsewhere = office.need(3, FAR, "义诊", 1);
    assert_eq!([later, elsewhere].map(|need| office.fitting(need)), [1, 2]);
    let plan = office.compute(1);
    let lines = office.shares(plan);
    assert!(!lines.is_empty() && lines.iter().all(|(_, of, _)| *of == other), "{lines:?}");

    office.days_later(DECLINED_DAYS);
    office.need(4, FAR, "理发", 1);
    assert_eq!(office.fitting(need), 1, "the last day counts");
    office.days_later(1);
    office.need(5, FAR, "理发", 1);
    assert_eq!((office.fitting(need), office.why_not(need, offer)), (2, vec![]));
}

#[test]
fn what_a_side_declines_in_a_plan_is_not_suggested_and_what_the_planner_does_is() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 5);
    let first = office.need(1, COMMUNITY, "义诊", 2);
    let second = office.need(2, COMMUNITY, "义诊", 2);
    let plan = office.compute(1);
    office.send(plans::officer(), 2, &matching::plan::Propose { plan }).unwrap();
    let decline = |need| {
        let reason = Text::new("时间不合适").unwrap();
        matching::plan::Decline { plan, need, offer, reason }
    };
    office.send(plans::officer(), 3, &decline(first)).unwrap();
    assert_eq!(office.why_not(first, offer), []);
    let liaison = contracts::testing::liaison_of(HOSPITAL);
    office.send(liaison, 4, &decline(second)).unwrap();
    assert_eq!(office.why_not(second, offer), [WhyNot::DeclinedLately]);
    assert_eq!([first, second].map(|need| office.fitting(need)), [1, 0]);
}

#[test]
fn whom_too_many_claims_wait_for_is_not_suggested_for_more() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 50);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    for n in 1..UNANSWERED_MAX {
        office.follow(claim(n), asked_for(offer).to_vec());
    }
    assert_eq!(office.fitting(need), 1);
    office.follow(claim(0), asked_for(offer).to_vec());
    assert_eq!(office.fitting(need), 0);
    assert_eq!(office.why_not(need, offer), [WhyNot::OwnerOverAsked]);
    office.follow(claim(3), vec![projects::Event::from(claim::Event::Accepted {})]);
    assert_eq!((office.fitting(need), office.why_not(need, offer)), (1, vec![]));
}

#[test]
fn what_was_withdrawn_last_year_was_not_missed() {
    let mut office = Office::new();
    let withdrawn = office.need(1, COMMUNITY, "义诊", 4);
    let missed = office.need(2, FAR, "义诊", 4);
    let reason = Text::new("另有安排").unwrap();
    for (need, outcome) in [
        (withdrawn, need::Outcome::Withdrawn { reason: reason.clone() }),
        (missed, need::Outcome::Unsolved { reason }),
    ] {
        let closed = need::Event::Closed { outcome, reopen_until: monday(), review_until: None };
        office.follow(need, vec![needs::Event::from(closed)]);
    }
    office.days_later(365);
    let offer = office.offer(1, "义诊", 1);
    let near = office.need(3, COMMUNITY, "义诊", 1);
    let far = office.need(4, FAR, "义诊", 1);
    let planned = |need| office.ask(&Why { need, offer }).unwrap().suggestion.unwrap().planned;
    assert_eq!([near, far].map(planned), [0, 1], "the hospital is nearer to the other one");
}

#[test]
fn what_a_community_missed_last_year_counts_for_more_this_year() {
    let mut office = Office::new();
    // Last year one of the two was served in full, the other not at all.
    let served = office.need(1, COMMUNITY, "义诊", 4);
    let missed = office.need(2, FAR, "义诊", 4);
    let (claim, claimer) = (claim(1), HOSPITAL.into());
    let (owner, category) = (COMMUNITY, Category::Service);
    let held = need::Event::Held { claim, claimer, owner, category, quantity: 4 };
    let delivered = need::Event::Delivered { claim, quantity: 4 };
    office.follow(served, [held, delivered].map(needs::Event::from).to_vec());
    for need in [served, missed] {
        let closed = need::Event::Closed {
            outcome: need::Outcome::Solved,
            reopen_until: monday(),
            review_until: None,
        };
        office.follow(need, vec![needs::Event::from(closed)]);
    }
    office.days_later(365);
    let offer = office.offer(1, "义诊", 1);
    let near = office.need(3, COMMUNITY, "义诊", 1);
    let far = office.need(4, FAR, "义诊", 1);
    let planned = |need| office.ask(&Why { need, offer }).unwrap().suggestion.unwrap().planned;
    assert_eq!([near, far].map(planned), [0, 1], "the hospital is nearer to the other one");
}
