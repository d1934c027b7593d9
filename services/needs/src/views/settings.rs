//! What holds in the whole city: the time limits, and what a wish may cost.

use contracts::needs::limits::{self, HandlingStep, Limits};
use contracts::needs::need::Urgency;
use contracts::needs::{HandlingLimits, LimitLine, WishCap, WishCapLine, wish_cap};
use runtime::{Queries, Question};

use super::View;
use crate::Needs;

#[derive(Default)]
pub(super) struct Settings {
    limits: Limits,
    /// Where the city says otherwise.
    cap: Option<WishCapLine>,
}

const CLASSES: [Urgency; 3] = [Urgency::Ordinary, Urgency::Hard, Urgency::Emergency];

pub(super) fn table(queries: Queries<Needs>) -> Queries<Needs> {
    queries
        .on(|question: &Question<'_, View>, HandlingLimits {}: HandlingLimits| {
            question.view.settings.lines()
        })
        .on(|question: &Question<'_, View>, WishCap {}: WishCap| {
            question.view.settings.cap.unwrap_or(WishCapLine { value: wish_cap::DEFAULT })
        })
}

impl Settings {
    fn lines(&self) -> Vec<LimitLine> {
        let line = |class, step| LimitLine { class, step, limit: self.limits.of(class, step) };
        let of = |class| HandlingStep::ALL.into_iter().map(move |step| line(class, step));
        CLASSES.into_iter().flat_map(of).collect()
    }

    pub(super) fn apply_limit(
        &mut self,
        limits::Event::Set { class, step, limit }: &limits::Event,
    ) {
        self.limits.set(*class, *step, *limit);
    }

    pub(super) fn apply_cap(&mut self, wish_cap::Event::Set { value }: &wish_cap::Event) {
        self.cap = Some(WishCapLine { value: *value });
    }
}
