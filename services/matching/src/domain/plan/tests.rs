use contracts::matching::plan::Sides;
use contracts::matching::{Aim, Bottleneck};
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, monday, registered,
};
use decider::{deciding_again_changes_nothing, given};
use values::{OfferId, OrganisationId, Text, Uuid};

use super::*;

/// Who plans; its community asks, a unit gives.
const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const SIDES: Sides = Sides { asking: OWNER, giving: SOMEBODY };

fn pair(n: u128) -> Pair {
    Pair { need: NeedId(Uuid::from_u128(0x10 + n)), offer: OfferId(Uuid::from_u128(0x20 + n)) }
}

fn share(n: u128, quantity: u64) -> Share {
    Share::of(pair(n), quantity)
}

fn drawn(shares: &[Share]) -> Drawn {
    Drawn { shares: shares.to_vec(), ..Drawn::default() }
}

fn scope() -> Scope {
    Scope { organisation: STREET, category: None, by: None, aims: vec![Aim::Urgent, Aim::Cover] }
}

fn compute(scope: Scope, needs: usize) -> Command {
    let needs = (0..needs).map(|n| NeedId(Uuid::from_u128(0x10 + n as u128))).collect();
    let drawn = drawn(&[share(0, 2), share(1, 3)]);
    Command::Compute { scope, as_of: 7, needs, drawn, prices: vec![] }
}

fn computed() -> Event {
    let needs = vec![pair(0).need, pair(1).need];
    let drawn = drawn(&[share(0, 2), share(1, 3)]);
    Event::Computed { scope: scope(), as_of: 7, needs, drawn, prices: vec![], parts: 0 }
}

fn until() -> Timestamp {
    "2026-03-09T15:59:59.999Z".parse().unwrap()
}

fn asked_of_both() -> Event {
    Event::Proposed { answer_until: until(), asked: [OWNER, SOMEBODY].into(), asks_on: false }
}

fn proposed() -> [Event; 2] {
    [computed(), asked_of_both()]
}

fn propose() -> Command {
    Command::Propose { asked: [OWNER, SOMEBODY].into() }
}

fn accept(share: Share) -> Command {
    Command::Accept { share, slot: None, sides: SIDES, drawn: drawn(&[]), drawn_of: [].into() }
}

fn accepted(share: Share, asking: bool, giving: bool, by: OrganisationId) -> Event {
    let accepted = Accepted { asking, giving };
    let (drawn, asked) = (drawn(&[]), [].into());
    Event::LineAccepted { share, slot: None, accepted, by, drawn, asked, asks_on: false, parts: 0 }
}

fn decline(pair: Pair) -> Command {
    let reason = Text::new("时间不合适").unwrap();
    Command::Decline { pair, reason, sides: SIDES, drawn: drawn(&[]), drawn_of: [].into() }
}

fn agreed(n: u128, quantity: u64) -> Event {
    accepted(share(n, quantity), true, true, SOMEBODY)
}

fn officer() -> Context {
    let mut context = by(clerk_of(STREET));
    context.directory = std::sync::Arc::new(directory([
        registered(STREET, Level::Street, "371002001"),
        registered(SOMEBODY, Level::Unit, "371002001001"),
    ]));
    context
}

#[test]
fn a_body_plans_for_its_open_needs() {
    let context = officer();
    given::<Plan>([]).when(&context, compute(scope(), 2)).then([computed()]);
    let unit = Scope { organisation: SOMEBODY, ..scope() };
    let of_unit = Context { actor: liaison_of(SOMEBODY), ..context.clone() };
    let refused = |scope, needs, rejection| {
        let context = if scope == unit { &of_unit } else { &context };
        given::<Plan>([]).when(context, compute(scope, needs)).then_rejected(rejection);
    };
    refused(unit.clone(), 2, Rejection::NotABody);
    refused(Scope { organisation: OWNER, ..scope() }, 2, Rejection::NotAuthorised);
    refused(Scope { aims: vec![], ..scope() }, 2, Rejection::AimsOutOfPlace);
    refused(Scope { aims: vec![Aim::Cover; 2], ..scope() }, 2, Rejection::AimsOutOfPlace);
    refused(scope(), 0, Rejection::NothingToPlan);
    let too_many = Rejection::TooManyNeeds { needs: NEEDS_MAX + 1, max: NEEDS_MAX };
    refused(scope(), NEEDS_MAX + 1, too_many);
    given::<Plan>([computed()])
        .when(&context, compute(scope(), 2))
        .then_rejected(Rejection::AlreadyComputed);
}

#[test]
fn the_sides_are_asked_by_who_plans_and_have_five_working_days() {
    let asked = asked_of_both();
    given::<Plan>([computed()]).when(&officer(), propose()).then([asked]);
    given::<Plan>(proposed()).when(&officer(), propose()).then_already_so();
    given::<Plan>([computed()])
        .when(&by(clerk_of(OWNER)), propose())
        .then_rejected(Rejection::NotAuthorised);
    let empty = Event::Computed {
        scope: scope(),
        as_of: 7,
        needs: vec![pair(0).need],
        drawn: Drawn {
            unserved: vec![Unserved {
                need: pair(0).need,
                quantity: 2,
                bottleneck: Bottleneck::NothingFits,
            }],
            ..drawn(&[])
        },
        prices: vec![],
        parts: 0,
    };
    given::<Plan>([empty]).when(&officer(), propose()).then_rejected(Rejection::NothingPlanned);
}

#[test]
fn a_draft_is_changed_by_who_plans_alone() {
    given::<Plan>([computed()]).when(&officer(), accept(share(0, 1))).then([accepted(
        share(0, 1),
        false,
        false,
        STREET,
    )]);
    given::<Plan>([computed()])
        .when(&by(clerk_of(OWNER)), accept(share(0, 2)))
        .then_rejected(Rejection::NotProposed);
    given::<Plan>([computed()])
        .when(&by(liaison_of(STRANGER)), accept(share(0, 2)))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_line_is_agreed_when_both_sides_have_accepted_it_as_it_is() {
    let asking = accepted(share(0, 2), true, false, OWNER);
    given::<Plan>(proposed())
        .when(&by(clerk_of(OWNER)), accept(share(0, 2)))
        .then([asking.clone()]);
    let [computed, proposed] = proposed();
    let before = [computed, proposed, asking];
    given::<Plan>(before.clone())
        .when(&by(liaison_of(SOMEBODY)), accept(share(0, 2)))
        .then([accepted(share(0, 2), true, true, SOMEBODY)]);
    given::<Plan>(before.clone()).when(&by(clerk_of(OWNER)), accept(share(0, 2))).then_already_so();
    // Another quantity is another line: the other side has not accepted that.
    given::<Plan>(before).when(&by(liaison_of(SOMEBODY)), accept(share(0, 1))).then([accepted(
        share(0, 1),
        false,
        true,
        SOMEBODY,
    )]);
}

#[test]
fn what_was_declined_never_comes_back() {
    let reason = Text::new("时间不合适").unwrap();
    let until = values::time::plus_days(
        values::time::date_at(monday()),
        contracts::matching::DECLINED_DAYS,
    );
    let declined = Event::LineDeclined {
        pair: pair(0),
        reason,
        by: SOMEBODY,
        drawn: drawn(&[share(1, 4)]),
        until: Some(until),
        asked: [].into(),
        asks_on: false,
        parts: 0,
    };
    let command = Command::Decline {
        pair: pair(0),
        reason: Text::new("时间不合适").unwrap(),
        sides: SIDES,
        drawn: drawn(&[share(1, 4)]),
        drawn_of: [OWNER, SOMEBODY].into(),
    };
    given::<Plan>(proposed()).when(&by(liaison_of(SOMEBODY)), command).then([declined.clone()]);
    let [computed, proposed] = proposed();
    let after = [computed, proposed, declined];
    given::<Plan>(after.clone()).when(&by(clerk_of(OWNER)), decline(pair(0))).then_already_so();
    given::<Plan>(after.clone())
        .when(&by(clerk_of(OWNER)), accept(share(0, 2)))
        .then_rejected(Rejection::Declined);
    let open = decider::fold::<Plan>(&after);
    let lines: Vec<_> = open.open().unwrap().lines.clone().into_iter().collect();
    assert_eq!(lines, [(pair(1), 4)], "the rest was planned again");
}

#[test]
fn whose_lines_come_in_by_an_answer_is_asked_once() {
    let accept_with = |of: &[OrganisationId]| Command::Accept {
        share: share(0, 1),
        slot: None,
        sides: SIDES,
        drawn: drawn(&[share(1, 4)]),
        drawn_of: of.iter().copied().collect(),
    };
    let answered = |accepted, by, asked: &[OrganisationId]| Event::LineAccepted {
        share: share(0, 1),
        slot: None,
        accepted,
        by,
        drawn: drawn(&[share(1, 4)]),
        asked: asked.iter().copied().collect(),
        asks_on: false,
        parts: 0,
    };
    // A draft is nobody's to answer.
    let by_street = answered(Accepted::default(), STREET, &[]);
    given::<Plan>([computed()]).when(&officer(), accept_with(&[STRANGER])).then([by_street]);
    let asking = Accepted { asking: true, giving: false };
    let by_owner = answered(asking, OWNER, &[STRANGER]);
    given::<Plan>(proposed())
        .when(&by(clerk_of(OWNER)), accept_with(&[OWNER, STRANGER]))
        .then([by_owner.clone()]);
    let after = proposed().into_iter().chain([by_owner]);
    let both = Accepted { asking: true, giving: true };
    given::<Plan>(after.collect::<Vec<_>>())
        .when(&by(liaison_of(SOMEBODY)), accept_with(&[STRANGER]))
        .then([answered(both, SOMEBODY, &[])]);
}

#[test]
fn an_answer_after_the_time_loses_and_a_need_of_another_plan_has_no_line_here() {
    let late = at(until() + std::time::Duration::from_secs(1), clerk_of(OWNER));
    given::<Plan>(proposed())
        .when(&late, accept(share(0, 2)))
        .then_rejected(Rejection::AnswerOver { answer_until: until() });
    given::<Plan>(proposed())
        .when(&by(clerk_of(OWNER)), accept(share(7, 2)))
        .then_rejected(Rejection::NotInPlan);
}

#[test]
fn silence_accepts_nothing() {
    let [computed, proposed] = proposed();
    let before = [computed, proposed, agreed(0, 2)];
    given::<Plan>(before.clone())
        .when(&officer(), Command::Publish)
        .then_rejected(Rejection::Unanswered { lines: 1, answer_until: until() });
    let mut late = officer();
    late.now = until() + std::time::Duration::from_secs(1);
    let published = Event::Published { lines: 1, from: late.now };
    given::<Plan>(before.clone()).when(&late, Command::Publish).then([published.clone()]);
    given::<Plan>(before[..2].to_vec())
        .when(&late, Command::Publish)
        .then_rejected(Rejection::NothingAccepted);
    let state = decider::fold::<Plan>(before.iter().chain([&published]));
    let State::Published(plan) = &state else { panic!("{state:?}") };
    assert_eq!(plan.waiting(), [(share(0, 2), None)]);
    assert_eq!(state.due_at(), Some(late.now));
}

#[test]
fn each_line_becomes_one_claim_and_what_became_of_it_is_told() {
    let [computed, proposed] = proposed();
    let published = Event::Published { lines: 1, from: monday() };
    let before = [computed, proposed, agreed(0, 2), published];
    let claim = ClaimId(Uuid::from_u128(9));
    let Pair { need, offer } = pair(0);
    let order = contracts::matching::plan::Order {
        claim,
        need,
        offer,
        giving: SOMEBODY,
        asking: OWNER,
        amount: values::Amount::new(2, values::Unit::Session).unwrap(),
        slot: None,
        area: "371002001001".parse().unwrap(),
    };
    let system = by(contracts::Actor::System);
    let carry_out = || Command::CarryOut { orders: vec![order.clone()] };
    let carried_out = Event::CarriedOut { orders: vec![order.clone()] };
    given::<Plan>(before.clone()).when(&system, carry_out()).then([carried_out.clone()]);
    let after: Vec<_> = before.into_iter().chain([carried_out]).collect();
    given::<Plan>(after.clone()).when(&system, carry_out()).then_already_so();
    assert_eq!(decider::fold::<Plan>(&after).due_at(), None);
    let settle = || Command::Settle {
        outcomes: vec![(claim, LineOutcome::Taken), (ClaimId(Uuid::nil()), LineOutcome::Taken)],
    };
    given::<Plan>(after.clone())
        .when(&system, settle())
        .then([Event::Settled { claim, outcome: LineOutcome::Taken }]);
    let state = decider::fold::<Plan>(&after);
    deciding_again_changes_nothing::<Plan>(state, &system, settle());
}

#[test]
fn a_plan_that_is_over_takes_nothing() {
    let reason = Text::new("重新编制").unwrap();
    let withdraw = || Command::Withdraw { reason: Text::new("重新编制").unwrap() };
    let withdrawn = Event::Withdrawn { reason };
    given::<Plan>(proposed()).when(&officer(), withdraw()).then([withdrawn.clone()]);
    let [computed, proposed] = proposed();
    let over = [computed, proposed, withdrawn];
    for command in [accept(share(0, 2)), decline(pair(0)), Command::Publish, propose()] {
        given::<Plan>(over.clone()).when(&officer(), command).then_rejected(Rejection::Over);
    }
    given::<Plan>([]).when(&officer(), Command::Publish).then_rejected(Rejection::Unknown);
}

/// A plan of a city: more than one commit takes.
fn of_a_city() -> Vec<Event> {
    let many = 700_u128;
    let needs: Vec<_> = (0..many).map(|n| pair(n).need).collect();
    let price = Some(AimCost { aim: Aim::Cover, by: 1 });
    let shares: Vec<_> = (0..many).map(|n| Share { price, ..share(n, 1) }).collect();
    let missing =
        |need: &NeedId| Unserved { need: *need, quantity: 3, bottleneck: Bottleneck::OffersSpent };
    let unserved = needs.iter().map(missing).collect();
    let drawn = Drawn { shares, unserved, ..Drawn::default() };
    let command = Command::Compute { scope: scope(), as_of: 7, needs, drawn, prices: vec![] };
    Plan::decide(&State::default(), &officer(), command).unwrap()
}

#[test]
fn what_is_more_than_a_commit_takes_is_drawn_in_parts_that_one_event_takes_in() {
    let events = of_a_city();
    let (last, parts) = events.split_last().unwrap();
    assert!(parts.len() > 3 && parts.iter().all(Event::is_part) && !last.is_part());
    for event in &events {
        assert!(serde_json::to_vec(event).unwrap().len() < 50_000);
    }
    let half = decider::fold::<Plan>(parts);
    assert_eq!(half.open(), Err(Rejection::Unknown), "nothing is there before the last");
    let whole = decider::fold::<Plan>(&events);
    let open = whole.open().unwrap();
    assert_eq!((open.needs.len(), open.lines.len(), open.unserved.len()), (700, 700, 700));
    assert_eq!(open.prices.len(), 700);
}

#[test]
fn parts_that_a_crash_left_are_nothing() {
    let events = of_a_city();
    let left = || events[..2].to_vec();
    // Computed anew, whether in parts or not.
    let small = [left(), vec![computed()]].concat();
    assert_eq!(decider::fold::<Plan>(&small), decider::fold::<Plan>(&[computed()]));
    let again = [left(), events.clone()].concat();
    assert_eq!(decider::fold::<Plan>(&again), decider::fold::<Plan>(&events));
    // Before an answer, too.
    let of_answer = [events.clone(), left(), vec![agreed(0, 2)]].concat();
    let without = [events.clone(), vec![agreed(0, 2)]].concat();
    assert_eq!(decider::fold::<Plan>(&of_answer), decider::fold::<Plan>(&without));
}

#[test]
fn an_answer_says_only_what_is_missing_otherwise_than_before() {
    let missing = |n, quantity| Unserved {
        need: pair(n).need,
        quantity,
        bottleneck: Bottleneck::OffersSpent,
    };
    let with = |unserved, since| Drawn { unserved, since, ..Drawn::default() };
    let left = |drawn: Drawn| {
        let answer = |n, drawn| Event::LineAccepted {
            share: share(n, 1),
            slot: None,
            accepted: Accepted::default(),
            by: STREET,
            drawn,
            asked: [].into(),
            asks_on: false,
            parts: 0,
        };
        let first = answer(1, with(vec![missing(0, 1), missing(1, 4)], false));
        let state = decider::fold::<Plan>(&[computed(), first, answer(0, drawn)]);
        state.open().unwrap().unserved.values().map(|one| one.quantity).collect::<Vec<_>>()
    };
    assert_eq!(left(with(vec![missing(0, 0), missing(1, 2)], true)), [2]);
    assert_eq!(left(with(vec![missing(0, 3)], true)), [3, 4]);
    // As every answer of version 0.1 said it.
    assert_eq!(left(with(vec![missing(0, 3)], false)), [3]);
}

#[test]
fn many_are_asked_some_at_a_time() {
    let many: BTreeSet<_> = (0..120).map(|n| OrganisationId(Uuid::from_u128(0x900 + n))).collect();
    let system = by(contracts::Actor::System);
    let mut events = vec![computed()];
    let propose = Command::Propose { asked: many.clone() };
    let mut decided = Plan::decide(&decider::fold::<Plan>(&events), &officer(), propose).unwrap();
    let mut times = 0;
    while !decided.is_empty() {
        events.extend(decided);
        times += 1;
        let state = decider::fold::<Plan>(&events);
        if state.due_at().is_none() {
            break;
        }
        let ask = Command::Ask { asked: many.clone() };
        decided = Plan::decide(&state, &system, ask).unwrap();
    }
    let state = decider::fold::<Plan>(&events);
    assert_eq!((times, &state.open().unwrap().asked), (3, &many));
    given::<Plan>(events).when(&system, Command::Ask { asked: many }).then_already_so();
}
