//! Figures, and the lines that they open to.

use contracts::registry::organisation::{Level, Nature};
use contracts::reporting::course::Entry;
use contracts::reporting::{FigureLine, FigureLines, Figures, FiguresLine, PERIOD_DAYS_MAX};
use contracts::{Actor, Claimer, Directory, Page, Place, Role};
use runtime::{Queries, Question};
use values::{AreaCode, Date, OrganisationId, PersonId, Uuid, time};

use super::View;
use super::book::{Book, Days, Line, Sums};
use crate::Reporting;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(figures).on(lines)
}

/// Whose or where the lines are that are asked for.
#[derive(Clone, Copy)]
enum Scope {
    Organisation(OrganisationId),
    Person(PersonId),
    Area(AreaCode, Option<Nature>),
}

/// Does whoever asks read everything?
pub(super) fn reads_everything(actor: &Actor) -> bool {
    match actor {
        Actor::System => true,
        Actor::Person { role, .. } => matches!(role, Role::Auditor | Role::Operator),
    }
}

/// May they read the lines of `area`: do they speak for its body, or for that of an area around it?
pub(super) fn may_read_area(question: &Question<'_, View>, area: AreaCode) -> bool {
    let around = std::iter::successors(Some(area), |area| area.parent());
    let mut bodies = around.filter_map(|area| question.directory.body_of(area));
    reads_everything(question.actor) || bodies.any(|body| question.asker().may_act_for(body))
}

/// What is asked for, where whoever asks may see it: of a unit or a community themselves, whoever
/// stands above them in the territory, and whom they belong to; of a person that person.
fn scope(
    question: &Question<'_, View>,
    (organisation, person): (Option<OrganisationId>, Option<PersonId>),
    (area, nature): (Option<AreaCode>, Option<Nature>),
) -> Option<Scope> {
    let everything = reads_everything(question.actor);
    match (organisation, person, area) {
        (None, Some(person), None) => {
            let own = everything || question.actor.person() == Some(person);
            own.then_some(Scope::Person(person))
        }
        (Some(organisation), None, None) => {
            let (asker, directory) = (question.asker(), question.directory);
            let own = directory.resolve(organisation);
            let mut above = directory.seniors(own).chain(directory.affiliations(own));
            let may = everything
                || asker.may_act_for(own)
                || above.any(|senior| asker.may_act_for(senior));
            may.then_some(Scope::Organisation(own))
        }
        (None, None, Some(area)) => {
            may_read_area(question, area).then_some(Scope::Area(area, nature))
        }
        (_, _, _) => None,
    }
}

/// Where the organisation stands whose line it is; nowhere a person.
pub(super) fn level(directory: &Directory, entry: &Entry) -> Option<Level> {
    directory.level(directory.resolved_claimer(entry.subject).organisation()?)
}

/// The days that are asked for: in order, and not too many.
pub(super) fn days(from: Date, until: Date) -> Option<Days> {
    let long = time::days_between(from, until);
    (0..=PERIOD_DAYS_MAX).contains(&long).then_some(Days { from, until })
}

/// As many days before; of whole months as many months.
pub(super) fn before(days: Days) -> Days {
    let until = time::plus_days(days.from, -1);
    let next = time::plus_days(days.until, 1);
    if days.from.day() == 1 && next.day() == 1 {
        let months = super::book::month(next) - super::book::month(days.from);
        return Days { from: time::plus_months(days.from, -months), until };
    }
    Days { from: time::plus_days(until, -time::days_between(days.from, days.until)), until }
}

/// The lines, oldest first.
fn found<'b>(
    book: &'b Book,
    question: &Question<'_, View>,
    scope: Scope,
    days: Days,
) -> Vec<&'b Line> {
    match scope {
        Scope::Person(person) => book.of(person.into(), days).collect(),
        Scope::Area(area, nature) => book.within(area, nature, days).collect(),
        Scope::Organisation(organisation) => {
            let stood_for = question.directory.stood_for(organisation).into_iter();
            stood_for.flat_map(|each| book.of(Claimer::from(each), days)).collect()
        }
    }
}

fn figures(question: &Question<'_, View>, query: Figures) -> Option<FiguresLine> {
    let book = &question.view.facts.book;
    let whose = (query.organisation, query.person);
    let scope = scope(question, whose, (query.area, query.nature))?;
    let days = days(query.from, query.until)?;
    let sums = |days| Sums::of(found(book, question, scope, days).into_iter()).figures();
    Some(FiguresLine {
        from: days.from,
        until: days.until,
        figures: sums(days),
        before: sums(before(days)),
        at: book.at(),
    })
}

fn lines(question: &Question<'_, View>, query: FigureLines) -> Page<FigureLine> {
    let book = &question.view.facts.book;
    let whose = (query.organisation, query.person);
    let scope = scope(question, whose, (query.area, query.nature));
    let of_level = |entry: &Entry| {
        query.level.is_none_or(|wanted| level(question.directory, entry) == Some(wanted))
    };
    let asked = scope.zip(days(query.from, query.until));
    let mut all = asked.map_or_else(Vec::new, |(scope, days)| found(book, question, scope, days));
    all.retain(|line| line.entry.counted == query.counted && of_level(&line.entry));
    all.sort_by_key(|line| placed(line));
    let personal = matches!(scope, Some(Scope::Person(_)));
    let all = all.into_iter().map(|line| (placed(line), line));
    Page::of(query.page, all, |line| shown(book, line, personal))
}

/// The newest day first; of a day in the order in which it was heard of them.
fn placed(line: &Line) -> Place {
    let day = time::days_between(Date::MIN, line.entry.on);
    Place::of(
        u64::MAX - u64::from(day.unsigned_abs()),
        Uuid::from_u64_pair(line.at, 0),
        line.aggregate,
    )
}

/// A person is named to the person alone; and so is what names one.
pub(super) fn shown(book: &Book, line: &Line, personal: bool) -> FigureLine {
    let entry = &line.entry;
    let named = personal || entry.subject.organisation().is_some();
    FigureLine {
        subject: Some(entry.subject).filter(|_| named),
        with: entry.with,
        area: entry.area,
        counted: entry.counted,
        on: entry.on,
        count: entry.count,
        amount: entry.amount,
        service: line.source.to_owned(),
        aggregate: line.aggregate,
        position: line.position,
        title: book.title(line.aggregate).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_is_as_many_months_or_as_many_days_long() {
        let days = |from: &str, until: &str| Days {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        };
        for (of, is) in [
            (days("2026-01-01", "2026-12-31"), days("2025-01-01", "2025-12-31")),
            (days("2026-04-01", "2026-06-30"), days("2026-01-01", "2026-03-31")),
            (days("2026-03-02", "2026-03-08"), days("2026-02-23", "2026-03-01")),
        ] {
            assert_eq!(before(of), is);
        }
    }
}
