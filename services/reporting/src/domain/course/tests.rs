use contracts::evaluation::star;
use contracts::projects::agreement::{self, Purpose, Terms};
use contracts::projects::claim::{self, Lease, Propose, Side};
use contracts::projects::project::{self, Flow, Funds};
use contracts::registry::check_in::{self, Who};
use contracts::registry::taxonomy::Category;
use contracts::reporting::course::{Command, Counted, Entry, Event, Told, What};
use contracts::testing::{OWNER, SOMEBODY, by, monday};
use contracts::{Actor, Card, Claimer};
use decider::given;
use values::{Amount, ClaimId, Hash, Money, NeedId, Text, Unit, Uuid};

use super::*;

fn tell(history: &[Event], told: impl IntoIterator<Item = Told>) -> Vec<Event> {
    let command = Command { time: monday(), told: told.into_iter().collect() };
    let outcome = given::<Course>(history.to_vec()).when(&by(Actor::System), command).outcome();
    outcome.unwrap_or_else(|never| match never {})
}

/// What was counted, of whom, how often and how much.
fn lines(events: &[Event]) -> Vec<(Counted, Claimer, i64, i64)> {
    let entries = events.iter().filter_map(|event| match event {
        Event::Counted { entries } => Some(entries),
        Event::Described { .. }
        | Event::Joined { .. }
        | Event::Left { .. }
        | Event::Attended { .. }
        | Event::Concluded {}
        | Event::Erased {} => None,
    });
    let line = |entry: &Entry| (entry.counted, entry.subject, entry.count, entry.amount);
    entries.flatten().map(line).collect()
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn claimed(side: Side) -> [Told; 3] {
    let proposal = Propose {
        claimer: SOMEBODY.into(),
        side,
        need: Some(NeedId(Uuid::from_u128(1))),
        offer: None,
        amount: Amount::new(2, Unit::Session).unwrap(),
        slot: None,
        area: "371002001001".parse().unwrap(),
        message: None,
        wait: false,
    };
    let lease = Lease { yellow_at: monday(), until: monday(), holidays_unknown: false };
    let held = claim::Event::Held { counterpart: OWNER, category: Category::Service, lease };
    [claim::Event::Proposed(proposal), held, claim::Event::Accepted {}].map(Told::Claim)
}

#[test]
fn a_claim_counts_for_the_giving_side_once_it_is_accepted() {
    for (side, counted, giving) in [
        (Side::Giving, Counted::NeedClaimed, SOMEBODY),
        (Side::Asking, Counted::OfferClaimed, OWNER),
    ] {
        let [proposed, held, accepted] = claimed(side);
        let before = tell(&[], [proposed, held]);
        assert_eq!(lines(&before), []);
        let events = tell(&before, [accepted]);
        let answered = (Counted::ClaimAnswered, OWNER.into(), 1, 1);
        assert_eq!(lines(&events), [(counted, giving.into(), 1, 0), answered]);
    }
}

#[test]
fn who_takes_over_an_accepted_claim_takes_over_its_promise() {
    let other = Claimer::from(contracts::testing::STRANGER);
    let accepted = tell(&[], claimed(Side::Giving));
    let said = serde_json::json!({ "type": "claim.passed_on.v1", "data": passed_on(other) });
    let passed: claim::Event = serde_json::from_str(&said.to_string()).unwrap();
    let events = tell(&accepted, [Told::Claim(passed)]);
    let (counted, former) = (Counted::NeedClaimed, SOMEBODY.into());
    assert_eq!(lines(&events), [(counted, former, -1, 0), (counted, other, 1, 0)]);
}

/// What stands in the fixture of that form.
fn fixture(tag: &str) -> serde_json::Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/contracts/fixtures");
    let text = std::fs::read_to_string(format!("{folder}/{tag}.v1.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The fixture, with another who takes it over.
fn passed_on(to: Claimer) -> serde_json::Value {
    let mut stored = fixture("claim.passed_on");
    stored["data"]["to"] = serde_json::to_value(to).unwrap();
    stored["data"].take()
}

#[test]
fn what_failed_is_not_delivered_and_nothing_delivered_is_nothing() {
    let accepted = tell(&[], claimed(Side::Giving));
    let reason = text("人员调离");
    let failed = Told::Claim(claim::Event::Failed { reason, delivered: 0 });
    let giving = SOMEBODY.into();
    assert_eq!(lines(&tell(&accepted, [failed])), [(Counted::ClaimFailed, giving, 1, 0)]);
    let delivered = |quantity| {
        Told::Claim(claim::Event::Delivered {
            quantity,
            project: values::ProjectId(Uuid::from_u128(9)),
            giving,
            asking: OWNER,
            rate_until: monday(),
        })
    };
    assert_eq!(lines(&tell(&accepted, [delivered(0)])), []);
    let kept = [(Counted::ClaimDelivered, giving, 1, 0)];
    assert_eq!(lines(&tell(&accepted, [delivered(2)])), kept);
}

#[test]
fn a_step_is_counted_once_when_it_is_done_or_its_time_is_over() {
    let said = |tag: &str| {
        let said = fixture(&format!("handling.{tag}"));
        Told::Handling(serde_json::from_value(said).unwrap())
    };
    let counts = |tags: &[&str]| {
        let events = tell(&[], tags.iter().map(|tag| said(tag)));
        let steps = lines(&events).into_iter().filter(|line| line.0 == Counted::StepTaken);
        steps.map(|(_, _, _, in_time)| in_time).collect::<Vec<_>>()
    };
    for (tags, in_time) in [
        (&["begun", "step_completed", "step_completed"][..], &[1, 1][..]),
        (&["begun", "yellow_carded", "step_completed"], &[1]),
        // Late, and not once more when it is done; the next one begins anew.
        (&["begun", "red_carded", "step_completed", "step_completed"], &[0, 1]),
        (&["begun", "red_carded", "extended", "red_carded", "step_completed"], &[0]),
        // What is sent on or stopped in time was not done.
        (&["begun", "escalated", "red_carded", "answered", "stopped"], &[0]),
        (&["begun", "escalated", "step_completed", "answered", "stopped"], &[1, 1]),
    ] {
        assert_eq!(counts(tags), in_time, "{tags:?}");
    }
}

#[test]
fn an_answer_to_a_claim_is_in_time_until_the_lease_is_over() {
    let [proposed, held, _] = claimed(Side::Giving);
    let before = tell(&[], [proposed, held]);
    let said = |tag: &str| Told::Claim(serde_json::from_value(fixture(tag)).unwrap());
    for (tag, in_time) in [("claim.declined", 1), ("claim.accepted", 1), ("claim.lease_over", 0)] {
        let answered = (Counted::ClaimAnswered, OWNER.into(), 1, in_time);
        assert!(lines(&tell(&before, [said(tag)])).contains(&answered), "{tag}");
    }
}

#[test]
fn a_claim_is_answered_once_and_what_nobody_was_asked_is_no_answer() {
    let [proposed, held, accepted] = claimed(Side::Giving);
    let said = |tag: &str| Told::Claim(serde_json::from_value(fixture(tag)).unwrap());
    let answers = |commits: Vec<Vec<Told>>| {
        let mut history = Vec::new();
        for told in commits {
            history.extend(tell(&history, told));
        }
        let answered = lines(&history).into_iter().filter(|line| line.0 == Counted::ClaimAnswered);
        answered.map(|(_, _, _, in_time)| in_time).collect::<Vec<_>>()
    };
    let late = ["claim.lease_over", "claim.renewed", "claim.accepted"].map(|tag| vec![said(tag)]);
    let held_first = vec![vec![proposed.clone(), held.clone()]];
    assert_eq!(answers([held_first, late.into()].concat()), [0]);
    let crossed = vec![vec![proposed], vec![said("claim.crossed")], vec![held, accepted]];
    assert_eq!(answers(crossed), Vec::<i64>::new());
}

fn drafted(purpose: Purpose) -> Told {
    Told::Agreement(agreement::Event::Drafted {
        claim: None,
        parties: vec![OWNER, SOMEBODY],
        purpose,
        terms: Terms {
            title: text("共建协议"),
            project: None,
            duties: vec![],
            from: "2026-03-02".parse().unwrap(),
            until: "2027-03-01".parse().unwrap(),
            responsible: vec![],
            plan: None,
            breach: None,
        },
        by: values::PersonId(Uuid::from_u128(7)),
        sign_until: monday(),
        holidays_unknown: false,
    })
}

#[test]
fn a_supplement_makes_no_agreement_more_and_each_party_has_one() {
    let concluded = || Told::Agreement(agreement::Event::Concluded {});
    let first = tell(&[], [drafted(Purpose::First), concluded()]);
    let each = [OWNER, SOMEBODY].map(|party| (Counted::AgreementConcluded, party.into(), 1, 0));
    assert_eq!(lines(&first), each);
    assert_eq!(lines(&tell(&first, [drafted(Purpose::Supplement), concluded()])), []);
}

#[test]
fn a_quarter_that_is_late_is_a_card_for_each_party_and_a_late_answer_for_whoever_was_asked() {
    let quarter = |card| {
        let carded = agreement::Event::QuarterCarded { year: 2026, quarter: 1, card };
        lines(&tell(&tell(&[], [drafted(Purpose::First)]), [Told::Agreement(carded)]))
    };
    let answer = |card| {
        let [proposed, held, _] = claimed(Side::Giving);
        let late = Told::Claim(claim::Event::AnswerLate { card });
        lines(&tell(&tell(&[], [proposed, held]), [late]))
    };
    for (card, counted) in [(Card::Yellow, Counted::YellowCard), (Card::Red, Counted::RedCard)] {
        let each = [OWNER, SOMEBODY].map(|party| (counted, party.into(), 1, 0));
        assert_eq!(quarter(card), each);
        assert_eq!(answer(card), [(counted, OWNER.into(), 1, 0)]);
    }
}

#[test]
fn a_star_that_is_given_back_was_revoked_by_nobody() {
    let person = values::PersonId(Uuid::from_u128(7));
    let star = |event: star::Event| Told::Star(event);
    let applied = star(star::Event::Applied {
        person,
        star: 1,
        community: OWNER,
        senior: None,
        minutes: 6_000,
    });
    let revoked = |number| {
        star(star::Event::Revoked {
            star: number,
            reason: text("虚报时长"),
            barred_until: "2027-03-02".parse().unwrap(),
            by: person,
        })
    };
    let before = tell(&[], [applied.clone(), revoked(1)]);
    assert_eq!(lines(&before), [(Counted::StarRevoked, person.into(), 1, 1)]);
    let given_back = |revoked_after| star(star::Event::Reinstated { star: 1, revoked_after });
    let after = tell(&before, [given_back(0)]);
    assert_eq!(lines(&after), [(Counted::StarRevoked, person.into(), -1, -1)]);
    let both = tell(&[], [applied, revoked(2), revoked(1)]);
    let after = tell(&both, [given_back(1)]);
    assert_eq!(lines(&after), [(Counted::StarRevoked, person.into(), -1, -2)], "the earlier one");
}

#[test]
fn a_project_begins_when_it_is_approved_and_money_counts_on_its_own_day() {
    let opened = project::Opened {
        code: text("371002001001-2026-0001"),
        claim: ClaimId(Uuid::from_u128(1)),
        agreement: None,
        need: None,
        offer: None,
        title: text("楼道照明"),
        giving: SOMEBODY.into(),
        asking: OWNER,
        amount: Amount::new(2, Unit::Session).unwrap(),
        opened_on: None,
    };
    let proposed = tell(&[], [Told::Project(project::Event::Proposed(opened))]);
    assert_eq!(lines(&proposed), []);
    let approved = tell(&proposed, [Told::Project(project::Event::Approved {})]);
    assert_eq!(lines(&approved), [(Counted::ProjectOpened, SOMEBODY.into(), 1, 0)]);
    let funds = Funds {
        amount: Money { fen: 120_000 },
        what: text("灯具"),
        date: "2026-02-27".parse().unwrap(),
        voucher: Hash::default(),
    };
    let spent = Told::Project(project::Event::FundsMoved { flow: Flow::Spent, funds });
    let events = tell(&proposed, [spent]);
    assert_eq!(lines(&events), [(Counted::FundsSpent, SOMEBODY.into(), 1, 120_000)]);
    let Some(Event::Counted { entries }) = events.last() else { panic!("{events:?}") };
    assert_eq!(entries[0].on.to_string(), "2026-02-27");
}

#[test]
fn a_check_in_counts_when_it_is_accepted_and_what_is_not_known_counts_nothing() {
    let accepted = || {
        let validity = contracts::registry::validity::Validity::to("2027-03-01".parse().unwrap());
        Told::CheckIn(check_in::Event::Accepted { validity })
    };
    assert_eq!(tell(&[], [accepted()]), []);
    let what = What::CheckIn { who: Who::Unit(SOMEBODY), community: OWNER };
    let described = [Event::Described { what: Box::new(what) }];
    let events = tell(&described, [accepted()]);
    assert_eq!(lines(&events), [(Counted::CheckIn, SOMEBODY.into(), 1, 0)]);
}

#[test]
fn a_line_and_the_one_that_takes_it_back_leave_nothing() {
    let [proposed, held, accepted] = claimed(Side::Giving);
    let mut history = tell(&[], [proposed, held]);
    history.extend(tell(&history, [accepted]));
    let state = decider::fold::<Course>(&history);
    assert_eq!(state.standing.len(), 2, "the promise, and the answer");
    let back = state.standing.iter().map(|entry| entry.taken_back()).collect();
    let state = Course::evolve(state, &Event::Counted { entries: back });
    assert_eq!(state.standing, []);
}
