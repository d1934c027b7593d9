//! Wishes: one live wish a family, whose it is for few eyes only.

use super::*;

#[test]
fn a_family_has_one_live_wish_in_a_community_until_that_one_is_closed() {
    let mut office = Office::new();
    let first = office.posted_wish(FAMILY);
    let second = office.raised_as("一台收音机", Kind::Wish);
    let another = verify_wish(second, "37100219900101123x", 100);
    let refused = Err(family::Rejection::HasAnother { wish: first }.into());
    assert_eq!(office.send(clerk_of(OWNER), &another), refused, "the same family, written so");
    office.posted_wish("another family");
    office.closed(first, Outcome::Unsolved { reason: reason("买不到") });
    office.done(clerk_of(OWNER), &another);
    office.done(clerk_of(OWNER), &need::Reopen { need: first, reason: reason("买到了") });
    let again = verify_wish(first, FAMILY, 100);
    let refused = Err(family::Rejection::HasAnother { wish: second }.into());
    assert_eq!(office.send(clerk_of(OWNER), &again), refused);
}

#[test]
fn a_wish_costs_no_more_than_the_city_allows() {
    let mut office = Office::new();
    let need = office.raised_as("一台收音机", Kind::Wish);
    let dear = verify_wish(need, FAMILY, 600);
    let refused = Err(need::Rejection::WishOverCap { max_yuan: 500 }.into());
    assert_eq!(office.send(clerk_of(OWNER), &dear), refused);
    let set = wish_cap::Set { value: Money::from_yuan(600).unwrap() };
    office.done(operator(), &set);
    office.done(clerk_of(OWNER), &dear);
    assert_eq!(office.line(need).wish_value, Money::from_yuan(600));
}

#[test]
fn whose_wish_it_is_the_community_sees_and_nobody_in_the_log() {
    let mut office = Office::new();
    let need = office.posted_wish(FAMILY);
    let seen = BeneficiaryOpened {
        name: Some(NAME.to_owned()),
        phone: Some(PHONE.to_owned()),
        address: Some("三号楼101".to_owned()),
    };
    let masked = BeneficiaryOpened { name: None, phone: None, address: None };
    assert_eq!(office.beneficiary(&clerk_of(OWNER), need), Some(seen));
    for actor in [clerk_of(STRANGER), resident(), somebody(Role::Auditor, OWNER), Actor::System] {
        assert_eq!(office.beneficiary(&actor, need), Some(masked.clone()), "{actor:?}");
    }
    let log = serde_json::to_string(&office.commits.iter().map(|c| &**c).collect::<Vec<_>>());
    let log = log.unwrap();
    for secret in [NAME, PHONE, "三号楼101", FAMILY, "37100219900101123X"] {
        assert!(!log.contains(secret), "{secret} stands in {log}");
    }
}

#[test]
fn whose_wish_it_is_only_the_live_claimer_sees_and_no_more_after_the_withdrawal() {
    let mut office = Office::new();
    let need = office.posted_wish(FAMILY);
    let (giver, clerk) = (clerk_of(STRANGER), clerk_of(OWNER));
    let masked = BeneficiaryOpened { name: None, phone: None, address: None };
    let seen = BeneficiaryOpened {
        name: Some(NAME.to_owned()),
        phone: Some(PHONE.to_owned()),
        address: Some("三号楼101".to_owned()),
    };
    assert_eq!(office.beneficiary(&clerk, need), Some(seen.clone()));
    office.follow(claimed(need));
    assert_eq!(office.line(need).holds[0].claimer, Claimer::from(STRANGER));
    assert_eq!(office.beneficiary(&giver, need), Some(masked.clone()), "not before the answer");
    office.follow(projects::claim::Event::Accepted {});
    assert_eq!(office.beneficiary(&giver, need), Some(seen));
    assert_eq!(office.beneficiary(&somebody(Role::Auditor, STRANGER), need), Some(masked.clone()));
    office.follow(projects::claim::Event::Withdrawn { reason: reason("买不到") });
    assert_eq!(office.beneficiary(&giver, need), Some(masked));
    let log = serde_json::to_string(&office.commits.iter().map(|c| &**c).collect::<Vec<_>>());
    let log = log.unwrap();
    for secret in [NAME, PHONE, "三号楼101", FAMILY, "37100219900101123X"] {
        assert!(!log.contains(secret), "{secret} stands in {log}");
    }
}

#[test]
fn the_erased_beneficiary_is_opened_for_nobody() {
    let mut office = Office::new();
    let need = office.posted_wish(FAMILY);
    office.closed(need, Outcome::Withdrawn { reason: reason("搬走了") });
    office.done(clerk_of(OWNER), &need::EraseBeneficiary { need });
    assert_eq!(office.beneficiary(&operator(), need), None);
    assert_eq!(office.keys.erased().len(), 1);
    assert_eq!(office.erased_at_a_start(), office.keys.erased());
}

#[test]
fn a_wish_that_says_whose_it_is_is_not_verified_until_it_says_so_no_more() {
    let mut office = Office::new();
    for title in ["给王大妈买书包", "给 王 大妈 买书包", "书包送到三号楼101"] {
        let need = office.raised_as(title, Kind::Wish);
        let verify = verify_wish(need, FAMILY, 100);
        let refused = Err(need::Rejection::TextNotPublic.into());
        assert_eq!(office.send(clerk_of(OWNER), &verify), refused, "{title}");
    }
    let need = office.raised_as("给王大妈买书包", Kind::Wish);
    let need::Raise { amount, content, place, wanted, .. } = raise("一个书包", Kind::Wish);
    let title = Text::new("一个书包").unwrap();
    let wording = need::Wording { title, content, amount, place, wanted };
    office.done(clerk_of(OWNER), &need::Resubmit { need, wording });
    office.done(clerk_of(OWNER), &verify_wish(need, FAMILY, 100));
}

#[test]
fn a_wish_that_is_opened_again_is_not_verified_for_whom_it_names() {
    let mut office = Office::new();
    let other = office.raised_as("一台收音机", Kind::Wish);
    let unsolved = Outcome::Unsolved { reason: reason("买不到") };
    for outcome in [unsolved, Outcome::Duplicate { of: other }] {
        let need = office.raised_as("给小李买书包", Kind::Wish);
        let verify = verify_wish(need, FAMILY, 100);
        office.done(clerk_of(OWNER), &verify);
        office.closed(need, outcome.clone());
        let reason = reason("买到了");
        if matches!(outcome, Outcome::Duplicate { .. }) {
            office.done(clerk_of(OWNER), &need::SplitOff { need, reason });
        } else {
            office.done(clerk_of(OWNER), &need::Reopen { need, reason });
        }
        let beneficiary =
            need::Beneficiary { name: Text::new("小李").unwrap(), ..verify.beneficiary.clone() };
        let named = need::VerifyWish { beneficiary, ..verify };
        let refused = Err(need::Rejection::TextNotPublic.into());
        assert_eq!(office.send(clerk_of(OWNER), &named), refused, "{outcome:?}");
    }
}

#[test]
fn what_holds_in_the_city_can_be_asked_for() {
    use contracts::needs::limits::{HandlingStep, Limit, SetLimit};
    use contracts::needs::{HandlingLimits, WishCap};
    let mut office = Office::new();
    let limits = |office: &Office| office.ask(&clerk_of(STRANGER), &HandlingLimits {});
    let handle = |office: &Office| {
        let mut lines = limits(office).into_iter();
        let is = |class, step| class == need::Urgency::Hard && step == HandlingStep::Handle;
        lines.find(|line| is(line.class, line.step)).unwrap().limit
    };
    assert_eq!((limits(&office).len(), handle(&office)), (12, Limit::WorkingDays(15)));
    assert_eq!(office.ask(&clerk_of(STRANGER), &WishCap {}).value, Money::from_yuan(500).unwrap());
    let (class, step, limit) = (need::Urgency::Hard, HandlingStep::Handle, Limit::WorkingDays(20));
    office.done(operator(), &SetLimit { class, step, limit });
    office.done(operator(), &wish_cap::Set { value: Money::from_yuan(600).unwrap() });
    assert_eq!(handle(&office), limit);
    assert_eq!(office.ask(&clerk_of(STRANGER), &WishCap {}).value, Money::from_yuan(600).unwrap());
}
