//! Plans 匹配方案 that wait for an answer of those whose lines are in them.

use contracts::matching::plan;
use contracts::notices::notice::{About, Event, Matter, NoticeKind};

use super::{State, told};

pub(super) fn meant(state: &State, about: About, event: &plan::Event) -> Vec<Event> {
    use plan::Event as E;
    match event {
        E::Computed { scope, .. } => {
            let matter = Matter { from: Some(scope.organisation.into()), ..Matter::new(about) };
            vec![Event::Described { matter }]
        }
        E::Proposed { answer_until, asked, .. } | E::Asked { answer_until, asked, .. } => {
            let to_answer = |side| told(side, NoticeKind::PlanToAnswer, Some(*answer_until));
            asked.iter().copied().map(to_answer).collect()
        }
        // Lines of others came in by an answer: they have as long as everybody.
        E::LineAccepted { asked, .. } | E::LineDeclined { asked, .. } => {
            let mut told_before = state.told(NoticeKind::PlanToAnswer);
            let until = told_before.find_map(|one| state.asked_until(one, None));
            asked.iter().map(|side| told(*side, NoticeKind::PlanToAnswer, until)).collect()
        }
        // A city's plan asks more than one commit could name again.
        E::Published { .. } | E::Withdrawn { .. } => vec![Event::AllSettled {}],
        E::PartDrawn { .. } | E::CarriedOut { .. } | E::Settled { .. } => vec![],
    }
}
