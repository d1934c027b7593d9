//! What can be asked of `registry`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::calendar::Entry as DayEntry;
use values::{
    AreaCode, CheckInId, CreditCode, Date, OrganisationId, PersonId, Text, Timestamp, Uuid,
};

use super::check_in::Who;
use super::organisation::{Level, Nature};
use super::taxonomy::{Category, Subcategory, Titles};
use crate::{Page, PageRequest};

mod account;
mod coverage;
mod held;
mod organisation;
mod paper;
mod people;

pub use account::*;
pub use coverage::*;
pub use held::*;
pub use organisation::*;
pub use paper::*;
pub use people::*;

/// `qry.registry.organisations`: organisations in the order they were registered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Organisations {
    pub level: Option<Level>,
    /// Part of the name or of an alias.
    pub name: Option<String>,
    /// What was applied for or refused is shown only when it is asked for.
    pub status: Option<OrganisationStatus>,
    /// Those whose yearly certification 年审 stands so.
    pub certification: Option<CertificationStatus>,
    /// Those that lie in this area.
    pub area: Option<AreaCode>,
    pub page: PageRequest,
}

/// An organisation as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationLine {
    pub id: OrganisationId,
    pub name: Text<60>,
    pub aliases: Vec<Text<60>>,
    pub level: Level,
    pub nature: Option<Nature>,
    pub credit_code: Option<CreditCode>,
    /// The check digit of its credit code does not fit.
    pub credit_code_doubtful: bool,
    pub area: Option<AreaCode>,
    pub address: Option<Text<200>>,
    #[serde(flatten)]
    pub life: OrganisationLife,
}

/// `qry.registry.organisation`: one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub organisation: OrganisationId,
}

/// `qry.registry.names`: what these organisations are called, for lists of other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub organisations: Vec<OrganisationId>,
}

/// `qry.registry.check-ins`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CheckIns {
    pub community: Option<OrganisationId>,
    /// With the communities in this area.
    pub area: Option<AreaCode>,
    /// Of this unit, with those of what was merged into it.
    pub unit: Option<OrganisationId>,
    /// Of this person.
    pub person: Option<PersonId>,
    pub status: Option<CheckInStatus>,
    pub page: PageRequest,
}

/// `qry.registry.check-in`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    pub check_in: CheckInId,
}

/// How a check-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckInStatus {
    /// 待接收
    Requested,
    /// 已报到
    Active,
    /// 待续报: active, and to be renewed before its end.
    Due,
    /// 已退回
    Returned,
    /// 期满未续
    Lapsed,
    /// 已结束
    Ended,
}

/// A check-in as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckInLine {
    pub id: CheckInId,
    pub who: Who,
    pub community: OrganisationId,
    pub primary: bool,
    pub status: CheckInStatus,
    pub requested_at: Timestamp,
    /// When the community last accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// The last day of its term, once accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why it was returned or ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<200>>,
}

/// `qry.registry.seats`: who sits 兼职委员 on a street's 大工委 or a community's 大党委.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Seats {
    pub body: Option<OrganisationId>,
    pub unit: Option<OrganisationId>,
    pub status: Option<SeatStatus>,
    pub page: PageRequest,
}

/// How a seat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SeatStatus {
    /// 在任
    Filled,
    /// 任期届满
    TermOver,
    /// 已卸任
    Vacated,
}

/// A seat as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeatLine {
    pub id: Uuid,
    pub body: OrganisationId,
    pub unit: OrganisationId,
    pub person: PersonId,
    pub since: Date,
    pub until: Date,
    pub status: SeatStatus,
}

/// `qry.registry.pairs`: which units and communities build jointly 结对, in the order in which they
/// first did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Pairs {
    pub unit: Option<OrganisationId>,
    pub community: Option<OrganisationId>,
    pub status: Option<PairStatus>,
    pub page: PageRequest,
}

/// How a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PairStatus {
    /// 结对中
    Made,
    /// 已结束
    Ended,
}

/// A pair as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PairLine {
    pub id: Uuid,
    pub unit: OrganisationId,
    pub community: OrganisationId,
    pub status: PairStatus,
    /// Since when they build jointly, or did last.
    pub since: Date,
    /// The day on which it ended, and why.
    pub ended: Option<Date>,
    pub reason: Option<Text<200>>,
}

/// `qry.registry.areas`: areas, in the order of their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Areas {
    /// All areas that lie in this one, without itself; every area when absent.
    pub under: Option<AreaCode>,
    pub page: PageRequest,
}

/// An area and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaLine {
    pub code: AreaCode,
    pub name: Text<60>,
}

/// `qry.registry.list-titles`: what the three lists are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ListTitles {}

/// `qry.registry.calendar`: the days of a year that are not what their weekdays say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkCalendar {
    pub year: i16,
}

/// The working calendar of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkCalendarLine {
    pub year: i16,
    /// There is a table for it; without one its weekends alone are no working days.
    pub known: bool,
    /// In order.
    pub days: Vec<DayEntry>,
}

/// `qry.registry.taxonomy`: the categories of offers and needs with their subcategories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Categories {
    /// This one only.
    pub category: Option<Category>,
}

/// A category with its subcategories, retired ones too, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryLine {
    pub category: Category,
    pub subcategories: Vec<Subcategory>,
}

crate::request::queries! {
    Organisations => "qry.registry.organisations" -> Page<OrganisationLine>,
    Organisation => "qry.registry.organisation" -> Option<OrganisationLine>,
    Edges => "qry.registry.organisation-edges" -> Option<OrganisationEdges>,
    Duplicates => "qry.registry.duplicates" -> Page<DuplicateLine>,
    Names => "qry.registry.names" -> BTreeMap<OrganisationId, Text<60>>,
    CheckInForm => "qry.registry.check-in-form" -> Option<CheckInPaper>,
    Coverage => "qry.registry.coverage" -> CoverageTable,
    CoverageBelow => "qry.registry.coverage-below" -> Page<AreaCoverage>,
    UnitsNotCome => "qry.registry.units-not-come" -> Option<Page<UnitNotCome>>,
    MembersNotCome => "qry.registry.members-not-come" -> Option<Page<MemberNotCome>>,
    CheckIn => "qry.registry.check-in" -> Option<CheckInLine>,
    CheckIns => "qry.registry.check-ins" -> Page<CheckInLine>,
    Pairs => "qry.registry.pairs" -> Page<PairLine>,
    Seats => "qry.registry.seats" -> Page<SeatLine>,
    Areas => "qry.registry.areas" -> Page<AreaLine>,
    Categories => "qry.registry.taxonomy" -> Vec<CategoryLine>,
    ListTitles => "qry.registry.list-titles" -> Titles,
    WorkCalendar => "qry.registry.calendar" -> WorkCalendarLine,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NAMES_MAX;

    #[test]
    fn more_names_than_are_given_at_once_are_refused_not_cut() {
        let ask = |count: u128| {
            let organisations = (0..count).map(|n| OrganisationId(Uuid::from_u128(n))).collect();
            let json = serde_json::to_string(&Names { organisations }).unwrap();
            serde_json::from_str::<Names>(&json)
        };
        assert_eq!(ask(500).unwrap().organisations.len(), NAMES_MAX);
        assert!(ask(501).unwrap_err().to_string().starts_with("501 names asked for"));
    }
}
