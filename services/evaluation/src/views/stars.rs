//! Stars: everybody's, and the applications that wait or are published.

use std::collections::{BTreeSet, HashMap};

use contracts::evaluation::star::Event;
use contracts::evaluation::{Star, StarLine, StarStatus, Stars as Query};
use contracts::{Page, Place};
use runtime::{Queries, Question};
use values::{OrganisationId, PersonId};

use super::View;
use super::occasions::may_ask_about;
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
    filed: HashMap<(With, StarStatus), BTreeSet<PersonId>>,
    /// By the id of the stars.
    people: HashMap<values::Uuid, PersonId>,
}

/// With whom stars were applied for last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum With {
    Anybody,
    Community(OrganisationId),
}

/// What is published is for everybody; else it is for the person, the community and whoever stands
/// above it.
fn is_for(question: &Question<'_, View>, line: &StarLine) -> bool {
    let (asker, directory) = (question.asker(), question.directory);
    let of_territory = line.community.is_some_and(|community| {
        let mut seniors = directory.seniors(directory.resolve(community));
        asker.may_act_for(community) || seniors.any(|senior| asker.may_act_for(senior))
    });
    line.status == StarStatus::Published
        || of_territory
        || may_ask_about(question.actor, line.person)
}

fn page(question: &Question<'_, View>, query: &Query) -> Page<StarLine> {
    use StarStatus::{Applied, Published};
    let stars = &question.view.stars;
    let with = query.community.map_or(With::Anybody, With::Community);
    let asked = match (query.status, query.community) {
        (Some(status), _) => vec![status],
        (None, Some(_)) => vec![Applied, Published],
        (None, None) => vec![Published],
    };
    let filed = asked.into_iter().filter_map(|status| stars.filed.get(&(with, status)));
    let people: BTreeSet<_> = filed.flatten().copied().collect();
    let lines =
        people.iter().filter_map(|person| Some((Place::id(*person), stars.lines.get(person)?)));
    let lines = lines.filter(|(_, line)| is_for(question, line));
    Page::of(query.page, lines, StarLine::clone)
}

/// Under what a line is found: what was neither applied for nor granted is not.
fn kinds(line: &StarLine) -> Vec<(With, StarStatus)> {
    if line.status == StarStatus::Settled && line.stars == 0 {
        return Vec::new();
    }
    let with = line.community.map(With::Community).into_iter().chain([With::Anybody]);
    with.map(|with| (with, line.status)).collect()
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
        for kind in kinds(line) {
            if let Some(people) = self.filed.get_mut(&kind) {
                people.remove(&person);
            }
        }
        change(line, event);
        for kind in kinds(line) {
            self.filed.entry(kind).or_default().insert(person);
        }
    }
}

fn change(line: &mut StarLine, event: &Event) {
    match event {
        Event::Applied { star, community, minutes, .. } => {
            line.status = StarStatus::Applied;
            (line.applied_for, line.community) = (Some(*star), Some(*community));
            (line.minutes, line.reason, line.objections) = (Some(*minutes), None, 0);
            line.barred_until = None;
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
        Event::Reinstated { star } => {
            line.stars = *star;
            (line.reason, line.barred_until) = (None, None);
        }
    }
}

fn settle(line: &mut StarLine) {
    line.status = StarStatus::Settled;
    (line.applied_for, line.published_until, line.objections) = (None, None, 0);
}
