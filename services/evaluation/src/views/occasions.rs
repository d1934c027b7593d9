//! Occasions, newest first, by who took part.

use std::collections::{BTreeSet, HashMap};

use contracts::evaluation::occasion::{Event, Rater};
use contracts::evaluation::{
    BallotLines, Ballots, Occasion, OccasionLine, OccasionStatus, Occasions as Query,
};
use contracts::{Actor, Claimer, ListOrder, Page, Role};
use runtime::{Index, Queries, Question};
use values::{OccasionId, OrganisationId, PersonId};

use super::View;
use crate::Evaluation;
use crate::commands::ratings::{BALLOT, code, code_source};

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, query: Query| {
            question.view.occasions(question.actor, &query)
        })
        .on(|question: &Question<'_, View>, Occasion { occasion }| {
            question.view.occasions.line(occasion).cloned()
        })
        .on(|question: &Question<'_, View>, query: Ballots| ballots(question, query))
}

/// Who changes nothing reads everything, and so does whoever runs the machine.
pub(super) fn reads_everything(actor: &Actor) -> bool {
    match actor {
        Actor::System => true,
        Actor::Person { role, .. } => matches!(role, Role::Auditor | Role::Operator),
    }
}

/// What is asked about a person is for them, and for whoever reads everything.
pub(super) fn may_ask_about(actor: &Actor, person: PersonId) -> bool {
    reads_everything(actor) || actor.person() == Some(person)
}

#[derive(Default)]
pub(super) struct Occasions {
    lines: HashMap<OccasionId, Kept>,
    index: Index<OccasionId, (Party, OccasionStatus)>,
    /// How many ballots were used, of each occasion.
    used: HashMap<OccasionId, usize>,
}

/// Whose occasions are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Party {
    Anybody,
    Organisation(OrganisationId),
    Person(PersonId),
}

impl runtime::Kind for Party {}

/// A line, and where it is filed.
struct Kept {
    line: OccasionLine,
    order: usize,
    /// Who is known by name to have come, or to have raised what was sent up.
    people: Box<[PersonId]>,
}

const STATUSES: [OccasionStatus; 5] = [
    OccasionStatus::Noted,
    OccasionStatus::Open,
    OccasionStatus::Rated,
    OccasionStatus::Unrated,
    OccasionStatus::Void,
];

impl Occasions {
    pub(super) fn line(&self, occasion: OccasionId) -> Option<&OccasionLine> {
        self.lines.get(&occasion).map(|kept| &kept.line)
    }

    /// Of a person's occasions those with an organisation, where both are named.
    pub(super) fn page(&self, actor: &Actor, query: &Query) -> Page<OccasionLine> {
        let organisation = query.organisation.map(Party::Organisation);
        let parties: Vec<_> = match query.person.map(|person| (person, Party::Person(person))) {
            Some((person, _)) if !may_ask_about(actor, person) => return Page::empty(),
            Some((_, person)) => [person].into_iter().chain(organisation).collect(),
            None => vec![organisation.unwrap_or(Party::Anybody)],
        };
        let of_status =
            |status: &OccasionStatus| query.status.is_none_or(|wanted| wanted == *status);
        let asked = STATUSES
            .into_iter()
            .filter(of_status)
            .map(|status| -> Vec<_> { parties.iter().map(|party| (*party, status)).collect() });
        let line = |id| self.line(id);
        self.index.page_of_any(query.page, ListOrder::Newest, asked, line, OccasionLine::clone)
    }

    pub(super) fn apply(&mut self, id: OccasionId, event: &Event) {
        match event {
            Event::Noted { about, giving, asking, service, raiser, .. } => {
                let came = service.iter().flat_map(|service| &service.attendance);
                let came: BTreeSet<_> = came.map(|attended| attended.person).collect();
                let line = OccasionLine {
                    id,
                    about: *about,
                    giving: *giving,
                    asking: *asking,
                    people: came.len(),
                    status: OccasionStatus::Noted,
                    rate_until: None,
                    ratings: 0,
                    ballots_issued: 0,
                    residents: None,
                    reason: None,
                };
                self.add(line, came.into_iter().chain(*raiser).collect());
            }
            Event::Opened { rate_until } => self.change(id, |line| {
                line.status = OccasionStatus::Open;
                line.rate_until = Some(*rate_until);
            }),
            Event::Rated { pairing, .. } => match pairing.rater {
                Rater::Organisation(_) | Rater::Person(_) | Rater::Raiser => {
                    self.change(id, |line| line.ratings += 1);
                }
                Rater::Ballot(_) => *self.used.entry(id).or_default() += 1,
            },
            Event::BallotsIssued { ballots, .. } => {
                self.change(id, |line| line.ballots_issued = *ballots);
            }
            Event::Closed { rated, residents, .. } => self.change(id, |line| {
                line.status = if *rated { OccasionStatus::Rated } else { OccasionStatus::Unrated };
                line.residents = *residents;
            }),
            Event::Voided { reason } => self.change(id, |line| {
                line.status = OccasionStatus::Void;
                line.reason = Some(reason.clone());
            }),
            Event::RatingsOpened { .. }
            | Event::EndNoticed { .. }
            | Event::CommentReviewed { .. }
            | Event::RatingStruck { .. }
            | Event::NoShowStruck { .. } => {}
        }
    }

    /// Those that `person` or any of `organisations` may still rate on.
    pub(super) fn open_to(
        &self,
        person: Option<PersonId>,
        organisations: Vec<OrganisationId>,
    ) -> impl Iterator<Item = (&OccasionLine, &[PersonId])> {
        let parties = organisations.into_iter().map(Party::Organisation);
        let parties = parties.chain(person.map(Party::Person));
        let (_, ids) = self.index.newest(parties.map(|party| (party, OccasionStatus::Open)));
        let kept = ids.filter_map(|(_, id)| self.lines.get(&id));
        kept.map(|kept| (&kept.line, &*kept.people))
    }

    fn add(&mut self, line: OccasionLine, people: Box<[PersonId]>) {
        let order = self.index.add(line.id, filed(&line, &people));
        self.lines.insert(line.id, Kept { line, order, people });
    }

    fn change(&mut self, id: OccasionId, change: impl FnOnce(&mut OccasionLine)) {
        let Some(kept) = self.lines.get_mut(&id) else { return };
        let before = kept.line.status;
        let filed_before = filed(&kept.line, &kept.people);
        change(&mut kept.line);
        if before != kept.line.status {
            self.index.refile(kept.order, filed_before, filed(&kept.line, &kept.people));
        }
    }
}

/// Under each who took part, once.
fn filed(line: &OccasionLine, people: &[PersonId]) -> Vec<(Party, OccasionStatus)> {
    let giver = match line.giving {
        Claimer::Organisation(giving) if giving == line.asking => None,
        Claimer::Organisation(giving) => Some(Party::Organisation(giving)),
        Claimer::Person(person) => (!people.contains(&person)).then_some(Party::Person(person)),
    };
    let parties = [Party::Anybody, Party::Organisation(line.asking)].into_iter().chain(giver);
    let parties = parties.chain(people.iter().copied().map(Party::Person));
    parties.map(|party| (party, line.status)).collect()
}

/// Only the asking side hands ballots out.
fn ballots(question: &Question<'_, View>, Ballots { occasion }: Ballots) -> Option<BallotLines> {
    let occasions = &question.view.occasions;
    let line = occasions.line(occasion)?;
    if line.ballots_issued == 0 || !question.asker().may_act_for(line.asking) {
        return None;
    }
    let of = |ballot| code(ballot, &question.fingerprint(BALLOT, &code_source(occasion, ballot)));
    Some(BallotLines {
        codes: (1..=line.ballots_issued).map(of).collect(),
        used: occasions.used.get(&occasion).copied().unwrap_or_default(),
        rate_until: line.rate_until?,
    })
}
