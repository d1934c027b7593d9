//! One excuse 免报到: a unit or member who need not check in for a while, by a reason code alone.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, Timestamp, Uuid, ids};

use super::check_in::{Who, named};

/// One excuse for each unit or person, however often it is granted.
pub fn id(who: Who) -> Uuid {
    ids::of_text("excuse", &named(who))
}

/// Why. A code and no text: nobody's illness stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExcuseReason {
    /// 长期外派、外出
    Away,
    /// 身体原因
    Health,
    /// 照护家人
    Care,
    /// 涉密岗位
    Classified,
    /// 居住在市外
    OutsideCity,
    /// 单位撤并中
    WindingDown,
}

/// `cmd.registry.excuse.grant`: for a unit by whom it belongs to or works under, for a member by
/// the work unit or the home community; never by oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    pub who: Who,
    pub reason: ExcuseReason,
    /// The last day, at most two years ahead.
    pub until: Date,
}

/// `cmd.registry.excuse.lift`: before its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Lift {
    pub who: Who,
}

/// The most months an excuse lasts.
pub const MONTHS_MAX: i32 = 24;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// With the organisations that answer for whoever is excused.
    Grant {
        grant: Grant,
        answerable: Vec<OrganisationId>,
    },
    Lift {
        answerable: Vec<OrganisationId>,
    },
    /// Its day is over.
    Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "excuse.granted.v1")]
    Granted { who: Who, reason: ExcuseReason, until: Date, ends_at: Timestamp },
    #[serde(rename = "excuse.ended.v1")]
    Ended {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such unit or person.
    UnknownWho,
    /// The actor does not answer for them.
    NotAuthorised,
    /// The last day has passed, or is further off than an excuse may last.
    UntilOutOfRange,
}

crate::request::commands! {
    Grant => "cmd.registry.excuse.grant",
    Lift => "cmd.registry.excuse.lift",
}
