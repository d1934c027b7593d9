//! What can be asked of `registry`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{AreaCode, CheckInId, CreditCode, OrganisationId, PersonId, Text};

use super::check_in::Who;
use super::organisation::{Level, Nature};
use crate::{Page, PageRequest};

/// `qry.registry.organisations`: organisations in the order they were registered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Organisations {
    pub level: Option<Level>,
    /// Part of the name or of an alias.
    pub name: Option<String>,
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
}

/// `qry.registry.organisation`: one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub organisation: OrganisationId,
}

/// `qry.registry.names`: what these organisations are called, for lists of other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// At most 500.
    pub organisations: Vec<OrganisationId>,
}

/// `qry.registry.check-ins`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CheckIns {
    pub community: Option<OrganisationId>,
    pub page: PageRequest,
}

/// How a check-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckInStatus {
    /// 待接收
    Requested,
    /// 已报到
    Active,
    /// 已退回
    Returned,
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
}

/// `qry.registry.areas`: the areas below one, or the uppermost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Areas {
    /// All areas under this code; every area when absent.
    pub under: Option<AreaCode>,
}

/// An area and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaLine {
    pub code: AreaCode,
    pub name: Text<60>,
}

/// `qry.registry.person`: opens one person's sealed data, for whoever may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub person: PersonId,
}

/// A person, opened; nothing when erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonOpened {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub work_unit: Option<OrganisationId>,
    pub home_community: Option<OrganisationId>,
}

crate::request::queries! {
    Organisations => "qry.registry.organisations" -> Page<OrganisationLine>,
    Organisation => "qry.registry.organisation" -> Option<OrganisationLine>,
    Names => "qry.registry.names" -> BTreeMap<OrganisationId, Text<60>>,
    CheckIns => "qry.registry.check-ins" -> Page<CheckInLine>,
    Areas => "qry.registry.areas" -> Vec<AreaLine>,
    Person => "qry.registry.person" -> Option<PersonOpened>,
}
