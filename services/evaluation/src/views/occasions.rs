//! Occasions, newest first, by who took part.

use std::collections::{BTreeSet, HashMap};

use contracts::evaluation::occasion::Event;
use contracts::evaluation::{
    BallotLines, Ballots, Occasion, OccasionLine, OccasionStatus, Occasions as Query,
};
use contracts::{Actor, Claimer, Page, Role};
use runtime::{Queries, Question};
use values::{OccasionId, OrganisationId, PersonId};

use super::View;
use crate::Evaluation;
use crate::commands::ratings::{BALLOT, code, code_source};

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, query: Query| {
            question.view.occasions.page(question.actor, &query)
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
    lines: HashMap<OccasionId, OccasionLine>,
    noted: Vec<OccasionId>,
    by_organisation: HashMap<OrganisationId, Vec<OccasionId>>,
    by_person: HashMap<PersonId, Vec<OccasionId>>,
    /// Which ballots were used, of each occasion.
    used: HashMap<OccasionId, usize>,
}

impl Occasions {
    pub(super) fn line(&self, occasion: OccasionId) -> Option<&OccasionLine> {
        self.lines.get(&occasion)
    }

    fn page(&self, actor: &Actor, query: &Query) -> Page<OccasionLine> {
        let ids = match (query.person, query.organisation) {
            (Some(person), _) if may_ask_about(actor, person) => self.by_person.get(&person),
            (Some(_), _) => None,
            (None, Some(organisation)) => self.by_organisation.get(&organisation),
            (None, None) => Some(&self.noted),
        };
        let wanted = |line: &&OccasionLine| {
            query.status.is_none_or(|status| line.status == status)
                && query
                    .organisation
                    .is_none_or(|party| line.giving == Claimer::from(party) || line.asking == party)
        };
        let ids = ids.map_or(&[][..], Vec::as_slice);
        let lines = ids.iter().rev().filter_map(|id| self.lines.get(id)).filter(wanted);
        Page::of(query.page, lines, OccasionLine::clone)
    }

    pub(super) fn apply(&mut self, id: OccasionId, event: &Event) {
        match event {
            Event::Noted { about, giving, asking, service, .. } => {
                let people = service.iter().flat_map(|service| &service.attendance);
                let people: BTreeSet<_> = people.map(|attended| attended.person).collect();
                let line = OccasionLine {
                    id,
                    about: *about,
                    giving: *giving,
                    asking: *asking,
                    people: people.len(),
                    status: OccasionStatus::Noted,
                    rate_until: None,
                    ratings: 0,
                    ballots_issued: 0,
                    residents: None,
                    reason: None,
                };
                self.index(&line, people);
                self.lines.insert(id, line);
            }
            Event::Opened { rate_until } => self.change(id, |line| {
                line.status = OccasionStatus::Open;
                line.rate_until = Some(*rate_until);
            }),
            Event::Rated { pairing, .. } => match pairing.rated {
                Some(_) => self.change(id, |line| line.ratings += 1),
                None => *self.used.entry(id).or_default() += 1,
            },
            Event::BallotsIssued { ballots, .. } => {
                self.change(id, |line| line.ballots_issued = *ballots);
            }
            Event::Closed { rated, residents, .. } => self.change(id, |line| {
                let (rated, residents) = (*rated, *residents);
                line.status = if rated { OccasionStatus::Rated } else { OccasionStatus::Unrated };
                line.residents = residents;
            }),
            Event::Voided { reason } => self.change(id, |line| {
                line.status = OccasionStatus::Void;
                line.reason = Some(reason.clone());
            }),
            Event::RatingsOpened { .. } | Event::CommentReviewed { .. } => {}
        }
    }

    fn index(&mut self, line: &OccasionLine, mut people: BTreeSet<PersonId>) {
        self.noted.push(line.id);
        let giving = match line.giving {
            Claimer::Organisation(organisation) => Some(organisation),
            Claimer::Person(person) => {
                people.insert(person);
                None
            }
        };
        for organisation in giving.into_iter().chain([line.asking]) {
            self.by_organisation.entry(organisation).or_default().push(line.id);
        }
        for person in people {
            self.by_person.entry(person).or_default().push(line.id);
        }
    }

    fn change(&mut self, id: OccasionId, change: impl FnOnce(&mut OccasionLine)) {
        if let Some(line) = self.lines.get_mut(&id) {
            change(line);
        }
    }
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
