//! The whole life of a need, in every order of whatever people, claims and due times ask.

use contracts::Claimer;
use contracts::needs::need::{Opinion, REOPENED_MAX, Satisfaction, Wording};
use contracts::projects::claim::HoldRequest;
use contracts::testing::operator;
use contracts::{Line, testing};
use proptest::prelude::*;
use values::NeedId;

use super::*;

/// What is asked, with numbers to choose by.
#[derive(Debug, Clone, Copy)]
struct Step {
    what: u8,
    who: u8,
    claim: u128,
    quantity: u64,
    yes: bool,
    hours: u64,
}

prop_compose! {
    fn any_step()(
        what in 0..23_u8,
        who in 0..5_u8,
        claim in 0..4_u128,
        quantity in 0..6_u64,
        yes: bool,
        hours in 0..80_u64,
    ) -> Step {
        Step { what, who, claim, quantity, yes, hours }
    }
}

fn actor(step: Step) -> Actor {
    match step.who {
        0 => clerk_of(STRANGER),
        1 => testing::person(Role::GridWorker, OWNER),
        2 => operator(),
        _ => clerk_of(OWNER),
    }
}

/// Only the saga and due times ask for these.
fn is_by_itself(command: &Command) -> bool {
    matches!(
        command,
        Command::Due
            | Command::Escalate
            | Command::Hold { .. }
            | Command::Wait { .. }
            | Command::Release { .. }
            | Command::Deliver { .. }
            | Command::Confirm { .. }
            | Command::PassOn { .. }
    )
}

fn outcome(step: Step) -> Outcome {
    let reason = text("没有可用的地块");
    match step.quantity {
        0 => Outcome::Unsolved { reason },
        1 => Outcome::PartlySolved { reason },
        2 => Outcome::Withdrawn { reason },
        3 => Outcome::Duplicate { of: NeedId(Uuid::from_u128(0xDD)) },
        _ => Outcome::Solved,
    }
}

fn command(step: Step, now: Timestamp) -> Command {
    let Step { claim: n, quantity, yes, .. } = step;
    let (id, amount) = (claim(n), sessions(quantity.max(1)));
    match step.what {
        0 => Command::Verify { amount: sessions(4) },
        1 => Command::Return { reason: text("说不清楚") },
        2 => Command::Resubmit {
            wording: Wording {
                title: Text::new("周末义诊").unwrap(),
                content: None,
                amount: sessions(4),
                place: None,
                wanted: None,
            },
        },
        3 => Command::Classify { classification: classification(yes) },
        4 => {
            let resolution = Text::new("同意").unwrap();
            let deliberation = Deliberation { held_on: date("2026-03-01"), resolution };
            Command::Deliberate { deliberation }
        }
        5 | 6 => {
            let deadline = yes.then(|| now + std::time::Duration::from_secs(24 * 3600));
            Command::Post { terms: Terms { deadline, ..in_parts() } }
        }
        7 => hold(n, quantity.max(1)),
        8 => {
            let line = Line::Need(NeedId(Uuid::from_u128(1)));
            let (claimer, own, slot) = (Claimer::from(SOMEBODY), false, None);
            let request = HoldRequest { line, claimer, own, amount, slot, wait: yes };
            Command::Wait { claim: id, request }
        }
        9 => Command::Release { claim: id },
        10 | 11 => Command::Deliver { claim: id, quantity },
        12 => Command::Accept,
        13 => Command::Refuse { claim: id, stands: quantity, reason: text("没有到场") },
        14 => {
            let satisfaction = Satisfaction::Fairly;
            let opinion = Opinion { solved: yes, satisfaction };
            Command::Review { opinion, main_done: yes }
        }
        15 | 16 => Command::Close { outcome: outcome(step) },
        17 if yes => Command::Reopen { reason: text("又坏了") },
        17 => Command::SplitOff { reason: text("两盏灯") },
        18 => Command::Escalate,
        19 => Command::Distinguish { from: NeedId(id.0), told: yes },
        20 => Command::Undistinguish { from: NeedId(id.0) },
        21 => Command::ConfirmUrgency,
        _ => Command::Due,
    }
}

/// Whoever raised it says now that it solved nothing.
fn is_denied(state: &State) -> bool {
    state.asked().is_some_and(|asked| asked.review.denies())
}

proptest! {
    #[test]
    fn closed_is_not_solved_and_deciding_again_changes_nothing(
        steps in prop::collection::vec(any_step(), 1..120),
    ) {
        let mut now = monday();
        let mut state = fold::<Need>(&[heard(4)]);
        for step in steps {
            now += std::time::Duration::from_secs(step.hours * 3600);
            let (command, context) = (command(step, now), at(now, actor(step)));
            let by_itself = is_by_itself(&command);
            let Ok(events) = Need::decide(&state, &context, command.clone()) else { continue };
            if step.who == 0 && !by_itself {
                prop_assert!(events.is_empty(), "a stranger changed it: {events:?}");
            }
            for event in &events {
                if let Event::Closed { outcome, .. } = event {
                    let ledger = state.ledger();
                    let whole = ledger.is_some_and(|all| all.delivered() == all.asked());
                    let some = ledger.is_some_and(|all| all.delivered() > 0);
                    prop_assert!(!outcome.is_solved() || (whole && !is_denied(&state)));
                    if matches!(outcome, Outcome::Unsolved { .. }) {
                        prop_assert!(!some || is_denied(&state), "what solved it is hidden");
                    }
                }
                state = Need::evolve(state, event);
            }
            let refusals = matches!(command, Command::Hold { .. } | Command::Wait { .. });
            if !refusals && let Ok(again) = Need::decide(&state, &context, command.clone()) {
                prop_assert!(again.is_empty(), "{command:?} decided again yields {again:?}");
            }
            if let Some(ledger) = state.ledger() {
                prop_assert!(ledger.held() + ledger.delivered() <= ledger.asked());
            }
            prop_assert!(state.asked().is_none_or(|asked| asked.reopened <= REOPENED_MAX));
            prop_assert!(state.due_at().is_none_or(|due| {
                let late = at(due, Actor::System);
                !Need::decide(&state, &late, Command::Due).unwrap().is_empty()
            }), "what is due decides something");
        }
    }
}
