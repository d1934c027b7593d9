//! Other services' events → own commands, and due times → own commands.

use contracts::projects;
use contracts::projects::claim::{self, HoldChange, HoldRequest, OneOff};
use contracts::resources::offer::{Command, List};
use contracts::{Line, Recorded, Rejection};
use runtime::{Decision, Reaction};
use values::ClaimId;

use crate::Resources;
use crate::domain::Offer;

/// A claim asks for its hold in its proposal; its end frees or uses what it holds.
pub(crate) fn on_projects(
    decision: &mut Decision<'_, Resources>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, Rejection> {
    let projects::Event::Claim(event) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    let claim = ClaimId(recorded.aggregate);
    if let Some(request) = event.asks()
        && let Line::Offer(offer) = request.line
    {
        let HoldRequest { claimer, own, amount, slot, .. } = request;
        decision.decide::<Offer>(offer, Command::Hold { claim, claimer, own, amount, slot })?;
        return Ok(Reaction::Judged);
    }
    if let Some(request) = event.waits_for()
        && let Line::Offer(offer) = request.line
    {
        decision.decide::<Offer>(offer, Command::Wait { claim, request })?;
        return Ok(Reaction::Judged);
    }
    if let Some(request) = event.wonders_about()
        && let Line::Offer(offer) = request.line
    {
        decision.decide::<Offer>(offer, Command::Wonder { claim, request })?;
        return Ok(Reaction::Judged);
    }
    if let claim::Event::Agreed { one_off: Some(one_off), .. } = event
        && let Line::Offer(offer) = one_off.line
    {
        let list_once = Command::ListOnce { claim, offer: Box::new(given_once(one_off)) };
        decision.decide::<Offer>(offer, list_once)?;
        return Ok(Reaction::Judged);
    }
    match event.changes_holds() {
        Some(change) => on_hold_changed(decision, claim, change),
        None => Ok(Reaction::Ignored),
    }
}

/// What a claimer gives that named no offer of its own.
fn given_once(one_off: &OneOff) -> List {
    let OneOff { line: _, owner, title, category, amount, area } = one_off;
    List { area: Some(*area), ..List::new(*owner, title.clone(), *category, *amount) }
}

/// Whatever offer the claim holds a part of.
fn on_hold_changed(
    decision: &mut Decision<'_, Resources>,
    claim: ClaimId,
    change: HoldChange,
) -> Result<Reaction, Rejection> {
    let Some(offer) = decision.state().holding.get(&claim).copied() else {
        return Ok(Reaction::Ignored);
    };
    let command = match change {
        HoldChange::Released => Command::Release { claim },
        HoldChange::Confirmed => Command::Confirm { claim },
        HoldChange::Delivered { quantity } => Command::Use { claim, quantity },
        HoldChange::PassedOn { released: Some(line), .. } if line == Line::Offer(offer) => {
            Command::Release { claim }
        }
        HoldChange::PassedOn { to, .. } => Command::PassOn { claim, to },
    };
    decision.decide::<Offer>(offer, command)?;
    // Most holds were never tentative, and it is the same to say so again.
    let confirmed = change == HoldChange::Confirmed && decision.is_empty();
    Ok(if confirmed { Reaction::Ignored } else { Reaction::Judged })
}

/// The offer whose term asks for something first.
pub(crate) fn on_due(decision: &mut Decision<'_, Resources>) -> Result<(), Rejection> {
    match decision.state().terms.next() {
        Some((_, offer)) => decision.decide::<Offer>(offer, Command::TermDue),
        None => Ok(()),
    }
}
