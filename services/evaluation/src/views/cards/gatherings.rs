//! Which facts follow from who came to an activity.

use std::collections::BTreeMap;

use contracts::evaluation::FactSource;
use contracts::evaluation::gathering::Event;
use contracts::evaluation::rules::Measure;
use contracts::projects::activity::Presence;
use contracts::{Claimer, Position};
use values::{ActivityId, Date, OrganisationId};

use super::Cards;
use super::facts::Fact;

/// An activity, until its attendance is confirmed.
pub(super) struct Gathering {
    organiser: OrganisationId,
    on: Date,
    marks: BTreeMap<Claimer, Presence>,
}

impl Cards {
    pub(in crate::views) fn apply_gathering(
        &mut self,
        activity: ActivityId,
        event: &Event,
        position: Position,
    ) {
        match event {
            Event::Noted { organiser, on } => {
                let (organiser, on, marks) = (*organiser, *on, BTreeMap::new());
                self.gatherings.insert(activity, Gathering { organiser, on, marks });
            }
            Event::Moved { on } => {
                if let Some(gathering) = self.gatherings.get_mut(&activity) {
                    gathering.on = *on;
                }
            }
            Event::Marked { marks } => {
                if let Some(gathering) = self.gatherings.get_mut(&activity) {
                    let marks = marks.iter().map(|mark| (mark.who.into(), mark.attendance));
                    gathering.marks.extend(marks);
                }
            }
            Event::Proved {} => self.gathered(activity, position),
            Event::Struck { who, .. } => {
                self.facts.strike(FactSource::Attendance { activity, who: *who }, &[], position);
            }
        }
    }

    /// It counts for whoever came, for who organised it if anybody else did, and against whoever
    /// was absent without an excuse.
    fn gathered(&mut self, activity: ActivityId, position: Position) {
        let Some(gathering) = self.gatherings.remove(&activity) else { return };
        let Gathering { organiser, on, mut marks } = gathering;
        let came = |presence: &Presence| matches!(presence, Presence::Came { .. });
        let organiser = Claimer::from(organiser);
        if let Some(presence) = marks.values().copied().find(came) {
            marks.insert(organiser, presence);
        }
        for (who, presence) in marks {
            let measure = match presence {
                Presence::Came { .. } => Measure::JointActivity,
                Presence::Absent => Measure::MeetingAbsence,
                Presence::Excused => continue,
            };
            let source = FactSource::Attendance { activity, who };
            self.facts.add(who, Fact::new(measure, on, 1, source), position);
        }
    }
}
