//! A project carries a claim out, and the graph stays whole.

use super::*;

/// The event by which `proposal`, held and accepted, is agreed.
fn agreed(proposal: Propose) -> Event {
    let history = [Event::Proposed(proposal), held_event(), Event::Accepted {}];
    let events = given::<Claim>(history).when(&by(Actor::System), agree()).outcome().unwrap();
    let [event] = <[Event; 1]>::try_from(events).unwrap();
    event
}

#[test]
fn a_claimer_that_names_no_line_of_its_own_gets_a_one_off_line() {
    assert_eq!(agreed(unit_claims_need()), agreed_event());
    let one_off = Some(Box::new(one_off_of(Side::Asking)));
    assert_eq!(agreed(community_claims_offer()), Event::Agreed { project: PROJECT, one_off });
}

#[test]
fn a_claim_of_both_lines_gets_none_and_neither_does_a_person() {
    let none = || Event::Agreed { project: PROJECT, one_off: None };
    let both_asked = Propose { need: Some(NEED), ..community_claims_offer() };
    for proposal in [from_own_offer(), both_asked, member_claims_wish()] {
        assert_eq!(agreed(proposal), none());
    }
}

#[test]
fn whoever_claims_in_the_place_of_another_gets_a_line_of_its_own() {
    let to = Claimer::Organisation(STRANGER);
    let passed_on = Event::PassedOn { to, released: Some(Line::Offer(OFFER)), lease: lease() };
    let history = [Event::Proposed(from_own_offer()), held_event(), passed_on, Event::Accepted {}];
    let one_off = Some(Box::new(OneOff { owner: STRANGER, ..one_off_of(Side::Giving) }));
    given::<Claim>(history)
        .when(&by(Actor::System), agree())
        .then([Event::Agreed { project: PROJECT, one_off }]);
}

#[test]
fn a_project_reaches_a_need_and_an_offer() {
    let connected = |proposal| {
        let history = [Event::Proposed(proposal), held_event(), Event::Accepted {}];
        fold::<Claim>(&history).connected(CLAIM)
    };
    let Line::Offer(given) = one_off(CLAIM, Side::Giving) else { unreachable!() };
    let Line::Need(asked) = one_off(CLAIM, Side::Asking) else { unreachable!() };
    assert_eq!(connected(unit_claims_need()), Ok((Some(NEED), Some(given))));
    assert_eq!(connected(community_claims_offer()), Ok((Some(asked), Some(OFFER))));
    assert_eq!(connected(from_own_offer()), Ok((Some(NEED), Some(OFFER))));
    assert_eq!(connected(member_claims_wish()), Ok((Some(NEED), None)));
}
