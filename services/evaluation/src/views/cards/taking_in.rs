//! Which facts follow from what happened.

use contracts::evaluation::exclusion::{self, Happened};
use contracts::evaluation::occasion::{About, Event as OccasionEvent, STARS_MAX, Served};
use contracts::evaluation::rules::Measure;
use contracts::evaluation::{FactSource, OccasionLine, fact, leave, matter};
use contracts::needs::need::Satisfaction;
use contracts::{Claimer, Position};
use values::{FactId, LeaveId, NeedId, Timestamp, time};

use super::Cards;
use super::facts::Fact;

impl Cards {
    /// `line` is the occasion after `event`; `served` is what was noted of it.
    pub(in crate::views) fn apply_occasion(
        &mut self,
        line: &OccasionLine,
        served: Option<&Served>,
        event: &OccasionEvent,
        (at, position): (Timestamp, Position),
    ) {
        let (source, on) = (FactSource::Occasion(line.id), time::date_at(at));
        let fact = |measure, quantity| Fact::new(measure, on, quantity, source);
        match event {
            OccasionEvent::Opened { .. } => match (line.about, served) {
                (About::Service { .. }, Some(served)) => self.served(line, served, position),
                (About::Service { .. }, None) => {}
                (About::Claim { .. }, _) => {
                    self.facts.add(line.giving, fact(Measure::Delivered, 1), position);
                }
                (About::Handling { .. }, _) => {}
            },
            // Whoever is sent something from below is scored by no card.
            OccasionEvent::RatingsOpened { about: About::Handling { .. }, .. } => {}
            OccasionEvent::RatingsOpened { ratings, .. } => {
                for opened in ratings {
                    let Some(rated) = opened.pairing.rated else { continue };
                    let (occasion, pairing) = (line.id, opened.pairing);
                    let source = FactSource::Rating { occasion, pairing };
                    self.sources.entry(occasion).or_default().push(source);
                    for (measure, stars) in
                        [(Measure::Stars, opened.stars), (Measure::StarsPossible, STARS_MAX)]
                    {
                        let fact = Fact::new(measure, on, stars.into(), source);
                        self.facts.add(rated, fact, position);
                    }
                }
            }
            OccasionEvent::Closed { residents: Some(tally), .. } => {
                let possible = i64::from(tally.raters) * i64::from(STARS_MAX);
                for party in [line.giving, line.asking.into()] {
                    let stars = fact(Measure::ResidentStars, tally.stars.into());
                    self.facts.add(party, stars, position);
                    let possible = fact(Measure::ResidentStarsPossible, possible);
                    self.facts.add(party, possible, position);
                }
            }
            OccasionEvent::RatingStruck { pairing, .. } => {
                let (occasion, pairing) = (line.id, *pairing);
                self.facts.strike(FactSource::Rating { occasion, pairing }, &[], position);
            }
            OccasionEvent::NoShowStruck { person, .. } => {
                let (occasion, person) = (line.id, *person);
                self.facts.strike(FactSource::NoShow { occasion, person }, &[], position);
            }
            OccasionEvent::Voided { .. } => {
                for source in self.sources.remove(&line.id).into_iter().flatten().chain([source]) {
                    self.facts.strike(source, &[], position);
                }
            }
            OccasionEvent::Closed { residents: None, .. }
            | OccasionEvent::Noted { .. }
            | OccasionEvent::Rated { .. }
            | OccasionEvent::BallotsIssued { .. }
            | OccasionEvent::EndNoticed { .. }
            | OccasionEvent::CommentReviewed { .. } => {}
        }
    }

    /// A service counts for who gave it, and for each who came.
    fn served(&mut self, line: &OccasionLine, served: &Served, position: Position) {
        let About::Service { date, .. } = line.about else { return };
        let source = FactSource::Occasion(line.id);
        let fact = |measure, quantity| Fact::new(measure, date, quantity, source);
        let named: i64 = served.attendance.iter().map(|came| i64::from(came.minutes)).sum();
        let came = u32::try_from(served.attendance.len()).unwrap_or(u32::MAX);
        let others = i64::from(served.people.saturating_sub(came)) * i64::from(served.minutes);
        let alone = matches!(line.giving, Claimer::Person(person)
            if served.attendance.iter().any(|came| came.person == person));
        if !alone {
            self.facts.add(line.giving, fact(Measure::Service, 1), position);
            self.facts.add(line.giving, fact(Measure::JointActivity, 1), position);
            self.facts.add(line.giving, fact(Measure::Minutes, named + others), position);
        }
        for person in served.no_shows.iter().copied() {
            let source = FactSource::NoShow { occasion: line.id, person };
            self.sources.entry(line.id).or_default().push(source);
            let absence = Fact::new(Measure::MeetingAbsence, date, 1, source);
            self.facts.add(person.into(), absence, position);
        }
        for came in &served.attendance {
            let person = Claimer::Person(came.person);
            let minutes = fact(Measure::Minutes, came.minutes.into());
            let minutes = minutes.by_the_organiser(served.organiser == Some(came.person));
            self.facts.add(person, fact(Measure::Service, 1), position);
            self.facts.add(person, minutes, position);
        }
    }

    pub(in crate::views) fn apply_matter(
        &mut self,
        need: NeedId,
        event: &matter::Event,
        position: Position,
    ) {
        use matter::{Ending, Event};
        let source = FactSource::Need(need);
        match event {
            Event::Noted { .. } | Event::Joined { .. } => {}
            Event::Served { claim, unit, on, .. } => {
                let served = Fact::new(Measure::TeamService, *on, 1, source);
                self.facts.add_of(*claim, (*unit).into(), served, position);
            }
            Event::TakenBack { claim, left: 0, .. } => self.facts.strike_of(*claim, position),
            // The place counts as long as anything stands of what was done in it.
            Event::TakenBack { .. } => {}
            Event::Ended { owner, ending, on } => {
                let owner = Claimer::from(*owner);
                let fact = |measure| Fact::new(measure, *on, 1, source);
                self.facts.add(owner, fact(Measure::NeedClosed), position);
                match ending {
                    Ending::Solved => self.facts.add(owner, fact(Measure::NeedSolved), position),
                    Ending::PartlySolved | Ending::Unsolved => {}
                }
            }
            Event::Reopened {} => {
                let ended = [Measure::NeedClosed, Measure::NeedSolved];
                self.facts.strike(source, &ended, position);
                self.facts.begin_again(source);
            }
            Event::Reviewed { owner, satisfaction, on } => {
                let owner = Claimer::from(*owner);
                let reviewed = [Measure::NeedReviewed, Measure::NeedSatisfied];
                // The last word of who raised it counts.
                self.facts.strike(source, &reviewed, position);
                let fact = |measure| Fact::new(measure, *on, 1, source);
                self.facts.add(owner, fact(Measure::NeedReviewed), position);
                match satisfaction {
                    Satisfaction::Satisfied | Satisfaction::Fairly => {
                        self.facts.add(owner, fact(Measure::NeedSatisfied), position);
                    }
                    Satisfaction::Unsatisfied => {}
                }
            }
        }
    }

    pub(in crate::views) fn apply_leave(
        &mut self,
        id: LeaveId,
        event: &leave::Event,
        position: Position,
    ) {
        match event {
            leave::Event::Granted { leave, .. } => self.facts.excuse(id, leave, position),
            leave::Event::Lifted { .. } => self.facts.lift(id, position),
        }
    }

    pub(in crate::views) fn apply_exclusion(
        &mut self,
        exclusion::Event::Made { counted, .. }: &exclusion::Event,
        position: Position,
    ) {
        let source = match counted.happened {
            Happened::Occasion(occasion) => FactSource::Occasion(occasion),
            Happened::Need(need) => FactSource::Need(need),
        };
        self.facts.exclude(source, counted.who, position);
    }

    pub(in crate::views) fn apply_fact(
        &mut self,
        id: FactId,
        event: &fact::Event,
        position: Position,
    ) {
        let source = FactSource::Entered(id);
        match event {
            fact::Event::Entered { fact, .. } => {
                let entered = Fact::new(fact.measure, fact.on, fact.quantity, source);
                let entered = entered.resting_on(&fact.evidence);
                self.facts.add(fact.organisation.into(), entered, position);
            }
            fact::Event::Struck { .. } => self.facts.strike(source, &[], position),
        }
    }
}
