//! Stars: everybody's, and the applications that wait or are published.

use std::collections::{BTreeSet, HashMap};

use contracts::evaluation::star::Event;
use contracts::evaluation::{Star, StarLine, StarStatus, Stars as Query};
use contracts::{Page, Place};
use runtime::{Queries, Question};
use values::{OrganisationId, PersonId};

use super::View;
use super::occasions::{may_ask_about, reads_everything};
use crate::Evaluation;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table.on(|question: &Question<'_, View>, query: Query| page(question, &query)).on(
        |question: &Question<'_, View>, Star { person }| {
            let line = question.view.stars.lines.get(&person);
            line.filter(|line| is_for(question, line)).cloned()
        },
    )
}

#[derive(Default)]
pub(super) struct Stars {
    lines: HashMap<PersonId, StarLine>,
    published: BTreeSet<PersonId>,
    by_community: HashMap<OrganisationId, BTreeSet<PersonId>>,
    /// By the id of the stars.
    people: HashMap<values::Uuid, PersonId>,
}

/// What is published is for everybody; else it is for the person and the community.
fn is_for(question: &Question<'_, View>, line: &StarLine) -> bool {
    let of_community =
        line.community.is_some_and(|community| question.asker().may_act_for(community));
    line.status == StarStatus::Published
        || of_community
        || may_ask_about(question.actor, line.person)
}

fn page(question: &Question<'_, View>, query: &Query) -> Page<StarLine> {
    let stars = &question.view.stars;
    let nobody = BTreeSet::new();
    let people = match query.community {
        Some(community) => stars.by_community.get(&community).unwrap_or(&nobody),
        None => &stars.published,
    };
    let all = reads_everything(question.actor);
    let lines =
        people.iter().filter_map(|person| Some((Place::id(*person), stars.lines.get(person)?)));
    let lines = lines.filter(|(_, line)| all || is_for(question, line));
    Page::of(query.page, lines, StarLine::clone)
}

impl Stars {
    pub(super) fn apply(&mut self, id: values::Uuid, event: &Event) {
        if let Event::Applied { person, .. } = event {
            self.people.insert(id, *person);
        }
        let Some(person) = self.people.get(&id).copied() else { return };
        let line = self.lines.entry(person).or_insert_with(|| StarLine {
            person,
            stars: 0,
            status: StarStatus::Settled,
            applied_for: None,
            community: None,
            minutes: None,
            published_until: None,
            objections: 0,
            reason: None,
            barred_until: None,
        });
        let waiting = line.community.filter(|_| line.status != StarStatus::Settled);
        if let Some(people) = waiting.and_then(|community| self.by_community.get_mut(&community)) {
            people.remove(&person);
        }
        self.published.remove(&person);
        change(line, event);
        if line.status == StarStatus::Published {
            self.published.insert(person);
        }
        if let Some(community) = line.community.filter(|_| line.status != StarStatus::Settled) {
            self.by_community.entry(community).or_default().insert(person);
        }
    }
}

fn change(line: &mut StarLine, event: &Event) {
    match event {
        Event::Applied { star, community, minutes, .. } => {
            line.status = StarStatus::Applied;
            (line.applied_for, line.community) = (Some(*star), Some(*community));
            (line.minutes, line.reason, line.objections) = (Some(*minutes), None, 0);
        }
        Event::Returned { reason, .. } => {
            settle(line);
            line.reason = Some(reason.clone());
        }
        Event::Published { until, .. } => {
            line.status = StarStatus::Published;
            line.published_until = Some(*until);
        }
        Event::Objected { .. } => line.objections += 1,
        Event::ObjectionSettled { upheld: true, .. } => settle(line),
        Event::ObjectionSettled { upheld: false, .. } => line.objections -= 1,
        Event::Granted { star } => {
            line.stars = *star;
            settle(line);
        }
        Event::Revoked { star, reason, barred_until, .. } => {
            line.stars = star.saturating_sub(1);
            settle(line);
            line.reason = Some(reason.clone());
            line.barred_until = Some(*barred_until);
        }
    }
}

fn settle(line: &mut StarLine) {
    line.status = StarStatus::Settled;
    (line.applied_for, line.published_until, line.objections) = (None, None, 0);
}
