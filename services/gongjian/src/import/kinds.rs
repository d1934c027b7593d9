//! What becomes of each kind of list.

mod agreements;
mod areas;
mod exported;
mod fields;
mod holidays;
mod hotline;
mod joint_units;
mod members;
mod needs;
mod offers;
mod projects;
mod records;
mod units;

use sheets::{Kind, Table};
use values::ImportId;

use super::known::Known;
use super::plan::Plan;
use super::planner::{NoPlan, Options, Planner};

/// Plans the import of a list.
pub(super) fn plan(
    kind: Kind,
    table: &Table,
    import: ImportId,
    known: &Known,
    options: Options,
) -> Result<Plan, NoPlan> {
    if options.sessions.is_some_and(|n| n == 0 || n > values::Amount::MAX) {
        return Err(NoPlan::SessionsOutOfRange);
    }
    let mut planner = Planner::new(import, known, options)?;
    let fill = match kind {
        Kind::Areas => areas::fill,
        Kind::Holidays => holidays::fill,
        Kind::Units => units::fill,
        Kind::Members => members::fill,
        Kind::Venues => offers::venues,
        Kind::JointUnits => joint_units::fill,
        Kind::HelpClaims => needs::help_claims,
        Kind::SocialOrgs => offers::social_orgs,
        Kind::CultureEvents => offers::culture_events,
        Kind::FinanceVisits => offers::finance_visits,
        Kind::ArmyServices => offers::army_services,
        Kind::MicroWishes => needs::micro_wishes,
        Kind::Offers => exported::offers,
        Kind::Needs => exported::needs,
        Kind::Hotline => hotline::fill,
        Kind::Agreements => agreements::fill,
        Kind::Projects => projects::fill,
        Kind::Records => records::fill,
    };
    fill(&mut planner, table)?;
    Ok(planner.finish())
}

/// Whether such a list names people, with their telephones. What is kept of it could never be
/// erased with the person, so the file is not kept.
pub(super) fn names_people(kind: Kind) -> bool {
    match kind {
        Kind::Units | Kind::Members | Kind::Venues | Kind::SocialOrgs | Kind::Hotline => true,
        Kind::Areas
        | Kind::Holidays
        | Kind::JointUnits
        | Kind::HelpClaims
        | Kind::CultureEvents
        | Kind::FinanceVisits
        | Kind::ArmyServices
        | Kind::MicroWishes
        | Kind::Offers
        | Kind::Needs
        | Kind::Agreements
        | Kind::Projects
        | Kind::Records => false,
    }
}
