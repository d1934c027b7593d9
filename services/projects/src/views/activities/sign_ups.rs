//! Who signed up for what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::projects::activity::{Event, Participant, Presence};
use contracts::projects::{ActivityLine, ActivityStatus, SignUpLine, SignUps as Query, Standing};
use contracts::{Asker, Page, Place};
use values::ActivityId;

use super::{may_see, who_came};

#[derive(Default)]
pub(super) struct SignUps {
    lists: HashMap<ActivityId, List>,
    own: HashMap<Participant, BTreeSet<ActivityId>>,
}

/// The sign-ups of one activity.
#[derive(Default)]
struct List {
    /// By the order of signing up.
    entries: BTreeMap<u64, Entry>,
    turns: HashMap<Participant, u64>,
    next_turn: u64,
    placed: u32,
    waiting: u32,
}

#[derive(Clone)]
struct Entry {
    who: Participant,
    places: u32,
    standing: Standing,
    attendance: Option<Presence>,
}

impl List {
    fn entry(&self, who: Participant) -> Option<&Entry> {
        self.entries.get(self.turns.get(&who)?)
    }

    fn add(&mut self, who: Participant, places: u32, standing: Standing) {
        *self.sum(standing) += places;
        self.entries.insert(self.next_turn, Entry { who, places, standing, attendance: None });
        self.turns.insert(who, self.next_turn);
        self.next_turn += 1;
    }

    fn sum(&mut self, standing: Standing) -> &mut u32 {
        match standing {
            Standing::Placed => &mut self.placed,
            Standing::Waiting => &mut self.waiting,
        }
    }

    fn remove(&mut self, who: Participant) {
        let turn = self.turns.remove(&who);
        if let Some(entry) = turn.and_then(|turn| self.entries.remove(&turn)) {
            *self.sum(entry.standing) -= entry.places;
        }
    }

    /// Keeps the turn: the list stays in the order of signing up.
    fn promote(&mut self, who: Participant) {
        let turn = self.turns.get(&who);
        let Some(entry) = turn.and_then(|turn| self.entries.get_mut(turn)) else { return };
        entry.standing = Standing::Placed;
        self.waiting -= entry.places;
        self.placed += entry.places;
    }

    fn mark(&mut self, who: Participant, attendance: Presence) {
        let turn = self.turns.get(&who);
        if let Some(entry) = turn.and_then(|turn| self.entries.get_mut(turn)) {
            entry.attendance = Some(attendance);
        }
    }
}

impl SignUps {
    /// How many places are taken and waited for.
    pub(super) fn counts(&self, activity: ActivityId) -> (u32, u32) {
        self.lists.get(&activity).map_or((0, 0), |list| (list.placed, list.waiting))
    }

    /// How many people came.
    pub(super) fn came(&self, activity: ActivityId) -> u32 {
        let entries = self.lists.get(&activity).into_iter().flat_map(|list| list.entries.values());
        entries.filter_map(|entry| who_came(entry.attendance?)).map(|(people, _)| people).sum()
    }

    pub(super) fn apply(&mut self, id: ActivityId, event: &Event) {
        let list = self.lists.entry(id).or_default();
        match event {
            Event::SignedUp { who, places } => list.add(*who, *places, Standing::Placed),
            Event::Queued { who, places } => list.add(*who, *places, Standing::Waiting),
            Event::Promoted { who } => who.iter().for_each(|who| list.promote(*who)),
            Event::SignUpCancelled { who } => list.remove(*who),
            Event::AttendanceRecorded { marks, .. } => {
                marks.iter().for_each(|mark| list.mark(mark.who, mark.attendance));
            }
            Event::Planned { .. }
            | Event::Revised { .. }
            | Event::Published {}
            | Event::Postponed { .. }
            | Event::Cancelled { .. }
            | Event::AttendanceConfirmed { .. } => {}
        }
        match event {
            Event::SignedUp { who, .. } | Event::Queued { who, .. } => {
                self.own.entry(*who).or_default().insert(id);
            }
            Event::SignUpCancelled { who } => {
                if let Some(own) = self.own.get_mut(who) {
                    own.remove(&id);
                }
            }
            Event::Promoted { .. }
            | Event::AttendanceRecorded { .. }
            | Event::Planned { .. }
            | Event::Revised { .. }
            | Event::Published {}
            | Event::Postponed { .. }
            | Event::Cancelled { .. }
            | Event::AttendanceConfirmed { .. } => {}
        }
    }

    /// The list of one activity for its organiser; else what concerns who asks.
    pub(super) fn page(
        &self,
        asker: Asker<'_>,
        query: &Query,
        activities: &HashMap<ActivityId, ActivityLine>,
    ) -> Page<SignUpLine> {
        let own = match query.organisation {
            Some(organisation) if may_see(asker, organisation) => {
                Some(Participant::Organisation(organisation))
            }
            Some(_) => None,
            None => asker.actor.person().map(Participant::Person),
        };
        let Some(activity) = query.activity.and_then(|id| activities.get(&id)) else {
            let wanted = own.filter(|_| query.activity.is_none());
            let own_ones = wanted.and_then(|who| self.own.get(&who));
            let ids = own_ones.into_iter().flatten().rev();
            let rows = ids.filter_map(|id| {
                let row = (activities.get(id)?, self.lists.get(id)?.entry(own?)?);
                Some((Place::last_id(*id), row))
            });
            let total = own_ones.map_or(0, BTreeSet::len);
            let row = |(activity, entry)| line(activity, entry);
            return Page::counted(query.page, total, rows, row);
        };
        let everybody = query.organisation.is_none() && may_see(asker, activity.organiser);
        let list = self.lists.get(&activity.id);
        let all = list.filter(|_| everybody).into_iter().flat_map(|list| &list.entries);
        let all = all.map(|(turn, entry)| (Place::numbered(*turn), entry));
        let mine = list.filter(|_| !everybody).and_then(|list| list.entry(own?));
        let total = list.filter(|_| everybody).map_or(0, |list| list.entries.len());
        let total = total + usize::from(mine.is_some());
        let mine = mine.map(|entry| (Place::numbered(0), entry));
        Page::counted(query.page, total, all.chain(mine), |entry| line(activity, entry))
    }
}

fn line(activity: &ActivityLine, entry: &Entry) -> SignUpLine {
    let confirmed = activity.status == ActivityStatus::Held;
    let minutes = entry.attendance.and_then(who_came).map(|(_, minutes)| minutes);
    SignUpLine {
        activity: activity.id,
        title: activity.details.title.clone(),
        from: activity.details.times.from,
        status: activity.status,
        postponed: activity.postponed.clone(),
        cancelled: activity.cancelled.clone(),
        who: entry.who,
        places: entry.places,
        standing: entry.standing,
        attendance: entry.attendance,
        minutes: minutes.filter(|_| confirmed),
    }
}
