//! Request → command → reply: what people ask of plans. Everything else `matching` only answers.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Rejection;
use contracts::matching::Aim;
use contracts::matching::plan::{self, Command, Drawn, Pair, Scope, Share, Sides};
use contracts::matching::quota;
use runtime::{Commands, Decision};
use values::{Date, OrganisationId, PlanId};

use crate::Matching;
use crate::domain::{Plan, Quota, plan as rules};
use crate::planning::{self, Lists, Task, Tried};

pub(crate) fn table() -> Commands<Matching> {
    Commands::default()
        .on(compute)
        .on(propose)
        .on(accept)
        .on(decline)
        .on(publish)
        .on(withdraw)
        .on(set_quota)
}

fn today(decision: &Decision<'_, Matching>) -> Date {
    values::time::date_at(decision.context().now)
}

fn compute(
    decision: &mut Decision<'_, Matching>,
    plan::Compute { organisation, category, by, aims }: plan::Compute,
) -> Result<(), Rejection> {
    let scope =
        Scope { organisation, category, by, aims: aims.unwrap_or_else(|| Aim::ALL.to_vec()) };
    let lists = decision.state();
    let needs = planning::needs_of(lists, &scope);
    rules::may_compute(decision.context(), &scope, needs.len())?;
    let all: BTreeSet<_> = needs.iter().copied().collect();
    let task = Task {
        plan: None,
        scope: &scope,
        needs: &all,
        declined: BTreeSet::new(),
        fixed: BTreeMap::new(),
        today: today(decision),
        tried: Tried::default(),
    };
    let outline = task.outline(lists);
    let (prices, drawn) = (outline.prices.clone(), outline.drawn());
    let as_of = decision.position() - 1;
    let id = decision.id::<PlanId>(0);
    decision.decide::<Plan>(id, Command::Compute { scope, as_of, needs, drawn, prices })
}

fn propose(
    decision: &mut Decision<'_, Matching>,
    plan::Propose { plan }: plan::Propose,
) -> Result<(), Rejection> {
    let lists = decision.state();
    let lines = lists.plans.state(plan).open()?.lines.keys();
    let asked = owners(lists, lines.copied());
    decision.decide::<Plan>(plan, Command::Propose { asked })
}

/// Whose the two lines are.
fn sides(lists: &impl Lists, pair: Pair) -> Result<Sides, plan::Rejection> {
    let owner = |id| lists.line(id).and_then(|line| Some(line.listing()?.owner));
    let sides = owner(pair.need.into()).zip(owner(pair.offer.into()));
    let (asking, giving) = sides.ok_or(plan::Rejection::NotInPlan)?;
    Ok(Sides { asking, giving })
}

/// Whose the lines of these pairs are.
pub(crate) fn owners(
    lists: &impl Lists,
    pairs: impl Iterator<Item = Pair>,
) -> BTreeSet<OrganisationId> {
    let sides = pairs.filter_map(|pair| sides(lists, pair).ok());
    sides.flat_map(|sides| [sides.asking, sides.giving]).collect()
}

/// Whose lines are in what was drawn: what is gone is nobody's to answer.
fn drawn_of(lists: &impl Lists, drawn: &Drawn) -> BTreeSet<OrganisationId> {
    let shares = drawn.shares.iter().filter(|share| share.quantity > 0);
    owners(lists, shares.map(|share| share.pair()))
}

fn accept(
    decision: &mut Decision<'_, Matching>,
    plan::Accept { plan, need, offer, quantity, slot }: plan::Accept,
) -> Result<(), Rejection> {
    let (state, context) = (decision.state(), decision.context());
    let open = state.plans.state(plan).open()?;
    let share = Share::of(Pair { need, offer }, quantity);
    let sides = sides(state, share.pair())?;
    if open.answer(context, share, slot, sides)?.is_none() {
        return Ok(());
    }
    let task = Task::of(plan, open, today(decision));
    planning::check(&task, state, context.now, share, slot)?;
    let mut before = open.lines.clone();
    before.insert(share.pair(), quantity);
    let outline = task.answered(state, share.pair(), Some(quantity));
    let drawn = outline.since(&before, &open.unserved);
    let drawn_of = drawn_of(state, &drawn);
    decision.decide::<Plan>(plan, Command::Accept { share, slot, sides, drawn, drawn_of })
}

fn decline(
    decision: &mut Decision<'_, Matching>,
    plan::Decline { plan, need, offer, reason }: plan::Decline,
) -> Result<(), Rejection> {
    let (state, context) = (decision.state(), decision.context());
    let open = state.plans.state(plan).open()?;
    let pair = Pair { need, offer };
    let sides = sides(state, pair)?;
    if !open.may_decline(context, pair, sides)? {
        return Ok(());
    }
    let mut before = open.lines.clone();
    before.remove(&pair);
    let outline = Task::of(plan, open, today(decision)).answered(state, pair, None);
    let drawn = outline.since(&before, &open.unserved);
    let drawn_of = drawn_of(state, &drawn);
    decision.decide::<Plan>(plan, Command::Decline { pair, reason, sides, drawn, drawn_of })
}

fn publish(
    decision: &mut Decision<'_, Matching>,
    plan::Publish { plan }: plan::Publish,
) -> Result<(), Rejection> {
    decision.decide::<Plan>(plan, Command::Publish)
}

fn withdraw(
    decision: &mut Decision<'_, Matching>,
    plan::Withdraw { plan, reason }: plan::Withdraw,
) -> Result<(), Rejection> {
    decision.decide::<Plan>(plan, Command::Withdraw { reason })
}

fn set_quota(decision: &mut Decision<'_, Matching>, set: quota::Set) -> Result<(), Rejection> {
    decision.decide::<Quota>(quota::id(set.organisation), set)
}
