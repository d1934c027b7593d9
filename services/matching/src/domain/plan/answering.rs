//! People accept lines, change them or decline them.

use std::collections::BTreeSet;

use contracts::matching::plan::{Accepted, Drawn, Event, Pair, Rejection, Share, Sides};
use contracts::{Context, Slot};
use values::{OrganisationId, Text};

use super::{Answer, Open, State, at_once, numbered, parts};
use crate::domain::declined_until;

impl Open {
    /// How the line would stand if the actor set it so; none when it stands so.
    ///
    /// # Errors
    /// When it is not the actor's, or the time to answer is over.
    pub fn answer(
        &self,
        context: &Context,
        share: Share,
        slot: Option<Slot>,
        sides: Sides,
    ) -> Result<Option<Answer>, Rejection> {
        let by = self.part(context, sides)?;
        self.concerns(share.pair())?;
        if self.declined.contains(&share.pair()) {
            return Err(Rejection::Declined);
        }
        let before = self.answers.get(&share.pair());
        // Whoever accepted another quantity or time has not accepted this one.
        let same = before.filter(|before| (before.quantity, before.slot) == (share.quantity, slot));
        let earlier = same.map(|same| same.accepted).unwrap_or_default();
        let accepted =
            Accepted { asking: by.asking || earlier.asking, giving: by.giving || earlier.giving };
        let answer = Answer { quantity: share.quantity, slot, accepted };
        Ok((before != Some(&answer)).then_some(answer))
    }

    /// Whether the pair is still to be declined.
    ///
    /// # Errors
    /// When it is not the actor's to decline, or the time to answer is over.
    pub fn may_decline(
        &self,
        context: &Context,
        pair: Pair,
        sides: Sides,
    ) -> Result<bool, Rejection> {
        self.part(context, sides)?;
        self.concerns(pair)?;
        Ok(!self.declined.contains(&pair))
    }

    fn concerns(&self, pair: Pair) -> Result<(), Rejection> {
        self.needs.contains(&pair.need).then_some(()).ok_or(Rejection::NotInPlan)
    }

    /// As which sides the actor answers: as none, who plans does.
    fn part(&self, context: &Context, sides: Sides) -> Result<Accepted, Rejection> {
        let plans = context.may_act_for(self.scope.organisation);
        let part = Accepted {
            asking: context.may_act_for(sides.asking),
            giving: context.may_act_for(sides.giving),
        };
        match self.answer_until {
            None if plans => Ok(part),
            Some(answer_until) if plans || part.asking || part.giving => {
                if context.now > answer_until {
                    return Err(Rejection::AnswerOver { answer_until });
                }
                Ok(part)
            }
            // A draft is nobody's but who plans it.
            None if part.asking || part.giving => Err(Rejection::NotProposed),
            None | Some(_) => Err(Rejection::NotAuthorised),
        }
    }
}

/// Who has lines by this answer, and was not asked before. Nobody is as long as it is a draft; who
/// answers knows of it.
fn newly_asked(
    open: &Open,
    context: &Context,
    mut of: BTreeSet<OrganisationId>,
) -> BTreeSet<OrganisationId> {
    of.retain(|side| !open.asked.contains(side) && !context.may_act_for(*side));
    if open.answer_until.is_some() { of } else { BTreeSet::new() }
}

/// In whose name the actor answers.
fn name(open: &Open, context: &Context) -> OrganisationId {
    context.actor.organisation().unwrap_or(open.scope.organisation)
}

pub(super) fn accept(
    state: &State,
    context: &Context,
    (share, slot): (Share, Option<Slot>),
    sides: Sides,
    (drawn, mut drawn_of): (Drawn, BTreeSet<OrganisationId>),
) -> Result<Vec<Event>, Rejection> {
    let open = state.open()?;
    let Some(Answer { accepted, .. }) = open.answer(context, share, slot, sides)? else {
        return Ok(vec![]);
    };
    let by = name(open, context);
    // It may be a line that the plan did not have.
    drawn_of.extend([sides.asking, sides.giving]);
    let (asked, asks_on) = at_once(newly_asked(open, context, drawn_of));
    let (events, _, drawn) = parts::cut(vec![], drawn);
    let parts = numbered(&events);
    let answered = Event::LineAccepted { share, slot, accepted, by, drawn, asked, asks_on, parts };
    Ok(events.into_iter().chain([answered]).collect())
}

pub(super) fn decline(
    state: &State,
    context: &Context,
    (pair, reason): (Pair, Text<200>),
    sides: Sides,
    (drawn, drawn_of): (Drawn, BTreeSet<OrganisationId>),
) -> Result<Vec<Event>, Rejection> {
    let open = state.open()?;
    if !open.may_decline(context, pair, sides)? {
        return Ok(vec![]);
    }
    let by = name(open, context);
    let is_a_side = context.may_act_for(sides.asking) || context.may_act_for(sides.giving);
    let until = is_a_side.then(|| declined_until(context));
    let (asked, asks_on) = at_once(newly_asked(open, context, drawn_of));
    let (events, _, drawn) = parts::cut(vec![], drawn);
    let parts = numbered(&events);
    let answered = Event::LineDeclined { pair, reason, by, drawn, until, asked, asks_on, parts };
    Ok(events.into_iter().chain([answered]).collect())
}
