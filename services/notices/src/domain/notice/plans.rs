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
        E::Proposed { answer_until, asked } => {
            let to_answer = |side| told(side, NoticeKind::PlanToAnswer, Some(*answer_until));
            asked.iter().copied().map(to_answer).collect()
        }
        E::Published { .. } | E::Withdrawn { .. } => state.only(vec![]),
        E::LineAccepted { .. }
        | E::LineDeclined { .. }
        | E::CarriedOut { .. }
        | E::Settled { .. } => vec![],
    }
}
