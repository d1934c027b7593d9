//! Other services' events → own commands; due times → own commands.

use contracts::needs::handling;
use contracts::needs::need::{Command, Kind, Raise, Source};
use contracts::projects;
use contracts::projects::claim::{self, HoldChange, HoldRequest, OneOff};
use contracts::registry::organisation::Level;
use contracts::{Line, Recorded, Rejection};
use runtime::{Decision, Reaction};
use values::ClaimId;

use crate::Needs;
use crate::domain::{Handling, Need};

/// A claim asks for its hold in its proposal; its end frees or delivers what it holds.
pub(crate) fn on_projects(
    decision: &mut Decision<'_, Needs>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, Rejection> {
    let projects::Event::Claim(event) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    let claim = ClaimId(recorded.aggregate);
    if let Some(HoldRequest { line: Line::Need(need), claimer, own, amount, .. }) = event.asks() {
        decision.decide::<Need>(need, Command::Hold { claim, claimer, own, amount })?;
        return Ok(Reaction::Judged);
    }
    if let Some(request) = event.waits_for()
        && let Line::Need(need) = request.line
    {
        decision.decide::<Need>(need, Command::Wait { claim, request })?;
        return Ok(Reaction::Judged);
    }
    if let Some(request) = event.wonders_about()
        && let Line::Need(need) = request.line
    {
        decision.decide::<Need>(need, Command::Wonder { claim, request })?;
        return Ok(Reaction::Judged);
    }
    if let claim::Event::Agreed { one_off: Some(one_off), .. } = event
        && let Line::Need(need) = one_off.line
    {
        let asked = Box::new(asked_once(decision, one_off));
        decision.decide::<Need>(need, Command::PostOnce { claim, asked })?;
        return Ok(Reaction::Judged);
    }
    if let claim::Event::Accepted { .. } = event {
        return on_claim_accepted(decision, claim);
    }
    match event.changes_holds() {
        Some(change) => on_hold_changed(decision, claim, change),
        None => Ok(Reaction::Ignored),
    }
}

/// What a claimer asks for that named no need of its own.
fn asked_once(decision: &Decision<'_, Needs>, one_off: &OneOff) -> Raise {
    let OneOff { line: _, owner, title, category, amount, area: _ } = one_off.clone();
    let unit = decision.context().directory.level(owner) == Some(Level::Unit);
    let source = if unit { Source::Unit } else { Source::Community };
    let (content, place, wanted) = (None, None, None);
    Raise { owner, title, content, kind: Kind::Common, category, source, amount, place, wanted }
}

/// Whoever may fulfil a wish learns whose it is; of other needs nothing is kept back.
fn on_claim_accepted(
    decision: &mut Decision<'_, Needs>,
    claim: ClaimId,
) -> Result<Reaction, Rejection> {
    let state = decision.state();
    let Some(need) = state.holding.get(&claim).copied() else {
        return Ok(Reaction::Ignored);
    };
    if state.needs.state(need).asked().and_then(|asked| asked.family()).is_none() {
        return Ok(Reaction::Ignored);
    }
    decision.decide::<Need>(need, Command::Entrust { claim })?;
    Ok(Reaction::Judged)
}

/// Whatever need the claim holds a part of.
fn on_hold_changed(
    decision: &mut Decision<'_, Needs>,
    claim: ClaimId,
    change: HoldChange,
) -> Result<Reaction, Rejection> {
    let Some(need) = decision.state().holding.get(&claim).copied() else {
        return Ok(Reaction::Ignored);
    };
    let command = match change {
        HoldChange::Released => Command::Release { claim },
        HoldChange::Confirmed => Command::Confirm { claim },
        HoldChange::Delivered { quantity } => Command::Deliver { claim, quantity },
        HoldChange::PassedOn { released: Some(line), .. } if line == Line::Need(need) => {
            Command::Release { claim }
        }
        HoldChange::PassedOn { to, .. } => Command::PassOn { claim, to },
    };
    decision.decide::<Need>(need, command)?;
    // Most holds were never tentative, and it is the same to say so again.
    let confirmed = change == HoldChange::Confirmed && decision.is_empty();
    Ok(if confirmed { Reaction::Ignored } else { Reaction::Judged })
}

/// The one thing that is due first.
pub(crate) fn on_due(decision: &mut Decision<'_, Needs>) -> Result<(), Rejection> {
    let state = decision.state();
    match state.next_due() {
        Some((_, handling)) if state.handlings.contains(handling) => {
            // However a need was closed, its clock stops.
            let need = state.handlings.state(handling).need();
            let closed = need.is_some_and(|need| {
                matches!(state.needs.state(need), crate::domain::need::State::Closed(_))
            });
            let due = if closed { handling::Command::Stop } else { handling::Command::Due };
            decision.decide::<Handling>(handling, due)
        }
        Some((_, need)) => decision.decide::<Need>(need, Command::Due),
        None => Ok(()),
    }
}
