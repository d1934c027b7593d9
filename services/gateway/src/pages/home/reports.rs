//! Reports on a home: those that wait for the visitor, and those that are about or for them.

use contracts::Role;
use contracts::reporting::Reports;
use values::{OrganisationId, PersonId};

use super::duties::FEW;
use crate::pages::Visit;
use crate::pages::lists::reports;
use crate::pages::parts::Section;
use crate::problem::Problem;

/// What waits for the visitor's organisation; members have what is about themselves.
pub(super) async fn sections(
    visit: &Visit,
    role: Role,
    (organisation, person): (OrganisationId, PersonId),
) -> Result<[Section; 2], Problem> {
    let waiting = Reports { awaits: Some(organisation), page: FEW, ..Default::default() };
    let oneself = matches!(role, Role::Member | Role::Resident).then_some(person);
    let own = Reports { person: oneself, page: FEW, ..Default::default() };
    let more =
        own.person.map_or_else(|| "/reports".to_owned(), |id| format!("/reports?person={id}"));
    // A home stands without them, too.
    let (waiting, own) = tokio::join!(visit.ask(&waiting), visit.ask(&own));
    let [waiting, own] = [waiting, own]
        .map(|found| found.map_or_else(|_| (vec![], 0), |page| (page.items, page.total)));
    let called = visit.called(reports::parties(&waiting.0).chain(reports::parties(&own.0))).await?;
    let section = |id, heading, (items, total): &(Vec<_>, usize), more: String| {
        let rows = items.iter().map(|report| reports::row(report, &called)).collect();
        Section::new(id, heading, reports::COLUMNS, rows).of(*total, more)
    };
    let waits = format!("/reports?awaits={organisation}");
    Ok([
        section("reports-waiting", "待我方办理的报告", &waiting, waits),
        section("reports", "有关的报告", &own, more),
    ])
}
