//! Occasions, ratings, points and rewards as people ask for them, built from events alone.

mod occasions;
mod points;
mod ratings;
mod rewards;

use contracts::evaluation::{Event, OccasionLine, Occasions, TrialBalance, TrialBalanceLine};
use contracts::{Actor, Commit, Page};
use runtime::Queries;
use values::{OccasionId, PostingId, RewardId};

use crate::Evaluation;

pub(crate) fn table() -> Queries<Evaluation> {
    let table = rewards::add_to(points::add_to(Queries::default()));
    ratings::add_to(occasions::add_to(table))
}

/// The read models.
#[derive(Default)]
pub struct View {
    occasions: occasions::Occasions,
    ratings: ratings::Ratings,
    points: points::PointViews,
    rewards: rewards::Rewards,
}

impl View {
    /// The page of occasions that `query` asks for, as far as `actor` may ask.
    pub fn occasions(&self, actor: &Actor, query: &Occasions) -> Page<OccasionLine> {
        self.occasions.page(actor, query)
    }

    /// What all accounts of one kind and year have.
    pub fn trial_balance(&self, query: TrialBalance) -> TrialBalanceLine {
        self.points.trial_balance(query)
    }

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
                Event::Posting(event) => self.points.apply(PostingId(id), event),
                Event::Reward(event) => self.rewards.apply(RewardId(id), event),
                Event::Belonging(_) => {}
            }
        }
    }
}
