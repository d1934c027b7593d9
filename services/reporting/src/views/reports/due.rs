//! Of whom there is something to report 应报: every unit, and every person who checked in or served.

use std::collections::BTreeSet;

use contracts::registry::organisation::Level;
use contracts::reporting::{Reportable, ReportableLine, report};
use contracts::{Claimer, Directory, Page, oldest_first};
use runtime::{Queries, Question};
use values::OrganisationId;

use super::super::View;
use super::super::figures::reads_everything;
use super::shown::subject_name;
use crate::Reporting;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(reportable)
}

fn reportable(question: &Question<'_, View>, query: Reportable) -> Page<ReportableLine> {
    let (directory, view) = (question.directory, question.view);
    let issuer = directory.resolve(query.issuer);
    let may = reads_everything(question.actor) || question.asker().may_act_for(issuer);
    let territory = directory.organisation(issuer).filter(|_| may).and_then(|known| known.area);
    let facts = &view.facts;
    let counted =
        territory.into_iter().flat_map(|area| facts.book.subjects_within(area, query.period));
    let there: BTreeSet<_> =
        territory.into_iter().flat_map(|area| directory.within(area)).collect();
    let checked_in =
        there.iter().flat_map(|community| facts.checked_in.there(*community, query.period));
    // A unit is reported on also where it did nothing at all.
    let works_there = there.iter().filter(|unit| directory.is_in_operation(**unit));
    let subjects: BTreeSet<Claimer> = counted
        .chain(checked_in)
        .chain(works_there.copied().map(Claimer::from))
        .map(|subject| directory.resolved_claimer(subject))
        .filter(|subject| is_wanted(directory, *subject, issuer, query.persons))
        .filter(
            |subject| !matches!(subject, Claimer::Person(person) if facts.erased.contains(person)),
        )
        .collect();
    let mut named: Vec<_> =
        subjects.into_iter().map(|subject| (subject_name(directory, subject), subject)).collect();
    named.sort();
    Page::counted(query.page, named.len(), oldest_first(named), |(name, subject)| {
        let id = report::id(subject, query.period);
        let status = view.reports.reports.get(&id).map(|kept| kept.status);
        ReportableLine { subject, name, report: status.map(|_| id), status }
    })
}

/// A unit below the issuer, or a person.
fn is_wanted(
    directory: &Directory,
    subject: Claimer,
    issuer: OrganisationId,
    persons: bool,
) -> bool {
    match subject {
        Claimer::Person(_) => persons,
        Claimer::Organisation(unit) => {
            let below = || directory.seniors(unit).any(|senior| senior == issuer);
            !persons && directory.level(unit) == Some(Level::Unit) && below()
        }
    }
}
