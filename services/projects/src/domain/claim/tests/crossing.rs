//! Crossing claims 互相认领 on one pair merge: the second is the acceptance of the first.

use super::*;

/// SOMEBODY gives from its offer to OWNER's need.
fn first() -> Vec<Event> {
    let wanted = HoldRequest::wanted(&from_own_offer()).unwrap();
    vec![Event::Proposed(from_own_offer()), Event::OwnLineHeld { wanted }]
}

/// OWNER asks for that offer with that need.
fn second() -> Propose {
    Propose { claimer: OWNER.into(), side: Side::Asking, ..from_own_offer() }
}

fn cross(proposal: Propose) -> Command {
    Command::Cross { claim: CLAIM, proposal }
}

const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xC1));

#[test]
fn the_second_claim_accepts_the_first_when_that_is_held() {
    let history = with(first(), held_event());
    given::<Claim>(history.clone())
        .when(&by(clerk_of(OWNER)), cross(second()))
        .then([Event::Accepted {}]);
    given::<Claim>(history)
        .when(&by(liaison_of(SOMEBODY)), cross(second()))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn before_that_it_waits_for_the_holds() {
    let crossed = Event::Crossed { by: OWNER.into() };
    let state =
        given::<Claim>(first()).when(&by(clerk_of(OWNER)), cross(second())).then([crossed.clone()]);
    deciding_again_changes_nothing::<Claim>(state, &by(clerk_of(OWNER)), cross(second()));
    given::<Claim>(with(first(), crossed))
        .when(&by(Actor::System), record(Line::Need(NEED)))
        .then([held_event(), Event::Accepted {}]);
}

#[test]
fn who_named_a_line_that_is_not_theirs_accepts_nothing() {
    let crossed = Event::Crossed { by: STRANGER.into() };
    given::<Claim>(with(first(), crossed))
        .when(&by(Actor::System), record(Line::Need(NEED)))
        .then([held_event()]);
    let strange = Propose { claimer: STRANGER.into(), ..second() };
    assert!(!fold::<Claim>(&with(first(), held_event())).is_crossed_by(&strange, monday()));
}

#[test]
fn another_amount_is_no_acceptance() {
    let more = Propose { amount: amount(3), ..second() };
    given::<Claim>(with(first(), held_event()))
        .when(&by(clerk_of(OWNER)), cross(more))
        .then_rejected(Rejection::CrossingClaim { claim: CLAIM, quantity: 2 });
}

#[test]
fn only_the_same_pair_from_the_other_side_within_the_lease_crosses() {
    let held = fold::<Claim>(&with(first(), held_event()));
    assert!(held.is_crossed_by(&second(), lease().until));
    assert!(!held.is_crossed_by(&second(), after(lease().until)));
    assert!(!held.is_crossed_by(&Propose { side: Side::Giving, ..second() }, monday()));
    assert!(!held.is_crossed_by(&Propose { need: None, ..second() }, monday()));
    let accepted = fold::<Claim>(&[first(), vec![held_event(), Event::Accepted {}]].concat());
    assert!(!accepted.is_crossed_by(&second(), monday()));
}

#[test]
fn a_line_of_a_published_plan_is_accepted_when_it_is_held() {
    let system = by(Actor::System);
    let carry_out = || Command::CarryOut { proposal: from_own_offer(), accepted_by: OWNER };
    let crossed = Event::Crossed { by: OWNER.into() };
    let proposed = [Event::Proposed(from_own_offer()), crossed];
    let state = given::<Claim>([]).when(&system, carry_out()).then(proposed.clone());
    deciding_again_changes_nothing::<Claim>(state, &system, carry_out());
    let wanted = HoldRequest::wanted(&from_own_offer()).unwrap();
    given::<Claim>(with(proposed.to_vec(), Event::OwnLineHeld { wanted }))
        .when(&system, record(Line::Need(NEED)))
        .then([held_event(), Event::Accepted {}]);
}
