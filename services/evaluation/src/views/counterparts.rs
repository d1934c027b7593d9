//! Whom somebody may rate, and has not: by the rule that judges the rating when it comes in.

use std::collections::BTreeSet;

use contracts::evaluation::occasion::About;
use contracts::evaluation::{CounterpartLine, Counterparts, OccasionLine};
use contracts::{Claimer, Page, Place};
use runtime::{Queries, Question};
use values::{OrganisationId, PersonId, Uuid};

use super::View;
use crate::Evaluation;
use crate::domain::occasion::{pairing, pairs};

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table.on(|question: &Question<'_, View>, query: Counterparts| page(question, &query))
}

fn page(question: &Question<'_, View>, query: &Counterparts) -> Page<CounterpartLine> {
    let asker = Own::of(question);
    let open = question.view.occasions.open_to(asker.person, asker.organisations.clone());
    let asked = open.filter(|(line, _)| query.occasion.is_none_or(|occasion| occasion == line.id));
    let lines = asked.flat_map(|(line, people)| asker.counterparts(question, line, people));
    let wanted =
        |line: &CounterpartLine| query.owed.is_none_or(|owed| owed == line.given_at.is_none());
    let mut lines: Vec<_> = lines.filter(wanted).map(|line| (place(&line), line)).collect();
    lines.sort_by_key(|(place, _)| *place);
    Page::of(query.page, lines.into_iter(), |line| line)
}

/// What ends first stands first; on one occasion nobody is rated by the same one twice.
fn place(line: &CounterpartLine) -> Place {
    let rated: Uuid = match line.rated {
        Claimer::Organisation(organisation) => organisation.into(),
        Claimer::Person(person) => person.into(),
    };
    let until = u64::try_from(line.rate_until.as_second()).unwrap_or(0);
    Place::of(until, line.occasion, rated)
}

/// In whose names whoever asks may rate.
struct Own {
    person: Option<PersonId>,
    organisations: Vec<OrganisationId>,
}

impl Own {
    fn of(question: &Question<'_, View>) -> Self {
        let organisation = question.actor.organisation();
        let same_as = |organisation| question.directory.same_as(organisation);
        let organisations = organisation.map_or_else(Vec::new, same_as);
        Self { person: question.actor.person(), organisations }
    }

    fn is(&self, rater: Claimer) -> bool {
        match rater {
            Claimer::Organisation(organisation) => self.organisations.contains(&organisation),
            Claimer::Person(person) => self.person == Some(person),
        }
    }

    fn counterparts(
        &self,
        question: &Question<'_, View>,
        line: &OccasionLine,
        people: &[PersonId],
    ) -> Vec<CounterpartLine> {
        let Some(rate_until) = line.rate_until.filter(|until| question.now <= *until) else {
            return Vec::new();
        };
        let oneself = self.person.map(Claimer::Person);
        // Whoever raised what was sent up needs no account.
        let speaks_as = |rater: Claimer| match (line.about, rater) {
            (About::Handling { .. }, Claimer::Person(_)) => true,
            (About::Claim { .. } | About::Service { .. } | About::Handling { .. }, _) => {
                question.asker().may_act_as(rater)
            }
        };
        let may = |rater: Claimer, rated: Claimer| {
            self.is(rater) && speaks_as(rater) && oneself != Some(rated)
        };
        let pairs = pairs(line.about, line.giving, line.asking, people.iter().copied());
        let mut offered = BTreeSet::new();
        let pairs = pairs
            .into_iter()
            .filter(|(rater, rated)| may(*rater, *rated) && offered.insert(*rated));
        let counterpart = |(rater, rated): (Claimer, Claimer)| CounterpartLine {
            occasion: line.id,
            about: line.about,
            rater,
            rated,
            rate_until,
            given_at: question.view.ratings.given_at(line.id, pairing(line.about, (rater, rated))),
        };
        pairs.map(counterpart).collect()
    }
}
