//! The menu of activities by day, organiser and area, and who signed up for what.

mod index;
mod sign_ups;

use std::collections::HashMap;

use contracts::projects::activity::{Event, Presence};
use contracts::projects::{
    Activities as MenuQuery, Activity, ActivityLine, ActivityStatus, SignUpLine, SignUps,
};
use contracts::{Asker, Page, Place};
use runtime::{Queries, Question};
use values::{ActivityId, Date, OrganisationId, Uuid, time};

use super::View;
use crate::Projects;
use index::{Filed, Index, Whose};

pub(super) fn add_to(queries: Queries<Projects>) -> Queries<Projects> {
    queries
        .on(|asked: &Question<'_, View>, query: MenuQuery| {
            asked.view.activities.page(asked.asker(), &query)
        })
        .on(|asked: &Question<'_, View>, Activity { activity }| {
            asked.view.activities.get(asked.asker(), activity)
        })
        .on(|asked: &Question<'_, View>, query: SignUps| {
            asked.view.activities.sign_ups(asked.asker(), &query)
        })
}

#[derive(Default)]
pub(super) struct Activities {
    lines: HashMap<ActivityId, ActivityLine>,
    index: Index,
    sign_ups: sign_ups::SignUps,
    /// Whose the drafts were that were given up.
    given_up: HashMap<ActivityId, OrganisationId>,
}

impl Activities {
    /// One activity; a draft only for its organiser.
    pub(super) fn get(&self, asker: Asker<'_>, activity: ActivityId) -> Option<ActivityLine> {
        self.lines.get(&activity).filter(|line| is_shown(asker, line)).cloned()
    }

    /// Does whoever asks read what happened to it? What was given up stays its organiser's.
    pub(super) fn tells_of(&self, asker: Asker<'_>, activity: ActivityId) -> bool {
        match self.lines.get(&activity) {
            Some(line) => is_shown(asker, line),
            None => {
                let organiser = self.given_up.get(&activity);
                organiser.is_some_and(|organiser| may_see(asker, *organiser))
            }
        }
    }

    /// What is on the menu as `query` asks for it, and drafts for whoever may see them. What is
    /// asked for is found; of an organiser's, those in an area are looked for.
    pub(super) fn page(&self, asker: Asker<'_>, query: &MenuQuery) -> Page<ActivityLine> {
        let same = |one| -> Vec<Whose> {
            asker.directory.same_as(one).into_iter().map(Whose::Of).collect()
        };
        let whose: Vec<_> = match (query.organiser, query.area) {
            (Some(organiser), _) => same(organiser),
            (None, Some(area)) => vec![Whose::In(area)],
            (None, None) => vec![Whose::Anybodys],
        };
        let drafts = match query.organiser {
            _ if asker.is_auditor() => whose.clone(),
            Some(organiser) if !may_see(asker, organiser) => Vec::new(),
            Some(organiser) => same(organiser),
            None => {
                let own = asker.actor.organisation().filter(|own| may_see(asker, *own));
                own.map_or_else(Vec::new, same)
            }
        };
        let statuses = ActivityStatus::ALL.into_iter();
        let statuses = statuses.filter(|status| query.status.is_none_or(|only| only == *status));
        let filed: Vec<_> = statuses
            .flat_map(|status| {
                let whose = if status == ActivityStatus::Draft { &drafts } else { &whose };
                whose.iter().map(move |whose| (*whose, status, query.theme))
            })
            .collect();
        let (from, until) = (query.from.unwrap_or(Date::MIN), query.until.unwrap_or(Date::MAX));
        let last = (until, ActivityId(Uuid::max()));
        let first = (from, ActivityId(Uuid::nil()));
        let wanted = |(_, line): &(Place, &ActivityLine)| {
            is_shown(asker, line) && query.area.is_none_or(|area| area.contains(line.details.area))
        };
        let is_found =
            |(whose, ..): &Filed| query.area.is_none_or(|area| *whose == Whose::In(area));
        let (found, others): (Vec<_>, Vec<_>) = filed.iter().copied().partition(is_found);
        let total = self.index.count(&found, from, until)
            + self.lines_of(&others, first, last).filter(wanted).count();
        let behind = query.page.cursor.map_or(first, |cursor| behind(cursor).max(first));
        let lines = self.lines_of(&filed, behind, last).filter(wanted);
        Page::counted(query.page, total, lines, ActivityLine::clone)
    }

    /// What of any of `filed` begins behind that one, with its place.
    fn lines_of(
        &self,
        filed: &[Filed],
        behind: (Date, ActivityId),
        last: (Date, ActivityId),
    ) -> impl Iterator<Item = (Place, &ActivityLine)> {
        let found = self.index.begin(filed, behind, last);
        found.filter_map(|(day, id)| Some((place(day, id), self.lines.get(&id)?)))
    }

    pub(super) fn sign_ups(&self, asker: Asker<'_>, query: &SignUps) -> Page<SignUpLine> {
        self.sign_ups.page(asker, query, &self.lines)
    }

    pub(super) fn apply(&mut self, id: ActivityId, event: &Event) {
        self.sign_ups.apply(id, event);
        if let Event::Planned { organiser, details, copied_from } = event {
            let line = ActivityLine {
                id,
                organiser: *organiser,
                details: details.clone(),
                status: ActivityStatus::Draft,
                taken: 0,
                waiting: 0,
                came: None,
                postponed: None,
                cancelled: None,
                copied_from: *copied_from,
            };
            self.index.add(&line);
            self.lines.insert(id, line);
            return;
        }
        let Some(line) = self.lines.get_mut(&id) else { return };
        self.index.remove(line);
        change(line, event);
        if let Event::AttendanceConfirmed { .. } = event {
            line.came = Some(self.sign_ups.came(id));
        }
        let counts = self.sign_ups.counts(id);
        (line.taken, line.waiting) = counts;
        // A draft that is given up was never on the menu.
        if line.status == ActivityStatus::Cancelled && line.cancelled.is_none() {
            self.given_up.insert(id, line.organiser);
            self.lines.remove(&id);
        } else {
            self.index.add(line);
        }
    }
}

/// Drafts are their organiser's own.
fn is_shown(asker: Asker<'_>, line: &ActivityLine) -> bool {
    line.status != ActivityStatus::Draft || may_see(asker, line.organiser)
}

/// The organiser's people, and who reads everything.
fn may_see(asker: Asker<'_>, organiser: OrganisationId) -> bool {
    asker.is_auditor() || asker.may_act_for(organiser)
}

fn change(line: &mut ActivityLine, event: &Event) {
    match event {
        Event::Revised { details } => line.details = details.clone(),
        Event::Published {} => line.status = ActivityStatus::Published,
        Event::Postponed { times, reason } => {
            line.details.times = times.clone();
            line.postponed = Some(reason.clone());
        }
        Event::Cancelled { reason } => {
            let was_public = line.status == ActivityStatus::Published;
            line.status = ActivityStatus::Cancelled;
            line.cancelled = was_public.then(|| reason.clone());
        }
        Event::AttendanceConfirmed { .. } => line.status = ActivityStatus::Held,
        Event::Planned { .. }
        | Event::SignedUp { .. }
        | Event::Queued { .. }
        | Event::Promoted { .. }
        | Event::SignUpCancelled { .. }
        | Event::AttendanceRecorded { .. } => {}
    }
}

/// How many people came, and for how long.
fn who_came(attendance: Presence) -> Option<(u32, u32)> {
    match attendance {
        Presence::Came { people, minutes } => Some((people, minutes)),
        Presence::Excused | Presence::Absent => None,
    }
}

/// In the order of the days on which they begin.
fn place(day: Date, id: ActivityId) -> Place {
    let days = time::days_between(Date::MIN, day).unsigned_abs();
    Place::of(u64::from(days), id, Uuid::nil())
}

/// The day and the activity at that place.
fn behind(place: Place) -> (Date, ActivityId) {
    let (days, id, _) = place.parts();
    let day = i32::try_from(days).map_or(Date::MAX, |days| time::plus_days(Date::MIN, days));
    (day, ActivityId(id))
}

/// The day on which it begins.
fn day(line: &ActivityLine) -> Date {
    time::date_at(line.details.times.from)
}

#[cfg(test)]
mod tests;
