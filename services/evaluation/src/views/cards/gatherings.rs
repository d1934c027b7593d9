//! Which facts follow from who came to an activity.

use std::collections::BTreeMap;

use contracts::evaluation::FactSource;
use contracts::evaluation::gathering::Event;
use contracts::evaluation::rules::Measure;
use contracts::projects::activity::{Presence, Theme};
use contracts::{Claimer, Position};
use values::{ActivityId, Date, OrganisationId};

use super::Cards;
use super::facts::Fact;

/// An activity, until its attendance is confirmed.
pub(super) struct Gathering {
    organiser: OrganisationId,
    on: Date,
    theme: Option<Theme>,
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
            Event::Noted { organiser, on, theme } => {
                let (organiser, on, theme) = (*organiser, *on, *theme);
                let gathering = Gathering { organiser, on, theme, marks: BTreeMap::new() };
                self.gatherings.insert(activity, gathering);
            }
            Event::Moved { on, theme } => {
                if let Some(gathering) = self.gatherings.get_mut(&activity) {
                    (gathering.on, gathering.theme) = (*on, theme.or(gathering.theme));
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
        let Gathering { organiser, on, theme, mut marks } = gathering;
        let came = |presence: &Presence| matches!(presence, Presence::Came { .. });
        let organiser = Claimer::from(organiser);
        // Whoever gives a lecture does not learn by it.
        if theme == Some(Theme::PartyLecture) {
            for (who, presence) in &marks {
                if *who != organiser && came(presence) {
                    let source = FactSource::Attendance { activity, who: *who };
                    self.facts.add(*who, Fact::new(Measure::Learning, on, 1, source), position);
                }
            }
        }
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
