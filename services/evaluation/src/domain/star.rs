//! One person's stars: applied for, reviewed, published, granted, one step at a time; or revoked.
//!
//! Invariant: no star is granted while an objection to it waits for its answer, nor before its
//! publicity is over.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use contracts::Context;
use contracts::evaluation::star::{
    BARRED_MONTHS, Command, Event, PUBLICITY_WORKING_DAYS_MIN, Rejection, StarRules,
};
use contracts::registry::organisation::Level;
use decider::{Decider, corrupt};
use values::{Date, ObjectionId, OrganisationId, Text, Timestamp, time};

use super::authority::speaks_for;

/// The rules of stars.
pub struct Star;

/// What a person has, and applies for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// How many were granted and stand.
    pub stars: u8,
    pub application: Option<Application>,
    /// Who stands above the community that reviewed the last one.
    senior: Option<OrganisationId>,
    /// Until when each bars that was revoked, the last one last; until another is applied for.
    revoked: Vec<Date>,
}

/// An application that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    star: u8,
    community: OrganisationId,
    /// Until when it is published, once it was reviewed.
    until: Option<Timestamp>,
    /// Objections that wait for their answers.
    objections: BTreeSet<ObjectionId>,
}

impl State {
    /// The end of its publicity, where nothing stands against it.
    pub fn due_at(&self) -> Option<Timestamp> {
        let application = self.application.as_ref()?;
        application.until.filter(|_| application.objections.is_empty())
    }

    /// Who answers objections to what is published.
    ///
    /// # Errors
    /// When nothing is published.
    pub fn published(&self) -> Result<Option<OrganisationId>, Rejection> {
        let application = self.application.as_ref();
        let published = application.is_some_and(|application| application.until.is_some());
        if published { Ok(self.senior) } else { Err(Rejection::NotApplied) }
    }

    /// Who answers an objection to the revocation that bars until then: above whoever may revoke.
    ///
    /// # Errors
    /// When none is.
    pub fn revoked(
        &self,
        context: &Context,
        barred_until: Date,
    ) -> Result<Option<OrganisationId>, Rejection> {
        if !self.revoked.contains(&barred_until) {
            return Err(Rejection::NoStar);
        }
        let above = self.senior.and_then(|senior| {
            let directory = &context.directory;
            directory.seniors(directory.resolve(senior)).next()
        });
        Ok(above.or(self.senior))
    }

    /// As long as any of those bars that were revoked.
    fn barred_until(&self) -> Option<Date> {
        self.revoked.iter().copied().max()
    }

    fn application(&self) -> Result<&Application, Rejection> {
        self.application.as_ref().ok_or(Rejection::NotApplied)
    }
}

impl Decider for Star {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Apply { community, minutes, rules } => {
                apply(state, context, community, minutes, &rules)
            }
            Command::Review { returned, rules } => review(state, context, returned, &rules),
            Command::Object { objection } => object(state, context, objection),
            Command::SettleObjection { objection, upheld } => Ok(settle(state, objection, upheld)),
            Command::Revoke { reason, barred_months } => {
                revoke(state, context, reason, barred_months)
            }
            Command::Reinstate { barred_until } => Ok(reinstate(state, barred_until)),
            Command::Due => Ok(due(state, context)),
        }
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Applied { star, community, senior, .. } => {
                let (star, community) = (*star, *community);
                let (until, objections) = (None, BTreeSet::new());
                let application = Application { star, community, until, objections };
                let (application, revoked) = (Some(application), Vec::new());
                State { application, senior: *senior, revoked, ..state }
            }
            Event::Returned { .. } => State { application: None, ..state },
            Event::Published { until, .. } => {
                let Some(application) = &mut state.application else { corrupt(&state, event) };
                application.until = Some(*until);
                state
            }
            Event::Objected { objection } => {
                let Some(application) = &mut state.application else { corrupt(&state, event) };
                application.objections.insert(*objection);
                state
            }
            Event::ObjectionSettled { upheld: true, .. } => State { application: None, ..state },
            Event::ObjectionSettled { objection, upheld: false } => {
                let Some(application) = &mut state.application else { corrupt(&state, event) };
                application.objections.remove(objection);
                state
            }
            Event::Granted { star } => State { stars: *star, application: None, ..state },
            Event::Revoked { star, barred_until, .. } => {
                state.revoked.push(*barred_until);
                State { stars: star.saturating_sub(1), application: None, ..state }
            }
            Event::Reinstated { star, revoked_after } => {
                let at = state.revoked.len().checked_sub(1 + usize::from(*revoked_after));
                let Some(at) = at else { corrupt(&state, event) };
                state.revoked.remove(at);
                State { stars: *star, ..state }
            }
        }
    }
}

fn apply(
    state: &State,
    context: &Context,
    community: OrganisationId,
    minutes: u64,
    rules: &StarRules,
) -> Result<Vec<Event>, Rejection> {
    let person = context.oneself().ok_or(Rejection::NotAuthorised)?;
    let directory = &context.directory;
    if directory.level(community) != Some(Level::Community) {
        return Err(Rejection::NotACommunity);
    }
    if let Some(until) = state.barred_until()
        && time::date_at(context.now) <= until
    {
        return Err(Rejection::Barred { until });
    }
    let star = state.stars + 1;
    match &state.application {
        Some(application) if application.community == community => return Ok(vec![]),
        Some(_) => return Err(Rejection::AlreadyApplied),
        None => {}
    }
    let needed = *rules.hours.get(usize::from(state.stars)).ok_or(Rejection::HighestStar)?;
    let hours = minutes / 60;
    if hours < u64::from(needed) {
        return Err(Rejection::TooFewHours { hours, needed });
    }
    let senior = directory.seniors(directory.resolve(community)).next();
    Ok(vec![Event::Applied { person, star, community, senior, minutes }])
}

fn review(
    state: &State,
    context: &Context,
    returned: Option<Text<200>>,
    rules: &StarRules,
) -> Result<Vec<Event>, Rejection> {
    let application = state.application()?;
    let may = context.may_act_for(application.community);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    if application.until.is_some() {
        return Err(Rejection::OutOfTurn);
    }
    if let Some(reason) = returned {
        return Ok(vec![Event::Returned { reason, by }]);
    }
    let days = rules.publicity_working_days.max(PUBLICITY_WORKING_DAYS_MIN);
    let until = context.calendar().add_working_days(context.now, days).at;
    Ok(vec![Event::Published { until, by }])
}

/// While it is published.
fn object(
    state: &State,
    context: &Context,
    objection: ObjectionId,
) -> Result<Vec<Event>, Rejection> {
    let application = state.application()?;
    match application.until {
        Some(until) if context.now <= until => {
            let known = application.objections.contains(&objection);
            Ok(if known { vec![] } else { vec![Event::Objected { objection }] })
        }
        Some(_) | None => Err(Rejection::OutOfTurn),
    }
}

/// An application that is at its end has nothing to settle.
fn settle(state: &State, objection: ObjectionId, upheld: bool) -> Vec<Event> {
    let waits = state.application.as_ref();
    let waits = waits.is_some_and(|application| application.objections.contains(&objection));
    if waits { vec![Event::ObjectionSettled { objection, upheld }] } else { vec![] }
}

fn revoke(
    state: &State,
    context: &Context,
    reason: Text<200>,
    barred_months: u32,
) -> Result<Vec<Event>, Rejection> {
    let may = speaks_for(context, state.senior);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    if state.stars == 0 {
        return Err(Rejection::NoStar);
    }
    let (min, max) = (*BARRED_MONTHS.start(), *BARRED_MONTHS.end());
    let months =
        i32::try_from(barred_months).ok().filter(|_| BARRED_MONTHS.contains(&barred_months));
    let months = months.ok_or(Rejection::MonthsOutOfRange { min, max })?;
    let barred_until = time::plus_months(time::date_at(context.now), months);
    Ok(vec![Event::Revoked { star: state.stars, reason, barred_until, by }])
}

/// One star more than now for each, as if it had never been revoked; what else was revoked stays
/// so, and bars as it did. What was revoked before the last application stays.
fn reinstate(state: &State, barred_until: Date) -> Vec<Event> {
    let (mut star, mut revoked_after, mut events) = (state.stars, 0, Vec::new());
    for until in state.revoked.iter().rev() {
        if *until == barred_until {
            star += 1;
            events.push(Event::Reinstated { star, revoked_after });
        } else {
            revoked_after += 1;
        }
    }
    events
}

fn due(state: &State, context: &Context) -> Vec<Event> {
    match (&state.application, state.due_at()) {
        (Some(application), Some(until)) if context.now > until => {
            vec![Event::Granted { star: application.star }]
        }
        (Some(_) | None, _) => vec![],
    }
}
