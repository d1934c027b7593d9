//! Occasions and ratings as people ask for them, built from events alone.

mod occasions;
mod ratings;

use contracts::Commit;
use contracts::evaluation::Event;
use runtime::Queries;
use values::OccasionId;

use crate::Evaluation;

pub(crate) fn table() -> Queries<Evaluation> {
    ratings::add_to(occasions::add_to(Queries::default()))
}

/// The read models.
#[derive(Default)]
pub struct View {
    occasions: occasions::Occasions,
    ratings: ratings::Ratings,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Occasion(event) => {
                    let occasion = OccasionId(id);
                    self.occasions.apply(occasion, event);
                    if let Some(line) = self.occasions.line(occasion) {
                        self.ratings.apply(line, event, commit.time);
                    }
                }
            }
        }
    }
}
