//! Transfers and takeover requests.

use super::*;

fn to() -> Claimer {
    STRANGER.into()
}

fn transfer_asked() -> Event {
    Event::TransferAsked { to: to(), answer_until: end_of("05") }
}

fn takeover_asked() -> Event {
    Event::TakeoverAsked { by: to(), answer_until: end_of("05") }
}

fn passed_on() -> Event {
    Event::PassedOn { to: to(), released: None, lease: lease() }
}

fn accepted() -> Vec<Event> {
    with(held(), Event::Accepted {})
}

fn due(agreement_out: bool) -> Command {
    Command::Due { agreement_out }
}

#[test]
fn a_transfer_needs_the_receivers_acceptance() {
    for history in [held(), accepted()] {
        let state = given::<Claim>(history.clone())
            .when(&by(liaison_of(SOMEBODY)), Command::Transfer { to: to() })
            .then([transfer_asked()]);
        let again = Command::Transfer { to: to() };
        deciding_again_changes_nothing::<Claim>(state, &by(liaison_of(SOMEBODY)), again);
        let asked = with(history, transfer_asked());
        let answer = |accept| Command::AnswerTransfer { accept };
        given::<Claim>(asked.clone())
            .when(&by(liaison_of(STRANGER)), answer(true))
            .then([passed_on()]);
        given::<Claim>(asked.clone())
            .when(&by(liaison_of(STRANGER)), answer(false))
            .then([Event::TransferEnded { silent: false }]);
        for nobody in [SOMEBODY, OWNER] {
            given::<Claim>(asked.clone())
                .when(&by(liaison_of(nobody)), answer(true))
                .then_rejected(Rejection::NotAuthorised);
        }
    }
}

#[test]
fn a_receivers_silence_ends_the_transfer_and_not_the_claim() {
    let asked = with(accepted(), transfer_asked());
    let late = after(end_of("05"));
    let ended = Event::TransferEnded { silent: true };
    given::<Claim>(asked.clone()).when(&at(late, Actor::System), due(false)).then([ended.clone()]);
    given::<Claim>(asked.clone())
        .when(&at(late, liaison_of(STRANGER)), Command::AnswerTransfer { accept: true })
        .then_rejected(Rejection::RequestOver { answer_until: end_of("05") });
    let state = fold::<Claim>(&with(asked, ended));
    assert_eq!(state, fold::<Claim>(&accepted()));
}

#[test]
fn the_other_side_answers_whoever_it_passed_to_anew() {
    let passed = with(accepted(), Event::TransferAsked { to: to(), answer_until: end_of("05") });
    let passed = with(passed, passed_on());
    let state = fold::<Claim>(&passed.clone());
    assert_eq!(state.accepted(), Err(Rejection::NotAccepted), "silence accepts nothing");
    given::<Claim>(passed).when(&by(clerk_of(OWNER)), Command::Accept).then([Event::Accepted {}]);
}

#[test]
fn the_former_claimers_own_line_stays_with_it() {
    let history = vec![Event::Proposed(from_own_offer()), held_event(), transfer_asked()];
    let released = Some(Line::Offer(OFFER));
    let passed_on = Event::PassedOn { to: to(), released, lease: lease() };
    given::<Claim>(history.clone())
        .when(&by(liaison_of(STRANGER)), Command::AnswerTransfer { accept: true })
        .then([passed_on.clone()]);
    let state = fold::<Claim>(&with(history, passed_on));
    let State::Held(held) = state else { panic!("{state:?}") };
    assert_eq!(held.proposal, Propose { claimer: to(), ..unit_claims_need() });
}

#[test]
fn it_passes_to_no_side_of_it_and_from_no_organisation_to_a_person() {
    for to in [SOMEBODY.into(), OWNER.into(), id_of(&member()).into()] {
        given::<Claim>(accepted())
            .when(&by(liaison_of(SOMEBODY)), Command::Transfer { to })
            .then_rejected(Rejection::CannotPassOn);
    }
    let wish = vec![Event::Proposed(member_claims_wish()), held_event()];
    let another = PersonId(Uuid::from_u128(0x77));
    given::<Claim>(wish)
        .when(&by(member()), Command::Transfer { to: another.into() })
        .then([Event::TransferAsked { to: another.into(), answer_until: end_of("05") }]);
}

#[test]
fn one_request_at_a_time_waits_for_its_answer() {
    let asked = with(accepted(), transfer_asked());
    given::<Claim>(asked)
        .when(&by(liaison_of(STRANGER)), Command::AskTakeover { by: to() })
        .then_rejected(Rejection::RequestOut);
    given::<Claim>(accepted())
        .when(&by(liaison_of(STRANGER)), Command::AnswerTransfer { accept: true })
        .then_rejected(Rejection::NoRequest);
    given::<Claim>(with(accepted(), takeover_asked()))
        .when(&by(liaison_of(STRANGER)), Command::AnswerTransfer { accept: true })
        .then_rejected(Rejection::NoRequest);
}

#[test]
fn a_takeover_is_asked_of_an_accepted_claim_that_has_not_begun() {
    let ask = || Command::AskTakeover { by: to() };
    given::<Claim>(accepted()).when(&by(liaison_of(STRANGER)), ask()).then([takeover_asked()]);
    given::<Claim>(accepted())
        .when(&by(liaison_of(SOMEBODY)), ask())
        .then_rejected(Rejection::NotAuthorised);
    given::<Claim>(held())
        .when(&by(liaison_of(STRANGER)), ask())
        .then_rejected(Rejection::NotAccepted);
    given::<Claim>(with(accepted(), agreed_event()))
        .when(&by(liaison_of(STRANGER)), ask())
        .then_rejected(Rejection::AlreadyAgreed);
}

#[test]
fn the_holder_hands_it_over_or_keeps_it() {
    let asked = with(accepted(), takeover_asked());
    let answer = |hand_over| Command::AnswerTakeover { hand_over };
    let holder = by(liaison_of(SOMEBODY));
    given::<Claim>(asked.clone()).when(&holder, answer(true)).then([passed_on()]);
    given::<Claim>(asked.clone()).when(&holder, answer(false)).then([Event::TakeoverRefused {}]);
    given::<Claim>(asked)
        .when(&by(liaison_of(STRANGER)), answer(true))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_holders_silence_gives_the_claim_up_to_the_asker() {
    let asked = with(accepted(), takeover_asked());
    let late = after(end_of("05"));
    given::<Claim>(asked.clone())
        .when(&at(end_of("05"), Actor::System), due(false))
        .then_already_so();
    let lease = Lease { yellow_at: end_of("09"), until: end_of("11"), holidays_unknown: false };
    given::<Claim>(asked.clone())
        .when(&at(late, Actor::System), due(false))
        .then([Event::PassedOn { to: to(), released: None, lease }]);
    given::<Claim>(asked.clone())
        .when(&at(late, liaison_of(SOMEBODY)), Command::AnswerTakeover { hand_over: false })
        .then_rejected(Rejection::RequestOver { answer_until: end_of("05") });
    // Who negotiates an agreement is not silent.
    given::<Claim>(asked)
        .when(&at(late, Actor::System), due(true))
        .then([Event::TakeoverRefused {}]);
}

#[test]
fn a_holder_who_begins_has_answered() {
    let begun = [accepted(), vec![takeover_asked(), agreed_event()]].concat();
    assert_eq!(fold::<Claim>(&begun).due_at(), None);
}
