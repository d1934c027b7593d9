//! Ratings: sealed ones for who gave them, opened ones for who is concerned, and what they sum up
//! to.

mod given;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::evaluation::occasion::{
    About, Event, Pairing, RESIDENTS_MIN, Rater, SealedOpinion, Tally,
};
use contracts::evaluation::{
    CommentStatus, OccasionLine, RAISER_WORDS_MAX, RatingLine, RatingSumLine, RatingSums,
    Ratings as Query,
};
use contracts::{Claimer, Page, Place};
use runtime::{Queries, Question};
use values::{OccasionId, OrganisationId, PersonId, Timestamp, time};

use super::View;
use super::occasions::may_ask_about;
use crate::Evaluation;
use given::Given;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table.on(|question: &Question<'_, View>, query: Query| page(question, &query)).on(
        |question: &Question<'_, View>, query: RatingSums| {
            question.view.ratings.sums(question, query)
        },
    )
}

#[derive(Default)]
pub(super) struct Ratings {
    given: Vec<Given>,
    by_pairing: HashMap<(OccasionId, Pairing), usize>,
    by_occasion: HashMap<OccasionId, Vec<usize>>,
    by_rated: HashMap<Claimer, Vec<usize>>,
    /// Whose words wait, by who reviews them.
    to_review: HashMap<OrganisationId, BTreeSet<usize>>,
    reviewers: HashMap<OccasionId, OrganisationId>,
    sums: BTreeMap<(Claimer, i16), RatingSumLine>,
    closings: HashMap<OccasionId, Closing>,
    /// Who raised what was sent up.
    raised_by: HashMap<OccasionId, PersonId>,
    /// What they said, by who answered it and the year, as the occasions closed.
    raisers: HashMap<(Claimer, i16), Vec<usize>>,
}

/// How an occasion closed.
#[derive(Clone, Copy)]
struct Closing {
    at: Timestamp,
    rated: bool,
    residents: Option<Tally>,
}

fn page(question: &Question<'_, View>, query: &Query) -> Page<RatingLine> {
    let ratings = &question.view.ratings;
    let rated = query.person.map(Claimer::from).or(query.organisation.map(Claimer::from));
    let ids: Vec<usize> = match (query.reviewer, query.occasion, rated) {
        (Some(reviewer), ..) => match ratings.to_review.get(&reviewer) {
            Some(waiting) => waiting.iter().copied().collect(),
            None => Vec::new(),
        },
        (None, Some(occasion), _) => of(&ratings.by_occasion, &occasion),
        (None, None, Some(rated)) => of(&ratings.by_rated, &rated),
        (None, None, None) => Vec::new(),
    };
    let wanted = |given: &Given| {
        given.is_for(question.asker())
            && query.occasion.is_none_or(|occasion| given.occasion == occasion)
            && rated.is_none_or(|rated| given.pairing.rated == Some(rated))
    };
    let lines =
        ids.iter().rev().filter_map(|id| Some((Place::newest(*id), ratings.given.get(*id)?)));
    let lines = lines.filter(|(_, given)| wanted(given));
    Page::of(query.page, lines, |given| given.line(question))
}

fn of<K: std::hash::Hash + Eq>(index: &HashMap<K, Vec<usize>>, key: &K) -> Vec<usize> {
    index.get(key).cloned().unwrap_or_default()
}

impl Ratings {
    fn sums(&self, question: &Question<'_, View>, query: RatingSums) -> RatingSumLine {
        let who: Option<Claimer> = match (query.organisation, query.person) {
            (Some(organisation), _) => Some(organisation.into()),
            (None, Some(person)) => may_ask_about(question.actor, person).then_some(person.into()),
            (None, None) => None,
        };
        let Some(of) = who.map(|who| (who, query.year)) else { return RatingSumLine::default() };
        let sums = self.sums.get(&of).cloned().unwrap_or_default();
        self.said_by_raisers(question, of, sums)
    }

    /// How many, all their stars and their words: unsealed for whoever asks, and in whole groups of
    /// so many people alone. So neither the sum nor what it grows by tells what one of them said.
    fn said_by_raisers(
        &self,
        question: &Question<'_, View>,
        of: (Claimer, i16),
        mut sum: RatingSumLine,
    ) -> RatingSumLine {
        let places = self.raisers.get(&of).into_iter().flatten();
        let (mut group, mut words) = (BTreeMap::new(), Vec::new());
        for given in places.filter_map(|place| self.given.get(*place)) {
            let raiser = self.raised_by.get(&given.occasion);
            let (Some(raiser), Some(said)) = (raiser, given.opinion(question)) else { continue };
            group.entry(*raiser).or_insert(u32::from(said.stars));
            words.extend(given.public.clone());
            if group.len() == RESIDENTS_MIN as usize {
                sum.raisers += RESIDENTS_MIN;
                sum.raiser_stars += group.values().sum::<u32>();
                sum.raiser_words.append(&mut words);
                group.clear();
            }
        }
        let too_many = sum.raiser_words.len().saturating_sub(RAISER_WORDS_MAX);
        sum.raiser_words.drain(..too_many);
        sum.raiser_words.sort_unstable();
        sum
    }

    /// `line` is the occasion after `event`.
    pub(super) fn apply(&mut self, line: &OccasionLine, event: &Event, at: Timestamp) {
        match event {
            Event::Noted { reviewer, raiser, .. } => {
                self.raised_by.extend(raiser.map(|raiser| (line.id, raiser)));
                self.reviewers.extend(reviewer.map(|reviewer| (line.id, reviewer)));
            }
            Event::Rated { pairing, rating } => self.give(line, *pairing, rating, at),
            Event::RatingsOpened { ratings, .. } => {
                for opened in ratings {
                    self.open(line.id, opened.pairing, Some(opened.stars), at);
                    if let Some(rated) = opened.pairing.rated {
                        add(self.sum(rated, at), opened.stars);
                    }
                }
            }
            Event::CommentReviewed { pairing, comment, .. } => {
                let Some(place) = self.place(line.id, *pairing) else { return };
                self.forget_to_review(place);
                if let Some(given) = self.given.get_mut(place) {
                    let public = comment.is_some();
                    given.comment_status =
                        Some(if public { CommentStatus::Public } else { CommentStatus::Withheld });
                    given.public.clone_from(comment);
                }
            }
            Event::Closed { rated, residents, .. } => {
                self.close(line, Closing { at, rated: *rated, residents: *residents });
            }
            Event::RatingStruck { pairing, .. } => {
                if let Some(place) = self.place(line.id, *pairing) {
                    self.void_one(place);
                }
            }
            Event::Voided { .. } => self.void(line),
            Event::Opened { .. }
            | Event::EndNoticed { .. }
            | Event::BallotsIssued { .. }
            | Event::NoShowStruck { .. } => {}
        }
    }

    fn give(
        &mut self,
        line: &OccasionLine,
        pairing: Pairing,
        rating: &SealedOpinion,
        at: Timestamp,
    ) {
        let place = self.given.len();
        self.by_pairing.insert((line.id, pairing), place);
        self.by_occasion.entry(line.id).or_default().push(place);
        if let Some(rated) = pairing.rated {
            self.by_rated.entry(rated).or_default().push(place);
        }
        let reviewer = self.reviewers.get(&line.id).copied();
        self.given.push(Given::new(line, pairing, rating, reviewer, at));
    }

    /// When that rating was given, where it was.
    pub(super) fn given_at(&self, occasion: OccasionId, pairing: Pairing) -> Option<Timestamp> {
        let given = self.given.get(self.place(occasion, pairing)?)?;
        Some(given.given_at)
    }

    fn place(&self, occasion: OccasionId, pairing: Pairing) -> Option<usize> {
        self.by_pairing.get(&(occasion, pairing)).copied()
    }

    /// From now on it can be read, and its words can be reviewed.
    fn open(&mut self, occasion: OccasionId, pairing: Pairing, stars: Option<u8>, at: Timestamp) {
        let Some(place) = self.place(occasion, pairing) else { return };
        let Some(given) = self.given.get_mut(place) else { return };
        (given.stars, given.opened_at) = (stars, Some(at));
        if given.comment_status == Some(CommentStatus::Waiting)
            && let Some(reviewer) = given.reviewer
        {
            self.to_review.entry(reviewer).or_default().insert(place);
        }
    }

    fn forget_to_review(&mut self, place: usize) {
        let reviewer = self.given.get(place).and_then(|given| given.reviewer);
        if let Some(waiting) = reviewer.and_then(|reviewer| self.to_review.get_mut(&reviewer)) {
            waiting.remove(&place);
        }
    }

    fn sum(&mut self, who: Claimer, at: Timestamp) -> &mut RatingSumLine {
        self.sums.entry((who, time::date_at(at).year())).or_default()
    }

    fn close(&mut self, line: &OccasionLine, closing: Closing) {
        for place in of(&self.by_occasion, &line.id) {
            let unnamed = self.given.get(place).filter(|given| given.pairing.rated.is_none());
            let Some(pairing) = unnamed.map(|given| given.pairing) else { continue };
            self.open(line.id, pairing, None, closing.at);
            if pairing.rater == Rater::Raiser {
                let of = (line.giving, time::date_at(closing.at).year());
                self.raisers.entry(of).or_default().push(place);
            }
        }
        for party in rated(line) {
            let sum = self.sum(party, closing.at);
            sum.occasions += 1;
            sum.unrated += u32::from(!closing.rated);
            if let Some(tally) = closing.residents {
                sum.residents += tally.raters;
                sum.resident_stars += tally.stars;
            }
        }
        self.closings.insert(line.id, closing);
    }

    /// What was struck before counts no less.
    fn void_one(&mut self, place: usize) {
        self.forget_to_review(place);
        let Some(given) = self.given.get_mut(place).filter(|given| !given.void) else { return };
        given.void = true;
        if let (Some(rated), Some(stars), Some(at)) =
            (given.pairing.rated, given.stars, given.opened_at)
        {
            take(self.sum(rated, at), stars);
        }
    }

    /// What was said on an occasion that did not happen counts no more.
    fn void(&mut self, line: &OccasionLine) {
        for place in of(&self.by_occasion, &line.id) {
            self.void_one(place);
        }
        let Some(closing) = self.closings.remove(&line.id) else { return };
        for party in rated(line) {
            let sum = self.sum(party, closing.at);
            sum.occasions -= 1;
            sum.unrated -= u32::from(!closing.rated);
            if let Some(tally) = closing.residents {
                sum.residents -= tally.raters;
                sum.resident_stars -= tally.stars;
            }
        }
    }
}

/// Who may be rated on it: how something was handled is said of one side alone.
fn rated(line: &OccasionLine) -> Vec<Claimer> {
    match line.about {
        About::Claim { .. } | About::Service { .. } => vec![line.giving, line.asking.into()],
        About::Handling { .. } => vec![line.giving],
    }
}

/// Which of the five counts it is.
fn count(sum: &mut RatingSumLine, stars: u8) -> &mut u32 {
    &mut sum.by_stars[usize::from(stars.clamp(1, 5)) - 1]
}

fn add(sum: &mut RatingSumLine, stars: u8) {
    sum.raters += 1;
    sum.stars += u32::from(stars);
    *count(sum, stars) += 1;
}

fn take(sum: &mut RatingSumLine, stars: u8) {
    sum.raters -= 1;
    sum.stars -= u32::from(stars);
    *count(sum, stars) -= 1;
}
