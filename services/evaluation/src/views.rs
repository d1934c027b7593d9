//! Occasions, ratings, points and rewards as people ask for them, built from events alone.

mod cards;
mod counterparts;
mod honours;
mod leaves;
mod objections;
mod occasions;
mod points;
mod ratings;
mod rewards;
mod stars;
mod whose;

use std::collections::{BTreeMap, HashMap};

use contracts::evaluation::occasion::{self, Served};
use contracts::evaluation::{
    Event, OccasionLine, Occasions, Titled, TrialBalance, TrialBalanceLine,
};
use contracts::{Actor, Commit, Directory, Page};
use runtime::{Queries, Question};
use values::{
    ActivityId, FactId, HearingId, LeaveId, NeedId, ObjectionId, OccasionId, OrganisationId,
    PostingId, RecognitionId, RewardId, Text, Uuid,
};

use crate::Evaluation;

pub(crate) fn table() -> Queries<Evaluation> {
    let table = rewards::add_to(points::add_to(Queries::default()));
    let table = leaves::add_to(table);
    let table = honours::add_to(objections::add_to(stars::add_to(table)));
    cards::add_to(ratings::add_to(counterparts::add_to(occasions::add_to(table)))).on(
        |question: &Question<'_, View>, Titled { ids }| {
            let title = |id| Some((id, title(question, id)?));
            ids.into_iter().filter_map(title).collect::<BTreeMap<_, _>>()
        },
    )
}

/// What the list of recognition is called, or what the objection is to.
fn title(question: &Question<'_, View>, id: Uuid) -> Option<Text<60>> {
    let list = question.view.honours.title(RecognitionId(id)).cloned();
    list.or_else(|| {
        let target = question.view.objections.target(question, ObjectionId(id))?;
        Text::new(target.chinese()).ok()
    })
}

/// The read models.
#[derive(Default)]
pub struct View {
    occasions: occasions::Occasions,
    ratings: ratings::Ratings,
    points: points::PointViews,
    rewards: rewards::Rewards,
    cards: cards::Cards,
    stars: stars::Stars,
    leaves: leaves::Leaves,
    objections: objections::Objections,
    honours: honours::Honours,
    /// What was noted of services that are not proved yet.
    noted: HashMap<OccasionId, Box<Served>>,
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

    /// How many cards were scored to tell how all stand beside each other.
    #[cfg(test)]
    pub(crate) fn cards_scored(&self) -> usize {
        self.cards.scored()
    }

    pub(crate) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.points.settle(organisation, directory);
        self.stars.settle(organisation, directory);
        self.leaves.settle(organisation, directory);
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        self.cards.reach(commit.position);
        for recorded in &commit.events {
            let (id, position) = (recorded.aggregate, commit.position);
            match &recorded.event {
                Event::Occasion(event) => self.apply_occasion(OccasionId(id), event, commit),
                Event::Posting(event) => self.points.apply(PostingId(id), event, &commit.actor),
                Event::Reward(event) => self.rewards.apply(RewardId(id), event),
                Event::Rules(event) => self.cards.apply_rules(event),
                Event::Fact(event) => self.cards.apply_fact(FactId(id), event, position),
                Event::Exclusion(event) => self.cards.apply_exclusion(event, position),
                Event::Matter(event) => self.cards.apply_matter(NeedId(id), event, position),
                Event::Merger(event) => {
                    self.cards.apply_merger(OrganisationId(id), event, position);
                }
                Event::Gathering(event) => {
                    self.cards.apply_gathering(ActivityId(id), event, position);
                }
                Event::Star(event) => self.stars.apply(id, event),
                Event::Leave(event) => {
                    self.leaves.apply(LeaveId(id), event);
                    self.cards.apply_leave(LeaveId(id), event, position);
                }
                Event::Objection(event) => {
                    self.objections.apply(ObjectionId(id), event, commit.time);
                }
                Event::Recognition(event) => {
                    self.honours.apply_recognition(RecognitionId(id), event);
                }
                Event::Hearing(event) => self.honours.apply_hearing(HearingId(id), event),
                Event::Belonging(event) => self.points.apply_belonging(id, event),
            }
        }
        self.cards.settle();
    }

    fn apply_occasion(&mut self, id: OccasionId, event: &occasion::Event, commit: &Commit<Event>) {
        if let occasion::Event::Noted { service: Some(served), .. } = event {
            self.noted.insert(id, served.clone());
        }
        self.occasions.apply(id, event);
        let Some(line) = self.occasions.line(id) else { return };
        self.ratings.apply(line, event, commit.time);
        let served = self.noted.get(&id).map(|served| &**served);
        self.cards.apply_occasion(line, served, event, (commit.time, commit.position));
        if let occasion::Event::Opened { .. } | occasion::Event::Voided { .. } = event {
            self.noted.remove(&id);
        }
    }
}
