//! What is kept of one person, for that person.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, PersonId, Text};

use super::super::excuse::ExcuseReason;
use super::super::organisation::Office;
use super::super::saved_views::SavedViewLine;
use super::super::taxonomy::SubcategoryCode;
use super::{AccountLine, CheckInLine, PersonOpened, SeatLine, TokenLine};

/// `qry.registry.held`: everything that `registry` keeps under a person's id, for the person alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub person: PersonId,
}

/// Everything that is kept of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldOfPerson {
    /// Nothing of somebody who is on no roster and never was, or was erased.
    pub registered: Option<PersonOpened>,
    /// 免报到, while it stands.
    pub excuse: Option<HeldExcuse>,
    pub check_ins: Vec<HeldCheckIn>,
    /// What the person is head, liaison or grid worker of.
    pub offices: Vec<HeldOffice>,
    /// 兼职委员, those that are over too.
    pub seats: Vec<SeatLine>,
    pub account: Option<AccountLine>,
    /// Tokens of other systems that stand.
    pub tokens: Vec<TokenLine>,
    /// 常用视图
    pub saved_views: Vec<SavedViewLine>,
}

/// `qry.registry.person-excuse`: why and until when a member need not check in 免报到. For the member,
/// and for whoever answers for the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonExcuse {
    pub person: PersonId,
}

/// `qry.registry.unit-excuse`: the same of a unit, for its people and for whoever answers for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitExcuse {
    pub organisation: OrganisationId,
}

/// That and until when somebody need not check in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldExcuse {
    pub reason: ExcuseReason,
    pub until: Date,
}

/// A check-in with what its form says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldCheckIn {
    #[serde(flatten)]
    pub line: CheckInLine,
    /// 服务类别
    pub services: Vec<SubcategoryCode>,
    pub can_offer: Option<Text<500>>,
}

/// An office, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldOffice {
    pub organisation: OrganisationId,
    pub office: Office,
}

crate::request::queries! {
    Held => "qry.registry.held" -> Option<HeldOfPerson>,
    PersonExcuse => "qry.registry.person-excuse" -> Option<HeldExcuse>,
    UnitExcuse => "qry.registry.unit-excuse" -> Option<HeldExcuse>,
}
