//! What can be asked about notices.

use serde::{Deserialize, Serialize};
use values::Timestamp;

use super::notice::{Matter, NoticeKind};
use crate::{Claimer, Page, PageRequest};

/// `qry.notices.inbox`: what an organisation, or a person, was told; newest first. Nothing for who
/// does not read that inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Inbox {
    pub inbox: Claimer,
    /// Only what nobody has read.
    #[serde(default)]
    pub unread: bool,
    #[serde(default)]
    pub page: PageRequest,
}

/// `qry.notices.unread`: how much of it nobody has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unread {
    pub inbox: Claimer,
}

/// What an inbox was told about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeLine {
    /// Whose it is: one of those that the inbox stands for.
    pub inbox: Claimer,
    pub kind: NoticeKind,
    pub matter: Matter,
    pub told_at: Timestamp,
    /// What is to be done is done by then; or it ends then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Timestamp>,
    /// Since when somebody has read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
}

crate::request::queries! {
    Inbox => "qry.notices.inbox" -> Page<NoticeLine>,
    Unread => "qry.notices.unread" -> usize,
}
