use contracts::projects::tender::{Call, Criterion, Juror, Ranked};
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, asking, clerk_of, directory, liaison_of, merged, monday, operator,
    registered,
};
use contracts::{Actor, Commit, PageRequest, Recorded, Role};
use values::sealed::Algorithm;
use values::{CommandId, Fingerprint, Hash, Money, PersonId, Text, Uuid};

use super::*;

const TENDER: TenderId = TenderId(Uuid::from_u128(1));
const NEED: NeedId = NeedId(Uuid::from_u128(0xE1));
const JUROR: PersonId = PersonId(Uuid::from_u128(7));

fn juror() -> Actor {
    let organisation = OrganisationId(Uuid::from_u128(0x100));
    Actor::Person { person: JUROR, organisation, role: Role::Liaison }
}

fn commit(event: Event, position: Position) -> Commit<projects::Event> {
    let recorded = Recorded { aggregate: TENDER.into(), version: position, event: event.into() };
    Commit {
        position,
        previous: Hash::default(),
        command: CommandId(Uuid::from_u128(u128::from(position))),
        request: Hash::default(),
        actor: operator(),
        time: monday(),
        cause: None,
        events: vec![recorded],
    }
}

fn called() -> Event {
    Event::Called(Call {
        caller: OWNER,
        area: "990101001001".parse().unwrap(),
        title: Text::new("微公益创投").unwrap(),
        purpose: Text::new("助餐").unwrap(),
        need: Some(NEED),
        budget: Money { fen: 100 },
        criteria: vec![Criterion { name: Text::new("契合").unwrap(), weight: 100 }],
        jurors: vec![Juror { person: JUROR, organisation: STRANGER }],
        deadline: monday(),
    })
}

fn proposed(organisation: OrganisationId) -> Event {
    let person = PersonId(TENDER.into());
    let data = "bm9pc2U=".to_owned();
    let content = Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data };
    Event::Proposed { organisation, content, digest: Fingerprint("x".to_owned()) }
}

fn view(events: impl IntoIterator<Item = Event>) -> Tenders {
    let mut view = Tenders::default();
    for (position, event) in (1..).zip(events) {
        view.apply(TENDER, &event, &commit(event.clone(), position));
    }
    view
}

/// What `actor` sees: whose proposals, and what they say.
fn seen(view: &Tenders, actor: &Actor) -> Vec<(OrganisationId, Option<i64>)> {
    let query = Proposals { tender: TENDER, page: PageRequest::default() };
    // The one who opens says from which commit.
    let open = |position: Position, _: &Sealed| {
        let fen = i64::try_from(position).ok()?;
        let (title, content) = (Text::new("助餐").ok()?, Text::new("每天").ok()?);
        Some(Proposal { title, content, asked: Money { fen } })
    };
    let page = view.proposals(asking(actor), &query, open);
    let says = |line: &ProposalLine| line.proposal.as_ref().map(|said| said.asked.fen);
    page.items.iter().map(|line| (line.proposer, says(line))).collect()
}

fn sealed() -> [Event; 4] {
    [called(), proposed(SOMEBODY), proposed(STRANGER), proposed(SOMEBODY)]
}

fn opened() -> Vec<Event> {
    sealed().into_iter().chain([Event::Opened {}]).collect()
}

#[test]
fn nobody_reads_a_proposal_before_it_is_opened() {
    let view = view(sealed());
    let people = [clerk_of(OWNER), juror(), operator(), liaison_of(STRANGER)];
    for actor in people.iter().chain([&liaison_of(SOMEBODY)]) {
        assert!(seen(&view, actor).iter().all(|(_, said)| said.is_none()), "{actor:?}");
    }
    assert_eq!(seen(&view, &clerk_of(OWNER)), [], "nor does the caller see who proposed");
    assert_eq!(seen(&view, &liaison_of(SOMEBODY)), [(SOMEBODY, None)], "the own one is there");
    assert_eq!(view.get(asking(&juror()), TENDER).unwrap().proposals, 2);
}

#[test]
fn once_opened_the_caller_and_the_jurors_read_all_and_others_their_own() {
    let view = view(opened());
    // The one that was put in at last, and opened where it was sealed.
    let all = [(STRANGER, Some(3)), (SOMEBODY, Some(4))];
    assert_eq!(seen(&view, &clerk_of(OWNER)), all);
    assert_eq!(seen(&view, &juror()), all);
    assert_eq!(seen(&view, &liaison_of(SOMEBODY)), [(SOMEBODY, Some(4))]);
    let third = OrganisationId(Uuid::from_u128(0xD));
    assert_eq!(seen(&view, &liaison_of(third)), []);
}

#[test]
fn what_was_annulled_while_sealed_stays_sealed() {
    let annulled = Event::Annulled { reason: Text::new("不办了").unwrap() };
    let view = view(sealed().into_iter().chain([annulled]));
    assert_eq!(seen(&view, &clerk_of(OWNER)), []);
    assert_eq!(seen(&view, &liaison_of(SOMEBODY)), [(SOMEBODY, None)]);
}

fn scored() -> Vec<Event> {
    let (juror, proposer) = (JUROR, SOMEBODY);
    let declared = Event::Declared { juror, proposer, conflict: false };
    let scored = Event::Scored { juror, proposer, scores: vec![90] };
    opened().into_iter().chain([declared, scored]).collect()
}

fn scores(view: &Tenders, actor: &Actor) -> usize {
    let query = Proposals { tender: TENDER, page: PageRequest::default() };
    let page = view.proposals(asking(actor), &query, |_, _| None);
    page.items.iter().map(|line| line.scores.len()).sum()
}

#[test]
fn scores_are_the_jurors_own_until_scoring_is_closed_and_the_ranking_the_callers() {
    let view = view(scored());
    assert_eq!((scores(&view, &juror()), scores(&view, &clerk_of(OWNER))), (1, 0));
    let ranking = vec![Ranked { proposer: SOMEBODY, score: 9_000 }];
    let closed = Event::ScoringClosed { ranking: ranking.clone(), reason: None };
    let view = self::view(scored().into_iter().chain([closed]));
    assert_eq!(scores(&view, &clerk_of(OWNER)), 1);
    assert_eq!(view.get(asking(&clerk_of(OWNER)), TENDER).unwrap().ranking, ranking);
    assert_eq!(view.get(asking(&liaison_of(SOMEBODY)), TENDER).unwrap().ranking, []);
}

#[test]
fn a_history_tells_of_bids_and_scores_what_the_questions_tell() {
    let people = [clerk_of(OWNER), juror(), liaison_of(SOMEBODY), clerk_of(STRANGER)];
    let told = |view: &Tenders, event: &Event| {
        people.each_ref().map(|actor| view.tells(asking(actor), TENDER, event))
    };
    let bid = proposed(SOMEBODY);
    let score = Event::Scored { juror: JUROR, proposer: SOMEBODY, scores: vec![90] };
    let ranking = vec![Ranked { proposer: SOMEBODY, score: 9_000 }];
    let closed = Event::ScoringClosed { ranking, reason: None };
    assert_eq!(told(&view(sealed()), &bid), [false, false, true, false]);
    let scoring = view(scored());
    assert_eq!(told(&scoring, &bid), [true, true, true, false]);
    assert_eq!(told(&scoring, &score), [false, true, false, false]);
    let over = view(scored().into_iter().chain([closed.clone()]));
    assert_eq!(told(&over, &score), [true, true, false, false]);
    assert_eq!(told(&over, &closed), [true, false, false, false]);
    let (winner, grant, until) = (SOMEBODY, Money { fen: 100 }, monday());
    let publicised = Event::Publicised { winner, grant, until, holidays_unknown: false };
    let published = view(scored().into_iter().chain([closed.clone(), publicised]));
    assert_eq!(told(&published, &score), [true, true, false, false], "for ever");
    assert_eq!(told(&published, &closed), [true; 4]);
    let objection = Text::new("评委与申报方有利害关系").unwrap();
    let objected = Event::Objected { by: JUROR, objection };
    assert_eq!(told(&published, &objected), [true, true, false, false]);
}

#[test]
fn tenders_are_found_by_caller_area_status_juror_and_need() {
    let mut view = view(sealed());
    let found = |query: Query| view.page(asking(&juror()), &query).total;
    assert_eq!(found(Query::default()), 1);
    assert_eq!(found(Query { caller: Some(OWNER), ..Query::default() }), 1);
    assert_eq!(found(Query { caller: Some(SOMEBODY), ..Query::default() }), 0);
    assert_eq!(found(Query { area: "9901".parse().ok(), ..Query::default() }), 1);
    assert_eq!(found(Query { area: "9902".parse().ok(), ..Query::default() }), 0);
    let status = Some(TenderStatus::Scoring);
    assert_eq!(found(Query { status, ..Query::default() }), 0);
    let of_need = |need| Query { need: Some(need), ..Query::default() };
    assert_eq!(found(of_need(NEED)), 1);
    assert_eq!(found(of_need(NeedId(Uuid::nil()))), 0);
    let of_juror = |juror| Query { juror: Some(juror), ..Query::default() };
    assert_eq!(found(of_juror(JUROR)), 1);
    assert_eq!(found(of_juror(PersonId(Uuid::from_u128(8)))), 0);
    let directory = directory([
        registered(OWNER, Level::Community, "990101001001"),
        registered(SOMEBODY, Level::Community, "990101001002"),
        merged(OWNER, SOMEBODY),
    ]);
    view.settle(OWNER, &directory);
    let asker = Asker { actor: &juror(), directory: &directory };
    let of_kept = Query { caller: Some(SOMEBODY), ..Query::default() };
    assert_eq!(view.page(asker, &of_kept).total, 1, "the caller was merged into that one");
    let view = self::view(opened());
    let found = |query: Query| view.page(asking(&juror()), &query).total;
    assert_eq!(found(Query { status, ..of_juror(JUROR) }), 1, "it is found under its new status");
    let called = Some(TenderStatus::Called);
    assert_eq!(found(Query { status: called, ..Query::default() }), 0);
}
