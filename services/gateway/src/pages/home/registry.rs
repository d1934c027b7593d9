//! The registry on a home: what applied in the own territory, and whose certification is to be
//! renewed, for whoever answers for units.

use contracts::registry::organisation::Level;
use contracts::registry::{CertificationStatus, OrganisationStatus, Organisations};
use values::AreaCode;

use super::duties::FEW;
use crate::Shown;
use crate::pages::Visit;
use crate::pages::lists::organisations;
use crate::pages::parts::Section;
use crate::problem::Problem;

/// Nothing for whoever answers for no units, or whose organisation works nowhere: all that applied
/// in the land would not be theirs.
pub(super) async fn sections(
    visit: &Visit,
    area: Option<AreaCode>,
) -> Result<Vec<Section>, Problem> {
    let answers = visit.role().is_some_and(|role| Level::Unit.is_registered_by(role));
    let Some(area) = area.filter(|_| answers) else { return Ok(Vec::new()) };
    let units = |status, certification| Organisations {
        level: Some(Level::Unit),
        status: Some(status),
        certification,
        area: Some(area),
        page: FEW,
        ..Default::default()
    };
    let to_certify = |stands| units(OrganisationStatus::InOperation, Some(stands));
    let asked = [
        ("applied", "待审核的单位登记", units(OrganisationStatus::Applied, None)),
        ("certification-due", "待年审的单位", to_certify(CertificationStatus::Due)),
        ("certification-lapsed", "逾期未年审的单位", to_certify(CertificationStatus::Lapsed)),
    ];
    let mut sections = Vec::new();
    for (id, heading, asked) in asked {
        let found = visit.ask(&asked).await?;
        let rows = found.items.iter().map(organisations::row).collect();
        let section = Section::new(id, heading, organisations::COLUMNS, rows);
        sections.push(section.of(found.total, more(&asked)));
    }
    Ok(sections)
}

/// Where all of it is.
fn more(asked: &Organisations) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let parts = [
        ("level", asked.level.map(Shown::code)),
        ("status", asked.status.map(Shown::code)),
        ("certification", asked.certification.map(Shown::code)),
        ("area", asked.area.map(|area| area.to_string())),
    ];
    for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        query.append_pair(name, &value);
    }
    format!("/organisations?{}", query.finish())
}
