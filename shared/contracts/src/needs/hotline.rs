//! One item of the 12345 hotline 热线件: heard there under a number and a limit of its own, handled
//! here as a need, answered under the same number. What was said stands here sealed.

use serde::{Deserialize, Serialize};
use values::{AreaCode, NeedId, OrganisationId, PersonId, Sealed, Text, Timestamp, Uuid, ids};

use super::LikelyCategory;
use crate::{Page, PageRequest};

/// `cmd.needs.hotline.receive`: raises a need, once for each number. Sealed on arrival; this form
/// never touches a disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Receive {
    /// The hotline's own.
    pub number: Text<40>,
    /// Who is to answer it.
    pub owner: OrganisationId,
    pub title: Text<60>,
    pub text: Text<8000>,
    /// In the hotline's words.
    #[serde(default)]
    pub category: Option<Text<30>>,
    pub heard_at: Timestamp,
    /// The hotline's limit 时限; without one those of this system hold.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// `cmd.needs.hotline.reply` 答复: sent back under the original number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub number: Text<40>,
    pub reply: Text<8000>,
    /// When it was given; now when absent.
    #[serde(default)]
    pub replied_at: Option<Timestamp>,
}

/// The item with this number.
pub fn id(number: &Text<40>) -> Uuid {
    ids::of_text("hotline", number)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Receive(Box<Received>),
    Reply { reply: Sealed, replied_at: Timestamp },
}

/// What is kept of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub number: Text<40>,
    pub need: NeedId,
    pub owner: OrganisationId,
    /// Whoever called: known by nothing but this, with a key of its own.
    pub caller: PersonId,
    pub text: Sealed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Text<30>>,
    /// What the model said when it came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested: Vec<LikelyCategory>,
    pub heard_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "hotline.received.v1")]
    Received(Box<Received>),
    #[serde(rename = "hotline.replied.v1")]
    Replied { reply: Sealed, replied_at: Timestamp },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such item.
    Unknown,
    /// The actor may not do this for whoever is to answer it.
    NotAuthorised,
    /// The number stands for another item.
    OtherItem,
    /// It was answered.
    AlreadyReplied,
    /// It was heard, and answered, in the past, in this order.
    TimesOutOfOrder,
}

/// `qry.needs.hotline_items`: in the order in which they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HotlineItems {
    pub owner: Option<OrganisationId>,
    /// Of whoever works in this area, or in a part of it.
    pub area: Option<AreaCode>,
    pub replied: Option<bool>,
    /// Not answered within its limit; whatever is answered is not.
    pub overdue: Option<bool>,
    pub page: PageRequest,
}

/// `qry.needs.hotline_item`: the one with this number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotline {
    pub number: Text<40>,
}

/// An item as lists show it; its texts only to the people of whoever is to answer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotlineItem {
    pub number: Text<40>,
    pub need: NeedId,
    pub owner: OrganisationId,
    pub title: Text<60>,
    /// Absent when it may not be seen, or was erased.
    pub text: Option<String>,
    pub category: Option<Text<30>>,
    pub suggested: Vec<LikelyCategory>,
    pub heard_at: Timestamp,
    pub until: Option<Timestamp>,
    pub reply: Option<String>,
    pub replied_at: Option<Timestamp>,
}

crate::request::commands! {
    Receive => "cmd.needs.hotline.receive",
    Reply => "cmd.needs.hotline.reply",
}

crate::request::queries! {
    HotlineItems => "qry.needs.hotline_items" -> Page<HotlineItem>,
    Hotline => "qry.needs.hotline_item" -> Option<HotlineItem>,
}
