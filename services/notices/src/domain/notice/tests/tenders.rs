//! Tenders: jurors, proposers, and objections.

use contracts::projects::tender::{self, Juror};
use values::{Money, PersonId, TenderId, ids};

use super::*;

const CALLED: &str =
    include_str!("../../../../../../shared/contracts/fixtures/tender.called.v1.json");
const PROPOSED: &str =
    include_str!("../../../../../../shared/contracts/fixtures/tender.proposed.v1.json");
const TENDER: About = About::Tender(TenderId(Uuid::from_u128(0x7E)));

fn hear(event: tender::Event) -> Command {
    Command::Hear { about: TENDER, heard: Box::new(Heard::Tender(event)) }
}

fn juror(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x10_0000 + n))
}

/// Called by OWNER; the first juror works for SOMEBODY, the second for nobody who proposes.
fn call() -> tender::Call {
    let tender::Event::Called(call) = serde_json::from_str(CALLED).unwrap() else { panic!() };
    let of = |n, organisation| Juror { person: juror(n), organisation };
    tender::Call { caller: OWNER, jurors: vec![of(1, SOMEBODY), of(2, STREET)], ..call }
}

fn part(inbox: Claimer, part: impl Into<Uuid>) -> Event {
    Event::PartDone { inbox, part: part.into() }
}

fn concerned(inboxes: &[Claimer]) -> Event {
    Event::Concerned { inboxes: inboxes.to_vec() }
}

fn called() -> Vec<Event> {
    let matter = Matter { from: Some(OWNER.into()), need: call().need, ..Matter::new(TENDER) };
    vec![
        Event::Described { matter },
        concerned(&[juror(1).into(), juror(2).into()]),
        part(juror(1).into(), SOMEBODY),
        part(juror(2).into(), STREET),
    ]
}

/// With proposals of these.
fn with(proposers: &[OrganisationId]) -> Vec<Event> {
    let proposers: Vec<_> = proposers.iter().copied().map(Claimer::from).collect();
    called().into_iter().chain([concerned(&proposers)]).collect()
}

fn announced(kind: NoticeKind, by: Option<Timestamp>, only: &[OrganisationId]) -> Event {
    let only = Some(only.iter().copied().map(Claimer::from).collect());
    Event::Announced { kind, by, only }
}

fn to_score(n: u128) -> Event {
    told(juror(n), NoticeKind::TenderToScore, None)
}

#[test]
fn a_call_is_told_nobody_and_who_proposes_is_told_what_becomes_of_it() {
    use tender::Event as E;
    given::<Notice>([]).when(&system(), hear(E::Called(call()))).then(called());
    let proposed: E = serde_json::from_str(PROPOSED).unwrap();
    let E::Proposed { content, digest, .. } = proposed else { panic!("{proposed:?}") };
    let proposed = E::Proposed { organisation: STRANGER, content, digest };
    given::<Notice>(called())
        .when(&system(), hear(proposed.clone()))
        .then([concerned(&[STRANGER.into()])]);
    given::<Notice>(with(&[STRANGER])).when(&system(), hear(proposed)).then_already_so();
    given::<Notice>(with(&[STRANGER]))
        .when(&system(), hear(E::ProposalWithdrawn { organisation: STRANGER }))
        .then([Event::Unconcerned { inbox: STRANGER.into() }]);
}

#[test]
fn a_juror_is_asked_for_what_others_propose_until_each_is_scored_or_in_conflict() {
    use tender::Event as E;
    let opened = told(OWNER, NoticeKind::TenderOpened, None);
    given::<Notice>(called()).when(&system(), hear(E::Opened {})).then([opened.clone()]);
    given::<Notice>(with(&[SOMEBODY]))
        .when(&system(), hear(E::Opened {}))
        .then([opened.clone(), to_score(2)]);
    let asked = [opened, to_score(1), to_score(2)];
    let both = with(&[SOMEBODY, STRANGER]);
    given::<Notice>(both.clone()).when(&system(), hear(E::Opened {})).then(asked.clone());
    let scoring: Vec<_> = both.into_iter().chain(asked).collect();
    let scored = |n, proposer| E::Scored { juror: juror(n), proposer, scores: vec![1, 2] };
    let declared = |n, proposer, conflict| E::Declared { juror: juror(n), proposer, conflict };
    given::<Notice>(scoring.clone())
        .when(&system(), hear(scored(1, STRANGER)))
        .then([part(juror(1).into(), STRANGER), settled(juror(1))]);
    given::<Notice>(scoring.clone())
        .when(&system(), hear(declared(2, STRANGER, false)))
        .then_already_so();
    let first = part(juror(2).into(), SOMEBODY);
    given::<Notice>(scoring.clone())
        .when(&system(), hear(scored(2, SOMEBODY)))
        .then([first.clone()]);
    given::<Notice>(scoring.clone().into_iter().chain([first]))
        .when(&system(), hear(declared(2, STRANGER, true)))
        .then([part(juror(2).into(), STRANGER), settled(juror(2))]);
    given::<Notice>(scoring)
        .when(&system(), hear(E::ScoringClosed { ranking: vec![], reason: None }))
        .then([settled(juror(1)), settled(juror(2)), settled(OWNER)]);
}

#[test]
fn whoever_proposed_is_told_the_outcome() {
    use tender::Event as E;
    let both = [SOMEBODY, STRANGER];
    let publicised = E::Publicised {
        winner: SOMEBODY,
        grant: Money { fen: 1 },
        until: until(),
        holidays_unknown: false,
    };
    given::<Notice>(with(&both)).when(&system(), hear(publicised)).then([announced(
        NoticeKind::TenderPublicised,
        Some(until()),
        &both,
    )]);
    let awarded = E::Awarded { winner: SOMEBODY, grant: Money { fen: 1 }, claim: None };
    given::<Notice>(with(&both)).when(&system(), hear(awarded)).then([
        told(SOMEBODY, NoticeKind::TenderAwarded, None),
        announced(NoticeKind::TenderNotAwarded, None, &[STRANGER]),
    ]);
    let annulled = E::Annulled { reason: Text::new("没有合格的申报").unwrap() };
    given::<Notice>(with(&both).into_iter().chain([to_score(2)]))
        .when(&system(), hear(annulled))
        .then([settled(juror(2)), announced(NoticeKind::TenderAnnulled, None, &both)]);
}

#[test]
fn the_caller_is_asked_until_every_objection_is_answered_and_who_objected_reads_the_answer() {
    use tender::Event as E;
    let object = |n| E::Objected { by: juror(n), objection: Text::new("预算重复").unwrap() };
    let answer = |objection| E::ObjectionAnswered {
        objection,
        upheld: false,
        answer: Text::new("没有重复").unwrap(),
    };
    let raised = |n| Event::Raised { by: juror(n).into() };
    let to_answer = || told(OWNER, NoticeKind::TenderObjectionToAnswer, None);
    let answered = |n| told(juror(n), NoticeKind::TenderObjectionAnswered, None);
    let objection = |n| part(OWNER.into(), ids::derive(TENDER.id(), n));
    let mut history = called();
    for (event, expected) in [
        (object(8), vec![raised(8), to_answer()]),
        (object(9), vec![raised(9), settled(OWNER), to_answer()]),
        (answer(2), vec![objection(2), answered(9)]),
        (answer(1), vec![objection(1), answered(8), settled(OWNER)]),
    ] {
        given::<Notice>(history.clone()).when(&system(), hear(event)).then(expected.clone());
        history.extend(expected);
    }
}
