//! The menu of activities by day, organiser and area, and who signed up for what.

mod index;
mod sign_ups;

use std::collections::HashMap;

use contracts::projects::activity::{Event, Presence};
use contracts::projects::{
    Activities as MenuQuery, Activity, ActivityLine, ActivityStatus, SignUpLine, SignUps,
};
use contracts::{Asker, Page};
use runtime::{Queries, Question};
use values::{ActivityId, OrganisationId, time};

use super::View;
use crate::Projects;
use index::Index;

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
}

impl Activities {
    /// One activity; a draft only for its organiser.
    pub(super) fn get(&self, asker: Asker<'_>, activity: ActivityId) -> Option<ActivityLine> {
        self.lines.get(&activity).filter(|line| is_shown(asker, line)).cloned()
    }

    pub(super) fn page(&self, asker: Asker<'_>, query: &MenuQuery) -> Page<ActivityLine> {
        let wanted = |line: &ActivityLine| {
            is_shown(asker, line)
                && query.area.is_none_or(|area| area.contains(line.details.area))
                && query.theme.is_none_or(|theme| line.details.theme == theme)
                && query.status.is_none_or(|status| line.status == status)
        };
        let ids = self.index.narrowest(query);
        let lines = ids.filter_map(|(at, id)| Some((at, self.lines.get(&id)?)));
        let lines = lines.filter(|(_, line)| wanted(line));
        Page::of(query.page, lines, ActivityLine::clone)
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

/// The day on which it begins.
fn day(line: &ActivityLine) -> values::Date {
    time::date_at(line.details.times.from)
}

#[cfg(test)]
mod tests;
