//! The waiting list 候补, as a claim sees it.

use super::*;

fn waits(proposal: Propose) -> Propose {
    Propose { wait: true, ..proposal }
}

fn shortage() -> HoldRefusal {
    HoldRefusal::TooLittleLeft { asked: 2, left: 1, unit: Unit::Session }
}

fn refuse(line: Line) -> Command {
    Command::RecordRefusal { line, reason: shortage() }
}

fn own(proposal: &Propose) -> HoldRequest {
    HoldRequest::own(proposal).unwrap()
}

fn wanted(proposal: &Propose) -> HoldRequest {
    HoldRequest::wanted(proposal).unwrap()
}

fn waiting(request: HoldRequest) -> Event {
    Event::Waiting { request, reason: shortage() }
}

#[test]
fn who_wishes_to_wait_waits_where_too_little_is_left() {
    let proposal = waits(unit_claims_need());
    let request = wanted(&proposal);
    given::<Claim>([Event::Proposed(proposal.clone())])
        .when(&by(Actor::System), refuse(request.line))
        .then([waiting(request)]);
    given::<Claim>([Event::Proposed(unit_claims_need())])
        .when(&by(Actor::System), refuse(request.line))
        .then([Event::Refused { line: request.line, reason: shortage(), unasked: None }]);
    let (line, reason) = (request.line, HoldRefusal::NotOnTheList);
    given::<Claim>([Event::Proposed(proposal)])
        .when(&by(Actor::System), Command::RecordRefusal { line, reason: reason.clone() })
        .then([Event::Refused { line, reason, unasked: None }]);
}

#[test]
fn who_waits_is_held_when_it_is_promoted_and_refused_when_the_line_is_gone() {
    let proposal = waits(unit_claims_need());
    let request = wanted(&proposal);
    let history = || [Event::Proposed(proposal.clone()), waiting(request)];
    given::<Claim>(history()).when(&by(Actor::System), record(request.line)).then([held_event()]);
    let (line, reason) = (request.line, HoldRefusal::NotOnTheList);
    given::<Claim>(history())
        .when(&by(Actor::System), Command::RecordRefusal { line, reason: reason.clone() })
        .then([Event::Refused { line, reason, unasked: None }]);
    given::<Claim>(history())
        .when(&by(liaison_of(SOMEBODY)), Command::Withdraw { reason: text("不再需要") })
        .then([Event::Withdrawn { reason: text("不再需要") }]);
}

#[test]
fn who_waits_for_the_others_line_gives_its_own_back_and_asks_for_it_again() {
    let proposal = waits(from_own_offer());
    let (own, wanted) = (own(&proposal), wanted(&proposal));
    let waiting = waiting(wanted);
    assert_eq!(waiting.changes_holds(), Some(HoldChange::Released));
    let history = vec![Event::Proposed(proposal), Event::OwnLineHeld { wanted }, waiting];
    let promoted = Event::WantedLineHeld { counterpart: OWNER, category: Category::Culture, own };
    given::<Claim>(history.clone())
        .when(&by(Actor::System), record(wanted.line))
        .then([promoted.clone()]);
    assert_eq!(promoted.asks(), Some(own));
    let (line, category) = (own.line, Category::Culture);
    let record_own = Command::RecordHold { line, owner: SOMEBODY, category };
    given::<Claim>(with(history.clone(), promoted.clone()))
        .when(&by(Actor::System), record_own)
        .then([held_event()]);
    // Now the own line is short: it was given away meanwhile, and that is the end.
    given::<Claim>(with(history, promoted))
        .when(&by(Actor::System), refuse(own.line))
        .then([Event::Refused { line: own.line, reason: shortage(), unasked: None }]);
}

#[test]
fn everybody_waits_while_only_tentative_holds_are_in_the_way() {
    let request = wanted(&unit_claims_need());
    let (line, reason) = (request.line, HoldRefusal::HeldTentatively);
    given::<Claim>([Event::Proposed(unit_claims_need())])
        .when(&by(Actor::System), Command::RecordRefusal { line, reason: reason.clone() })
        .then([Event::Waiting { request, reason: reason.clone() }]);
    // The tentative hold became firm: too little is left, and it never wished to wait for that.
    given::<Claim>([Event::Proposed(unit_claims_need()), Event::Waiting { request, reason }])
        .when(&by(Actor::System), refuse(line))
        .then([Event::Refused { line, reason: shortage(), unasked: None }]);
}
