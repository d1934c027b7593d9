//! Open activities: whoever has signed up or waits is told what changes, and the organiser that an
//! attendance is to be confirmed.

use contracts::Claimer;
use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::projects::activity;

use super::{State, announced, announced_to, concerned, settled, told};

pub(super) fn meant(state: &State, about: About, event: &activity::Event) -> Vec<Event> {
    use activity::Event as E;
    if let E::Planned { organiser, .. } = event {
        let matter = Matter { from: Some((*organiser).into()), ..Matter::new(about) };
        return vec![Event::Described { matter }];
    }
    let Some(organiser) = state.matter.as_ref().and_then(|matter| matter.from) else {
        return vec![];
    };
    match event {
        E::SignedUp { who, .. } | E::Queued { who, .. } => vec![concerned([Claimer::from(*who)])],
        E::Promoted { who } => {
            let promoted = who.iter().copied().map(Claimer::from);
            vec![announced_to(promoted, NoticeKind::ActivityPromoted, None)]
        }
        E::SignUpCancelled { who } => {
            let inbox = Claimer::from(*who);
            vec![Event::Unconcerned { inbox }, settled(inbox)]
        }
        // Whoever cannot come then cancels before it begins.
        E::Postponed { times, .. } => {
            vec![announced(NoticeKind::ActivityPostponed, Some(times.from))]
        }
        E::Cancelled { .. } => {
            vec![settled(organiser), announced(NoticeKind::ActivityCancelled, None)]
        }
        E::AttendanceRecorded { .. } => {
            vec![told(organiser, NoticeKind::AttendanceToConfirm, None)]
        }
        E::AttendanceConfirmed { .. } => vec![settled(organiser)],
        E::Planned { .. } | E::Revised { .. } | E::Published {} => vec![],
    }
}
