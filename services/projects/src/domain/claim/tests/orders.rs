//! Every order of accept, decline, lapse, transfer, withdraw, takeover and revoke: exactly one end,
//! the first in the log wins, a late answer loses, and silence accepts nothing.

use proptest::prelude::*;

use super::*;

/// What somebody with the right to it does, or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Accept,
    Decline,
    Withdraw,
    Renew,
    Transfer,
    TakeTransfer,
    AskTakeover,
    HandOver,
    Keep,
    Revoke,
    Cancel,
    Consent,
    /// Long after every time limit.
    Silence,
}

const ACTS: [Act; 13] = [
    Act::Accept,
    Act::Decline,
    Act::Withdraw,
    Act::Renew,
    Act::Transfer,
    Act::TakeTransfer,
    Act::AskTakeover,
    Act::HandOver,
    Act::Keep,
    Act::Revoke,
    Act::Cancel,
    Act::Consent,
    Act::Silence,
];

/// The acts that decide the claim as it stands, of which the first wins.
const DECIDING: [Act; 6] =
    [Act::Accept, Act::Decline, Act::Withdraw, Act::TakeTransfer, Act::Revoke, Act::Silence];

struct Run {
    state: State,
    now: Timestamp,
    log: Vec<Event>,
}

impl Run {
    fn new() -> Self {
        let log = held();
        Self { state: fold::<Claim>(&log.clone()), now: monday(), log }
    }

    fn claimer(&self) -> Claimer {
        match &self.state {
            State::Held(held) => held.proposal.claimer,
            State::Accepted(taken) => taken.proposal.claimer,
            State::Unproposed
            | State::Proposed(_)
            | State::Agreed { .. }
            | State::Delivered
            | State::Ended(_) => SOMEBODY.into(),
        }
    }

    /// Whoever is not the claimer of the two who would be.
    fn other(&self) -> OrganisationId {
        if self.claimer() == SOMEBODY.into() { STRANGER } else { SOMEBODY }
    }

    fn ask(&mut self, actor: Actor, command: Command) -> Result<Vec<Event>, Rejection> {
        let events = Claim::decide(&self.state, &at(self.now, actor), command)?;
        let state = std::mem::take(&mut self.state);
        self.state = events.iter().fold(state, Claim::evolve);
        self.log.extend(events.clone());
        Ok(events)
    }

    fn act(&mut self, act: Act) -> Result<Vec<Event>, Rejection> {
        let reason = text("另有安排");
        let claimer = self.claimer().organisation().expect("organisations claim here");
        let (claimer, other) = (liaison_of(claimer), liaison_of(self.other()));
        let owner = clerk_of(OWNER);
        match act {
            Act::Accept => self.ask(owner, Command::Accept),
            Act::Decline => self.ask(owner, Command::Decline { reason }),
            Act::Withdraw => self.ask(claimer, Command::Withdraw { reason }),
            Act::Renew => self.ask(claimer, Command::Renew),
            Act::Transfer => {
                let to = self.other().into();
                self.ask(claimer, Command::Transfer { to })
            }
            Act::TakeTransfer => self.ask(other, Command::AnswerTransfer { accept: true }),
            Act::AskTakeover => {
                let by = self.other().into();
                self.ask(other, Command::AskTakeover { by })
            }
            Act::HandOver => self.ask(claimer, Command::AnswerTakeover { hand_over: true }),
            Act::Keep => self.ask(claimer, Command::AnswerTakeover { hand_over: false }),
            Act::Revoke => self.ask(owner, Command::Revoke { reason }),
            Act::Cancel => self.ask(claimer, Command::Cancel { reason, delivered: 0 }),
            Act::Consent => self.ask(owner, Command::Cancel { reason, delivered: 0 }),
            Act::Silence => {
                let due = || Command::Due { agreement_out: false };
                let mut events = Vec::new();
                while let Some(last_moment) = self.state.due_at() {
                    self.now = self.now.max(after(last_moment));
                    let more = self.ask(Actor::System, due())?;
                    assert!(!more.is_empty(), "{:?} is due for ever", self.state);
                    events.extend(more);
                }
                Ok(events)
            }
        }
    }
}

fn ends(event: &Event) -> bool {
    event.changes_holds() == Some(HoldChange::Released)
        || matches!(event, Event::Cancelled { .. } | Event::Failed { .. })
}

/// What must hold of any log of a claim.
fn check(run: &Run) {
    let end = run.log.iter().position(ends);
    if let Some(end) = end {
        assert_eq!(end + 1, run.log.len(), "something follows the end: {:?}", run.log);
        assert!(matches!(run.state, State::Ended(_)), "{:?}", run.log);
    } else {
        assert!(!matches!(run.state, State::Ended(_)), "{:?}", run.log);
    }
    assert_eq!(fold::<Claim>(&run.log.clone()), run.state, "the log says otherwise");
}

/// All orders of `acts`.
fn orders(acts: &[Act]) -> Vec<Vec<Act>> {
    let Some((first, rest)) = acts.split_first() else { return vec![vec![]] };
    let shorter = orders(rest);
    let insert = |order: &Vec<Act>| {
        let with_first = |at: usize| {
            let mut order = order.clone();
            order.insert(at, *first);
            order
        };
        (0..=order.len()).map(with_first).collect::<Vec<_>>()
    };
    shorter.iter().flat_map(insert).collect()
}

/// Where a claim stands, as far as these acts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// It waits for its answer, and a transfer for its receiver's.
    Held,
    Accepted,
    Ended,
}

/// The same rules once more, as a table: only what comes first changes anything.
fn expected(stand: Stand, act: Act) -> Stand {
    match (stand, act) {
        (Stand::Held, Act::Accept) => Stand::Accepted,
        (Stand::Held, Act::Decline | Act::Withdraw | Act::Silence)
        | (Stand::Accepted, Act::Revoke) => Stand::Ended,
        (stand, _) => stand,
    }
}

fn stand(state: &State) -> Stand {
    match state {
        State::Held(_) => Stand::Held,
        State::Accepted(_) => Stand::Accepted,
        State::Ended(_) => Stand::Ended,
        State::Unproposed | State::Proposed(_) | State::Agreed { .. } | State::Delivered => {
            unreachable!("none of these acts leads there")
        }
    }
}

#[test]
fn in_every_order_there_is_one_end_and_the_first_that_decides_wins() {
    for order in orders(&DECIDING) {
        let mut run = Run::new();
        run.act(Act::Transfer).unwrap();
        let mut should = Stand::Held;
        for act in order.clone() {
            let passes = act == Act::TakeTransfer && should == Stand::Held;
            let changed = run.act(act).map_or(0, |events| events.len());
            check(&run);
            assert!(changed == 0 || passes || expected(should, act) != should, "{:?}", run.log);
            should = expected(should, act);
            assert_eq!(stand(&run.state), should, "{act:?} in {order:?}: {:?}", run.log);
        }
    }
}

#[test]
fn each_first_decision_shuts_out_the_others_that_were_for_the_same_moment() {
    for (first, loser, reason) in [
        (Act::Accept, Act::Decline, Rejection::AlreadyAccepted),
        (Act::Accept, Act::Withdraw, Rejection::AlreadyAccepted),
        (Act::Accept, Act::TakeTransfer, Rejection::NoRequest),
        (Act::Decline, Act::Accept, Rejection::Ended),
        (Act::Decline, Act::TakeTransfer, Rejection::Ended),
        (Act::Withdraw, Act::Accept, Rejection::Ended),
        (Act::Withdraw, Act::TakeTransfer, Rejection::Ended),
        (Act::TakeTransfer, Act::TakeTransfer, Rejection::NoRequest),
        (Act::Silence, Act::Accept, Rejection::Ended),
        (Act::Silence, Act::Decline, Rejection::Ended),
        (Act::Silence, Act::Withdraw, Rejection::Ended),
        (Act::Silence, Act::TakeTransfer, Rejection::Ended),
    ] {
        let mut run = Run::new();
        run.act(Act::Transfer).unwrap();
        run.act(first).unwrap();
        assert_eq!(run.act(loser), Err(reason), "{first:?}, then {loser:?}");
    }
}

proptest! {
    #[test]
    fn whatever_happens_in_whatever_order_there_is_one_end_and_silence_accepts_nothing(
        steps in prop::collection::vec((prop::sample::select(&ACTS[..]), 0..40_u64), 1..40)
    ) {
        let mut run = Run::new();
        for (act, hours) in steps {
            run.now += std::time::Duration::from_secs(hours * 60 * 60);
            let lease = match &run.state {
                State::Held(held) => Some(held.lease.until),
                State::Unproposed
                | State::Proposed(_)
                | State::Accepted(_)
                | State::Agreed { .. }
                | State::Delivered
                | State::Ended(_) => None,
            };
            let (before, now) = (run.log.len(), run.now);
            // A rule that is against it changes nothing, which the log says.
            let answer = run.act(act);
            prop_assert_eq!(answer.map_or(0, |events| events.len()), run.log.len() - before);
            check(&run);
            let new = &run.log[before..];
            let accepted = new.iter().any(|event| matches!(event, Event::Accepted {}));
            prop_assert!(!accepted || act == Act::Accept, "{:?} accepted", act);
            prop_assert!(!accepted || lease.is_some_and(|until| now <= until), "too late");
        }
        run.act(Act::Silence).unwrap();
        check(&run);
        let renewals = |log: &[Event]| {
            log.iter().filter(|event| matches!(event, Event::Renewed { .. })).count()
        };
        let passed = |event: &Event| matches!(event, Event::PassedOn { .. });
        prop_assert!(run.log.split(passed).all(|part| renewals(part) <= 1), "{:?}", run.log);
    }
}
