mod reporting;

use contracts::projects::agreement::{DUTIES_MAX, DutyKind, PARTIES_MAX, Purpose, Responsible};
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, head_of, liaison_of, monday, person, secretary_of,
};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use proptest::prelude::*;
use values::{Amount, Unit, Uuid};

use super::*;

const PARTIES: [OrganisationId; 2] = [SOMEBODY, OWNER];
const CLAIM: ClaimId = ClaimId(Uuid::from_u128(1));

fn terms() -> Terms {
    Terms {
        title: Text::new("共建协议").unwrap(),
        duties: vec![duty(SOMEBODY), duty(OWNER)],
        from: date("2026-03-01"),
        until: date("2027-02-28"),
        responsible: vec![],
        plan: None,
        breach: None,
        project: None,
    }
}

fn duty(party: OrganisationId) -> Duty {
    Duty {
        party,
        kind: DutyKind::Service,
        what: Text::new("每月一次义诊").unwrap(),
        amount: Some(Amount::new(12, Unit::Session).unwrap()),
    }
}

fn other_terms() -> Terms {
    Terms { title: Text::new("另一份").unwrap(), ..terms() }
}

fn renewed() -> Terms {
    Terms { from: date("2027-03-01"), until: date("2028-02-29"), ..terms() }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Monday, 2 March + 10 working days.
fn sign_until() -> Timestamp {
    "2026-03-16T15:59:59.999Z".parse().unwrap()
}

fn drafted_as(purpose: Purpose, terms: Terms, by: Actor) -> Event {
    let (claim, parties, by) = (Some(CLAIM), PARTIES.to_vec(), who(by));
    let (sign_until, holidays_unknown) = (sign_until(), false);
    Event::Drafted { claim, parties, purpose, terms, by, sign_until, holidays_unknown }
}

fn drafted() -> Event {
    drafted_as(Purpose::First, terms(), clerk_of(OWNER))
}

fn draft(terms: Terms) -> Command {
    Command::Draft { claim: Some(CLAIM), parties: PARTIES.to_vec(), terms }
}

fn sign(party: OrganisationId, draft: u32) -> Command {
    Command::Sign { party, draft }
}

fn who(actor: Actor) -> PersonId {
    actor.person().unwrap()
}

fn signed(party: OrganisationId, by: Actor) -> Event {
    Event::Signed { party, by: who(by), delegated: false }
}

fn by_unit() -> Event {
    signed(SOMEBODY, head_of(SOMEBODY))
}

fn by_community() -> Event {
    signed(OWNER, secretary_of(OWNER))
}

fn in_force() -> Vec<Event> {
    vec![drafted(), by_unit(), by_community(), Event::Concluded {}]
}

fn began(year: i16, quarter: u8) -> Event {
    Event::ReportingBegan { year, quarter }
}

fn and(mut history: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    history.extend(more);
    history
}

fn reason() -> Text<200> {
    Text::new("情况有变").unwrap()
}

#[test]
fn any_party_drafts_and_no_stranger() {
    for party in PARTIES {
        given::<Agreement>([]).when(&by(clerk_of(party)), draft(terms())).then([drafted_as(
            Purpose::First,
            terms(),
            clerk_of(party),
        )]);
    }
    given::<Agreement>([])
        .when(&by(clerk_of(STRANGER)), draft(terms()))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn parties_are_two_to_ten_and_different() {
    let many = (0..=PARTIES_MAX as u128).map(|n| OrganisationId(Uuid::from_u128(n))).collect();
    for parties in [vec![OWNER], vec![OWNER, OWNER], many] {
        given::<Agreement>([])
            .when(&by(clerk_of(OWNER)), Command::Draft { claim: None, parties, terms: terms() })
            .then_rejected(Rejection::PartiesOutOfPlace);
    }
}

#[test]
fn duties_are_of_the_parties_and_one_to_twenty() {
    let responsible =
        |party| Responsible { party, leader: who(head_of(party)), liaison: who(liaison_of(party)) };
    for wrong in [
        Terms { duties: vec![], ..terms() },
        Terms { duties: vec![duty(STRANGER)], ..terms() },
        Terms { duties: vec![duty(OWNER); DUTIES_MAX + 1], ..terms() },
        Terms { responsible: vec![responsible(STRANGER)], ..terms() },
        Terms { responsible: vec![responsible(OWNER), responsible(OWNER)], ..terms() },
    ] {
        given::<Agreement>([])
            .when(&by(clerk_of(OWNER)), draft(wrong))
            .then_rejected(Rejection::DutiesOutOfPlace);
    }
}

#[test]
fn a_term_does_not_end_before_it_begins_nor_after_five_years() {
    for until in ["2026-02-28", "2031-03-01"] {
        given::<Agreement>([])
            .when(&by(clerk_of(OWNER)), draft(Terms { until: date(until), ..terms() }))
            .then_rejected(Rejection::TermOutOfOrder);
    }
}

#[test]
fn heads_sign_and_the_last_signature_concludes() {
    given::<Agreement>([drafted()])
        .when(&by(head_of(SOMEBODY)), sign(SOMEBODY, 1))
        .then([by_unit()]);
    given::<Agreement>([drafted(), by_unit()])
        .when(&by(secretary_of(OWNER)), sign(OWNER, 1))
        .then([by_community(), Event::Concluded {}, began(2026, 1)]);
}

#[test]
fn with_a_third_party_two_signatures_are_not_enough() {
    let parties = vec![SOMEBODY, OWNER, STRANGER];
    let Event::Drafted { claim, purpose, terms, by: who, sign_until, holidays_unknown, .. } =
        drafted()
    else {
        unreachable!()
    };
    let drafted =
        Event::Drafted { claim, parties, purpose, terms, by: who, sign_until, holidays_unknown };
    given::<Agreement>([drafted.clone(), by_unit()])
        .when(&by(secretary_of(OWNER)), sign(OWNER, 1))
        .then([by_community()]);
    given::<Agreement>([drafted, by_unit(), by_community()])
        .when(&by(head_of(STRANGER)), sign(STRANGER, 1))
        .then([signed(STRANGER, head_of(STRANGER)), Event::Concluded {}, began(2026, 1)]);
}

#[test]
fn nobody_else_signs() {
    for actor in [liaison_of(SOMEBODY), head_of(OWNER), head_of(STRANGER)] {
        given::<Agreement>([drafted()])
            .when(&by(actor), sign(SOMEBODY, 1))
            .then_rejected(Rejection::NotAuthorised);
    }
    given::<Agreement>([drafted()])
        .when(&by(head_of(STRANGER)), sign(STRANGER, 1))
        .then_rejected(Rejection::NotAParty);
}

#[test]
fn whom_a_head_has_named_signs_until_the_day_named() {
    let person = who(liaison_of(SOMEBODY));
    let until = date("2026-03-03");
    let name = Command::Delegate { party: SOMEBODY, person, until };
    let named = Event::Delegated { party: SOMEBODY, person, until, by: who(head_of(SOMEBODY)) };
    given::<Agreement>([drafted()])
        .when(&by(head_of(SOMEBODY)), name.clone())
        .then([named.clone()]);
    given::<Agreement>([drafted()])
        .when(&by(liaison_of(SOMEBODY)), name.clone())
        .then_rejected(Rejection::NotAuthorised);
    given::<Agreement>([drafted(), named.clone()])
        .when(&by(liaison_of(SOMEBODY)), sign(SOMEBODY, 1))
        .then([Event::Signed { party: SOMEBODY, by: person, delegated: true }]);
    let later = "2026-03-04T01:00:00Z".parse().unwrap();
    given::<Agreement>([drafted(), named.clone()])
        .when(&at(later, liaison_of(SOMEBODY)), sign(SOMEBODY, 1))
        .then_rejected(Rejection::NotAuthorised);
    given::<Agreement>([drafted(), named]).when(&by(head_of(SOMEBODY)), name).then_already_so();
    for until in ["2026-03-01", "2027-03-03"] {
        let until = date(until);
        given::<Agreement>([drafted()])
            .when(&by(head_of(SOMEBODY)), Command::Delegate { party: SOMEBODY, person, until })
            .then_rejected(Rejection::DelegationOutOfRange);
    }
}

#[test]
fn a_member_whom_the_head_has_named_signs_for_their_unit_alone() {
    let (member, stranger) = (person(Role::Member, SOMEBODY), person(Role::Member, STRANGER));
    let until = date("2026-03-03");
    for (actor, signs) in [(member, true), (stranger, false)] {
        let by_head = who(head_of(SOMEBODY));
        let person = who(actor.clone());
        let named = Event::Delegated { party: SOMEBODY, person, until, by: by_head };
        let when = given::<Agreement>([drafted(), named]).when(&by(actor), sign(SOMEBODY, 1));
        if signs {
            when.then([Event::Signed { party: SOMEBODY, by: person, delegated: true }]);
        } else {
            when.then_rejected(Rejection::NotAuthorised);
        }
    }
}

#[test]
fn signing_twice_is_already_so() {
    given::<Agreement>([drafted(), by_unit()])
        .when(&by(head_of(SOMEBODY)), sign(SOMEBODY, 1))
        .then_already_so();
    given::<Agreement>(in_force())
        .when(&by(head_of(SOMEBODY)), sign(SOMEBODY, 1))
        .then_already_so();
}

#[test]
fn a_new_draft_voids_the_signatures_and_must_be_read_first() {
    let again = drafted_as(Purpose::First, other_terms(), liaison_of(SOMEBODY));
    given::<Agreement>([drafted(), by_unit()])
        .when(&by(liaison_of(SOMEBODY)), Command::Redraft { terms: other_terms() })
        .then([again.clone()]);
    let history = || [drafted(), by_unit(), again.clone()];
    given::<Agreement>(history())
        .when(&by(secretary_of(OWNER)), sign(OWNER, 1))
        .then_rejected(Rejection::OtherDraft { current: 2 });
    given::<Agreement>(history())
        .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
        .then([by_community()]);
}

#[test]
fn the_same_draft_again_is_already_so() {
    for command in [draft(terms()), Command::Redraft { terms: terms() }] {
        given::<Agreement>([drafted()]).when(&by(clerk_of(OWNER)), command).then_already_so();
    }
}

#[test]
fn what_is_in_force_is_supplemented_and_signed_again() {
    given::<Agreement>(in_force())
        .when(&by(clerk_of(OWNER)), draft(other_terms()))
        .then_rejected(Rejection::AlreadyConcluded);
    let more = Terms { duties: vec![duty(SOMEBODY), duty(OWNER), duty(OWNER)], ..terms() };
    let supplement = drafted_as(Purpose::Supplement, more.clone(), clerk_of(OWNER));
    let state = given::<Agreement>(in_force())
        .when(&by(clerk_of(OWNER)), Command::Redraft { terms: more.clone() })
        .then([supplement.clone()]);
    assert_eq!(state.in_force().unwrap().1, &terms(), "the old terms stay until all have signed");
    let state = given::<Agreement>(and(in_force(), [supplement, by_unit()]))
        .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
        .then([by_community(), Event::Concluded {}, began(2026, 1)]);
    assert_eq!(state.in_force().unwrap().1, &more);
}

#[test]
fn a_supplement_moves_no_duty() {
    for duties in [vec![duty(SOMEBODY)], vec![duty(OWNER), duty(SOMEBODY)]] {
        given::<Agreement>(in_force())
            .when(&by(clerk_of(OWNER)), Command::Redraft { terms: Terms { duties, ..terms() } })
            .then_rejected(Rejection::DutiesMoved);
    }
}

#[test]
fn unsigned_in_time_it_lapses_and_can_be_drafted_again() {
    let late = sign_until() + std::time::Duration::from_millis(1);
    given::<Agreement>([drafted()])
        .when(&at(late, head_of(SOMEBODY)), sign(SOMEBODY, 1))
        .then_rejected(Rejection::Lapsed);
    given::<Agreement>([drafted()])
        .when(&at(late, Actor::System), Command::FallDue)
        .then([Event::Lapsed {}]);
    given::<Agreement>([drafted()])
        .when(&at(sign_until(), Actor::System), Command::FallDue)
        .then_already_so();
    given::<Agreement>([drafted(), Event::Lapsed {}])
        .when(&by(clerk_of(OWNER)), draft(terms()))
        .then([drafted()]);
}

#[test]
fn a_supplement_that_lapses_leaves_the_old_terms_in_force() {
    let supplement = drafted_as(Purpose::Supplement, other_terms(), clerk_of(OWNER));
    let history = and(in_force(), [supplement, Event::Lapsed {}]);
    let state = fold::<Agreement>(&history);
    assert_eq!(state.in_force().unwrap().1, &terms());
    given::<Agreement>(history)
        .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
        .then_rejected(Rejection::Lapsed);
}

#[test]
fn a_party_publishes_what_is_in_force() {
    given::<Agreement>([drafted()])
        .when(&by(clerk_of(OWNER)), Command::Publish)
        .then_rejected(Rejection::NotInForce);
    given::<Agreement>(in_force())
        .when(&by(clerk_of(STRANGER)), Command::Publish)
        .then_rejected(Rejection::NotAuthorised);
    given::<Agreement>(in_force())
        .when(&by(clerk_of(OWNER)), Command::Publish)
        .then([Event::Published {}]);
    given::<Agreement>(and(in_force(), [Event::Published {}]))
        .when(&by(clerk_of(OWNER)), Command::Publish)
        .then_already_so();
}

#[test]
fn a_quarter_is_recorded_once_when_it_is_over() {
    let summary: Text<1000> = Text::new("义诊三次").unwrap();
    let quarter = |year, quarter| Command::RecordQuarter {
        year,
        quarter,
        summary: Text::new("义诊三次").unwrap(),
    };
    let april = "2026-04-01T01:00:00Z".parse().unwrap();
    let recorded =
        Event::QuarterRecorded { year: 2026, quarter: 1, summary, by: who(clerk_of(OWNER)) };
    given::<Agreement>(in_force())
        .when(&at(april, clerk_of(OWNER)), quarter(2026, 1))
        .then([recorded.clone()]);
    for (now, year, number) in [(monday(), 2026, 1), (april, 2025, 4), (april, 2026, 5)] {
        given::<Agreement>(in_force())
            .when(&at(now, clerk_of(OWNER)), quarter(year, number))
            .then_rejected(Rejection::QuarterOutOfRange);
    }
    let history = and(in_force(), [recorded]);
    let other = Text::new("义诊两次").unwrap();
    given::<Agreement>(history)
        .when(
            &at(april, clerk_of(OWNER)),
            Command::RecordQuarter { year: 2026, quarter: 1, summary: other },
        )
        .then_rejected(Rejection::AlreadySaid);
}

#[test]
fn each_party_reviews_each_year_once() {
    let review =
        |party, year| Command::Review { party, year, verdict: Verdict::Fulfilled, remark: None };
    let reviewed = Event::Reviewed {
        party: OWNER,
        year: 2026,
        verdict: Verdict::Fulfilled,
        remark: None,
        by: who(clerk_of(OWNER)),
    };
    given::<Agreement>(in_force())
        .when(&by(clerk_of(OWNER)), review(OWNER, 2026))
        .then([reviewed.clone()]);
    given::<Agreement>(and(in_force(), [reviewed]))
        .when(&by(clerk_of(OWNER)), review(OWNER, 2026))
        .then_already_so();
    given::<Agreement>(in_force())
        .when(&by(clerk_of(OWNER)), review(OWNER, 2027))
        .then_rejected(Rejection::YearOutOfRange);
    given::<Agreement>(in_force())
        .when(&by(clerk_of(STRANGER)), review(STRANGER, 2026))
        .then_rejected(Rejection::NotAParty);
}

fn end_asked(party: OrganisationId, by: Actor) -> Event {
    Event::EndAsked { party, reason: reason(), by: who(by) }
}

#[test]
fn it_ends_by_consent_of_all() {
    let ask = |party| Command::AskEnd { party, reason: reason() };
    let by_unit = end_asked(SOMEBODY, head_of(SOMEBODY));
    given::<Agreement>(in_force())
        .when(&by(head_of(SOMEBODY)), ask(SOMEBODY))
        .then([by_unit.clone()]);
    let by_community = end_asked(OWNER, secretary_of(OWNER));
    given::<Agreement>(and(in_force(), [by_unit]))
        .when(&by(secretary_of(OWNER)), ask(OWNER))
        .then([by_community, Event::Ended { by_consent: true }]);
    given::<Agreement>(in_force())
        .when(&by(clerk_of(OWNER)), ask(OWNER))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_party_declares_it_broken_and_it_is_over() {
    let declare = || Command::Break { party: OWNER, breaching: SOMEBODY, reason: reason() };
    let broken = Event::Broken {
        party: OWNER,
        breaching: SOMEBODY,
        reason: reason(),
        by: who(secretary_of(OWNER)),
    };
    given::<Agreement>(in_force()).when(&by(secretary_of(OWNER)), declare()).then([broken.clone()]);
    for command in [declare(), Command::Publish, Command::Redraft { terms: renewed() }] {
        given::<Agreement>(and(in_force(), [broken.clone()]))
            .when(&by(secretary_of(OWNER)), command)
            .then_rejected(Rejection::Over);
    }
}

#[test]
fn its_term_ends_it_and_it_can_be_renewed() {
    let last = time::end_of(terms().until);
    let over = last + std::time::Duration::from_millis(1);
    assert_eq!(fold::<Agreement>(&in_force()).due_at(), Some(last));
    given::<Agreement>(in_force()).when(&at(last, Actor::System), Command::FallDue).then([]);
    let ended = Event::Ended { by_consent: false };
    given::<Agreement>(in_force())
        .when(&at(over, Actor::System), Command::FallDue)
        .then([ended.clone()]);
    let history = and(in_force(), [ended]);
    given::<Agreement>(history.clone())
        .when(&by(clerk_of(OWNER)), Command::Redraft { terms: other_terms() })
        .then_rejected(Rejection::Over);
    let renewal = drafted_as(Purpose::Renewal, renewed(), clerk_of(OWNER));
    given::<Agreement>(history.clone())
        .when(&by(clerk_of(OWNER)), Command::Redraft { terms: renewed() })
        .then([renewal.clone()]);
    let state = given::<Agreement>(and(history, [renewal, by_unit()]))
        .when(&by(secretary_of(OWNER)), sign(OWNER, 2))
        .then([by_community(), Event::Concluded {}, began(2027, 1)]);
    assert_eq!(state.in_force().unwrap().1, &renewed());
}

#[test]
fn the_last_quarter_and_year_of_a_renewed_term_are_still_spoken_of() {
    let renewal = drafted_as(Purpose::Renewal, renewed(), clerk_of(OWNER));
    let history = and(in_force(), [renewal, by_unit(), by_community(), Event::Concluded {}]);
    let april = "2027-04-01T01:00:00Z".parse().unwrap();
    for (year, number) in [(2026, 1), (2026, 4), (2027, 1)] {
        let summary = Text::new("义诊三次").unwrap();
        let by = who(clerk_of(OWNER));
        let recorded =
            Event::QuarterRecorded { year, quarter: number, summary: summary.clone(), by };
        given::<Agreement>(history.clone())
            .when(
                &at(april, clerk_of(OWNER)),
                Command::RecordQuarter { year, quarter: number, summary },
            )
            .then([recorded]);
    }
    let review =
        |year| Command::Review { party: OWNER, year, verdict: Verdict::Fulfilled, remark: None };
    given::<Agreement>(history.clone())
        .when(&at(april, clerk_of(OWNER)), review(2025))
        .then_rejected(Rejection::YearOutOfRange);
    let reviewed = Event::Reviewed {
        party: OWNER,
        year: 2026,
        verdict: Verdict::Fulfilled,
        remark: None,
        by: who(clerk_of(OWNER)),
    };
    given::<Agreement>(history).when(&at(april, clerk_of(OWNER)), review(2026)).then([reviewed]);
}

#[test]
fn an_agreement_is_drafted_fifty_times_at_most() {
    let history: Vec<_> = (0..50).map(|_| drafted()).collect();
    given::<Agreement>(history)
        .when(&by(clerk_of(OWNER)), Command::Redraft { terms: other_terms() })
        .then_rejected(Rejection::TooManyDrafts { max: 50 });
}

proptest! {
    #[test]
    fn deciding_an_agreement_again_changes_nothing(
        steps in prop::collection::vec((0..13_u8, 0..400_i64), 1..30),
    ) {
        let mut state = State::default();
        let mut now = monday();
        for (step, hours) in steps {
            now += std::time::Duration::from_secs(hours.unsigned_abs() * 3600);
            let (actor, command) = match step {
                0 => (clerk_of(OWNER), draft(terms())),
                1 => (clerk_of(OWNER), Command::Redraft { terms: other_terms() }),
                2 => (clerk_of(OWNER), Command::Redraft { terms: renewed() }),
                3 | 4 => (head_of(SOMEBODY), sign(SOMEBODY, state.deed().map_or(1, |d| d.drafts))),
                5 | 6 => (secretary_of(OWNER), sign(OWNER, state.deed().map_or(1, |d| d.drafts))),
                7 => (Actor::System, Command::FallDue),
                8 => (clerk_of(OWNER), Command::Publish),
                9 => (head_of(SOMEBODY), Command::AskEnd { party: SOMEBODY, reason: reason() }),
                10 => (secretary_of(OWNER), Command::AskEnd { party: OWNER, reason: reason() }),
                11 => (clerk_of(OWNER), reporting::report(2026, 1)),
                _ => {
                    let person = who(liaison_of(SOMEBODY));
                    let until = time::date_at(now);
                    let party = SOMEBODY;
                    (head_of(party), Command::Delegate { party, person, until })
                }
            };
            state = deciding_again_changes_nothing::<Agreement>(state, &at(now, actor), command);
        }
    }
}
