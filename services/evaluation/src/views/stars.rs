//! Stars: everybody's, and the applications that wait or are published.

use std::collections::HashMap;

use contracts::evaluation::star::Event;
use contracts::evaluation::{RevokedStarLine, Star, StarLine, StarStatus, Stars as Query};
use contracts::{Claimer, Directory, ListOrder, Page};
use runtime::{Index, Queries, Question};
use values::{OrganisationId, PersonId};

use super::View;
use super::occasions::{may_ask_about, reads_everything};
use super::whose::{Whose, seen_for_own};
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
    /// In the order in which they first applied.
    index: Index<PersonId, Filed>,
    orders: HashMap<PersonId, usize>,
    /// By the id of the stars.
    people: HashMap<values::Uuid, PersonId>,
}

/// Whose stars, and how they stand.
type Filed = (Whose, StarStatus);

/// What is published is for everybody; else it is for the person, the community and whoever stands
/// above it.
fn is_for(question: &Question<'_, View>, line: &StarLine) -> bool {
    line.status == StarStatus::Published
        || line.community.is_some_and(|community| is_above(question, community))
        || may_ask_about(question.actor, line.person)
}

/// Does whoever asks act for the community, or for who stands above it?
fn is_above(question: &Question<'_, View>, community: OrganisationId) -> bool {
    let (asker, directory) = (question.asker(), question.directory);
    let mut seniors = directory.seniors(directory.resolve(community));
    asker.may_act_for(community) || seniors.any(|senior| asker.may_act_for(senior))
}

fn page(question: &Question<'_, View>, query: &Query) -> Page<StarLine> {
    use StarStatus::{Applied, Published};
    let (stars, directory) = (&question.view.stars, question.directory);
    let with = query.community.map(|community| Whose::With(directory.resolve(community)));
    let with = with.unwrap_or(Whose::Anybodys);
    let asked = match (query.status, query.community) {
        (Some(status), _) => vec![status],
        (None, Some(_)) => vec![Applied, Published],
        (None, None) => vec![Published],
    };
    let sees_all = reads_everything(question.actor)
        || query.community.is_some_and(|community| is_above(question, community));
    let themselves = question.actor.person().map(Claimer::Person).map(Whose::About);
    let seen: Vec<_> = themselves.into_iter().chain(seen_for_own(question.asker())).collect();
    let asked = asked.into_iter().flat_map(|status| {
        if sees_all || status == Published {
            return vec![vec![(with, status)]];
        }
        seen.iter().map(|seen| vec![(with, status), (*seen, status)]).collect()
    });
    let line = |person| stars.lines.get(&person);
    stars.index.page_of_either(query.page, ListOrder::Newest, asked, line, StarLine::clone)
}

/// Under what a line is found: what was neither applied for nor granted is not.
fn filed_under(line: &StarLine) -> Vec<Filed> {
    if line.status == StarStatus::Settled && line.stars == 0 {
        return Vec::new();
    }
    let always = [Whose::Anybodys, Whose::About(Claimer::Person(line.person))];
    let whose = always.into_iter().chain(line.community.map(Whose::With));
    whose.map(|whose| (whose, line.status)).collect()
}

impl Stars {
    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

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
            revoked: Vec::new(),
        });
        let before = filed_under(line);
        change(line, event);
        let order = self.orders.entry(person).or_insert_with(|| self.index.add(person, []));
        self.index.refile(*order, before, filed_under(line));
    }
}

fn change(line: &mut StarLine, event: &Event) {
    match event {
        Event::Applied { star, community, minutes, .. } => {
            line.status = StarStatus::Applied;
            (line.applied_for, line.community) = (Some(*star), Some(*community));
            (line.minutes, line.reason, line.objections) = (Some(*minutes), None, 0);
            line.barred_until = None;
            line.revoked.clear();
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
            let (barred_until, reason) = (*barred_until, reason.clone());
            line.revoked.push(RevokedStarLine { barred_until, reason });
            bar(line);
        }
        Event::Reinstated { star, revoked_after } => {
            line.stars = *star;
            let at = line.revoked.len().checked_sub(1 + usize::from(*revoked_after));
            if let Some(at) = at {
                line.revoked.remove(at);
            }
            bar(line);
        }
    }
}

/// As the one does that bars longest.
fn bar(line: &mut StarLine) {
    let longest = line.revoked.iter().max_by_key(|one| one.barred_until);
    line.reason = longest.map(|one| one.reason.clone());
    line.barred_until = longest.map(|one| one.barred_until);
}

fn settle(line: &mut StarLine) {
    line.status = StarStatus::Settled;
    (line.applied_for, line.published_until, line.objections) = (None, None, 0);
}

#[cfg(test)]
mod tests {
    use contracts::evaluation::star;
    use contracts::testing::{OWNER, clerk_of};

    use super::*;

    #[test]
    fn of_several_that_were_revoked_the_one_that_bars_longest_is_shown() {
        let person = clerk_of(OWNER).person().unwrap();
        let mut stars = Stars::default();
        let mut tell = |event| {
            stars.apply(star::id(person), &event);
            let StarLine { stars, reason, barred_until, revoked, .. } = &stars.lines[&person];
            assert_eq!(revoked.is_empty(), barred_until.is_none());
            let reason = reason.as_ref().map(ToString::to_string);
            (*stars, barred_until.map(|until| until.to_string()), reason)
        };
        let revoked = |star, until: &str, reason: &str| Event::Revoked {
            star,
            reason: values::Text::new(reason).unwrap(),
            barred_until: until.parse().unwrap(),
            by: person,
        };
        let line = |stars: u8, until: &str, reason: &str| {
            (stars, Some(until.to_owned()), Some(reason.to_owned()))
        };
        let (community, senior, minutes) = (OWNER, None, 18_000);
        tell(Event::Applied { person, star: 2, community, senior, minutes });
        tell(Event::Granted { star: 2 });
        let (long, short) = ("2029-03-02", "2027-03-02");
        assert_eq!(tell(revoked(2, long, "甲")), line(1, long, "甲"));
        assert_eq!(tell(revoked(1, short, "乙")), line(0, long, "甲"));
        let given_back = |star, revoked_after| Event::Reinstated { star, revoked_after };
        assert_eq!(tell(given_back(1, 1)), line(1, short, "乙"));
        assert_eq!(tell(given_back(2, 0)), (2, None, None));
    }
}
