//! Revoked, cancelled, failed, delivered, closed.

use super::*;

fn accepted() -> Vec<Event> {
    with(held(), Event::Accepted {})
}

fn agreed() -> Vec<Event> {
    with(accepted(), agreed_event())
}

fn cancel(delivered: u64) -> Command {
    Command::Cancel { reason: text("人员调整"), delivered }
}

fn cancel_asked(by: OrganisationId) -> Event {
    Event::CancelAsked { by: by.into(), reason: text("人员调整") }
}

#[test]
fn the_asking_side_revokes_with_a_reason_before_it_has_begun() {
    let revoke = || Command::Revoke { reason: text("活动改期") };
    let revoked = Event::Revoked { reason: text("活动改期") };
    given::<Claim>(accepted()).when(&by(clerk_of(OWNER)), revoke()).then([revoked.clone()]);
    given::<Claim>(accepted())
        .when(&by(liaison_of(SOMEBODY)), revoke())
        .then_rejected(Rejection::NotAuthorised);
    given::<Claim>(agreed())
        .when(&by(clerk_of(OWNER)), revoke())
        .then_rejected(Rejection::AlreadyAgreed);
    // Who claimed an offer is the asking side.
    let asked = vec![Event::Proposed(community_claims_offer()), held_event(), Event::Accepted {}];
    given::<Claim>(asked).when(&by(clerk_of(SOMEBODY)), revoke()).then([revoked]);
}

#[test]
fn only_both_sides_together_cancel() {
    for history in [accepted(), agreed()] {
        for (one, other) in [(SOMEBODY, OWNER), (OWNER, SOMEBODY)] {
            let asks = by(liaison_of(one));
            let state =
                given::<Claim>(history.clone()).when(&asks, cancel(1)).then([cancel_asked(one)]);
            deciding_again_changes_nothing::<Claim>(state, &asks, cancel(1));
            let asked = with(history.clone(), cancel_asked(one));
            given::<Claim>(asked.clone())
                .when(&by(liaison_of(other)), cancel(1))
                .then([Event::Cancelled { delivered: 1 }]);
            given::<Claim>(asked.clone())
                .when(&by(liaison_of(other)), Command::RefuseCancel)
                .then([Event::CancelRefused {}]);
            given::<Claim>(asked.clone())
                .when(&asks, Command::RefuseCancel)
                .then_rejected(Rejection::NotAuthorised);
            assert!(fold::<Claim>(&asked).is_cancelled_by(&by(liaison_of(other))));
        }
        given::<Claim>(history)
            .when(&by(liaison_of(STRANGER)), cancel(0))
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn a_member_leaves_when_the_community_agrees_or_stays() {
    let claim = vec![Event::Proposed(member_claims_wish()), held_event(), Event::Accepted {}];
    let asked = Event::CancelAsked { by: id_of(&member()).into(), reason: text("人员调整") };
    given::<Claim>(claim.clone()).when(&by(member()), cancel(0)).then([asked.clone()]);
    let asked = with(claim.clone(), asked);
    given::<Claim>(asked.clone())
        .when(&by(clerk_of(OWNER)), cancel(0))
        .then([Event::Cancelled { delivered: 0 }]);
    let stays = with(asked, Event::CancelRefused {});
    assert_eq!(fold::<Claim>(&stays), fold::<Claim>(&claim));
}

#[test]
fn what_was_not_performed_failed_and_the_rest_is_open_again() {
    let fail = || Command::Fail { reason: text("多次未到"), delivered: 1 };
    let failed = Event::Failed { reason: text("多次未到"), delivered: 1 };
    given::<Claim>(agreed()).when(&by(clerk_of(OWNER)), fail()).then([failed.clone()]);
    assert_eq!(failed.changes_holds(), Some(HoldChange::Delivered { quantity: 1 }));
    let nothing = Event::Failed { reason: text("多次未到"), delivered: 0 };
    assert_eq!(nothing.changes_holds(), Some(HoldChange::Released));
    given::<Claim>(agreed())
        .when(&by(liaison_of(SOMEBODY)), fail())
        .then_rejected(Rejection::NotAuthorised);
    given::<Claim>(accepted())
        .when(&by(clerk_of(OWNER)), fail())
        .then_rejected(Rejection::NotAgreed);
}

#[test]
fn an_accepted_claim_is_agreed_once_and_delivered_once() {
    let context = by(Actor::System);
    given::<Claim>(accepted()).when(&context, agree()).then([agreed_event()]);
    given::<Claim>(agreed()).when(&context, agree()).then_already_so();
    let delivered = delivered();
    given::<Claim>(agreed())
        .when(&context, Command::Deliver { quantity: 9 })
        .then([delivered.clone()]);
    given::<Claim>(with(agreed(), delivered))
        .when(&context, Command::Deliver { quantity: 2 })
        .then_rejected(Rejection::Ended);
}

/// Both sides may rate for 10 working days.
fn delivered() -> Event {
    Event::Delivered {
        quantity: 2,
        project: PROJECT,
        giving: SOMEBODY.into(),
        asking: OWNER,
        rate_until: end_of("16"),
    }
}

#[test]
fn a_delivered_claim_is_closed_when_its_rating_is_and_by_no_time_of_its_own() {
    let history = with(agreed(), delivered());
    let due = Command::Due { agreement_out: false };
    given::<Claim>(history.clone())
        .when(&at(after(end_of("16")), Actor::System), due)
        .then_already_so();
    let closed = Event::Closed { rated: true };
    let close = || Command::Close { rated: true };
    let context = by(Actor::System);
    given::<Claim>(history.clone()).when(&context, close()).then([closed.clone()]);
    given::<Claim>(agreed()).when(&context, close()).then_already_so();
    let ended = fold::<Claim>(&with(history, closed));
    assert_eq!((ended.due_at(), ended), (None, State::Ended(None)));
}
