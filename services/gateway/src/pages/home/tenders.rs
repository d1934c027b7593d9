//! Tenders on a home: those in which the visitor is a juror.

use contracts::projects::{TenderStatus, Tenders};
use values::PersonId;

use super::duties::FEW;
use crate::pages::Visit;
use crate::pages::lists::tenders;
use crate::pages::parts::Section;
use crate::problem::Problem;

pub(super) async fn to_judge(visit: &Visit, person: PersonId) -> Result<Section, Problem> {
    let status = Some(TenderStatus::Scoring);
    let judged = Tenders { juror: Some(person), status, page: FEW, ..Default::default() };
    // A home stands without them, too.
    let found = visit.ask(&judged).await.map_or_else(|_| (vec![], 0), |it| (it.items, it.total));
    let called = visit.called(tenders::parties(&found.0)).await?;
    let rows = found.0.iter().map(|one| tenders::row(one, &called)).collect();
    Ok(Section::new("tenders", "待我评审的创投", tenders::COLUMNS, rows)
        .of(found.1, format!("/tenders?juror={person}&status=scoring")))
}
