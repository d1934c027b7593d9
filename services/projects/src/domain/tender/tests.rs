use std::sync::Arc;

use contracts::projects::tender::{Criterion, Juror, PROPOSALS_MAX, SCORE_MAX};
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, person, registered,
};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use values::sealed::Algorithm;
use values::{AreaCode, Sealed, Uuid};

use super::*;

mod awarding;

/// A third bidder.
const THIRD: OrganisationId = OrganisationId(Uuid::from_u128(0xD));
const AREA: &str = "990101001001";

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Friday, 6 March 2026, 17:00.
fn deadline() -> Timestamp {
    moment("2026-03-06T09:00:00Z")
}

/// OWNER is a community, the others are units.
fn town(context: Context) -> Context {
    let registered = [
        registered(OWNER, Level::Community, AREA),
        registered(SOMEBODY, Level::Unit, AREA),
        registered(STRANGER, Level::Unit, ""),
    ];
    Context { directory: Arc::new(directory(registered)), ..context }
}

fn money(fen: i64) -> Money {
    Money { fen }
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn juror_id(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

/// The n-th juror asks, for an organisation of its own.
fn juror(n: u128) -> Actor {
    let organisation = OrganisationId(Uuid::from_u128(0x100 + n));
    Actor::Person { person: juror_id(n), organisation, role: Role::Liaison }
}

/// Two jurors of nobody's, and the third of SOMEBODY, which bids.
fn the_call() -> Call {
    let of = |n: u128, organisation| Juror { person: juror_id(n), organisation };
    let somewhere = |n: u128| OrganisationId(Uuid::from_u128(0x100 + n));
    let criterion = |name, weight| Criterion { name: text(name), weight };
    Call {
        caller: OWNER,
        area: AREA.parse().unwrap(),
        title: text("微公益创投"),
        purpose: text("为独居老人助餐"),
        need: None,
        budget: money(5_000_000),
        criteria: vec![criterion("契合", 60), criterion("预算", 40)],
        jurors: vec![of(1, somewhere(1)), of(2, somewhere(2)), of(3, SOMEBODY)],
        deadline: deadline(),
    }
}

fn called() -> Event {
    Event::Called(the_call())
}

fn content() -> Sealed {
    let data = "bm9pc2U=".to_owned();
    Sealed { algorithm: Algorithm::Aes256GcmSiv, person: juror_id(99), data }
}

fn digest(n: u8) -> Fingerprint {
    Fingerprint(n.to_string())
}

fn propose_as(organisation: OrganisationId, n: u8) -> Command {
    Command::Propose { organisation, content: content(), digest: digest(n), asked: money(100) }
}

fn proposed(organisation: OrganisationId, n: u8) -> Event {
    Event::Proposed { organisation, content: content(), digest: digest(n) }
}

fn late() -> Timestamp {
    moment("2026-03-06T09:00:00.001Z")
}

/// SOMEBODY, then STRANGER proposed; they were opened.
fn opened() -> Vec<Event> {
    vec![called(), proposed(SOMEBODY, 1), proposed(STRANGER, 2), Event::Opened {}]
}

fn with(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    opened().into_iter().chain(more).collect()
}

fn declared(n: u128, proposer: OrganisationId, conflict: bool) -> Event {
    Event::Declared { juror: juror_id(n), proposer, conflict }
}

fn scored(n: u128, proposer: OrganisationId, scores: [u32; 2]) -> Event {
    Event::Scored { juror: juror_id(n), proposer, scores: scores.to_vec() }
}

fn declare(proposer: OrganisationId, conflict: bool) -> Command {
    Command::Declare { proposer, conflict }
}

fn score(proposer: OrganisationId, scores: [u32; 2]) -> Command {
    Command::Score { proposer, scores: scores.to_vec() }
}

#[test]
fn a_body_calls_in_its_own_area() {
    let call = || Command::Call(the_call());
    given::<Tender>([]).when(&town(by(clerk_of(OWNER))), call()).then([called()]);
    given::<Tender>([])
        .when(&town(by(clerk_of(STRANGER))), call())
        .then_rejected(Rejection::NotAuthorised);
    let elsewhere: AreaCode = "990101001002".parse().unwrap();
    given::<Tender>([])
        .when(&town(by(clerk_of(OWNER))), Command::Call(Call { area: elsewhere, ..the_call() }))
        .then_rejected(Rejection::OutsideTerritory);
    for caller in [SOMEBODY, STRANGER, THIRD] {
        given::<Tender>([])
            .when(&town(by(clerk_of(caller))), Command::Call(Call { caller, ..the_call() }))
            .then_rejected(Rejection::OutsideTerritory);
    }
}

#[track_caller]
fn refused(call: Call, rejection: Rejection) {
    given::<Tender>([])
        .when(&town(by(clerk_of(OWNER))), Command::Call(call))
        .then_rejected(rejection);
}

#[test]
fn the_weights_of_the_criteria_make_a_hundred() {
    let criterion = |name: &str, weight| Criterion { name: text(name), weight };
    for criteria in [
        vec![],
        vec![criterion("一", 99)],
        vec![criterion("一", 100), criterion("二", 0)],
        vec![criterion("一", 50), criterion("一", 50)],
        vec![criterion("一", u32::MAX), criterion("二", 101)],
        (0..=CRITERIA_MAX).map(|n| criterion(&n.to_string(), 1)).collect(),
    ] {
        let rejection = Rejection::CriteriaOutOfPlace { max: CRITERIA_MAX };
        refused(Call { criteria, ..the_call() }, rejection);
    }
}

#[test]
fn jurors_are_named_once_each() {
    let one = the_call().jurors[0].clone();
    for jurors in [vec![], vec![one.clone(), one]] {
        let rejection = Rejection::JurorsOutOfPlace { max: JURORS_MAX };
        refused(Call { jurors, ..the_call() }, rejection);
    }
}

#[test]
fn a_deadline_is_a_whole_minute_to_come() {
    for deadline in [
        moment("2026-03-06T09:00:30Z"),
        moment("2026-03-06T09:00:00.001Z"),
        contracts::testing::monday(),
        moment("2027-03-05T09:00:00Z"),
    ] {
        refused(Call { deadline, ..the_call() }, Rejection::DeadlineOutOfPlace);
    }
}

#[test]
fn there_is_some_money() {
    refused(Call { budget: money(0), ..the_call() }, Rejection::MoneyOutOfRange { budget_fen: 0 });
    let asked = |fen| Command::Propose {
        organisation: SOMEBODY,
        content: content(),
        digest: digest(1),
        asked: money(fen),
    };
    for fen in [0, 5_000_001] {
        given::<Tender>([called()])
            .when(&by(liaison_of(SOMEBODY)), asked(fen))
            .then_rejected(Rejection::MoneyOutOfRange { budget_fen: 5_000_000 });
    }
}

#[test]
fn an_organisation_proposes_replaces_and_withdraws_its_own() {
    given::<Tender>([called()])
        .when(&by(liaison_of(SOMEBODY)), propose_as(SOMEBODY, 1))
        .then([proposed(SOMEBODY, 1)]);
    given::<Tender>([called(), proposed(SOMEBODY, 1)])
        .when(&by(liaison_of(SOMEBODY)), propose_as(SOMEBODY, 1))
        .then_already_so();
    given::<Tender>([called(), proposed(SOMEBODY, 1)])
        .when(&by(liaison_of(SOMEBODY)), propose_as(SOMEBODY, 2))
        .then([proposed(SOMEBODY, 2)]);
    let withdraw = || Command::WithdrawProposal { organisation: SOMEBODY };
    given::<Tender>([called(), proposed(SOMEBODY, 1)])
        .when(&by(liaison_of(SOMEBODY)), withdraw())
        .then([Event::ProposalWithdrawn { organisation: SOMEBODY }]);
    given::<Tender>([called()])
        .when(&by(liaison_of(SOMEBODY)), withdraw())
        .then_rejected(Rejection::NoProposal);
    for command in [propose_as(SOMEBODY, 1), withdraw()] {
        given::<Tender>([called()])
            .when(&by(liaison_of(STRANGER)), command)
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn the_last_moment_is_in_time_and_the_next_is_not_whether_a_timer_fired_or_not() {
    let in_time = at(deadline(), liaison_of(SOMEBODY));
    given::<Tender>([called()])
        .when(&in_time, propose_as(SOMEBODY, 1))
        .then([proposed(SOMEBODY, 1)]);
    let too_late = at(late(), liaison_of(SOMEBODY));
    let withdraw = Command::WithdrawProposal { organisation: SOMEBODY };
    for history in [
        vec![called(), proposed(SOMEBODY, 1)],
        vec![called(), proposed(SOMEBODY, 1), Event::Opened {}],
    ] {
        for command in [propose_as(SOMEBODY, 2), withdraw.clone()] {
            given::<Tender>(history.clone())
                .when(&too_late, command)
                .then_rejected(Rejection::DeadlinePassed { deadline: deadline() });
        }
    }
}

#[test]
fn proposals_are_opened_once_after_the_deadline() {
    given::<Tender>([called()])
        .when(&at(deadline(), Actor::System), Command::Open)
        .then_already_so();
    given::<Tender>([called()])
        .when(&at(late(), Actor::System), Command::Open)
        .then([Event::Opened {}]);
    given::<Tender>(opened()).when(&at(late(), Actor::System), Command::Open).then_already_so();
}

#[test]
fn no_more_propose_than_can_be_read() {
    let crowd = (0..PROPOSALS_MAX as u128)
        .map(|n| proposed(OrganisationId(Uuid::from_u128(0x1000 + n)), 1));
    let history: Vec<_> = std::iter::once(called()).chain(crowd).collect();
    given::<Tender>(history)
        .when(&by(liaison_of(SOMEBODY)), propose_as(SOMEBODY, 1))
        .then_rejected(Rejection::TooManyProposals { max: PROPOSALS_MAX });
}

#[test]
fn nobody_scores_what_is_sealed() {
    for command in [declare(SOMEBODY, false), score(SOMEBODY, [1, 1])] {
        given::<Tender>([called(), proposed(SOMEBODY, 1)])
            .when(&at(late(), juror(1)), command)
            .then_rejected(Rejection::Sealed { deadline: deadline() });
    }
}

#[test]
fn only_named_jurors_score_and_only_after_declaring() {
    given::<Tender>(opened())
        .when(&by(clerk_of(OWNER)), score(STRANGER, [1, 1]))
        .then_rejected(Rejection::NotAJuror);
    given::<Tender>(opened())
        .when(&by(juror(1)), score(STRANGER, [1, 1]))
        .then_rejected(Rejection::NotDeclared);
    given::<Tender>(opened())
        .when(&by(juror(1)), declare(STRANGER, false))
        .then([declared(1, STRANGER, false)]);
    given::<Tender>(with([declared(1, STRANGER, false)]))
        .when(&by(juror(1)), score(STRANGER, [80, 90]))
        .then([scored(1, STRANGER, [80, 90])]);
    given::<Tender>(opened())
        .when(&by(juror(1)), declare(THIRD, false))
        .then_rejected(Rejection::NoProposal);
}

#[test]
fn scores_are_whole_points_for_each_criterion() {
    let out_of_range = Rejection::ScoresOutOfRange { criteria: 2, max: SCORE_MAX };
    for scores in [vec![], vec![1], vec![1, 101], vec![1, 1, 1]] {
        given::<Tender>(with([declared(1, STRANGER, false)]))
            .when(&by(juror(1)), Command::Score { proposer: STRANGER, scores })
            .then_rejected(out_of_range.clone());
    }
}

#[test]
fn a_juror_in_conflict_does_not_score() {
    // Declared.
    given::<Tender>(with([declared(1, STRANGER, true)]))
        .when(&by(juror(1)), score(STRANGER, [1, 1]))
        .then_rejected(Rejection::InConflict);
    // Of the proposer's own people, by the call; nor may the juror deny it.
    for command in [score(SOMEBODY, [1, 1]), declare(SOMEBODY, false)] {
        given::<Tender>(opened()).when(&by(juror(3)), command).then_rejected(Rejection::InConflict);
    }
    // Of the proposer's own people by now.
    let person = juror_id(1);
    let moved = Actor::Person { person, organisation: STRANGER, role: Role::Liaison };
    for command in [score(STRANGER, [1, 1]), declare(STRANGER, false)] {
        given::<Tender>(opened())
            .when(&by(moved.clone()), command)
            .then_rejected(Rejection::InConflict);
    }
    // What is declared is not taken back.
    given::<Tender>(with([declared(1, STRANGER, true)]))
        .when(&by(juror(1)), declare(STRANGER, false))
        .then_rejected(Rejection::InConflict);
}

#[test]
fn scoring_is_closed_when_all_have_scored_or_with_a_reason() {
    let close = |reason: Option<&str>| Command::CloseScoring { reason: reason.map(text) };
    let some = || with([declared(1, STRANGER, false), scored(1, STRANGER, [80, 90])]);
    // SOMEBODY: jurors 1 and 2; STRANGER: jurors 2 and 3.
    given::<Tender>(some())
        .when(&by(clerk_of(OWNER)), close(None))
        .then_rejected(Rejection::NotAllScored { left: 4 });
    let ranking = vec![Ranked { proposer: STRANGER, score: 8_400 }];
    given::<Tender>(some())
        .when(&by(clerk_of(OWNER)), close(Some("评委缺席")))
        .then([Event::ScoringClosed { ranking, reason: Some(text("评委缺席")) }]);
    given::<Tender>(some())
        .when(&by(clerk_of(SOMEBODY)), close(Some("评委缺席")))
        .then_rejected(Rejection::NotAuthorised);
    given::<Tender>(opened())
        .when(&by(clerk_of(OWNER)), close(Some("评委缺席")))
        .then_rejected(Rejection::NobodyRanked);
}

/// All who may, score both: (juror, proposer, scores).
fn complete(scores: [(u128, OrganisationId, [u32; 2]); 5]) -> Vec<Event> {
    let both = scores
        .into_iter()
        .flat_map(|(n, who, points)| [declared(n, who, false), scored(n, who, points)]);
    with(both)
}

#[track_caller]
fn ranked(history: Vec<Event>, expected: [(OrganisationId, u32); 2]) {
    let ranking = expected.map(|(proposer, score)| Ranked { proposer, score }).to_vec();
    given::<Tender>(history)
        .when(&by(clerk_of(OWNER)), Command::CloseScoring { reason: Some(text("多余的理由")) })
        .then([Event::ScoringClosed { ranking, reason: None }]);
}

#[test]
fn the_mean_is_of_those_who_scored_in_hundredths_rounded_half_up() {
    let history = complete([
        (1, SOMEBODY, [80, 90]),
        (2, SOMEBODY, [81, 91]),
        (1, STRANGER, [90, 90]),
        (2, STRANGER, [91, 90]),
        (3, STRANGER, [91, 91]),
    ]);
    // (8,400 + 8,500) / 2 and (9,000 + 9,060 + 9,100) / 3 = 9,053.3
    ranked(history, [(STRANGER, 9_053), (SOMEBODY, 8_450)]);
}

#[test]
fn a_tie_goes_to_the_heaviest_criterion_then_to_who_came_first() {
    // 60 × 80 + 40 × 80 = 60 × 82 + 40 × 77
    let even = [(1, SOMEBODY, [80, 80]), (2, SOMEBODY, [80, 80])];
    let heavy = [(1, STRANGER, [82, 77]), (2, STRANGER, [82, 77]), (3, STRANGER, [82, 77])];
    let all = [even[0], even[1], heavy[0], heavy[1], heavy[2]];
    ranked(complete(all), [(STRANGER, 8_000), (SOMEBODY, 8_000)]);
    let same = all.map(|(n, who, _)| (n, who, [80, 80]));
    ranked(complete(same), [(SOMEBODY, 8_000), (STRANGER, 8_000)]);
}

proptest::proptest! {
    /// Scores never count of conflicted jurors, whatever the order; deciding again changes
    /// nothing; after the deadline the same proposals are there.
    #[test]
    fn no_score_of_a_juror_in_conflict_ever_stands(
        steps in proptest::collection::vec((0u8..3, 1u128..4, 0usize..2, 0u32..101), 0..60),
    ) {
        let mut state = fold::<Tender>(&opened());
        for (what, n, which, points) in steps {
            let proposer = [SOMEBODY, STRANGER][which];
            let command = match what {
                0 => declare(proposer, true),
                1 => declare(proposer, false),
                _ => score(proposer, [points, points]),
            };
            let context = at(late(), juror(n));
            state = deciding_again_changes_nothing::<Tender>(state, &context, command);
            let bids = state.bids().unwrap();
            proptest::prop_assert_eq!(bids.proposals.len(), 2);
            for (proposer, bid) in &bids.proposals {
                for juror in bid.scores.keys() {
                    proptest::prop_assert_eq!(bid.conflicts.get(juror), Some(&false));
                    let works_there = *proposer == SOMEBODY && *juror == juror_id(3);
                    proptest::prop_assert!(!works_there);
                }
            }
        }
    }

    /// Whatever is tried after the deadline, no proposal comes, changes or goes.
    #[test]
    fn nothing_moves_after_the_deadline(
        steps in proptest::collection::vec((0u8..3, 0usize..3, 0u8..3), 0..40),
    ) {
        let mut state = fold::<Tender>(&[called(), proposed(SOMEBODY, 1), proposed(STRANGER, 2)]);
        let sealed = |state: &State| -> Vec<_> {
            let bids = state.bids().unwrap().proposals.iter();
            bids.map(|(who, bid)| (*who, bid.digest.clone())).collect()
        };
        let before = sealed(&state);
        for (what, which, n) in steps {
            let organisation = [SOMEBODY, STRANGER, THIRD][which];
            let (actor, command) = match what {
                0 => (liaison_of(organisation), propose_as(organisation, n)),
                1 => (liaison_of(organisation), Command::WithdrawProposal { organisation }),
                _ => (Actor::System, Command::Open),
            };
            state = deciding_again_changes_nothing::<Tender>(state, &at(late(), actor), command);
            proptest::prop_assert_eq!(&sealed(&state), &before);
        }
    }
}
